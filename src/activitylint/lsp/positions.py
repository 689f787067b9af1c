r"""Positions in a text: offsets in characters, and the lines and columns of the protocol.

The protocol ends a line at `\n`, `\r\n` or `\r`. It counts columns in UTF-16 units, unless the client asks for others.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
from lsprotocol.types import Position, PositionEncodingKind, Range

from activitylint.model.arrays import Int

__all__ = ["Text"]

_UNITS: Final = {
    PositionEncodingKind.Utf8: ("utf-8", 1),
    PositionEncodingKind.Utf16: ("utf-16-le", 2),
    PositionEncodingKind.Utf32: ("utf-32-le", 4),
}
"""The encoding whose units are counted, and the bytes of a unit."""


class Text:
    """A text with its lines. It does not change.

    encoding: what the columns of the protocol count.
    """

    def __init__(self, characters: str, encoding: str = PositionEncodingKind.Utf16) -> None:
        self.characters: Final = characters
        self.encoding: Final = encoding
        self._codec, self._unit = _UNITS[PositionEncodingKind(encoding)]

    @cached_property
    def is_ascii(self) -> bool:
        """True if every character is one byte in the usual encodings, and one unit."""
        return self.characters.isascii()

    @cached_property
    def _starts(self) -> Int:
        """The offset of the first character of each line."""
        if self.is_ascii:
            units = np.frombuffer(self.characters.encode("ascii"), np.uint8)
        else:
            units = np.frombuffer(self.characters.encode("utf-32-le", "surrogatepass"), np.uint32)
        ends = units == ord("\n")
        returns = units == ord("\r")
        ends |= returns & ~np.append(ends[1:], False)
        return np.concatenate([[0], ends.nonzero()[0] + 1])

    def position(self, offset: int) -> Position:
        """The position of an offset in characters. An offset outside the text counts as its start or end."""
        offset = max(0, min(offset, len(self.characters)))
        line = int(self._starts.searchsorted(offset, side="right")) - 1
        return Position(line, self._size(self.characters[int(self._starts[line]) : offset]))

    def range(self, start: int, end: int) -> Range:
        """The range between two offsets in characters."""
        return Range(self.position(start), self.position(end))

    def offset(self, position: Position) -> int:
        """The offset in characters of a position. One after the end of its line counts as that end."""
        if position.line >= len(self._starts):
            return len(self.characters)
        start, end = self._line(position.line)
        line = self.characters[start:end]
        if self.is_ascii or line.isascii():
            return start + min(position.character, len(line))
        before = line.encode(self._codec, "surrogatepass")[: position.character * self._unit]
        return start + len(before.decode(self._codec, "ignore"))

    def line_end(self, offset: int) -> int:
        """The offset of the end of the line that an offset is in, before its line break."""
        return self._line(int(self._starts.searchsorted(offset, side="right")) - 1)[1]

    def with_change(self, where: Range | None, new: str) -> Text:
        """The text after a change. where: what `new` replaces; None for the whole text."""
        if where is None:
            return Text(new, self.encoding)
        start, end = sorted((self.offset(where.start), self.offset(where.end)))
        return Text(f"{self.characters[:start]}{new}{self.characters[end:]}", self.encoding)

    def _line(self, line: int) -> tuple[int, int]:
        """The offsets of the start and the end of a line, without its line break."""
        start = int(self._starts[line])
        if line + 1 == len(self._starts):
            return start, len(self.characters)
        end = int(self._starts[line + 1]) - 1
        return start, end - (end > start and self.characters[end - 1 : end + 1] == "\r\n")

    def _size(self, text: str) -> int:
        """The number of units in a text."""
        return len(text) if text.isascii() else len(text.encode(self._codec, "surrogatepass")) // self._unit
