"""Moves values within a record to the place and the name that Strava reads.

The text of a value stays the same byte for byte. Its tags are rewritten, and its indentation follows its new neighbors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from activitylint.fixes.edits import Edit
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.formats.xml.index import Name

__all__ = ["Container", "Move", "moved"]


@dataclass(frozen=True, slots=True)
class Container:
    """The element between `extensions` and the values in it.

    order: of its children in the schema. opening: the text of a new start tag, with namespace declarations. prefix: of
    a new element and its children, with the colon.
    """

    name: Name
    order: Sequence[str]
    opening: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Move:
    """A value and its new place: under this name in the container, or directly under `extensions`."""

    element: int
    name: str
    contained: bool


def moved(
    editor: XmlEditor, record: int, moves: Sequence[Move], extensions: Name, container: Container
) -> Iterator[Edit]:
    """Yield the edits that move values within one record."""
    yield from _Record(editor, record, extensions, container).edits(moves)


@dataclass(slots=True)
class _Record:
    editor: XmlEditor
    record: int
    extensions: Name
    container: Container
    put: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By child of `extensions`: the texts that are written after it or replace it."""

    def edits(self, moves: Sequence[Move]) -> Iterator[Edit]:
        editor, record = self.editor, self.record
        children = editor.children(record)
        around = next((child for child in children if editor.index.name(child) == self.extensions), None)
        inside = editor.children(around) if around is not None else []
        there = next((child for child in inside if editor.index.name(child) == self.container.name), None)
        into = [move for move in moves if move.contained]
        kept = {record, *([around] if around is not None else []), *([there] if into and there is not None else [])}
        gone = editor.emptied([move.element for move in moves], kept)
        contained = sorted(into, key=lambda move: self._rank(move.name))
        if into and there is not None:
            yield from self._insert(there, contained, gone)
        elif into:
            anchor = self._anchor(into[0].element, around)
            self.put[anchor].append(self._filled(contained, anchor))
        for move in moves:
            if not move.contained:
                self.put[self._anchor(move.element, around)].append(self._general(move))
        yield from self._written(gone, around, children)

    def _rank(self, name: str) -> int:
        return self.container.order.index(name) if name in self.container.order else len(self.container.order)

    def _anchor(self, element: int, around: int | None) -> int:
        """The child of `extensions` that contains or is the element; -1 if it is elsewhere in the record."""
        above = int(self.editor.index.parent[element])
        while above >= 0 and above not in (around, self.record):
            element, above = above, int(self.editor.index.parent[above])
        return element if above == around else -1

    def _value(self, element: int) -> str:
        return self.editor.written(*self.editor.inner(element))

    def _general(self, move: Move) -> str:
        """A value directly under `extensions`, with the prefix of the record."""
        tag = f"{self.editor.prefix(self.record)}{move.name}"
        return f"<{tag}>{self._value(move.element)}</{tag}>"

    def _contained(self, move: Move, prefix: str) -> str:
        return f"<{prefix}{move.name}>{self._value(move.element)}</{prefix}{move.name}>"

    def _filled(self, moves: Sequence[Move], anchor: int) -> str:
        """A new container with its values, indented like its neighbors."""
        editor = self.editor
        outer = editor.indent(anchor) if anchor >= 0 else ""
        step = _step(outer, editor.indent(int(editor.index.parent[anchor]))) if anchor >= 0 else ""
        inner = outer + step if outer else ""
        values = "".join(inner + self._contained(move, self.container.prefix) for move in moves)
        closing = f"</{self.container.prefix}{self.container.name[1]}>"
        return f"<{self.container.opening}>{values}{outer}{closing}"

    def _insert(self, there: int, moves: Sequence[Move], gone: Sequence[int]) -> Iterator[Edit]:
        """Insert values into the existing container, in the order of its schema."""
        editor = self.editor
        prefix = editor.prefix(there)
        children = editor.children(there)
        if not children:
            start, stop = editor.inner(there)
            values = "".join(self._contained(move, prefix) for move in moves)
            if editor.index.empty[there]:
                slash = editor.text.scanned.rindex(b"/", 0, stop)
                yield editor.edit(slash, stop, f">{values}</{editor.tag(there)}>")
            else:
                yield editor.edit(start, stop, values)
            return
        staying = [child for child in children if child not in gone]
        for move in moves:
            new = self._contained(move, prefix)
            later = [child for child in staying if self._rank(editor.index.name(child)[1]) > self._rank(move.name)]
            if later:
                at = editor.start(later[0])
                yield editor.edit(at, at, new + editor.indent(later[0]))
            elif staying:
                at = editor.end(staying[-1])
                yield editor.edit(at, at, editor.indent(staying[-1]) + new)
            else:
                self.put[children[0]].append(new)

    def _written(self, gone: Sequence[int], around: int | None, children: Sequence[int]) -> Iterator[Edit]:
        """Remove the old elements, and write the new ones in their place or after them."""
        editor = self.editor
        if outside := self.put.pop(-1, []):
            yield from self._append(outside, gone, around, children)
        for element in gone:
            new = self.put.pop(element, [])
            if new:
                yield editor.edit(editor.start(element), editor.end(element), editor.indent(element).join(new))
            else:
                yield editor.remove(element)
        for element, new in self.put.items():
            at = editor.end(element)
            yield editor.edit(at, at, "".join(editor.indent(element) + text for text in new))

    def _append(
        self, new: Sequence[str], gone: Sequence[int], around: int | None, children: Sequence[int]
    ) -> Iterator[Edit]:
        """Write values at the end of `extensions`, which is added as the last element of the record if missing.

        If the last child is removed, the values take its place.
        """
        editor = self.editor
        inside = editor.children(around) if around is not None else []
        if inside and inside[-1] in gone:
            self.put[inside[-1]].extend(new)
            return
        indent = editor.indent(children[-1])
        inner = indent + _step(indent, editor.indent(self.record)) if indent else ""
        values = "".join(inner + text for text in new)
        if around is not None and not editor.index.empty[around]:
            at = editor.end(inside[-1]) if inside else editor.inner(around)[0]
            yield editor.edit(at, at, values)
            return
        tag = f"{editor.prefix(self.record)}{self.extensions[1]}"
        whole = f"<{tag}>{values}{indent}</{tag}>"
        if around is not None:
            yield editor.edit(editor.start(around), editor.end(around), whole)
        elif children[-1] in gone:
            self.put[children[-1]].append(whole)
        else:
            at = editor.end(children[-1])
            yield editor.edit(at, at, indent + whole)


_STEP: Final = "  "
"""The indentation of a new level if nothing around it shows one."""


def _step(inner: str, outer: str) -> str:
    """The additional indentation of an element compared with its parent."""
    deeper, shallower = inner.lstrip("\r\n"), outer.lstrip("\r\n")
    return deeper[len(shallower) :] if outer and deeper.startswith(shallower) and deeper != shallower else _STEP
