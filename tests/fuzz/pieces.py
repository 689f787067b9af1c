"""Split files into pieces. Blind mutations move whole pieces, so that the result can still be parsed."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from activitylint.formats.fit.scan import ScanResult, scan

__all__ = ["Pieces", "lines", "markup", "messages", "tokens"]

Pieces = Callable[[bytes], list[bytes]]
"""Splits a content into pieces; joined, they are the content again."""

_MARKUP: Final = re.compile(rb"<(?:!--.*?--|[^<>]*)>?|[^<]+", re.DOTALL)
_TOKENS: Final = re.compile(rb'\s+|"(?:\\.|[^"\\])*"?|[\[\]{}:,]|[^\s"\[\]{}:,]+', re.DOTALL)


def messages(content: bytes) -> list[bytes]:
    """Split FIT data without its container into definitions and data messages."""
    found = ScanResult()
    scan(content, 0, len(content), found)
    bounds = sorted({0, *found.messages, *found.definitions, len(content)})
    return [content[start:end] for start, end in pairwise(bounds)]


def markup(content: bytes) -> list[bytes]:
    """Split XML into tags and the text between them."""
    return _MARKUP.findall(content)


def tokens(content: bytes) -> list[bytes]:
    """Split JSON into tokens and the white space between them."""
    return _TOKENS.findall(content)


def lines(content: bytes) -> list[bytes]:
    """Split a text into lines."""
    return content.splitlines(keepends=True)
