"""Findings, and everything that a report says about one.

These are plain data types: they are sent between processes, and every report is made from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final, Literal

from activitylint.model.classes import NamedTuple, dataclass, field

__all__ = [
    "Basis",
    "Effect",
    "Excerpt",
    "Finding",
    "Location",
    "Mark",
    "MessageRef",
    "Related",
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
    """Strava's documentation or the format requires it, or several people report that Strava refuses such files."""
    WARNING = "warning"
    """Data is lost, ignored or misread, or one person reports a refusal."""
    INFO = "info"
    """Something that Strava does with a correct file and that its author may not expect."""

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error; for comparisons."""
        return _RANKS[self]


_RANKS: Final = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Effect(StrEnum):
    """What Strava does with the file or the data."""

    REJECTED = "rejected"
    MAY_REJECT = "may-reject"
    IGNORED = "ignored"
    """Strava does not read the data."""
    MISREAD = "misread"
    RECOMPUTED = "recomputed"
    FLAGGED = "flagged"
    UNMAPPED = "unmapped"
    """Strava does not show the name of the device."""
    NONE = "none"
    UNKNOWN = "unknown"


class Safety(StrEnum):
    """What a fix may do to recorded data."""

    SAFE = "safe"
    """Changes, guesses or drops no recorded data."""
    UNSAFE = "unsafe"
    """Guesses or drops data; applied only with --unsafe."""
    ASKED = "asked"
    """Depends on something that only the author knows; applied only when requested by name."""


class Section(StrEnum):
    """The headings of Strava's upload documentation, spelled as on that page."""

    FILE_TYPES = "Supported File Types"
    FIT = "FIT - Flexible and Interoperable Data Transfer"
    TCX = "TCX - Training Center Database XML"
    GPX = "GPX - GPS Exchange Format"
    JSON = "JSON - Strength Training (Limited)"
    DEVICE_AND_ELEVATION = "Device and Elevation Data"
    DEVICE_MAPPING = "Device Mapping"
    UPLOAD = "How to Upload an Activity"


class Basis(NamedTuple):
    """The source that a rule relies on.

    kind: `documented` (Strava's documentation; section is the heading), `format` (the specification of the file format;
    section is its name), `observed` (reported by uploaders; section says by how many) or `ours` (activitylint's own
    limits).
    """

    kind: Literal["documented", "format", "observed", "ours"]
    section: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return the basis as it appears in the JSON report."""
        return {"kind": self.kind, "section": self.section} if self.section else {"kind": self.kind}


def documented(section: Section) -> Basis:
    """Strava's upload documentation says so under this heading."""
    return Basis("documented", section.value)


def format_spec(specification: str) -> Basis:
    """The specification of the file format says so."""
    return Basis("format", specification)


def observed(reports: str = "") -> Basis:
    """Uploaders report it; Strava's documentation does not mention it."""
    return Basis("observed", reports)


def ours() -> Basis:
    """A limit or a precaution that activitylint sets itself."""
    return Basis("ours")


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A FIT message: its name in the FIT profile, and its 0-based index among the messages of that name."""

    name: str
    index: int


class Location(NamedTuple):
    """Where a finding is, always inside the file.

    byte: 0-based offset in the uncompressed bytes. length: in bytes, 0 if only the start is known.
    line, column: 1-based, columns in characters; None in a FIT file.
    path: a readable path of elements or keys. message: the FIT message, None in a text format.
    """

    byte: int = 0
    length: int = 0
    line: int | None = None
    column: int | None = None
    path: str = ""
    message: MessageRef | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the location as it appears in the JSON report; unknown parts are left out."""
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


class Related(NamedTuple):
    """Another place that a finding is about, such as the first of two keys. what: what is there."""

    location: Location
    what: str


class Excerpt(NamedTuple):
    """The part of the file that a report shows under a finding.

    Text formats: `line` is the source line (a very long one is cut around the column), and `column` the 1-based column
    of the caret in it. FIT: `fields` are the decoded fields (name, value with unit), and `marked` is the name of the
    field that the finding is about, or empty. They are a tuple, or a `Deferred` that reads like one.
    """

    line: str = ""
    column: int = 0
    fields: Sequence[tuple[str, str]] = ()
    marked: str = ""


class Mark(NamedTuple):
    """Where a finding is in the picture of its file (`model.picture`). Runs are 0-based and inclusive.

    columns: runs of columns of the charts. vertices: runs of vertices of the track. Both are empty if the finding is
    about the whole file, or about something that is not drawn.
    """

    columns: tuple[tuple[int, int], ...] = ()
    vertices: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of one rule in one file. Repetitions are one finding.

    code, name, severity, effect, basis: those of the rule. message: what is wrong. help: how to fix it.
    location: the first place. excerpt: what to show of it.
    count: how many things violate the rule. noun: what one of them is called (record, lap, set).
    ranges: 1-based inclusive ordinals of the affected `noun`s; empty if they have none. A tuple, or `Ranges` if there
    are many.
    about: what the finding is about, independent of wording and counts: a field, a tag, an exercise id.
    other_file: the path of another file that the finding refers to, such as the one that this file repeats.
    related: other places in this file that the finding refers to.
    mark: where it is in the picture of the file, if the report has one.
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
    other_file: str = ""
    related: tuple[Related, ...] = field(default=(), compare=False)
    mark: Mark = field(default=Mark(), compare=False)

    def to_dict(self, fingerprint: str) -> dict[str, Any]:
        """Return the finding as it appears in the JSON report (schemas/report-1.schema.json).

        fingerprint: from `activitylint.model.fingerprint`; it depends on the other findings of the file.
        """
        made: dict[str, Any] = {
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
        }
        if self.other_file:
            made["other_file"] = self.other_file
        made["ranges"] = [list(one) for one in self.ranges]  # last: the JSON report writes them in pieces
        return made
