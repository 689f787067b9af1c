"""What an example is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["Example", "Examples"]


@dataclass(frozen=True, slots=True)
class Example:
    """A file that something is wrong with.

    safe: only safe fixes are carried out, and all of them else. select, apply: as `activitylint.fix` takes them.
    """

    name: str
    data: bytes
    safe: bool = False
    select: tuple[str, ...] = ()
    apply: tuple[str, ...] = ()


Examples = Callable[[], Iterator[Example]]
