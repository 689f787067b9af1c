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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "number", "least", "least_inside"),
    [
        ("steps", 1, 30, 25),
        ("random", 25, 8, 1),
        pytest.param("random", 200, 100, 20, marks=pytest.mark.exhaustive),
    ],
)
def test_a_killed_run_is_finished_by_the_next(
    tmp_path: Path, mode: str, number: int, least: int, least_inside: int
) -> None:
    """least_inside: the least number of kills after something was written, and before everything was done."""
    with StandIn(Config(delay=0, limits=None)) as stand_in:
        kills, inside, rides = _run(stand_in, tmp_path, mode, number)
        uploads = stand_in.report().uploads
    assert kills >= least
    assert inside >= least_inside
    assert uploads["ready"] == rides
    # What was sent again is a duplicate. A kill loses one answer at most.
    assert sum(uploads.values()) - rides <= kills


@pytest.mark.slow
def test_two_runs_on_one_ledger_send_each_file_once(tmp_path: Path) -> None:
    with StandIn(Config(delay=0, limits=None)) as stand_in:
        *_, rides = _run(stand_in, tmp_path, "two", 1)
        assert stand_in.report().uploads == {"ready": rides}


def _run(stand_in: StandIn, folder: Path, mode: str, number: int) -> tuple[int, int, int]:
    program = Path(__file__).with_name("kills.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    command = [sys.executable, str(program), stand_in.api_url, str(folder), mode, str(number)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1_200, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    kills, inside, rides = map(int, ran.stdout.split())
    return kills, inside, rides
