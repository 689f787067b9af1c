"""Read data files that are next to modules."""

from __future__ import annotations

import json
import os
from typing import Any

__all__ = ["read_beside"]


def read_beside(module: str, name: str) -> Any:
    """Parse the JSON file `name` in the folder of a module. module: the `__file__` of the module."""
    path = os.path.join(os.path.dirname(module), name)
    with open(path, encoding="utf-8") as file:
        return json.load(file)
