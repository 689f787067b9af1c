"""What is shown of the thing under the pointer: what Strava reads it as, and its range in this file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from activitylint.formats.strength.places import Member
from activitylint.lsp.analysis import Analysis
from activitylint.lsp.elements import Element, element_at
from activitylint.lsp.pages import markdown, rule
from activitylint.lsp.values import path_at
from activitylint.model.format import Format
from activitylint.reports.escape import printable
from activitylint.vocabulary.exercises import later_date, listed, listed_later
from activitylint.vocabulary.extensions import Verdict, gpx_verdict, tcx_verdict
from activitylint.vocabulary.namespaces import title
from activitylint.vocabulary.strength import Scope, field_schemas, unit_of

__all__ = ["hover", "rule_at"]

_CODE: Final = re.compile(r"\b[A-Z]{3}\d{3}\b")
_ATTRIBUTE: Final = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:"[^"]*"|'[^']*')""")
_VERDICTS: Final = {
    Verdict.NOT_READ: "Strava does not read this.",
    Verdict.WRONG_NAMESPACE: "Strava reads this name only in another namespace.",
    Verdict.MISPLACED: "Strava reads this, but not in this place.",
    Verdict.COMPUTED: "Strava computes this itself, and does not read it.",
}
_PLAIN: Final = {
    "Activity": "One activity. `Sport` decides its sport_type.",
    "Id": "The start of the activity.",
    "Lap": "A lap, with its own totals.",
    "TotalTimeSeconds": "The elapsed time of the lap, in seconds.",
    "Calories": "The calories of the lap, in kilocalories.",
    "MaximumSpeed": "The highest speed in the lap, in meters per second. Strava computes its own.",
    "Creator": "The device. Strava shows its `Name`, and decides by it whether it trusts the elevation.",
    "Trackpoint": "One record.",
    "trk": "A track.",
    "trkseg": "A segment: an unbroken run of points.",
    "trkpt": "One record, with its position in degrees.",
    "metadata": "About the file. Strava reads the time of the activity from its points.",
    "type": "What the writer calls the sport. Strava uses the form field sport_type, or the athlete's default.",
}
"""What elements mean that no stream is read from."""
_POINTS: Final = ("trkpt", "Trackpoint")
_SCOPES: Final[dict[str, Scope]] = {"sets": "set", "streams": "streams", "creator": "creator"}
_SHOWN: Final = 60
_SET_VALUES: Final = {"repetitions": "repetitions", "weight": "weight", "duration": "duration"}


def rule_at(text: str, offset: int) -> tuple[int, int, str] | None:
    """The code of a rule at an offset: its start, its end, and the code; None if there is none."""
    line = text.rfind("\n", 0, offset) + 1
    for found in _CODE.finditer(text, max(line, offset - 6), offset + 6):
        if found.start() <= offset <= found.end() and rule(found[0]) is not None:
            return found.start(), found.end(), found[0]
    return None


def hover(analysis: Analysis, offset: int) -> tuple[int, int, str] | None:
    """The start, the end and the Markdown of what is at an offset; None if there is nothing to say."""
    text = analysis.document.text.characters
    if (found := rule_at(text, offset)) is not None:
        return found[0], found[1], markdown(found[2])
    if analysis.activity is None:
        return None
    if analysis.activity.format is Format.JSON:
        return _of_value(analysis, path_at(text, offset), text)
    element = element_at(analysis, offset)
    return _of_element(analysis, element, offset) if element is not None else None


