"""The distinct names of the elements of a document, compared as integers.

There are two ways. Names of eight bytes at most, as most in GPX, take one round of `_any_names`. Longer ones, as most
in TCX, are faster to compare as wholes; `_short_names` does so if they all are shorter than 32 bytes and few.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from activitylint.formats.xml.buffers import FIRST_BITS, PREFIX_MASKS, WIDE, WORD, bits, chunks, heads, windows
from activitylint.formats.xml.intern import first_ones, intern, intern_parts, taken
from activitylint.model.arrays import I32, U64, Bools, Bytes, Int
from activitylint.model.patterns import regex

__all__ = ["element_names"]

_ENDS: Final = b" \t\r\n/\0"
"""A name ends before the first of these bytes."""
_NAME_END: Final = regex(b"[%b]" % _ENDS)
_LAST_END: Final = max(_ENDS)
_OTHER: Final = b"..."
"""Stands for all further names once there are too many distinct ones."""
_MOST: Final = 1000
"""Distinct names that are compared as wholes. A file of a device has about fifty."""
_SAMPLE: Final = 32
"""Elements in the middle of a document that show whether most names are longer than eight bytes: a point or two."""
_MULTIPLIERS: Final = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64
)
_SHIFT: Final = np.uint64(48)


def element_names(buffer: Bytes, start: I32, stop: I32) -> tuple[list[bytes], I32]:
    """Return the distinct element names as written, and for each element the index of its name.

    start, stop: byte offsets of `<` and `>` of the start tags. The buffer must extend 32 bytes beyond the last.
    """
    short = _short_names(buffer, start, stop) if _mostly_long(buffer, start, stop) else None
    return short or _any_names(buffer, start, stop)


def _mostly_long(buffer: Bytes, start: I32, stop: I32) -> bool:
    """True if more than a third of the names seem to be longer than eight bytes."""
    middle = max(len(start) - _SAMPLE, 0) // 2
    rows = slice(middle, middle + _SAMPLE)
    first = start[rows] + 1
    texts = heads(buffer, first, stop[rows] - first).astype("<u8").tobytes()
    return sum(min(texts[at : at + WORD]) > _LAST_END for at in range(0, len(texts), WORD)) * 3 > len(first)


def _short_names(buffer: Bytes, start: I32, stop: I32) -> tuple[list[bytes], I32] | None:
    """None if a name is too long, if there are too many, or if two happen to share a slot of the hash table."""
    names: dict[bytes, int] = {}
    parts: list[I32] = []
    for rows in chunks(len(start)):
        words = _padded(buffer, start[rows] + 1, stop[rows])
        found = _interned(words) if words is not None else None
        if found is None or len(names) > _MOST:
            return None
        distinct, which = found
        texts = distinct.tobytes()
        numbers = [
            names.setdefault(texts[at : at + WIDE].rstrip(b"\0"), len(names)) for at in range(0, len(texts), WIDE)
        ]
        parts.append(np.array(numbers, dtype=np.int32).take(which))
    return list(names), parts[0] if len(parts) == 1 else np.concatenate(parts)


def _padded(buffer: Bytes, first: I32, stop: I32) -> U64 | None:
    """Each name as four integers, padded with NUL. None if one has 32 bytes or more."""
    matrix = windows(buffer, first, WIDE)
    length = np.minimum(stop - first, WIDE)
    shorter = (bits(matrix <= _LAST_END) & FIRST_BITS.take(length)).nonzero()[0]
    if len(shorter):
        length[shorter] = _lengths(matrix[shorter], length[shorter])
    if bool((length == WIDE).any()):
        return None
    words: U64 = matrix.view("<u8")
    words &= PREFIX_MASKS.take(length, axis=0)
    return words


def _lengths(matrix: Bytes, most: I32) -> I32:
    """How many bytes from the first of each row belong to a name, at most `most`."""
    ends: Bools = matrix == _ENDS[0]
    for byte in _ENDS[1:]:
        ends |= matrix == byte
    found = bits(ends) | ~FIRST_BITS.take(most)
    return FIRST_BITS.searchsorted((found - np.uint32(1)) & ~found).astype(np.int32)


def _interned(words: U64) -> tuple[U64, I32] | None:
    """The distinct rows, and for each row its index among them; None if two distinct rows share a slot."""
    slots = ((words @ _MULTIPLIERS) >> _SHIFT).view(np.int64)
    table = np.empty(1 << 16, dtype=np.int32)
    ordinals = np.arange(len(words), dtype=np.int32)
    table[slots] = ordinals
    representative = table.take(slots)
    if not bool((words.take(representative, axis=0) == words).all()):
        return None
    chosen = (representative == ordinals).nonzero()[0]
    if len(chosen) > _MOST:
        return None
    table[slots[chosen]] = np.arange(len(chosen), dtype=np.int32)
    return words[chosen], table.take(slots)


def _continued(parts: list[U64], prefix_of: I32, prefixes: int) -> tuple[U64, I32, Int]:
    """Tell apart names by their next bytes and by what is before these.

    parts: the next bytes of each name. prefix_of: the number of what is before them.
    Returns the distinct pairs: their bytes, for each name the number of its pair, and what is before the bytes.
    """
    if len(parts) == 1 and prefixes > 1:
        # mostly, what begins alike goes on alike
        usual = np.empty(prefixes, dtype=np.uint64)
        usual[prefix_of] = parts[0]
        if bool((usual.take(prefix_of) == parts[0]).all()):
            return usual, prefix_of, np.arange(prefixes)
    distinct, inverse = intern_parts(parts)
    if prefixes == 1:
        return distinct, inverse, np.zeros(len(distinct), dtype=np.int64)
    size = np.uint64(len(distinct))
    pairs, inverse = intern(prefix_of.astype(np.uint64) * size + inverse.astype(np.uint64))
    return distinct[(pairs % size).astype(np.int64)], inverse, (pairs // size).astype(np.int64)


def _any_names(buffer: Bytes, start: I32, stop: I32) -> tuple[list[bytes], I32]:
    """Compare the names eight bytes at a time, in as many rounds as the longest of them needs.

    For example:

        text           <Track><Trackpoint><Time>           start 0, 7, 19; stop 6, 18, 24
        first round    Track, Trackpoi..., Time            names[0] Track, names[1] Time, one name is longer
        second round   Trackpoi + nt                       names[2] Trackpoint
        returns        [Track, Time, Trackpoint], [0, 2, 1]
    """
    count = len(start)
    names: dict[bytes, int] = {}
    name_of = np.zeros(count, dtype=np.int32)
    prefixes: list[bytes] = [b""]
    prefix_of = name_of
    todo: I32 | None = None
    first = start + 1
    room = stop - first
    while len(first):
        parts = [heads(buffer, first[rows], room[rows]) for rows in chunks(len(first))]
        distinct, inverse, before = _continued(parts, prefix_of, len(prefixes))
        order, inverse = first_ones(np.arange(len(distinct), dtype=np.uint64), inverse)
        chosen = order.astype(np.int64)
        done = np.empty(len(chosen) + 1, dtype=np.int32)
        longer: list[bytes] = []
        tails = distinct[chosen].astype("<u8").tobytes()
        for i, head in enumerate(before[chosen].tolist()):
            tail = tails[8 * i : 8 * i + 8]
            end = _NAME_END.search(tail)
            if end:
                done[i] = names.setdefault(prefixes[head] + tail[: end.start()], len(names))
            else:
                longer.append(prefixes[head] + tail)
                done[i] = -len(longer)
        if len(distinct) > len(chosen):
            done[-1] = names.setdefault(_OTHER, len(names))
        found = taken(done, inverse)
        rest = (found < 0).nonzero()[0].astype(np.int32)
        if todo is None:
            name_of, todo = found, rest
        else:
            name_of[todo] = found
            todo = taken(todo, rest)
        first, room = taken(first, rest) + 8, taken(room, rest) - 8
        prefix_of = -taken(found, rest) - 1
        prefixes = longer
    return list(names), name_of
