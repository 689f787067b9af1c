"""No format keeps reports in memory: many files need no more memory than a few."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest

from activitylint.model.finding import Severity
from activitylint.model.report import Totals
from activitylint.reports import FORMATS, Options, reporter
from report_examples import FIT, GPX


def peak(output_format: str, files: int) -> int:
    output = reporter(output_format, len, Options(least=Severity.INFO, statistics=True))
    sums = Totals()
    tracemalloc.start()
    try:
        for number in range(files):
            for like in (GPX, FIT):
                report = replace(like, path=f"{'x' * 1000}/{number}.gpx")
                sums.add(report)
                output.add(report)
        output.close(sums)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
@pytest.mark.parametrize("output_format", FORMATS)
def test_memory_does_not_grow_with_the_number_of_files(output_format: str) -> None:
    peak(output_format, 10)
    few = peak(output_format, 100)
    # The paths of 600 more reports are 0.6 MB; the interpreter's own lists of free tuples come to 0.1 MB a size.
    assert peak(output_format, 400) < few + 300_000
