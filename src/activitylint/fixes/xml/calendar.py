"""Fixes for years of the Buddhist calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.fixes.xml.times import WrittenTime, written_times
from activitylint.model.format import XML

__all__: list[str] = []

_YEAR: Final = re.compile(r"([0-9]{4})-.*", re.ASCII)
_BUDDHIST: Final = 543
"""The Buddhist calendar differs from the Gregorian one only in its year."""
_EARLIEST: Final = 1990
"""No activity was recorded by satellite before. A judgment."""


@fix("buddhist-years-as-elsewhere", "TIM007", safety=Safety.SAFE, formats=XML, order=4)
def buddhist_years_as_elsewhere(task: FixTask) -> Iterator[FileChange]:
    """Subtracts 543 from the years of the Buddhist calendar, if another time of the file proves it: it gives the same
    day in the Gregorian calendar.

    Limits: Skips a file in which every year is one of the Buddhist calendar.
    """
    editor = XmlEditor(task)
    buddhist, others = _by_calendar(editor, task)
    days = {time.text[:10] for time in others}
    if any(f"{int(time.text[:4]) - _BUDDHIST:04}{time.text[4:10]}" in days for time in buddhist):
        yield from _in_gregorian(editor, buddhist)


@fix("buddhist-years", "TIM007", safety=Safety.UNSAFE, formats=XML, order=4)
def buddhist_years(task: FixTask) -> Iterator[FileChange]:
    """Subtracts 543 from the years of all times, if every year is one of the Buddhist calendar: 2569 becomes 2026.

    Limits: Skips a file in which any year is not between 1990 and the present year afterwards.
    """
    editor = XmlEditor(task)
    buddhist, others = _by_calendar(editor, task)
    if buddhist and others:
        raise NotApplicable("not every year of the file is one of the Buddhist calendar")
    yield from _in_gregorian(editor, buddhist)


def _by_calendar(editor: XmlEditor, task: FixTask) -> tuple[list[WrittenTime], list[WrittenTime]]:
    """The times with a year of the Buddhist calendar, and all others."""
    present = 1970 + task.context.now / (365.2425 * 86400)
    buddhist: list[WrittenTime] = []
    others: list[WrittenTime] = []
    for time in written_times(editor, task):
        year = _YEAR.fullmatch(time.text)
        is_buddhist = year is not None and _EARLIEST <= int(year[1]) - _BUDDHIST <= present
        (buddhist if is_buddhist else others).append(time)
    return buddhist, others


def _in_gregorian(editor: XmlEditor, buddhist: list[WrittenTime]) -> Iterator[FileChange]:
    for time in buddhist:
        yield editor.edit(time.start, time.start + 4, f"{int(time.text[:4]) - _BUDDHIST:04}")
