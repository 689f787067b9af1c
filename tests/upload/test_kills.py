"""A run that is killed at any moment is finished by the next: each ride becomes one activity."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from activitylint.standin import Config, StandIn
from paths import ROOT

pytestmark = [pytest.mark.network, pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")]

SLOW = pytest.mark.slow


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "number", "least"),
    [
        ("steps", 11, 3),
        pytest.param("steps", 1, 30, marks=SLOW),
        pytest.param("random", 130, 100, marks=SLOW),
    ],
)
def test_a_killed_run_is_finished_by_the_next(tmp_path: Path, mode: str, number: int, least: int) -> None:
    with StandIn(Config(delay=0, limits=None)) as stand_in:
        kills, rides = _run(stand_in, tmp_path, mode, number)
        uploads = stand_in.report().uploads
    assert kills >= least
    assert uploads["ready"] == rides
    # What was sent again is a duplicate. A kill loses one answer at most.
    assert sum(uploads.values()) - rides <= kills


@pytest.mark.slow
def test_two_runs_on_one_ledger_send_each_file_once(tmp_path: Path) -> None:
    with StandIn(Config(delay=0, limits=None)) as stand_in:
        _, rides = _run(stand_in, tmp_path, "two", 1)
        assert stand_in.report().uploads == {"ready": rides}


def _run(stand_in: StandIn, folder: Path, mode: str, number: int) -> tuple[int, int]:
    program = Path(__file__).with_name("kills.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    command = [sys.executable, str(program), stand_in.api_url, str(folder), mode, str(number)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    kills, rides = map(int, ran.stdout.split())
    return kills, rides
