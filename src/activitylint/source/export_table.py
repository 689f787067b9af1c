"""The table of activities in a Strava export, `activities.csv`: which files it lists.

Strava writes the heads of its columns in the language of the account, and has added columns over the years. So the
column of the file names is recognized by what is in it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Final, NamedTuple

from activitylint.source.sniffing import suffixes

__all__ = ["Listed", "Table", "read_table"]

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
    return "/" in cell and "\n" not in cell and suffixes(cell)[0] is not None
