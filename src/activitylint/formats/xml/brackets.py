"""The tags of a document, found by their brackets.

Every `<` outside comments, CDATA, processing instructions and the DOCTYPE begins a tag, if the text is well-formed.
"""

from __future__ import annotations

import re
from array import array
from typing import Final

import numpy as np
import numpy.typing as npt

from activitylint.formats.xml.buffers import occurrences
from activitylint.formats.xml.intern import I32

__all__ = ["Brackets"]

_LESS: Final = 0x3C
_BUT_ONE_BIT: Final = 0xFD
"""`<` and `>` differ in one bit, and are found in one pass."""
_SLASH: Final = 0x2F
_BANG: Final = 0x21
_QUESTION: Final = 0x3F
_TAG: Final = re.compile(rb"<(?:[^\"'>]+|\"[^\"]*\"|'[^']*')*+>")
_DOCTYPE_PART: Final = re.compile(rb"\"[^\"]*\"|'[^']*'|<!--.*?-->|<\?.*?\?>|[\[\]>]", re.DOTALL)
_PADDING: Final = 8192


class Brackets:
    """Start tags, end tags and empty ones, in the order of the document.

    opens, stops: bytes of `<` and `>`. last: the byte before `>`. ends, empties: which tags are of that kind. after:
    how many elements are open behind each tag, below 0 where more were closed. specials: (start, stop) of comments,
    CDATA sections, processing instructions and the DOCTYPE, one row each. alternate: whether `<` and `>` take turns.
    buffer: the text as numpy sees it, with NULs behind it.
    """

    __slots__ = ("after", "alternate", "buffer", "empties", "ends", "last", "opens", "specials", "stops", "text")

    def __init__(self, text: bytes, *, strict: bool = False) -> None:
        """Find them. strict: none, where `<` and `>` do not take turns."""
        self.text = text
        self.buffer = np.empty(len(text) + _PADDING, dtype=np.uint8)
        self.buffer[: len(text)] = np.frombuffer(text, dtype=np.uint8)
        self.buffer[len(text) :] = 0
        opens, closes, self.alternate = _parted(self.buffer, occurrences(self.buffer, _LESS, _BUT_ONE_BIT))
        second = self.buffer[1:].take(opens)
        self.specials = _specials(text, opens[(second == _BANG) | (second == _QUESTION)])
        if len(self.specials):
            opens, closes = _outside(opens, self.specials), _outside(closes, self.specials)
            self.alternate = _take_turns(opens, closes)
        if not self.alternate:
            opens, closes = (opens[:0], opens[:0]) if strict else _tag_ends(text, opens, closes)
        self.opens, self.stops = opens, closes
        self.ends = self.buffer[1:].take(opens) == _SLASH
        self.last = self.buffer.take(closes - 1)
        self.empties = self.last == _SLASH
        self.empties &= ~self.ends
        step = np.ones(len(opens), dtype=np.int8)
        step -= self.ends
        step -= self.ends
        step -= self.empties
        self.after = step.cumsum(dtype=np.int32)


def _parted(buffer: npt.NDArray[np.uint8], marks: I32) -> tuple[I32, I32, bool]:
    """The `<` and the `>` among the marks, and whether they take turns."""
    less = buffer.take(marks) == _LESS
    if len(marks) % 2 == 0 and bool(less[::2].all()) and not bool(less[1::2].any()):
        return marks[::2].copy(), marks[1::2].copy(), True
    return marks[less], marks[~less], False


def _specials(text: bytes, starts: I32) -> npt.NDArray[np.int64]:
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
            position = _doctype_end(text, start + 2)
        spans.extend((start, position))
    return np.frombuffer(spans, dtype=np.int64).reshape(-1, 2) if spans else np.empty((0, 2), dtype=np.int64)


def _after(text: bytes, mark: bytes, position: int) -> int:
    found = text.find(mark, position)
    return found + len(mark) if found >= 0 else len(text)


def _doctype_end(text: bytes, position: int) -> int:
    depth = 0
    for part in _DOCTYPE_PART.finditer(text, position):
        if part[0] == b"[":
            depth += 1
        elif part[0] == b"]":
            depth -= 1
        elif part[0] == b">" and depth <= 0:
            return part.end()
    return len(text)


def _outside(positions: I32, spans: npt.NDArray[np.int64]) -> I32:
    """The positions that lie in none of the spans."""
    if not len(spans):
        return positions
    if len(spans) == 1:
        first, last = positions.searchsorted(spans[0])
        return np.concatenate((positions[:first], positions[last:]))
    span = spans[:, 0].searchsorted(positions, side="right") - 1
    kept: I32 = positions[(span < 0) | (positions >= spans[span, 1])]
    return kept


def _take_turns(opens: I32, closes: I32) -> bool:
    return len(opens) == len(closes) and bool((closes > opens).all()) and bool((closes[:-1] < opens[1:]).all())


def _tag_ends(text: bytes, opens: I32, closes: I32) -> tuple[I32, I32]:
    """The `>` of each tag; tags that the text ends inside of are left out."""
    first = closes.searchsorted(opens)
    following = np.append(first[1:], len(closes))
    complete = following > first
    opens, first, following = opens[complete], first[complete], following[complete]
    stops = closes[first] if len(first) else np.empty(0, dtype=np.int32)
    # more than one > before the next tag: in its text, or quoted in an attribute
    for tag in (following - first > 1).nonzero()[0].tolist():
        found = _TAG.match(text, int(opens[tag]))
        if found:
            stops[tag] = found.end() - 1
    return opens, stops
