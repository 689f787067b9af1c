"""INT: other readers. Off unless selected, since they take seconds where the rest takes milliseconds."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import FaultKind
from activitylint.model.finding import Effect, Section, Severity, documented
from activitylint.model.format import FIT, GPX, Format
from activitylint.model.request import Context
from activitylint.rules.registry import Violation, rule
from activitylint.rules.support.fields import at_record
from activitylint.rules.support.wording import clock, plural, quote
from activitylint.strava import thresholds

_OTHER_APPLICATIONS = documented(Section.FILE_TYPES)
_FORMATS = FIT | GPX


class _Reading(NamedTuple):
    """What another reader made of a file. refusal: its message where it gave up."""

    refusal: str = ""
    points: int = 0
    first: float | None = None
    last: float | None = None


@rule(
    "INT001",
    "another-reader-fails",
    Severity.WARNING,
    Effect.UNKNOWN,
    basis=_OTHER_APPLICATIONS,
    formats=_FORMATS,
    silences=("INT002",),
    needs_complete_file=True,
    default=False,
)
def another_reader_fails(activity: Activity, context: Context) -> Iterator[Violation]:
    """A second reader finds another number of points in the file, or another first or last time.

    Why: "Please verify that it works with other fitness applications" is what the page asks for before one turns to
    Strava's support. A file that a common reader refuses may be refused elsewhere too.

    Fix: See what the other reader says. If the file is right all the same, tell the reader's author.

    Note: It reads the whole file once more, some hundred times slower, so it is off unless selected. Files with a
    DOCTYPE are not handed on.
    """
    if _may_be_handed_on(activity):
        refusal = _read(activity.format, activity.data).refusal
        if refusal:
            yield Violation(f"{_NAMES[activity.format]} refuses the file: {quote(refusal, 120)}")


@rule(
    "INT002",
    "another-reader-disagrees",
    Severity.WARNING,
    Effect.UNKNOWN,
    basis=_OTHER_APPLICATIONS,
    formats=_FORMATS,
    needs_complete_file=True,
    default=False,
)
def another_reader_disagrees(activity: Activity, context: Context) -> Iterator[Violation]:
    """A second reader finds as many points in the file, and the same first and last time.

    Why: what two readers take for different things, Strava may take for a third.

    Fix: Look at the points that the message names: an unusual time or an unusual structure is what readers differ on.

    Threshold: a second between the times, since not all readers keep fractions.
    """
    if not _may_be_handed_on(activity):
        return
    reading = _read(activity.format, activity.data)
    reader, noun, time = _NAMES[activity.format], activity.record_noun, activity.records.time
    if reading.points != len(time):
        yield Violation(
            f"{reader} reads {plural(reading.points, noun)}, of {len(time):,} that are there", about=("points",)
        )
    timed = np.isfinite(time).nonzero()[0]
    if not len(timed):
        return
    for which, row, theirs in (("first", timed[0], reading.first), ("last", timed[-1], reading.last)):
        ours = float(time[row])
        if theirs is None or abs(theirs - ours) > thresholds.SAME_TIME_S:
            read = "reads none" if theirs is None else f"reads {clock(theirs)}"
            message = f"the {which} time is {clock(ours)}, and {reader} {read}"
            yield Violation(message, at_record(activity, int(row), "time"), about=(which,))


def _may_be_handed_on(activity: Activity) -> bool:
    return bool(activity.data) and not activity.faults_of(FaultKind.XML_DOCTYPE)


@lru_cache(maxsize=1)
def _read(format: Format, data: bytes) -> _Reading:  # noqa: A002 -- the field's own word
    """Read once for both rules; whatever another program raises is its refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _READERS[format](data)
    except Exception as error:  # noqa: BLE001 -- whatever another reader raises
        return _Reading(refusal=" ".join(f"{type(error).__name__}: {error}".split()))


def _fitdecode(data: bytes) -> _Reading:
    import fitdecode  # noqa: PLC0415 -- paid for only where the rule is selected

    with fitdecode.FitReader(io.BytesIO(data)) as frames:
        return _reading(
            [
                _seconds(frame.get_value("timestamp", fallback=None))
                for frame in frames
                if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "record"
            ]
        )


def _gpxpy(data: bytes) -> _Reading:
    import gpxpy  # noqa: PLC0415 -- as above

    document = gpxpy.parse(data)
    points = [point for track in document.tracks for segment in track.segments for point in segment.points]
    return _reading([_seconds(point.time) for point in points])


def _reading(times: list[float | None]) -> _Reading:
    timed = [time for time in times if time is not None]
    return _Reading("", len(times), timed[0] if timed else None, timed[-1] if timed else None)


def _seconds(time: object) -> float | None:
    if not isinstance(time, datetime):
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


_READERS: Final[dict[Format, Callable[[bytes], _Reading]]] = {Format.FIT: _fitdecode, Format.GPX: _gpxpy}
_NAMES: Final = {Format.FIT: "fitdecode", Format.GPX: "gpxpy"}
