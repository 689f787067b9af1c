"""Finds the files that a glob on the command line names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress

from activitylint.settings.globs import Names
from activitylint.source import stores

__all__ = ["has_wildcard", "matching", "matching_objects"]


def has_wildcard(path: str) -> bool:
    """True if a path has characters that make it a glob."""
    return any(character in path for character in "*?[")


def matching(pattern: str) -> list[str]:
    """The files and folders that match a glob, sorted. Without wildcards, there are none.

    `**` as a whole name matches any number of folders and does not follow links. A wildcard does not match hidden
    names. Each folder is read once, so the time depends on the number of files, whatever the pattern. A folder that
    cannot be read counts as a match, so that it is reported.
    """
    pattern = pattern.replace(os.sep, "/")
    first = re.search(r"[*?\[]", pattern)
    if first is None:
        return []
    root, rest = os.path.split(pattern[: first.start()])
    names = [name for name in (rest + pattern[first.start() :]).split("/") if name not in {"", "."}]
    only_folders = pattern.endswith("/")
    only_files = names[-1] == "**" and not only_folders
    matcher = Names([os.path.normcase(name) for name in names], hidden=False)
    closed: list[str] = []
    found = [
        path
        for path, folder in _walk(root, matcher, closed)
        if (folder or not only_folders) and not (folder and only_files)
    ]
    return sorted({*found, *closed})


def matching_objects(pattern: str) -> Iterator[tuple[str, bool]]:
    """The objects in a store that match a glob, with True, and those in the folders that match, with False.

    Everything below the part without wildcards is listed. An object does not need to be there: then there are none.
    """
    root = re.match(r"[^:]+://[^/*?\[]+/(?:[^/*?\[]*/)*+(?=[^*?\[]*[*?\[])", pattern)
    if root is None:
        return
    matcher = Names([name for name in pattern[root.end() :].split("/") if name], hidden=False)
    with suppress(OSError):
        for url in stores.objects(root[0]):
            progress = matcher.start
            names = url[root.end() :].split("/")
            for count, name in enumerate(names, start=1):
                progress = matcher.next(progress, name, deep=not name.startswith("."))
                if matcher.complete(progress):
                    yield url, count == len(names) and not pattern.endswith("/")
                    break


def _walk(folder: str, names: Names, closed: list[str]) -> Iterator[tuple[str, bool]]:
    """The matching paths in a folder and below, each with True if it is a folder.

    closed: gets the folders that cannot be read.
    """
    waiting = [(folder, names.start)]
    while waiting:
        folder, progress = waiting.pop()
        try:
            with os.scandir(folder or ".") as found:
                entries = list(found)
        except OSError:
            if os.path.isdir(folder):
                closed.append(folder)
            continue
        for entry in entries:
            deep = not entry.name.startswith(".") and not entry.is_symlink()
            reached = names.next(progress, os.path.normcase(entry.name), deep=deep)
            if reached:
                path = os.path.join(folder, entry.name)
                is_folder = entry.is_dir()
                if names.complete(reached):
                    yield path, is_folder
                if is_folder:
                    waiting.append((path, reached))
