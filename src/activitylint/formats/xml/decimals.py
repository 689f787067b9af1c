"""Many decimal numbers at once, by their digits.

To read a text as a float takes numpy a few hundred nanoseconds. Here all numbers are aligned at their decimal points,
so that each column of a matrix of digits has one weight, and the digits of a number times the weights are a whole
number. With at most 15 digits, that number and the power of ten that it is divided by are exact as floats, so their
quotient is rounded only once: it is the float that Python's `float` returns.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from activitylint.formats.xml.buffers import Cells, windows
from activitylint.formats.xml.intern import I32
from activitylint.model.tables import Float, Int

__all__ = ["decimals"]

_MOST_DIGITS: Final = 15
_LONGEST: Final = len("-.") + _MOST_DIGITS
_FEW: Final = 200
_MINUS, _POINT, _ZERO = (np.uint8(ord(character)) for character in "-.0")


def decimals(buffer: Cells, matrix: Cells, start: I32, stop: I32) -> tuple[Float, bool] | None:
    """Read numbers that consist of digits, with or without a minus and a point: `-12.5`, `7`, `.25`.

    matrix: the texts of the numbers, as rows that are padded with NUL. start, stop: where they are in the buffer.
    Returns the numbers, and True if any has a point. Returns None if one is written in any other way, if there are more
    than 15 digits from the first column to the last, or if numpy is faster because there are few. For example:

        texts      -12.5, 7, .25
        digits     12 | 50, 07 | 00, 00 | 25        weights 1000, 100, 10, 1
        numbers    -1250 / 100, 700 / 100, 25 / 100
    """
    width = matrix.shape[1]
    if width > _LONGEST or len(start) < _FEW:
        return None
    points = (matrix == _POINT).reshape(-1).nonzero()[0]
    rows = points // width
    minus = matrix[:, 0] == _MINUS
    point = stop.copy()
    point[rows] = start[rows] + (points - rows * width)
    whole, rest = point - start - minus, stop - point
    before, after = int(whole.max()), max(int(rest.max()) - 1, 0)
    no_digit = (whole == 0) & (rest <= 1)
    twice = rows[1:] == rows[:-1]
    if bool(no_digit.any()) or bool(twice.any()) or before + after > _MOST_DIGITS or int(point.min()) < before:
        return None
    weights, inside = _columns(before, after)
    digits = windows(buffer, point - before, len(weights)) - _ZERO
    digits *= windows(inside, (whole * (after + 2) + rest) * len(weights), len(weights))
    if bool((digits > 9).any()):
        return None
    values: Float = (digits @ weights) / 10.0**after
    return np.negative(values, out=values, where=minus), len(points) > 0


@lru_cache(maxsize=64)
def _columns(before: int, after: int) -> tuple[Int, Cells]:
    """The weight of each column, and which columns are digits of a number: a row for each number of digits before the
    point and of bytes from it on. The rows follow each other, with padding for `windows` after the last one.
    """
    column = np.arange(-before, after + 1)
    weights = 10 ** (after - column - (column < 0))
    whole, rest = np.arange(before + 1)[:, None, None], np.arange(after + 2)[:, None]
    inside = (column >= -whole) & (column < rest) & (column != 0)
    return weights, np.append(inside.reshape(-1), np.zeros(len(column), dtype=np.bool_)).view(np.uint8)
