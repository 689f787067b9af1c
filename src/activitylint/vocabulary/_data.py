"""Read a data file of this folder."""

from __future__ import annotations

from functools import cache
from typing import Any

from activitylint.vocabulary.data_files import read_beside

__all__ = ["load"]


@cache
def load(name: str) -> Any:
    """The parsed content of `<name>.json` in this folder, read once per process."""
    return read_beside(__file__, f"{name}.json")
