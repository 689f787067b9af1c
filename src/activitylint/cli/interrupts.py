"""Ends a run when a signal asks for it: Ctrl-C (SIGINT), SIGTERM, or SIGHUP from a closed terminal.

A signal raises `Interrupted` wherever the program is. In a `paused` block it waits, so that no report is cut in the
middle, and ends only `until_interrupted`. A program that then does not end by itself, because nobody reads its output,
say, is ended by a timer.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, TypeVar

__all__ = ["Interrupted", "catch", "paused", "received", "until_interrupted"]

_PATIENCE_S: Final = 0.8
"""Seconds that the program has to end by itself."""
_SOON_S: Final = 0.01

_Item = TypeVar("_Item")


class Interrupted(BaseException):
    """A signal asks the program to end. progress: what was done until then, in words."""

    def __init__(self, number: int, progress: str = "") -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number
        self.progress = progress

    @property
    def exit_status(self) -> int:
        """The exit status that shells give to a program that ended by this signal."""
        return 128 + self.number


class _State:
    """What is known about signals in this process, which is as global as its signal handlers.

    owner: the process that `catch` was called in. received: the first signal. paused: True while signals wait.
    late: True once the timer has fired.
    """

    owner = 0
    received: int | None = None
    paused = False
    late = False


def catch(numbers: Iterable[int]) -> None:
    """From now on, these signals raise `Interrupted`."""
    _State.owner = os.getpid()
    for number in numbers:
        signal.signal(number, _on_signal)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _on_timer)
    sys.unraisablehook = _raise_later


def received() -> Interrupted | None:
    """The interruption that a signal has asked for, if any."""
    return None if _State.received is None else Interrupted(_State.received)


@contextmanager
def paused() -> Iterator[None]:
    """A block in which signals wait. Ask `received` whether one came."""
    _State.paused = True
    try:
        yield
    finally:
        _State.paused = False


def until_interrupted(items: Generator[_Item, None, None]) -> Iterator[_Item]:
    """In a `paused` block: the items, until a signal comes.

    `Interrupted` is then raised in the generator, which may still yield what is finished.
    """
    asked = False
    while True:
        stop = None if asked else received()
        try:
            try:
                _State.paused = False
                item = next(items) if stop is None else items.throw(stop)
            finally:
                _State.paused = True
        except (StopIteration, Interrupted):
            return
        asked = received() is not None
        yield item


def _on_signal(number: int, _: FrameType | None) -> None:
    if os.getpid() != _State.owner:  # a worker that was forked a moment ago
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        return
    if _State.received is not None:
        return
    _State.received = number
    threading.excepthook = lambda _: None  # a thread that waits for stopped workers may fail now
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE_S, _PATIENCE_S)
    if not _State.paused:
        raise Interrupted(number)


def _on_timer(_: int, __: FrameType | None) -> None:
    number = _State.received
    if number is None:
        return
    if _State.late:
        os._exit(128 + number)
    _State.late = True
    raise Interrupted(number)


def _raise_later(what: sys.UnraisableHookArgs) -> None:
    """Raise `Interrupted` again if it came where Python cannot raise exceptions, such as in a finalizer."""
    if not isinstance(what.exc_value, Interrupted):
        sys.__unraisablehook__(what)
    elif hasattr(signal, "setitimer"):
        _State.late = False
        signal.setitimer(signal.ITIMER_REAL, _SOON_S, _PATIENCE_S)
