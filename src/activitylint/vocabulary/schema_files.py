"""Find the JSON Schemas of the project, in the installed package or in a checkout."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any, Final

__all__ = ["read_schema"]

_HERE: Final = os.path.dirname(os.path.realpath(__file__))
_PACKAGED: Final = os.path.join(_HERE, "..", "schemas")
_CHECKOUT: Final = os.path.join(_HERE, "..", "..", "..", "schemas")


@cache
def read_schema(name: str) -> dict[str, Any]:
    """The parsed JSON Schema of this file name (`strength-activity-1.0.schema.json`), read once per process.

    Raises FileNotFoundError if there is none.
    """
    packaged = os.path.join(_PACKAGED, name)
    with open(packaged if os.path.isfile(packaged) else os.path.join(_CHECKOUT, name), encoding="utf-8") as file:
        schema: dict[str, Any] = json.load(file)
    return schema
