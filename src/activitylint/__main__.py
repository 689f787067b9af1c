"""`activitylint` and `python -m activitylint` are the command, in a process of its own.

A short command is start and end for the most part. So its start does not look for garbage among what it imports, and
its end does not free one by one what the operating system takes back at once.
"""

from __future__ import annotations

import gc
import os
import sys
from errno import EPIPE
from typing import Final

__all__ = ["run"]

_RARELY: Final = 50_000
"""New objects between two looks for garbage: an import makes many thousands, none of them garbage."""
_UNUSABLE: Final = 2


def run() -> None:
    """Run the command and end the process with its status."""
    gc.set_threshold(_RARELY, *gc.get_threshold()[1:])
    from activitylint.cli import main  # noqa: PLC0415 -- what it imports is what must not be looked through

    try:
        main(prog_name="activitylint")
    except SystemExit as end:
        # What was broken off may have left workers behind, whom the interpreter's own end waits for.
        if end.__context__ is not None or isinstance(end.code, str) or _is_watched():
            raise
        status = end.code or 0
    except OSError as error:
        sys.exit(_unwritten(error))
    try:
        _flush()
    except OSError as error:
        status = _unwritten(error)
    os._exit(status)


def _is_watched() -> bool:
    """Whether a debugger, a profiler or a measurement of coverage waits for the interpreter's own end."""
    return sys.gettrace() is not None or sys.getprofile() is not None or bool(sys.flags.inspect)


def _unwritten(error: OSError) -> int:
    """Tell of a report that cannot be written, and let go of the rest of it; the exit status."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == EPIPE:
        return 1  # who reads through a pipe may leave
    sys.stderr.write(f"Error: the report cannot be written: {error.strerror}\n")
    return _UNUSABLE


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a process may be started without
            stream.flush()


if __name__ == "__main__":
    run()
