"""Run the command on one file, and measure the peak memory of the whole process.

    python -m benchmarks.once FILE

Print a JSON object like that of a worker.
"""

from __future__ import annotations

import io
import json
import sys
import time
from contextlib import redirect_stdout

from activitylint.cli import main
from benchmarks.memory import peak_memory


def measure(path: str) -> dict[str, float]:
    """The seconds and bytes that `activitylint lint PATH` takes in this process."""
    start = time.perf_counter()
    with redirect_stdout(io.StringIO()):
        try:
            main(["lint", "--exit-zero", "--jobs", "1", path], standalone_mode=False)
        except SystemExit as stop:
            if stop.code:
                raise
    return {"seconds": time.perf_counter() - start, "peak": peak_memory()}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
