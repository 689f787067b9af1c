"""Developer fields: what field_description messages say of them, and how many messages carry each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from activitylint.activity import Fault, FaultKind, Int, Place
from activitylint.formats.fit.contents import Contents
from activitylint.formats.fit.messages import MessageTables
from activitylint.formats.fit.values import integers

__all__ = ["developer_fields"]

_UNDESCRIBED = "undescribed"


def developer_fields(contents: Contents, tables: MessageTables) -> tuple[Mapping[str, int], list[Fault]]:
    """Developer fields by described name, with how many messages carry each, and faults for those undescribed."""
    fields = contents.definitions.developer
    fields = fields.take(np.flatnonzero(fields.size))
    if not len(fields):
        return {}, []
    described, declared = _descriptions(tables)
    counts: Counter[str] = Counter()
    faults: dict[tuple[str, int, int, str], Fault] = {}
    for file, definition, uses, first in zip(*_uses(contents), strict=True):
        low, high = np.searchsorted(fields.definition, (definition, definition + 1))
        for index, number in zip(fields.declared[low:high].tolist(), fields.number[low:high].tolist(), strict=True):
            name = described.get((file, index, number))
            counts[name or _UNDESCRIBED] += uses
            if name is None:
                reason = "no field_description"
            elif (file, index) not in declared:
                reason = "no developer_data_id"
            else:
                continue
            message = tables.name_of(int(contents.definitions.number[definition]))
            key = (message, index, number, reason)
            known = faults.get(key)
            if known is None:
                row = int(np.searchsorted(tables[message].ordinal, first))
                faults[key] = _fault(key, row, name or "", uses)
            else:
                faults[key] = _fault(key, known.at.row, name or "", known.count + uses)
    return dict(counts), list(faults.values())


def _fault(key: tuple[str, int, int, str], row: int, name: str, count: int) -> Fault:
    message, index, number, reason = key
    detail = {"message": message, "developer_data_index": index, "field": number, "reason": reason, "name": name}
    return Fault(FaultKind.FIT_UNDESCRIBED_DEVELOPER_FIELD, Place(message, row), count=count, detail=detail)


def _descriptions(tables: MessageTables) -> tuple[dict[tuple[int, int, int], str], set[tuple[int, int]]]:
    """(file, developer data index, field) -> name of what is described; (file, developer data index) declared."""
    table = tables.table("field_description")
    described: dict[tuple[int, int, int], str] = {}
    columns = (integers(table.column(name)) for name in ("developer_data_index", "field_definition_number"))
    for file, index, number, name in zip(table.file.tolist(), *columns, table.names("field_name"), strict=True):
        if index is not None and number is not None:
            described[file, index, number] = name or "unnamed"
    table = tables.table("developer_data_id")
    indices = integers(table.column("developer_data_index"))
    return described, {
        (file, index) for file, index in zip(table.file.tolist(), indices, strict=True) if index is not None
    }


def _uses(contents: Contents) -> tuple[list[int], list[int], list[int], list[int]]:
    """Which definition is used in which file: file, definition, number of messages, ordinal of the first one."""
    fields = contents.definitions.developer
    relevant = np.zeros(len(contents.definitions), dtype=np.bool_)
    relevant[fields.definition] = True
    messages = np.flatnonzero(relevant[contents.definition])
    definition: Int = contents.definition[messages].astype(np.int64)
    file = contents.file_of(messages)
    pair, first, count = np.unique(file << 32 | definition, return_index=True, return_counts=True)
    order = np.argsort(first)
    pair, first, count = pair[order], first[order], count[order]
    return (pair >> 32).tolist(), (pair & 0xFFFFFFFF).tolist(), count.tolist(), messages[first].tolist()
