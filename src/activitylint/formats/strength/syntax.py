"""Bytes to the value that they write in JSON, or to a name for what is wrong with them.

The standard parser does the work; its hooks notice what it lets pass (repeated keys, NaN, numbers beyond a double).
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from activitylint.formats.strength.diagnosis import Problem, diagnose

__all__ = ["EACH", "EACH_TEXT", "FREE", "MAX_DEPTH", "MEMBERS", "Parsed", "Repeat", "Text", "decode", "parse"]

MAX_DEPTH: Final = 64
"""Arrays and objects within one another that are read. The format needs four; every parser has a limit somewhere."""

FREE: Final = 1 << 16
"""Arrays and objects, and texts, that any file may have; one with more holds one for each EACH characters at most."""
EACH: Final = 16
"""A set of an exercise alone has three times as many. In Python an object takes 200 bytes, whatever it holds."""
EACH_TEXT: Final = 5
"""As EACH, of texts: with a key of one letter and a digit for its value there are 6. A text takes 50 to 80 bytes."""
MEMBERS: Final = 1 << 16
"""Members that one object may have; those of the format have some twenty."""

_MAX_DIGITS: Final = 308  # any integer of so many digits is a finite double
_TO_ZEROS: Final = bytes.maketrans(b"123456789", b"000000000")
_LONG: Final = b"0" * (_MAX_DIGITS + 1)
_REPEATS_KEPT: Final = 20


class Text(NamedTuple):
    """The characters of a file and how they stand in its bytes."""

    characters: str
    encoding: str
    bom: int
    """Bytes of the byte order mark."""

    def byte(self, position: int) -> int:
        """The offset in the file's bytes of a character."""
        if self.encoding == "utf-8" and self.characters.isascii():
            return self.bom + position
        return self.bom + self.size(0, position)

    def bytes_at(self, positions: Iterable[int]) -> Iterator[int]:
        """The offsets of many characters, in rising order, counted once from the first to the last."""
        done, byte = 0, self.bom
        for position in positions:
            byte += self.size(done, position)
            done = position
            yield byte

    def encoded(self, characters: str) -> bytes:
        """Other characters as they would stand in this file."""
        return characters.encode(self.encoding, "surrogateescape")

    def size(self, start: int, end: int) -> int:
        """How many bytes the characters from start to end take."""
        return len(self.encoded(self.characters[start:end]))

    def position(self, byte: int, data: bytes) -> int:
        """The character that a byte offset falls on."""
        return len(data[self.bom : max(byte, self.bom)].decode(self.encoding, "surrogateescape"))


@dataclass(frozen=True, slots=True)
class Repeat:
    """A key that stands more than once in objects of the same place."""

    path: tuple[str | int, ...]
    """Keys and indices to the first such object, and the key."""
    rows: tuple[int, ...]
    """The indices in the array (of sets) that the objects stand in; empty where there is none."""
    count: int
    named: bool = True
    """False for the rest, of many different keys, that is counted together."""


@dataclass(slots=True)
class Parsed:
    """value: what could be read, None where nothing could. problems: in the order of the text."""

    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)


# Encodings. RFC 8259 wants UTF-8 without a byte order mark.

_BOMS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def decode(data: bytes) -> tuple[Text, list[Problem]]:
    """The characters of a file, in whatever of UTF-8, UTF-16 and UTF-32 it is written.

    Bytes that are no characters of that encoding are kept as lone surrogates, so that offsets stay true.
    """
    bom, encoding = next(((len(mark), name) for mark, name in _BOMS if data.startswith(mark)), (0, ""))
    encoding = encoding or _guess(data)
    problems = []
    if encoding != "utf-8":
        problems.append(Problem("encoding", f"the text is in {encoding[:6].upper()}", 0))
    elif bom:
        problems.append(Problem("byte-order-mark", "the text begins with a byte order mark", 0))
    body = data[bom:]
    try:
        return Text(body.decode(encoding), encoding, bom), problems
    except UnicodeDecodeError as error:
        start = error.start
    if encoding != "utf-8":  # surrogateescape does not go round in UTF-16 and UTF-32: read bytes as Latin-1 instead
        return Text(body.decode("latin-1"), "latin-1", bom), problems
    text = Text(body.decode("utf-8", "surrogateescape"), "utf-8", bom)
    position = len(body[:start].decode("utf-8"))
    bad = sum(1 for _ in _LONE.finditer(text.characters))
    problems.append(Problem("bad-bytes", f"byte 0x{body[start]:02X} is not UTF-8", position, 1, bad))
    return text, problems


_LONE: Final = re.compile("[\udc80-\udcff]+")


def _guess(data: bytes) -> str:
    """UTF-16 and UTF-32 without a mark show in the NUL bytes of the first characters, which are ASCII in JSON."""
    head = data[:4]
    if len(head) == 4 and head[1:] == b"\0\0\0" and head[0]:
        return "utf-32-le"
    if len(head) == 4 and head[:3] == b"\0\0\0" and head[3]:
        return "utf-32-be"
    if len(head) >= 2 and head[0] and not head[1]:
        return "utf-16-le"
    if len(head) >= 2 and not head[0] and head[1]:
        return "utf-16-be"
    return "utf-8"


# Parsing


class _TooManyMembersError(Exception):
    """An object with more than MEMBERS."""


class _UnfitNumberError(Exception):
    """NaN, Infinity, or a number that no double can hold."""


