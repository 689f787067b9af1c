"""The normalized activity: one shape for FIT, TCX, GPX and strength JSON.

The parsers in `formats/` make it, the rules in `rules/` read it, and they meet nowhere else. Sensor data are columns
(numpy arrays of one length, NaN where a value is absent), as Strava's own streams are. A row's ordinal is its
name: rules
speak of row 12 of the records, and `Activity.places` finds the line, column and byte of it when a finding needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol, Self, TypeVar

import numpy as np
import numpy.typing as npt

from activitylint.finding import Excerpt, Location
from activitylint.words import Words

__all__ = [
    "FILE",
    "Activity",
    "Columns",
    "Creator",
    "Directive",
    "Document",
    "ExtensionUse",
    "Fault",
    "FaultKind",
    "FitExercise",
    "FitFile",
    "FitMessages",
    "FitParts",
    "Float",
    "Format",
    "Gpx",
    "HeartRates",
    "Int",
    "Laps",
    "Lengths",
    "Place",
    "Places",
    "Records",
    "Sessions",
    "Sets",
    "Sport",
    "Strength",
    "Tcx",
    "TimerEvents",
    "absent",
]

_Result = TypeVar("_Result")

Float = npt.NDArray[np.float64]
Int = npt.NDArray[np.int64]


class Format(StrEnum):
    """The four formats."""

    FIT = "fit"
    TCX = "tcx"
    GPX = "gpx"
    JSON = "json"


class Place(NamedTuple):
    """A thing in a file, named without saying yet where it stands.

    table: `file`; `byte` (row is the offset, and `length` its length); `record`, `lap`, `session`, `length`,
    `set`, or the
    name of any other FIT message; an element table that the parser keeps (`creator`, `activity`, `track`, `segment`,
    `element`); `value` in JSON (path is the keys and indices to it). row: 0-based ordinal in that table.
    field: the FIT field, the child element or (with @) the attribute that is meant; empty for the whole row. Of a
    `value` in JSON `key` means the key in front of it.
    """

    table: str
    row: int = 0
    field: str = ""
    length: int = 0
    path: tuple[str | int, ...] = ()


FILE: Final = Place("file")
"""The file as a whole: it is reported at its first byte."""


class Places(Protocol):
    """Finds where things stand; kept by an Activity while its bytes are at hand."""

    def locate(self, places: Sequence[Place]) -> list[tuple[Location, Excerpt | None]]:
        """Location and excerpt of each place, in the order asked for.

        What is absent is reported at its nearest parent that is there, at last at the file's start.
        """
        ...


class FaultKind(StrEnum):
    """What a parser met and could not take as it stands. Rules turn faults into findings.

    The keys of `Fault.detail` stand behind each kind.
    """

    # any format with records
    UNREADABLE_TIME = "unreadable-time"  # text
    NAIVE_TIME = "naive-time"  # text; rows are the records
    ODD_TIME_FRACTION = "odd-time-fraction"  # text
    BAD_POSITION = "bad-position"  # text; rows: latitude or longitude is there and is no number
    UNREADABLE_NUMBER = "unreadable-number"  # stream, text; rows

    # FIT, the container: at is a byte place
    FIT_DAMAGED_HEADER = "fit-damaged-header"  # reason
    FIT_HEADER_CRC = "fit-header-crc"  # stored, computed, file
    FIT_CRC = "fit-crc"  # stored, computed, file
    FIT_TRUNCATED = "fit-truncated"  # reason, promised, present, whole_messages, file; most: no more messages are read
    FIT_UNDEFINED_LOCAL = "fit-undefined-local"  # local, file
    FIT_TRAILING_BYTES = "fit-trailing-bytes"  # bytes
    FIT_ODD_FIELD_SIZE = "fit-odd-field-size"  # message, field, size, base_type; one fault a message name and field
    FIT_UNDESCRIBED_DEVELOPER_FIELD = "fit-undescribed-developer-field"  # message, developer_data_index, field, reason
    FIT_NEWER_PROTOCOL = "fit-newer-protocol"  # major, minor

    # XML: at is a byte or element place
    XML_NOT_WELL_FORMED = "xml-not-well-formed"  # reason (libxml2's words), and what the parser can add: prefix, tag
    XML_TEXT_BEFORE_DECLARATION = "xml-text-before-declaration"  # text
    XML_NO_DECLARATION = "xml-no-declaration"
    XML_DOCTYPE = "xml-doctype"  # entities: how many are declared
    XML_ENCODING = "xml-encoding"  # declared, reason
    XML_SCHEMA = (
        "xml-schema"  # problem (missing|unknown|repeated|mistyped), element, parent, text, more (unknown names)
    )
    XML_ELEMENT_ORDER = "xml-element-order"  # element, parent, before

    # strength JSON
    JSON_SYNTAX = "json-syntax"  # problem (a word for what it is), reason
    JSON_DUPLICATE_KEY = "json-duplicate-key"  # key, named (False: many more keys, counted together); rows are sets
    JSON_INVALID = "json-invalid"
    # keyword (of JSON Schema), scope (file, creator, streams, sample, set), field, expected, found (a type), value (the
    # first), required, others (0, or how many more names are counted together); rows are sets or stream samples


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """Something a parser met that it could not take as it stands; what repeats is one fault.

    rows: 0-based ordinals of the affected rows of `at.table`, or None where there is no table. count: how many all
    told.
    detail: what a message needs, by the keys that FaultKind names.
    """

    kind: FaultKind
    at: Place = FILE
    rows: Int | None = None
    count: int = 1
    detail: Mapping[str, object] = field(default_factory=dict)


def _floats() -> Float:
    return np.empty(0, dtype=np.float64)


def _ints() -> Int:
    return np.empty(0, dtype=np.int64)


def _words() -> Words:
    return Words.same(0, None)


class Columns:
    """Columns of one length: numpy arrays and words alike. Arrays have no one truth value: columns are not compared."""

    __slots__ = ()

    def __len__(self) -> int:
        names: tuple[str, ...] = self.__slots__
        # All are of one length, but for those that a caller left to their default.
        return len(getattr(self, names[0])) or max(len(getattr(self, name)) for name in names)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self):,} rows)"

    def part(self, rows: slice) -> Self:
        """Some of the rows; the arrays are views."""
        names: tuple[str, ...] = self.__slots__
        return type(self)(*(getattr(self, name)[rows] for name in names))

    @classmethod
    def of(cls, length: int, **columns: object) -> Self:
        """The columns given, and the rest absent: NaN, 0 or None in each of `length` rows."""
        rest: dict[str, object] = {}
        for column in fields(cls):  # type: ignore[arg-type]  # every subclass is a dataclass
            if column.name not in columns:
                rest[column.name] = _absent(column.type, length)
        return cls(**columns, **rest)


_NAN: Final = np.float64(np.nan).tobytes()


def absent(length: int) -> Float:
    """A column that is not there: a view of one NaN, so that it takes no memory, and cannot be written to."""
    return np.ndarray((length,), np.float64, _NAN, 0, (0,))


def _absent(annotation: object, length: int) -> object:
    if annotation == "Float":
        return absent(length)
    if annotation == "Int":
        return np.ndarray((length,), np.int64, bytes(8), 0, (0,))
    return Words.same(length, None)


@dataclass(slots=True, eq=False, repr=False)
class Records(Columns):
    """The trackpoints of TCX and GPX, the record messages of FIT, the stream samples of strength JSON.

    Numpy arrays of one length, in file order, NaN where absent.
    """

    time: Float = field(default_factory=_floats)
    """Seconds since 1970-01-01 UTC. A time without zone is read as UTC."""
    latitude: Float = field(default_factory=_floats)
    """Degrees."""
    longitude: Float = field(default_factory=_floats)
    """Degrees."""
    altitude: Float = field(default_factory=_floats)
    """Metres; FIT: enhanced_altitude where it is there."""
    distance: Float = field(default_factory=_floats)
    """Metres since the start."""
    speed: Float = field(default_factory=_floats)
    """Metres a second; FIT: enhanced_speed where it is there."""
    heartrate: Float = field(default_factory=_floats)
    """Beats a minute."""
    cadence: Float = field(default_factory=_floats)
    """Revolutions a minute; strides (of one foot) a minute on foot."""
    power: Float = field(default_factory=_floats)
    """Watts."""
    temperature: Float = field(default_factory=_floats)
    """Degrees Celsius."""
    segment: Int = field(default_factory=_ints)
    """0-based ordinal of the trkseg (GPX), Track (TCX) or chained file (FIT) that the row stands in."""

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
    """FIT session messages; a TCX Activity; a GPX file or strength file as one row."""

    start: Float = field(default_factory=_floats)
    timestamp: Float = field(default_factory=_floats)
    """FIT only. Many devices write the start here: the end is start + elapsed."""
    elapsed: Float = field(default_factory=_floats)
    """Seconds."""
    timer: Float = field(default_factory=_floats)
    """Seconds."""
    distance: Float = field(default_factory=_floats)
    """Metres."""
    ascent: Float = field(default_factory=_floats)
    """Metres."""
    calories: Float = field(default_factory=_floats)
    pool_length: Float = field(default_factory=_floats)
    """Metres."""
    num_laps: Float = field(default_factory=_floats)
    sport: Words = field(default_factory=_words)
    """As the file writes it: FIT's profile name (`cycling`), TCX's Sport, GPX's type."""
    sub_sport: Words = field(default_factory=_words)
    """FIT only, the profile's name."""
    file: Int = field(default_factory=_ints)
    """0-based ordinal of the chained FIT file."""


