"""Makes short rides, and examples of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from fit_builder import INVALID, START, FitFile, activity, pool_swim
from fixes.examples.example import Example, Examples

__all__ = ["DAY", "FIT_EPOCH", "SWIM", "before_headers", "big_endian", "compressed", "examples", "ride", "two_sessions"]

DAY: Final = 86_400
FIT_EPOCH: Final = 631_065_600
SWIM: Final = pool_swim(2).build()


def examples(examples: dict[str, Callable[[], FitFile | bytes]], *select: str) -> Examples:
    def made() -> Iterator[Example]:
        for name, make in examples.items():
            file = make()
            yield Example(name, file if isinstance(file, bytes) else file.build(), select=select)

    return made


def ride(n: int = 6, **kinds: Any) -> FitFile:
    """A ride with few fields a record."""
    file = activity(n, **kinds)
    return file.change("record", enhanced_altitude=None, cadence=None, temperature=None)


def big_endian(n: int = 6) -> FitFile:
    return ride(n, file=FitFile(big_endian=True))


def two_sessions() -> FitFile:
    file = ride(10).drop("lap").drop("session")
    for start, end in ((0, 4), (5, 9)):
        totals = {"start_time": START + start, "timestamp": START + end, "total_elapsed_time": end - start}
        file.insert("activity", "session", **totals, total_timer_time=end - start, sport="running", num_laps=1)
        file.insert("activity", "lap", **totals, total_timer_time=end - start)
    return file.change("activity", num_sessions=2)


def compressed(n: int = 8) -> FitFile:
    """A ride whose records have their time in their header, but for the first."""
    file = ride(n)
    for row, record in enumerate(file.of("record")):
        record.local = 1 if row else None
        if row:
            record.values["timestamp"] = None
            record.offset = (START - FIT_EPOCH + row) & 31
    return file


def before_headers() -> FitFile:
    file = ride(12).change("record", 3, timestamp=INVALID)
    for row, record in list(enumerate(file.of("record")))[6:]:
        record.local, record.offset = 1, (START - FIT_EPOCH + row) & 31
        record.values["timestamp"] = None
    return file
