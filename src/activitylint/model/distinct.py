"""The distinct values of a column.

`numpy.unique` imports numpy.ma on its first call, which takes longer than linting a small file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["distinct"]

_Item = TypeVar("_Item", bound=np.generic)


def distinct(values: npt.NDArray[_Item]) -> npt.NDArray[_Item]:
    """Return the distinct values of a one-dimensional array in ascending order. NaN counts as one value, the last.

    If they are already that, this is the array itself.
    """
    if bool(np.greater(values[1:], values[:-1]).all()):
        return values
    ordered = np.sort(values)
    before, after = ordered[:-1], ordered[1:]
    new = (after != before) & (before == before)  # noqa: PLR0124 -- False for NaN, after which only NaN follows
    found: npt.NDArray[_Item] = ordered[np.concatenate((np.ones(min(len(ordered), 1), dtype=np.bool_), new))]
    return found
