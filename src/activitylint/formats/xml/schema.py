"""Checks a document against its schema: children, their number and order, attributes, and types of values.

The check goes path by path, not element by element: a document of a hundred thousand elements has about thirty paths,
and each is checked as columns. Only GPX 1.1 and TCX 2 are checked; rules report other versions.

Most documents are as the schema wants them. So one pass over all elements finds out which kinds of elements have
children that may be out of order or repeated, and the path and its number of elements say which may lack one. Only the
children of those are looked at one name after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from activitylint.formats.xml.attributes import PathAttributes
from activitylint.formats.xml.buffers import chunks
from activitylint.formats.xml.index import Index, Name
from activitylint.formats.xml.rows import Rows
from activitylint.formats.xml.schema_paths import SchemaPaths, schema_paths
from activitylint.formats.xml.schema_table import ElementPart, ElementType, ValueType, table
from activitylint.formats.xml.schema_values import mistyped
from activitylint.formats.xml.text import PathSpans, Spans, decode, text_of
from activitylint.model.arrays import I32, Bools, Int
from activitylint.model.distinct import distinct
from activitylint.model.faults import Fault, FaultKind, Place

__all__ = ["check"]

_SHOWN: Final = 80
"""Characters of a value that a fault quotes."""
_MANY: Final = 3
"""Up to this many unknown names in one kind of element are a fault each; more are one fault together."""


def check(
    index: Index, spans: PathSpans, attributes: PathAttributes, records: Rows, extension_names: Callable[[str], bool]
) -> tuple[list[Fault], list[int]]:
    """Check a document: (its faults, the paths of elements that have lost the namespace that they should be in).

    The faults are XML_SCHEMA, XML_ELEMENT_ORDER and LOST_NAMESPACE; none if the root belongs to no known schema.

    The detail of XML_SCHEMA has `problem` (missing, unknown, repeated, mistyped or stray), `element` (with @ for an
    attribute), `parent`, `text` (of the first mistyped value, the first stray text, or the first parent that has text
    in place of a missing child), `expected` (what a value should be, in words), and `more`: the number of further
    unknown names in the same parent, if there are many.

    Unknown elements that count as extensions are no faults: those for whose name `extension_names` returns True, and
    those of another namespace inside a record.
    """
    checker = _Checker(index, spans, attributes, records, extension_names)
    checker.check(index.paths.cached(schema_paths))
    return checker.faults, checker.lost


class _Checker:
    def __init__(
        self,
        index: Index,
        spans: PathSpans,
        attributes: PathAttributes,
        records: Rows,
        extension_names: Callable[[str], bool],
    ) -> None:
        self.index = index
        self.spans = spans
        self.attributes = attributes
        self.records = records
        self.extension_names = extension_names
        self.faults: list[Fault] = []
        self.lost: list[int] = []
        self._between: tuple[I32, I32] | None = None

    def check(self, paths: SchemaPaths) -> None:
        """Check all elements of these paths."""
        disordered = self._disordered(paths) if paths.known else frozenset()
        for path, element, required, strange, bound, value in paths.known:
            if bound or self.index.attributed[path]:
                self._attributes(path, element)
            if strange or path in disordered or (required and not self._complete(path, required)):
                self._children(path, element)
            if value is not None:
                self._values(path, value)
            elif element.children:
                self._stray(path, with_leaves=not required)

    def _complete(self, path: int, required: tuple[tuple[int, bool], ...]) -> bool:
        """True if each element of a path has all children that are required, unless one has the same child twice."""
        parents = self.index.count(path)
        for child, repeats in required:
            count = self.index.count(child) if child >= 0 else 0
            if not count or (parents > 1 and (count != parents or repeats)):
                return False
        return True

    def _disordered(self, paths: SchemaPaths) -> frozenset[int]:
        """The paths of elements of which a child is not in the order of the schema, or repeated although it may not be.

        Looks at each pair of elements that follow each other in the same parent.
        """
        index = self.index
        found: set[int] = set()
        for rows in chunks(len(index.siblings) - 1):
            elements = index.siblings[rows.start : rows.stop + 1]
            path, parent = index.path.take(elements), index.parent.take(elements)
            late = paths.first.take(path[1:]) < paths.last.take(path[:-1])
            late &= parent[1:] == parent[:-1]
            if bool(late.any()):
                found.update(index.path_parent.take(distinct(path[1:][late])).tolist())
        return frozenset(found)

    def _children(self, path: int, element: ElementType) -> None:
        """Check number and order of the children of all elements of a path."""
        namespace = self._name(path)[0]
        inside = dict(self.index.children(path))
        parents = self.index.elements(path)
        order = _Order(parents)
        for part in element.children:
            child = inside.pop((namespace, part.name), None)
            lost = inside.pop(("", part.name), None) if namespace else None
            if lost is not None:
                self._lose(path, part.name, lost)
            if child is None:
                if part.required and lost is None:
                    self._missing(path, part.name, np.ones(len(parents), dtype=np.bool_))
                continue
            elements = self.index.elements(child)
            owner = self.index.parent.take(elements)
            if len(elements) == len(parents) and bool((owner == parents).all()):
                order.put(part.name, elements, elements, None)
            else:
                self._count(path, part, elements, order)
        if inside and self._name(path) not in table().extensions:
            self._unknown(path, inside)
        if order.wrong is not None:
            self._order(path, order)

    def _count(self, path: int, part: ElementPart, elements: I32, order: _Order) -> None:
        """Check how often a child occurs if it is not exactly once in each parent."""
        parents = self.index.elements(path)
        row = parents.searchsorted(self.index.parent.take(elements))
        counts = np.bincount(row, minlength=len(parents))
        if part.required:
            self._missing(path, part.name, counts == 0)
        if not part.repeats and bool((counts > 1).any()):
            # the first one is valid: report the second
            second = (row[1:] == row[:-1]).nonzero()[0] + 1
            self._note("repeated", path, part.name, elements[second])
        there = counts.nonzero()[0]
        last = np.zeros(len(parents), dtype=np.int32)
        last[row] = elements
        first = np.zeros(len(parents), dtype=np.int32)
        first[row[::-1]] = elements[::-1]
        order.put(part.name, first[there], last[there], there)

    def _lose(self, path: int, name: str, lost: int) -> None:
        """Note a child that would be right, but has no namespace."""
        at, rows = self._place(path, name, self.index.elements(lost))
        detail = {"element": name, "parent": self._name(path)[1]}
        self.faults.append(Fault(FaultKind.LOST_NAMESPACE, at, rows, self.index.count(lost), detail))
        self.lost.append(lost)

    def _missing(self, path: int, name: str, which: Bools) -> None:
        parents = self._closed(self.index.elements(path)[which])
        if not len(parents):
            return
        rows = self._records(parents, path)
        at = Place("record", int(rows[0])) if rows is not None else Place("element", int(parents[0]))
        detail = {"problem": "missing", "element": name, "parent": self._name(path)[1]}
        if not name.startswith("@") and (text := text_of(self.index, int(parents[0])).strip()):
            detail["text"] = text[:_SHOWN]
        self.faults.append(Fault(FaultKind.XML_SCHEMA, at, rows, len(parents), detail))

    def _closed(self, elements: I32) -> I32:
        """Without elements that are cut off: nobody knows what they would have contained."""
        if not self.index.open_ended:
            return elements
        return elements[~np.isin(elements, self.index.open_ended)]

    def _unknown(self, path: int, children: dict[Name, int]) -> None:
        """Note children that the table does not have, unless they count as extensions."""
        namespace = self._name(path)[0]
        inside = self.records.holds(path)
        unknown = [
            (name, child)
            for (of, name), child in children.items()
            if not self.extension_names(name) and not (inside and of != namespace)
        ]
        if len(unknown) <= _MANY:
            for name, child in unknown:
                self._note("unknown", path, name, self.index.elements(child))
        else:
            name, child = min(unknown, key=lambda pair: int(self.index.elements(pair[1])[0]))
            count = sum(self.index.count(other) for _, other in unknown)
            self._note("unknown", path, name, self.index.elements(child), count=count, more=len(unknown) - 1)

    def _note(self, problem: str, path: int, name: str, elements: I32, count: int = 0, **more: object) -> None:
        """Note a fault about children. path: of their parent."""
        at, rows = self._place(path, name, elements)
        detail = {"problem": problem, "element": name, "parent": self._name(path)[1], **more}
        self.faults.append(Fault(FaultKind.XML_SCHEMA, at, rows, count or len(elements), detail))

    def _place(self, path: int, name: str, elements: I32) -> tuple[Place, Int | None]:
        rows = self._records(self.index.parent[elements], path)
        if rows is not None:
            return Place("record", int(rows[0]), name), rows
        return Place("element", int(elements[0])), None

    def _records(self, elements: I32, path: int) -> Int | None:
        """The records that these elements are; None if they are not records."""
        if not self.records.holds(path):
            return None
        rows = distinct(self.records.of(elements, path)).astype(np.int64)
        return rows[rows >= 0] if bool((rows >= 0).any()) else None

    def _order(self, path: int, order: _Order) -> None:
        element, before, rows = order.explain()
        parents = self.index.elements(path)[rows]
        detail = {"element": element, "parent": self._name(path)[1], "before": before}
        records = self._records(parents, path)
        if records is not None:
            at = Place("record", int(records[0]), element)
        else:
            at = Place("element", order.misplaced(element, int(rows[0])))
        self.faults.append(Fault(FaultKind.XML_ELEMENT_ORDER, at, records, len(rows), detail))

    def _stray(self, path: int, *, with_leaves: bool) -> None:
        """Note text directly in elements that have only child elements.

        with_leaves: also in those without any child. If one is required, its absence is noted instead.
        """
        container, number = self._stray_texts()
        elements = self.index.elements(path)
        childless = elements[self.index.leaf.take(elements)] if with_leaves else elements[:0]
        if not len(container) and not len(childless):
            return
        rows = (self.index.path.take(container) == path).nonzero()[0]
        inside = self.index.between
        spans = Spans(inside.start[number[rows]], inside.stop[number[rows]])
        owners = container[rows]
        if len(childless):
            leaves = self._closed(childless)
            texts = Spans.of(self.index, leaves)
            filled = texts.filled(self.index)
            if bool(filled.any()):
                texts, leaves = texts.part(filled), leaves[filled]
                spans = Spans(np.concatenate((spans.start, texts.start)), np.concatenate((spans.stop, texts.stop)))
                owners = np.concatenate((owners, leaves))
        if not len(spans):
            return
        first = int(spans.start.argmin())
        text = spans.text(self.index, first).strip()[:_SHOWN]
        records = self._records(np.sort(owners), path)
        before = int(self.index.start.searchsorted(spans.start[first])) - 1
        at = Place("element", before)
        if records is not None:
            at = Place("record", int(records[0]), "" if before == owners[first] else self.index.name(before)[1])
        detail = {"problem": "stray", "element": "", "parent": self._name(path)[1], "text": text}
        self.faults.append(Fault(FaultKind.XML_SCHEMA, at, records, len(spans), detail))

    def _stray_texts(self) -> tuple[I32, I32]:
        """The element that each text between tags is directly in, and its number in `Index.between`."""
        if self._between is None:
            between = self.index.between
            number = np.flatnonzero(between.depth >= 0).astype(np.int32)
            texts = (decode(self.index, int(between.start[n]), int(between.stop[n])) for n in number.tolist())
            number = number[np.fromiter((bool(text.strip()) for text in texts), np.bool_, len(number))]
            container = (self.index.start.searchsorted(between.start[number]) - 1).astype(np.int32)
            depth = between.depth[number]
            while bool((deeper := self.index.depth.take(container) > depth).any()):
                container[deeper] = self.index.parent.take(container[deeper])
            self._between = container, number
        return self._between

    def _values(self, path: int, value: ValueType) -> None:
        every = self.index.elements(path)
        elements = self._closed(every)
        spans = self.spans.of(path) if len(elements) == len(every) else Spans.of(self.index, elements)
        bad = mistyped(self.index, spans, value).nonzero()[0]
        if len(bad):
            text = spans.text(self.index, int(bad[0])).strip()[:_SHOWN]
            parent = int(self.index.path_parent[path])
            self._note("mistyped", parent, self._name(path)[1], elements[bad], text=text, expected=value.in_words)

    def _attributes(self, path: int, element: ElementType) -> None:
        elements = self.index.elements(path)
        found = self.attributes.of(path, tuple(part.name for part in element.attributes))
        for part in element.attributes:
            attribute = found.wanted[part.name]
            if part.required and not bool(attribute.present.all()):
                self._missing(path, f"@{part.name}", ~attribute.present)
            value = table().values[part.type]
            rows, spans = attribute.there
            if not value.free and len(rows):
                bad = mistyped(self.index, spans, value).nonzero()[0]
                if len(bad):
                    text = spans.text(self.index, int(bad[0])).strip()[:_SHOWN]
                    expected = value.in_words
                    self._attribute("mistyped", path, part.name, elements[rows[bad]], text=text, expected=expected)
        others = [(name, where) for name, where in found.others.items() if ":" not in name and name != "xmlns"]
        if len(others) <= _MANY:
            for name, where in others:
                self._attribute("unknown", path, name, elements[where])
        else:
            self._attribute("unknown", path, others[0][0], elements[others[0][1]], more=len(others) - 1)

    def _attribute(self, problem: str, path: int, name: str, elements: I32, **more: object) -> None:
        rows = self._records(elements, path)
        table_row = ("record", int(rows[0])) if rows is not None else ("element", int(elements[0]))
        detail = {"problem": problem, "element": f"@{name}", "parent": self._name(path)[1], **more}
        at = Place(*table_row, f"@{name}")
        self.faults.append(Fault(FaultKind.XML_SCHEMA, at, rows, len(elements), detail))

    def _name(self, path: int) -> Name:
        return self.index.paths.name_of(path)


class _Order:
    """Checks that children are in the order of the schema: in each parent, each name after all earlier names.

    wrong: the first name that is out of order, None if all are in order. rows: the parents concerned.
    """

    def __init__(self, parents: I32) -> None:
        self.reached = parents.copy()
        self.wrong: str | None = None
        self.rows: Int = np.empty(0, dtype=np.int64)
        self.seen: list[tuple[str, I32, Int | None]] = []

    def put(self, name: str, first: I32, last: I32, there: Int | None) -> None:
        """Add the next name of the schema.

        first, last: its first and last element in each parent, or only in the parents `there`.
        """
        rows: Int | slice = slice(None) if there is None else there
        bad = (first < self.reached[rows]).nonzero()[0]
        if len(bad):
            bad = bad if there is None else there[bad]
            if self.wrong is None:
                self.wrong = name
            self.rows = distinct(np.concatenate((self.rows, bad)))
        self.reached[rows] = np.maximum(self.reached[rows], last)
        self.seen.append((name, last, there))

    def explain(self) -> tuple[str, str, Int]:
        """Return the name that is too late, the name that it should precede, and the parents concerned."""
        names = [name for name, _, _ in self.seen]
        earlier = self.seen[: names.index(self.wrong or "")]
        row = int(self.rows[0])
        last = max(((self._at(entry, row), entry[0]) for entry in earlier), default=(0, names[0]))
        return last[1], self.wrong or "", self.rows

    def misplaced(self, name: str, row: int) -> int:
        """Return the element of this name in one parent."""
        return max(self._at(entry, row) for entry in self.seen if entry[0] == name)

    @staticmethod
    def _at(entry: tuple[str, I32, Int | None], row: int) -> int:
        _, last, there = entry
        if there is None:
            return int(last[row])
        at = int(there.searchsorted(row))
        return int(last[at]) if at < len(there) and there[at] == row else -1
