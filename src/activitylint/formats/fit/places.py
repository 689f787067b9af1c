"""The bytes of FIT messages, and excerpts of them, for findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from activitylint.formats.fit.messages import MessageTables
from activitylint.model.faults import Place
from activitylint.model.finding import Excerpt, Location, MessageRef

__all__ = ["FitPlaces"]

_SHOWN: Final = 16
"""Limit of the fields that an excerpt shows."""


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
        if self.tables is None or place.table not in self.tables:
            return Location(), None
        table = self.tables[place.table]
        if not 0 <= place.row < len(table):
            return Location(), None
        offset, length = table.place(place.row)
        location = Location(byte=offset, length=length, message=MessageRef(table.name, place.row))
        fields = list(table.row_fields(place.row))
        shown = fields[:_SHOWN]
        if place.field and place.field not in dict(shown):
            marked = next((pair for pair in fields if pair[0] == place.field), (place.field, "-"))
            shown = [*shown[: _SHOWN - 1], marked]
        return location, Excerpt(fields=tuple(shown), marked=place.field)
