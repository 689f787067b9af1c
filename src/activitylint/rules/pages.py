"""The catalogue as it was written from the rules' docstrings, for commands that run none of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["pages"]


def pages() -> list[dict[str, Any]]:
    """Every rule as an object: code, name, severity, effect, basis, formats, stage, default, summary, parts."""
    found: list[dict[str, Any]] = json.loads(Path(__file__).with_name("catalogue.json").read_text(encoding="utf-8"))
    return found
