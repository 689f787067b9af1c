"""Developer fields: their names in field_description messages, and how many messages have each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

import numpy as np

from activitylint.formats.fit.contents import Contents
from activitylint.formats.fit.definition_columns import FieldRows
from activitylint.formats.fit.messages import MessageTable, MessageTables
from activitylint.formats.fit.shapes import Shape
from activitylint.formats.fit.values import numbers
from activitylint.model.arrays import Int
from activitylint.model.classes import NamedTuple, replace
from activitylint.model.distinct import distinct
from activitylint.model.faults import Fault, FaultKind, Place

__all__ = ["FIELDS_LISTED", "developer_fields", "with_others"]

_LARGEST: Final = 0xFF
"""The largest number of a developer or a field to which a definition can refer. A message can state a larger one."""
_UNDESCRIBED = "undescribed"
FIELDS_LISTED: Final = 1_000
"""Fields that get a fault of the same kind of their own. Only a file made to do harm has more."""
_FIELDS_AT_ONCE: Final = 1 << 18
"""Fields of messages that are processed at once, to limit memory."""


def developer_fields(contents: Contents, tables: MessageTables) -> tuple[Mapping[str, int], list[Fault]]:
    """Return how many messages have each developer field, by its described name, and faults for undescribed ones."""
    if not contents.definitions.has_developer:
        return {}, []
    descriptions = tables.table("field_description")
    described, declared = _described(descriptions), _declared(tables.table("developer_data_id"))
    counts: dict[str, int] = {}
    undescribed: dict[_Field, _Found] = {}
    others = array("I")
    for name, file, key, uses, first in _uses(contents, descriptions, described):
        shown = name or _UNDESCRIBED
        counts[shown] = counts.get(shown, 0) + uses
        if name is not None and (file, key >> 8 & 0xFF) in declared:
            continue
        field = (key, "no field_description" if name is None else "no developer_data_id")
        known = undescribed.get(field)
        if known is None and len(undescribed) >= FIELDS_LISTED:
            others.append(key)
            continue
        undescribed[field] = (known[0] if known else first, uses + (known[1] if known else 0), name)
    faults = [_fault(tables, *one) for one in undescribed.items()]
    further = distinct(np.frombuffer(others, dtype=np.uint32)) if others else ()
    return counts, with_others(faults, len(further))


def with_others(faults: list[Fault], others: int) -> list[Fault]:
    """These faults about one field each, where the last one also stands for so many further fields."""
    if others:
        faults[-1] = replace(faults[-1], detail={**faults[-1].detail, "others": others})
    return faults


_Field = tuple[int, str]
"""A field that is not described: its key (`Shape.developer_keys`), and what is missing."""
_Found = tuple[int, int, str | None]
"""The ordinal of the first message that has the field, how many have it, and the name of the field."""


def _fault(tables: MessageTables, field: _Field, found: _Found) -> Fault:
    key, reason = field
    index, number = key >> 8 & 0xFF, key & 0xFF
    first, count, name = found
    table = tables[tables.name_of(key >> 16)]
    at = Place(table.name, int(table.ordinal.searchsorted(np.uint32(first))))
    detail = {"message": table.name, "developer_data_index": index, "field": number, "reason": reason, "name": name}
    return Fault(FaultKind.FIT_UNDESCRIBED_DEVELOPER_FIELD, at, count=count, detail=detail)


_Described = dict[int, list[tuple[int, str]]]
"""The descriptions of each field (file << 16 | developer data index << 8 | field number), as the row of the message and
the name. Only another name is kept.
"""


def _described(table: MessageTable) -> _Described:
    found: _Described = {}
    messages = table.rows("developer_data_index", "field_definition_number")
    rows = zip(numbers(table.file), messages, table.names("field_name"), strict=True)
    for row, (file, (index, number), written) in enumerate(rows):
        if 0 <= index <= _LARGEST and 0 <= number <= _LARGEST:
            name = written or "unnamed"
            before = found.setdefault(file << 16 | int(index) << 8 | int(number), [])
            if not before or before[-1][1] != name:
                before.append((row, name))
    return found


def _declared(table: MessageTable) -> set[tuple[int, int]]:
    """The (file, developer data index) that have a developer_data_id."""
    rows = zip(numbers(table.file), table.rows("developer_data_index"), strict=True)
    return {(file, int(index)) for file, (index,) in rows if 0 <= index <= _LARGEST}


_Use = tuple[str | None, int, int, int, int]
"""Messages that have a field: the name of the field, None if it is not described; the file; the field's key
(`Shape.developer_keys`); how many messages, and the ordinal of the first.
"""


def _uses(contents: Contents, table: MessageTable, described: _Described) -> Iterator[_Use]:
    """Yield the fields in the order of their first use. A field can come more than once.

    table: the descriptions.
    """
    shapes = contents.definitions.with_developer
    if shapes is None or len(contents.files) > 1 or any(len(names) > 1 for names in described.values()):
        return _uses_in_spans(contents, _Descriptions.of(table, described))
    return _uses_of_shapes(contents, shapes, described)


def _uses_of_shapes(contents: Contents, shapes: Mapping[int, Shape], described: _Described) -> Iterator[_Use]:
    """The same where all messages have the same descriptions, as in nearly every file, and few definitions."""
    first = _first_messages(contents, shapes)
    found: dict[int, tuple[int, int]] = {}
    for definition in sorted(first, key=first.__getitem__):
        uses = contents.uses.item(definition)
        for key in shapes[definition].developer_keys:
            before = found.get(key)
            found[key] = (before[0] + uses, before[1]) if before else (uses, first[definition])
    for key, (uses, message) in found.items():
        names = described.get(key & 0xFFFF)
        yield names[0][1] if names else None, 0, key, uses, message


def _first_messages(contents: Contents, definitions: Iterable[int]) -> dict[int, int]:
    """The first message of each definition."""
    if contents.definition.itemsize == 1:
        in_order = contents.definition.tobytes()
        return {one: in_order.find(one) for one in definitions}
    first = np.zeros(len(contents.definitions), dtype=np.uint32)
    first[contents.definition[::-1]] = np.arange(len(contents), dtype=np.uint32)[::-1]
    return {one: first.item(one) for one in definitions}


class _Descriptions(NamedTuple):
    """The descriptions of developer fields as columns, sorted by field and in file order for each.

    field: file << 16 | developer data index << 8 | field number. ordinal: of the message that describes it.
    """

    field: Int
    ordinal: Int
    name: list[str]

    @classmethod
    def of(cls, table: MessageTable, described: _Described) -> _Descriptions:
        """Return these descriptions as columns. table: their messages."""
        found = [(field, *one) for field in sorted(described) for one in described[field]]
        field, row = (np.array([one[place] for one in found], dtype=np.int64) for place in (0, 1))
        return cls(field, table.ordinal[row].astype(np.int64), [name for _, _, name in found])

    def at(self, row: int) -> tuple[str, int]:
        """Return the name in a row, and the file of the description."""
        return self.name[row], self.field.item(row) >> 16

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


def _uses_in_spans(contents: Contents, described: _Descriptions) -> Iterator[_Use]:
    """The same for any file, span by span of messages that have the same descriptions."""
    definitions = contents.definitions
    fields, starts = definitions.developer, described.starts(contents.files)
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


def _uses_of_fields(contents: Contents, fields: FieldRows, described: _Descriptions, uses: _Uses) -> Iterator[_Use]:
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
    found = zip(key[order].tolist(), total[order].tolist(), first[use[where[order]]].tolist(), strict=True)
    for one, count, message in found:
        described_in = (one >> 32) - 1
        name, its_file = (None, 0) if described_in < 0 else described.at(described_in)
        yield name, its_file, one & 0xFFFFFFFF, count, message
