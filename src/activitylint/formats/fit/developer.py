"""Developer fields: their names in field_description messages, and how many messages have each."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from activitylint.formats.fit.contents import Contents
from activitylint.formats.fit.definitions import FieldRows
from activitylint.formats.fit.messages import MessageTables
from activitylint.formats.fit.values import integers
from activitylint.model.distinct import distinct
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.tables import Int

__all__ = ["FIELDS_LISTED", "developer_fields", "with_others"]

_PIECE: Final = 1 << 14
_UNDESCRIBED = "undescribed"
FIELDS_LISTED: Final = 1_000
"""Fields that get a fault of the same kind of their own. Only a file made to do harm has more."""
_FIELDS_AT_ONCE: Final = 1 << 18
"""Fields of messages that are processed at once, to limit memory."""


def developer_fields(contents: Contents, tables: MessageTables) -> tuple[Mapping[str, int], list[Fault]]:
    """Return how many messages have each developer field, by its described name, and faults for undescribed ones."""
    fields = contents.definitions.developer
    fields = fields.take(fields.size.nonzero()[0])
    if not len(fields):
        return {}, []
    described, declared = _descriptions(tables)
    starts = _starts(contents, described)
    files = contents.file_of(starts).tolist()
    counts: Counter[str] = Counter()
    faults: dict[tuple[str, int, int, str], Fault] = {}
    others = array("I")
    for key, uses, first in _uses(contents, fields, starts):
        span, message, index, number = key >> 32, key >> 16 & 0xFFFF, key >> 8 & 0xFF, key & 0xFF
        file = files[span]
        name = _name_at(described.get((file, index, number), []), int(starts[span]))
        counts[name or _UNDESCRIBED] += uses
        if name is not None and (file, index) in declared:
            continue
        reason = "no field_description" if name is None else "no developer_data_id"
        same = (tables.name_of(message), index, number, reason)
        known = faults.get(same)
        if known is None and len(faults) >= FIELDS_LISTED:
            others.append(key & 0xFFFFFFFF)
            continue
        table = tables[same[0]]
        at = known.at if known else Place(table.name, int(table.ordinal.searchsorted(np.uint32(first))))
        detail = {"message": table.name, "developer_data_index": index, "field": number, "reason": reason, "name": name}
        total = uses + (known.count if known else 0)
        faults[same] = Fault(FaultKind.FIT_UNDESCRIBED_DEVELOPER_FIELD, at, count=total, detail=detail)
    further = distinct(np.frombuffer(others, dtype=np.uint32)) if others else ()
    return dict(counts), with_others(list(faults.values()), len(further))


def with_others(faults: list[Fault], others: int) -> list[Fault]:
    """These faults about one field each, where the last one also stands for so many further fields."""
    if others:
        faults[-1] = replace(faults[-1], detail={**faults[-1].detail, "others": others})
    return faults


_Described = dict[tuple[int, int, int], list[tuple[int, str]]]
"""(file, developer data index, field) to the ordinals of the messages that describe it, in order, each with a name."""


def _starts(contents: Contents, described: _Described) -> Int:
    """The ordinals at which a span of messages begins that have the same descriptions: at the first message of a file,
    and where a field is described again under another name.
    """
    again = [
        ordinal for names in described.values() for (_, before), (ordinal, name) in pairwise(names) if name != before
    ]
    return np.unique(np.concatenate((contents.files.astype(np.int64), np.array(again, dtype=np.int64))))


def _name_at(names: list[tuple[int, str]], ordinal: int) -> str | None:
    """The name that holds at a message: the last one before it, or else the first."""
    if not names:
        return None
    return names[max(bisect_right(names, ordinal, key=lambda one: one[0]) - 1, 0)][1]


def _descriptions(tables: MessageTables) -> tuple[_Described, set[tuple[int, int]]]:
    """The described fields, and the declared (file, developer data index)."""
    table = tables.table("field_description")
    described: _Described = {}
    columns = [table.column(name) for name in ("developer_data_index", "field_definition_number")]
    names, files, ordinals = table.names("field_name"), table.file, table.ordinal
    for some in _pieces(len(table)):
        indices, numbers = (integers(column[some]) for column in columns)
        rows = zip(files[some].tolist(), indices, numbers, names[some], ordinals[some].tolist(), strict=True)
        for file, index, number, name, ordinal in rows:
            if index is not None and number is not None:
                described.setdefault((file, index, number), []).append((ordinal, name or "unnamed"))
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


def _uses(contents: Contents, fields: FieldRows, starts: Int) -> Iterator[tuple[int, int, int]]:
    """Yield in the order of first use: a field (span, message number, developer index and field number packed into one
    integer), a number of messages that have it, and the ordinal of the first of them. A field can come more than once.
    """
    definitions = contents.definitions
    relevant = np.zeros(len(definitions), dtype=np.bool_)
    relevant[fields.definition] = True
    messages = (relevant[contents.definition]).nonzero()[0]
    span = starts.searchsorted(messages, side="right").astype(np.int64) - 1
    pair = span << 32 | contents.definition[messages]
    pair, first, count = np.unique(pair, return_index=True, return_counts=True)
    order = np.argsort(first)
    pair, first, count = pair[order], messages[first[order]], count[order]
    # Each use of a definition is a use of all its fields.
    width = np.bincount(fields.definition, minlength=len(definitions))[pair & 0xFFFFFFFF]
    pieces = np.cumsum(width) // _FIELDS_AT_ONCE
    for start, stop in pairwise((*np.unique(pieces, return_index=True)[1].tolist(), len(pair))):
        yield from _uses_of_fields(contents, fields, pair[start:stop], first[start:stop], count[start:stop])


def _uses_of_fields(
    contents: Contents, fields: FieldRows, pair: Int, first: Int, count: Int
) -> Iterator[tuple[int, int, int]]:
    """The same for some pairs of a span and a definition. first, count: of the messages of each."""
    definitions = contents.definitions
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
    yield from zip(key[order].tolist(), total[order].tolist(), first[use[where[order]]].tolist(), strict=True)
