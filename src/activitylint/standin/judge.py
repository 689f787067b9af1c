"""What happens to an uploaded file. The linter decides, and the table of known answers has the words."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from activitylint.engine.lint import lint_source
from activitylint.engine.selection import select_rules
from activitylint.model.finding import Finding, Severity
from activitylint.model.overview import Detail, Overview
from activitylint.model.request import Context, Limits, UploadRequest
from activitylint.rules import registry
from activitylint.source.reading import open_source
from activitylint.strava.summary import Summary, summarize
from activitylint.vocabulary.answers import Answer, answers

__all__ = ["Duplicates", "Verdict", "answer_named", "judge"]

_FIELD: Final = re.compile("|".join(UploadRequest._fields))


class Verdict(NamedTuple):
    """What the linter says about an upload.

    answer: what Strava answers; None if it accepts the file. field: the form field that the answer is about, or empty.
    codes: the rules with a finding of severity error. summary: to find duplicates. overview: None if the content could
    not be parsed.
    """

    answer: Answer | None
    field: str
    codes: tuple[str, ...]
    summary: Summary
    overview: Overview | None


def judge(data: bytes, name: str, request: UploadRequest, now: float) -> Verdict:
    """Lint an upload and choose the answer.

    name: the name of the file as the client sent it. now: seconds since 1970-01-01 UTC.

    A finding of severity error decides: first one that refuses the request, then one that is found while processing.
    A rule that is only a limit of the linter refuses nothing.
    """
    source = open_source(data, name=name, read_limit=Limits().read)
    selection = select_rules(None, (), (), {})
    outcome = lint_source(source, Context(now, request), selection, summary=True, detail=Detail.OVERVIEW)
    errors = [finding for finding in outcome.report.findings if finding.severity is Severity.ERROR]
    deciding = {one.code: one for one in errors if any(basis.kind != "ours" for basis in one.basis)}
    chosen = next(((answer, code) for answer, code in _by_rule() if code in deciding), None)
    return Verdict(
        answer=chosen[0] if chosen else None,
        field=_field(deciding[chosen[1]]) if chosen else "",
        codes=tuple(sorted({finding.code for finding in errors})),
        summary=outcome.summary or summarize(source, None, request),
        overview=outcome.report.overview,
    )


class Duplicates:
    """Finds the activity that an upload repeats, by the same criteria as the linter does for a batch (UPL201)."""

    def __init__(self) -> None:
        self._activities: dict[int, Summary] = {}
        self._start_over()

    def first(self, summary: Summary, activity: int) -> int | None:
        """The id of the activity that this one repeats; None if it is new, and remembered from now on."""
        summary = summary._replace(path=str(activity), external_id="")
        violation = self._check(summary)
        if violation is None:
            self._activities[activity] = summary
            return None
        other = int(violation.other_file)
        # The other one may itself have been a duplicate.
        return self._repeats.setdefault(activity, self._repeats.get(other, other))

    def forget(self, activity: int) -> None:
        """Forget a deleted activity, so that it can be uploaded again."""
        if self._activities.pop(activity, None) is not None:
            self._start_over()

    def _start_over(self) -> None:
        self._check = registry.get("UPL201").check(Context(0))
        self._repeats: dict[int, int] = {}
        for summary in self._activities.values():
            self._check(summary)


@cache
def answer_named(name: str) -> Answer:
    """The known answer with this name. Raises StopIteration if there is none."""
    return next(answer for answer in answers() if answer.name == name)


@cache
def _by_rule() -> tuple[tuple[Answer, str], ...]:
    """Each refusal with each rule that finds its cause, in the order in which they decide."""
    stages = ("request", "processing")
    refusals = sorted((one for one in answers() if one.given in stages), key=lambda one: stages.index(one.given))
    return tuple((answer, code) for answer in refusals for code in answer.rules)


def _field(finding: Finding) -> str:
    """The form field that a message names first; empty if it names none."""
    named = _FIELD.search(finding.message)
    return named[0] if named else ""
