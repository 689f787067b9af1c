"""The fix for years of the Buddhist calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.fixes.xml.times import written_times
from activitylint.model.format import XML

__all__: list[str] = []

_YEAR: Final = re.compile(r"([0-9]{4})-.*", re.ASCII)
_BUDDHIST: Final = 543
"""The Buddhist calendar differs from the Gregorian one only in its year."""
_FAR: Final = 400
"""A clock that is merely wrong is not that many years ahead. A judgment."""
_EARLIEST: Final = 1990
"""No activity was recorded by satellite before. A judgment."""


@fix("buddhist-years", "TIM007", safety=Safety.UNSAFE, formats=XML, order=4)
def buddhist_years(task: FixTask) -> Iterator[FileChange]:
    """Subtracts 543 from the years of all times, if every year is one of the Buddhist calendar: 2569 becomes 2026.

    Limits: Skips a file in which any year is not between 1990 and the present year afterwards.
    """
    editor = XmlEditor(task)
    times = list(written_times(editor, task))
    years = [match for time in times if (match := _YEAR.fullmatch(time.text))]
    present = 1970 + task.context.now / (365.2425 * 86400)
    if not any(int(year[1]) > present + _FAR for year in years):
        return
    if len(years) < len(times) or not all(_EARLIEST <= int(year[1]) - _BUDDHIST <= present for year in years):
        raise NotApplicable("not every year of the file is one of the Buddhist calendar")
    for time, year in zip(times, years, strict=True):
        yield editor.edit(time.start, time.start + 4, f"{int(year[1]) - _BUDDHIST:04}")
