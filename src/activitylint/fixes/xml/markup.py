"""A document and the way from its elements to edits of the bytes that it was written in."""

from __future__ import annotations

from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import Target
from activitylint.formats.xml.places import XmlPlaces

__all__ = ["Markup"]


class Markup:
    """The parsed document of a target.

    text, index and tables are the parser's own; offsets are counted in `text.scanned`, as the index counts them.
    """

    def __init__(self, target: Target) -> None:
        places = target.parsed.places
        assert isinstance(places, XmlPlaces)  # noqa: S101 -- told to the type checker: TCX and GPX have no others
        self.text = places.text
        self.index = places.index
        self.tables = places.tables

    def edit(self, start: int, stop: int, new: str = "") -> Edit:
        """An edit of the original bytes, whatever their encoding."""
        codec = self.text.transcoded or self.text.codec
        first = self.text.original_byte(start)
        last = first if stop == start else self.text.original_byte(stop)
        # A character that the encoding does not have is written as a reference.
        return Edit(first, last, new.encode(codec, "xmlcharrefreplace"))
