"""Shared by the FIT rules: messages by name, those of the first chained file, and their missing fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from math import isnan
from operator import or_
from typing import Any, Final

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import AnyArray, Bools, Int
from activitylint.model.faults import Fault
from activitylint.model.finding import format_spec
from activitylint.model.fit import FitMessages, FitParts
from activitylint.rules.support.wording import of, verb

__all__ = [
    "ACTIVITY_FILE",
    "PROTOCOL",
    "Rows",
    "absent",
    "and_list",
    "field_count",
    "first_few",
    "first_lacking",
    "in_first_file",
    "is_chain",
    "lacking",
    "messages",
    "parts",
    "rows_of",
]


PROTOCOL = format_spec("FIT protocol")
ACTIVITY_FILE = format_spec("FIT SDK, Activity file")

_PIECE: Final = 1 << 14
"""Rows that are converted to Python numbers at once."""


def parts(activity: Activity) -> FitParts:
    """The FIT-only part of an activity. Raises TypeError if the file is not FIT."""
    if activity.fit is None:
        message = f"a FIT rule was run on {activity.format}"
        raise TypeError(message)
    return activity.fit


def messages(activity: Activity, name: str) -> FitMessages | None:
    """All messages of this name, or None if there are none."""
    fit = parts(activity)
    return fit.messages[name] if name in fit.counts else None


def is_chain(activity: Activity) -> bool:
    """True if several FIT files are chained in the file."""
    return len(parts(activity).files) > 1


def in_first_file(activity: Activity, name: str) -> int:
    """How many messages of this name the first file of a chain has. They come first in the columns."""
    fit = parts(activity)
    if name not in fit.counts:
        return 0
    return fit.counts[name] if len(fit.files) == 1 else activity.cached(_InFirstFile)[name]


class _InFirstFile(dict[str, int]):
    """How many messages of each name the first file of a chain has, counted when somebody asks for it."""

    def __init__(self, activity: Activity) -> None:
        super().__init__()
        self._messages = parts(activity).messages

    def __missing__(self, name: str) -> int:
        found = self[name] = int(self._messages[name].file.searchsorted(1))
        return found


def rows_of(activity: Activity, name: str, fields: Sequence[str]) -> Iterable[Sequence[float]]:
    """Numeric fields of the messages of this name in the first file of a chain, as Python numbers, for any uses."""
    found, count = messages(activity, name), in_first_file(activity, name)
    if found is None:
        return ()
    few = found.few(*fields)
    return few[:count] if few is not None else Rows(*(column[:count] for column in found.columns(*fields)))


class Rows(Iterable[tuple[Any, ...]]):
    """The rows of some columns as Python numbers: for a few rows, that is quicker than array operations."""

    def __init__(self, *columns: AnyArray) -> None:
        self._columns = columns

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(self._columns[0]), _PIECE):
            yield from zip(*(column[start : start + _PIECE].tolist() for column in self._columns), strict=True)


def absent(found: FitMessages, names: Sequence[str], count: int) -> dict[str, Bools]:
    """By field name, which of the first `count` rows have no valid value; fields that every row has are left out."""
    few = found.few(*names)
    if few is not None and not any(isnan(value) for row in few[:count] for value in row):
        return {}
    masks = ((name, np.isnan(found.column(name)[:count])) for name in names)
    return {name: mask for name, mask in masks if np.count_nonzero(mask)}


def lacking(missing: Mapping[str, Bools], count: int, noun: str) -> tuple[str, Int]:
    """The message for what `absent` found (`2 of 3 laps are missing start_time`), and the rows that miss any field.

    count: how many rows there are. noun: what one row is called.
    """
    affected = reduce(or_, missing.values()).nonzero()[0]
    counts = {name: int(np.count_nonzero(mask)) for name, mask in missing.items()}
    uneven = any(number != len(affected) for number in counts.values())
    names = [f"{name} ({number:,})" if uneven else name for name, number in counts.items()]
    subject = f"the {noun}" if count == 1 else of(len(affected), count, noun)
    return f"{subject} {verb(len(affected), 'is')} missing {and_list(names)}", affected


def first_lacking(missing: Mapping[str, Bools]) -> str:
    """The field that is missing in the first affected row."""
    return min(missing, key=lambda name: int(missing[name].argmax()))


def field_count(faults: Sequence[Fault]) -> int:
    """How many fields these faults are about: one each, and the further ones that the last fault stands for."""
    others = faults[-1].detail.get("others", 0)
    return len(faults) + (others if isinstance(others, int) else 0)


def and_list(names: Sequence[str]) -> str:
    """Join names: `a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def first_few(names: Sequence[str], most: int = 4, *, others: int = 0) -> str:
    """Join up to `most` names; of more, the first ones and how many are left: `a, b, c, d and 3 more`.

    others: how many more there are that are not among the names.
    """
    if len(names) + others <= most:
        return and_list(names)
    return f"{', '.join(names[:most])} and {len(names) - most + others:,} more"
