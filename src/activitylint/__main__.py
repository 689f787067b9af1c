"""The entry point of the commands `activitylint` and `python -m activitylint`.

A short command spends most of its time starting and ending. So it starts no threads for linear algebra, it does not
collect garbage while it imports, and it ends without freeing its objects one by one, since the operating system frees
the memory at once.

However a run ends, it ends with one of the documented exit statuses, and never with a traceback.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from contextlib import suppress
from io import BufferedReader, RawIOBase, TextIOWrapper
from typing import Any, Final, cast

__all__ = ["run"]

_GC_THRESHOLD: Final = 50_000
"""New objects between two garbage collections. Imports create many thousands of objects, none of them garbage."""
_UNUSABLE: Final = 2
_NOT_WRITABLE: Final = {errno.EBADF, errno.EIO, errno.EFBIG, errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""What the system says if it cannot write to standard output."""


def run() -> None:
    """Run the command and end the process with its status."""
    for number in _signals():
        signal.signal(number, lambda number, _: os._exit(128 + number))  # as long as there is nothing to clean up
    # Numpy's OpenBLAS starts a thread per core, each of which is busy for a while. Nothing here needs one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(_GC_THRESHOLD, *gc.get_threshold()[1:])
    status = _UNUSABLE if _is_unheard() else _run()
    if _is_instrumented():
        sys.exit(status)
    os._exit(status)


def _signals() -> list[int]:
    """The signals that end the command: those that its parent process (such as nohup) has not set to be ignored."""
    numbers = [getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP")]  # Windows has no SIGHUP
    return [one for one in numbers if one is not None and signal.getsignal(one) is not signal.SIG_IGN]


class _Closed(RawIOBase):
    """Standard input that was closed before the command started."""

    def readable(self) -> bool:
        return True

    def readinto(self, _: Any) -> int:
        raise OSError(errno.EBADF, "is closed", "standard input")


def _is_unheard() -> bool:
    """True if standard output or standard error is closed, which is reported on the other one.

    An unused descriptor is a danger: the next file to be opened would get it, and then the output. A closed standard
    input is one only if it is read.
    """
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)
        sys.stdin = TextIOWrapper(BufferedReader(cast("Any", _Closed())))
    for name, closed, other in (("output", sys.stdout, sys.stderr), ("error", sys.stderr, sys.stdout)):
        if closed is None:
            with suppress(OSError, AttributeError):
                other.write(f"Error: standard {name} is closed; to hide what is written there, use {os.devnull}\n")
                other.flush()
            return True
    return False


def _run() -> int:
    """Call the command and return its exit status. What went wrong is reported on standard error."""
    status = _UNUSABLE
    try:
        from activitylint.cli import interrupts  # noqa: PLC0415 -- only after the garbage collector is tuned
    except Exception as error:  # noqa: BLE001 -- for example a part that is not installed
        _report(error)
        return status
    try:
        interrupts.catch(_signals())
        status = _called()
        sys.stdout.flush()
        sys.stderr.flush()
    except interrupts.Interrupted as stop:
        with suppress(OSError, interrupts.Interrupted):
            sys.stdout.flush()
            sys.stderr.write(f"Interrupted{': ' if stop.progress else ''}{stop.progress}\n")
    except Exception as error:  # noqa: BLE001 -- a fault of ours is no reason for a traceback
        status = _UNUSABLE
        with suppress(interrupts.Interrupted):
            _report(error)
    stopped = interrupts.received()
    return status if stopped is None else stopped.exit_status


def _called() -> int:
    import click  # noqa: PLC0415 -- as above

    from activitylint.cli import main  # noqa: PLC0415 -- as above

    try:
        return main(prog_name="activitylint", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as end:
        return cast("int", end.code)


def _report(error: Exception) -> None:
    """Say on standard error, if possible, why the command cannot go on."""
    with suppress(OSError):
        if isinstance(error, OSError) and error.filename is None:
            # What has not been written is discarded, or Python would try again when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if sentence := _sentence(error):
            sys.stderr.write(f"Error: {sentence}\n")
            sys.stderr.flush()


def _sentence(error: Exception) -> str:
    if isinstance(error, BrokenPipeError):
        return ""  # the reader has seen enough
    if isinstance(error, OSError):
        if error.errno in _NOT_WRITABLE and error.filename is None:
            return f"the report cannot be written: {error.strerror}"
        if error.filename is not None:
            return f"{_escaped(error.filename)}: {error.strerror}"
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f"{os.path.basename(last.tb_frame.f_code.co_filename)}:{last.tb_lineno}" if last else ""
    what = _escaped(f"{type(error).__name__}: {error}")
    return f"activitylint has failed, which is a bug; please report it: {what} ({where})"


def _escaped(text: object) -> str:
    return repr(str(text))[1:-1]


def _is_instrumented() -> bool:
    """True if a debugger, a profiler or a coverage tool needs the interpreter to end normally."""
    return sys.gettrace() is not None or sys.getprofile() is not None or bool(sys.flags.inspect)


if __name__ == "__main__":
    run()
