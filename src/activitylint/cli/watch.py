"""Notice when files change, for `lint --watch`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import click

from activitylint.cli.messages import notice
from activitylint.cli.paths import present
from activitylint.cli.terminal import can_animate
from activitylint.source.archives import on_disk

__all__ = ["changes"]

_PAUSE_S: Final = 0.3
_CLEAR: Final = "\x1b[2J\x1b[3J\x1b[H"

_State = dict[str, tuple[int, int]]


def changes(arguments: tuple[str, ...]) -> Iterator[None]:
    """Yield at once, and then after every change of the files that the arguments name. It never ends by itself.

    A file that is still being written is waited for: a change counts when nothing has changed since the last look.
    Looking from time to time also works on network drives, where the system does not report changes.
    """
    seen = _state(arguments)
    yield
    while True:
        notice(f"watching {len(seen):,} file{'' if len(seen) == 1 else 's'}; press Ctrl-C to quit")
        seen = _changed(arguments, seen)
        if can_animate(sys.stdout):
            click.echo(_CLEAR, nl=False)
        yield


def _changed(arguments: tuple[str, ...], seen: _State) -> _State:
    """Wait for a change. Returns the new state."""
    before = seen
    while True:
        time.sleep(_PAUSE_S)
        now = _state(arguments)
        if now == before != seen:
            return now
        before = now


def _state(arguments: tuple[str, ...]) -> _State:
    """The size and the time of change of each file that exists."""
    found: _State = {}
    for path in present(arguments):
        with suppress(OSError, ValueError):
            status = os.stat(on_disk(path))
            found[path] = (status.st_size, status.st_mtime_ns)
    return found
