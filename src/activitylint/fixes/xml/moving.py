"""Moves values within a record: to the place, and under the name, that they are read from.

The text of a value stays as it is, byte for byte; its tags are written anew, and the space around it follows what
stands there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from activitylint.fixes.edits import Edit
from activitylint.fixes.xml.markup import Markup
from activitylint.formats.xml.index import Name

__all__ = ["Container", "Move", "moved"]


@dataclass(frozen=True, slots=True)
class Container:
    """The element between `extensions` and the values that are read from it.

    order: of its children, as the schema has it. opening: the tag of a new one, with what it has to declare. prefix: of
    a new one and its children, with the colon.
    """

    name: Name
    order: Sequence[str]
    opening: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Move:
    """A value and where it goes: under this name into the container, or straight under `extensions`."""

    element: int
    name: str
    contained: bool


def moved(markup: Markup, record: int, moves: Sequence[Move], extensions: Name, container: Container) -> Iterator[Edit]:
    """The edits that move values within one record."""
    yield from _Record(markup, record, extensions, container).edits(moves)


@dataclass(slots=True)
class _Record:
    markup: Markup
    record: int
    extensions: Name
    container: Container
    put: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What is written behind a child of `extensions`, or in its place."""

    def edits(self, moves: Sequence[Move]) -> Iterator[Edit]:
        markup, record = self.markup, self.record
        children = markup.children(record)
        around = next((child for child in children if markup.index.name(child) == self.extensions), None)
        inside = markup.children(around) if around is not None else []
        there = next((child for child in inside if markup.index.name(child) == self.container.name), None)
        into = [move for move in moves if move.contained]
        kept = {record, *([around] if around is not None else []), *([there] if into and there is not None else [])}
        gone = markup.emptied([move.element for move in moves], kept)
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
        """The child of `extensions` that an element stands in or is; -1 where it stands elsewhere in the record."""
        above = int(self.markup.index.parent[element])
        while above >= 0 and above not in (around, self.record):
            element, above = above, int(self.markup.index.parent[above])
        return element if above == around else -1

    def _value(self, element: int) -> str:
        return self.markup.written(*self.markup.inner(element))

    def _general(self, move: Move) -> str:
        """A value as it stands straight under `extensions`, in the prefix of the record."""
        tag = f"{self.markup.prefix(self.record)}{move.name}"
        return f"<{tag}>{self._value(move.element)}</{tag}>"

    def _contained(self, move: Move, prefix: str) -> str:
        return f"<{prefix}{move.name}>{self._value(move.element)}</{prefix}{move.name}>"

    def _filled(self, moves: Sequence[Move], anchor: int) -> str:
        """A new container with its values, indented as what stands there is."""
        markup = self.markup
        outer = markup.indent(anchor) if anchor >= 0 else ""
        step = _step(outer, markup.indent(int(markup.index.parent[anchor]))) if anchor >= 0 else ""
        inner = outer + step if outer else ""
        values = "".join(inner + self._contained(move, self.container.prefix) for move in moves)
        closing = f"</{self.container.prefix}{self.container.name[1]}>"
        return f"<{self.container.opening}>{values}{outer}{closing}"

    def _insert(self, there: int, moves: Sequence[Move], gone: Sequence[int]) -> Iterator[Edit]:
        """Put values into a container that is there, in the order of its schema."""
        markup = self.markup
        prefix = markup.prefix(there)
        children = markup.children(there)
        if not children:
            start, stop = markup.inner(there)
            values = "".join(self._contained(move, prefix) for move in moves)
            if markup.index.empty[there]:
                slash = markup.text.scanned.rindex(b"/", 0, stop)
                yield markup.edit(slash, stop, f">{values}</{markup.tag(there)}>")
            else:
                yield markup.edit(start, stop, values)
            return
        staying = [child for child in children if child not in gone]
        for move in moves:
            new = self._contained(move, prefix)
            later = [child for child in staying if self._rank(markup.index.name(child)[1]) > self._rank(move.name)]
            if later:
                at = markup.start(later[0])
                yield markup.edit(at, at, new + markup.indent(later[0]))
            elif staying:
                at = markup.end(staying[-1])
                yield markup.edit(at, at, markup.indent(staying[-1]) + new)
            else:
                self.put[children[0]].append(new)

    def _written(self, gone: Sequence[int], around: int | None, children: Sequence[int]) -> Iterator[Edit]:
        """Take out what goes, and write what comes in its place or behind it."""
        markup = self.markup
        if outside := self.put.pop(-1, []):
            yield from self._append(outside, gone, around, children)
        for element in gone:
            new = self.put.pop(element, [])
            if new:
                yield markup.edit(markup.start(element), markup.end(element), markup.indent(element).join(new))
            else:
                yield markup.remove(element)
        for element, new in self.put.items():
            at = markup.end(element)
            yield markup.edit(at, at, "".join(markup.indent(element) + text for text in new))

    def _append(
        self, new: Sequence[str], gone: Sequence[int], around: int | None, children: Sequence[int]
    ) -> Iterator[Edit]:
        """Write values at the end of `extensions`, which may have to be made, as the last element of the record.

        Where the last one goes, they come in its place.
        """
        markup = self.markup
        inside = markup.children(around) if around is not None else []
        if inside and inside[-1] in gone:
            self.put[inside[-1]].extend(new)
            return
        indent = markup.indent(children[-1])
        inner = indent + _step(indent, markup.indent(self.record)) if indent else ""
        values = "".join(inner + text for text in new)
        if around is not None and not markup.index.empty[around]:
            at = markup.end(inside[-1]) if inside else markup.inner(around)[0]
            yield markup.edit(at, at, values)
            return
        tag = f"{markup.prefix(self.record)}{self.extensions[1]}"
        whole = f"<{tag}>{values}{indent}</{tag}>"
        if around is not None:
            yield markup.edit(markup.start(around), markup.end(around), whole)
        elif children[-1] in gone:
            self.put[children[-1]].append(whole)
        else:
            at = markup.end(children[-1])
            yield markup.edit(at, at, indent + whole)


_STEP: Final = "  "
"""What a new level is indented by where nothing around it tells."""


def _step(inner: str, outer: str) -> str:
    """What an element is indented by more than its parent."""
    deeper, shallower = inner.lstrip("\r\n"), outer.lstrip("\r\n")
    return deeper[len(shallower) :] if outer and deeper.startswith(shallower) and deeper != shallower else _STEP
