"""Interning: number the distinct values of a column. A hash table replaces sorting if possible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from activitylint.model.arrays import I32, U64, Int, SignedIntegers

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["MOST", "first_ones", "intern", "intern_below", "intern_parts", "taken"]

_Scalar = TypeVar("_Scalar", bound=np.generic)

_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(48)
_SMALL: Final = 256
_FEW: Final = 16
_LONG: Final = 1 << 18
_PIECE: Final = 1 << 16

MOST: Final = 65536
"""Distinct names, namespaces and the like that are kept. Activity files have dozens; a malicious one has millions."""


def taken(values: npt.NDArray[_Scalar], rows: SignedIntegers) -> npt.NDArray[_Scalar]:
    """Return the values in these rows. Works in pieces, since numpy converts row numbers of four bytes to eight."""
    if len(rows) <= _PIECE:
        return values.take(rows)
    found = np.empty(len(rows), dtype=values.dtype)
    for first in range(0, len(rows), _PIECE):
        found[first : first + _PIECE] = values.take(rows[first : first + _PIECE])
    return found


def intern(values: U64) -> tuple[U64, I32]:
    """Return the distinct values in no particular order, and for each value its index among them.

    A hash table of 65,536 slots has room for one value per slot. Usually no two distinct values share a slot, since a
    file has only dozens of names; otherwise the values are sorted. Long columns are processed in parts.
    """
    if len(values) > _LONG:
        parts = [intern(values[first : first + _LONG]) for first in range(0, len(values), _LONG)]
        if sum(len(distinct) for distinct, _ in parts) < len(values) // 2:
            return _joined(parts)
    elif len(values) > _SMALL:
        slots = ((values * _MULTIPLIER) >> _SHIFT).view(np.int64)
        table = np.empty(65536, dtype=np.int32)
        ordinals = np.arange(len(values), dtype=np.int32)
        table[slots] = ordinals
        representative = table.take(slots)
        if bool((values.take(representative) == values).all()):
            chosen = (representative == ordinals).nonzero()[0]
            table[slots[chosen]] = np.arange(len(chosen), dtype=np.int32)
            return values[chosen], table.take(slots)
    elif len(values) <= _FEW:
        numbers: dict[int, int] = {}
        which = [numbers.setdefault(value, len(numbers)) for value in values.tolist()]
        return np.array(list(numbers), dtype=np.uint64), np.array(which, dtype=np.int32)
    order = values.argsort()
    ordered = values[order]
    new = np.ones(len(values), dtype=np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    inverse = np.empty(len(values), dtype=np.int32)
    inverse[order] = new.cumsum() - 1
    return ordered[new], inverse


def intern_parts(parts: Iterable[U64]) -> tuple[U64, I32]:
    """The same as `intern`, for a column given in parts."""
    return _joined([intern(part) for part in parts])


def _joined(parts: list[tuple[U64, I32]]) -> tuple[U64, I32]:
    if len(parts) == 1:
        return parts[0]
    distinct, number = intern(np.concatenate([distinct for distinct, _ in parts]))
    starts = np.cumsum([0, *(len(part) for part, _ in parts)])
    return distinct, np.concatenate([number[start:][which] for start, (_, which) in zip(starts, parts, strict=False)])


def intern_below(values: SignedIntegers, size: int) -> tuple[Int, I32]:
    """The same as `intern`, for values from 0 up to but not including `size`.

    If `size` is small, each possible value gets a slot of its own.
    """
    if size > len(values) + _SMALL:
        distinct, which = intern(values.astype(np.uint64))
        return distinct.view(np.int64), which
    present = np.zeros(size, dtype=np.bool_)
    present[values] = True
    chosen = present.nonzero()[0]
    number = np.empty(size, dtype=np.int32)
    number[chosen] = np.arange(len(chosen), dtype=np.int32)
    return chosen, taken(number, values)


def first_ones(distinct: U64, which: I32) -> tuple[U64, I32]:
    """Keep the MOST distinct values that occur first; all others get the index MOST."""
    if len(distinct) <= MOST:
        return distinct, which
    first = np.zeros(len(distinct), dtype=np.int32)
    first[which[::-1]] = np.arange(len(which) - 1, -1, -1, dtype=np.int32)
    order = np.argsort(first)[:MOST]
    number = np.full(len(distinct), MOST, dtype=np.int32)
    number[order] = np.arange(MOST, dtype=np.int32)
    return distinct[order], number[which]
