"""The command on one file, and the most memory that the whole process had.

    python -m benchmarks.once FILE

Prints one object, as a worker does.
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
    """Seconds and bytes of `activitylint lint PATH`, in this one process."""
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
