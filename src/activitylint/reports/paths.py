"""Paths for tools on other machines: relative to the repository, with slashes, or as a URI."""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import quote

from activitylint.source.urls import is_url

__all__ = ["is_inside", "relative", "uri"]

# Characters that stay unencoded. A colon is encoded; otherwise the first part might look like a scheme.
_SAFE: Final = "/!$&'()*+,;=@~"


def relative(path: str, root: str) -> str:
    """The path relative to `root`, with slashes and without `./`. A path outside of `root`, and a URL, stays as it is.

    root: an absolute path, or empty if there is none. The path does not have to exist.
    """
    if is_url(path):
        return path
    inside = _inside(path, root)
    return _slashes(os.path.normpath(path) if inside is None else inside)


def is_inside(path: str, root: str) -> bool:
    """True if the path is inside `root`."""
    return _inside(path, root) is not None


def uri(path: str, root: str) -> str:
    """A relative reference for a path inside `root`, a `file:` URI for any other, in percent-encoded UTF-8.

    A URL stays one.
    """
    if is_url(path):
        scheme, place = path.partition("://")[::2]
        host, slash, rest = place.partition("/")
        return f"{scheme}://{_quoted(host, _SAFE + ':')}{slash}{_quoted(rest)}"
    inside = _inside(path, root)
    if inside is not None:
        return _quoted(_slashes(inside))
    absolute = _slashes(os.path.normpath(os.path.join(root, path)))
    if not os.path.isabs(absolute):
        return _quoted(absolute)
    return f"file:///{_quoted(absolute.lstrip('/'))}"


def _inside(path: str, root: str) -> str | None:
    """The path relative to `root`, or None if it is outside."""
    if is_url(path):
        return None
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


def _quoted(path: str, safe: str = _SAFE) -> str:
    # Bytes of a file name that are not UTF-8 are lone surrogates in Python; fsencode restores the bytes.
    try:
        data = os.fsencode(path)
    except UnicodeEncodeError:
        data = path.encode("utf-8", "surrogatepass")
    return quote(data, safe=safe)
