"""One version of a document, checked with the settings of its folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from activitylint.engine.lint import Outcome, lint_source
from activitylint.engine.selection import Selection, select_rules
from activitylint.fixes.offers import with_available_fixes
from activitylint.lsp.documents import Document, is_activity
from activitylint.model.activity import Activity
from activitylint.model.finding import Severity
from activitylint.model.report import Report, totals
from activitylint.model.request import Context, UploadRequest
from activitylint.reports import Options, detail_for, reporter
from activitylint.settings.discover import load
from activitylint.settings.model import Settings
from activitylint.source.reading import Source, open_source
from activitylint.strava.inspection import Inspection
from activitylint.strava.inspector import inspect_source
from activitylint.suppression.baseline import read_baseline
from activitylint.suppression.suppressor import Suppressor

__all__ = ["Analysis", "Setup", "analyze", "page", "setup_for"]

_NO_BASELINE: Final = None


@dataclass(frozen=True, slots=True)
class Setup:
    """How the files of a folder are checked. settings: those of the nearest settings file. selection: their rules."""

    settings: Settings
    selection: Selection
    context: Context

    def suppressor(self) -> Suppressor:
        """A suppressor for one run. Raises OSError and BaselineError if the baseline cannot be used."""
        settings = self.settings
        baseline = read_baseline(settings.baseline) if settings.baseline is not None else _NO_BASELINE
        return Suppressor(
            self.selection, per_file=settings.per_file, baseline=baseline, comments=settings.inline_ignores
        )


@dataclass
class Analysis:
    """What is known about one version of a document.

    source, outcome: None if it is not checked: it is no activity, or the settings exclude it. report: without
    suppressed findings. seconds: of the processor that it took, whatever else the machine does.
    """

    document: Document
    setup: Setup
    source: Source | None = None
    outcome: Outcome | None = None
    report: Report | None = None
    seconds: float = 0.0
    cache: dict[object, object] = field(default_factory=dict)
    """What is computed from the analysis on request, such as fixes."""

    @property
    def activity(self) -> Activity | None:
        """The parsed document, or None."""
        return self.outcome.activity if self.outcome is not None else None

    @cached_property
    def inspection(self) -> Inspection | None:
        """What Strava will read of it, or None."""
        if self.source is None or self.activity is None:
            return None
        return inspect_source(self.source, self.activity, self.setup.context.request)


def setup_for(path: str) -> Setup:
    """How to check a file, from the settings on the disk at this moment. Raises SettingsError.

    path: empty for a document without a file, to which no settings apply.
    """
    settings = (load(os.path.dirname(path)) if path else None) or Settings()
    request = settings.per_file.request_for(path, UploadRequest())
    context = Context(time.time(), request, settings.limits)
    return Setup(settings, select_rules(below=settings.selectors), context)


def analyze(document: Document, setup: Setup, checkpoint: Callable[[], object]) -> Analysis:
    """Check a document. checkpoint: called between steps; what it raises ends the analysis."""
    started = time.thread_time()
    if setup.settings.excludes(document.path) or not is_activity(document):
        return Analysis(document, setup)
    source = open_source(document.data, name=document.path, read_limit=setup.context.limits.read)
    checkpoint()
    outcome = lint_source(source, setup.context, setup.selection, keep_activity=True, checkpoint=checkpoint)
    report = setup.suppressor().apply(outcome)
    return Analysis(document, setup, source, outcome, report, time.thread_time() - started)


def page(document: Document | None, path: str, setup: Setup) -> str:
    """The report of a file as a page that needs nothing else. Raises OSError if the file cannot be read.

    document: what is open of it, which counts instead of the file; None if it is not open.
    """
    limit = setup.context.limits.read
    if document is not None:
        source = open_source(document.data, name=path or document.uri, read_limit=limit)
    else:
        source = open_source(path, read_limit=limit)
    outcome = lint_source(source, setup.context, setup.selection, detail=detail_for(["html"]), keep_activity=True)
    apply = setup.suppressor().apply
    report = apply(with_available_fixes(source, setup.context, setup.selection, outcome, apply))
    written: list[str] = []
    made = reporter("html", written.append, Options(least=Severity.INFO, root=os.path.dirname(path)))
    made.add(report)
    made.close(totals([report]))
    return "".join(written)