def _of_element(analysis: Analysis, element: Element, offset: int) -> tuple[int, int, str] | None:
    assert analysis.activity is not None  # noqa: S101 -- for the type checker; the caller has checked it
    (namespace, name), parents = element.names[-1], element.names[:-1]
    heading = f"**{name}**" + (f" ({title(namespace)})" if title(namespace) else "")
    start, stop, stream = element.start, element.stop, element.column
    if name in _POINTS and offset < stop:
        tag = analysis.document.text.characters[start:stop]
        for found in _ATTRIBUTE.finditer(tag):
            column = {"lat": "latitude", "lon": "longitude"}.get(found[1])
            if column is not None and start + found.start() <= offset <= start + found.end():
                return start + found.start(), start + found.end(), "\n\n".join(_lines(analysis, found[1], column))
    names = [parent for _, parent in parents]
    if "extensions" in names or "Extensions" in names:
        verdict_of = gpx_verdict if analysis.activity.format is Format.GPX else tcx_verdict
        verdict, stream = verdict_of(namespace, name, parents)
        if verdict is not Verdict.READ:
            return start, stop, f"{heading}\n\n{_VERDICTS[verdict]}"
    elif not any(point in names for point in _POINTS):
        stream = ""
    if name == "Value" and names[-1:] == ["HeartRateBpm"]:
        stream = "heartrate"
    if stream:
        return start, stop, "\n\n".join(_lines(analysis, name, stream, heading))
    return (start, stop, f"{heading}\n\n{_PLAIN[name]}") if name in _PLAIN else None


def _lines(analysis: Analysis, name: str, stream: str, heading: str = "") -> Iterator[str]:
    """What is known about a stream in this file."""
    yield heading or f"**{name}**"
    found = next(
        (one for one in (analysis.inspection.streams if analysis.inspection else ()) if one.name == stream), None
    )
    unit = f", in {found.unit}" if found is not None and stream != "time" else ""
    yield f"Strava reads it as **{stream}**{unit}."
    if found is None or found.low is None or found.high is None or analysis.activity is None:
        return
    total = len(analysis.activity.records)
    noun = analysis.activity.record_noun
    if stream == "time":
        yield f"In this file: {found.high:,.0f} s from first to last, in {found.records:,} of {total:,} {noun}s."
    else:
        yield f"In this file: {found.low:g} to {found.high:g} {found.unit}, in {found.records:,} of {total:,} {noun}s."


def _of_value(analysis: Analysis, path: list[Member], text: str) -> tuple[int, int, str] | None:
    keys = [one for one in path if isinstance(one.key, str)]
    if not keys:
        return None
    key = keys[-1]
    name = str(key.key)
    scope = _SCOPES.get(str(keys[-2].key), "file") if len(keys) > 1 else "file"
    schema = field_schemas(scope).get(name)
    if schema is None:
        return key.start, key.key_end, f"{_quoted(name)}\n\nStrava does not know this field."
    lines = [f"**{name}**", ". ".join(part for part in (schema.get("title"), schema.get("description")) if part)]
    unit = unit_of(name)
    if name == "exercise_type":
        lines += _exercise(text[key.value : key.end].strip('"'))
    elif scope == "streams":
        lines += list(_lines(analysis, name, name))[1:]
    elif name in _SET_VALUES and analysis.inspection is not None:
        values = [getattr(one, _SET_VALUES[name]) for one in analysis.inspection.sets]
        lines += _range([value for value in values if value is not None], unit)
    return key.start, key.end if text[key.value] not in "[{" else key.key_end, "\n\n".join(filter(None, lines))


def _exercise(exercise: str) -> Iterator[str]:
    known, later = listed().get(exercise), listed_later().get(exercise)
    if known is not None:
        yield f"`{exercise}` is in the group **{known}**."
    elif later is not None:
        yield f"`{exercise}` is in the group **{later}**; the list had it first on {later_date()}."
    else:
        yield f"{_quoted(exercise)} is not on Strava's list of exercises."


def _quoted(text: str) -> str:
    """A text from the file, so that no Markdown in it has an effect."""
    shown = printable(text[:_SHOWN]).replace("`", "'")
    return f"`{shown}`"


def _range(values: Iterable[float], unit: str | None) -> Iterator[str]:
    found = list(values)
    if found:
        yield f"In this file: {min(found):g} to {max(found):g} {unit or ''}".rstrip() + f", in {len(found):,} sets."
