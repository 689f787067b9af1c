"""Finds the schemas that the project ships: inside the installed package, or in its checkout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["read_schema"]

_PACKAGED: Final = Path(__file__).resolve().parent / "schemas"
_CHECKOUT: Final = Path(__file__).resolve().parents[2] / "schemas"


@cache
def read_schema(name: str) -> dict[str, Any]:
    """The parsed JSON Schema of this file name (`strength-activity-1.0.schema.json`); read once a process.

    Raises FileNotFoundError where there is none.
    """
    packaged = _PACKAGED / name
    text = (packaged if packaged.is_file() else _CHECKOUT / name).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
