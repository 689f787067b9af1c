"""The decision about one file: send it, hold it because of its findings, or leave it because it is there already."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from activitylint.engine.batch import Batch
from activitylint.engine.lint import Outcome
from activitylint.engine.many import Work
from activitylint.model.finding import Finding, Severity
from activitylint.model.format import Format
from activitylint.model.report import Report
from activitylint.model.request import UploadRequest
from activitylint.reports.words import counted
from activitylint.source import archives
from activitylint.source.reading import Source, open_source, read_packed
from activitylint.strava.summary import Summary
from activitylint.suppression.suppressor import Suppressor
from activitylint.upload.ledger import Entry, State

__all__ = ["Decision", "Planner", "read_again"]

_DUPLICATE: Final = "UPL201"
_REPEATED_ID: Final = "UPL106"
_LONGEST_STEM: Final = 40
_HASH: Final = 12


class Decision(NamedTuple):
    """What to do with a file. data: the bytes to send; None if it is not sent.

    The entry of a file that cannot be read has no sha256.
    """

    entry: Entry
    data: bytes | None = None


class Planner:
    """Decides about the files of a run, one after another.

    work, suppressor, fail_on: how to lint them; a finding of severity fail_on or higher holds a file. known: all
    entries of the ledger.
    """

    def __init__(self, work: Work, suppressor: Suppressor, fail_on: Severity, known: Iterable[Entry]) -> None:
        self._work = work
        self._suppressor = suppressor
        self._fail_on = fail_on
        self._known = {one.sha256: one for one in known}
        there = [_summary(one) for one in self._known.values() if one.is_at_strava]
        self._batch = Batch(work.context, work.selection, there)
        self._decided: dict[str, str] = {}

    def decisions(self, paths: Iterable[str]) -> Iterator[Decision]:
        """Decide about each path, in order. An archive whose members are among the paths is left out."""
        for path in paths:
            failure = _failure_of_archive(path) if archives.is_collection(path) else None
            if failure is not None:
                yield _unreadable(path, failure)
            elif not archives.is_collection(path):
                yield self.decide(path)

    def decide(self, path: str, *, again: bool = False, request: UploadRequest | None = None) -> Decision:
        """Decide about one file.

        again: also send it if Strava has refused it before. request: the form fields, by default those of the settings
        and the command line.
        """
        try:
            data = read_packed(path, read_limit=self._work.context.limits.read)
        except (OSError, ValueError) as error:
            return _unreadable(path, f"cannot be read: {_reason(error)}")
        source = open_source(data, name=path, read_limit=self._work.context.limits.read)
        sha256 = _sha256(source)
        if sha256 in self._decided:
            text = f"the same content as {self._decided[sha256]}"
            return Decision(Entry(sha256, path, State.DUPLICATE, text=text))
        self._decided[sha256] = path
        known = self._known.get(sha256)
        if known is not None and (known.is_at_strava or (known.state is State.FAILED and not again)):
            return Decision(known._replace(path=path))
        return self._lint(source, sha256, data, request)

    def _lint(self, source: Source, sha256: str, data: bytes, request: UploadRequest | None) -> Decision:
        work = self._work
        if request is None:
            request = work.context.request
            request = work.per_file.request_for(source.name, request) if work.per_file else request
        request = _complete(request, source, sha256)
        work = work._replace(context=work.context._replace(request=request), per_file=None, summary=True)
        outcome = work.lint_source(source)
        fields = {name: value for name, value in request._asdict().items() if value is not None}
        summary = outcome.summary
        entry = Entry(
            sha256,
            source.name,
            State.SENDING,
            external_id=request.external_id or "",
            fields=fields,
            start=summary.start if summary else None,
            elapsed=summary.elapsed if summary else None,
            # Kept if it is sent again: a duplicate may be what an earlier run sent.
            lost=known.lost if (known := self._known.get(sha256)) else False,
        )
        held = self._held(outcome, source)
        if held:
            return Decision(entry._replace(state=State.HELD, text=held))
        # Files that are held cannot make others duplicates, so they do not get here.
        report = self._suppressor.apply(outcome, self._batch.add(outcome))
        for finding in report.findings:
            if finding.code == _DUPLICATE:
                return Decision(entry._replace(state=State.DUPLICATE, text=finding.message))
            if finding.code == _REPEATED_ID:
                return Decision(entry._replace(state=State.HELD, text=finding.message))
        return Decision(entry, data)

    def _held(self, outcome: Outcome, source: Source) -> str:
        """Why a file is held, or an empty text."""
        report = self._suppressor.apply(outcome)
        if report.failure is not None:
            return report.failure
        if source.limited:
            return "it is larger than the read limit"
        if source.format is None:
            return f"it is {source.content.description}, not FIT, TCX, GPX or strength JSON"
        return _reasons(report, self._fail_on) if report.reaches(self._fail_on) else ""


def _unreadable(path: str, reason: str) -> Decision:
    return Decision(Entry("", path, State.HELD, text=reason))


def _failure_of_archive(path: str) -> str | None:
    try:
        return archives.contents(path).failure
    except (OSError, ValueError) as error:
        return f"cannot be read: {_reason(error)}"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def read_again(entry: Entry, read_limit: int) -> bytes | None:
    """The bytes of a file that was about to be sent; None if it is gone or has changed."""
    try:
        data = read_packed(entry.path, read_limit=read_limit)
    except (OSError, ValueError):
        return None
    source = open_source(data, name=entry.path, read_limit=read_limit)
    same = _sha256(source) == entry.sha256 and source.data_type == entry.fields.get("data_type", "").lower()
    return data if same else None


def _sha256(source: Source) -> str:
    return hashlib.sha256(source.data).hexdigest()


def _complete(request: UploadRequest, source: Source, sha256: str) -> UploadRequest:
    """The form fields with the two that every upload needs."""
    if request.data_type is None:
        request = request._replace(data_type=source.data_type or None)
    if request.external_id is None:
        stem = os.path.basename(source.name).partition(".")[0]
        stem = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:_LONGEST_STEM]
        request = request._replace(external_id=f"{stem or 'activity'}-{sha256[:_HASH]}")
    return request


def _summary(entry: Entry) -> Summary:
    # The batch rules compare digests of another kind, which none of these equals: contents are compared before.
    digest = bytes.fromhex(entry.sha256)
    written = Format(entry.fields["data_type"].lower().partition(".")[0])
    return Summary(entry.path, written, digest, entry.start, entry.elapsed, entry.external_id)


def _reasons(report: Report, fail_on: Severity) -> str:
    """The findings that hold a file, in short: how many, and the first message of each rule."""
    found: list[Finding] = [one for one in report.findings if one.severity.rank >= fail_on.rank]
    codes = Counter(one.code for one in found)
    first = next(one for one in found if one.code == next(iter(codes)))
    more = ", ".join(code for code in codes if code != first.code)
    rest = f" (and {counted(len(found) - 1, 'finding')}{': ' if more else ''}{more})" if len(found) > 1 else ""
    return f"{first.code}: {first.message}{rest}"
