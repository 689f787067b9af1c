"""A valid file that is about to be broken: its model, the means to change it, and to tell where things stand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from generated.model import Draw

__all__ = ["Case"]


class Case(ABC):
    """What breakages need of a file in any format. rows: how many records it has."""

    suffix: str
    rows: int

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    @abstractmethod
    def change(self, row: int, stream: str, value: Any) -> None:
        """Another value of one record; None leaves it out, a string is written as it is."""

    @abstractmethod
    def has(self, row: int, stream: str) -> bool:
        """Whether a record has a value of this stream."""

    @abstractmethod
    def spot(self, row: int, stream: str = "") -> Any:
        """What `where` finds the value, or the record, by."""

    @abstractmethod
    def render(self) -> bytes:
        """The file; after it, `where` can tell."""

    @abstractmethod
    def where(self, spot: Any) -> str:
        """`7:9`, `record 3` or `byte 12`."""

    def byte(self, spot: Any) -> int | None:  # noqa: ARG002 -- of the text formats
        """The offset in the bytes, where the case can tell."""
        return None

    def holders(self, stream: str) -> list[int]:
        """The records that have a value of this stream."""
        return [row for row in range(self.rows) if self.has(row, stream)]

    def some(self, stream: str = "time", *, most: int = 4, inside: bool = False) -> list[int]:
        """A few records that have a value of this stream. inside: neither the first nor the last record."""
        among = [row for row in self.holders(stream) if not inside or 0 < row < self.rows - 1]
        return sorted(self.draw(st.sets(st.sampled_from(among), min_size=1, max_size=min(most, len(among)))))

    def inner(self) -> int:
        """A record that is neither the first nor the last."""
        row: int = self.draw(st.integers(1, self.rows - 2))
        return row

    def number(self, low: int, high: int) -> int:
        value: int = self.draw(st.integers(low, high))
        return value

    def one_of(self, values: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(values))
