"""The four file formats, and the groups of formats that rules and fixes apply to."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

__all__ = ["ALL", "FIT", "GPX", "JSON", "TCX", "TRACKS", "XML", "Format"]


class Format(StrEnum):
    """The four formats."""

    FIT = "fit"
    TCX = "tcx"
    GPX = "gpx"
    JSON = "json"


FIT: Final = frozenset({Format.FIT})
TCX: Final = frozenset({Format.TCX})
GPX: Final = frozenset({Format.GPX})
JSON: Final = frozenset({Format.JSON})
XML: Final = TCX | GPX
TRACKS: Final = FIT | XML
"""The formats whose records are the points of a track."""
ALL: Final = frozenset(Format)
