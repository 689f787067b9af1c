"""What every report says in the same words: what Strava does, on what ground, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from activitylint.model.finding import Basis, Effect, Finding, Location

if TYPE_CHECKING:
    # It brings numpy, and `activitylint rule`, which uses these words, can do without.
    from activitylint.model.report import Totals

__all__ = [
    "basis_sentence",
    "closing_words",
    "counted",
    "effect_sentence",
    "effect_text",
    "fixable_words",
    "ground_text",
    "ordinals",
    "place",
    "position",
]

_EFFECTS: Final = {
    Effect.REJECTED: "Strava refuses the file.",
    Effect.MAY_REJECT: "Strava may refuse the file.",
    Effect.IGNORED: "Strava does not read this.",
    Effect.MISREAD: "Strava reads it otherwise than it was meant.",
    Effect.RECOMPUTED: "Strava computes its own value.",
    Effect.FLAGGED: "Strava may flag the activity.",
    Effect.UNMAPPED: "Strava does not name the device.",
    Effect.NONE: "It changes nothing else at Strava.",
    Effect.UNKNOWN: "What Strava does with it is not known.",
}


def effect_sentence(effect: Effect) -> str:
    """What happens at Strava, as a sentence."""
    return _EFFECTS[effect]


def basis_sentence(basis: tuple[Basis, ...]) -> str:
    """On what ground a rule stands, as a sentence."""
    text = "; ".join(_ground(one) for one in basis)
    return f"{text[:1].upper()}{text[1:]}."


def effect_text(effect: str) -> str:
    """As effect_sentence, of the effect's word."""
    return effect_sentence(Effect(effect))


def ground_text(basis: list[dict[str, Any]]) -> str:
    """As basis_sentence, of the catalogue's objects."""
    return basis_sentence(tuple(Basis(**one) for one in basis))


def _ground(basis: Basis) -> str:
    if basis.kind == "documented":
        return f'documented under "{basis.section}"'
    if basis.kind == "format":
        return f"by the format: {basis.section}"
    if basis.kind == "observed":
        return "observed by uploaders" + (f" ({basis.section})" if basis.section else "")
    return "a bound of activitylint's own"


def position(location: Location) -> str:
    """`45:7` in text, `record 12, byte 0x1A2F` in FIT: a message's ordinal is 1-based, as ranges are."""
    if location.line is not None:
        return f"{location.line}:{location.column}"
    if location.message is not None:
        return f"{location.message.name} {location.message.index + 1}, byte 0x{location.byte:X}"
    return f"byte 0x{location.byte:X}"


def place(path: str, location: Location) -> str:
    """The path with the position: `ride.gpx:45:7`, `ride.fit:record 12, byte 0x1A2F`."""
    return f"{path}:{position(location)}"


def ordinals(finding: Finding, longest: int | None) -> str:
    """`points 12-147, 2,811`, cut visibly after `longest` ranges; empty where nothing has an ordinal."""
    if not finding.ranges:
        return ""
    shown = finding.ranges[:longest]
    text = ", ".join(f"{first:,}" if first == last else f"{first:,}-{last:,}" for first, last in shown)
    noun = finding.noun if finding.count == 1 else f"{finding.noun}s"
    rest = len(finding.ranges) - len(shown)
    return f"{noun} {text}" + (f" and {rest:,} more ranges (--show-all)" if rest else "")


def counted(count: int, noun: str) -> str:
    """`no errors`, `1 error`, `2,870 errors`."""
    return f"{f'{count:,}' if count else 'no'} {noun}{'' if count == 1 else 's'}"


def fixable_words(totals: Totals) -> str:
    """How many findings may be mended, and by which command; empty where none can."""
    if totals.fixable and totals.unsafely_fixable:
        return f"{totals.fixable:,} may be mended by `activitylint fix`, {totals.unsafely_fixable:,} more with --unsafe"
    if totals.fixable:
        return f"{totals.fixable:,} may be mended by `activitylint fix`"
    if totals.unsafely_fixable:
        return f"{totals.unsafely_fixable:,} may be mended by `activitylint fix --unsafe`, which guesses or drops"
    return ""


def closing_words(totals: Totals, *, verbose: bool) -> tuple[str, str]:
    """What was checked and how it went: `3 files checked, 1 did not pass:` and `1 error, no warnings, 2 infos`."""
    files = f"{counted(totals.files, 'file')} checked"
    if totals.files > 1 and totals.violations:
        files += f", {totals.violations:,} did not pass"
    parts = [counted(totals.errors, "error"), counted(totals.warnings, "warning"), counted(totals.infos, "info")]
    if totals.infos and not verbose:
        parts[-1] += " (--verbose shows them)"
    if totals.failed:
        parts.append(f"{totals.failed:,} failed")
    if totals.suppressed:
        parts.append(f"{totals.suppressed:,} suppressed")
    return f"{files}:", ", ".join(parts)
