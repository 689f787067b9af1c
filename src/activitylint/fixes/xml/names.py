"""Fixes of words: the sport of a TCX Activity, and the name of the device."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.xml.markup import Markup
from activitylint.formats.xml.attributes import attribute
from activitylint.model.format import TCX, XML, Format
from activitylint.strava import interpretation
from activitylint.vocabulary.devices import BAROMETER_MARKER, marks_barometer, speaks_of_barometer
from activitylint.vocabulary.sports import tcx_meant, tcx_sport_type

__all__: list[str] = []

_MARKER: Final = re.compile(
    r"(?P<open>[ \t]*[(\[][ \t]*)?with[ \t_-]+barometer(?P<close>[ \t]*[)\]])?[ \t\r\n.,;]*", re.IGNORECASE
)


@fix("sport-spelling", "SPO001", safety=Safety.SAFE, formats=TCX)
def sport_spelling(target: Target) -> Iterator[Change]:
    """Writes the Sport that Strava knows where a TCX Activity has another word for it: `Cycling` becomes `Biking`,
    `Run` becomes `Running`.

    Leaves: sports that have no word among the five, such as `Other` and `Rowing`: send sport_type with the upload.
    """
    markup = Markup(target)
    changed = False
    for activity in markup.tables["activity"].tolist():
        found = markup.attribute(activity, "Sport")
        written = attribute(markup.index, activity, "Sport")
        if found is None or written is None or tcx_sport_type(written):
            continue
        meant = tcx_meant(written)
        if meant:
            changed = True
            yield markup.edit(*found, meant)
    if not changed:
        raise NotApplicable("the sport is none that has a word in TCX")


@fix("barometer-marker", "DEV003", safety=Safety.SAFE, formats=XML)
def barometer_marker(target: Target) -> Iterator[Change]:
    """Ends the creator's name in ` with barometer` where it says so in brackets, with hyphens, or with white space or a
    full stop behind it.

    Leaves: names in which anything else follows, or that speak of a barometer in other words; and the author of a TCX
    file, who is not the device.
    """
    markup = Markup(target)
    name = target.parsed.creator.name or ""
    if not speaks_of_barometer(name) or marks_barometer(name):
        raise NotApplicable("the author of the file speaks of a barometer, and the author is not the device")
    start, stop = _name(markup, target)
    written = markup.written(start, stop)
    found = list(_MARKER.finditer(written))
    last = found[-1] if found else None
    if last is None or last.end() != len(written) or bool(last["open"]) != bool(last["close"]):
        raise NotApplicable("the name says something else, or something follows")
    before = written[: last.start()].rstrip(" \t_-,;")
    yield markup.edit(start + len(before.encode(markup.text.codec)), stop, f"{' ' if before else ''}{BAROMETER_MARKER}")


@fix("with-barometer", "DEV005", "DEV003", safety=Safety.ASKED, formats=XML)
def with_barometer(target: Target) -> Iterator[Change]:
    """Ends the creator's name in ` with barometer`, so that Strava takes the elevation from the file.

    Leaves: files without elevation, without a creator to mark, or marked already. Only you know whether the device
    measured the elevation by air pressure.
    """
    markup = Markup(target)
    if not interpretation.has_elevation(target.parsed):
        raise NotApplicable("the file has no elevation")
    name = target.parsed.creator.name
    if not (name or "").strip():
        raise NotApplicable("the file names no creator")
    if marks_barometer(name or ""):
        raise NotApplicable("the creator is marked already")
    start, stop = _name(markup, target)
    written = markup.written(start, stop).rstrip()
    yield markup.edit(start + len(written.encode(markup.text.codec)), stop, f" {BAROMETER_MARKER}")


def _name(markup: Markup, target: Target) -> tuple[int, int]:
    """The bytes of the creator's name."""
    if target.source.format is Format.GPX:
        found = markup.attribute(0, "creator")
    else:
        # The parser puts the Creator that has a name first.
        creators = markup.tables["creator"].tolist()[:1]
        names = [child for creator in creators for child in markup.children(creator) if _is_name(markup, child)]
        found = markup.inner(names[0]) if names else None
    if found is None:
        raise NotApplicable("the file names no creator")
    return found


def _is_name(markup: Markup, element: int) -> bool:
    return markup.index.name(element) == (markup.root[0], "Name") and bool(markup.index.leaf[element])
