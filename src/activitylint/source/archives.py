"""Archives: which files are in them, and the bytes of one file at a time. Nothing is unpacked to disk.

A Strava export that was unpacked is like an archive, too: its `activities.csv` is compared with the files beside it.

The path of a member is that of its archive, `!/`, and its name in the archive: `export.zip!/activities/1.fit.gz`. An
archive in an archive can be read, too, but none inside of that. `files` bounds what is read of an archive, `members`
reads its formats, and `export_table` the table of a Strava export.
"""

from __future__ import annotations

import errno
import io
import os
import re
import threading
from collections.abc import Hashable, Iterator
from contextlib import suppress
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, NoReturn

from activitylint.model.classes import NamedTuple
from activitylint.model.patterns import regex
from activitylint.source.files import LimitError, RestingFile, open_regular
from activitylint.source.inputs import open_input, version_of
from activitylint.source.sniffing import is_activity, suffixes
from activitylint.source.urls import is_url, shown

if TYPE_CHECKING:
    from activitylint.source.export_table import Listed, Table
    from activitylint.source.members import Member, Members, Unread

__all__ = [
    "Contents",
    "as_folders",
    "contents",
    "files_of",
    "forget",
    "inside",
    "is_archive",
    "is_collection",
    "is_routes",
    "on_disk",
    "read_member",
    "size_of",
]

_SUFFIXES: Final = (".zip", ".tar", ".tar.gz", ".tgz")
_INSIDE: Final = regex(r"(?<=\.zip|\.tar|\.tgz|r\.gz)!/", re.IGNORECASE)
_MOST_MEMBERS: Final = 100_000
_TOTAL: Final = 10_000_000_000
"""Bytes that the members of an archive may have together."""
_INNER: Final = 256_000_000
"""Bytes that an archive in an archive may have; it is held in memory."""
_STRENGTH_SIZE: Final = 64_000_000
_TABLE_SIZE: Final = 64_000_000
_TABLE: Final = "activities.csv"
_ROUTES: Final = "routes"
"""The folder of a Strava export that has planned routes, which are no activities."""
_KEPT: Final = 2
"""How many archives each thread keeps: one, and the one that it is in."""


class Contents(NamedTuple):
    """What is in an archive.

    path: of the archive, or of the table of an unpacked export. activities: the members to lint, in the order of the
    archive. archives: the archives in it. unread: members that would be linted, and cannot be read. damage, limit: why
    the list ends early, in words, or None. table: the list of activities in a Strava export, or None. unlisted: the
    files in the folders of the listed files that are not in the list. missing: the listed files that are not there.
    """

    path: str
    activities: tuple[Member, ...] = ()
    archives: tuple[Contents, ...] = ()
    unread: tuple[Member, ...] = ()
    damage: str | None = None
    limit: str | None = None
    table: Table | None = None
    unlisted: tuple[str, ...] = ()
    missing: tuple[Listed, ...] = ()

    @property
    def failure(self) -> str | None:
        """Why not all of the archive was read, in words; None if it was."""
        if self.damage is not None:
            return f"the archive is damaged: {self.damage}"
        if self.limit is not None:
            return f"the archive was not read to its end: {self.limit}"
        if self.unread:
            return f"{self.unread[0].name} in it was not read, because {self.unread[0].unread}"
        return None

    def files(self) -> Iterator[str]:
        """The paths to lint: that of the archive itself, those of its members, and those of the archives in it."""
        yield self.path
        yield from (f"{self.path}!/{member.name}" for member in self.activities)
        for inner in self.archives:
            yield from inner.files()


def files_of(path: str) -> Iterator[str]:
    """The paths to lint for a path: those of `Contents.files` for an archive, only itself for any other file."""
    found = None
    if is_collection(path):
        with suppress(OSError):  # reading it later reports why it cannot be read
            found = contents(path)
    yield from [path] if found is None else found.files()


def is_archive(path: str) -> bool:
    """True if the name is that of an archive: .zip, .tar, .tar.gz or .tgz."""
    return shown(path).lower().endswith(_SUFFIXES)


def is_collection(path: str) -> bool:
    """True if a path stands for several files: that of an archive, or of `activities.csv` in an unpacked export."""
    if is_archive(path):
        return True
    if is_url(path):
        return False
    try:
        return os.path.basename(path) == _TABLE and on_disk(path) == path and contents(path).table is not None
    except OSError:
        return False


