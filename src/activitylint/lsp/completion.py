"""What can be written at a place: exercise ids, sports, versions, codes of rules, and tags that Strava reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from activitylint.lsp.pages import markdown
from activitylint.rules.support.pages import pages
from activitylint.vocabulary.exercises import later_date, search
from activitylint.vocabulary.extensions import Reading, gpx_readings, tcx_readings
from activitylint.vocabulary.namespaces import title
from activitylint.vocabulary.sports import tcx_sports
from activitylint.vocabulary.upload import data_types, sport_types

__all__ = ["TRIGGERS", "Choice", "choices"]

TRIGGERS: Final = ('"', "<", "=", ">")
"""Characters after which an editor asks without being told to."""
_NEAR: Final = 2_000
"""Characters before the place that say what can be written there."""
_FAR: Final = 20_000
"""Characters before the place that say which point it is in."""
_HEAD: Final = 4_000
"""Characters at the start of the text, where namespaces are declared."""
_MOST: Final = 100
_PREFIXES: Final = {"TrackPointExtension": "gpxtpx", "TPX": "ns3"}


class Choice(NamedTuple):
    """One thing that can be written. start: the offset of what it replaces. detail, documentation: about it."""

    label: str
    new: str
    start: int
    detail: str = ""
    documentation: str = ""


def choices(text: str, offset: int) -> list[Choice]:
    """What can be written at an offset, best first."""
    near = text[max(0, offset - _NEAR) : offset]
    for pattern, make in _PLACES:
        found = pattern.match(near)
        if found is not None:
            return list(make(found[1], offset - len(found[1]), text))
    return []


def _exercises(written: str, start: int, _: str) -> Iterator[Choice]:
    for one in search(written.replace("_", " "))[:_MOST]:
        seen = f", on the list of {later_date()}" if one.later else ""
        yield Choice(one.exercise, one.exercise, start, one.group + seen)


def _words(words: Callable[[], list[str]], detail: str) -> Callable[[str, int, str], Iterator[Choice]]:
    def make(_: str, start: int, __: str) -> Iterator[Choice]:
        yield from (Choice(word, word, start, detail) for word in words())

    return make


def _tcx_sports() -> list[str]:
    return [*(sport.capitalize() for sport in tcx_sports()), "Other"]


def _rules(_: str, start: int, __: str) -> Iterator[Choice]:
    for one in pages():
        yield Choice(one["code"], one["code"], start, one["name"], markdown(one["code"]))


def _tags(_: str, start: int, text: str) -> Iterator[Choice]:
    """The tags in the extensions of a point."""
    before = text[max(0, start - _FAR) : start]
    gpx, tcx = _inside(before, "trkpt", "extensions"), _inside(before, "Trackpoint", "Extensions")
    for reading in gpx_readings() if gpx else tcx_readings() if tcx else ():
        prefix, declaration = _namespace(reading, text[:_HEAD] + before)
        new = f"<{prefix}{reading.name}></{prefix}{reading.name}>"
        if reading.container:
            new = f"<{prefix}{reading.container}{declaration}>{new}</{prefix}{reading.container}>"
        else:
            new = new.replace(">", f"{declaration}>", 1)
        space = title(reading.namespace) if reading.namespace else "in the namespace of the file"
        yield Choice(f"{prefix}{reading.name}", new, start, f"{reading.stream}; {space}")


def _inside(before: str, *names: str) -> bool:
    """True if the text ends in these elements, one in another."""
    opened = [before.rfind(f"<{name}") for name in names]
    closed = [before.rfind(f"</{name}") for name in names]
    return all(o > c and o >= 0 for o, c in zip(opened, closed, strict=True)) and opened == sorted(opened)


def _namespace(reading: Reading, before: str) -> tuple[str, str]:
    """The prefix of a tag's namespace with its colon, and the declaration that it needs; empty if none."""
    if reading.namespace is None:
        return "", ""
    uri = re.escape(reading.namespace)
    known = re.search(rf'xmlns:([\w.-]++)\s*+=\s*+["\']{uri}["\']', before)
    prefix = known[1] if known else _PREFIXES.get(reading.container, "gpxdata")
    return f"{prefix}:", "" if known else f' xmlns:{prefix}="{reading.namespace}"'


def _after(last: str, rest: str) -> re.Pattern[str]:
    """The expression for a place after the last match of `last`. It takes linear time: it tries no earlier one."""
    return re.compile(rf"\A(?>(?s:.*){last}){rest}\Z")


_Make = Callable[[str, int, str], Iterator[Choice]]
_PLACES: Final[tuple[tuple[re.Pattern[str], _Make], ...]] = (
    (_after(r'"exercise_type"\s*:\s*"', r'([^"\n]*)'), _exercises),
    (_after(r'"version"\s*:\s*"', r'([^"\n]*)'), _words(lambda: ["1.0"], "the only version")),
    (
        _after(r"<gpx\b", r"[^>]*\sversion\s*=\s*[\"']([^\"'<>]*)"),
        _words(lambda: ["1.1"], "the version that Strava reads"),
    ),
    (_after(r"<Activity\b", r"[^>]*\sSport\s*=\s*[\"']([^\"'<>]*)"), _words(_tcx_sports, "sport")),
    (_after(r"sport_type\s*=\s*[\"']", r"([^\"'\n]*)"), _words(lambda: list(sport_types()), "sport_type")),
    (_after(r"data_type\s*=\s*[\"']", r"([^\"'\n]*)"), _words(lambda: list(data_types()), "data_type")),
    (_after(r"<!--", r"\s*activitylint:\s*ignore\s*=\s*(?:[\w.-]+\s*,\s*)*([\w.-]*)"), _rules),
    (_after(r"(?m:^)[ \t]*(?:extend-)?(?:select|ignore)\s*=\s*\[", r"[^\]]*[\"']([\w.-]*)"), _rules),
    (_after(r"(?=<)", r"(<[\w:.-]*)"), _tags),
)
