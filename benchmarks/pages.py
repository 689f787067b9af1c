"""The HTML report of a long ride: its size, and the time until a browser has drawn it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from activitylint.engine.many import Work
from activitylint.engine.selection import select_rules
from activitylint.model.overview import Detail
from activitylint.model.report import Totals
from activitylint.model.request import Context
from activitylint.reports import Options, reporter
from activitylint.source.reading import open_source
from benchmarks.results import Page
from benchmarks.rounds import Pace
from rides import long_ride

__all__ = ["pages"]

_RECORDS: Final = 10_000
_NAME: Final = "ride-10000-with-faults.gpx"
_DRAWN: Final = """() => new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() / 1000))))"""
"""Seconds from the start of the navigation to the second frame, when the first one is on the screen."""


def pages(pace: Pace) -> Iterator[Page]:
    """Make the page of a ride with faults and all streams, and draw it as often as the pace says."""
    data = long_ride(_RECORDS)
    start = time.perf_counter()
    parts: list[str] = []
    output, totals = reporter("html", parts.append, Options()), Totals()
    work = Work(Context(now=1_790_000_000.0), select_rules(), detail=Detail.PICTURE)
    report = work.lint_source(open_source(data, name=_NAME, read_limit=work.context.limits.read)).report
    totals.add(report)
    output.add(report)
    output.close(totals)
    seconds = time.perf_counter() - start
    html = "".join(parts)
    yield Page(_NAME, _RECORDS, len(html.encode()), seconds, _drawn(html, pace.rounds))


def _drawn(html: str, rounds: int) -> float:
    """The slowest of some times that Chromium took to draw the page, in seconds; NaN without Chromium or playwright."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- optional
    except ImportError:
        return float("nan")
    if chromium is None:
        return float("nan")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder) / "report.html"
        path.write_text(html, encoding="utf-8")
        # Root has no sandbox to run the browser in; the page is our own.
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        times = []
        for _ in range(rounds):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(path.as_uri())
            times.append(float(page.evaluate(_DRAWN)))
            page.close()
        browser.close()
    return max(times)
