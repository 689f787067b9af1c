"""Activities that are almost valid: broken in no place, in one, or in several at once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from hypothesis import reject
from hypothesis import strategies as st

from activitylint.model.request import Limits, UploadRequest
from generated import breakages
from generated.broken import BREAKAGES, Breakage, Expect
from generated.case import Case
from generated.disorder import disorder
from generated.model import NOW, Draw

__all__ = ["FORMATS", "ActivityFile", "activity_files"]

assert breakages.__all__
FORMATS: Final = ("fit", "tcx", "gpx", "json")


@dataclass(frozen=True)
class ActivityFile:
    """A file and how to lint it.

    case: the activity, if the file was generated. changes: what was done to a valid activity.
    """

    data: bytes
    name: str
    request: UploadRequest = field(default_factory=UploadRequest)
    now: float = NOW
    limits: Limits = field(default_factory=Limits)
    case: Case | None = None
    changes: tuple[str, ...] = ()

    @property
    def is_rendered(self) -> bool:
        """True if the bytes are all that the activity says, so that it can be written in another way."""
        try:
            return self.case is not None and self.case.rewritten() == self.data
        except UnicodeEncodeError:  # two changes disagree about the encoding
            return False


@st.composite
def activity_files(draw: Draw, format_: str) -> ActivityFile:
    """Generate a file of one format (a suffix of FORMATS) that was valid before it was changed in a few ways.

    The first breakage also decides what the activity has, so that it finds what it needs.
    """
    first = draw(_own(format_))
    case: Case = first.make(draw)
    changes: list[str] = []
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2, 4]))):
        with suppress(Exception):  # a change cannot know what earlier ones have taken away
            disorder(draw, case)
            changes.append("disorder")
    expects: list[Expect] = []
    for number in range(draw(st.sampled_from([0, 1, 1, 1, 2, 3, 5]))):
        breakage = draw(_possible(format_)) if number else first
        with suppress(Exception):  # as above
            expects.append(breakage.change(case))
            changes.append(breakage.id)
            if expects[-1].data is not None:
                break
    return _finished(case, expects, tuple(changes))


def _finished(case: Case, expects: list[Expect], changes: tuple[str, ...]) -> ActivityFile:
    """Put together what the breakages ask for; the later one decides."""
    data, name, limits = None, f"ride.{case.suffix}", Limits()
    now: float = NOW
    request: dict[str, str] = {}
    for expect in expects:
        data = expect.data
        name = name if expect.name is None else expect.name
        now = now if expect.now == NOW else expect.now
        limits = limits if expect.limits == Limits() else expect.limits
        request |= expect.request
    try:
        content = case.render() if data is None else data
    except UnicodeEncodeError:
        reject()  # as in `is_rendered`
    return ActivityFile(content, name, UploadRequest(**request), now, limits, case, changes)


_FAMILY: Final = {"swim": "fit", "strength": "fit"}


def _has_format(breakage: Breakage, format_: str) -> bool:
    return _FAMILY.get(breakage.format, breakage.format) == format_


@cache
def _own(format_: str) -> st.SearchStrategy[Breakage]:
    """The breakages that make an activity of this format."""
    return st.sampled_from([breakage for breakage in BREAKAGES if _has_format(breakage, format_)])


@cache
def _possible(format_: str) -> st.SearchStrategy[Breakage]:
    """The breakages of an activity of this format."""
    return st.sampled_from([one for one in BREAKAGES if one.format == "any" or _has_format(one, format_)])
