"""What the TCX and GPX parsers share: from paths in the index to columns, faults and extension uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from activitylint.formats.xml.attributes import attribute, many
from activitylint.formats.xml.directives import directives
from activitylint.formats.xml.fast_path import indexed
from activitylint.formats.xml.index import Index
from activitylint.formats.xml.places import XmlPlaces
from activitylint.formats.xml.rows import Rows
from activitylint.formats.xml.schema import check
from activitylint.formats.xml.text import PathSpans, Spans, numbers, read_together, text_of
from activitylint.formats.xml.times import Times, times
from activitylint.model.arrays import I32, Bools, Float, Int
from activitylint.model.classes import NamedTuple
from activitylint.model.distinct import distinct
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.markup import Document, ExtensionUse
from activitylint.model.tables import Records

__all__ = ["FieldValues", "Reader", "extent"]

_SHOWN: Final = 80
"""Characters of a value that a fault quotes."""
_EXTENSIONS: Final = frozenset({"extensions", "Extensions"})
_MAX_USES: Final = 10_000
"""Kinds of extension values that are listed. Only a malicious file has more."""
_NO_ROWS: Final[Int] = np.empty(0, dtype=np.int64)


class FieldValues(NamedTuple):
    """The values of one tag or attribute, and the table rows that they belong to.

    at: the table and the field. spans: the text of every value.
    inside: which of the values are inside a row, None if all are. row: the row of each of those.
    length: the number of rows of the table. each: True if every row has one value, in the order of the rows.
    """

    at: Place
    spans: Spans
    inside: Bools | None
    row: I32
    length: int
    each: bool

    def numbers(self, index: Index) -> tuple[Float, Bools]:
        """Read the values that are inside rows: their numbers (NaN if unreadable), and a mask of the unreadable."""
        found = numbers(index, self.spans)
        return (found.values, found.bad) if self.inside is None else (found.values[self.inside], found.bad[self.inside])

    @property
    def in_rows(self) -> Spans:
        """The text of the values that are inside rows."""
        return self.spans if self.inside is None else self.spans.part(self.inside)

    def column(self, values: Float) -> Float:
        """Return a column, given the values that are inside rows. Of two in a row, the first one counts."""
        if self.each:
            return values
        column = np.full(self.length, np.nan)
        column[self.row[::-1]] = values[::-1]
        return column


class Reader:
    """An indexed document. Collects the faults that are found while reading it.

    text: the document. index: its elements. attributes, spans: attributes and texts of elements, cached by path.
    root_name: the (namespace, local name) of the root element, ("", "") if there is none. namespace: that of the root.
    """

    def __init__(self, data: bytes) -> None:
        self.text, self.index, self.attributes = indexed(data)
        self.spans = PathSpans(self.index)
        self.faults: list[Fault] = list(self.text.faults)
        again = self.index.redundant
        if len(again):
            at, name = Place("element", int(again[0])), self.index.steps(int(self.index.path[again[0]]))[-1]
            detail = {"element": name[1], "namespace": name[0]}
            self.faults.append(Fault(FaultKind.XML_REDUNDANT_NAMESPACE, at, count=len(again), detail=detail))
        self.root_name = self.index.paths.root_name
        self.namespace = self.root_name[0]
        self._lost: list[int] = []

    def document(self) -> Document:
        """Return what TCX and GPX have in common."""
        prefixes: dict[str, str] = {}
        for declared in self.index.declared.distinct:
            for prefix, namespace in declared.items():
                prefixes.setdefault(prefix, namespace)
        return Document(self.root_name, self.text.encoding, prefixes, directives(self.text, self.index))

    def paths(self, *names: str) -> list[int]:
        """Return the path that these local names lead to from the root, as a list that is empty if there is none."""
        return self.index.paths.follow_each([self.index.paths.root], *names)

    def elements(self, *names: str) -> I32:
        """Return the elements that these local names lead to from the root."""
        return self.index.elements_of(self.paths(*names))

    def rows(self, table: str, elements: I32, *, closed: bool = False) -> Rows:
        """Return a table whose rows are these elements. closed: leave out those that are not closed (a cut file)."""
        if closed and self.index.open_ended:
            elements = elements[~np.isin(elements, self.index.open_ended)]
        return Rows(self.index, table, elements)

    def first_text(self, paths: list[int], name: str) -> tuple[str, int] | None:
        """Return the text of the first child of this name in any element of these paths, and the number of the element
        among all elements of these paths.
        """
        firsts = [int(self.index.elements(path)[0]) for path in self.index.paths.follow_each(paths, name)]
        if not firsts:
            return None
        parent = self.index.parent[min(firsts)]
        return text_of(self.index, min(firsts)), int(self.index.elements_of(paths).searchsorted(parent))

    def element_values(self, rows: Rows, field: str, paths: Sequence[int]) -> list[FieldValues]:
        """Return the text values at these paths, assigned to the rows of a table: one `FieldValues` per path."""
        found: list[FieldValues] = []
        for path in paths:
            row = rows.of(self.index.elements(path), path)
            at, spans = Place(rows.table, 0, field), self.spans.of(path)
            inside = None
            if self.index.open_ended:  # only then `rows` leaves elements out
                inside = row >= 0
                row = row[inside]
            each = len(row) == len(rows) and bool((row == rows.numbers).all())
            found.append(FieldValues(at, spans, inside, row, len(rows), each))
        return found

    def attribute_values(self, rows: Rows, *names: str) -> list[FieldValues]:
        """Return the values of these attributes of the rows of a table."""
        if len(rows.paths) == 1 and rows.complete:
            found = self.attributes.of(rows.paths[0], names)
        else:
            found = many(self.index, rows.elements, names)
        values: list[FieldValues] = []
        for name, one in found.wanted.items():
            row, spans = one.there
            at = Place(rows.table, 0, f"@{name}")
            values.append(FieldValues(at, spans, None, row, len(rows), each=len(row) == len(rows)))
        return values

    def numbers(self, stream: str, *sources: FieldValues) -> tuple[Float, Int]:
        """Return a stream as a column, and the rows in which two sources have different values.

        The first source takes precedence. Values that are not numbers are noted as faults: BAD_POSITION for latitude
        and longitude, UNREADABLE_NUMBER for all others.
        """
        columns = [self._numbers(stream, source) for source in sources]
        if len(columns) == 1:
            return columns[0], _NO_ROWS
        column = np.full(sources[0].length if sources else 0, np.nan)
        disagree = np.zeros(len(column), dtype=np.bool_)
        for values in columns:
            absent = np.isnan(column)
            disagree |= ~absent & ~np.isnan(values) & (column != values)
            column = np.where(absent, values, column)
        return column, disagree.nonzero()[0]

    def read_together(self, sources: Iterable[FieldValues]) -> None:
        """Prepare to read the numbers of several sources, which takes less time than one by one."""
        read_together(self.index, (source.spans for source in sources))

    def _numbers(self, stream: str, source: FieldValues) -> Float:
        """Return the numbers of one source as a column, and note those that cannot be read."""
        values, bad = source.numbers(self.index)
        if bool(bad.any()):
            position = stream in ("latitude", "longitude")
            kind = FaultKind.BAD_POSITION if position else FaultKind.UNREADABLE_NUMBER
            self.note(kind, source, bad, {} if position else {"stream": stream})
            source, values = source._replace(row=source.row[~bad], each=False), values[~bad]
        return source.column(values)

    def times(self, *sources: FieldValues) -> Float:
        """Return times as a column, and note faults: UNREADABLE_TIME, NAIVE_TIME, ODD_TIME_FRACTION, BARE_OFFSET."""
        column = np.full(sources[0].length if sources else 0, np.nan)
        for source in sources:
            found: Times = times(self.index, source.in_rows)
            self.note(FaultKind.UNREADABLE_TIME, source, found.unreadable)
            self.note(FaultKind.NAIVE_TIME, source, found.naive)
            self.note(FaultKind.ODD_TIME_FRACTION, source, found.odd_fraction)
            self.note(FaultKind.BARE_OFFSET, source, found.bare_offset)
            if source.each:
                return found.seconds
            column[source.row[::-1]] = found.seconds[::-1]
        return column

    def note(
        self, kind: FaultKind, source: FieldValues, which: Bools, detail: Mapping[str, object] | None = None
    ) -> None:
        """Note one fault for all values in the mask. Its detail has the text of the first one."""
        hits = which.nonzero()[0]
        if not len(hits):
            return
        text = source.in_rows.text(self.index, int(hits[0])).strip()[:_SHOWN]
        affected = distinct(source.row[hits]).astype(np.int64)
        at = Place(source.at.table, int(source.row[hits[0]]), source.at.field)
        self.faults.append(Fault(kind, at, affected, len(affected), {**(detail or {}), "text": text}))

    def uses(self, records: Rows, names: Callable[[str], bool]) -> list[ExtensionUse]:
        """Return the extension values, one entry per path.

        These are values in extensions or in other namespaces than the root's, and those for whose local name `names`
        returns True. What `check` found to have lost its namespace is left out.
        """
        index = self.index
        aside = np.array([n in _EXTENSIONS or ns != self.namespace for ns, n in index.names], dtype=np.bool_)
        named = np.array([names(name) for _, name in index.names], dtype=np.bool_)
        wanted = index.inherit(aside) | named[index.path_name]
        if self._lost:
            lost = np.zeros(len(wanted), dtype=np.bool_)
            lost[self._lost] = True
            wanted &= ~index.with_children(lost)
        leaves = (index.leaf & wanted[index.path]).nonzero()[0].astype(np.int32)
        leaves = leaves[Spans.of(index, leaves).filled(index)]
        counts = np.bincount(index.path[leaves], minlength=len(index.path_parent))
        paths = counts.nonzero()[0][:_MAX_USES]
        found = [self._use(records, int(path), leaves, int(counts[path])) for path in paths]
        return sorted(found, key=lambda use: use.first.row)

    def _use(self, records: Rows, path: int, leaves: I32, count: int) -> ExtensionUse:
        elements = self.index.elements(path)
        if len(elements) > count:
            elements = elements[np.isin(elements, leaves, assume_unique=True)]
        rows = distinct(records.of(elements, path)).astype(np.int64)
        *parents, (namespace, name) = self.index.steps(path)
        first = Place("element", int(elements[0]))
        return ExtensionUse(namespace, name, tuple(parents), len(elements), rows[rows >= 0], first)

    def places(self, tables: Mapping[str, I32], fields: Mapping[str, tuple[str, ...]]) -> XmlPlaces:
        """Return the `Places` of the document. tables, fields: see `XmlPlaces`."""
        root = np.zeros(1 if len(self.index.start) else 0, dtype=np.int32)
        return XmlPlaces(self.text, self.index, {"root": root, **tables}, fields)

    def root_attribute(self, name: str) -> str | None:
        """Return an attribute of the root element, None if absent."""
        return attribute(self.index, 0, name) if len(self.index.start) else None

    def check(self, records: Rows, extension_names: Callable[[str], bool]) -> None:
        """Check the document against the schema of its format, and note the faults."""
        faults, self._lost = check(self.index, self.spans, self.attributes, records, extension_names)
        self.faults.extend(faults)

    def finish(self) -> list[Fault]:
        """Return all faults: first those with a byte place, in order, then those of elements and values."""
        return sorted(
            self.faults, key=lambda fault: fault.at.row if fault.at.table == "byte" else len(self.text.original)
        )


def extent(records: Records, first: int = 0, last: int | None = None) -> tuple[float, float]:
    """Return the earliest time of a range of records, and the seconds from it to the latest; NaN without any time."""
    span = records.time[first:last]
    span = span[~np.isnan(span)]
    return (float(span.min()), float(span.max() - span.min())) if len(span) else (np.nan, np.nan)
