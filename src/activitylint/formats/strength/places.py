"""Find where values are in a JSON text, in one walk over it that ends at the last value asked for.

The walk descends only into the arrays and objects on the way. It skips the rest from bracket to bracket, without
parsing it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from activitylint.formats.strength.syntax import DecodedText
from activitylint.model.classes import NamedTuple, dataclass, field
from activitylint.model.faults import FILE, Place
from activitylint.model.finding import Excerpt, Location
from activitylint.model.patterns import regex

__all__ = ["JsonPlaces", "Member", "members", "path_text", "place_path"]

_WHITE: Final = regex(r"[ \t\n\r]*")
_BREAK: Final = regex(r"\r\n?|\n")
_PLAIN_KEY: Final = regex(r"[A-Za-z_]\w*", re.ASCII)
_SCALAR: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_BRACKET: Final = regex(r'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+([\[\]{}])', re.DOTALL)
_KEY: Final = json.JSONDecoder()
_LONE_SURROGATE: Final = regex("[\ud800-\udfff]")
_WINDOW: Final = 160
_BEFORE: Final = 60

_FIELDS: Final = {
    "start": "start_time",
    "elapsed": "elapsed_time",
    "timer": "active_time",
    "calories": "total_calories",
}
_SET_FIELDS: Final = {"start": "start_time", "exercise": "exercise_type"}

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of an object or an array, with its positions in characters.

    key: the decoded key, or the index. start: the start of the key, or of the value in an array. key_end: the end of
    the key. value and end: the start and the end of the value.
    """

    key: str | int
    start: int
    key_end: int
    value: int
    end: int


def members(text: str, start: int) -> list[Member]:
    """The entries of the object or array that starts at `start`, in order; none for any other value.

    Raises ValueError or IndexError if the text is not JSON up to the end of that value.
    """
    return [
        Member(key, at, key_end, value, _end_of_value(text, value)) for key, at, key_end, value in _entries(text, start)
    ]


def _entries(text: str, start: int) -> Iterator[tuple[str | int, int, int, int]]:
    """Yield the key or index, the start and end of the key, and the start of the value of each entry."""
    closing = {"{": "}", "[": "]"}.get(text[start])
    if closing is None:
        return
    index = 0
    at = _skip_white(text, start + 1)
    while text[at] != closing:
        key: str | int = index
        value = after = at
        if closing == "}":
            key, after = _KEY.raw_decode(text, at)
            value = _skip_white(text, _skip_white(text, after) + 1)
        yield key, at, after, value
        at = _skip_white(text, _end_of_value(text, value))
        if text[at] != ",":
            return
        at = _skip_white(text, at + 1)
        index += 1


@dataclass(slots=True)
class _Wanted:
    """A node in the tree of the paths asked for.

    at: the start of its key and of its value; None until it is found.
    """

    children: dict[str | int, _Wanted] = field(default_factory=dict)
    at: tuple[int, int] | None = None


class _Spot(NamedTuple):
    position: int
    length: int
    path: Path | None
    """None for a place in a text that is not JSON, and so has no paths."""


class JsonPlaces:
    """The places of one strength file.

    last_wins: True if some key is repeated. Then the last value counts, so the walk reads each object to its end.
    """

    def __init__(self, data: bytes, text: DecodedText, *, last_wins: bool = False) -> None:
        self._data = data
        self._text = text
        self._last_wins = last_wins

    @property
    def text(self) -> DecodedText:
        """The characters of the file, and their offsets in its bytes."""
        return self._text

    def locate(self, places: Sequence[Place]) -> list[tuple[Location, Excerpt | None]]:
        """The location and excerpt of each place. A missing value is located at the object or array that lacks it."""
        tree = _Wanted()
        paths = [place_path(place) for place in places]
        for place, path in zip(places, paths, strict=True):
            if place.table != "byte":
                _add_path(tree, path)
        self._walk(tree)
        return self._described([self._spot(tree, place, path) for place, path in zip(places, paths, strict=True)])

    def _spot(self, tree: _Wanted, place: Place, path: Path) -> _Spot:
        if place == FILE:
            return _Spot(0, 0, path)
        if place.table == "byte":
            return self._byte_spot(place)
        return _deepest_spot(tree, self._text.characters, path, key=place.field == "key")

    def _byte_spot(self, place: Place) -> _Spot:
        position = self._text.position(place.row, self._data)
        end = self._text.position(place.row + place.length, self._data) if place.length else position
        return _Spot(position, end - position, None)

    def _described(self, spots: list[_Spot]) -> list[tuple[Location, Excerpt | None]]:
        """The location and excerpt of each spot. Lines and bytes are counted only once, up to the last spot."""
        text = self._text.characters
        made: dict[int, tuple[Location, Excerpt | None]] = {}
        line, line_start, done, byte = 1, 0, 0, self._text.bom
        for index in sorted(range(len(spots)), key=lambda i: spots[i].position):
            spot = spots[index]
            byte += self._text.size(done, spot.position)
            for match in _BREAK.finditer(text, done, spot.position):
                line, line_start = line + 1, match.end()
            done = spot.position
            location = Location(
                byte=byte,
                length=self._text.size(spot.position, spot.position + spot.length),
                line=line,
                column=spot.position - line_start + 1,
                path=path_text(spot.path) if spot.path is not None else "",
            )
            made[index] = (location, _excerpt(text, line_start, spot.position))
        return [made[index] for index in range(len(spots))]

    # The walk

    def _walk(self, tree: _Wanted) -> None:
        text = self._text.characters
        start = _skip_white(text, 0)
        tree.at = (start, start)
        if not tree.children:
            return
        try:
            self._walk_entries(tree, text, start)
        except (ValueError, IndexError, RecursionError):
            return  # the text is not JSON from here on: what was not found is located at its parent

    def _walk_entries(self, node: _Wanted, text: str, start: int) -> None:
        missing = len(node.children)
        for key, at, _, value in _entries(text, start):
            child = node.children.get(key)
            if child is None:
                continue
            if child.at is None:
                missing -= 1
            else:
                _forget_children(child)
            child.at = (at, value)
            if child.children:
                self._walk_entries(child, text, value)
            if not missing and not self._last_wins:
                return


