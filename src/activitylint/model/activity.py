"""The parsed activity: one shape for FIT, TCX, GPX and strength JSON.

The parsers in `formats/` build it and the rules in `rules/` read it; they share nothing else. A row is identified by
its ordinal: a rule says "row 12 of the records", and `Activity.places` finds the line, column and byte of that row
when a finding needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import numpy as np

from activitylint.model.arrays import Bools
from activitylint.model.classes import NamedTuple, dataclass, field
from activitylint.model.faults import FILE, Fault, FaultKind, Place, Places
from activitylint.model.fit import FitParts
from activitylint.model.format import Format
from activitylint.model.markup import Document, ExtensionUse, Gpx, Tcx
from activitylint.model.tables import Laps, Lengths, Records, Sessions, Sets, TimerEvents

__all__ = ["Activity", "Creator", "Sport", "Strength"]


_Result = TypeVar("_Result")


class Creator(NamedTuple):
    """The device or program that wrote the file, as named in the file.

    name: TCX Creator/Name, GPX creator, strength creator.name or FIT product_name; None if absent.
    author: TCX Author/Name or GPX metadata/author/name.
    manufacturer, product: FIT ids, None if absent or invalid.
    manufacturer_name, product_name: their names in the FIT profile, None if it does not list them.
    at: where the creator is, or would be.
    """

    name: str | None = None
    author: str | None = None
    manufacturer: int | None = None
    manufacturer_name: str | None = None
    product: int | None = None
    product_name: str | None = None
    at: Place = FILE


class Sport(NamedTuple):
    """The sport as the file gives it, from the first session that has one.

    written: TCX Sport, GPX type (of the first trk that has one), or FIT `sport` or `sport/sub_sport` with the names of
    the FIT profile; None if absent.
    mapped: the sport_type that Strava maps it to, None if unknown.
    at: where the sport is, or would be.
    """

    written: str | None = None
    mapped: str | None = None
    at: Place = FILE


@dataclass(slots=True, eq=False, repr=False)
class Strength:
    """What only strength JSON has."""

    document: Mapping[str, object]
    """The parsed object, with values as Python's `json` returns them."""
    streams: Mapping[str, int]
    """Stream name to number of values, for streams that are arrays."""
    start_offset: float | None = None
    """The UTC offset of start_time in seconds; None if it has none or cannot be read."""


@dataclass(slots=True, eq=False, repr=False)
class Activity:
    """One activity file as Strava would see it.

    Times are seconds since 1970-01-01 UTC, positions are degrees, everything else is in SI units.

    faults: what the parser could not read as it is, in file order.
    damaged: True if parsing stopped before the end of the file, so that nobody can say what is missing or what the
    totals are.
    fit, gpx, tcx, strength: exactly one is set, by format. document: set for GPX and TCX.
    """

    format: Format
    places: Places
    records: Records = field(default_factory=Records)
    sessions: Sessions = field(default_factory=Sessions)
    laps: Laps = field(default_factory=Laps)
    lengths: Lengths = field(default_factory=Lengths)
    sets: Sets = field(default_factory=Sets)
    timer_events: TimerEvents = field(default_factory=TimerEvents)
    creator: Creator = field(default_factory=Creator)
    sport: Sport = field(default_factory=Sport)
    extensions: list[ExtensionUse] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    damaged: bool = False
    fit: FitParts | None = None
    document: Document | None = None
    gpx: Gpx | None = None
    tcx: Tcx | None = None
    strength: Strength | None = None
    data: bytes = b""
    """The uncompressed bytes of the file, for rules that pass them to another program."""
    _worked_out: dict[object, Any] = field(default_factory=dict)

    def cached(self, work: Callable[[Activity], _Result]) -> _Result:
        """Return `work(self)`, computed once: rules that need the same intermediate result share it."""
        known = self._worked_out
        if work not in known:
            known[work] = work(self)
        result: _Result = known[work]
        return result

    @property
    def record_noun(self) -> str:
        """What the format calls a record: `record`, `trackpoint`, `track point` or `sample`."""
        return _RECORD_NOUNS[self.format]

    def faults_of(self, kind: FaultKind) -> list[Fault]:
        """The faults of one kind, in file order."""
        return [fault for fault in self.faults if fault.kind is kind]

    def fault_rows(self, kind: FaultKind, table: str = "record") -> Bools:
        """Return a mask over the records (or the rows of another table): True for rows with a fault of this kind."""
        length = len(getattr(self, _TABLES[table]))
        mask = np.zeros(length, dtype=np.bool_)
        for fault in self.faults_of(kind):
            if fault.at.table == table and fault.rows is not None:
                mask[fault.rows] = True
        return mask


_RECORD_NOUNS: Final = {
    Format.FIT: "record",
    Format.TCX: "trackpoint",
    Format.GPX: "track point",
    Format.JSON: "sample",
}


_TABLES: Final = {
    "record": "records",
    "session": "sessions",
    "lap": "laps",
    "length": "lengths",
    "set": "sets",
}
