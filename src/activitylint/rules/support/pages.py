"""The pages of all rules, generated from their docstrings, for commands that show rules but run none."""

from __future__ import annotations

from typing import Any

from activitylint.vocabulary.data_files import read_beside

__all__ = ["pages"]


def pages() -> list[dict[str, Any]]:
    """Every rule as an object with code, name, severity, effect, basis, formats, stage, default, summary and parts."""
    found: list[dict[str, Any]] = read_beside(__file__, "catalogue.json")
    return found
