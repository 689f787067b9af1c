"""The rules: one module or package per prefix of their codes.

| prefix | module | checks |
|---|---|---|
| UPL | `upload` | the upload as a whole: name, size, form fields, duplicates, archives |
| FIT | `fit` | the FIT format: container, file_id, sessions, messages |
| XML | `xml` | the XML that TCX and GPX share |
| TCX | `tcx` | the TCX format: document, laps, extensions |
| GPX | `gpx` | the GPX format |
| JSN | `strength_json` | the JSON format for strength training |
| TIM | `time` | times of records, and how they are written |
| POS | `position` | coordinates |
| STR | `streams`, `distance` | heart rate, cadence, power, distance and other values over time |
| SPO | `sport` | the sport of the activity |
| DEV | `device` | the device and its elevation data |
| SET | `sets` | strength sets and exercises |
| INT | `interop` | other programs that read the same file |
| LNT | `linter` | the linter's own work |

`registry` has the decorator that adds a rule to the catalogue, `support` what several of these modules share.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

__all__ = ["MODULES", "load_all"]

MODULES: Final = (
    *("device", "distance", "gpx", "interop", "linter", "position", "sets", "sport", "streams", "xml"),
    *("fit.bytes", "fit.container", "fit.identity", "fit.laps", "fit.markers", "fit.messages", "fit.sessions"),
    *("fit.totals",),
    *("strength_json.document", "strength_json.fields", "strength_json.streams", "strength_json.times"),
    *("tcx.document", "tcx.extensions", "tcx.laps", "tcx.stray"),
    *("time.clock", "time.written"),
    *("upload.archive", "upload.batch", "upload.file", "upload.form"),
)
"""Every module that contains rules. They are listed because searching the folders takes longer than importing them."""


def load_all() -> None:
    """Import every module that contains rules, which adds them to the catalogue."""
    for module in MODULES:
        import_module(f"{__name__}.{module}")
