"""One tool in a process of its own: it loads the tool, then runs it on the files that it is told to.

    python -m benchmarks.worker TOOL

A line of JSON in, `{"path": "ride.fit"}`, a line out: `{"seconds": 0.02, "peak": 51380224}` or `{"error": "..."}`.
The first line out says whether the tool could be loaded. A tool that is quick is run for a tenth of a second, and the
median of its runs is the answer: otherwise the caches that the tools before it left cold would be measured.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import time
import warnings
from pathlib import Path
from typing import Any, Final

from benchmarks.memory import peak_memory
from benchmarks.tools import TOOLS, Run, prepared

__all__ = ["main"]

_TURN: Final = 0.1
"""Seconds."""
_RUNS: Final = 15
"""At most: collecting garbage before each takes longer than the run where that is very short."""


def main() -> None:
    """Answer until the other side closes."""
    warnings.simplefilter("ignore")
    # What a tool prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    tool = TOOLS[sys.argv[1]]
    try:
        run = tool.load()
    except Exception as error:  # noqa: BLE001 -- a peer that is not there raises what it likes
        _answer(answers, error=f"{type(error).__name__}: {error}")
        return
    _answer(answers, peak=peak_memory())
    cached: tuple[str, Any] = ("", None)
    for line in sys.stdin:
        path = json.loads(line)["path"]
        try:
            if cached[0] != path:
                cached = (path, prepared(tool, Path(path)))
            seconds = _turn(run, cached[1])
        except Exception as error:  # noqa: BLE001 -- as above: what a peer refuses is told in the table
            _answer(answers, error=f"{type(error).__name__}: {error}")
        else:
            _answer(answers, seconds=seconds, peak=peak_memory())


def _turn(run: Run, given: Any) -> float:
    """Seconds of one run, the median of as many as fit into a tenth of a second."""
    seconds: list[float] = []
    # What is there to stay is not looked through before each run: that alone would leave the caches cold.
    gc.collect()
    gc.freeze()
    while sum(seconds) < _TURN and len(seconds) < _RUNS:
        gc.collect()
        start = time.perf_counter()
        result = run(given)
        seconds.append(time.perf_counter() - start)
        del result
    return statistics.median(seconds)


def _answer(stream: Any, **values: object) -> None:
    stream.write(json.dumps(values) + "\n")
    stream.flush()


if __name__ == "__main__":
    main()
