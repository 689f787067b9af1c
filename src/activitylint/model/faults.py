"""Places in a file, and the faults that a parser noted there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from activitylint.model.finding import Excerpt, Location
from activitylint.model.tables import Int

__all__ = ["FILE", "Fault", "FaultKind", "Place", "Places"]


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
