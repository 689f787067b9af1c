"""Makes text from a file harmless: whatever a file says, it never acts on a terminal or breaks a report."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["printable"]

# Controls (C0 without tab, DEL, C1), line and paragraph separators, zero-width and bidirectional marks, and what is no
# character (lone surrogates, U+FFFE, U+FFFF), which no XML report may hold.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""The text on one line, with everything that could act replaced by its escape (`\x1b`), and tabs by a blank."""
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text).replace("\t", " ")
