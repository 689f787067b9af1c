"""The files of a chain, described on request: malicious data can have one file per fourteen bytes."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import overload

import numpy as np

from activitylint.formats.fit import profile
from activitylint.formats.fit.container import read_header
from activitylint.formats.fit.messages import MessageTables
from activitylint.model.fit import FitFile

__all__ = ["ChainedFiles"]


class ChainedFiles(Sequence[FitFile]):
    """A `FitFile` for each file of a chain, from its header and its messages.

    offsets: where each file starts.
    """

    def __init__(self, data: bytes, offsets: array[int], tables: MessageTables) -> None:
        self._data = data
        self.offsets = offsets
        self._tables = tables

    def __len__(self) -> int:
        return len(self.offsets)

    @overload
    def __getitem__(self, index: int) -> FitFile: ...
    @overload
    def __getitem__(self, index: slice) -> list[FitFile]: ...
    def __getitem__(self, index: int | slice) -> FitFile | list[FitFile]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        ordinal = range(len(self))[index]
        contents = self._tables.contents
        header = read_header(self._data, self.offsets[ordinal])
        start = int(contents.files[ordinal])
        end = int(contents.files[ordinal + 1]) if ordinal + 1 < len(self) else len(contents)
        kind = self._type(start, end)
        first = None
        if end > start:
            first = self._tables.name_of(int(contents.definitions.number[contents.definition[start]]))
        return FitFile(
            offset=header.offset,
            header_size=header.size,
            data_size=header.data_size,
            protocol=header.protocol,
            profile=header.profile,
            type=kind,
            type_name=None if kind is None else profile.enum_name("file", kind),
            messages=end - start,
            first_message=first,
        )

    def _type(self, start: int, end: int) -> int | None:
        """The type in the first file_id among these messages, None if absent or invalid."""
        file_id = self._tables.table("file_id")
        row = int(np.searchsorted(file_id.ordinal, np.uint32(start)))
        if row == len(file_id) or file_id.ordinal[row] >= end:
            return None
        number = file_id.column("type")[row]
        return int(number) if np.isfinite(number) else None
