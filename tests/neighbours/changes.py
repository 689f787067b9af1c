"""The neighbours of a good file: each differs from it by one change, such as a buggy exporter might make.

A group applies one kind of change to every element, key or message of the file, so nobody has to think of the
combinations. Its first neighbour is the file without a change. The name of a neighbour says what was changed and how.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from fit_builder import activity, pool_swim, strength
from fuzz import mutators, pieces
from neighbours.bases import GPX, STRENGTH, TCX

__all__ = ["GROUPS", "Group"]

Neighbours = Iterator[tuple[str, bytes]]
Group = Callable[[], Neighbours]

_TAG: Final = re.compile(r"<(/?)([\w:]+)([^<>]*?)(/?)>")
_ATTRIBUTE: Final = re.compile(r' ([\w:]+)="([^"]*)"')
_TEXTS: Final = ("", "x", "-1", "99999", " 7 ", "&bad;")
_TIMES: Final = ("2026-04-12T06:30:02", "2026-04-12T08:30:02+02:00", "2026-13-12T06:30:02Z", "2031-04-12T06:30:02Z")


class _Element:
    """An XML element and its offsets in the text.

    name: its tag and its number among the elements with that tag. start, stop: of the whole element.
    inside, end: of its content. leaf: True if it has no child elements.
    """

    def __init__(self, name: str, start: int, inside: int) -> None:
        self.name = name
        self.start = start
        self.inside = inside
        self.end = inside
        self.stop = inside
        self.leaf = True


def _elements(text: str) -> list[_Element]:
    found: list[_Element] = []
    above: list[_Element] = []
    count: dict[str, int] = {}
    for tag in _TAG.finditer(text):
        if tag[1]:
            last = above.pop()
            last.end, last.stop = tag.start(), tag.end()
            continue
        count[tag[2]] = count.get(tag[2], 0) + 1
        if above:
            above[-1].leaf = False
        element = _Element(f"{tag[2]} {count[tag[2]]}", tag.start(), tag.end())
        found.append(element)
        if tag[4]:
            element.stop = tag.end()
        else:
            above.append(element)
    return found


def _selected(text: str, point: str) -> list[_Element]:
    """Return the elements, leaving out all points but the second, since the points are alike."""
    elements = _elements(text)
    points = [element for element in elements if element.name.startswith(f"{point} ")]
    others = [one for one in points if one is not points[1]]
    return [e for e in elements if not any(other.start <= e.start < other.stop for other in others)]


def _without(text: str, point: str) -> Neighbours:
    for one in _selected(text, point):
        yield f"without {one.name}", (text[: one.start] + text[one.stop :]).encode()


def _twice(text: str, point: str) -> Neighbours:
    for one in _selected(text, point):
        yield f"twice {one.name}", (text[: one.stop] + text[one.start : one.stop] + text[one.stop :]).encode()


def _swapped(text: str, point: str) -> Neighbours:
    elements = _selected(text, point)
    for one in elements:
        after = next((e for e in elements if e.start >= one.stop), None)
        if after is not None and not text[one.stop : after.start].strip():
            first, between = text[one.start : one.stop], text[one.stop : after.start]
            swapped = text[after.start : after.stop] + between + first
            yield f"{one.name} after {after.name}", (text[: one.start] + swapped + text[after.stop :]).encode()


def _renamed(text: str, point: str) -> Neighbours:
    for one in _selected(text, point):
        name, _, _ = one.name.partition(" ")
        for other in (f"{name}x", "foo", f"q:{name}"):
            tag = text[one.start : one.inside].replace(name, other, 1)
            whole = tag + text[one.inside : one.end] + text[one.end : one.stop].replace(name, other, 1)
            yield f"{one.name} as {other}", (text[: one.start] + whole + text[one.stop :]).encode()


def _texts(text: str, point: str) -> Neighbours:
    for one in _selected(text, point):
        if one.leaf:
            old = text[one.inside : one.end]
            for new in (*_TEXTS, *(_TIMES if "T06:" in old else (f"{old}0", f"-{old}", f"{old}.5"))):
                yield f"{one.name} = {new!r}", (text[: one.inside] + new + text[one.end :]).encode()


def _attributes(text: str, point: str) -> Neighbours:
    for one in _selected(text, point):
        tag = text[one.start : one.inside]
        rest = text[one.inside :]
        for found in _ATTRIBUTE.finditer(tag):
            for new in ("", "x", "-1", "999"):
                changed = tag[: found.start(2)] + new + tag[found.end(2) :]
                yield f"{one.name} @{found[1]} = {new!r}", (text[: one.start] + changed + rest).encode()
            changed = tag[: found.start()] + tag[found.end() :]
            yield f"{one.name} without @{found[1]}", (text[: one.start] + changed + rest).encode()
        changed = tag.replace(">", ' foo="1">', 1)
        yield f"{one.name} with @foo", (text[: one.start] + changed + rest).encode()


def _damaged(text: str, point: str) -> Neighbours:
    for one in _selected(text, point):
        yield f"cut before {one.name}", text[: one.start].encode()
        yield f"cut in the tag of {one.name}", text[: one.inside - 1].encode()
        yield f"no end tag for {one.name}", (text[: one.end] + text[one.stop :]).encode()
        for what in ("&", "\x01", "&foo;", "</foo>", "<![CDATA[1]]>"):
            yield f"{what!r} in {one.name}", (text[: one.inside] + what + text[one.inside :]).encode()


def _head(text: str, _point: str) -> Neighbours:
    declaration, _, rest = text.partition("\n")
    for new in ("", "\n" + declaration, "x" + declaration, declaration.replace("1.0", "1.1"), "<!DOCTYPE gpx>"):
        yield f"first line {new!r}", f"{new}\n{rest}".encode()
    for name in ("ascii", "ISO-8859-1", "windows-1252", "utf-16", "UTF-8", "foo", "cp037"):
        declared = text.replace("UTF-8", name).replace("Ride", "Fährt").replace("Hills", "Hügel")
        for codec in ("utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-be", "utf-32"):
            yield f"declares {name}, encoded in {codec}", declared.encode(codec)


_XML: Final = {
    "without": _without, "twice": _twice, "swapped": _swapped, "renamed": _renamed, "texts": _texts,
    "attributes": _attributes, "damaged": _damaged, "head": _head,
}  # fmt: skip


# JSON

_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    "",
    "x",
    "7",
    -1,
    0,
    1.5,
    1e9,
    [],
    [1],
    {},
    {"name": "x"},
    "2026-04-12T17:01:00+02:00",
)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for key, inside in items:
        yield (*path, key)
        yield from _paths(inside, (*path, key))


def _changed(change: Callable[[Any, str | int], object]) -> Iterator[tuple[str, str]]:
    for path in _paths(json.loads(STRENGTH)):
        document = json.loads(STRENGTH)
        at = document
        for key in path[:-1]:
            at = at[key]
        change(at, path[-1])
        yield ".".join(map(str, path)), json.dumps(document, indent=1)


def _values() -> Neighbours:
    yield "unchanged", STRENGTH.encode()
    for value in _VALUES:
        for path, text in _changed(partial(_set, value)):
            yield f"{path} = {json.dumps(value)}", text.encode()


def _set(value: object, at: Any, key: str | int) -> None:
    at[key] = value


def _delete(at: Any, key: str | int) -> None:
    del at[key]


def _misspell(at: Any, key: str | int) -> None:
    if isinstance(at, dict):
        at[f"{key}s"] = at.pop(key)


def _capitalize_or_repeat(at: Any, key: str | int) -> None:
    """Write a key in capitals, or repeat a list item."""
    if isinstance(at, dict):
        at[str(key).upper()] = at.pop(key)
    else:
        at.insert(0, at[key])


def _keys() -> Neighbours:
    yield "unchanged", STRENGTH.encode()
    for what, change in (
        ("without", _delete),
        ("misspelled", _misspell),
        ("in capitals, or twice:", _capitalize_or_repeat),
    ):
        for path, text in _changed(change):
            yield f"{what} {path}", text.encode()


def _syntax() -> Neighbours:
    yield "unchanged", STRENGTH.encode()
    tokens = pieces.tokens(STRENGTH.encode())
    shown = [number for number, token in enumerate(tokens) if token.strip()]
    for number in [*shown[:24], *shown[-12:]]:
        before, token, after = b"".join(tokens[:number]), tokens[number], b"".join(tokens[number + 1 :])
        name = f"{number} {token.decode()}"
        yield f"cut before {name}", before
        yield f"without {name}", before + after
        for what in (b",", b"'", b"`", b"// x\n", b"/* x */", b"x", b"#", b"\\", b"01", b"]", b"}", b":", "“".encode()):
            yield f"{what.decode()!r} before {name}", before + what + token + after
    for more in ("{}", "[]", ";", "x", "\0", "// x", "1", "'", "`"):
        yield f"{more!r} at the end", (STRENGTH + more).encode()


# FIT


def _bodies() -> dict[str, bytes]:
    return {
        "ride": mutators.messages(activity(4).build()),
        "swim": mutators.messages(pool_swim(2).build()),
        "gym": mutators.messages(strength(2).build()),
    }


def _messages(name: str) -> Group:
    def neighbours() -> Neighbours:
        parts = pieces.messages(_bodies()[name])
        yield "unchanged", mutators.sealed(b"".join(parts))
        for number, part in enumerate(parts):
            before, after = parts[:number], parts[number + 1 :]
            yield f"without {number}", mutators.sealed(b"".join(before + after))
            yield f"twice {number}", mutators.sealed(b"".join([*before, part, part, *after]))
            yield f"{number} last", mutators.sealed(b"".join([*before, *after, part]))
            yield f"cut before {number}", mutators.sealed(b"".join(before))
            yield f"cut in {number}", mutators.sealed(b"".join(before) + part[: len(part) // 2])

    return neighbours


def _bytes(name: str) -> Group:
    def neighbours() -> Neighbours:
        body = _bodies()[name]
        yield "unchanged", mutators.sealed(body)
        for at in range(len(body)):
            value = (0xFF, body[at] ^ 1)[at % 2] if body[at] != 0xFF else 0
            yield f"byte {at} = {value:02x}", mutators.sealed(body[:at] + bytes([value]) + body[at + 1 :])

    return neighbours


def _container() -> Neighbours:
    data = activity(4).build()
    yield "unchanged", data
    for at in [*range(14), len(data) - 2, len(data) - 1]:
        for value in (0, 0xFF, data[at] ^ 1):
            if value != data[at]:
                yield f"byte {at} = {value:02x}", data[:at] + bytes([value]) + data[at + 1 :]
    for size in (*range(1, 16), len(data) - 3, len(data) - 2, len(data) - 1):
        yield f"cut after {size}", data[:size]
    swim = pool_swim(2).build()
    yield "two in one", data + swim
    yield "twice the same", data + data
    yield "one, and zeros", data + bytes(20)
    yield "one, and a word", data + b"x"
    yield "one, and half of the next", data + swim[: len(swim) // 2]


def _in_xml(make: Callable[[str, str], Neighbours], text: str, point: str) -> Group:
    def neighbours() -> Neighbours:
        yield "unchanged", text.encode()
        yield from make(text, point)

    return neighbours


GROUPS: Final[dict[str, Group]] = {
    **{f"gpx {kind}": _in_xml(make, GPX, "trkpt") for kind, make in _XML.items()},
    **{f"tcx {kind}": _in_xml(make, TCX, "Trackpoint") for kind, make in _XML.items()},
    "json values": _values,
    "json keys": _keys,
    "json syntax": _syntax,
    **{f"fit messages of a {name}": _messages(name) for name in ("ride", "swim", "gym")},
    **{f"fit bytes of a {name}": _bytes(name) for name in ("ride", "swim", "gym")},
    "fit container": _container,
}
"""The groups by name: the format, then the kind of change."""
