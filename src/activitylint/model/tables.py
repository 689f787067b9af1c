"""The tables of an activity: records, sessions, laps, lengths, sets and timer events.

Each table is a set of columns of the same length. Numbers are numpy arrays, with NaN for absent values; texts are
`Categorical` columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from activitylint.model.categorical import Categorical

__all__ = ["Columns", "Float", "Int", "Laps", "Lengths", "Records", "Sessions", "Sets", "TimerEvents", "absent"]


Float = npt.NDArray[np.float64]


Int = npt.NDArray[np.int64]


def float_column() -> Float:
    return np.empty(0, dtype=np.float64)


def int_column() -> Int:
    return np.empty(0, dtype=np.int64)


def categorical_column() -> Categorical:
    return Categorical.same(0, None)


class Columns:
    """Base of the tables: columns of the same length. Tables are not compared, since arrays are not."""

    __slots__ = ()

    def __len__(self) -> int:
        names: tuple[str, ...] = self.__slots__
        # All columns have the same length, except those that a caller left at their empty default.
        return len(getattr(self, names[0])) or max(len(getattr(self, name)) for name in names)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self):,} rows)"

    def part(self, rows: slice) -> Self:
        """Return some of the rows; the arrays are views."""
        names: tuple[str, ...] = self.__slots__
        return type(self)(*(getattr(self, name)[rows] for name in names))

    @classmethod
    def of(cls, length: int, **columns: object) -> Self:
        """Return a table with these columns; all others have `length` rows of NaN, 0 or None."""
        rest: dict[str, object] = {}
        for column in fields(cls):  # type: ignore[arg-type]  # every subclass is a dataclass
            if column.name not in columns:
                rest[column.name] = _absent(column.type, length)
        return cls(**columns, **rest)


_NAN: Final = np.float64(np.nan).tobytes()


def absent(length: int) -> Float:
    """Return a read-only column of NaN. It takes no memory per row."""
    return np.ndarray((length,), np.float64, _NAN, 0, (0,))


def _absent(annotation: object, length: int) -> object:
    if annotation == "Float":
        return absent(length)
    if annotation == "Int":
        return np.ndarray((length,), np.int64, bytes(8), 0, (0,))
    return Categorical.same(length, None)


@dataclass(slots=True, eq=False, repr=False)
class Records(Columns):
    """The trackpoints of TCX and GPX, the record messages of FIT, the stream samples of strength JSON.

    In file order; NaN means absent.
    """

    time: Float = field(default_factory=float_column)
    """Seconds since 1970-01-01 UTC. A time without a zone is read as UTC."""
    latitude: Float = field(default_factory=float_column)
    """Degrees."""
    longitude: Float = field(default_factory=float_column)
    """Degrees."""
    altitude: Float = field(default_factory=float_column)
    """Meters. FIT: enhanced_altitude if present, else altitude."""
    distance: Float = field(default_factory=float_column)
    """Meters since the start."""
    speed: Float = field(default_factory=float_column)
    """Meters per second. FIT: enhanced_speed if present, else speed."""
    heartrate: Float = field(default_factory=float_column)
    """Beats per minute."""
    cadence: Float = field(default_factory=float_column)
    """Revolutions per minute; on foot, strides (of one foot) per minute."""
    power: Float = field(default_factory=float_column)
    """Watts."""
    temperature: Float = field(default_factory=float_column)
    """Degrees Celsius."""
    segment: Int = field(default_factory=int_column)
    """0-based ordinal of the trkseg (GPX), Track (TCX) or chained file (FIT) that contains the row."""

    STREAMS = (
        "latitude",
        "longitude",
        "altitude",
        "distance",
        "speed",
        "heartrate",
        "cadence",
        "power",
        "temperature",
    )


@dataclass(slots=True, eq=False, repr=False)
class Sessions(Columns):
    """FIT session messages, TCX Activities and Courses; a GPX file or a strength file is one row."""

    start: Float = field(default_factory=float_column)
    timestamp: Float = field(default_factory=float_column)
    """FIT only. Many devices write the start here, so the end is start + elapsed."""
    elapsed: Float = field(default_factory=float_column)
    """Seconds."""
    timer: Float = field(default_factory=float_column)
    """Seconds."""
    distance: Float = field(default_factory=float_column)
    """Meters."""
    ascent: Float = field(default_factory=float_column)
    """Meters."""
    calories: Float = field(default_factory=float_column)
    pool_length: Float = field(default_factory=float_column)
    """Meters."""
    num_laps: Float = field(default_factory=float_column)
    sport: Categorical = field(default_factory=categorical_column)
    """As the file writes it: FIT's profile name (`cycling`), TCX's Sport, GPX's type."""
    sub_sport: Categorical = field(default_factory=categorical_column)
    """FIT only, the name in the profile."""
    file: Int = field(default_factory=int_column)
    """0-based ordinal of the chained FIT file."""


@dataclass(slots=True, eq=False, repr=False)
class Laps(Columns):
    """FIT lap messages, TCX Laps (of Activities and Courses)."""

    start: Float = field(default_factory=float_column)
    timestamp: Float = field(default_factory=float_column)
    elapsed: Float = field(default_factory=float_column)
    """Seconds: FIT total_elapsed_time, TCX TotalTimeSeconds."""
    timer: Float = field(default_factory=float_column)
    distance: Float = field(default_factory=float_column)
    """Meters."""
    calories: Float = field(default_factory=float_column)
    first_record: Int = field(default_factory=int_column)
    """TCX: ordinal of the first record in the lap (of the next lap if this one has none)."""
    records: Int = field(default_factory=int_column)
    """TCX: the number of records in the lap."""
    session: Int = field(default_factory=int_column)
    """TCX: 0-based ordinal of the Activity or Course that contains the lap. FIT: of the chained file."""


@dataclass(slots=True, eq=False, repr=False)
class Lengths(Columns):
    """FIT length messages: each is one length of a pool."""

    start: Float = field(default_factory=float_column)
    timestamp: Float = field(default_factory=float_column)
    elapsed: Float = field(default_factory=float_column)
    timer: Float = field(default_factory=float_column)
    strokes: Float = field(default_factory=float_column)
    type: Categorical = field(default_factory=categorical_column)
    """`active` or `idle`."""


@dataclass(slots=True, eq=False, repr=False)
class Sets(Columns):
    """Strength sets: FIT set messages, or the sets of strength JSON."""

    start: Float = field(default_factory=float_column)
    duration: Float = field(default_factory=float_column)
    """Seconds."""
    repetitions: Float = field(default_factory=float_column)
    weight: Float = field(default_factory=float_column)
    """Kilograms."""
    type: Categorical = field(default_factory=categorical_column)
    """`active` or `rest` (FIT); `active` in JSON."""
    exercise: Categorical = field(default_factory=categorical_column)
    """JSON: exercise_type as written, None if absent or not a string. FIT: the name of the first category."""


@dataclass(slots=True, eq=False, repr=False)
class TimerEvents(Columns):
    """FIT timer events (event = timer) in file order."""

    time: Float = field(default_factory=float_column)
    kind: Categorical = field(default_factory=categorical_column)
    """event_type, with the names of the profile: `start`, `stop`, `stop_all`, ..."""
    row: Int = field(default_factory=int_column)
    """Ordinal among all event messages."""
