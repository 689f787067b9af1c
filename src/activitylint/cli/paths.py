"""From what was typed to the files that are linted."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from activitylint.source import is_candidate

__all__ = ["expand", "in_folder"]


def expand(arguments: Iterable[str]) -> Iterator[tuple[str, list[str] | None]]:
    """What each argument stands for, in the order typed: (the argument, its files).

    An existing path comes first: a folder gives the activity files under it, a file gives itself whatever it is called.
    Otherwise the argument is a glob (`**` for any depth). None for one that is neither: it is reported as unreadable.
    """
    for argument in arguments:
        if argument == "-":
            yield argument, ["-"]
        elif os.path.isdir(argument):  # noqa: PTH112 -- a name that no Path can hold (a NUL byte) is just not there
            yield argument, list(in_folder(argument))
        elif os.path.lexists(argument):
            yield argument, [argument]
        else:
            yield argument, _matches(argument)


def in_folder(folder: str) -> Iterator[str]:
    """The activity files under a folder, sorted, folders that are hidden or links left out.

    Raises nothing: a folder that cannot be entered gives none.
    """
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(here, name)  # noqa: PTH118 -- keeps ./ and names as the user typed them
            if is_candidate(Path(path)):
                yield path


def _matches(pattern: str) -> list[str] | None:
    if not glob.has_magic(pattern):
        return None
    found: list[str] = []
    for path in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 -- as above
        if os.path.isdir(path):  # noqa: PTH112 -- as above
            found.extend(in_folder(path))
        else:
            found.append(path)
    return found or None