def parse(text: str) -> Parsed:
    """The value of a JSON text, and the keys that it repeats; or the problem that ends the parse."""
    if crowded := _crowded(text):
        return Parsed(problems=crowded)
    repeating: list[tuple[dict[str, Any], list[str]]] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(items) > MEMBERS:
            raise _TooManyMembersError
        made = dict(items)
        if len(made) != len(items):
            repeating.append((made, [key for key, n in Counter(key for key, _ in items).items() if n > 1]))
        return made

    try:
        value = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_constant=_refuse,
            parse_int=_integer if _has_long_integers(text) else None,
            parse_float=_real,
        )
    except json.JSONDecodeError as error:
        return Parsed(problems=[diagnose(text, error)])
    except _UnfitNumberError:
        return Parsed(problems=[_number_problem(text)])
    except (_TooManyMembersError, RecursionError):
        return Parsed(problems=list(_excess(text)))
    if _deeper_than(value, MAX_DEPTH):
        return Parsed(problems=list(_excess(text)))
    return Parsed(value, repeats=_repeats(value, {id(made): keys for made, keys in repeating}) if repeating else [])


def _refuse(_constant: str) -> None:
    raise _UnfitNumberError


def _has_long_integers(text: str) -> bool:
    """Whether so many digits stand in a row that the integers must be looked at one by one, in Python."""
    return _LONG in text.encode("utf-8", "surrogatepass").translate(_TO_ZEROS)


def _integer(digits: str) -> int:
    if len(digits) - digits.startswith("-") > _MAX_DIGITS:
        raise _UnfitNumberError
    return int(digits)


def _real(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _UnfitNumberError
    return number


# A string may lack its end; the possessive loops keep the search linear whatever stands in it.
_STRING: Final = r'"(?:[^"\\]++|\\.)*+"?'
_MARKS: Final = re.compile(_STRING + r"|([\[{])|([\]}])|(:)", re.DOTALL)
_NUMBERS: Final = re.compile(
    _STRING + r"|(-?Infinity|NaN)|(-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)", re.DOTALL
)


def _number_problem(text: str) -> Problem:
    unfit = (match for match in _NUMBERS.finditer(text) if match[1] or (match[2] and _beyond(match[2])))
    first = next(unfit)  # the parser met it, and all before it is JSON
    count = 1 + sum(1 for _ in unfit)
    name = "not-a-number" if first[1] else "huge-number"
    shown = first[0] if len(first[0]) <= 20 else f"{first[0][:10]}... ({len(first[0]):,} characters)"
    return Problem(name, shown, first.start(), len(first[0]), count)


def _beyond(number: str) -> bool:
    digits = number.removeprefix("-")
    return len(digits) > _MAX_DIGITS if digits.isdigit() else math.isinf(float(number))


def _crowded(text: str) -> list[Problem]:
    """What is too much where a file is made of arrays and objects, or of texts, and of little else."""
    few = text.count("[") + text.count("{") <= FREE + len(text) // EACH
    # some of them may stand in strings, and are none
    return [] if few and text.count('"') <= 2 * (FREE + len(text) // EACH_TEXT) else list(_excess(text))


def _excess(text: str) -> Iterator[Problem]:
    """The first of what no file of the format has: brackets too deep, too many of them, of texts or of members."""
    most, most_texts = FREE + len(text) // EACH, FREE + len(text) // EACH_TEXT
    opened = texts = 0
    members = [0]  # of what is open, the outermost first
    for match in _MARKS.finditer(text):
        at = match.start()
        if match[1]:
            opened += 1
            members.append(0)
            if len(members) > MAX_DEPTH + 1:
                yield Problem("depth", f"more than {MAX_DEPTH} arrays and objects within one another", at, 1)
                return
            if opened > most:
                yield _crowd(f"{most:,} arrays and objects", text, at)
                return
        elif match[2]:
            if len(members) > 1:
                members.pop()
        elif match[3]:
            members[-1] += 1
            if members[-1] > MEMBERS:
                yield _crowd(f"{MEMBERS:,} members of one object", text, at)
                return
        else:
            texts += 1
            if texts > most_texts:
                yield _crowd(f"{most_texts:,} texts", text, at)
                return


def _crowd(most: str, text: str, at: int) -> Problem:
    return Problem("crowd", f"more than {most} in {len(text):,} characters", at, 1)


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(limit):
        if not level:
            return False
        inner: list[Any] = []
        for container in level:
            children = container.values() if type(container) is dict else container
            inner.extend(child for child in children if type(child) is dict or type(child) is list)
        level = inner
    return bool(level)


def _repeats(value: Any, repeating: dict[int, list[str]]) -> list[Repeat]:
    """Where the objects with repeated keys stand, by key and by place with its indices left out."""
    found: dict[tuple[str | None, ...], tuple[tuple[str | int, ...], list[int]]] = {}
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(value, ())]
    while stack:
        container, path = stack.pop()
        for key in repeating.get(id(container), ()):
            kind: tuple[str | None, ...] = (*(None if isinstance(part, int) else part for part in path), key)
            if kind not in found and len(found) >= _REPEATS_KEPT:
                kind = ()
            found.setdefault(kind, ((*path, key), []))[1].append(
                next((part for part in path if isinstance(part, int)), -1)
            )
        children = list(container.items() if type(container) is dict else enumerate(container))
        stack.extend((child, (*path, part)) for part, child in reversed(children) if type(child) in (dict, list))
    return [
        Repeat(path, tuple(row for row in rows if row >= 0) if kind else (), len(rows), named=bool(kind))
        for kind, (path, rows) in found.items()
    ]
