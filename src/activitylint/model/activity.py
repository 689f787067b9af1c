"""The normalized activity: one shape for FIT, TCX, GPX and strength JSON.

The parsers in `formats/` build it and the rules in `rules/` read it; they share nothing else. A row's ordinal
identifies it: a rule names row 12 of the records, and `Activity.places` finds its line, column and byte when a
finding needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from activitylint.model.faults import FILE, Fault, FaultKind, Place, Places
from activitylint.model.fit import FitParts
from activitylint.model.format import Format
from activitylint.model.markup import Document, ExtensionUse, Gpx, Tcx
from activitylint.model.tables import Laps, Lengths, Records, Sessions, Sets, TimerEvents

__all__ = ["Activity", "Creator", "Sport", "Strength"]


_Result = TypeVar("_Result")


class Creator(NamedTuple):
    """What recorded or wrote the file, as the file says it.

    name: TCX Creator/Name, GPX creator, strength creator.name, FIT product_name; None where it is absent.
    author: TCX Author/Name. manufacturer, product: FIT ids, None where absent or invalid; the _name ones are the
    profile's, None
    where it does not list them. at: where it stands (or would stand).
    """

    name: str | None = None
    author: str | None = None
    manufacturer: int | None = None
    manufacturer_name: str | None = None
    product: int | None = None
    product_name: str | None = None
    at: Place = FILE


class Sport(NamedTuple):
    """The file's own word for the sport: of the first session that has one.

    written: TCX Sport, GPX type (of the first trk), FIT `sport` or `sport/sub_sport` in the profile's names; None
    where absent.
    mapped: the sport_type that Strava takes it for, None where nobody knows. at: where it stands.
    """

    written: str | None = None
    mapped: str | None = None
    at: Place = FILE


@dataclass(slots=True, eq=False, repr=False)
class Strength:
    """What only strength JSON has."""

    document: Mapping[str, object]
    """The parsed object: values as the standard parser gives them."""
    streams: Mapping[str, int]
    """Stream name -> length, for streams that are arrays."""


@dataclass(slots=True, eq=False, repr=False)
class Activity:
    """One activity file as Strava would see it.

    times are seconds since 1970-01-01 UTC, positions degrees, everything else SI. faults: what the parser could
    not take,
    in file order. damaged: the parse ended before the file did, so absence and totals cannot be judged.
    Exactly one of fit, gpx, tcx and strength is set; document with gpx and tcx.
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
    """The unpacked bytes that all this was read from, for rules that have another program read them."""
    _worked_out: dict[object, Any] = field(default_factory=dict)

    def cached(self, work: Callable[[Activity], _Result]) -> _Result:
        """What `work` makes of this activity; several rules that ask for the same get the same."""
        if work not in self._worked_out:
            self._worked_out[work] = work(self)
        result: _Result = self._worked_out[work]
        return result

    @property
    def record_noun(self) -> str:
        """What the format calls a record: `record`, `trackpoint`, `track point` or `sample`."""
        return _RECORD_NOUNS[self.format]

    def faults_of(self, kind: FaultKind) -> list[Fault]:
        """The faults of one kind, in file order."""
        return [fault for fault in self.faults if fault.kind is kind]

    def fault_rows(self, kind: FaultKind, table: str = "record") -> npt.NDArray[np.bool_]:
        """A mask over the records (or another table's rows): which have a fault of this kind."""
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
