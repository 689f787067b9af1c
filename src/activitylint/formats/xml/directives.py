"""Comments for activitylint: `<!-- activitylint: ... -->`, anywhere in the document."""

from __future__ import annotations

from typing import Final

import numpy as np

from activitylint.formats.xml.document import XmlText
from activitylint.formats.xml.index import Index
from activitylint.model.faults import Place
from activitylint.model.markup import Directive
from activitylint.model.patterns import regex

__all__ = ["directives"]

_MARK: Final = regex(rb"activitylint:")
_OPENING: Final = b"<!--"
_MOST: Final = 100
"""Comments that are read. Only a malicious file has more."""
_MOST_TRANSCODED: Final = 10
"""The same for a transcoded document, in which each place costs a pass over the bytes."""
_LONGEST: Final = 500
"""Characters by which comments are compared."""


def directives(text: XmlText, index: Index) -> tuple[Directive, ...]:
    """Return the comments that begin with `activitylint:`, in document order. Of equal ones, only the first."""
    if not bool((index.buffer[index.specials[:, 0] + 2] == ord("-")).any()):
        return ()
    marks = np.array([found.start() for found in _MARK.finditer(index.text)], dtype=np.int64)
    starts = index.specials[:, 0]
    spans = starts.searchsorted(marks, side="right") - 1
    # only the first mark in a comment can be at its beginning
    spans, first = np.unique(spans, return_index=True)
    found: dict[str, Directive] = {}
    for span, mark in zip(spans.tolist(), marks[first].tolist(), strict=True):
        start, stop = index.specials[span].tolist() if span >= 0 else (0, 0)
        opening = index.text[start:mark]
        if mark < stop and opening.startswith(_OPENING) and not opening[len(_OPENING) :].strip():
            raw = index.text[mark : min(stop, mark + 4 * _LONGEST)].removesuffix(b"-->")
            said = raw.decode(index.codec, "replace").partition(":")[2]
            at = text.original_byte(start)
            place = Place("byte", at, length=text.original_byte(stop) - at)
            found.setdefault(" ".join(said.split())[:_LONGEST], Directive(said, place))
        if len(found) == (_MOST_TRANSCODED if text.transcoded else _MOST):
            break
    return tuple(Directive(said, directive.at) for said, directive in found.items())
