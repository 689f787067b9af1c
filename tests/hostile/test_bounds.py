"""A file that is made to cost time or memory still gets a report, and every command stays within the memory bound.

`--log-cli-level=INFO` shows the peak memory for each file.
"""

from __future__ import annotations

import logging
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

import activitylint
from hostile.makers import CASES, FIXED
from hostile.running import Run, run
from hostile.shapes import SHAPES
from report_invariants import holds

_LOG = logging.getLogger(__name__)
_SMALL = 20_000
_EACH_FORMAT = ("XML: points with values that are not numbers", "JSON: as many sets as are allowed", "FIT: events")
"""One large file of each format goes through every command."""


@pytest.mark.parametrize("name", SHAPES)
def test_a_small_hostile_file_gets_a_report(name: str) -> None:
    shape = SHAPES[name]
    data = shape.make(_SMALL)
    report = activitylint.lint(data, name=f"hostile{shape.suffix}")
    holds(report, data)
    assert report.findings


@pytest.mark.parametrize("name", [name for name, case in FIXED.items() if not case.unpacked])
def test_a_file_that_is_hostile_at_any_size_gets_its_finding(name: str) -> None:
    case = FIXED[name]
    data = case.make()
    report = activitylint.lint(data, name=f"hostile{case.suffix}")
    holds(report, data)
    assert case.finds in {finding.code for finding in report.findings}


slow = partial(pytest.param, marks=pytest.mark.slow)
exhaustive = partial(pytest.param, marks=pytest.mark.exhaustive)
REST = [name for name in CASES if name not in _EACH_FORMAT]
LINTED, INSPECTED, FIXED_TOO = REST[::2], REST[1::4], REST[3::4]
"""The slow tests do one thing with each file: lint, inspect or fix it. The exhaustive ones do the rest."""


def _others(names: list[str]) -> list[str]:
    return [name for name in REST if name not in names]


@pytest.mark.parametrize("name", [*map(slow, [*_EACH_FORMAT, *LINTED]), *map(exhaustive, _others(LINTED))])
def test_a_large_hostile_file_gets_a_report_within_the_memory_bound(name: str, tmp_path: Path) -> None:
    ended = _run_within_bound(name, tmp_path, "lint", "--isolated", "--format", "json")
    assert ended.status in {0, 1}, ended.stderr[-2000:]
    assert CASES[name].finds in ended.codes
    assert "LNT001" not in ended.codes
    assert max(Counter(found["code"] for found in ended.files[0]["findings"]).values()) <= 201


@pytest.mark.parametrize("name", [*map(slow, [*_EACH_FORMAT, *INSPECTED]), *map(exhaustive, _others(INSPECTED))])
def test_a_large_hostile_file_is_inspected_within_the_memory_bound(name: str, tmp_path: Path) -> None:
    ended = _run_within_bound(name, tmp_path, "inspect", "--format", "json")
    assert ended.status in {0, 2}, ended.stderr[-2000:]
    assert b"Traceback" not in ended.stderr
    assert len(ended.stdout) < 10_000_000


@pytest.mark.parametrize("name", [*map(slow, [*_EACH_FORMAT, *FIXED_TOO]), *map(exhaustive, _others(FIXED_TOO))])
def test_a_large_hostile_file_is_fixed_or_left_within_the_memory_bound(name: str, tmp_path: Path) -> None:
    ended = _run_within_bound(name, tmp_path, "fix", "--unsafe", "--no-backup", base=64_000_000, seconds=600)
    assert b"Traceback" not in ended.stderr


def _run_within_bound(name: str, folder: Path, *command: str, base: int = 60_000_000, seconds: int = 60) -> Run:
    """Run a command on a large hostile file in a folder, and check its peak memory."""
    case = CASES[name]
    path = folder / f"hostile{case.suffix}"
    data = case.make()
    path.write_bytes(data)
    bound = base + case.times * (case.unpacked or len(data))
    ended = run(*command, path, bound=bound, seconds=seconds)
    _LOG.info("%s: %.1f MB, peak memory %.0f MB of %.0f MB", name, len(data) / 1e6, ended.peak / 1e6, bound / 1e6)
    assert ended.peak <= bound, f"{ended.peak / 1e6:,.0f} MB; the bound is {bound / 1e6:,.0f} MB"
    return ended
