"""Turns the paths on the command line into the files to check."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Final

import click

from activitylint.cli.messages import UnusableError, notice
from activitylint.cli.wildcards import has_wildcard, matching, matching_objects
from activitylint.settings.globs import Glob, GlobError
from activitylint.source import archives, stores
from activitylint.source.ahead import ahead
from activitylint.source.reading import is_candidate, read_names
from activitylint.source.urls import is_url, shown

__all__ = ["NOT_FIXED", "Listing", "files_of", "listed", "present", "refuse_stores"]

_ACTIVITIES: Final = ".fit, .tcx and .gpx, also with .gz, and .json with strength sets"

_KNOWN_FIRST: Final = 1_000
"""Files in stores that are listed before the run begins."""

Excluded = Callable[[str], bool]
"""True if the settings exclude a path that was found in a folder."""


def _never(_: str) -> bool:
    return False


def files_of(
    arguments: Iterable[str],
    names: Iterable[str],
    *,
    only_activities: bool,
    excluded: Excluded = _never,
) -> Iterator[str]:
    """Each file once: first those of the arguments, then those of a list of names.

    An archive is followed by its members. An argument without files is reported on standard error. A folder that cannot
    be read counts as a file, so that reading it fails and is reported like any other failure. The objects of a store
    come as they are listed, and are not kept in memory.
    """
    seen: set[str] = set()
    folders: set[str] = set()
    for argument, files in (*_expanded(arguments, excluded), *_named(names, excluded)):
        known = files is None or isinstance(files, list)
        if files is None and has_wildcard(argument):
            notice(f"{shown(argument)}: no file has this name or matches this pattern; use ** to include subfolders")
        elif files is not None and not files:
            notice(f"{shown(argument)}: {_without_files(argument)}")
        elif files == [argument] and archives.is_archive(argument) and (why := _without_members(argument, excluded)):
            notice(f"{shown(argument)}: {why}")
        for path in [argument] if files is None else files:
            if path in seen or _is_below(path, folders) or (only_activities and _is_unwanted(path, excluded)):
                continue
            is_final = path != argument and archives.inside(argument) is not None
            for inner in [path] if is_final else archives.files_of(path):
                if inner not in seen and (inner == path or not excluded(inner)):
                    if known:
                        seen.add(inner)
                    yield inner
        if not known:
            folders.add(argument.rstrip("/"))


def present(arguments: Iterable[str]) -> Iterator[str]:
    """The files that the arguments name now. Nothing is printed, and a file can come twice."""
    for _, files in _expanded(arguments, _never):
        yield from files or ()


def listed(file: str) -> list[str]:
    """The names in a list of files (`-` for standard input): separated by NUL bytes, or one per line.

    Names are literal: patterns are not expanded, and `-` is a file with that name. Raises OSError.
    """
    names = read_names(sys.stdin.buffer if file == "-" else file)
    return ["./-" if name == "-" else name for name in names]


class Listing:
    """The files of a run, to go through once. Those in stores are listed while the run goes on.

    first: the files that are known before it: all of them, or the first 1,000. complete: True if these are all.
    """

    def __init__(self, files: Iterable[str]) -> None:
        self._rest = iter(files)
        self.first: list[str] = []
        self.complete = True
        for path in self._rest:
            self.first.append(path)
            if len(self.first) >= _KNOWN_FIRST and is_url(path):
                self.complete = False
                break

    def __iter__(self) -> Iterator[str]:
        yield from self.first
        yield from self._rest


NOT_FIXED: Final = "files in stores are not changed; use --diff, or copy them to this computer and fix the copies"


def refuse_stores(paths: Iterable[str], reason: str) -> None:
    """Raise a usage error if one of the paths is a URL."""
    for path in paths:
        if is_url(path):
            message = f"{shown(path)}: {reason}"
            raise click.UsageError(message)


def _is_below(path: str, folders: set[str]) -> bool:
    """True if a path is in one of these folders, at any depth."""
    while folders and "/" in path:
        path = path.rpartition("/")[0]
        if path in folders:
            return True
    return False


def _without_files(folder: str) -> str:
    """Why a folder gives no files."""
    if is_url(folder):
        return f"the store has no activity files there ({_ACTIVITIES}, also in archives)"
    if any(_in_folder(folder, _never)):
        return "the settings exclude every activity file in this folder"
    return f"no activity files in this folder ({_ACTIVITIES}, also in archives)"


def _without_members(archive: str, excluded: Excluded) -> str | None:
    """Why there is nothing to lint in an archive, and nothing to report about it; None if there is."""
    try:
        found = archives.contents(archive)
    except OSError:
        return None
    if found == archives.Contents(archive):
        return f"no activity files in this archive ({_ACTIVITIES})"
    _, *members = found.files()
    left_out = members and all(map(excluded, members))
    return "the settings exclude every activity file in this archive" if left_out else None


def _is_wanted(path: str) -> bool:
    """True if a file in a folder is linted, or the files in it."""
    return (is_url(path) and path.endswith("/")) or is_candidate(path) or archives.is_collection(path)


def _is_unwanted(path: str, excluded: Excluded) -> bool:
    """True if a file in a folder would be left out."""
    return path != "-" and not os.path.isdir(path) and (excluded(path) or not _is_wanted(path))


def _named(names: Iterable[str], excluded: Excluded) -> Iterator[tuple[str, Iterable[str] | None]]:
    for name in names:
        if is_url(name):
            yield name, _in_store(name, excluded)
        else:
            yield name, list(_in_folder(name, excluded)) if os.path.isdir(name) else [name]


def _expanded(arguments: Iterable[str], excluded: Excluded) -> Iterator[tuple[str, Iterable[str] | None]]:
    """Each argument with its files, in order.

    An existing folder gives the activity files and archives under it, and an existing file gives itself, whatever its
    name. The same is true in a store, where the files are listed when they are asked for. Any other argument is a glob
    (`**` for any depth), also for files in archives; without a match, its files are None.
    """
    for argument in arguments:
        if argument == "-":
            yield argument, ["-"]
        elif is_url(argument):
            yield argument, _in_store(argument, excluded)
        elif os.path.isdir(argument):
            yield argument, list(_in_folder(argument, excluded))
        elif os.path.lexists(argument):
            yield argument, [argument]
        elif (inside := archives.inside(argument)) is not None:
            yield argument, _members(*inside, excluded) or _matches(argument, excluded)
        else:
            yield argument, _matches(argument, excluded)


def _in_folder(folder: str, excluded: Excluded) -> Iterator[str]:
    """The activity files and archives under a folder, sorted.

    Hidden and linked folders, excluded paths and the routes of an export are left out. A folder that cannot be read is
    one of the results.
    """
    closed: list[str] = []
    for here, folders, files in os.walk(folder, onerror=lambda error: closed.append(error.filename)):
        folders[:] = sorted(name for name in folders if not _is_left_out(here, name, excluded))
        for name in sorted(files):
            path = os.path.join(here, name)
            if not excluded(path) and _is_wanted(path):
                yield path
    yield from closed


def _in_store(url: str, excluded: Excluded) -> Iterable[str] | None:
    """The object that a URL names, or the activity files and archives under it; None if there is nothing."""
    try:
        stores.check(url)
        if (archive := archives.on_disk(url)) != url:
            return _members(archive, url[len(archive) + len("!/") :], excluded) or [url]
        found: Iterator[tuple[str, bool]] = ((one, False) for one in stores.objects(url))
        first = next(found, None)
    except stores.MissingPackageError as error:
        raise UnusableError(error.reason) from None
    except OSError:
        found = matching_objects(url)
        first = next(found, None)
        if first is None:
            return None
    if first is None or first == (url, False):
        return [] if first is None else [url]

    def is_wanted(one: tuple[str, bool]) -> bool:
        path, is_match = one
        return is_match or (not excluded(path) and _is_wanted(path))

    # Of a JSON file, the content decides.
    wanted = (path for (path, _), result in ahead(is_wanted, chain([first], found)) if result())
    begin = next(wanted, None)
    return [] if begin is None else chain([begin], wanted)


def _is_left_out(folder: str, name: str, excluded: Excluded) -> bool:
    """True if a folder in a folder is not searched."""
    path = os.path.join(folder, name)
    return name.startswith(".") or excluded(path) or archives.is_routes(path)


def _matches(pattern: str, excluded: Excluded) -> list[str] | None:
    found: list[str] = []
    for path in matching(pattern):
        if os.path.isdir(path):
            found.extend(_in_folder(path, excluded))
        else:
            found.append(path)
    return found or None


def _members(archive: str, member: str, excluded: Excluded) -> list[str]:
    """The files in archives that an argument names: a file, the files in a folder, or what matches a glob.

    archive, member: the parts of the argument; both can be globs. An archive that cannot be read to its end is one of
    the results, since there may be more in it, unless the argument names just one file.
    """
    matches: Callable[[str], bool] = _never
    with suppress(GlobError):  # then it can only be a name
        matches = Glob(f"/{member}").matches
    folder = member and f"{member.rstrip('/')}/"
    found: list[str] = []
    for path in [archive] if is_url(archive) or os.path.lexists(archive) else matching(archive):
        _, *files = archives.files_of(path)
        if f"{path}!/{member}" in files:
            found.append(f"{path}!/{member}")
            continue
        if not _is_complete(path):
            found.append(path)
        for file in files:
            name = file.removeprefix(f"{path}!/")
            if matches(name) or (name.startswith(folder) and not excluded(file)):
                found.append(file)
    return found


def _is_complete(archive: str) -> bool:
    """True if an archive can be read to its end."""
    try:
        return archives.contents(archive).failure is None
    except OSError:
        return False
