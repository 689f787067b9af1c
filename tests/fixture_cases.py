"""The fixtures as test cases: each file in fixtures/<CODE>-<name>/, with its entry in case.toml."""

from __future__ import annotations

import gzip
import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import activitylint
from activitylint.engine.batch import Batch
from activitylint.engine.lint import lint_source
from activitylint.engine.many import Work
from activitylint.engine.selection import select_rules
from activitylint.model.finding import Severity
from activitylint.model.report import Report
from activitylint.model.request import Context, Limits, UploadRequest
from activitylint.source.archives import is_archive
from activitylint.source.reading import open_source
from paths import FIXTURES

NOW = "2026-06-01T00:00:00Z"

# Files that are generated, because they would be too large for the repository.
MAKERS: dict[str, Callable[[Path], bytes]] = {
    "padded to 26 MB": lambda path: path.read_bytes() + (b"<!--" + b" " * 992 + b"-->\n") * 26_000,
    "gzipped": lambda path: gzip.compress(path.read_bytes(), mtime=0),
}


_Function = TypeVar("_Function", bound=Callable[..., Any])


def once(function: _Function) -> _Function:
    """Cache a function, so that tests share what it returns.

    Mutation testing sets an environment variable that turns this off: there each test must reach the code it tests.
    """
    return function if "ACTIVITYLINT_FRESH_RESULTS" in os.environ else cast("_Function", cache(function))


@dataclass(frozen=True, eq=False)
class Case:
    """One fixture and what is expected of it; see case.toml in its folder.

    code: of the rule it belongs to. fails: True if the rule must report it. at, count: place and count of that finding.
    also: other codes that it may get. now, request, settings, select: what to lint it with. files: the other files of
    its batch. member: the path of the file in it that is reported, if it is an archive; empty for the archive itself.
    make: how to generate the file from the one in the folder, a key of MAKERS.
    """

    code: str
    path: Path
    fails: bool
    at: str | None = None
    count: int | None = None
    also: frozenset[str] = frozenset()
    now: str = NOW
    request: dict[str, str] = field(default_factory=dict)
    settings: dict[str, int] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    member: str = ""
    make: str | None = None

    @property
    def id(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    @once
    def report(self) -> Report:
        """Lint the fixture as its case says. A case with `files` is linted as the last file of a batch."""
        target: Any = MAKERS[self.make](self.path) if self.make else self.path
        request = UploadRequest(**self.request)
        limits = Limits(**self.settings)
        if is_archive(self.path.name):
            return self._report_of_archive(Context(moment(self.now), request, limits))
        if not self.files:
            name = self.path.name
            return activitylint.lint(
                target, name=name, request=request, now=moment(self.now), extend_select=self.select, limits=limits
            )
        context = Context(moment(self.now), request, limits)
        selection = select_rules(extend_select=self.select)
        batch = Batch(context, selection)
        for file in self.files:
            source = open_source(self.path.parent / file, name=file, read_limit=limits.read)
            batch.add(lint_source(source, context, selection, summary=True))
        source = open_source(target, name=self.path.name, read_limit=limits.read)
        return batch.add(lint_source(source, context, selection, summary=True))

    def _report_of_archive(self, context: Context) -> Report:
        """The report on an archive, or on a file in it, with its name as its path."""
        path = f"{self.path}!/{self.member}" if self.member else str(self.path)
        report = Work(context, select_rules(extend_select=self.select)).lint(path).report
        return replace(report, path=path.removeprefix(f"{self.path.parent}/"))


def told(report: Report) -> set[str]:
    """Return the codes of the errors and warnings."""
    return {finding.code for finding in report.findings if finding.severity is not Severity.INFO}


@cache
def cases() -> tuple[Case, ...]:
    """Return the fixtures of all rules."""
    return tuple(_cases())


def _cases() -> Iterator[Case]:
    for folder in sorted(FIXTURES.glob("[A-Z][A-Z][A-Z][0-9][0-9][0-9]-*")):
        entries = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8")) if _has_cases(folder) else {}
        for path in sorted(folder.iterdir()):
            if path.name.startswith(("fail-", "pass-")):
                entry: dict[str, Any] = entries.get(path.name, {})
                for key in ("also",):
                    entry[key] = frozenset(entry.get(key, ()))
                for key in ("select", "files"):
                    entry[key] = tuple(entry.get(key, ()))
                yield Case(folder.name[:6], path, path.name.startswith("fail-"), **entry)


def _has_cases(folder: Path) -> bool:
    return (folder / "case.toml").is_file()


def moment(text: str) -> float:
    """Convert an ISO 8601 time to seconds since 1970-01-01 UTC."""
    return datetime.fromisoformat(text).timestamp()
