"""Bytes that no program would write: random ones, and files that are cut, flipped, spliced or doubled."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from generated.devices import FitCase
from generated.model import Draw, rides, workouts
from generated.objects import JsonCase
from generated.tracks import GpxCase, TcxCase
from paths import FIXTURES

__all__ = ["hostile_bytes", "hostile_requests", "names"]

_SUFFIXES = (".fit", ".tcx", ".gpx", ".json", ".gz")
_MARKUP = (
    *(b"<!DOCTYPE x [<!ENTITY a '&a;'>]>", b"&a;", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<trkpt", b"</trkpt>"),
    *(b"<trkpt lat='1' lon='2'>", b"<Trackpoint>", b"<Lap>", b" xmlns=''", b" xmlns:a='b'", b"<a:b", b"='", b'"'),
    *(b"<?xml version='1.0' encoding='UTF-16'?>", b"<?xml version='1.0' encoding='utf-7'?>", b"<!-- activitylint: "),
)
_CHARACTERS = (
    *(b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x00", b"\xed\xa0\x80", b"\r", b"\n", b"\xe2\x80\xa8"),
    *(b"\xf0\x9f\x9a\xb4", b"\x1b[31m", b"&#0;", b"&#x110000;", b"&#xD800;"),
)
_OBJECTS = (b"[[[[[[[[", b'{"a":', b'"\\ud800"', b"null", b"true", b"{}", b"[]", b",", b"/*", b"'")
_VALUES = (
    *(b"NaN", b"INF", b"1e999", b"-1e-999", b"9" * 400, b"1e400", b"0x1", b"-0"),
    *(b"2025-02-30T25:61:61Z", b"0000-00-00T00:00:00Z", b"9999-12-31T23:59:59+14:00", b"2025-01-01"),
)
_BINARY = (b"\x40\0\0\x14\0\xff", b"\x40\0\1\0\x14\1\xfd\4\x86", b"\xff\xff\xff\xff", b"\x80", b"\x1f\x8b\x08", b"\x60")
_FRAGMENTS = (*_MARKUP, *_CHARACTERS, *_OBJECTS, *_VALUES, *_BINARY)


@cache
def seeds() -> tuple[bytes, ...]:
    """Return the fixtures, which break each rule, and the samples."""
    files = [path for path in sorted(FIXTURES.rglob("*")) if path.is_file() and path.suffix in _SUFFIXES]
    return tuple(_unpacked(path) for path in files)


def _unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    try:
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError):
        return data


@st.composite
def hostile_bytes(draw: Draw) -> bytes:
    """Generate bytes, plain or gzipped, mostly similar to a meaningful file."""
    kind = draw(st.integers(0, 9))
    data: bytes
    if kind == 0:
        data = draw(st.binary(max_size=300))
    else:
        data = _valid(draw) if kind <= 3 else draw(st.sampled_from(seeds()))
        for _ in range(draw(st.integers(1, 5))):
            data = _mutated(draw, data)
    wrapping = draw(st.integers(0, 19))
    if wrapping == 0:
        return gzip.compress(data, mtime=0)
    if wrapping == 1:
        return _mutated(draw, gzip.compress(data, mtime=0))
    return data


def _valid(draw: Draw) -> bytes:
    """Generate a valid file in any encoding."""
    kind = draw(st.sampled_from([GpxCase, TcxCase, FitCase, JsonCase]))
    if kind is JsonCase:
        return JsonCase(draw, draw(workouts())).render()
    ride = draw(rides(positions=kind is GpxCase, whole_seconds=kind is FitCase, most=12))
    made: bytes = kind.drawn(draw, ride).render()
    return made


def _flip(draw: Draw, head: bytes, piece: bytes, tail: bytes) -> bytes:
    if not piece:
        return head + tail
    bit: int = 1 << draw(st.integers(0, 7))
    return head + bytes([piece[0] ^ bit]) + piece[1:] + tail


def _random(draw: Draw, head: bytes, piece: bytes, tail: bytes) -> bytes:
    made: bytes = draw(st.binary(max_size=8))
    return head + made + piece + tail


def _cut(draw: Draw, head: bytes, piece: bytes, tail: bytes) -> bytes:  # noqa: ARG001 -- one of many alike
    return head + tail


def _end(draw: Draw, head: bytes, piece: bytes, tail: bytes) -> bytes:  # noqa: ARG001 -- as above
    return head


def _double(draw: Draw, head: bytes, piece: bytes, tail: bytes) -> bytes:
    times: int = draw(st.integers(2, 5))
    return head + piece * times + tail


def _move(draw: Draw, head: bytes, piece: bytes, tail: bytes) -> bytes:  # noqa: ARG001 -- as above
    return piece + head + tail


def _splice(draw: Draw, head: bytes, piece: bytes, tail: bytes) -> bytes:
    other: bytes = draw(st.sampled_from(seeds()))
    start: int = draw(st.integers(0, max(len(other) - 1, 0)))
    return head + other[start : start + len(piece)] + tail


def _insert(draw: Draw, head: bytes, piece: bytes, tail: bytes) -> bytes:
    fragment: bytes = draw(st.sampled_from(_FRAGMENTS))
    return head + fragment + piece + tail


def _replace(draw: Draw, head: bytes, piece: bytes, tail: bytes) -> bytes:
    fragment: bytes = draw(st.sampled_from(_FRAGMENTS))
    return head + fragment + (piece + tail)[len(fragment) :]


_KINDS: tuple[Callable[[Draw, bytes, bytes, bytes], bytes], ...] = (
    *(_flip, _random, _cut, _end, _double, _move, _splice, _insert, _replace),
)


def _mutated(draw: Draw, data: bytes) -> bytes:
    place = draw(st.integers(0, max(len(data) - 1, 0)))
    length = draw(st.integers(0, 200))
    kind = draw(st.sampled_from(_KINDS))
    made: bytes = kind(draw, data[:place], data[place : place + length], data[place + length :])
    return made


@st.composite
def names(draw: Draw) -> str:
    """Generate a file name."""
    stem = draw(st.sampled_from(["ride", "", "a/b\\c", "\x1b[31m", "\u00e9\u202e", " "]))
    suffixes = ["", ".gpx", ".tcx", ".fit", ".json", ".GPX.gz", ".fit.gz", ".json.gz", ".zip", ".gz"]
    return f"{stem}{draw(st.sampled_from(suffixes))}"


@st.composite
def hostile_requests(draw: Draw) -> dict[str, str]:
    """Generate form fields with values that are right, wrong or nonsense."""
    values = {
        "data_type": ["fit", "GPX", "tcx.gz", "json", "", "\x00", "x" * 500],
        "sport_type": ["Ride", "WeightTraining", "ride", "", "\ud800", "\u00e9" * 300],
        "activity_type": ["ride", "Pickleball", ""],
        "trainer": ["0", "1", "true", ""],
        "commute": ["1", "-1"],
        "external_id": ["a", ""],
        "name": ["Lunch", ""],
        "description": ["Wet\nand windy", ""],
    }
    fields = draw(st.sets(st.sampled_from(sorted(values)), max_size=3))
    return {name: draw(st.sampled_from(values[name])) for name in sorted(fields)}
