"""What reading TCX and reading GPX have in common: from paths in the index to columns, faults and extension uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from activitylint.formats.xml.attributes import Attribute, attribute
from activitylint.formats.xml.buffers import Bools
from activitylint.formats.xml.directives import directives
from activitylint.formats.xml.fast_path import indexed
from activitylint.formats.xml.index import Index, Name
from activitylint.formats.xml.intern import I32
from activitylint.formats.xml.places import XmlPlaces
from activitylint.formats.xml.rows import Rows
from activitylint.formats.xml.schema import check
from activitylint.formats.xml.text import PathSpans, Spans, numbers, text_of
from activitylint.formats.xml.times import Times, times
from activitylint.model.distinct import distinct
from activitylint.model.faults import Fault, FaultKind, Place
from activitylint.model.markup import Document, ExtensionUse
from activitylint.model.tables import Float, Int, Records

__all__ = ["Reader", "Written", "extent"]

_SHOWN: Final = 80
_EXTENSIONS: Final = frozenset({"extensions", "Extensions"})
_MAX_USES: Final = 10_000
"""Kinds of extension values that are told apart: only a file made to do harm has more."""


class Written(NamedTuple):
    """Values of one tag or attribute: what they are called (table and field), where they stand, the row of each.

    inside: which of them stand in a row, None where all do. length: how many rows the table has.
    """

    at: Place
    spans: Spans
    inside: Bools | None
    row: I32
    length: int

    def numbers(self, index: Index) -> tuple[Float, Bools]:
        """The values that stand in a row, NaN where they are no numbers; and which are none."""
        found = numbers(index, self.spans)
        return (found.values, found.bad) if self.inside is None else (found.values[self.inside], found.bad[self.inside])

    @property
    def in_rows(self) -> Spans:
        """Where those stand that stand in a row."""
        return self.spans if self.inside is None else self.spans.part(self.inside)


class Reader:
    """A document, indexed; gathers the faults that reading meets."""

    def __init__(self, data: bytes) -> None:
        self.text, self.index, self.attributes = indexed(data)
        self.spans = PathSpans(self.index)
        self.faults: list[Fault] = list(self.text.faults)
        roots = self.index.children(-1)
        self.root_name: Name = next(iter(roots), ("", ""))
        self.root = roots.get(self.root_name, -1)
        self.namespace = self.root_name[0]

    def document(self) -> Document:
        """What TCX and GPX share."""
        prefixes: dict[str, str] = {}
        for declared in self.index.declared.distinct:
            for prefix, namespace in declared.items():
                prefixes.setdefault(prefix, namespace)
        return Document(self.root_name, self.text.encoding, prefixes, directives(self.text, self.index))

    def path(self, *names: str, below: int | None = None) -> int | None:
        """The path that these local names, in the namespace of the root, lead to from the root or another path."""
        found = self.root if below is None else below
        for name in names:
            step = self.index.children(found).get((self.namespace, name))
            if step is None:
                return None
            found = step
        return found

    def elements(self, *names: str) -> I32:
        """The elements that these local names lead to from the root."""
        path = self.path(*names)
        return np.empty(0, dtype=np.int32) if path is None else self.index.elements(path)

    def rows(self, table: str, elements: I32, *, closed: bool = False) -> Rows:
        """A table of elements; `closed` leaves out those that the text ends inside of."""
        if closed and self.index.open_ended:
            elements = elements[~np.isin(elements, self.index.open_ended)]
        return Rows(self.index, table, elements)

    def first_text(self, elements: I32, name: str) -> tuple[str, int] | None:
        """The text of the first child of this name that any of these elements has, and which element that was."""
        index = self.index
        paths = [self.path(name, below=path) for path in distinct(index.path[elements]).tolist()]
        children = index.elements_of([path for path in paths if path is not None])
        children = children[np.isin(index.parent[children], elements)]
        if not len(children):
            return None
        number = int((elements == index.parent[children[0]]).nonzero()[0][0])
        return text_of(index, int(children[0])), number

    def written(self, rows: Rows, field: str, paths: Sequence[int]) -> list[Written]:
        """The values that elements of these paths hold, for the rows of a table."""
        found: list[Written] = []
        for path in paths:
            row = rows.of(self.index.elements(path), path)
            at, spans, inside = Place(rows.table, 0, field), self.spans.of(path), row >= 0
            if bool(inside.all()):
                found.append(Written(at, spans, None, row, len(rows)))
            else:
                found.append(Written(at, spans, inside, row[inside], len(rows)))
        return found

    def written_in(self, rows: Rows, name: str, found: Attribute) -> Written:
        """The values that an attribute has in the rows of a table."""
        row, spans = found.there
        return Written(Place(rows.table, 0, f"@{name}"), spans, None, row, len(rows))

    def numbers(self, stream: str, *sources: Written) -> tuple[Float, Int]:
        """A stream as a column, and the rows in which two sources disagree; the first source has the say.

        What is no number is a fault: BAD_POSITION for latitude and longitude, UNREADABLE_NUMBER for all others.
        """
        column = np.full(sources[0].length if sources else 0, np.nan)
        disagree = np.zeros(len(column), dtype=np.bool_)
        for number, source in enumerate(sources):
            values, bad = source.numbers(self.index)
            row = source.row
            if bool(bad.any()):
                position = stream in ("latitude", "longitude")
                kind = FaultKind.BAD_POSITION if position else FaultKind.UNREADABLE_NUMBER
                self.note(kind, source, bad, {} if position else {"stream": stream})
                values, row = values[~bad], row[~bad]
            if number:
                before = column[row]
                disagree[row] |= ~np.isnan(before) & (before != values)
                values = np.where(np.isnan(before), values, before)
            # of a repeated element the first one counts, as of two sources the first
            column[row[::-1]] = values[::-1]
        return column, disagree.nonzero()[0]

    def times(self, *sources: Written) -> Float:
        """Times as a column, with faults for those that are unreadable, without zone or of odd fractions."""
        column = np.full(sources[0].length if sources else 0, np.nan)
        for source in sources:
            found: Times = times(self.index, source.in_rows)
            self.note(FaultKind.UNREADABLE_TIME, source, found.unreadable)
            self.note(FaultKind.NAIVE_TIME, source, found.naive)
            self.note(FaultKind.ODD_TIME_FRACTION, source, found.odd_fraction)
            column[source.row[::-1]] = found.seconds[::-1]
        return column

    def note(self, kind: FaultKind, source: Written, which: Bools, detail: Mapping[str, object] | None = None) -> None:
        """One fault for all values that have it; the first one's text stands in the detail."""
        hits = which.nonzero()[0]
        if not len(hits):
            return
        text = source.in_rows.text(self.index, int(hits[0])).strip()[:_SHOWN]
        affected = distinct(source.row[hits]).astype(np.int64)
        at = Place(source.at.table, int(source.row[hits[0]]), source.at.field)
        self.faults.append(Fault(kind, at, affected, len(affected), {**(detail or {}), "text": text}))

    def uses(self, records: Rows, names: Callable[[str], bool]) -> list[ExtensionUse]:
        """The values that stand in extensions, in foreign namespaces, or have one of these names; one entry a path."""
        index = self.index
        aside = np.array([n in _EXTENSIONS or ns != self.namespace for ns, n in index.names], dtype=np.bool_)
        named = np.array([names(name) for _, name in index.names], dtype=np.bool_)
        wanted = index.inherit(aside) | named[index.path_name]
        leaves = (index.leaf & wanted[index.path]).nonzero()[0].astype(np.int32)
        leaves = leaves[Spans.of(index, leaves).written(index)]
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
        """The way from a row back to the bytes."""
        root = np.zeros(1 if len(self.index.start) else 0, dtype=np.int32)
        return XmlPlaces(self.text, self.index, {"root": root, **tables}, fields)

    def root_attribute(self, name: str) -> str | None:
        """An attribute of the root element."""
        return attribute(self.index, 0, name) if len(self.index.start) else None

    def check(self, records: Rows, extension_names: Callable[[str], bool]) -> None:
        """Compare the document with the schema of its format."""
        self.faults.extend(check(self.index, self.spans, self.attributes, records, extension_names))

    def finish(self) -> list[Fault]:
        """The faults: those of the bytes first, then those of elements and values."""
        return sorted(
            self.faults, key=lambda fault: fault.at.row if fault.at.table == "byte" else len(self.text.original)
        )


def extent(records: Records, first: int = 0, last: int | None = None) -> tuple[float, float]:
    """The earliest time of a range of records, and the seconds from it to the latest; NaN where there is none."""
    span = records.time[first:last]
    span = span[~np.isnan(span)]
    return (float(span.min()), float(span.max() - span.min())) if len(span) else (np.nan, np.nan)