def is_routes(folder: str) -> bool:
    """True for the folder of planned routes in an unpacked export; those in an archive are left out, too."""
    parent, name = os.path.split(folder)
    return name == _ROUTES and is_collection(os.path.join(parent, _TABLE))


def inside(path: str) -> tuple[str, str] | None:
    """The archive and the member that a path or a glob means, split at the first `!/`. None if it has none."""
    parts = _INSIDE.split(path, maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 else None


def on_disk(path: str) -> str:
    """The path of the archive, on the disk or in a store, that a member is in; any other path as it is."""
    return _split(path)[0]


def as_folders(path: str) -> str:
    """The path of a member as if each archive was unpacked into a folder of its name, without the folder of the first.

    For any other file, its name.
    """
    archive, *inside = _split(path)
    *outer, name = [os.path.basename(shown(archive)), *inside]
    return "/".join([*map(_without_suffix, outer), name])


def _without_suffix(name: str) -> str:
    """The name of an archive without its suffix, in any case. No suffix ends in another one."""
    suffix = next((one for one in _SUFFIXES if name.lower().endswith(one)), "")
    return name[: len(name) - len(suffix)]


def read_member(path: str, size: int) -> Unread | None:
    """The first `size` bytes of a member; None if the path is not that of a member of an existing archive.

    Raises OSError, also if there is no such member.
    """
    *outer, name = _split(path)
    if not outer:
        return None
    from activitylint.source.members import DamagedArchiveError, Unread  # noqa: PLC0415 -- few runs read archives

    try:
        return _members(tuple(outer)).read(name, size)
    except KeyError:
        raise FileNotFoundError(errno.ENOENT, "the archive has no such file") from None
    except (DamagedArchiveError, LimitError) as error:
        return Unread(b"", str(error))
    finally:
        _rest()


def contents(path: str) -> Contents:
    """What is in an archive, in an archive in an archive, or in an unpacked export. Raises OSError."""
    file = on_disk(path)
    outermost = _contents(file, version_of(file))
    if file == path:
        return outermost
    for inner in outermost.archives:
        if inner.path == path:
            return inner
    raise FileNotFoundError(errno.ENOENT, "the archive has no such file")


def size_of(path: str) -> int | None:
    """The size of a member, if this process has listed its archive."""
    return _sizes.get(path)


def forget() -> None:
    """Free the memory that the archives take that were read in this thread."""
    _kept.opened.clear()
    _sizes.clear()
    _contents.cache_clear()


class _Opened(NamedTuple):
    """An open archive. file: the one on the disk, None for an archive in another."""

    members: Members
    file: RestingFile | None


class _Kept(threading.local):
    """In each thread, the archives that were used last, by their parts and version, the last one at the end."""

    def __init__(self) -> None:
        self.opened: dict[tuple[tuple[str, ...], Hashable], _Opened] = {}


_kept = _Kept()
_sizes: dict[str, int] = {}


def _split(path: str) -> tuple[str, ...]:
    """The outer archive, the archive in it if there is one, and the member; only the path for any other file."""
    for found in re.finditer("!/", path) if "!/" in path else ():
        file = path[: found.start()]
        if is_archive(file) and (is_url(file) or (os.path.isfile(file) and not os.path.lexists(path))):
            return file, *_INSIDE.split(path[found.end() :])
    return (path,)


def _members(parts: tuple[str, ...]) -> Members:
    """The members of an archive. Raises OSError, DamagedArchiveError and LimitError."""
    kept = _kept.opened
    key = (parts, version_of(parts[0]))
    opened = kept.pop(key, None) or _open(parts)
    kept[key] = opened
    for oldest in list(kept)[:-_KEPT]:
        del kept[oldest]
    return opened.members


def _open(parts: tuple[str, ...]) -> _Opened:
    from activitylint.source.members import DamagedArchiveError, open_members  # noqa: PLC0415 -- as above

    if len(parts) == 1:
        file = RestingFile(partial(open_input, parts[0]))
        try:
            return _Opened(open_members(shown(parts[0]), file, _TOTAL), file)
        finally:
            file.rest()
    if len(parts) > 2:
        _refuse(_TOO_DEEP)
    inner = _members(parts[:-1]).read(parts[-1], _INNER + 1)
    if inner.damage is not None:
        raise DamagedArchiveError(inner.damage)
    if len(inner.data) > _INNER:
        _refuse(f"it is in another archive and has more than {_INNER // 1_000_000:,} MB")
    return _Opened(open_members(parts[-1], io.BytesIO(inner.data), _TOTAL), None)


_TOO_DEEP: Final = "it is an archive in an archive in an archive"


def _rest() -> None:
    """Close the files until they are read again."""
    for (parts, _), opened in _kept.opened.items():
        if opened.file is not None and not is_url(parts[0]):  # an object has no descriptor, and is slow to open
            opened.file.rest()


@lru_cache(maxsize=_KEPT)
def _contents(file: str, _: Hashable) -> Contents:
    if not is_archive(file):
        return _unpacked(file)
    try:
        return _Listing().list((file,))
    finally:
        _rest()


def _unpacked(path: str) -> Contents:
    """The table of an unpacked export, and how it differs from the files there."""
    from activitylint.source.export_table import compared, names_beside, read_table  # noqa: PLC0415 -- rare

    with open_regular(path) as file:
        table = read_table(path.replace(os.sep, "/"), file.read(_TABLE_SIZE))
    if table is None:
        return Contents(path)
    unlisted, missing = compared(table, names_beside(table))
    return Contents(path, table=table, unlisted=unlisted, missing=missing)


class _Listing:
    """Lists an archive and the archives in it. All of them share the limits."""

    def __init__(self) -> None:
        self._bytes = self._number = 0

    def list(self, parts: tuple[str, ...]) -> Contents:
        """List one archive. Raises OSError."""
        from activitylint.source.members import DamagedArchiveError  # noqa: PLC0415 -- few runs read archives

        found = _Found()
        damage = limit = None
        try:
            members = _members(parts)
            for member in members:
                self._number += 1
                if self._number > _MOST_MEMBERS:
                    _refuse(f"it has more than {_MOST_MEMBERS:,} members")
                if is_archive(member.name) and not member.unread and not _is_hidden(member.name):
                    if len(parts) > 1:
                        found.unread.append(member._replace(unread=_TOO_DEEP))
                    else:
                        found.archives.append(self.list((*parts, member.name)))
                elif found.add(member, members):
                    self._bytes += member.size
                    if self._bytes > _TOTAL:
                        found.activities.pop()
                        _refuse(f"its members have more than {_TOTAL // 1_000_000:,} MB in all")
        except DamagedArchiveError as error:
            damage = str(error)
        except LimitError as error:
            limit = str(error)
        path = "!/".join(parts)
        made = found.contents(path, complete=not (damage or limit))._replace(damage=damage, limit=limit)
        _sizes.update((f"{path}!/{member.name}", member.size) for member in made.activities)
        return made


def _refuse(message: str) -> NoReturn:
    raise LimitError(message)


class _Found:
    """What was found in one archive so far."""

    def __init__(self) -> None:
        self.activities: list[Member] = []
        self.archives: list[Contents] = []
        self.unread: list[Member] = []
        self.table: Table | None = None

    def add(self, member: Member, members: Members) -> bool:
        """Add a member that is no archive. True if it is to be linted."""
        *folders, name = member.name.split("/")
        if _is_hidden(member.name):
            return False
        if name == _TABLE and len(folders) < 2 and self.table is None and not member.unread:
            from activitylint.source.export_table import read_table  # noqa: PLC0415 -- few archives have one

            self.table = read_table(member.name, members.read(member.name, _TABLE_SIZE).data)
        elif member.unread and (is_archive(name) or suffixes(name)[0] is not None):
            self.unread.append(member)
        elif not member.unread and is_activity(name, lambda: members.read(member.name, _STRENGTH_SIZE).data):
            self.activities.append(member)
            return True
        return False

    def contents(self, path: str, *, complete: bool) -> Contents:
        """What has been added. complete: True if nothing follows."""
        made = Contents(path, tuple(self.activities), tuple(self.archives), tuple(self.unread), table=self.table)
        if self.table is None:
            return made
        from activitylint.source.export_table import compared  # noqa: PLC0415 -- few archives have one

        folder = self.table.folder
        made = made._replace(
            activities=tuple(one for one in made.activities if not one.name.startswith(f"{folder}{_ROUTES}/"))
        )
        unlisted, missing = compared(self.table, [member.name for member in (*made.activities, *made.unread)])
        return made._replace(unlisted=unlisted, missing=missing if complete else ())


def _is_hidden(name: str) -> bool:
    """True for a member in a hidden folder, or one that macOS adds to an archive."""
    *folders, last = name.split("/")
    return last.startswith("._") or any(folder.startswith(".") or folder == "__MACOSX" for folder in folders)
