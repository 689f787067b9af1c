"""The tags of a document, found by their `<` and `>`.

In well-formed text, every `<` outside comments, CDATA, processing instructions and the DOCTYPE begins a tag.
"""

from __future__ import annotations

import re
from array import array
from typing import Final

import numpy as np

from activitylint.formats.xml.intern import taken
from activitylint.model.arrays import I32, Bytes, Int
from activitylint.model.patterns import regex

__all__ = ["Tags", "doctype_end"]

_LESS: Final = 0x3C
_BUT_ONE_BIT: Final = 0xFD
"""`<` and `>` differ in one bit only: this mask finds both in one pass."""
_SLASH: Final = 0x2F
_BANG: Final = 0x21
_QUESTION: Final = 0x3F
_TAG: Final = regex(rb"<(?:[^\"'<>]++|\"[^\"<]*+\"|'[^'<]*+')*+>")
_DOCTYPE_PART: Final = regex(rb"\"[^\"]*\"|'[^']*'|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|[\[\]>]", re.DOTALL)
_PIECE: Final = 1 << 19
_PADDING: Final = 8192


class Tags:
    """The start tags, end tags and empty-element tags of a document, in document order.

    opens, stops: byte offsets of `<` and `>`. last: the byte before `>`.
    ends: True for `</a>`. empties: True for `<a/>`.
    after: the number of open elements after each tag; negative if more were closed than opened.
    specials: (start, stop) of comments, CDATA sections, processing instructions and the DOCTYPE, one row each.
    alternate: True if `<` and `>` alternate throughout.
    buffer: the text as a numpy array, padded with NULs.
    """

    __slots__ = ("after", "alternate", "buffer", "empties", "ends", "last", "opens", "specials", "stops", "text")

    def __init__(self, text: bytes, *, strict: bool = False) -> None:
        """Find the tags of a text. strict: find none if `<` and `>` do not alternate."""
        self.text = text
        self.buffer = np.empty(len(text) + _PADDING, dtype=np.uint8)
        self.buffer[: len(text)] = np.frombuffer(text, dtype=np.uint8)
        self.buffer[len(text) :] = 0
        opens, closes = _opens_and_closes(self.buffer)
        second = taken(self.buffer[1:], opens)
        self.specials = _specials(text, opens[(second == _BANG) | (second == _QUESTION)])
        if len(self.specials):
            opens, closes = _outside(opens, self.specials), _outside(closes, self.specials)
        self.alternate = _take_turns(opens, closes)
        if not self.alternate:
            opens, closes = (opens[:0], opens[:0]) if strict else _tag_ends(text, opens, closes)
        self.opens, self.stops = opens, closes
        self.ends = taken(self.buffer[1:], opens) == _SLASH
        self.last = taken(self.buffer, closes - 1)
        self.empties = self.last == _SLASH
        self.empties &= ~self.ends
        step = np.ones(len(opens), dtype=np.int8)
        step -= self.ends
        step -= self.ends
        step -= self.empties
        self.after = step.cumsum(dtype=np.int32)


def _opens_and_closes(buffer: Bytes) -> tuple[I32, I32]:
    """The byte offsets of all `<` and of all `>`. Works in pieces, since a full mask would be as long as the file."""
    opens: list[I32] = []
    closes: list[I32] = []
    for first in range(0, len(buffer), _PIECE):
        piece = buffer[first : first + _PIECE]
        marks = ((piece & _BUT_ONE_BIT) == _LESS).nonzero()[0]
        less = piece.take(marks) == _LESS
        # in nearly every piece they alternate; either can come first
        if bool((less[1:] != less[:-1]).all()):
            leading = 1 if len(less) and not less[0] else 0
            here = marks[leading::2], marks[1 - leading :: 2]
        else:
            here = marks[less], marks[~less]
        for found, at in zip((opens, closes), here, strict=True):
            found.append(at.astype(np.int32))
            found[-1] += np.int32(first)
    return _joined(opens), _joined(closes)


def _joined(pieces: list[I32]) -> I32:
    found = np.concatenate(pieces)
    pieces.clear()
    return found


def _specials(text: bytes, starts: I32) -> Int:
    """(start, stop) of comments, CDATA sections, processing instructions and the DOCTYPE, one row each."""
    spans = array("q")
    position = 0
    for start in starts.tolist():
        if start < position:
            continue
        if text.startswith(b"<!--", start):
            position = _after(text, b"-->", start + 4)
        elif text.startswith(b"<![CDATA[", start):
            position = _after(text, b"]]>", start + 9)
        elif text.startswith(b"<?", start):
            position = _after(text, b"?>", start + 2)
        else:
            position = doctype_end(text, start + 2)
        spans.extend((start, position))
    return np.frombuffer(spans, dtype=np.int64).reshape(-1, 2) if spans else np.empty((0, 2), dtype=np.int64)


def _after(text: bytes, mark: bytes, position: int) -> int:
    found = text.find(mark, position)
    return found + len(mark) if found >= 0 else len(text)


def doctype_end(text: bytes, position: int) -> int:
    """The offset after a DOCTYPE. position: anywhere after its `<` and before its first bracket or quote."""
    depth = 0
    for part in _DOCTYPE_PART.finditer(text, position):
        if part[0] == b"[":
            depth += 1
        elif part[0] == b"]":
            depth -= 1
        elif part[0] == b">" and depth <= 0:
            return part.end()
    return len(text)


def _outside(positions: I32, spans: Int) -> I32:
    """The positions that are inside none of the spans."""
    if not len(spans):
        return positions
    # Of the same type as the positions: numpy would convert all of these to eight bytes.
    starts, stops = spans.T.astype(np.int32)
    if len(spans) == 1:
        first, last = positions.searchsorted(starts[0]), positions.searchsorted(stops[0])
        return np.concatenate((positions[:first], positions[last:])) if first else positions[last:]
    kept: list[I32] = []
    for start in range(0, len(positions), _PIECE):
        piece = positions[start : start + _PIECE]
        span = starts.searchsorted(piece, side="right") - 1
        kept.append(piece[(span < 0) | (piece >= stops[span])])
    return _joined(kept) if kept else positions


def _take_turns(opens: I32, closes: I32) -> bool:
    return len(opens) == len(closes) and bool((closes > opens).all()) and bool((closes[:-1] < opens[1:]).all())


def _tag_ends(text: bytes, opens: I32, closes: I32) -> tuple[I32, I32]:
    """The `<` and the `>` of each tag. Tags that the text ends inside of are left out."""
    first = closes.searchsorted(opens)
    following = np.append(first[1:], len(closes))
    complete = following > first
    opens, first, following = opens[complete], first[complete], following[complete]
    stops = closes[first] if len(first) else np.empty(0, dtype=np.int32)
    # more than one > before the next tag: the others are in the text or in a quoted attribute
    for tag in (following - first > 1).nonzero()[0].tolist():
        found = _TAG.match(text, int(opens[tag]))
        if found:
            stops[tag] = found.end() - 1
    return opens, stops
