"""The catalogue as it was written from the rules' docstrings, for commands that run none of them."""

from __future__ import annotations

from typing import Any

from activitylint.vocabulary.data_files import read_beside

__all__ = ["pages"]


def pages() -> list[dict[str, Any]]:
    """Every rule as an object: code, name, severity, effect, basis, formats, stage, default, summary, parts."""
    found: list[dict[str, Any]] = read_beside(__file__, "catalogue.json")
    return found
