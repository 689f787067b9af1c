"""The table of activities in a Strava export, `activities.csv`: which files it lists, and which are there.

Strava writes the heads of its columns in the language of the account, and has added columns over the years. So the
column of the file names is recognized by what is in it.
"""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from typing import Final, NamedTuple

from activitylint.source.sniffing import suffixes

__all__ = ["Listed", "Table", "compared", "names_beside", "read_table"]

_HEAD: Final = "filename"
_MOST_ROWS: Final = 200_000


class Listed(NamedTuple):
    """A file that the table lists. name: relative to the table. line: 1-based, where its row begins."""

    name: str
    line: int


class Table(NamedTuple):
    """The table. name: its path in the archive. listed: the files, in order; activities without a file are left out."""

    name: str
    listed: tuple[Listed, ...]

    @property
    def folder(self) -> str:
        """The folder that the names are relative to: empty, or with a slash at its end."""
        return self.name[: self.name.rfind("/") + 1]


def compared(table: Table, names: Collection[str]) -> tuple[tuple[str, ...], tuple[Listed, ...]]:
    """The files that are there and not listed, and those that are listed and not there.

    names: the activity files that are there, with paths like that of the table. Only the folders of listed files count.
    A file may have been packed or unpacked with gzip.
    """
    listed = {_bare(table.folder + one.name) for one in table.listed}
    there = {_bare(name) for name in names}
    folders = {os.path.dirname(name) for name in listed}
    unlisted = [name for name in names if _bare(name) not in listed and os.path.dirname(name) in folders]
    missing = [one for one in table.listed if _bare(table.folder + one.name) not in there]
    return tuple(sorted(unlisted)), tuple(missing)


def names_beside(table: Table) -> list[str]:
    """The activity files on the disk in the folders of listed files, with paths like that of the table."""
    names: list[str] = []
    for folder in {os.path.dirname(table.folder + one.name) for one in table.listed}:
        with suppress(OSError):  # then all files in it are missing
            names += [f"{folder}/{name}" for name in os.listdir(folder) if suffixes(name)[0] is not None]
    return names


def _bare(name: str) -> str:
    return name.removesuffix(".gz")


def read_table(name: str, data: bytes) -> Table | None:
    """Read the table. None if no column has names of activity files."""
    rows: list[tuple[int, dict[int, str]]] = []
    seen: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""))
    line = 1
    try:
        for number, row in enumerate(reader):
            if number == 0:
                # The head counts little: it only decides between two columns with as many names.
                seen.update(column for column, cell in enumerate(row) if cell.strip().lower() == _HEAD)
            elif number > _MOST_ROWS:
                break
            else:
                names = {column: cell.strip() for column, cell in enumerate(row) if _is_file_name(cell.strip())}
                seen.update(names.keys())
                rows.append((line, names))
            line = reader.line_num + 1
    except csv.Error:  # a cell of more than 128 kB, or a NUL: what comes before it counts
        pass
    if not any(names for _, names in rows):
        return None
    column = seen.most_common(1)[0][0]
    listed = [Listed(names[column].replace("\\", "/"), line) for line, names in rows if column in names]
    return Table(name, tuple(listed))


def _is_file_name(cell: str) -> bool:
    """True for `activities/1.fit.gz`, and not for the title of an activity that ends like a file name."""
    # A path that leaves the folder of the table names no file of an export.
    return cell.find("/") > 0 and ".." not in cell and "\n" not in cell and suffixes(cell)[0] is not None
