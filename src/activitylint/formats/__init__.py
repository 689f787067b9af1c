"""The parsers: uncompressed bytes in, an `Activity` out. They never raise for bad content; they note faults.

| module | what it does |
|---|---|
| `fit/` | reads FIT |
| `tcx`, `gpx` | read TCX and GPX: which elements become records, laps and sessions |
| `xml/` | what TCX and GPX share: tags, values, well-formedness, schemas, places |
| `strength/` | reads strength JSON |
| `iso8601` | reads a single time; `xml/times` reads whole columns |
| `bounds` | limits of what the JSON parser reads |

`read` picks the parser of a format.
"""

from __future__ import annotations

from importlib import import_module

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.format import Format

__all__ = ["read"]

_MODULES = {Format.FIT: "fit", Format.TCX: "tcx", Format.GPX: "gpx", Format.JSON: "strength"}


# NaN stands for a missing value, and a hostile file may contain numbers of any size: numpy must not warn about them.
@np.errstate(all="ignore")
def read(data: bytes, format: Format) -> Activity:  # noqa: A002 -- the usual word for it
    """Parse uncompressed bytes as this format. Imports only the parser that it needs; never raises for bad content."""
    module = import_module(f"activitylint.formats.{_MODULES[format]}")
    activity: Activity = module.read(data)
    activity.data = data
    return activity
