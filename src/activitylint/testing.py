"""For the tests of programs that write activity files: `assert_uploadable(path, sport_type="Ride")`.

It fails with the report of everything that is wrong with the file, each finding with its place and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from activitylint.api import Moment, Target, lint
from activitylint.model.finding import Severity
from activitylint.model.request import UploadRequest
from activitylint.reports import Options, reporter

__all__ = ["assert_uploadable"]


def assert_uploadable(
    target: Target,
    *,
    name: str = "",
    sport_type: str | None = None,
    request: UploadRequest | None = None,
    fail_on: Severity = Severity.ERROR,
    ignore: Iterable[str] = (),
    now: Moment = None,
) -> None:
    """Assert that a file has no finding at or above `fail_on`: a path, bytes or a binary file.

    sport_type: what it will be uploaded as; or request, with all form fields. ignore: rules that do not matter here.
    The message of the AssertionError is the report: each finding with its place, what Strava does, and how to mend it.
    Raises OSError where a path cannot be read, UnknownRuleError for an `ignore` that no rule has.
    """
    __tracebackhide__ = True  # pytest shows the line of the test, not this function
    if request is None:
        request = UploadRequest(sport_type=sport_type)
    report = lint(target, name=name, request=request, ignore=ignore, now=now)
    if report.failure is None and not report.reaches(fail_on):
        return
    parts: list[str] = []
    shown = tuple(finding for finding in report.findings if finding.severity.rank >= fail_on.rank)
    output = reporter("full", parts.append, Options(fail_on=fail_on, verbose=True, quiet=True))
    output.add(replace(report, findings=shown))
    raise AssertionError("not uploadable:\n" + "".join(parts))
