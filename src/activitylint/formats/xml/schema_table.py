"""The schema table: which children, attributes and values each element of GPX 1.1 and TCX 2 may have.

The table is in schema.json, with its sources and date. Tests check that it agrees with the schemas folder.
"""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from activitylint.model.classes import NamedTuple
from activitylint.vocabulary.data_files import read_beside

__all__ = ["ANY", "ElementPart", "ElementType", "Table", "ValueType", "table"]

ANY: Final = "any"
"""The type of elements whose content is not checked."""


class ValueType(NamedTuple):
    """The type of a value: a number, one of some words, a text that matches a pattern, a time, or any text.

    number: `integer`, `decimal` or `double`. minimum, maximum: inclusive bounds. below: an exclusive upper bound.
    only_range: other rules report what is not a number.
    words: the allowed texts. pattern: a regular expression for the whole text.
    """

    name: str
    number: Literal["integer", "decimal", "double"] | None = None
    minimum: float | None = None
    maximum: float | None = None
    below: float | None = None
    only_range: bool = False
    words: frozenset[str] = frozenset()
    pattern: str = ""
    time: bool = False

    @property
    def free(self) -> bool:
        """True if any text is allowed."""
        return not (self.number or self.words or self.pattern or self.time)

    @property
    def in_words(self) -> str:
        """What a value should be: `a whole number from 0 to 65535`, `Active or Resting`; empty if only a pattern is."""
        if self.time:
            return "a time such as 2026-01-31T08:30:00Z"
        if self.words:
            return "one of " + ", ".join(sorted(self.words))
        if not self.number:
            return ""
        kind = "a whole number" if self.number == "integer" else "a number with a decimal point"
        least = "" if self.minimum is None else f" from {self.minimum:.15g}"
        if self.below is not None:
            return f"{kind}{least} to less than {self.below:.15g}"
        return kind + least + ("" if self.maximum is None else f" to {self.maximum:.15g}")


class ElementPart(NamedTuple):
    """A child or an attribute that an element may have. type: an element type, a value type or ANY."""

    name: str
    type: str
    required: bool
    repeats: bool


class ElementType(NamedTuple):
    """What an element may contain: attributes, and either children in this order or text of a value type."""

    attributes: tuple[ElementPart, ...] = ()
    children: tuple[ElementPart, ...] = ()
    text: str = ""


class Table(NamedTuple):
    """All types by name. roots, extensions: the type of a root or an extension by its (namespace, local name)."""

    values: dict[str, ValueType]
    elements: dict[str, ElementType]
    roots: dict[tuple[str, str], str]
    extensions: dict[tuple[str, str], str]

    def element(self, name: str) -> ElementType | None:
        """Return the element type of this name; for a value type, an element with such text; None for ANY."""
        return self.elements.get(name)


@cache
def table() -> Table:
    """Return the table. It is read once per process."""
    read = read_beside(__file__, "schema.json")
    return Table(
        {name: _value(name, **row) for name, row in read["values"].items()},
        {name: ElementType(text=name) for name in read["values"]}
        | {name: _element(**row) for name, row in read["elements"].items()},
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
        only_range="only range" in row,
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
