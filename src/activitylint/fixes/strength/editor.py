"""Turns changes of JSON keys and values into edits of the original bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, NamedTuple

from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import FixTask
from activitylint.formats.strength.places import JsonPlaces, Member, members, place_path
from activitylint.formats.strength.syntax import DecodedText
from activitylint.model.faults import Fault
from activitylint.rules.support.json_problems import faults
from activitylint.vocabulary.strength import Scope

__all__ = ["OF_VALUES", "JsonEditor", "JsonObject", "Splice", "edits", "text_of"]


_PARTS: Final[tuple[Scope, ...]] = ("creator", "streams")
_WHITE: Final = re.compile(r"[ \t\n\r]*")

OF_VALUES: Final = (
    *("JSN008", "JSN011", "JSN012", "JSN013", "SET005", "SET007", "SET008", "SET009"),
    *("STR001", "TIM007", "TIM008"),
)
"""Rules that check values, and find none if a value has the wrong type or is under another name."""

Path = tuple[str | int, ...]


class Splice(NamedTuple):
    """Replace the characters from `start` to `stop` (excluded) with `new`."""

    start: int
    stop: int
    new: str = ""


class JsonObject(NamedTuple):
    """An object that the format defines.

    start: the position of its opening bracket. members: in file order; a duplicate key has several.
    """

    part: Scope
    start: int
    value: dict[str, Any]
    members: list[Member]


def text_of(task: FixTask) -> DecodedText:
    """The text of a strength JSON file."""
    places = task.parsed.places
    assert isinstance(places, JsonPlaces)  # noqa: S101 -- for the type checker: strength JSON has no others
    return places.text


def edits(text: DecodedText, splices: Iterable[Splice]) -> Iterator[Edit]:
    """Convert splices of characters to edits of bytes in the file's encoding."""
    ordered = sorted(splices)
    at = text.bytes_at(sorted({position for splice in ordered for position in splice[:2]}))
    byte = dict(zip(sorted({position for splice in ordered for position in splice[:2]}), at, strict=True))
    for start, stop, new in ordered:
        yield Edit(byte[start], byte[stop], text.encoded(new))


class JsonEditor:
    """The parsed document with the positions of its members. Only for files that are valid JSON."""

    def __init__(self, task: FixTask) -> None:
        self._target = task
        self.text = text_of(task)
        strength = task.parsed.strength
        self.value: dict[str, Any] = dict(strength.document) if strength else {}
        self._listed: dict[int, list[Member]] = {}
        self._keyed: dict[int, dict[str | int, Member]] = {}
        characters = self.text.characters
        self._start = len(characters) - len(characters.lstrip(" \t\n\r"))

    def edits(self, splices: Iterable[Splice]) -> Iterator[Edit]:
        """Convert splices of characters to edits of bytes."""
        return edits(self.text, splices)

    def literal(self, member: Member) -> str:
        """The raw text of a value."""
        return self.text.characters[member.value : member.end]

    def members(self, start: int) -> list[Member]:
        """The entries of the object or array that starts at this position."""
        if start not in self._listed:
            self._listed[start] = members(self.text.characters, start)
        return self._listed[start]

    def find(self, *path: str | int) -> Member | None:
        """The member at a path, the last one for a duplicate key; None if there is none."""
        start, found = self._start, None
        for part in path:
            listed = self.members(start)
            if isinstance(part, int):
                found = listed[part] if 0 <= part < len(listed) and listed[part].key == part else None
            else:
                if start not in self._keyed:
                    self._keyed[start] = {member.key: member for member in listed}
                found = self._keyed[start].get(part)
            if found is None:
                return None
            start = found.value
        return found

    def opening(self, *path: str | int) -> int:
        """The position of the value at a path, which must exist; without a path, that of the whole document."""
        if not path:
            return self._start
        found = self.find(*path)
        assert found is not None  # noqa: S101 -- for the type checker: the parser has found it
        return found.value

    def objects(self) -> Iterator[JsonObject]:
        """Yield the file's object, creator, streams and each set, if they are objects."""
        yield JsonObject("file", self._start, self.value, self.members(self._start))
        for part in _PARTS:
            if isinstance(self.value.get(part), dict):
                yield self._object(part, self.value[part], part)
        sets = self.value.get("sets")
        for row, value in enumerate(sets if isinstance(sets, list) else ()):
            if isinstance(value, dict):
                yield self._object("set", value, "sets", row)

    def _object(self, part: Scope, value: dict[str, Any], *path: str | int) -> JsonObject:
        start = self.opening(*path)
        return JsonObject(part, start, value, self.members(start))

    def reported(self, code: str) -> Iterator[tuple[Fault, Path, Any, Member]]:
        """Yield every value that a schema rule reports: its fault, its path, the value, and its member."""
        if all(finding.code != code for finding in self._target.findings):
            return
        for fault in faults(self._target.parsed, code):
            path = place_path(fault.at)
            rows = [] if fault.rows is None else [int(row) for row in fault.rows]
            index = next((depth for depth, part in enumerate(path) if isinstance(part, int)), None)
            paths = [path] if index is None else [(*path[:index], row, *path[index + 1 :]) for row in rows]
            for one in paths:
                found = self.find(*one)
                if found:
                    yield fault, one, self.at(one), found

    def at(self, path: Path) -> Any:
        """The parsed value at an existing path."""
        value: Any = self.value
        for part in path:
            value = value[part]
        return value

    def replaced(self, member: Member, new: str) -> Splice:
        """The splice that replaces the value of a member with new raw text."""
        return Splice(member.value, member.end, new)

    def renamed(self, member: Member, name: str) -> Splice:
        """The splice that renames the key of a member."""
        return Splice(member.start, member.key_end, json.dumps(name))

    def removed(self, start: int, gone: Collection[int]) -> Iterator[Splice]:
        """Yield splices that remove entries, given by number, from the object or array that starts at this position.

        One comma is removed with each entry. The other entries keep their lines and indentation.
        """
        text, listed = self.text.characters, self.members(start)
        kept = [ordinal for ordinal in range(len(listed)) if ordinal not in gone]
        if not kept:
            if listed:
                blank = _WHITE.match(text, listed[-1].end)
                yield Splice(start + 1, blank.end() if blank else listed[-1].end)
            return
        before: int | None = None
        for after in [*kept, len(listed)]:
            first = 0 if before is None else before + 1
            if first < after:
                yield self._cut(listed, before, first, after)
            before = after

    def _cut(self, listed: list[Member], before: int | None, first: int, after: int) -> Splice:
        """Remove a run of entries with the comma before it, or after it if the run starts a line that goes on."""
        text, last = self.text.characters, listed[after - 1]
        following = listed[after].start if after < len(listed) else None
        if before is None:
            return Splice(listed[first].start, last.end if following is None else following)
        end = listed[before].end
        opens = "\n" in text[end : listed[first].start]
        if following is not None and opens and "\n" not in text[last.end : following]:
            return Splice(listed[first].start, following)
        return Splice(end, last.end)
