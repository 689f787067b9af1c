"""Fixes of how times are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from activitylint.activity import Format
from activitylint.fixes.registry import Change, Refused, Safety, Target, fix
from activitylint.fixes.xml.markup import Markup
from activitylint.formats.xml.times import read_time

__all__: list[str] = []

XML: Final = frozenset({Format.TCX, Format.GPX})

_DOUBLED: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?Z)Z+", re.ASCII)
_COMMA: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d),\d+(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?([+-]\d\d(?::?\d\d)?|Z|)", re.ASCII)
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
        """The zone as it is written, empty where there is none; None where the time cannot be read."""
        found = _TIME.fullmatch(self.text)
        return None if found is None or np.isnan(self.seconds) else found[1]

    @property
    def seconds(self) -> float:
        """Since 1970-01-01 UTC; a time without zone is taken for UTC."""
        return read_time(self.text)[0]


@fix("single-zone", "TIM003", safety=Safety.SAFE, formats=XML, order=4, uncovers=("TIM", "POS", "STR", "TCX"))
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
    times = sorted(_times(markup, target), key=lambda time: time.start)
    zones = {time.zone for time in times} - {None, ""}
    if not zones:
        raise Refused("no time of the file has a zone")
    if zones != {"Z"}:
        raise Refused("there are offsets in the file, so its times may be local")
    recorded = [time for time in times if time.recorded and time.zone is not None]
    if any(later.seconds < earlier.seconds for earlier, later in pairwise(recorded)):
        raise Refused("the points are not in the order of time, so the zones may differ")
    if any(time.zone for time in recorded):
        pairs = [pair for pair in pairwise(recorded) if pair[0].zone != pair[1].zone]
    else:
        # The start of a lap or a file is where the zone was written when the points have none.
        start = min((time for time in times if time.zone), key=lambda time: time.seconds)
        pairs = [(start, time) for time in recorded[:1]]
    if not any(abs(later.seconds - earlier.seconds) < _NEAR_S for earlier, later in pairs):
        raise Refused("no time with a zone is near enough to one without to prove anything")
    yield from _in_utc(markup, times)


@fix("zone-utc", "TIM004", safety=Safety.UNSAFE, formats=XML, order=6)
def zone_utc(target: Target) -> Iterator[Change]:
    """Ends times without a zone in `Z`, which says what Strava takes them for.

    Leaves: files that have an offset somewhere. Whether the times are UTC is a guess: where they are local, they stay
    as wrong as Strava would have read them.
    """
    markup = Markup(target)
    times = list(_times(markup, target))
    if {time.zone for time in times} - {None, "", "Z"}:
        raise Refused("there are offsets in the file, so its times may be local")
    yield from _in_utc(markup, times)


def _in_utc(markup: Markup, times: list[_Written]) -> Iterator[Change]:
    for time in times:
        if time.zone == "":
            end = time.start + len(time.text)
            yield markup.edit(end, end, "Z")


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
