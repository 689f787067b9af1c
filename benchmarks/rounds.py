"""Run tools on a file in turns, each in its own process, so that a disturbance hits them all."""

from __future__ import annotations

import json
import math
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.generate import HERE
from benchmarks.tools import OURS, Tool

__all__ = ["Child", "Measure", "Pace", "in_turns", "in_two_files"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How much to run.

    rounds: for each tool and file. budget: seconds that one run may take; a tool that would take longer on a file is
    not run on it.
    """

    rounds: int
    budget: float


@dataclass(slots=True)
class Measure:
    """What one tool needed for one file.

    seconds: one number per round. peak: of the whole process, in bytes. absent: why there are no numbers.
    """

    tool: str
    seconds: list[float] = field(default_factory=list)
    peak: int = 0
    absent: str = ""

    @property
    def median(self) -> float:
        """Seconds; NaN if nothing was measured."""
        return statistics.median(self.seconds) if self.seconds else float("nan")


class Child:
    """A process that answers lines of JSON."""

    def __init__(self, tool: Tool) -> None:
        command = tool.command or (sys.executable, "-m", "benchmarks.worker", tool.name)
        self.tool = tool
        self._process: subprocess.Popen[str] | None = None
        if shutil.which(command[0]):
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                cwd=HERE.parent, env={**os.environ, "PYTHONPATH": str(HERE.parent)},
            )  # fmt: skip
        self.absent: str = self._read().get("error", "")
        """Why the tool cannot be measured; empty if it can."""

    def seconds(self, path: Path) -> dict[str, Any]:
        """One turn on a file: `seconds` and `peak`, or `error`."""
        if self._process is not None and self._process.stdin is not None:
            try:
                self._process.stdin.write(json.dumps({"path": str(path)}) + "\n")
                self._process.stdin.flush()
            except OSError:
                return {"error": "its process ended"}
        return self._read()

    def close(self) -> None:
        """End the process."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()

    def _read(self) -> dict[str, Any]:
        if self._process is None or self._process.stdout is None:
            return {"error": "not installed"}
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "its process ended"}
        return answer


def in_turns(tools: Sequence[Tool], path: Path, warm: Path, pace: Pace) -> list[Measure]:
    """Run each tool on one file: a warm-up, then the rounds; in each round, one tool after the other.

    warm: a small file of the same format. It is run first. Its time, and then that of the warm-up on `path`, says if
    the tool stays within the budget.
    """
    children = [Child(tool) for tool in tools]
    measures = [Measure(tool.name, absent=child.absent) for tool, child in zip(tools, children, strict=True)]
    turns = list(zip(children, measures, strict=True))
    try:
        for child, measure in turns:
            _warm_up(child, measure, path, warm, pace)
        for _ in range(pace.rounds):
            for child, measure in turns:
                if not measure.absent:
                    _turn(child, measure, path)
    finally:
        for child in children:
            child.close()
    return measures


def _warm_up(child: Child, measure: Measure, path: Path, warm: Path, pace: Pace) -> None:
    # A large file may be too large for a peer, but never for us or for what we are compared with.
    budget = pace.budget if child.tool.package not in {OURS, "lxml"} and child.tool.package else math.inf
    growth = max(1.0, path.stat().st_size / warm.stat().st_size)
    # The small file gives only the order of magnitude, because its time includes fixed costs.
    for file, most in ((warm, None), (warm, 2 * budget / growth), (path, budget)):
        if not measure.absent:
            answer = child.seconds(file)
            measure.absent = answer.get("error", "")
            if not measure.absent and most is not None and answer["seconds"] > most:
                measure.absent = f"over {budget:g} s"


def _turn(child: Child, measure: Measure, path: Path) -> None:
    answer = child.seconds(path)
    if "error" in answer:
        measure.absent, measure.seconds = answer["error"], []
    else:
        measure.seconds.append(answer["seconds"])
        measure.peak = answer["peak"]


def in_two_files(tool: Tool, one: Path, two: Path, pace: Pace) -> tuple[list[float], list[float]]:
    """Run one tool on two files in turns, after a warm-up on each; each in its own process."""
    children = Child(tool), Child(tool)
    measures = Measure(one.name), Measure(two.name)
    turns = list(zip(children, measures, (one, two), strict=True))
    try:
        for child, _, path in turns:
            child.seconds(path)
        for _ in range(pace.rounds):
            for child, measure, path in turns:
                _turn(child, measure, path)
    finally:
        for child in children:
            child.close()
    for measure in measures:
        if measure.absent:
            raise RuntimeError(measure.absent)
    return measures[0].seconds, measures[1].seconds
