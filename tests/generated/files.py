"""Activities that are almost valid: broken in no place, in one, or in several at once."""

from __future__ import annotations

from collections import defaultdict
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

    case: the activity, if the file was generated; free: True if the bytes are all that the activity says, so that they
    can be written in another way. changes: what was done to a valid activity.
    """

    data: bytes
    name: str
    request: UploadRequest = field(default_factory=UploadRequest)
    now: float = NOW
    limits: Limits = field(default_factory=Limits)
    case: Case | None = None
    free: bool = False
    changes: tuple[str, ...] = ()


@st.composite
def activity_files(draw: Draw, format_: str) -> ActivityFile:
    """Generate a file of one format (a suffix of FORMATS) that was valid before it was changed in a few ways.

    The first breakage also decides what the activity has, so that it finds what it needs.
    """
    first = draw(st.sampled_from(_own(format_)))
    case: Case = first.make(draw)
    changes: list[str] = []
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2, 4]))):
        with suppress(Exception):  # a change cannot know what earlier ones have taken away
            disorder(draw, case)
            changes.append("disorder")
    expects: list[Expect] = []
    for number in range(draw(st.sampled_from([0, 1, 1, 1, 2, 3, 5]))):
        breakage = draw(st.sampled_from(_breakages()[format_])) if number else first
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
        free = case.rewritten() == content
    except UnicodeEncodeError:
        reject()  # two changes disagree about the encoding
    return ActivityFile(content, name, UploadRequest(**request), now, limits, case, free, changes)


@cache
def _breakages() -> dict[str, list[Breakage]]:
    """The breakages of each format; those of swims and strength sessions are of FIT."""
    found: dict[str, list[Breakage]] = defaultdict(list)
    for breakage in BREAKAGES:
        for format_ in FORMATS if breakage.format == "any" else (_FAMILY.get(breakage.format, breakage.format),):
            found[format_].append(breakage)
    return dict(found)


_FAMILY: Final = {"swim": "fit", "strength": "fit"}


@cache
def _own(format_: str) -> list[Breakage]:
    """The breakages that make an activity of this format."""
    return [breakage for breakage in _breakages()[format_] if breakage.format != "any"]
