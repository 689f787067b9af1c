"""INT: what other programs read from the file. Off unless selected: they take seconds, the rest takes milliseconds."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.classes import NamedTuple
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
    """What another program read from a file.

    refusal: its error message, or empty. points: how many it found. first, last: their times, seconds since 1970-01-01
    UTC.
    """

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
    """Detects files that another program refuses to read: fitdecode for FIT, gpxpy for GPX.

    Why: If a file does not upload, Strava's documentation says: "please verify that it works with other fitness
    applications before contacting support." Strava may refuse a file that a widely used program refuses.

    Fix: See what the other program says. If you think that the file is correct, tell the author of that program.

    Note: The other program reads the whole file again, about a hundred times slower. The rule is therefore off unless
    you select it. Files with a DOCTYPE are not checked.
    """
    if _is_safe_to_pass_on(activity):
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
    """Detects files in which another program finds a different number of points, or a different first or last time.

    Why: If two programs read a file differently, Strava may read it in a third way.

    Fix: Look at the points that the message names. Programs mostly differ on unusual times and unusual structures.

    Threshold: More than {SAME_TIME_S} second between the times, because some programs drop fractions of a second.

    Note: As for INT001, the rule is off unless you select it, and files with a DOCTYPE are not checked.
    """
    if not _is_safe_to_pass_on(activity):
        return
    reading = _read(activity.format, activity.data)
    reader, noun, time = _NAMES[activity.format], activity.record_noun, activity.records.time
    if reading.points != len(time):
        yield Violation(
            f"{reader} reads {plural(reading.points, noun)}, but the file has {len(time):,}", about=("points",)
        )
    timed = np.isfinite(time).nonzero()[0]
    if not len(timed):
        return
    for which, row, theirs in (("first", timed[0], reading.first), ("last", timed[-1], reading.last)):
        ours = float(time[row])
        if theirs is None or abs(theirs - ours) > thresholds.SAME_TIME_S:
            read = "reads none" if theirs is None else f"reads {clock(theirs)}"
            message = f"the {which} time is {clock(ours)}, but {reader} {read}"
            yield Violation(message, at_record(activity, int(row), "time"), about=(which,))


def _is_safe_to_pass_on(activity: Activity) -> bool:
    """True if another program may parse the bytes: a DOCTYPE could make it expand entities or fetch files."""
    return bool(activity.data) and not activity.faults_of(FaultKind.XML_DOCTYPE)


@lru_cache(maxsize=1)
def _read(format: Format, data: bytes) -> _Reading:  # noqa: A002 -- the field's own word
    """Read a file with another program, once for both rules. Whatever it raises becomes the refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _READERS[format](data)
    except Exception as error:  # noqa: BLE001 -- another program may raise anything
        return _Reading(refusal=" ".join(f"{type(error).__name__}: {error}".split()))


def _fitdecode(data: bytes) -> _Reading:
    import fitdecode  # noqa: PLC0415 -- loaded only if the rule is selected

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
