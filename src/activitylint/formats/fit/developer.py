"""Developer fields: their names in field_description messages, and how many messages have each."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

import numpy as np

from activitylint.formats.fit.contents import Contents
from activitylint.formats.fit.definition_columns import FieldRows
from activitylint.formats.fit.messages import MessageTables
from activitylint.formats.fit.shapes import Shape
from activitylint.formats.fit.values import integers
from activitylint.model.classes import NamedTuple, replace
from activitylint.model.distinct import distinct
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.tables import Int

__all__ = ["FIELDS_LISTED", "developer_fields", "with_others"]

_PIECE: Final = 1 << 14
_FEW: Final = 64
"""Up to this many definitions, counting the uses of each in turn is faster."""
_UNDESCRIBED = "undescribed"
FIELDS_LISTED: Final = 1_000
"""Fields that get a fault of the same kind of their own. Only a file made to do harm has more."""
_FIELDS_AT_ONCE: Final = 1 << 18
"""Fields of messages that are processed at once, to limit memory."""


def developer_fields(contents: Contents, tables: MessageTables) -> tuple[Mapping[str, int], list[Fault]]:
    """Return how many messages have each developer field, by its described name, and faults for undescribed ones."""
    if not contents.definitions.has_developer:
        return {}, []
    described, declared = _descriptions(tables)
    counts: Counter[str] = Counter()
    undescribed: dict[_Field, _Found] = {}
    others = array("I")
    for key, uses, first in _uses(contents, described):
        row, message, index, number = (key >> 32) - 1, key >> 16 & 0xFFFF, key >> 8 & 0xFF, key & 0xFF
        name = described.name[row] if row >= 0 else None
        counts[name or _UNDESCRIBED] += uses
        if name is not None and (int(described.field[row]) >> 16, index) in declared:
            continue
        field = (message, index, number, "no field_description" if name is None else "no developer_data_id")
        known = undescribed.get(field)
        if known is None and len(undescribed) >= FIELDS_LISTED:
            others.append(key & 0xFFFFFFFF)
            continue
        undescribed[field] = (known[0] if known else first, uses + (known[1] if known else 0), name)
    faults = [_fault(tables, *one) for one in undescribed.items()]
    further = distinct(np.frombuffer(others, dtype=np.uint32)) if others else ()
    return dict(counts), with_others(faults, len(further))


def with_others(faults: list[Fault], others: int) -> list[Fault]:
    """These faults about one field each, where the last one also stands for so many further fields."""
    if others:
        faults[-1] = replace(faults[-1], detail={**faults[-1].detail, "others": others})
    return faults


_Field = tuple[int, int, int, str]
"""A field that is not described: message number, developer data index, field number, and what is missing."""
_Found = tuple[int, int, str | None]
"""The ordinal of the first message that has the field, how many have it, and the name of the field."""


def _fault(tables: MessageTables, field: _Field, found: _Found) -> Fault:
    message, index, number, reason = field
    first, count, name = found
    table = tables[tables.name_of(message)]
    at = Place(table.name, int(table.ordinal.searchsorted(np.uint32(first))))
    detail = {"message": table.name, "developer_data_index": index, "field": number, "reason": reason, "name": name}
    return Fault(FaultKind.FIT_UNDESCRIBED_DEVELOPER_FIELD, at, count=count, detail=detail)


class _Descriptions(NamedTuple):
    """The descriptions of developer fields, sorted by field and in file order for each. Only another name is kept.

    field: file << 16 | developer data index << 8 | field number. ordinal: of the message that describes it.
    """

    field: Int
    ordinal: Int
    name: list[str]

    def starts(self, files: Int) -> Int:
        """The ordinals at which a span of messages begins that have the same descriptions: at the first message of a
        file, and where a field is described again under another name.
        """
        again = (self.field[1:] == self.field[:-1]).nonzero()[0] + 1
        if not len(again) and len(files) == 1:
            return files
        return np.unique(np.concatenate((files.astype(np.int64), self.ordinal[again])))

    def rows(self, field: Int, ordinal: Int) -> Int:
        """The rows that hold for fields at these messages, -1 for those without: the last one before it, or the first
        of all.
        """
        if not len(self.field):
            return np.full(len(field), -1)
        own = self.field.searchsorted(self.field)
        first = self.field.searchsorted(field)
        row = (own << 32 | self.ordinal).searchsorted(first << 32 | ordinal, side="right") - 1
        known = self.field[np.minimum(first, len(self.field) - 1)] == field
        return np.where(known, np.maximum(row, first), -1)


def _descriptions(tables: MessageTables) -> tuple[_Descriptions, set[tuple[int, int]]]:
    """The described fields, and the declared (file, developer data index)."""
    table = tables.table("field_description")
    described: dict[int, list[tuple[int, str]]] = {}
    columns = [table.column(name) for name in ("developer_data_index", "field_definition_number")]
    names, files, ordinals = table.names("field_name"), table.file, table.ordinal
    for some in _pieces(len(table)):
        indices, numbers = (integers(column[some]) for column in columns)
        rows = zip(files[some].tolist(), indices, numbers, names[some], ordinals[some].tolist(), strict=True)
        for file, index, number, name, ordinal in rows:
            if index is not None and number is not None:
                before = described.setdefault(file << 16 | index << 8 | number, [])
                if not before or before[-1][1] != (name or "unnamed"):
                    before.append((ordinal, name or "unnamed"))
    found = [(field, *one) for field in sorted(described) for one in described[field]]
    table = tables.table("developer_data_id")
    declared: set[tuple[int, int]] = set()
    column, files = table.column("developer_data_index"), table.file
    for some in _pieces(len(table)):
        pairs = zip(files[some].tolist(), integers(column[some]), strict=True)
        declared.update((file, index) for file, index in pairs if index is not None)
    by_field, at = (np.array([one[place] for one in found], dtype=np.int64) for place in (0, 1))
    return _Descriptions(by_field, at, [name for _, _, name in found]), declared


def _pieces(length: int) -> Iterator[slice]:
    """Slices over the rows of a column, small enough to convert to Python objects."""
    return (slice(start, start + _PIECE) for start in range(0, length, _PIECE))


def _uses(contents: Contents, described: _Descriptions) -> Iterator[tuple[int, int, int]]:
    """Yield in the order of first use: a field (1 + the row of its description, message number, developer index and
    field number packed into one integer), a number of messages that have it, and the ordinal of the first of them. A
    field can come more than once.
    """
    starts = described.starts(contents.files)
    used = contents.definitions.used
    if len(starts) > 1 or used is None or len(used) > _FEW:
        return _uses_in_spans(contents, contents.definitions.developer, described, starts)
    return _uses_of_shapes(contents, used, described)


def _uses_of_shapes(
    contents: Contents, used: Mapping[int, Shape], described: _Descriptions
) -> Iterator[tuple[int, int, int]]:
    """The same where all messages have the same descriptions, as in nearly every file, and few definitions."""
    row = {field: index for index, field in enumerate(described.field.tolist(), start=1)}
    first = {one: int((contents.definition == one).argmax()) for one, shape in used.items() if shape.developer}
    found: dict[int, tuple[int, int]] = {}
    for definition in sorted(first, key=first.__getitem__):
        shape, uses = used[definition], int(contents.uses[definition])
        for field in shape.developer:
            number = field.declared << 8 | field.number
            key = row.get(number, 0) << 32 | shape.number << 16 | number
            before = found.get(key)
            found[key] = (before[0] + uses, before[1]) if before else (uses, first[definition])
    return ((key, *one) for key, one in found.items())


def _uses_in_spans(
    contents: Contents, fields: FieldRows, described: _Descriptions, starts: Int
) -> Iterator[tuple[int, int, int]]:
    """The same for any file. starts: where each span of messages with the same descriptions begins."""
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
        some = slice(start, stop)
        uses = _Uses(starts[pair[some] >> 32], pair[some] & 0xFFFFFFFF, first[some], count[some])
        yield from _uses_of_fields(contents, fields, described, uses)


class _Uses(NamedTuple):
    """Messages in one span with one definition. start: of the span. first: of the messages. messages: how many."""

    start: Int
    definition: Int
    first: Int
    messages: Int


def _uses_of_fields(
    contents: Contents, fields: FieldRows, described: _Descriptions, uses: _Uses
) -> Iterator[tuple[int, int, int]]:
    """The same for some of the messages."""
    start, definition, first, messages = uses
    low = fields.definition.searchsorted(definition)
    width = fields.definition.searchsorted(definition, side="right") - low
    use = np.repeat(np.arange(len(start)), width)
    row = low[use] + np.arange(len(use)) - (np.cumsum(width) - width)[use]
    field = fields.declared[row].astype(np.int64) << 8 | fields.number[row]
    file = contents.file_of(start).astype(np.int64)
    key = 1 + described.rows(file[use] << 16 | field, start[use]) << 32
    key |= contents.definitions.number[definition[use]].astype(np.int64) << 16 | field
    key, where, same = np.unique(key, return_index=True, return_inverse=True)
    total = np.zeros(len(key), dtype=np.int64)
    np.add.at(total, same, messages[use])
    order = np.argsort(where, kind="stable")
    yield from zip(key[order].tolist(), total[order].tolist(), first[use[where[order]]].tolist(), strict=True)
