"""Whatever a file is made of, it gets a report, within memory that its size tells and in time that grows no faster.

With --log-cli-level=INFO each file's peak memory is told.
"""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from hostile.makers import CASES
from hostile.running import run

_LOG = logging.getLogger(__name__)


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_gets_a_report_within_bounds(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    path = tmp_path / f"hostile{case.suffix}"
    data = case.make()
    path.write_bytes(data)
    bound = 60_000_000 + case.times * (case.unpacked or len(data))
    ended = run("lint", "--isolated", "--format", "json", path, bound=bound)
    _LOG.info("%s: %.1f MB, peak memory %.0f MB of %.0f MB", name, len(data) / 1e6, ended.peak / 1e6, bound / 1e6)
    assert ended.status in {0, 1}, ended.stderr[-2000:]
    assert case.finds in ended.codes
    assert "LNT001" not in ended.codes
    assert ended.peak <= bound, f"{ended.peak / 1e6:,.0f} MB, and {bound / 1e6:,.0f} MB were promised"
