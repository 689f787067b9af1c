"""FIT: records without time, stale ones, and those out of order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from fit_builder import INVALID, START, FitFile, Raw, chain
from fixes.examples.example import Examples
from fixes.examples.fit_rides import DAY, FIT_EPOCH, before_headers, big_endian, compressed, examples, ride

__all__ = ["GROUPS"]


def _moved(file: FitFile, *order: int) -> FitFile:
    """The records in another order."""
    records = file.of("record")
    place = file.items.index(records[0])
    file.items[place : place + len(records)] = [records[row] for row in order]
    return file


def _reordered(*order: int) -> FitFile:
    return _moved(ride(len(order)), *order)


def _timed(*seconds: int | None, step: int = 1) -> FitFile:
    """Records at these seconds; None for a time that is invalid."""
    file = ride(len(seconds), step=step)
    for row, second in enumerate(seconds):
        file.change("record", row, timestamp=INVALID if second is None else START + second)
    return file


_UNTIMED: Final[dict[str, Callable[[], FitFile | bytes]]] = {
    **{
        " ".join(map(str, seconds)): partial(_timed, *seconds)
        for seconds in (
            (0, None, 2),
            (0, None, None, 3),
            (0, None, None, 2, 3),
            (0, None, 9),
            (0, None, None, 10, 11),
            (None, 1, 2, 3),
            (0, 1, 2, None),
            (0, None, 1, 2, 3),
            (0, None, 2, None, 4),
            (0, None, DAY - 1),
            (0, None, DAY, DAY + 1),
            (0, None, None, None, 3, None, 5, 6, 7, 8),
            (None, None, 2, 3),
            (None, None, None, 3),
            (0, None, 5, 4),
        )
    },
    "no field at all": lambda: ride(6).change("record", 2, timestamp=None),
    "no field at all beside an invalid one": lambda: _timed(0, None, 2, 3, 4, 5).change("record", 2, timestamp=None),
    "big": lambda: big_endian(6).change("record", 2, timestamp=INVALID),
    "an array": lambda: ride(6).change("record", 2, timestamp=Raw([0xFFFFFFFF] * 2, "uint32")),
    "in two files": lambda: chain(_timed(0, 1, None), ride(6, start=START + 9).change("record", 0, timestamp=INVALID)),
    "times in headers": lambda: compressed().change("record", 0, timestamp=INVALID),
    "before times in headers": before_headers,
}


_STALE: Final[dict[str, Callable[[], FitFile | bytes]]] = {
    "one at the start": lambda: _timed(-9 * DAY, 1, 2, 3, 4, 5),
    "one at the end": lambda: _timed(0, 1, 2, 3, 4, 9 * DAY),
    "two of eight": lambda: _timed(-9 * DAY, -8 * DAY, *range(6)),
    "three of eight": lambda: _timed(-9 * DAY, -8 * DAY, -7 * DAY, *range(5)),
    "six seconds outside": lambda: _timed(-6, *range(5)).change("session", start_time=START, total_elapsed_time=5),
    "outside of a session": lambda: _timed(*range(0, 70, 10)).change(
        "session", total_elapsed_time=40, total_timer_time=40
    ),
    "a long run": lambda: _timed(*range(0, 2000, 50)).change(
        "session", start_time=START + 400, total_elapsed_time=1600
    ),
    "of 300 seconds": lambda: _timed(*range(0, 2000, 50)).change(
        "session", start_time=START + 306, total_elapsed_time=1700
    ),
    "of 350 seconds": lambda: _timed(*range(0, 2000, 50)).change(
        "session", start_time=START + 356, total_elapsed_time=1700
    ),
    "a minute apart": lambda: _timed(*range(0, 2400, 60)).change(
        "session", start_time=START + 366, total_elapsed_time=1990
    ),
    "61 seconds apart": lambda: _timed(*range(0, 2440, 61)).change(
        "session", start_time=START + 370, total_elapsed_time=2100
    ),
    "just a day": lambda: _timed(-DAY, 0, 1, 2, 3, 4).change(
        "session", start_time=START - DAY, total_elapsed_time=DAY + 9
    ),
    "a second more than a day": lambda: _timed(-DAY - 1, 0, 1, 2, 3, 4).change(
        "session", start_time=START - DAY - 1, total_elapsed_time=DAY + 9
    ),
    "in two files": lambda: chain(_timed(-9 * DAY, 1, 2, 3, 4), ride(5, start=START + 20 * DAY)),
    "before times in headers": lambda: compressed().change("record", 0, timestamp=START - 20),
    "before times in headers, without an event": lambda: (
        compressed().change("record", 0, timestamp=START - 20).drop("event", 0)
    ),
    "of 1989": lambda: _timed(-START + FIT_EPOCH + 9, 1, 2, 3, 4, 5),
}


def _swapped_before_headers() -> FitFile:
    file = before_headers().change("record", 3, timestamp=START + 3)
    return _moved(file, 0, 2, 1, *range(3, 12))


def _defined_anew(row: int) -> FitFile:
    file = ride(10)
    for record in file.of("record"):
        record.local = 3
    for record in file.of("record")[row:]:
        record.values.pop("power")
    return _moved(file, 0, 1, 2, 3, 5, 4, 6, 7, 8, 9)


def _of_two_sizes() -> FitFile:
    file = ride(6)
    for record in file.of("record")[::2]:
        record.values.pop("power")
    return file


_SORTED: Final[dict[str, Callable[[], FitFile | bytes]]] = {
    **{
        " ".join(map(str, order)): partial(_reordered, *order)
        for order in ((0, 2, 1, 3), (3, 2, 1, 0), (4, 5, 0, 1, 2, 3), (0, 3, 1, 4, 2, 5), (0, 4, 1, 5, 2, 6, 3, 7))
    },
    "a clock set back": lambda: _timed(*range(20), *range(5, 25)).change("record", distance=None),
    "a clock set back, at most four changes a step": lambda: _timed(*range(0, 10, 2), *range(1, 9, 2)).change(
        "record", distance=None
    ),
    "a clock set back, a change more": lambda: _timed(*range(0, 10, 2), *range(1, 11, 2)).change(
        "record", distance=None
    ),
    "a clock set back for a moment": lambda: _timed(*range(20), 10, 11, *range(20, 30)).change("record", distance=None),
    "equal times": lambda: _timed(0, 2, 2, 1, 1, 3).change("record", distance=None),
    "with an invalid one": lambda: _timed(0, 2, None, 1, 3, 4).change("record", distance=None),
    "with an old one": lambda: _timed(0, 2, -START + FIT_EPOCH + 9, 1, 3, 4).change("record", distance=None),
    "in the second file": lambda: chain(ride(4), _moved(ride(4, start=START + 50), 0, 2, 1, 3)),
    "in both files": lambda: chain(_moved(ride(4), 1, 0, 2, 3), _moved(ride(4, start=START + 50), 0, 2, 1, 3)),
    "another definition between": lambda: _defined_anew(5),
    "another definition before": lambda: _defined_anew(2),
    "times in headers": _swapped_before_headers,
    "of two sizes": lambda: _moved(_of_two_sizes(), 0, 1, 2, 4, 3, 5),
}


GROUPS: Final[dict[str, Examples]] = {
    "fit untimed": examples(_UNTIMED, "TIM001"),
    "fit stale": examples(_STALE, "TIM009", "FIT209"),
    "fit sorted": examples(_SORTED, "TIM005"),
}
