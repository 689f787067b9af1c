"""A valid file that a breakage can change, and that knows where its parts are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from generated.model import Draw

__all__ = ["Case"]


class Case(ABC):
    """What breakages need from a file of any format. rows: its number of records."""

    suffix: str
    rows: int

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    @abstractmethod
    def change(self, row: int, stream: str, value: Any) -> None:
        """Change a value of a record. None leaves it out; a string is written unchanged."""

    @abstractmethod
    def has(self, row: int, stream: str) -> bool:
        """True if the record has a value for this stream."""

    @abstractmethod
    def spot(self, row: int, stream: str = "") -> Any:
        """Return a key for `where`, for the value or for the record."""

    @abstractmethod
    def render(self) -> bytes:
        """Return the file. `where` works only after that."""

    @abstractmethod
    def rewritten(self) -> bytes:
        """Write the activity once more, without edits of the bytes or the text."""

    @abstractmethod
    def where(self, spot: Any) -> str:
        """Return the place of a spot: `7:9`, `record 3` or `byte 12`."""

    def byte(self, spot: Any) -> int | None:  # noqa: ARG002 -- of the text formats
        """Return the byte offset of a spot, or None if it is not known."""
        return None

    def holders(self, stream: str) -> list[int]:
        """Return the records that have a value for this stream."""
        return [row for row in range(self.rows) if self.has(row, stream)]

    def some(self, stream: str = "time", *, most: int = 4, inside: bool = False) -> list[int]:
        """Draw a few records that have a value for this stream. inside: not the first or last record."""
        among = [row for row in self.holders(stream) if not inside or 0 < row < self.rows - 1]
        return sorted(self.draw(st.sets(st.sampled_from(among), min_size=1, max_size=min(most, len(among)))))

    def inner(self) -> int:
        """Draw a record that is neither the first nor the last."""
        row: int = self.draw(st.integers(1, self.rows - 2))
        return row

    def number(self, low: int, high: int) -> int:
        value: int = self.draw(st.integers(low, high))
        return value

    def one_of(self, values: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(values))
