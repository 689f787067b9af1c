"""The bytes of FIT messages, and excerpts of them, for findings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice
from typing import Final

from activitylint.formats.fit.messages import MessageTables
from activitylint.formats.fit.shown import ShownMessage
from activitylint.model.deferred import Deferred
from activitylint.model.faults import Place
from activitylint.model.finding import Excerpt, Location, MessageRef

__all__ = ["FitPlaces"]

_SHOWN: Final = 16
"""Limit of the fields that an excerpt shows."""
_SMALL: Final = 512
"""Bytes of a message whose fields are decoded when somebody looks at them."""


class FitPlaces:
    """The `Places` of a FIT file. tables: its messages, None if nothing could be read."""

    def __init__(self, data: bytes, tables: MessageTables | None) -> None:
        self._data = data
        self.tables = tables

    def locate(self, places: Sequence[Place]) -> list[tuple[Location, Excerpt | None]]:
        """Return location and excerpt of each place. Something absent is located at the start of the file."""
        return [self._locate(place) for place in places]

    def _locate(self, place: Place) -> tuple[Location, Excerpt | None]:
        if place.table == "byte":
            last = max(len(self._data) - 1, 0)
            start = min(max(place.row, 0), last)
            return Location(byte=start, length=min(place.length, len(self._data) - start)), None
        table = None if self.tables is None else self.tables.get(place.table)
        if table is None or not 0 <= place.row < len(table):
            return Location(), None
        offset, length = table.place(place.row)
        location = Location(offset, length, None, None, "", MessageRef(table.name, place.row))
        fields = partial(_fields, table.shown(place.row), place.field)
        # A report keeps a message in place of its fields, but not a large one.
        return location, Excerpt("", 0, Deferred(fields) if length <= _SMALL else fields(), place.field)


def _fields(message: ShownMessage, marked: str) -> tuple[tuple[str, str], ...]:
    """The first fields of a message; the last of them is the marked one if it would not be shown."""
    pairs = message.pairs()
    shown = list(islice(pairs, _SHOWN))
    if marked and marked not in dict(shown):
        shown[_SHOWN - 1 :] = [next((pair for pair in pairs if pair[0] == marked), (marked, "-"))]
    return tuple(shown)
