"""Runs the command line in a process of its own, within limits."""

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
"""Of processor time, so that a busy machine ends nothing: some ten times what the slowest takes."""
_ROOM: Final = 1_500_000_000
"""Address space beyond twice the bound: what libraries map and never touch."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a command ended. peak: the most memory that it had, in bytes."""

    status: int
    stdout: bytes
    stderr: bytes
    peak: int

    @property
    def files(self) -> list[dict[str, Any]]:
        """The files of a JSON report."""
        found: list[dict[str, Any]] = json.loads(self.stdout)["files"]
        return found

    @property
    def codes(self) -> set[str]:
        """The codes of all findings of a JSON report."""
        return {finding["code"] for file in self.files for finding in file["findings"]}


def run(
    *arguments: str | bytes | Path,
    bound: int = 500_000_000,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    user: int = -1,
) -> Run:
    """`activitylint` with these arguments. bound: bytes that it should do with; user: the id that it runs under."""
    limits = (str(2 * bound + _ROOM), str(_SECONDS), str(user))
    words: Sequence[str | bytes | Path] = (sys.executable, _CHILD, *limits, *arguments)
    around = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **(env or {})}  # a thread maps 30 MB and more
    ended = subprocess.run(
        words,
        cwd=cwd,
        env=around,
        capture_output=True,
        check=False,
    )
    stderr, _, peak = ended.stderr.rpartition(b"peak ")
    assert peak, ended.stderr[-2000:]
    # What is measured may want to say more at its end, such as coverage under a user who may not write.
    return Run(ended.returncode, ended.stdout, stderr, int(peak.split(maxsplit=1)[0]))