@dataclass(slots=True, eq=False, repr=False)
class Laps(Columns):
    """FIT lap messages, TCX Laps (of Activities and Courses)."""

    start: Float = field(default_factory=_floats)
    timestamp: Float = field(default_factory=_floats)
    elapsed: Float = field(default_factory=_floats)
    """Seconds: FIT total_elapsed_time, TCX TotalTimeSeconds."""
    timer: Float = field(default_factory=_floats)
    distance: Float = field(default_factory=_floats)
    """Metres."""
    calories: Float = field(default_factory=_floats)
    first_record: Int = field(default_factory=_ints)
    """TCX: ordinal of the first record in the lap (the next lap's first where it has none)."""
    records: Int = field(default_factory=_ints)
    """TCX: how many records stand in the lap."""
    session: Int = field(default_factory=_ints)
    """TCX: 0-based ordinal of the Activity or Course that the lap stands in. FIT: the chained file."""


@dataclass(slots=True, eq=False, repr=False)
class Lengths(Columns):
    """FIT length messages: the lengths of a pool."""

    start: Float = field(default_factory=_floats)
    timestamp: Float = field(default_factory=_floats)
    elapsed: Float = field(default_factory=_floats)
    timer: Float = field(default_factory=_floats)
    strokes: Float = field(default_factory=_floats)
    type: Words = field(default_factory=_words)
    """`active` or `idle`."""


