"""What a file is made of: blind mutations move whole pieces, so that what they make can still be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from activitylint.formats.fit.scan import ScanResult, scan

__all__ = ["Pieces", "lines", "markup", "messages", "tokens"]

Pieces = Callable[[bytes], list[bytes]]
"""The pieces of a content; joined they are the content."""

_MARKUP: Final = re.compile(rb"<(?:!--.*?--|[^<>]*)>?|[^<]+", re.DOTALL)
_TOKENS: Final = re.compile(rb'\s+|"(?:\\.|[^"\\])*"?|[\[\]{}:,]|[^\s"\[\]{}:,]+', re.DOTALL)


def messages(content: bytes) -> list[bytes]:
    """The messages and definitions of a FIT file without its container."""
    found = ScanResult()
    scan(content, 0, len(content), found)
    bounds = sorted({0, *found.messages, *found.definitions, len(content)})
    return [content[start:end] for start, end in pairwise(bounds)]


def markup(content: bytes) -> list[bytes]:
    """The tags of XML, and the texts between them."""
    return _MARKUP.findall(content)


def tokens(content: bytes) -> list[bytes]:
    """The tokens of JSON, and the white space between them."""
    return _TOKENS.findall(content)


def lines(content: bytes) -> list[bytes]:
    """The lines of a text."""
    return content.splitlines(keepends=True)
