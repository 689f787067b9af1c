"""Many decimal numbers at once, by their digits.

To read a text as a float takes numpy a few hundred nanoseconds. Here all numbers are aligned at their decimal points,
so that each column of a matrix of digits has one weight, and the digits of a number times the weights are a whole
number. With at most 15 digits, that number and the power of ten that it is divided by are exact as floats, so their
quotient is rounded only once: it is the float that Python's `float` returns.

With up to 19 digits, both are exact as extended floats, which have more bits. Their quotient is rounded twice, which
makes a difference only next to the middle between two floats. Such numbers are divided once more, as Python's integers.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

import numpy as np

from activitylint.formats.xml.buffers import windows
from activitylint.model.arrays import I32, Bytes, Float, Int

__all__ = ["LONGEST", "decimals"]

_FLOAT_DIGITS: Final = 15
_MOST_DIGITS: Final = 19
LONGEST: Final = len("-.") + _MOST_DIGITS
"""Bytes of the longest number that is read in this way."""
_FEW: Final = 200
_POWERS: Final = np.array([10**exponent for exponent in range(_MOST_DIGITS + 1)], dtype=np.uint64)
_MINUS, _POINT, _ZERO = (np.uint8(ord(character)) for character in "-.0")


def decimals(buffer: Bytes, matrix: Bytes, start: I32, stop: I32) -> tuple[Float, bool] | None:
    """Read numbers that consist of digits, with or without a minus and a point: `-12.5`, `7`, `.25`.

    matrix: the texts of the numbers, as rows that are padded with NUL. start, stop: where they are in the buffer.
    Returns the numbers, and True if any has a point. Returns None if one is written in any other way or has more than
    19 digits, or if numpy is faster because there are few. For example:

        texts      -12.5, 7, .25
        digits     12 | 50, 07 | 00, 00 | 25        weights 1000, 100, 10, 1
        numbers    -1250 / 100, 700 / 100, 25 / 100
    """
    width = matrix.shape[1]
    if width > LONGEST or len(start) < _FEW:
        return None
    points = (matrix == _POINT).reshape(-1).nonzero()[0]
    rows = points // width
    minus = matrix[:, 0] == _MINUS
    point = stop.copy()
    point[rows] = start[rows] + (points - rows * width)
    whole, rest = point - start - minus, stop - point
    fraction = np.maximum(rest - 1, 0)
    before, after = int(whole.max()), int(fraction.max())
    no_digit = (whole == 0) & (rest <= 1)
    twice = rows[1:] == rows[:-1]
    if bool(no_digit.any()) or bool(twice.any()) or int(point.min()) < before:
        return None
    long = before + after > _FLOAT_DIGITS
    if long and not (_epsilon() and int((whole + fraction).max()) <= _MOST_DIGITS):
        return None
    columns = before + 1 + after
    digits = windows(buffer, point - before, columns) - _ZERO
    digits *= windows(_inside(before, after), (whole * (after + 2) + rest) * columns, columns)
    if bool((digits > 9).any()):
        return None
    values: Float
    if long:
        values = _quotients(digits[:, :before], digits[:, before + 1 :], fraction)
    else:
        values = (digits @ _weights(before, after)) / 10.0**after
    return np.negative(values, out=values, where=minus), len(points) > 0


def _quotients(whole: Bytes, rest: Bytes, fraction: I32) -> Float:
    """Read numbers with up to 19 digits, by way of extended floats.

    whole, rest: the digits before and after the points, in columns. fraction: how many digits after the point each has.
    """
    after = rest.shape[1]
    divisor = _POWERS.take(fraction)
    number = whole @ _POWERS[: whole.shape[1]][::-1] * divisor
    number += rest @ _POWERS[:after][::-1] // _POWERS.take(after - fraction)
    quotient = number.astype(np.longdouble) / divisor.astype(np.longdouble)
    values: Float = quotient.astype(np.float64)
    # the exact quotient is between these two, and so is what it is rounded to
    below, above = ((quotient * (1 + step)).astype(np.float64) for step in (-_epsilon(), _epsilon()))
    for row in (below != above).nonzero()[0].tolist():
        values[row] = int(number[row]) / int(divisor[row])
    return values


@cache
def _epsilon() -> np.longdouble:
    """The relative distance of extended floats; 0 if they have less than 64 bits or do not divide exactly."""
    one, info = np.longdouble(1), np.finfo(np.longdouble)
    return info.eps if info.nmant in (63, 112) and one / 3 != np.float64(one / 3) else np.longdouble(0)


@lru_cache(maxsize=64)
def _weights(before: int, after: int) -> Int:
    """The weight of each column: of the digits before the point, of the point, and of those after it."""
    column = np.arange(-before, after + 1)
    weights: Int = 10 ** (after - column - (column < 0))
    return weights


@lru_cache(maxsize=64)
def _inside(before: int, after: int) -> Bytes:
    """Which columns are digits of a number: a row for each number of digits before the point and of bytes from it on.

    The rows follow each other, with padding for `windows` after the last one.
    """
    column = np.arange(-before, after + 1)
    whole, rest = np.arange(before + 1)[:, None, None], np.arange(after + 2)[:, None]
    inside = (column >= -whole) & (column < rest) & (column != 0)
    return np.append(inside.reshape(-1), np.zeros(len(column), dtype=np.bool_)).view(np.uint8)
