"""`activitylint` and `python -m activitylint` are the command, in a process of its own.

A short command is start and end for the most part. So its start does not look for garbage among what it imports, and
its end does not free one by one what the operating system takes back at once.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Final

__all__ = ["run"]

_RARELY: Final = 50_000
"""New objects between two looks for garbage: an import makes many thousands, none of them garbage."""


def run() -> None:
    """Run the command and end the process with its status."""
    gc.set_threshold(_RARELY, *gc.get_threshold()[1:])
    from activitylint.cli import main  # noqa: PLC0415 -- what it imports is what must not be looked through

    try:
        main(prog_name="activitylint")
    except SystemExit as end:
        if _watched() or not isinstance(end.code, int | None) or not _flushed():
            raise
        os._exit(end.code or 0)


def _watched() -> bool:
    """Whether a debugger, a profiler or a measurement of coverage waits for the interpreter's own end."""
    return sys.gettrace() is not None or sys.getprofile() is not None or bool(sys.flags.inspect)


def _flushed() -> bool:
    """Whether all that was written has gone out; where it has not, the interpreter's own end tells of it."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return False
    return True


if __name__ == "__main__":
    run()
