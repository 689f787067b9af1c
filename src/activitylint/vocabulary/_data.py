"""Reads a data file of this folder."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["load"]


@cache
def load(name: str) -> Any:
    """The parsed content of `<name>.json` in this folder; read once a process."""
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))
