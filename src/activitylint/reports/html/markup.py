"""Elements of HTML and SVG. Text is escaped wherever it is put, so no text of a file can become markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from activitylint.reports.escape import printable

__all__ = ["Content", "Markup", "element", "joined", "path_name", "prose"]

_LONGEST: Final = 2_000
"""Characters of one text. A file may name a device in a million."""
_VOID: Final = frozenset({"input", "meta"})


class Markup(str):
    """Text that is markup already. Only this module makes it."""

    __slots__ = ()


Content = str | Markup | None


def element(tag: str, *content: Content, **attributes: object) -> Markup:
    """An element with this content and these attributes.

    content: text is escaped, and cut if it is very long; markup is neither, and None is nothing. attributes: `_` in a
    name stands for `-`, except at its end (`class_`), where it is left out. True is an attribute without a value; None
    and False are none.
    """
    named = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in _VOID:
        return Markup(f"<{tag}{named}>")
    return Markup(f"<{tag}{named}>{joined(content)}</{tag}>")


def joined(content: Iterable[Content]) -> Markup:
    """Several pieces of content as one."""
    return Markup("".join(one if isinstance(one, Markup) else _text(_cut(one)) for one in content if one is not None))


def prose(text: str) -> Markup:
    """A sentence or more: what is in backticks becomes code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return joined([text])
    return joined(element("code", piece) if number % 2 else piece for number, piece in enumerate(pieces))


def path_name(path: str) -> Markup:
    """A path, whatever the direction of its letters. A line may end after each slash."""
    first, *others = _cut(path).split("/")
    return element("bdi", first, *(joined([Markup("/<wbr>"), part]) for part in others))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _attribute(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{_text(str(value))}"'


def _text(text: str) -> str:
    return escape(printable(text))
