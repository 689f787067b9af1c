"""UPL106, UPL201: files of one upload that repeat each other."""

from __future__ import annotations

import math
from collections.abc import Callable

from activitylint.model.finding import Effect, Section, Severity, documented
from activitylint.model.request import Context
from activitylint.rules.registry import Stage, Violation, rule
from activitylint.rules.support.wording import quote
from activitylint.strava import thresholds
from activitylint.strava.summary import Summary

_LONGEST_PATH = 120


@rule(
    "UPL106",
    "repeated-external-id",
    Severity.WARNING,
    Effect.UNKNOWN,
    basis=documented(Section.UPLOAD),
    stage=Stage.BATCH,
)
def repeated_external_id(context: Context) -> Callable[[Summary], Violation | None]:
    """Detects files with the same external_id as another file of the upload.

    Why: The external_id "should be a unique identifier". It defaults to the file name, so two files of the same name in
    different folders collide.

    Fix: Give each file its own name or its own external_id.
    """
    first: dict[str, str] = {}

    def check(summary: Summary) -> Violation | None:
        if not summary.external_id:
            return None
        if summary.external_id not in first:
            first[summary.external_id] = summary.path
            return None
        user = first[summary.external_id]
        return Violation(
            f"the external_id {quote(summary.external_id)} is already used by {quote(user, _LONGEST_PATH)}",
            other_file=user,
        )

    return check


@rule(
    "UPL201",
    "duplicate-activity",
    Severity.WARNING,
    Effect.MAY_REJECT,
    basis=documented(Section.UPLOAD),
    stage=Stage.BATCH,
)
def duplicate_activity(context: Context) -> Callable[[Summary], Violation | None]:
    """Detects files with the same activity as another file: the same bytes, or the same start and elapsed time.

    Why: Strava checks "for malformed data and duplicates" and answers "duplicate of activity". The same ride exported
    in two formats is a duplicate, and so are a plain file and its gzipped copy.

    Fix: Upload only one of the files. A FIT file carries the most data.

    Threshold: Starts within {DUPLICATE_START_S:time} and elapsed times within {DUPLICATE_ELAPSED_S:time} of each other.
    Strava does not document its own criteria. These are our judgment, wide enough for exports that round.
    """
    same_bytes: dict[bytes, str] = {}
    same_time: dict[tuple[int, int], list[Summary]] = {}

    def check(summary: Summary) -> Violation | None:
        if summary.format is None:
            return None
        if summary.digest in same_bytes:
            other = same_bytes[summary.digest]
            return Violation(f"the file has the same content as {quote(other, _LONGEST_PATH)}", other_file=other)
        same_bytes[summary.digest] = summary.path
        first = _first_of_same_time(summary, same_time)
        if first is None:
            return None
        path = quote(first.path, _LONGEST_PATH)
        return Violation(f"the activity has the same start and elapsed time as {path}", other_file=first.path)

    return check


def _first_of_same_time(summary: Summary, seen: dict[tuple[int, int], list[Summary]]) -> Summary | None:
    """The first file with the start and elapsed time of this one. If there is none, add this one to `seen`.

    seen: the files by start and elapsed time, in cells as wide as the thresholds, so that only nine cells can match.
    """
    start, elapsed = summary.start, summary.elapsed
    if start is None or elapsed is None or not (math.isfinite(start) and math.isfinite(elapsed)):
        return None
    near_start, near_elapsed = thresholds.DUPLICATE_START_S, thresholds.DUPLICATE_ELAPSED_S
    row, column = int(start // near_start), int(elapsed // near_elapsed)
    for cell in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
        for other in seen.get(cell, ()):
            if other.start is None or other.elapsed is None:
                continue
            if abs(other.start - start) <= near_start and abs(other.elapsed - elapsed) <= near_elapsed:
                return other
    seen.setdefault((row, column), []).append(summary)
    return None
