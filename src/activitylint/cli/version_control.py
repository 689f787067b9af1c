"""Asks whether Git could restore a file, without running Git: the settings of a repository can run any program."""

from __future__ import annotations

import hashlib
import os
import struct
from pathlib import Path
from typing import Final

__all__ = ["is_in_git"]

_LONGEST: Final = 0xFFF
"""The longest path whose length fits into an entry of the index."""


def is_in_git(path: Path) -> bool:
    """True if the index of a Git repository has this file, with exactly the content that it has now.

    path: absolute, without links. In doubt the answer is False: for files that Git converts or stores elsewhere, and
    for repositories with an index of version 4.
    """
    try:
        root = next((folder for folder in path.parents if os.path.lexists(folder / ".git")), None)
        if root is None:
            return False
        index = (_git_folder(root / ".git") / "index").read_bytes()
        content = path.read_bytes()
    except OSError:
        return False
    name = os.fsencode(path.relative_to(root).as_posix())
    blob = b"blob %d\0%b" % (len(content), content)
    # An entry of the index: the hash of the content, the length of the path, the path.
    entry = struct.pack(">H", min(len(name), _LONGEST)) + name + b"\0"
    return any(made(blob).digest() + entry in index for made in (_sha1, hashlib.sha256))


def _git_folder(path: Path) -> Path:
    """The folder of a repository; in a further work tree and in a submodule, `.git` is a file that names it."""
    if path.is_dir():
        return path
    return path.parent / os.fsdecode(path.read_bytes()).removeprefix("gitdir:").strip()


def _sha1(data: bytes) -> hashlib._Hash:
    return hashlib.sha1(data, usedforsecurity=False)
