"""For the tests of programs that write activity files: `assert_uploadable(path, sport_type="Ride")`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from activitylint import arguments
from activitylint.api import lint
from activitylint.arguments import Moment, Target
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
    ignore: str | Iterable[str] = (),
    now: Moment = None,
) -> None:
    """Assert that a file has no finding of severity `fail_on` or higher.

    target: a path, the bytes of a file, or a binary file object. sport_type: the sport that the file will be uploaded
    as; or pass all form fields as request. ignore: rules that do not matter here. name, now: as in `lint`.

    The message of the AssertionError lists each finding with its place, what Strava does, and how to fix it.

    Raises OSError if the path cannot be read, UnknownRuleError if no rule matches an `ignore`, and TypeError if an
    argument has a wrong type.
    """
    __tracebackhide__ = True  # pytest shows the line of the test, not this function
    fail_on = arguments.severity(fail_on, "fail_on")
    if request is None:
        request = UploadRequest(sport_type=sport_type)
    report = lint(target, name=name, request=request, ignore=ignore, now=now)
    if report.failure is None and not report.reaches(fail_on):
        return
    parts: list[str] = []
    shown = tuple(finding for finding in report.findings if finding.severity.rank >= fail_on.rank)
    output = reporter("full", parts.append, Options(fail_on=fail_on, least=Severity.INFO, quiet=True))
    output.add(replace(report, findings=shown))
    raise AssertionError("not uploadable:\n" + "".join(parts))
