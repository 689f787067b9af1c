"""The schema table: which children, attributes and values each element of GPX 1.1 and TCX 2 may have."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal, NamedTuple

from activitylint.vocabulary.data_files import read_beside

__all__ = ["ANY", "ElementPart", "ElementType", "Table", "ValueType", "table"]

ANY: Final = "any"
"""The type of elements that are not looked into."""


class ValueType(NamedTuple):
    """What a value may be. number: `integer`, `decimal` or `double`, with its bounds; or words, a pattern or a time."""

    name: str
    number: Literal["integer", "decimal", "double"] | None = None
    minimum: float | None = None
    maximum: float | None = None
    below: float | None = None
    words: frozenset[str] = frozenset()
    pattern: str = ""
    time: bool = False

    @property
    def free(self) -> bool:
        """Whether any text will do."""
        return not (self.number or self.words or self.pattern or self.time)


class ElementPart(NamedTuple):
    """A child or an attribute of an element; `type` names an element type, a value type or ANY."""

    name: str
    type: str
    required: bool
    repeats: bool


class ElementType(NamedTuple):
    """What an element may hold: attributes, and either children in this order or text of a value type."""

    attributes: tuple[ElementPart, ...] = ()
    children: tuple[ElementPart, ...] = ()
    text: str = ""


class Table(NamedTuple):
    """All types. roots and extensions: type by namespace and local name."""

    values: dict[str, ValueType]
    elements: dict[str, ElementType]
    roots: dict[tuple[str, str], str]
    extensions: dict[tuple[str, str], str]

    def element(self, name: str) -> ElementType | None:
        """The element type of this name; for a value type an element that holds nothing but that; None for ANY."""
        if name in self.values:
            return ElementType(text=name)
        return self.elements.get(name)


@cache
def table() -> Table:
    """The table, read once a process."""
    read = read_beside(__file__, "schema.json")
    return Table(
        {name: _value(name, **row) for name, row in read["values"].items()},
        {name: _element(**row) for name, row in read["elements"].items()},
        _by_name(read["roots"]),
        _by_name(read["extensions"]),
    )


def _value(name: str, **row: object) -> ValueType:
    return ValueType(
        name,
        number=row.get("number"),  # type: ignore[arg-type]  # the tests hold the file to the three words
        minimum=_bound(row, "from"),
        maximum=_bound(row, "to"),
        below=_bound(row, "below"),
        words=frozenset(row.get("words", ())),  # type: ignore[call-overload]  # a list of words, as above
        pattern=str(row.get("pattern", "")),
        time="time" in row,
    )


def _bound(row: dict[str, object], key: str) -> float | None:
    value = row.get(key)
    return float(value) if isinstance(value, int | float) else None


def _element(
    attributes: list[list[str]] | None = None, children: list[list[str]] | None = None, text: str = ""
) -> ElementType:
    return ElementType(
        tuple(_part(*row) for row in attributes or []), tuple(_part(*row) for row in children or []), text
    )


def _part(name: str, occurs: str, kind: str) -> ElementPart:
    return ElementPart(name, kind, required=occurs in "1+", repeats=occurs in "*+")


def _by_name(namespaces: dict[str, dict[str, str]]) -> dict[tuple[str, str], str]:
    return {(namespace, name): kind for namespace, names in namespaces.items() for name, kind in names.items()}
