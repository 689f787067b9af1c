"""A file's path as tools on other machines take it: relative to the repository, with slashes, or a URI."""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import quote

__all__ = ["is_inside", "relative", "uri"]

# What a path may hold unencoded. A colon is encoded, lest the first part be taken for a scheme.
_SAFE: Final = "/!$&'()*+,;=@~"


def relative(path: str, root: str) -> str:
    """The path from `root`, with slashes and without `./`; what lies outside stays absolute, or as it was typed.

    root: an absolute path, or empty where there is none. The path need not exist.
    """
    inside = _inside(path, root)
    return _slashes(os.path.normpath(path) if inside is None else inside)


def is_inside(path: str, root: str) -> bool:
    """Whether `relative` gives a path that starts at the root."""
    return _inside(path, root) is not None


def uri(path: str, root: str) -> str:
    """A relative reference for what lies under `root`, a `file:` URI for other paths, percent-encoded UTF-8."""
    inside = _inside(path, root)
    if inside is not None:
        return _quoted(_slashes(inside))
    absolute = _slashes(os.path.normpath(os.path.join(root, path)))
    if not os.path.isabs(absolute):
        return _quoted(absolute)
    return f"file:///{_quoted(absolute.lstrip('/'))}"


def _inside(path: str, root: str) -> str | None:
    """The path from the root, or None where it leaves it."""
    if os.path.isabs(path):
        if not root:
            return None
        normal = os.path.normpath(path)
        begin = root.rstrip(os.sep) + os.sep
        return normal[len(begin) :] if normal.startswith(begin) else None
    normal = os.path.normpath(path)
    return None if normal == os.pardir or normal.startswith(os.pardir + os.sep) else normal


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/")


def _quoted(path: str) -> str:
    # Bytes that are no UTF-8 come from the file system as lone surrogates, and go back to what they were.
    try:
        data = os.fsencode(path)
    except UnicodeEncodeError:
        data = path.encode("utf-8", "surrogatepass")
    return quote(data, safe=_SAFE)
