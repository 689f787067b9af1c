"""Measure many real files one after another, as in an export of Strava, beside the least that reading them takes.

For gzipped FIT files that is to unpack them, for TCX and GPX files libxml2's bare parse.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from benchmarks.generate import Input, real
from benchmarks.results import Together
from benchmarks.rounds import Pace

__all__ = ["LARGE", "SMALL", "together"]

SMALL = 100_000
"""Bytes. On smaller XML files, the fixed cost of a call is most of the time."""
LARGE = 700_000
"""Bytes. From here on, the bound for XML files is lower."""
_PASSES = 3
"""Passes over the files for each round of the suite. A pass takes less than a second, and the first ones are slower."""


def together(pace: Pace) -> Iterator[Together]:
    """Lint the real files and do the least with them in turns, in this process."""
    rides = real("fit")
    if rides:
        packed = [(f"{item.name}.gz", gzip.compress(item.path.read_bytes())) for item in rides]
        group = Together("FIT, gzipped", "gunzip", len(rides), sum(item.size for item in rides))
        yield _measured(group, packed, gzip.decompress, pace)
    for kind in ("tcx", "gpx"):
        files = [item for item in real(kind) if item.size >= SMALL and _is_well_formed(item)]
        for name, some in (
            (f"{kind.upper()} of 100 to 700 kB", [item for item in files if item.size < LARGE]),
            (f"{kind.upper()} of 700 kB and more", [item for item in files if item.size >= LARGE]),
        ):
            if some:
                group = Together(name, "libxml2", len(some), sum(item.size for item in some))
                yield _measured(group, [(item.name, item.path.read_bytes()) for item in some], _parser(), pace)


def _measured(
    group: Together, members: list[tuple[str, bytes]], least: Callable[[bytes], object], pace: Pace
) -> Together:
    import activitylint  # noqa: PLC0415 -- the suite itself runs without it

    def lint() -> None:
        for name, data in members:
            activitylint.lint(data, name=name)

    def read() -> None:
        for _, data in members:
            least(data)

    lint()
    for _ in range(_PASSES * pace.rounds):
        group.lint.append(_seconds(lint))
        group.least.append(_seconds(read))
    return group


def _parser() -> Callable[[bytes], Any]:
    from lxml import etree  # noqa: PLC0415 -- as above

    return partial(etree.fromstring, parser=etree.XMLParser(huge_tree=True))


def _is_well_formed(item: Input) -> bool:
    """False if libxml2 stops at an error, and so reads only a part of the file."""
    from lxml import etree  # noqa: PLC0415 -- as above

    try:
        _parser()(item.path.read_bytes())
    except etree.XMLSyntaxError:
        return False
    return True


def _seconds(work: Callable[[], None]) -> float:
    """The processor time that it takes: both work in one thread, and other programs disturb it less than the clock."""
    start = time.process_time()
    work()
    return time.process_time() - start
