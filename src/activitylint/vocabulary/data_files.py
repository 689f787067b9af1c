"""Reads the data files that stand beside the modules."""

from __future__ import annotations

import json
import os
from typing import Any

__all__ = ["read_beside"]


def read_beside(module: str, name: str) -> Any:
    """The parsed JSON file of this name in the folder of a module, which is named by its `__file__`."""
    path = os.path.join(os.path.dirname(module), name)
    with open(path, encoding="utf-8") as file:
        return json.load(file)
