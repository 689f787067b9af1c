"""Namespaces: resolve the prefixes of names. Names are compared by namespace, never by prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from activitylint.formats.xml.buffers import chunks, windows, word_view
from activitylint.formats.xml.entities import unescape
from activitylint.formats.xml.intern import MOST, first_ones, intern, taken
from activitylint.model.arrays import I32, Bytes
from activitylint.model.classes import NamedTuple
from activitylint.model.distinct import distinct
from activitylint.model.patterns import regex

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = [
    "MOST_OF_ONE",
    "XML_NAMESPACE",
    "Declarations",
    "Declared",
    "StartTags",
    "alike_tags",
    "declarations",
    "qualify",
]

XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"

Declared = dict[str, str]
"""Prefix (empty for the default) to namespace, as one start tag declares them."""

MOST_OF_ONE: Final = 4096
"""Limit of prefixes that one tag declares, and of other attributes that it has; further ones are ignored."""

_LONG_TAG: Final = 4096
_FEW: Final = 16
"""Up to this many tags are searched one by one, which is faster than as columns."""
_WINDOW: Final = 64
"""Bytes: most declarations begin within the first 64 bytes of their tag. Longer tags without are searched in full."""
_X: Final = ord("x")
_FIVE: Final = np.uint64(0xFFFFFFFFFF)
_XMLNS: Final = np.uint64(int.from_bytes(b"xmlns", "little"))
_DECLARATION: Final = regex(rb"\sxmlns(?::([^\s=]+))?\s*=\s*(\"[^\"]*\"|'[^']*')|\"[^\"]*\"|'[^']*'")


class StartTags(Protocol):
    """The start tags of a document as columns: the part of an `Index` that exists before names are resolved."""

    text: bytes
    buffer: Bytes
    start: I32
    stop: I32
    tagged: I32


class Declarations(NamedTuple):
    """Which elements declare namespaces: `elements[i]` declares `distinct[which[i]]`."""

    elements: I32
    which: I32
    distinct: list[Declared]


def declarations(index: StartTags) -> Declarations:
    """Return the elements that declare namespaces, with their declarations."""
    elements = _hinting(index)
    which, examples = alike_tags(index, elements)
    declared = [_declared(index.text[index.start[e] : index.stop[e] + 1]) for e in examples]
    if not all(declared):
        some = np.array([bool(found) for found in declared], dtype=np.bool_)[which]
        elements, which = elements[some], which[some]
    return Declarations(elements, which, declared)


def _hinting(index: StartTags) -> I32:
    """The elements whose tags contain `xmlns`, and a few with a short tag that have it within the first 64 bytes."""
    tagged = index.tagged
    start, stop = index.start.take(tagged), index.stop.take(tagged)
    found = np.zeros(len(tagged), dtype=np.bool_)
    unseen = np.arange(len(tagged))
    if len(tagged) > _FEW:
        words = word_view(index.buffer)
        for rows in chunks(len(tagged)):
            # few letters of a tag are an x: compare the bytes after those only
            at = (windows(index.buffer, start[rows], _WINDOW) == _X).reshape(-1).nonzero()[0]
            row = at // _WINDOW + rows.start
            meant = (words[start[row] + at % _WINDOW] & _FIVE) == _XMLNS
            found[row[meant]] = True
        unseen = (~found & (stop - start > _WINDOW)).nonzero()[0]
    for number in unseen.tolist():
        found[number] = index.text.find(b"xmlns", start[number], stop[number]) >= 0
    hinting: I32 = tagged[found]
    return hinting


def alike_tags(index: StartTags, elements: I32) -> tuple[I32, list[int]]:
    """Number the tags of these elements, so that equal tags have equal numbers.

    Returns the number of each tag, and for each number one element that has such a tag. All tags beyond the first MOST
    share the last number. Tags of the same length are compared with the first of that length, all at once; those
    that differ are looked up one by one. For example, with the elements 0 to 3:

        tags       <a x="1">, <a x="2">, <a x="1">, <a>     lengths 9, 9, 9, 3
        compared   length 3: 3 with 3; length 9: 0, 1, 2 with 0, and 1 differs
        returns    [0, 2, 0, 1], [0, 3, 1]
    """
    text = index.text
    known: dict[bytes, int] = {}
    examples: list[int] = []

    def number(element: int) -> int:
        tag = text[index.start[element] : index.stop[element] + 1]
        if tag not in known:
            if len(known) > MOST:
                return MOST
            known[tag] = len(known)
            examples.append(element)
        return known[tag]

    if len(elements):
        number(int(elements[0]))  # the first one, mostly the root, is numbered even if there are more than MOST
    length = index.stop.take(elements) + 1 - index.start.take(elements)
    which = np.zeros(len(elements), dtype=np.int32)
    for size in distinct(length).tolist():
        rows = (length == size).nonzero()[0]
        if len(rows) > 1 and size <= _LONG_TAG:
            view: npt.NDArray[np.bytes_] = np.ndarray(
                len(index.buffer) - size, dtype=f"S{size}", buffer=index.buffer.data, strides=(1,)
            )
            same = view[index.start[elements[rows]]] == view[index.start[elements[rows[0]]]]
            which[rows[same]] = number(int(elements[rows[0]]))
            rows = rows[~same]
        for row in rows.tolist():
            which[row] = number(int(elements[row]))
    return which, examples


def _declared(tag: bytes) -> Declared:
    found: Declared = {}
    for match in _DECLARATION.finditer(tag):
        if match[2] is not None:
            prefix = (match[1] or b"").decode("utf-8", "replace")
            found[prefix] = unescape(match[2][1:-1].decode("utf-8", "replace"))
            if len(found) == MOST_OF_ONE:
                break
    return found


class _Contexts:
    """The namespaces in scope. A context adds the declarations of one element to its parent context."""

    def __init__(self, distinct: list[Declared]) -> None:
        self._parent: list[int] = [-1]
        self._declared: list[Declared] = [{"": "", "xml": XML_NAMESPACE}]
        self._distinct = distinct
        self._known: dict[tuple[int, int], int] = {}
        self.undeclared = False
        """True if a prefix was used where it is not declared."""

    def below(self, context: int, which: int) -> int:
        """Return the context of an element with these declarations, inside the given context."""
        found = self._known.get((context, which))
        if found is None:
            if len(self._parent) >= MOST:
                return context
            found = self._known[context, which] = len(self._parent)
            self._parent.append(context)
            self._declared.append(self._distinct[which])
        return found

    def repeats(self, context: int, which: int) -> bool:
        """True if declarations declare the default namespace that is in force anyway, and nothing else."""
        declared = self._distinct[which]
        return len(declared) == 1 and bool(declared.get("")) and declared[""] == self.resolve(context, "")

    def resolve(self, context: int, prefix: str) -> str:
        """Return the namespace of a prefix, empty if it is not declared."""
        while context >= 0:
            namespace = self._declared[context].get(prefix)
            if namespace is not None:
                return namespace
            context = self._parent[context]
        self.undeclared = True
        return ""


def qualify(
    written: list[bytes], name_of: I32, parent: I32, levels: list[I32], declared: Declarations
) -> tuple[list[tuple[str, str]], I32, bool, I32]:
    """Resolve the names of all elements.

    written: the distinct names as written. name_of: for each element the index of its name in `written`.
    levels: the elements of each depth.
    Returns the distinct (namespace, local name) pairs, for each element the index of its pair, and True if a prefix is
    undeclared (or if there are too many pairs to know), and the elements that declare again the default namespace that
    they are in anyway.
    """
    contexts = _Contexts(declared.distinct)
    if not declared.elements[1:].size and not declared.elements[:1].any():
        root = contexts.below(0, int(declared.which[0])) if len(declared.elements) else 0
        pairs = [_pair(contexts, root, name) for name in written]
        of_name, names = _number(pairs)
        of_element = taken(of_name, name_of) if len(name_of) else name_of
        return names, of_element, contexts.undeclared, np.empty(0, dtype=np.int32)
    context = np.zeros(len(name_of), dtype=np.int64)
    declares = np.full(len(name_of), -1, dtype=np.int32)
    declares[declared.elements] = declared.which
    redundant: list[I32] = []
    for number, level in enumerate(levels):
        if number:
            context[level] = context[parent[level]]
        own = level[declares[level] >= 0]
        if len(own):
            keys = context[own].astype(np.uint64) * np.uint64(len(declared.distinct)) + declares[own].astype(np.uint64)
            met, which = intern(keys)
            pairs_met = [divmod(key, len(declared.distinct)) for key in met.tolist()]
            again = [contexts.repeats(above, which_one) for above, which_one in pairs_met]
            redundant.append(own[np.array(again, dtype=np.bool_)[which]])
            below = [contexts.below(*pair) for pair in pairs_met]
            context[own] = np.array(below, dtype=np.int64)[which]
    every, inverse = intern(context.astype(np.uint64) * np.uint64(len(written)) + name_of.astype(np.uint64))
    resolved, inverse = first_ones(every, inverse)
    pairs = [_pair(contexts, key // len(written), written[key % len(written)]) for key in resolved.tolist()]
    pairs.append(("", "..."))
    of_key, names = _number(pairs)
    found = np.sort(np.concatenate(redundant)) if redundant else np.empty(0, dtype=np.int32)
    return names, of_key.take(inverse), contexts.undeclared or len(every) > len(resolved), found


def _pair(contexts: _Contexts, context: int, written: bytes) -> tuple[str, str]:
    prefix, colon, local = written.decode("utf-8", "replace").rpartition(":")
    return contexts.resolve(context, prefix if colon else ""), local


def _number(pairs: list[tuple[str, str]]) -> tuple[I32, list[tuple[str, str]]]:
    numbers: dict[tuple[str, str], int] = {}
    of_pair = np.array([numbers.setdefault(pair, len(numbers)) for pair in pairs], dtype=np.int32)
    return of_pair, list(numbers)
