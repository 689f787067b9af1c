"""The entry point of the commands `activitylint` and `python -m activitylint`.

A short command spends most of its time starting and ending. So it does not collect garbage while it imports, and it
ends without freeing its objects one by one, since the operating system frees the memory at once.
"""

from __future__ import annotations

import gc
import os
import sys
from errno import EPIPE
from typing import Final

__all__ = ["run"]

_GC_THRESHOLD: Final = 50_000
"""New objects between two garbage collections. Imports create many thousands of objects, none of them garbage."""
_UNUSABLE: Final = 2


def run() -> None:
    """Run the command and end the process with its status."""
    gc.set_threshold(_GC_THRESHOLD, *gc.get_threshold()[1:])
    from activitylint.cli import main  # noqa: PLC0415 -- only after the garbage collector is tuned

    try:
        main(prog_name="activitylint")
    except SystemExit as end:
        # An interrupted command may have left workers behind; the normal end of the interpreter waits for them.
        if end.__context__ is not None or isinstance(end.code, str) or _is_instrumented():
            raise
        status = end.code or 0
    except OSError as error:
        sys.exit(_report_write_error(error))
    try:
        _flush()
    except OSError as error:
        status = _report_write_error(error)
    os._exit(status)


def _is_instrumented() -> bool:
    """True if a debugger, a profiler or a coverage tool needs the interpreter to end normally."""
    return sys.gettrace() is not None or sys.getprofile() is not None or bool(sys.flags.inspect)


def _report_write_error(error: OSError) -> int:
    """Report that the output cannot be written, discard the rest of it, and return the exit status."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == EPIPE:
        return 1  # the reader closed the pipe, which is not an error
    sys.stderr.write(f"Error: the report cannot be written: {error.strerror}\n")
    return _UNUSABLE


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # None if the process was started without it
            stream.flush()


if __name__ == "__main__":
    run()
