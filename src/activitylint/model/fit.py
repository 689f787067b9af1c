"""What only FIT has: messages, the files of a chain, exercises, heart rates of a strap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from activitylint.model.categorical import Categorical
from activitylint.model.tables import Columns, Float, Int, float_column, int_column

__all__ = ["FitExercise", "FitFile", "FitMessages", "FitParts", "HeartRates"]


class FitMessages(Protocol):
    """All FIT messages of one type, in file order; columns are decoded when they are asked for."""

    @property
    def name(self) -> str:
        """The profile's name, or `unknown_<number>`."""

    @property
    def number(self) -> int:
        """The global message number."""

    @property
    def offset(self) -> Int:
        """Byte offset of each message's header."""

    @property
    def file(self) -> Int:
        """0-based ordinal of the chained file that each message stands in."""

    def __len__(self) -> int: ...

    def place(self, index: int) -> tuple[int, int]:
        """Byte offset and length of one message."""

    def fields(self) -> Mapping[str, int]:
        """Field names of the definitions (`unknown_<number>` where the profile has none), with how many messages
        carry each.

        A message counts for a field that its definition names, whatever the value.
        """

    def column(self, name: str) -> Float:
        """A numeric field by its profile name, scaled to the profile's units, NaN where absent or invalid.

        date_time fields are seconds since 1970-01-01 UTC, semicircles are degrees. Of an array field: its first value.
        """

    def names(self, name: str) -> Categorical:
        """An enum field as the profile's names (the number in digits where it has none); a string field as text."""

    def values(self, name: str) -> list[tuple[float, ...]]:
        """An array field: the valid values of each message."""

    def row(self, index: int) -> list[tuple[str, str]]:
        """One message decoded for people: (field name, value with its unit), in the order of its definition."""


class FitFile(NamedTuple):
    """One FIT file of a chain (most files hold one)."""

    offset: int
    header_size: int
    data_size: int
    """As the header promises it."""
    protocol: tuple[int, int]
    profile: int
    type: int | None
    """file_id.type, None where absent or invalid."""
    type_name: str | None
    messages: int
    first_message: str | None
    """Name of the first data message."""


class FitExercise(NamedTuple):
    """One exercise of a FIT set: category and category_subtype, with the profile's names (None where it lists none).

    subtype is None where the set names no subtype; name is of the subtype within its category.
    """

    category: int
    category_name: str | None
    subtype: int | None
    name: str | None


@dataclass(slots=True, eq=False, repr=False)
class HeartRates(Columns):
    """FIT hr messages expanded: a row for each event time or rate, paired by their position in a message."""

    message: Int = field(default_factory=int_column)
    """0-based ordinal of the hr message."""
    event: Float = field(default_factory=float_column)
    """Seconds on the sensor's clock (event_timestamp, event_timestamp_12 counted on), NaN where a rate has none."""
    time: Float = field(default_factory=float_column)
    """Seconds since 1970-01-01 UTC; NaN where no hr message before relates the sensor's clock to a timestamp."""
    bpm: Float = field(default_factory=float_column)
    """filtered_bpm, NaN where an event time has none."""


@dataclass(slots=True, eq=False, repr=False)
class FitParts:
    """What only FIT has."""

    files: Sequence[FitFile]
    messages: Mapping[str, FitMessages]
    """By name; every message of all chained files is counted here."""
    developer_fields: Mapping[str, int]
    """Developer fields by their described name (or `undescribed`), with how many messages carry each."""
    profile_date: str
    """The date of the profile that names and ids were looked up in, ISO."""
    exercises: Sequence[tuple[FitExercise, ...]] = ()
    """For each row of Activity.sets the exercises that it names; category and subtype pair up by position."""
    heart_rates: Iterable[HeartRates] = ()
    """In pieces, a number of hr messages each, decoded when they are asked for: a message has up to 255 rates."""
