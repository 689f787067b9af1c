"""What only FIT has: its units, messages, chained files, exercises, and heart rates that a strap recorded itself.

Names, units and enums are those of Garmin's FIT profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from activitylint.model.arrays import Float, Int
from activitylint.model.categorical import Categorical
from activitylint.model.classes import NamedTuple, dataclass
from activitylint.model.tables import NO_FLOATS, NO_INTS, Columns

__all__ = [
    "FIT_EPOCH_S",
    "SEMICIRCLE",
    "SEMICIRCLES",
    "FitExercise",
    "FitFile",
    "FitMessages",
    "FitParts",
    "HeartRates",
]

FIT_EPOCH_S: Final = 631_065_600
"""Unix seconds at FIT's epoch, 1989-12-31 00:00 UTC."""
SEMICIRCLE: Final = 180.0 / 2**31
"""FIT's unit of positions, in degrees."""
SEMICIRCLES: Final = 1 / SEMICIRCLE
"""Semicircles in a degree."""


class FitMessages(Protocol):
    """All FIT messages of one type, in file order. Columns are decoded on request."""

    @property
    def name(self) -> str:
        """The name of the message in the profile, or `unknown_<number>`."""

    @property
    def number(self) -> int:
        """The global message number."""

    @property
    def offset(self) -> Int:
        """Byte offset of each message's header."""

    @property
    def file(self) -> Int:
        """0-based ordinal of the chained file that contains each message."""

    def __len__(self) -> int: ...

    def place(self, index: int) -> tuple[int, int]:
        """Return the byte offset and the length of one message."""

    def fields(self) -> Mapping[str, int]:
        """Return how many messages have each field, by field name (`unknown_<number>` if the profile has no name).

        A message has the fields that its definition lists, whatever their values are.
        """

    def column(self, name: str) -> Float:
        """Return a numeric field, one value per message, in the units of the profile; NaN if absent or invalid.

        date_time fields are seconds since 1970-01-01 UTC, and semicircles are converted to degrees. For an array field
        it is the first value.
        """

    def columns(self, *names: str) -> list[Float]:
        """Return several numeric fields, each as `column` does. For few messages, this is far quicker."""

    def few(self, *names: str) -> Sequence[Sequence[float]] | None:
        """Return the numeric fields of each message, if there are so few that Python numbers are quicker than arrays.

        The values are those of `column`. None if there are many messages.
        """

    def read_ahead(self, *names: str) -> None:
        """Read numeric fields together if there are few messages, so that `column` is quicker."""

    def names(self, name: str) -> Categorical:
        """Return an enum field as names (digits if the profile has no name), or a string field as text."""

    def values(self, name: str) -> list[tuple[float, ...]]:
        """Return an array field: for each message its valid values."""

    def row(self, index: int) -> list[tuple[str, str]]:
        """Return one message for display: (field name, value with unit), in the order of its definition."""


class FitFile(NamedTuple):
    """One of the FIT files that are chained in one file (usually there is only one).

    offset, header_size: in bytes. messages: the number of data messages.
    """

    offset: int
    header_size: int
    data_size: int
    """Bytes of messages, according to the header."""
    protocol: tuple[int, int]
    profile: int
    type: int | None
    """file_id.type, None if absent or invalid."""
    type_name: str | None
    messages: int
    first_message: str | None
    """Name of the first data message."""


class FitExercise(NamedTuple):
    """One exercise of a FIT set: category and category_subtype, with their names in the profile (None if it has none).

    subtype: None if the set has no subtype. name: of the subtype within its category.
    """

    category: int
    category_name: str | None
    subtype: int | None
    name: str | None


class HeartRates(Columns):
    """Expanded FIT hr messages: one row per event time or rate, paired by their position in the message."""

    message: Int = NO_INTS
    """0-based ordinal of the hr message."""
    event: Float = NO_FLOATS
    """Seconds on the sensor's clock (event_timestamp, or event_timestamp_12 expanded); NaN if a rate has no time."""
    time: Float = NO_FLOATS
    """Seconds since 1970-01-01 UTC; NaN if no hr message so far relates the sensor's clock to a timestamp."""
    bpm: Float = NO_FLOATS
    """Beats per minute (filtered_bpm); NaN if an event time has no rate."""


@dataclass(slots=True, eq=False, repr=False)
class FitParts:
    """What only FIT has."""

    files: Sequence[FitFile]
    messages: Mapping[str, FitMessages]
    """By name, in the order of their first message, including the messages of all chained files."""
    counts: Mapping[str, int]
    """How many messages there are of each name, in the same order."""
    developer_fields: Mapping[str, int]
    """How many messages have each developer field, by its described name (or `undescribed`)."""
    profile_date: str
    """ISO date of the profile that names and ids come from."""
    exercises: Sequence[tuple[FitExercise, ...]] = ()
    """For each row of Activity.sets its exercises; categories and subtypes are paired by position."""
    heart_rates: Iterable[HeartRates] = ()
    """In pieces of many hr messages, decoded on iteration: one message has up to 255 rates."""
