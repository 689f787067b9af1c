"""Run one tool in its own process: load it, then run it on the files named on standard input.

    python -m benchmarks.worker TOOL

For each line of JSON on standard input, `{"path": "ride.fit"}`, it writes a line: `{"seconds": 0.02, "peak": 51380224}`
or `{"error": "..."}`. The first line says if the tool could be loaded. A fast tool is run for a tenth of a second, and
the median of its runs is reported; a single run would mostly measure cold caches.
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
"""At most this many runs, because collecting garbage before each takes longer than a very short run."""


def main() -> None:
    """Answer until standard input is closed."""
    warnings.simplefilter("ignore")
    # Keep the output of a tool out of our answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    tool = TOOLS[sys.argv[1]]
    try:
        run = tool.load()
    except Exception as error:  # noqa: BLE001 -- a missing peer may raise anything
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
        except Exception as error:  # noqa: BLE001 -- as above; the table shows what a peer refuses
            _answer(answers, error=f"{type(error).__name__}: {error}")
        else:
            _answer(answers, seconds=seconds, peak=peak_memory())


def _turn(run: Run, given: Any) -> float:
    """The seconds of one run: the median of as many as fit into a tenth of a second."""
    seconds: list[float] = []
    # Exempt permanent objects from the collection before each run: it would leave the caches cold.
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
