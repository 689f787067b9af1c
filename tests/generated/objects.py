"""Strength JSON: a document of plain values, written in any way that JSON allows, with its places."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from generated.case import Case
from generated.model import Draw, Workout
from generated.numerals import numerals

__all__ = ["JsonCase", "Literal", "Twice"]

Path = tuple[str | int, ...]


@dataclass
class Literal:
    """A value that is written unchanged."""

    text: str


@dataclass
class Twice:
    """A key that is written twice, with two values."""

    first: Any
    second: Any


@dataclass(frozen=True)
class _Style:
    indent: str | None
    newline: str
    comma: str
    colon: str
    ascii_only: bool
    shuffled: bool
    before: str


def _style(draw: Draw) -> _Style:
    return _Style(
        indent=draw(st.sampled_from([None, "", "  ", "\t"])),
        newline=draw(st.sampled_from(["\n", "\r\n"])),
        comma=draw(st.sampled_from([",", ", ", " ,\t"])),
        colon=draw(st.sampled_from([":", ": ", " : "])),
        ascii_only=draw(st.booleans()),
        shuffled=draw(st.booleans()),
        before=draw(st.sampled_from(["", " ", "\n\n"])),
    )


class JsonCase(Case):
    """A strength file. document: its content. `where` takes the path of a value, or ("key", path) for its key."""

    suffix = "json"

    def __init__(self, draw: Draw, workout: Workout) -> None:
        super().__init__(draw)
        self.workout = workout
        self.style = _style(draw)
        self.document = self._build()
        self.rows = len(workout.streams.get("time", ()))
        self.text: str | None = None
        self._spots: dict[Any, int] = {}
        self._parts: list[str] = []

    @property
    def streams(self) -> dict[str, Any]:
        found: dict[str, Any] = self.document["streams"]
        return found

    @property
    def sets(self) -> list[Any]:
        found: list[Any] = self.document["sets"]
        return found

    def has(self, row: int, stream: str) -> bool:
        return stream in self.streams and row < self.rows

    def change(self, row: int, stream: str, value: Any) -> None:
        self.streams[stream][row] = value

    def spot(self, row: int, stream: str = "") -> Path:
        return ("streams", stream or "time", row)

    def render(self) -> bytes:
        if self.text is None:
            self._parts = [self.style.before]
            self._length = len(self.style.before)
            self._value(self.document, (), 0)
            self.text = "".join(self._parts)
        return self.text.encode()

    def rewritten(self) -> bytes:
        return self._written(self.style)

    def restyled(self, draw: Draw) -> bytes:
        """Write the document in another style: white space, escapes, order of keys."""
        return self._written(_style(draw))

    def _written(self, style: _Style) -> bytes:
        other = copy(self)
        other.style, other.text = style, None
        return other.render()

    def byte(self, spot: Any) -> int:
        offset = spot if isinstance(spot, int) else self._spots[spot]
        return len((self.text or "")[:offset].encode())

    def where(self, spot: Any) -> str:
        offset = spot if isinstance(spot, int) else self._spots[spot]
        text = self.text or ""
        return f"{text.count(chr(10), 0, offset) + 1}:{offset - text.rfind(chr(10), 0, offset)}"

    def offset(self, spot: Any) -> int:
        self.render()
        return self._spots[spot]

    def _build(self) -> dict[str, Any]:
        workout, style = self.workout, self.draw(numerals())
        document: dict[str, Any] = {
            "version": "1.0",
            "start_time": style.time(workout.start),
            "utc_offset": workout.offset,
            "elapsed_time": workout.elapsed,
        }
        if workout.active is not None:
            document["active_time"] = workout.active
        if workout.calories is not None:
            document["total_calories"] = workout.calories
        if workout.creator is not None:
            document["creator"] = {"name": workout.creator}
        if workout.streams:
            document["streams"] = {name: list(values) for name, values in workout.streams.items()}
        document["sets"] = []
        for entry in workout.sets:
            values = {"exercise_type": entry.exercise}
            for name in ("repetitions", "weight", "duration"):
                if getattr(entry, name) is not None:
                    values[name] = getattr(entry, name)
            if entry.start is not None:
                values["start_time"] = style.time(workout.start + entry.start)
            document["sets"].append(values)
        return document

    # Writing

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _line(self, depth: int) -> None:
        if self.style.indent is not None:
            self._put(self.style.newline + self.style.indent * depth)

    def _value(self, value: Any, path: Path, depth: int) -> None:
        self._spots[path] = self._length
        if isinstance(value, Literal):
            self._put(value.text)
        elif isinstance(value, dict):
            items = list(value.items())
            if self.style.shuffled:
                items.reverse()
            pairs = [(key, one) for key, entry in items for one in _all_of(entry)]
            self._many("{", "}", pairs, path, depth)
        elif isinstance(value, list):
            self._many("[", "]", [(None, entry) for entry in value], path, depth)
        else:
            self._put(json.dumps(value, ensure_ascii=self.style.ascii_only))

    def _many(self, opening: str, closing: str, entries: list[tuple[Any, Any]], path: Path, depth: int) -> None:
        self._put(opening)
        for number, (key, entry) in enumerate(entries):
            self._put(self.style.comma if number else "")
            self._line(depth + 1)
            below: Path = (*path, number if key is None else key)
            if key is not None:
                self._spots["key", below] = self._length
                self._put(json.dumps(key, ensure_ascii=self.style.ascii_only) + self.style.colon)
            self._value(entry, below, depth + 1)
        if entries:
            self._line(depth)
        self._put(closing)


def _all_of(entry: Any) -> list[Any]:
    """The values of a key, of which a `Twice` has several."""
    return [*_all_of(entry.first), *_all_of(entry.second)] if isinstance(entry, Twice) else [entry]