def place_path(place: Place) -> Path:
    """The keys and indices from the top level to a place."""
    match place.table:
        case "set":
            return ("sets", place.row, *_path_of_field(_SET_FIELDS.get(place.field, place.field)))
        case "record":
            return ("streams", place.field or "time", place.row)
        case "creator":
            return ("creator", *_path_of_field(place.field))
        case "session":
            return _path_of_field(_FIELDS.get(place.field, place.field))
        case _:
            return place.path


def path_text(path: Path) -> str:
    """A path as text: `$.sets[3].weight`. Indices count from 0. A key that is not a plain word is in brackets."""
    parts = ["$"]
    for part in path:
        if isinstance(part, int):
            parts.append(f"[{part}]")
        elif _PLAIN_KEY.fullmatch(part):
            parts.append(f".{part}")
        else:
            shown = part if len(part) <= 40 else f"{part[:37]}..."
            parts.append(f"[{json.dumps(shown)}]")
    return "".join(parts)


def _path_of_field(name: str) -> Path:
    return (name,) if name else ()


def _add_path(tree: _Wanted, path: Path) -> None:
    for part in path:
        tree = tree.children.setdefault(part, _Wanted())


def _forget_children(node: _Wanted) -> None:
    for child in node.children.values():
        child.at = None
        _forget_children(child)


def _deepest_spot(tree: _Wanted, text: str, path: Path, *, key: bool) -> _Spot:
    """The spot of the deepest node on the path that the file has."""
    node, depth = tree, 0
    for part in path:
        child = node.children[part]
        if child.at is None:
            break
        node, depth = child, depth + 1
    key_start, start = node.at or (0, 0)
    if depth == len(path) and key:
        return _Spot(key_start, 0, path)
    return _Spot(start, _scalar_length(text, start) if depth == len(path) else 0, path[:depth])


def _excerpt(text: str, line_start: int, position: int) -> Excerpt:
    """The line at a position, or the part of it around the position if the line is long."""
    line_break = _BREAK.search(text, position, position + _WINDOW)
    end = line_break.start() if line_break else min(len(text), position + _WINDOW)
    begin = line_start if end - line_start <= _WINDOW else max(line_start, position - _BEFORE)
    cut = begin + _WINDOW < end or (not line_break and end < len(text))
    lead = "..." if begin > line_start else ""
    line = _LONE_SURROGATE.sub("\ufffd", text[begin : min(end, begin + _WINDOW)])
    return Excerpt(line=f"{lead}{line}{'...' if cut else ''}", column=position - begin + 1 + len(lead))


def _skip_white(text: str, at: int) -> int:
    match = _WHITE.match(text, at)
    return match.end() if match else at


def _scalar_length(text: str, at: int) -> int:
    """The length of the string, number or literal at `at`; 0 for an object, an array, or anything else."""
    try:
        return 0 if text[at] in "{[" else _end_of_value(text, at) - at
    except (ValueError, IndexError):
        return 0


def _end_of_value(text: str, at: int) -> int:
    """The end of the value that starts at `at`."""
    if text[at] not in "[{":
        return _SCALAR.raw_decode(text, at)[1]
    depth = 0
    while True:
        bracket = _BRACKET.match(text, at)
        if bracket is None:
            message = "a bracket is not closed"
            raise ValueError(message)
        depth += 1 if bracket[1] in "[{" else -1
        at = bracket.end()
        if not depth:
            return at
