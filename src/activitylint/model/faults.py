"""Faults (what a parser could not read as it is) and places (where in the file something is)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, Protocol

from activitylint.model.arrays import Int
from activitylint.model.classes import NamedTuple, dataclass, field
from activitylint.model.finding import Excerpt, Location

__all__ = ["FILE", "Fault", "FaultKind", "Place", "Places"]


class Place(NamedTuple):
    """Something in a file, identified by what it is. `Places.locate` turns it into a line, column and byte.

    table: one of
    - `file`, the file as a whole;
    - `byte`: row is the byte offset, length the number of bytes;
    - `record`, `lap`, `session`, `length`, `set`, or the name of any other FIT message;
    - a table of elements that the XML parser keeps: `creator`, `activity`, `track`, `segment`, `element`;
    - `value`, in JSON: path lists the keys and indices that lead to it.

    row: 0-based ordinal in that table.
    field: the FIT field, the child element or (with @) the attribute; empty for the whole row. For a JSON `value`,
    `key` means the key of the value.
    """

    table: str
    row: int = 0
    field: str = ""
    length: int = 0
    path: tuple[str | int, ...] = ()


FILE: Final = Place("file")
"""The file as a whole, reported at its first byte."""


class Places(Protocol):
    """Finds places in the file. An Activity keeps one while the bytes are in memory."""

    def locate(self, places: Sequence[Place]) -> list[tuple[Location, Excerpt | None]]:
        """Return the location and the excerpt of each place, in the given order.

        Something that is absent is located at its nearest parent that exists, or else at the start of the file.
        """
        ...


class FaultKind(StrEnum):
    """What kind of content a parser could not read as it is. Rules turn faults into findings.

    The comment after each kind lists the keys of `Fault.detail`.
    """

    # any format with records
    UNREADABLE_TIME = "unreadable-time"  # text
    NAIVE_TIME = "naive-time"  # text; rows are the records
    ODD_TIME_FRACTION = "odd-time-fraction"  # text
    BARE_OFFSET = "bare-offset"  # text; an offset without a colon
    BAD_POSITION = "bad-position"  # text; rows: latitude or longitude is present but not a number
    UNREADABLE_NUMBER = "unreadable-number"  # stream, text; rows

    # FIT container: `at` is a byte place
    FIT_DAMAGED_HEADER = "fit-damaged-header"  # reason; swapped: if only the order of bytes is wrong
    FIT_ODD_HEADER_SIZE = "fit-odd-header-size"  # size
    FIT_HEADER_CRC = "fit-header-crc"  # stored, computed, file
    FIT_CRC = "fit-crc"  # stored, computed, file
    # reason, promised, present, whole_messages, file; most (limit of messages read); unread_from (byte, or None)
    FIT_TRUNCATED = "fit-truncated"
    FIT_UNDEFINED_LOCAL = "fit-undefined-local"  # local, file
    FIT_IMPOSSIBLE_DEFINITION = "fit-impossible-definition"  # reserved, architecture; or left; whole_messages, file
    # a definition names the field twice: message, field; others (further fields that the last fault stands for)
    FIT_REPEATED_FIELD = "fit-repeated-field"
    FIT_TRAILING_BYTES = "fit-trailing-bytes"  # bytes
    # message, field, size, base_type, read_as (if not bytes); one fault for each message name and field; others
    FIT_ODD_FIELD_SIZE = "fit-odd-field-size"
    # message, developer_data_index, field, reason; others
    FIT_UNDESCRIBED_DEVELOPER_FIELD = "fit-undescribed-developer-field"
    FIT_NEWER_PROTOCOL = "fit-newer-protocol"  # major, minor

    # XML: `at` is a byte or element place
    # reason (libxml2's message), checked_to (the byte up to which the file was read), problem and more: see damage.py
    XML_NOT_WELL_FORMED = "xml-not-well-formed"
    XML_TEXT_BEFORE_DECLARATION = "xml-text-before-declaration"  # text
    XML_NO_DECLARATION = "xml-no-declaration"
    XML_DOCTYPE = "xml-doctype"  # entities (number declared)
    XML_ENCODING = "xml-encoding"  # declared, reason ("unknown": XML has no such encoding), right: what to declare
    XML_SCHEMA = "xml-schema"  # problem, element, parent, text, more: see xml/schema.py
    XML_REDUNDANT_NAMESPACE = "xml-redundant-namespace"  # element, namespace
    LOST_NAMESPACE = "lost-namespace"  # element, parent; the element is in no namespace
    TRACKPOINT_OUTSIDE_TRACK = "trackpoint-outside-track"  # parent
    XML_ELEMENT_ORDER = "xml-element-order"  # element, parent, before

    # strength JSON
    JSON_SYNTAX = "json-syntax"  # problem (a keyword), reason
    JSON_DUPLICATE_KEY = "json-duplicate-key"  # key, named (False: further keys, counted together); rows are sets
    JSON_INVALID = "json-invalid"


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """Something that a parser could not read as it is. Repetitions are one fault.

    at: the first place. rows: 0-based ordinals of the affected rows of `at.table`, None if it has no rows.
    count: the number of occurrences.
    detail: values for the message, by the keys that `FaultKind` lists.
    """

    kind: FaultKind
    at: Place = FILE
    rows: Int | None = None
    count: int = 1
    detail: Mapping[str, object] = field(default_factory=dict)
