"""No regular expression of the package takes more than linear time, whatever text it is tried on.

A quadratic one takes many minutes for a text of 1 MB; all of them together take seconds.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from hostile import run_attacks
from paths import ROOT
from sampling import sampled

_MB = 1_000_000
_SECONDS = 300


def _run(*patterns: str, seconds: int = _SECONDS) -> str:
    """Try the expressions in a process, and return what it printed. Raises TimeoutExpired."""
    command = (sys.executable, "-m", run_attacks.__name__, str(_MB), *patterns)
    paths = os.pathsep.join((str(ROOT / "tests"), *sys.path))
    environment = {**os.environ, "PYTHONPATH": paths}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=seconds, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return ended.stdout


@pytest.mark.slow
def test_each_expression_ends_on_its_worst_text() -> None:
    try:
        tried = _run()
    except subprocess.TimeoutExpired as stopped:
        printed = stopped.stdout or b""
        last = printed.decode().splitlines()[-1:]
        pytest.fail(f"this expression does not end: {last}")
    assert tried.count("\n") > 100


@pytest.mark.parametrize("pattern", sampled((r"\s*x", r"<!--.*?-->|[>\]]", r"\d+\.?\d*Z", r"(?:a|b|ab)*c"), 4))
def test_an_expression_that_is_not_linear_is_noticed(pattern: str) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        _run(pattern, seconds=1)
