"""`activitylint` and `python -m activitylint` are the command, in a process of its own.

A short command is start and end for the most part. So its start does not look for garbage among what it imports, and
its end does not free one by one what the operating system takes back at once.
"""

from __future__ import annotations

import gc
import os
import sys
from errno import EPIPE
from typing import Final, Never

__all__ = ["run"]

_RARELY: Final = 50_000
"""New objects between two looks for garbage: an import makes many thousands, none of them garbage."""
_UNUSABLE: Final = 2


def run() -> None:
    """Run the command and end the process with its status."""
    gc.set_threshold(_RARELY, *gc.get_threshold()[1:])
    from activitylint.cli import main  # noqa: PLC0415 -- what it imports is what must not be looked through

    status: int | str | None = 0
    try:
        try:
            main(prog_name="activitylint")
        except SystemExit as end:
            status = end.code
        _flush()
    except OSError as error:
        # Whoever reads through a pipe may leave; a disk that is full must be told of.
        if error.errno != EPIPE:
            sys.stderr.write(f"Error: the report cannot be written: {error.strerror}\n")
        _end(1 if error.errno == EPIPE else _UNUSABLE)
    if _is_watched() or isinstance(status, str):
        sys.exit(status)
    _end(status or 0)


def _is_watched() -> bool:
    """Whether a debugger, a profiler or a measurement of coverage waits for the interpreter's own end."""
    return sys.gettrace() is not None or sys.getprofile() is not None or bool(sys.flags.inspect)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a process may be started without
            stream.flush()


def _end(status: int) -> Never:
    os._exit(status)


if __name__ == "__main__":
    run()
