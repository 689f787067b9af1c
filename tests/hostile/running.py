"""Run the command line in its own process, with limits on memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

__all__ = ["Run", "run"]

_CHILD: Final = Path(__file__).with_name("child.py")
_SECONDS: Final = 60
"""Processor time, about ten times what the slowest file takes. A busy machine does not use it up."""
_ROOM: Final = 1_500_000_000
"""Address space in addition to twice the bound: libraries map memory that they never use."""


@dataclass(frozen=True, slots=True)
class Run:
    """The result of a command. status: its exit status. peak: its peak memory in bytes."""

    status: int
    stdout: bytes
    stderr: bytes
    peak: int

    @property
    def files(self) -> list[dict[str, Any]]:
        """The `files` of a JSON report."""
        found: list[dict[str, Any]] = json.loads(self.stdout)["files"]
        return found

    @property
    def codes(self) -> set[str]:
        """The codes of all findings of a JSON report."""
        return {finding["code"] for file in self.files for finding in file["findings"]}


def run(
    *arguments: str | bytes | Path,
    bound: int = 500_000_000,
    seconds: int = _SECONDS,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    user: int = -1,
) -> Run:
    """Run `activitylint` with these arguments.

    bound: the memory in bytes that it should get by with; it is stopped at about twice that. seconds: of processor
    time that it may take.
    user: the user id to run as, -1 for the current one.
    """
    limits = (str(2 * bound + _ROOM), str(seconds), str(user))
    command: Sequence[str | bytes | Path] = (sys.executable, _CHILD, *limits, *arguments)
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **(env or {})}  # each thread maps 30 MB or more
    ended = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)
    stderr, _, peak = ended.stderr.rpartition(b"peak ")
    assert peak, ended.stderr[-2000:]
    # Coverage may add a line after it, for example if this user may not write its file.
    return Run(ended.returncode, ended.stdout, stderr, int(peak.split(maxsplit=1)[0]))
