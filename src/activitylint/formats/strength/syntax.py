"""Decode and parse JSON, or say what is wrong with it.

Python's own parser does the work. Its hooks catch what it lets pass: repeated keys, NaN, and numbers too large for a
double.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from activitylint.formats.bounds import (
    JSON_CHARACTERS_EACH,
    JSON_CHARACTERS_EACH_TEXT,
    JSON_DEPTH,
    JSON_DIGITS,
    JSON_FREE,
    JSON_MEMBERS,
)
from activitylint.formats.strength.diagnosis import SyntaxProblem, diagnose
from activitylint.model.classes import NamedTuple, dataclass, field
from activitylint.model.patterns import regex

__all__ = ["DecodedText", "Parsed", "RepeatedKey", "decode", "parse"]

_DIGITS_TO_ZEROS: Final = bytes.maketrans(b"123456789", b"000000000")
_MANY_ZEROS: Final = b"0" * (JSON_DIGITS + 1)
_REPEATS_KEPT: Final = 20
_PIECE: Final = 1 << 20


class DecodedText(NamedTuple):
    """The characters of a file, and their offsets in its bytes."""

    characters: str
    encoding: str
    bom: int
    """The length of the byte order mark in bytes."""

    def byte(self, position: int) -> int:
        """The byte offset of a character."""
        if self.encoding == "utf-8" and self.characters.isascii():
            return self.bom + position
        return self.bom + self.size(0, position)

    def bytes_at(self, positions: Iterable[int]) -> Iterator[int]:
        """The byte offsets of many characters, which must be in rising order. The text is encoded only once."""
        done, byte = 0, self.bom
        for position in positions:
            byte += self.size(done, position)
            done = position
            yield byte

    def encoded(self, characters: str) -> bytes:
        """Other characters in the encoding of this file."""
        return characters.encode(self.encoding, "surrogateescape")

    def size(self, start: int, end: int) -> int:
        """The number of bytes of the characters from start to end."""
        return len(self.encoded(self.characters[start:end]))

    def position(self, byte: int, data: bytes) -> int:
        """The position of the character at a byte offset of `data`, the bytes of the file."""
        return len(data[self.bom : max(byte, self.bom)].decode(self.encoding, "surrogateescape"))


@dataclass(frozen=True, slots=True)
class RepeatedKey:
    """A key that objects in the same place of the document have more than once."""

    path: tuple[str | int, ...]
    """The keys and indices to the first such object, followed by the key."""
    rows: tuple[int, ...]
    """The indices of the objects in their array (of sets); empty if they are not in an array."""
    count: int
    named: bool = True
    """False if this counts all further keys together, of which `path` has only the first."""


@dataclass(slots=True)
class Parsed:
    """A parsed document.

    value: None if nothing could be read. problems: in the order of the text.
    """

    value: Any = None
    problems: list[SyntaxProblem] = field(default_factory=list)
    repeats: list[RepeatedKey] = field(default_factory=list)


# Encodings. RFC 8259 requires UTF-8 without a byte order mark.

_BOMS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def decode(data: bytes) -> tuple[DecodedText, list[SyntaxProblem]]:
    """Decode a file in UTF-8, UTF-16 or UTF-32.

    Bytes that are invalid in UTF-8 become lone surrogates, so that offsets stay right.
    """
    bom, encoding = next(((len(mark), name) for mark, name in _BOMS if data.startswith(mark)), (0, ""))
    encoding = encoding or _guess(data)
    problems = []
    if encoding != "utf-8":
        problems.append(SyntaxProblem("encoding", f"the text is in {encoding[:6].upper()}", 0))
    elif bom:
        problems.append(SyntaxProblem("byte-order-mark", "the text begins with a byte order mark", 0))
    body = data[bom:]
    try:
        return DecodedText(body.decode(encoding), encoding, bom), problems
    except UnicodeDecodeError as error:
        start = error.start
    if encoding != "utf-8":  # surrogateescape is not reversible in UTF-16 and UTF-32
        return DecodedText(body.decode("latin-1"), "latin-1", bom), problems
    text = DecodedText(body.decode("utf-8", "surrogateescape"), "utf-8", bom)
    position = len(body[:start].decode("utf-8"))
    bad = sum(1 for _ in _LONE_SURROGATES.finditer(text.characters))
    problems.append(SyntaxProblem("bad-bytes", f"byte 0x{body[start]:02X} is not UTF-8", position, 1, bad))
    return text, problems


_LONE_SURROGATES: Final = regex("[\udc80-\udcff]+")


def _guess(data: bytes) -> str:
    """The encoding of a file without a byte order mark: JSON begins with ASCII, so NUL bytes tell UTF-16 and UTF-32."""
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
    """An object has more than JSON_MEMBERS members."""


class _UnfitNumberError(Exception):
    """The value is NaN, Infinity, or a number too large for a double."""


def parse(text: str) -> Parsed:
    """Parse a JSON text: its value and the keys that it repeats, or the problem that ends the parse."""
    if excess := _too_many(text):
        return Parsed(problems=excess)
    repeating: list[tuple[dict[str, Any], list[str]]] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(items) > JSON_MEMBERS:
            raise _TooManyMembersError
        made = dict(items)
        if len(made) != len(items):
            repeating.append((made, [key for key, n in Counter(key for key, _ in items).items() if n > 1]))
        return made

    try:
        value = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_constant=_refuse_constant,
            parse_int=_integer if _has_long_integers(text) else None,
            parse_float=_real,
        )
    except json.JSONDecodeError as error:
        return Parsed(problems=[diagnose(text, error)])
    except _UnfitNumberError:
        return Parsed(problems=[_number_problem(text)])
    except (_TooManyMembersError, RecursionError):
        return Parsed(problems=list(_excess(text)))
    if _deeper_than(value, JSON_DEPTH):
        return Parsed(problems=list(_excess(text)))
    return Parsed(
        value, repeats=_repeated_keys(value, {id(made): keys for made, keys in repeating}) if repeating else []
    )


def _refuse_constant(_constant: str) -> None:
    raise _UnfitNumberError


def _has_long_integers(text: str) -> bool:
    """True if the text has so many digits in a row that the slower hook must check each integer."""
    pieces = (text[start : start + _PIECE + JSON_DIGITS] for start in range(0, len(text), _PIECE))
    return any(_MANY_ZEROS in piece.encode("utf-8", "surrogatepass").translate(_DIGITS_TO_ZEROS) for piece in pieces)


def _integer(digits: str) -> int:
    if len(digits) - digits.startswith("-") > JSON_DIGITS:
        raise _UnfitNumberError
    return int(digits)


def _real(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _UnfitNumberError
    return number


# A string may have no end. The possessive loops keep the search linear whatever it contains.
_STRING: Final = r'"(?:[^"\\]++|\\.)*+"?'
_MARKS: Final = regex(_STRING + r"|([\[{])|([\]}])|(:)", re.DOTALL)
_NUMBERS: Final = regex(
    _STRING + r"|(-?Infinity|NaN)|(-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)", re.DOTALL
)


def _number_problem(text: str) -> SyntaxProblem:
    unfit = (match for match in _NUMBERS.finditer(text) if match[1] or (match[2] and _exceeds_double(match[2])))
    first = next(unfit)  # the parser has found it
    count = 1 + sum(1 for _ in unfit)
    name = "not-a-number" if first[1] else "huge-number"
    shown = first[0] if len(first[0]) <= 20 else f"{first[0][:10]}... ({len(first[0]):,} characters)"
    return SyntaxProblem(name, shown, first.start(), len(first[0]), count)


def _exceeds_double(number: str) -> bool:
    digits = number.removeprefix("-")
    return len(digits) > JSON_DIGITS if digits.isdigit() else math.isinf(float(number))


def _too_many(text: str) -> list[SyntaxProblem]:
    """What a file has too many of, if it consists of little else than arrays and objects, or of texts."""
    few_opened = text.count("[") + text.count("{") <= JSON_FREE + len(text) // JSON_CHARACTERS_EACH
    # Brackets in strings do not count: _excess decides.
    few_texts = text.count('"') <= 2 * (JSON_FREE + len(text) // JSON_CHARACTERS_EACH_TEXT)
    return [] if few_opened and few_texts else list(_excess(text))


def _excess(text: str) -> Iterator[SyntaxProblem]:
    """The first bound that a text exceeds: levels, arrays and objects, texts, or members of an object."""
    most, most_texts = JSON_FREE + len(text) // JSON_CHARACTERS_EACH, JSON_FREE + len(text) // JSON_CHARACTERS_EACH_TEXT
    opened = texts = 0
    members = [0]  # of each open array or object, the outermost first
    for match in _MARKS.finditer(text):
        at = match.start()
        if match[1]:
            opened += 1
            members.append(0)
            if len(members) > JSON_DEPTH + 1:
                yield SyntaxProblem("depth", f"more than {JSON_DEPTH} levels deep", at, 1)
                return
            if opened > most:
                yield _crowd_problem(f"{most:,} arrays and objects", text, at)
                return
        elif match[2]:
            if len(members) > 1:
                members.pop()
        elif match[3]:
            members[-1] += 1
            if members[-1] > JSON_MEMBERS:
                yield _crowd_problem(f"{JSON_MEMBERS:,} members of one object", text, at)
                return
        else:
            texts += 1
            if texts > most_texts:
                yield _crowd_problem(f"{most_texts:,} texts", text, at)
                return


def _crowd_problem(most: str, text: str, at: int) -> SyntaxProblem:
    return SyntaxProblem("crowd", f"more than {most} in {len(text):,} characters", at, 1)


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


def _repeated_keys(value: Any, repeating: dict[int, list[str]]) -> list[RepeatedKey]:
    """The repeated keys, grouped by key and by path without its indices.

    repeating: the repeated keys of each object, by the object's id.
    """
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
        RepeatedKey(path, tuple(row for row in rows if row >= 0) if kind else (), len(rows), named=bool(kind))
        for kind, (path, rows) in found.items()
    ]
