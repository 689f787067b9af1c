"""Sentences that all reports share: what Strava will do, how that is known, and where a finding is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from activitylint.model.finding import Basis, Effect, Finding, Location, Severity

if TYPE_CHECKING:
    # Not at run time: it imports numpy, and `activitylint rule` starts faster without.
    from activitylint.model.report import Totals

__all__ = [
    "basis_sentence",
    "basis_sentence_of",
    "capitalized",
    "counted",
    "effect_sentence",
    "effect_sentence_of",
    "fixable_sentence",
    "ordinals",
    "place",
    "position",
    "summary_words",
    "verdict_words",
]

_EFFECTS: Final = {
    Effect.REJECTED: "Strava will reject this file.",
    Effect.MAY_REJECT: "Strava may reject this file.",
    Effect.IGNORED: "Strava will ignore this data.",
    Effect.MISREAD: "Strava will misread this value.",
    Effect.RECOMPUTED: "Strava will compute its own value.",
    Effect.FLAGGED: "Strava may flag the activity.",
    Effect.UNMAPPED: "Strava will not name the device.",
    Effect.NONE: "This has no other effect on Strava.",
    Effect.UNKNOWN: "It is not known what Strava does with this.",
}

_REPORTS: Final = {
    "": "reported by uploaders",
    "one report": "reported by one uploader",
    "one report, measured": "reported by one uploader, with a test",
    "one report, shown": "reported by one uploader, with evidence",
    "one uploader tested it": "reported by one uploader, with a test",
    "several reports": "reported by several uploaders",
    "not documented": "reported by uploaders, but not documented",
    "reports differ": "uploaders' reports differ",
    "reports contradict each other": "uploaders' reports contradict each other",
}
"""How an `observed` basis is worded; any other section is quoted."""


def effect_sentence(effect: Effect) -> str:
    """What Strava will do, as a sentence."""
    return _EFFECTS[effect]


def basis_sentence(basis: tuple[Basis, ...]) -> str:
    """How a rule is known, as a sentence."""
    text = "; ".join(_clause(one) for one in basis)
    return f"{text[:1].upper()}{text[1:]}."


def effect_sentence_of(effect: str) -> str:
    """Like effect_sentence, for the effect's value in the catalogue."""
    return effect_sentence(Effect(effect))


def basis_sentence_of(basis: list[dict[str, Any]]) -> str:
    """Like basis_sentence, for the objects in the catalogue."""
    return basis_sentence(tuple(Basis(**one) for one in basis))


def _clause(basis: Basis) -> str:
    if basis.kind == "documented":
        return f'documented under "{basis.section}"'
    if basis.kind == "format":
        return f"specified by the format ({basis.section})"
    if basis.kind == "observed":
        return _REPORTS.get(basis.section, f"reported by uploaders ({basis.section})")
    return "a limit set by activitylint"


def position(location: Location) -> str:
    """`45:7` in text, `record 12, byte 0x1A2F` in FIT. The number of a message is 1-based, like ranges."""
    if location.line is not None:
        return f"{location.line}:{location.column}"
    if location.message is not None:
        return f"{location.message.name} {location.message.index + 1}, byte 0x{location.byte:X}"
    return f"byte 0x{location.byte:X}"


def place(path: str, location: Location) -> str:
    """The path with the position: `ride.gpx:45:7`, `ride.fit:record 12, byte 0x1A2F`."""
    return f"{path}:{position(location)}"


def ordinals(finding: Finding, longest: int | None) -> str:
    """`points 12-147, 2,811`: the affected rows; empty if a finding has none. longest: the number of ranges to show."""
    if not finding.ranges:
        return ""
    shown = finding.ranges[:longest]
    text = ", ".join(f"{first:,}" if first == last else f"{first:,}-{last:,}" for first, last in shown)
    noun = finding.noun if finding.count == 1 else f"{finding.noun}s"
    rest = len(finding.ranges) - len(shown)
    return f"{noun} {text}" + (f" and {rest:,} more ranges (--show-all)" if rest else "")


def capitalized(text: str) -> str:
    """A paragraph that begins with a capital, unless its first word is a name from a file."""
    return text[0].upper() + text[1:] if re.match(r"[a-z][a-z,]*+ ", text) else text


def counted(count: int, noun: str, plural: str = "") -> str:
    """`no errors`, `1 error`, `2,870 errors`."""
    return f"{f'{count:,}' if count else 'no'} {noun if count == 1 else plural or f'{noun}s'}"


def fixable_sentence(totals: Totals) -> str:
    """How many findings can be fixed, and with which command; empty if none can."""
    safe, unsafe, maybe = totals.fixable, totals.unsafely_fixable, totals.maybe_fixable
    untried = "in large files, where fixes were not tried"
    if not safe and not unsafe:
        return f"{counted(maybe, 'finding')} may be fixable with `activitylint fix` {untried}" if maybe else ""
    command = "`activitylint fix`" if safe else "`activitylint fix --unsafe`"
    text = f"{counted(safe or unsafe, 'finding')} {'is' if (safe or unsafe) == 1 else 'are'} fixable with {command}"
    text += f", {unsafe:,} more with `--unsafe`" if safe and unsafe else ""
    return text + (f", and maybe {maybe:,} more {untried}" if maybe else "")


def verdict_words(totals: Totals) -> str:
    """How many files Strava will refuse, may misread, and will take: `3 refused, 1 at risk, 2 fine`."""
    return ", ".join(f"{count:,} {verdict.value}" for verdict, count in totals.verdicts.items() if count)


def summary_words(totals: Totals, least: Severity) -> tuple[str, str]:
    """The summary in two parts: `3 files checked, 1 did not pass:` and `1 error, no warnings, 2 infos`."""
    files = f"{counted(totals.files, 'file')} checked"
    if totals.files > 1 and totals.violations:
        files += f", {totals.violations:,} did not pass"
    parts = [counted(totals.errors, "error"), counted(totals.warnings, "warning"), counted(totals.infos, "info")]
    if totals.infos and least is Severity.WARNING:
        parts[-1] += " (shown with --verbose)"
    if totals.failed:
        parts.append(f"{totals.failed:,} failed")
    if totals.suppressed:
        parts.append(f"{totals.suppressed:,} suppressed")
    return f"{files}:", ", ".join(parts)


def duration(seconds: float | None) -> str:
    """`1:23:45`; `-` if it is not known."""
    if seconds is None:
        return "-"
    whole = round(abs(seconds))
    text = f"{whole // 3600:,}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"-{text}" if seconds < 0 else text
