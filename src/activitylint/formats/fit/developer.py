"""Developer fields: their names in field_description messages, and how many messages have each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from activitylint.formats.fit.contents import Contents
from activitylint.formats.fit.definitions import FieldRows
from activitylint.formats.fit.messages import MessageTables
from activitylint.formats.fit.values import integers
from activitylint.model.faults import Fault, FaultKind, Place

__all__ = ["developer_fields"]

_PIECE: Final = 1 << 14
_UNDESCRIBED = "undescribed"


def developer_fields(contents: Contents, tables: MessageTables) -> tuple[Mapping[str, int], list[Fault]]:
    """Return how many messages have each developer field, by its described name, and faults for undescribed ones."""
    fields = contents.definitions.developer
    fields = fields.take(fields.size.nonzero()[0])
    if not len(fields):
        return {}, []
    described, declared = _descriptions(tables)
    counts: Counter[str] = Counter()
    faults: dict[tuple[str, int, int, str], Fault] = {}
    for key, uses, first in zip(*_uses(contents, fields), strict=True):
        file, message, index, number = key >> 32, key >> 16 & 0xFFFF, key >> 8 & 0xFF, key & 0xFF
        name = described.get((file, index, number))
        counts[name or _UNDESCRIBED] += uses
        if name is not None and (file, index) in declared:
            continue
        reason = "no field_description" if name is None else "no developer_data_id"
        table = tables[tables.name_of(message)]
        same = (table.name, index, number, reason)
        known = faults.get(same)
        at = known.at if known else Place(table.name, int(table.ordinal.searchsorted(np.uint32(first))))
        detail = {"message": table.name, "developer_data_index": index, "field": number, "reason": reason, "name": name}
        total = uses + (known.count if known else 0)
        faults[same] = Fault(FaultKind.FIT_UNDESCRIBED_DEVELOPER_FIELD, at, count=total, detail=detail)
    return dict(counts), list(faults.values())


def _descriptions(tables: MessageTables) -> tuple[dict[tuple[int, int, int], str], set[tuple[int, int]]]:
    """The described fields: (file, developer data index, field) to name; the declared (file, developer data index)."""
    table = tables.table("field_description")
    described: dict[tuple[int, int, int], str] = {}
    columns = [table.column(name) for name in ("developer_data_index", "field_definition_number")]
    names, files = table.names("field_name"), table.file
    for some in _pieces(len(table)):
        indices, numbers = (integers(column[some]) for column in columns)
        for file, index, number, name in zip(files[some].tolist(), indices, numbers, names[some], strict=True):
            if index is not None and number is not None:
                described[file, index, number] = name or "unnamed"
    table = tables.table("developer_data_id")
    declared: set[tuple[int, int]] = set()
    column, files = table.column("developer_data_index"), table.file
    for some in _pieces(len(table)):
        pairs = zip(files[some].tolist(), integers(column[some]), strict=True)
        declared.update((file, index) for file, index in pairs if index is not None)
    return described, declared


def _pieces(length: int) -> Iterator[slice]:
    """Slices over the rows of a column, small enough to convert to Python objects."""
    return (slice(start, start + _PIECE) for start in range(0, length, _PIECE))


def _uses(contents: Contents, fields: FieldRows) -> tuple[list[int], list[int], list[int]]:
    """Three lists, in the order of first use: the field (file, message number, developer index and field number packed
    into one integer), the number of messages that have it, and the ordinal of the first of them.
    """
    definitions = contents.definitions
    relevant = np.zeros(len(definitions), dtype=np.bool_)
    relevant[fields.definition] = True
    messages = (relevant[contents.definition]).nonzero()[0]
    pair = contents.file_of(messages).astype(np.int64) << 32 | contents.definition[messages]
    pair, first, count = np.unique(pair, return_index=True, return_counts=True)
    order = np.argsort(first)
    pair, first, count = pair[order], messages[first[order]], count[order]
    # Each use of a definition is a use of all its fields.
    definition = pair & 0xFFFFFFFF
    low = fields.definition.searchsorted(definition)
    width = fields.definition.searchsorted(definition, side="right") - low
    use = np.repeat(np.arange(len(pair)), width)
    row = low[use] + np.arange(len(use)) - (np.cumsum(width) - width)[use]
    key = (pair[use] >> 32) << 32 | definitions.number[definition[use]].astype(np.int64) << 16
    key |= fields.declared[row].astype(np.int64) << 8 | fields.number[row]
    key, where, same = np.unique(key, return_index=True, return_inverse=True)
    total = np.zeros(len(key), dtype=np.int64)
    np.add.at(total, same, count[use])
    order = np.argsort(where, kind="stable")
    return key[order].tolist(), total[order].tolist(), first[use[where[order]]].tolist()
