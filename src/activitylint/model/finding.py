"""What a rule finds, and the words that it is told in.

Everything here is plain data without behaviour of its own: it crosses process borders, and every report is made
from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal, NamedTuple

__all__ = [
    "Basis",
    "Effect",
    "Excerpt",
    "Finding",
    "Location",
    "MessageRef",
    "Safety",
    "Section",
    "Severity",
    "documented",
    "format_spec",
    "observed",
    "ours",
]


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """The page or the format requires it, or several people report the refusal."""
    WARNING = "warning"
    """Data is lost, ignored or misread, or one person reports a refusal."""
    INFO = "info"
    """What Strava will do with a correct file that its author may not expect."""

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error: for comparing with a threshold."""
        return _RANKS[self]


_RANKS: Final = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Effect(StrEnum):
    """What happens at Strava."""

    REJECTED = "rejected"
    MAY_REJECT = "may-reject"
    IGNORED = "ignored"
    """That data is not read."""
    MISREAD = "misread"
    RECOMPUTED = "recomputed"
    FLAGGED = "flagged"
    UNMAPPED = "unmapped"
    """The device is not named."""
    NONE = "none"
    UNKNOWN = "unknown"


class Safety(StrEnum):
    """What a fix may do to what was recorded."""

    SAFE = "safe"
    """Nothing that was recorded is changed, guessed or dropped."""
    UNSAFE = "unsafe"
    """It guesses or drops; only with --unsafe."""
    ASKED = "asked"
    """It says something that only the author can know; only where it is asked for by its name."""


class Section(StrEnum):
    """The headings of Strava's upload documentation, as the page writes them."""

    FILE_TYPES = "Supported File Types"
    FIT = "FIT - Flexible and Interoperable Data Transfer"
    TCX = "TCX - Training Center Database XML"
    GPX = "GPX - GPS Exchange Format"
    JSON = "JSON - Strength Training (Limited)"
    DEVICE_AND_ELEVATION = "Device and Elevation Data"
    DEVICE_MAPPING = "Device Mapping"
    UPLOAD = "How to Upload an Activity"


class Basis(NamedTuple):
    """Why a rule may say what it says.

    kind: `documented` (section is a heading of Strava's page), `format` (section names the format's own
    specification), `observed` (reported by uploaders; section says by how many) or `ours` (activitylint's own bounds).
    """

    kind: Literal["documented", "format", "observed", "ours"]
    section: str = ""

    def to_dict(self) -> dict[str, str]:
        """The basis as the JSON report has it."""
        return {"kind": self.kind, "section": self.section} if self.section else {"kind": self.kind}


def documented(section: Section) -> Basis:
    """Strava's upload documentation says so, under this heading."""
    return Basis("documented", section.value)


def format_spec(specification: str) -> Basis:
    """The file format's own specification says so."""
    return Basis("format", specification)


def observed(reports: str = "") -> Basis:
    """People who upload files report it; the page does not say it."""
    return Basis("observed", reports)


def ours() -> Basis:
    """A bound or a caution of activitylint's own."""
    return Basis("ours")


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A FIT message by its name in the profile and its 0-based index among the messages of that name."""

    name: str
    index: int


class Location(NamedTuple):
    """Where a finding is: always inside the file.

    byte: 0-based, in the unpacked bytes. length: of the thing found, in bytes, 0 where only its start is known.
    line and column: 1-based, column in characters; None in a FIT file. path: a readable path of elements or keys.
    message: the FIT message, None in a text format.
    """

    byte: int = 0
    length: int = 0
    line: int | None = None
    column: int | None = None
    path: str = ""
    message: MessageRef | None = None

    def to_dict(self) -> dict[str, Any]:
        """The location as the JSON report has it; what is not known is left out."""
        made: dict[str, Any] = {}
        if self.line is not None:
            made |= {"line": self.line, "column": self.column}
        made["byte"] = self.byte
        if self.length:
            made["length"] = self.length
        if self.path:
            made["path"] = self.path
        if self.message is not None:
            made["message"] = {"name": self.message.name, "index": self.message.index}
        return made


class Excerpt(NamedTuple):
    """What a report shows under a finding, taken while the bytes were at hand.

    For text: `line` is the source line (cut around the column where it is very long), `column` the 1-based column of
    the caret within it. For FIT: `fields` are the decoded fields (name, value with its unit), `marked` the name of
    the field that is meant, or empty.
    """

    line: str = ""
    column: int = 0
    fields: tuple[tuple[str, str], ...] = ()
    marked: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of one rule in one file; what repeats is one finding.

    about: what the finding is about, independent of wording and counts: a field, a tag, an exercise id. count: how many
    things violate the rule in total. ranges: 1-based, inclusive ordinals of the affected `noun`s
    (records, laps, sets), empty where the finding is about something that has no ordinal; a tuple, or `Ranges` of many.
    """

    code: str
    name: str
    severity: Severity
    effect: Effect
    basis: tuple[Basis, ...]
    message: str
    help: str
    location: Location
    count: int = 1
    ranges: Sequence[tuple[int, int]] = ()
    noun: str = ""
    excerpt: Excerpt | None = None
    about: tuple[str, ...] = ()

    def to_dict(self, fingerprint: str) -> dict[str, Any]:
        """The finding as the JSON report has it (schemas/report-1.schema.json).

        fingerprint: see `activitylint.model.fingerprint`; it depends on the other findings of the file.
        """
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity.value,
            "effect": self.effect.value,
            "basis": [basis.to_dict() for basis in self.basis],
            "message": self.message,
            "help": self.help,
            "page": f"docs/rules/{self.code}.md",
            "fingerprint": fingerprint,
            "count": self.count,
            "location": self.location.to_dict(),
            "ranges": [list(one) for one in self.ranges],
        }
