"""Namespaces: names are compared by them, never by their prefixes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from activitylint.formats.xml.entities import unescape
from activitylint.formats.xml.intern import I32, MOST, first_ones, intern

if TYPE_CHECKING:
    from activitylint.formats.xml.index import Index

__all__ = ["XML_NAMESPACE", "Declared", "declarations", "qualify"]

XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"

Declared = dict[str, str]
"""Prefix (empty for the default) to namespace, as one start tag declares them."""

_DECLARATION: Final = re.compile(rb"\sxmlns(?::([^\s=]+))?\s*=\s*(\"[^\"]*\"|'[^']*')|\"[^\"]*\"|'[^']*'")


def declarations(index: Index) -> dict[int, Declared]:
    """What each element declares, for those that declare anything."""
    text = index.text
    positions: list[int] = []
    position = text.find(b"xmlns")
    while position >= 0:
        positions.append(position)
        position = text.find(b"xmlns", position + 5)
    if not positions or not len(index.start):
        return {}
    at = np.array(positions, dtype=np.int64)
    element = np.searchsorted(index.start, at) - 1
    inside = (element >= 0) & (at < index.stop[element])
    found: dict[int, Declared] = {}
    seen: dict[bytes, Declared] = {}
    for ordinal in np.unique(element[inside]).tolist():
        tag = text[index.start[ordinal] : index.stop[ordinal] + 1]
        declared = seen.get(tag)
        if declared is None:
            declared = seen[tag] = _declared(tag)
        if declared:
            found[ordinal] = declared
    return found


def _declared(tag: bytes) -> Declared:
    found: Declared = {}
    for match in _DECLARATION.finditer(tag):
        if match[2] is not None:
            prefix = (match[1] or b"").decode("utf-8", "replace")
            found[prefix] = unescape(match[2][1:-1].decode("utf-8", "replace"))
    return found


class _Contexts:
    """The namespaces in force: each context adds one element's declarations to its parent context."""

    def __init__(self) -> None:
        self._parent: list[int] = [-1]
        self._declared: list[Declared] = [{"": "", "xml": XML_NAMESPACE}]
        self._known: dict[tuple[int, int], int] = {}

    def below(self, context: int, declared: Declared) -> int:
        # elements with equal tags share one Declared object, so its identity will do
        key = (context, id(declared))
        found = self._known.get(key)
        if found is None and len(self._parent) >= MOST:
            return context
        if found is None:
            found = self._known[key] = len(self._parent)
            self._parent.append(context)
            self._declared.append(declared)
        return found

    def resolve(self, context: int, prefix: str) -> str:
        while context >= 0:
            namespace = self._declared[context].get(prefix)
            if namespace is not None:
                return namespace
            context = self._parent[context]
        return ""


def qualify(
    written: list[bytes], name_of: I32, parent: I32, levels: list[I32], declared: dict[int, Declared]
) -> tuple[list[tuple[str, str]], I32]:
    """The distinct (namespace, local name) pairs, and for each element which one it is."""
    contexts = _Contexts()
    if set(declared) <= {0}:
        root = contexts.below(0, declared[0]) if declared else 0
        pairs = [_pair(contexts, root, name) for name in written]
        of_name, names = _number(pairs)
        return names, of_name[name_of] if len(name_of) else name_of
    context = np.zeros(len(name_of), dtype=np.int64)
    declaring = np.array(sorted(declared), dtype=np.int64)
    depth_of = np.full(len(name_of), -1, dtype=np.int64)
    depth_of[declaring] = 0
    for number, level in enumerate(levels):
        if number:
            context[level] = context[parent[level]]
        for ordinal in level[depth_of[level] == 0].tolist():
            context[ordinal] = contexts.below(int(context[ordinal]), declared[ordinal])
    distinct, inverse = intern(context.astype(np.uint64) * np.uint64(len(written)) + name_of.astype(np.uint64))
    distinct, inverse = first_ones(distinct, inverse)
    pairs = [_pair(contexts, key // len(written), written[key % len(written)]) for key in distinct.tolist()]
    pairs.append(("", "..."))
    of_key, names = _number(pairs)
    return names, of_key[inverse]


def _pair(contexts: _Contexts, context: int, written: bytes) -> tuple[str, str]:
    prefix, colon, local = written.decode("utf-8", "replace").rpartition(":")
    return contexts.resolve(context, prefix if colon else ""), local


def _number(pairs: list[tuple[str, str]]) -> tuple[I32, list[tuple[str, str]]]:
    numbers: dict[tuple[str, str], int] = {}
    of_pair = np.array([numbers.setdefault(pair, len(numbers)) for pair in pairs], dtype=np.int32)
    return of_pair, list(numbers)
