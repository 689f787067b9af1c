"""The tables of an activity: records, sessions, laps, lengths, sets and timer events.

Each table is a set of columns of the same length. Numbers are numpy arrays, with NaN for absent values; texts are
`Categorical` columns.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, Final, Self, dataclass_transform

import numpy as np

from activitylint.model.arrays import Float, Int
from activitylint.model.categorical import Categorical

__all__ = [
    "Columns",
    "Laps",
    "Lengths",
    "Records",
    "Sessions",
    "Sets",
    "TimerEvents",
    "absent",
    "is_complete",
]


NO_FLOATS: Final[Float] = np.empty(0, dtype=np.float64)
NO_INTS: Final[Int] = np.empty(0, dtype=np.int64)
NO_TEXTS: Final = Categorical.same(0, None)
"""The columns of an empty table."""


@dataclass_transform(eq_default=False)
class Columns:
    """Base of the tables: columns of the same length, each an annotated name of the class.

    A table is made like a dataclass, but has no generated code, which would take a third of the time to load the model.
    Tables are not compared, since arrays are not.
    """

    columns: ClassVar[dict[str, str]]
    """The name of each column, and its type."""

    def __init_subclass__(cls) -> None:
        cls.columns = dict(cls.__annotations__)

    def __init__(self, *values: object, **named: object) -> None:
        given = dict(zip(self.columns, values, strict=False)) | named
        if len(given) != len(values) + len(named) or not given.keys() <= self.columns.keys():
            message = f"{type(self).__name__} has the columns {', '.join(self.columns)}"
            raise TypeError(message)
        self.__dict__.update(given)

    def __len__(self) -> int:
        # All columns have the same length, except those that a caller left at their empty default or gave as empty.
        for column in self.__dict__.values():
            if len(column):
                return len(column)
        return 0

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self):,} rows)"

    def part(self, rows: slice) -> Self:
        """Return some of the rows; the arrays are views."""
        return type(self)(*(getattr(self, name)[rows] for name in self.columns))

    @classmethod
    def of(cls, length: int, **columns: object) -> Self:
        """Return a table with these columns; all others have `length` rows of NaN, 0 or None."""
        rest = {name: _absent(kind, length) for name, kind in cls.columns.items() if name not in columns}
        return cls(**columns, **rest)


_NAN: Final = np.float64(np.nan).tobytes()


@lru_cache(maxsize=256)
def absent(length: int) -> Float:
    """Return a read-only column of NaN. It takes no memory per row."""
    return np.ndarray((length,), np.float64, _NAN, 0, (0,))


def is_complete(column: Float) -> bool:
    """True if no row is NaN. Asked like this, it takes a third of the time of `isnan` and `any`."""
    least = column.item(column.argmin()) if len(column) else 0.0  # NaN if any value is
    return least == least  # noqa: PLR0124 -- NaN is unlike itself


def _absent(annotation: str, length: int) -> object:
    if annotation == "Float":
        return absent(length)
    if annotation == "Int":
        return np.ndarray((length,), np.int64, bytes(8), 0, (0,))
    return Categorical.same(length, None)


class Records(Columns):
    """The trackpoints of TCX and GPX, the record messages of FIT, the stream samples of strength JSON.

    In file order; NaN means absent.
    """

    time: Float = NO_FLOATS
    """Seconds since 1970-01-01 UTC. A time without a zone is read as UTC."""
    latitude: Float = NO_FLOATS
    """Degrees."""
    longitude: Float = NO_FLOATS
    """Degrees."""
    altitude: Float = NO_FLOATS
    """Meters. FIT: enhanced_altitude if present, else altitude."""
    distance: Float = NO_FLOATS
    """Meters since the start."""
    speed: Float = NO_FLOATS
    """Meters per second. FIT: enhanced_speed if present, else speed."""
    heartrate: Float = NO_FLOATS
    """Beats per minute."""
    cadence: Float = NO_FLOATS
    """Revolutions per minute; on foot, strides (of one foot) per minute."""
    power: Float = NO_FLOATS
    """Watts."""
    temperature: Float = NO_FLOATS
    """Degrees Celsius."""
    segment: Int = NO_INTS
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


class Sessions(Columns):
    """FIT session messages, TCX Activities and Courses; a GPX file or a strength file is one row."""

    start: Float = NO_FLOATS
    timestamp: Float = NO_FLOATS
    """FIT only. Many devices write the start here, so the end is start + elapsed."""
    elapsed: Float = NO_FLOATS
    """Seconds."""
    timer: Float = NO_FLOATS
    """Seconds."""
    distance: Float = NO_FLOATS
    """Meters."""
    ascent: Float = NO_FLOATS
    """Meters."""
    calories: Float = NO_FLOATS
    pool_length: Float = NO_FLOATS
    """Meters."""
    num_laps: Float = NO_FLOATS
    sport: Categorical = NO_TEXTS
    """As the file writes it: FIT's profile name (`cycling`), TCX's Sport, GPX's type."""
    sub_sport: Categorical = NO_TEXTS
    """FIT only, the name in the profile."""
    file: Int = NO_INTS
    """0-based ordinal of the chained FIT file."""


class Laps(Columns):
    """FIT lap messages, TCX Laps (of Activities and Courses)."""

    start: Float = NO_FLOATS
    timestamp: Float = NO_FLOATS
    elapsed: Float = NO_FLOATS
    """Seconds: FIT total_elapsed_time, TCX TotalTimeSeconds."""
    timer: Float = NO_FLOATS
    distance: Float = NO_FLOATS
    """Meters."""
    calories: Float = NO_FLOATS
    first_record: Int = NO_INTS
    """TCX: ordinal of the first record in the lap (of the next lap if this one has none)."""
    records: Int = NO_INTS
    """TCX: the number of records in the lap."""
    session: Int = NO_INTS
    """TCX: 0-based ordinal of the Activity or Course that contains the lap. FIT: of the chained file."""


class Lengths(Columns):
    """FIT length messages: each is one length of a pool."""

    start: Float = NO_FLOATS
    timestamp: Float = NO_FLOATS
    elapsed: Float = NO_FLOATS
    timer: Float = NO_FLOATS
    strokes: Float = NO_FLOATS
    type: Categorical = NO_TEXTS
    """`active` or `idle`."""


class Sets(Columns):
    """Strength sets: FIT set messages, or the sets of strength JSON."""

    start: Float = NO_FLOATS
    duration: Float = NO_FLOATS
    """Seconds."""
    repetitions: Float = NO_FLOATS
    weight: Float = NO_FLOATS
    """Kilograms."""
    type: Categorical = NO_TEXTS
    """`active` or `rest` (FIT); `active` in JSON."""
    exercise: Categorical = NO_TEXTS
    """JSON: exercise_type as written, None if absent or not a string. FIT: the name of the first category."""


class TimerEvents(Columns):
    """FIT timer events (event = timer) in file order."""

    time: Float = NO_FLOATS
    kind: Categorical = NO_TEXTS
    """event_type, with the names of the profile: `start`, `stop`, `stop_all`, ..."""
    row: Int = NO_INTS
    """Ordinal among all event messages."""
