"""Fixes of how times are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.xml.markup import Markup
from activitylint.formats.xml.text import Spans
from activitylint.formats.xml.times import times
from activitylint.model.format import XML, Format
from activitylint.model.tables import Float

__all__: list[str] = []


_DOUBLED: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?Z)Z+", re.ASCII)
_COMMA: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d),\d+(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?([+-]\d\d(?::?\d\d)?|Z|)", re.ASCII)
_JUDGED: Final = ("TIM005", "TIM006", "TIM007", "TIM008", "TIM009", "TIM010", "POS005", "STR008", "TCX008", "TCX011")
"""Rules that look at times, which they can only once these can be read."""
_NEAR_S: Final = 450.0
"""Zones lie whole quarters of an hour from UTC: times that are nearer to each other are of one zone."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A time as it stands in the file. recorded: whether it is a trackpoint's."""

    start: int
    text: str
    recorded: bool

    @property
    def zone(self) -> str | None:
        """The zone as it is written, empty where there is none; None where it is no time."""
        found = _TIME.fullmatch(self.text)
        return None if found is None else found[1]


@fix("single-zone", "TIM003", safety=Safety.SAFE, formats=XML, order=4, reveals=_JUDGED)
def single_zone(target: Target) -> Iterator[Change]:
    """Writes `Z` where a time ends in `ZZ`.

    Leaves: all other times that cannot be read.
    """
    markup = Markup(target)
    for time in _times(markup, target):
        found = _DOUBLED.fullmatch(time.text)
        if found:
            yield markup.edit(time.start + found.end(1), time.start + found.end())


@fix("point-in-seconds", "TIM012", safety=Safety.SAFE, formats=XML, order=4)
def point_in_seconds(target: Target) -> Iterator[Change]:
    """Writes the fraction of a second behind a point where it stands behind a comma.

    Leaves: fractions of more than three decimals, which are what was recorded.
    """
    markup = Markup(target)
    for time in _times(markup, target):
        found = _COMMA.fullmatch(time.text)
        if found:
            yield markup.edit(time.start + found.end(1), time.start + found.end(1) + 1, ".")


@fix("zone-as-elsewhere", "TIM004", safety=Safety.SAFE, formats=XML, order=4)
def zone_as_elsewhere(target: Target) -> Iterator[Change]:
    """Ends times without a zone in `Z` where the file proves that they are UTC: every time that has a zone is UTC, and
    one of them lies nearer to its neighbour without than any two zones do: two trackpoints that follow each other, or
    the start of the lap or file and the first trackpoint.

    Leaves: files in which no time has a zone, which have an offset somewhere, or whose points are not in order.
    """
    markup = Markup(target)
    written = sorted(_times(markup, target), key=lambda time: time.start)
    zones = {time.zone for time in written} - {None, ""}
    if not zones:
        raise NotApplicable("no time of the file has a zone")
    if zones != {"Z"}:
        raise NotApplicable("there are offsets in the file, so its times may be local")
    seconds = _seconds(markup, written)
    recorded = np.array([time.recorded for time in written]) & np.isfinite(seconds)
    zoned = np.array([bool(time.zone) for time in written]) & np.isfinite(seconds)
    points = np.flatnonzero(recorded)
    if bool((np.diff(seconds[points]) < 0).any()):
        raise NotApplicable("the points are not in the order of time, so the zones may differ")
    if bool(zoned[points].any()):
        changes = np.flatnonzero(np.diff(zoned[points].astype(np.int8)))
        apart = np.diff(seconds[points])[changes]
    else:
        # The start of a lap or a file is where the zone was written when the points have none.
        apart = np.abs(seconds[points[:1]] - (seconds[zoned].min() if zoned.any() else np.inf))
    if not bool((apart < _NEAR_S).any()):
        raise NotApplicable("no time with a zone is near enough to one without to prove anything")
    yield from _in_utc(markup, written)


@fix("zone-utc", "TIM004", safety=Safety.UNSAFE, formats=XML, order=6)
def zone_utc(target: Target) -> Iterator[Change]:
    """Ends times without a zone in `Z`, which says what Strava takes them for.

    Leaves: files that have an offset somewhere. Whether the times are UTC is a guess: where they are local, they stay
    as wrong as Strava would have read them.
    """
    markup = Markup(target)
    written = list(_times(markup, target))
    if {time.zone for time in written} - {None, "", "Z"}:
        raise NotApplicable("there are offsets in the file, so its times may be local")
    yield from _in_utc(markup, written)


def _in_utc(markup: Markup, written: list[_Written]) -> Iterator[Change]:
    for time in written:
        if time.zone == "":
            end = time.start + len(time.text)
            yield markup.edit(end, end, "Z")


def _seconds(markup: Markup, written: list[_Written]) -> Float:
    """Since 1970-01-01 UTC, NaN where a time cannot be read; times without zone are taken for UTC."""
    start = np.array([time.start for time in written], dtype=np.int32)
    length = np.array([len(time.text) for time in written], dtype=np.int32)
    return times(markup.index, Spans(start, start + length)).seconds


def _times(markup: Markup, target: Target) -> Iterator[_Written]:
    """Every time of the document, where it is written plainly."""
    index = markup.index
    namespace = markup.root[0]
    names = {"time"} if target.source.format is Format.GPX else {"Time", "Id"}
    records = markup.rows("record")
    for path in range(len(index.path_parent)):
        of, name = index.names[int(index.path_name[path])]
        if of != namespace or name not in names:
            continue
        elements = index.elements(path)
        recorded = (records.of(elements, path) >= 0).tolist()
        for element, is_recorded in zip(elements.tolist(), recorded, strict=True):
            if index.leaf[element]:
                yield _plain(markup, *markup.inner(element), recorded=is_recorded)
    if target.source.format is Format.TCX:
        for lap in markup.tables["lap"].tolist():
            found = markup.attribute(lap, "StartTime")
            if found:
                yield _plain(markup, *found, recorded=False)


def _plain(markup: Markup, start: int, stop: int, *, recorded: bool) -> _Written:
    """The time between two bytes, without the white space around it."""
    text = markup.text.scanned[start:stop].decode("ascii", "replace")
    return _Written(start + len(text) - len(text.lstrip()), text.strip(), recorded)