@dataclass(slots=True, eq=False, repr=False)
class Sets(Columns):
    """Strength sets: FIT set messages, the sets of strength JSON."""

    start: Float = field(default_factory=_floats)
    duration: Float = field(default_factory=_floats)
    """Seconds."""
    repetitions: Float = field(default_factory=_floats)
    weight: Float = field(default_factory=_floats)
    """Kilograms."""
    type: Words = field(default_factory=_words)
    """`active` or `rest` (FIT); `active` in JSON."""
    exercise: Words = field(default_factory=_words)
    """JSON: exercise_type as written, None where it is absent or no string. FIT: the name of the first category."""


@dataclass(slots=True, eq=False, repr=False)
class TimerEvents(Columns):
    """FIT timer events (event = timer) in file order."""

    time: Float = field(default_factory=_floats)
    kind: Words = field(default_factory=_words)
    """The profile's event_type: `start`, `stop`, `stop_all`, ..."""
    row: Int = field(default_factory=_ints)
    """Ordinal among all event messages."""


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


@dataclass(frozen=True, slots=True, eq=False)
class ExtensionUse:
    """One kind of value met in extensions, wherever in the file it repeats.

    namespace and name are of the element with the value. parents: (namespace, name) of the elements from the root
    down to it,
    itself not included. count: how many carry text. row: ordinal of the first record that has it, or -1 where it
    stands outside the records. rows: 0-based ordinals of the records that have it. first: place of the first one.
    """

    namespace: str
    name: str
    parents: tuple[tuple[str, str], ...]
    count: int
    rows: Int
    first: Place


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

    def names(self, name: str) -> Words:
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

    message: Int = field(default_factory=_ints)
    """0-based ordinal of the hr message."""
    event: Float = field(default_factory=_floats)
    """Seconds on the sensor's clock (event_timestamp, event_timestamp_12 counted on), NaN where a rate has none."""
    time: Float = field(default_factory=_floats)
    """Seconds since 1970-01-01 UTC; NaN where no hr message before relates the sensor's clock to a timestamp."""
    bpm: Float = field(default_factory=_floats)
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


class Directive(NamedTuple):
    """A comment meant for activitylint: `<!-- activitylint: text -->`. What the text means is not known here."""

    text: str
    at: Place


class Document(NamedTuple):
    """What TCX and GPX share."""

    root: tuple[str, str]
    """(namespace, local name) of the root element."""
    encoding: str
    declared_prefixes: Mapping[str, str]
    """Prefix to namespace, of the whole file (the first where a prefix is declared twice)."""
    directives: tuple[Directive, ...] = ()
    """In file order; of comments that say the same the first."""


class Gpx(NamedTuple):
    """What only GPX has."""

    version: str | None
    tracks: int
    segment_track: Int
    """For each trkseg the ordinal of its trk."""
    segment_points: Int
    """For each trkseg how many trkpt it has."""
    routes: int
    waypoints: int
    type: str | None
    """<type> of the first trk that has one."""
    conflicts: Mapping[str, Int] = {}
    """Stream -> ordinals of the records that give it in two tags that are read and whose values differ."""


class Tcx(NamedTuple):
    """What only TCX has."""

    activities: int
    courses: int
    workouts: int
    multisport: int
    """MultiSportSession elements."""
    lap_values: Mapping[str, int]
    """Child elements of Lap (and their values' paths, joined by /) with how many laps carry each."""
    lap_numbers_missing: Mapping[str, Int]
    """TotalTimeSeconds, DistanceMeters, Calories -> ordinals of laps where it is absent or not a number."""
    tracks: Int
    """For each Track how many Trackpoints it has."""
    track_lap: Int
    """For each Track the ordinal of its lap."""


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

    def once(self, work: Callable[[Activity], _Result]) -> _Result:
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
