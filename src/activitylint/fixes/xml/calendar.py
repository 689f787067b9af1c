"""Fixes for dates of other calendars: programs that format dates as the phone's language does write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.fixes.xml.times import WrittenTime, written_times
from activitylint.model.format import XML
from activitylint.strava.calendars import gregorian

__all__: list[str] = []

_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T.*", re.ASCII)


class _Foreign(NamedTuple):
    """A time with a date of another calendar, and the Gregorian date that it means."""

    time: WrittenTime
    meant: date


@fix("gregorian-dates-as-elsewhere", "TIM007", "TIM008", safety=Safety.SAFE, formats=XML, order=4)
def gregorian_dates_as_elsewhere(task: FixTask) -> Iterator[FileChange]:
    """Converts dates of the Buddhist or the Solar Hijri calendar, if another time of the file proves one: it has the
    same day in the Gregorian calendar.

    Limits: Skips a file in which every date is of such a calendar.
    """
    editor = XmlEditor(task)
    foreign, others = _by_calendar(editor, task)
    days = {time.text[:10] for time in others}
    if any(one.meant.isoformat() in days for one in foreign):
        yield from _converted(editor, foreign)


@fix("gregorian-dates", "TIM007", "TIM008", safety=Safety.UNSAFE, formats=XML, order=4)
def gregorian_dates(task: FixTask) -> Iterator[FileChange]:
    """Converts the dates of all times from the Buddhist or the Solar Hijri calendar, if every date is of that calendar:
    2569-05-01 becomes 2026-05-01, and 1405-02-11 becomes 2026-05-01.

    Limits: Skips a file in which any date is not between 2008 and now afterwards.
    """
    editor = XmlEditor(task)
    foreign, others = _by_calendar(editor, task)
    if foreign and others:
        raise NotApplicable("not every date of the file is of another calendar")
    yield from _converted(editor, foreign)


def _by_calendar(editor: XmlEditor, task: FixTask) -> tuple[list[_Foreign], list[WrittenTime]]:
    """The times with a date of another calendar, and all others."""
    foreign: list[_Foreign] = []
    others: list[WrittenTime] = []
    for time in written_times(editor, task):
        written = _DATE.fullmatch(time.text)
        meant = gregorian(*map(int, written.groups()), now=task.context.now)[0] if written else None
        if meant is None:
            others.append(time)
        else:
            foreign.append(_Foreign(time, meant))
    return foreign, others


def _converted(editor: XmlEditor, foreign: list[_Foreign]) -> Iterator[FileChange]:
    for time, meant in foreign:
        yield editor.edit(time.start, time.start + 10, meant.isoformat())
