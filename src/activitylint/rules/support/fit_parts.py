"""Shared by the FIT rules: messages by name, those of the first chained file, and their missing fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from activitylint.model.activity import Activity
from activitylint.model.faults import Fault
from activitylint.model.finding import format_spec
from activitylint.model.fit import FitMessages, FitParts
from activitylint.model.tables import Float, Int
from activitylint.rules.support.wording import of, verb

__all__ = [
    "ACTIVITY_FILE",
    "PROTOCOL",
    "Mask",
    "absent",
    "and_list",
    "each_row",
    "field_count",
    "first_few",
    "first_lacking",
    "in_first_file",
    "is_chain",
    "lacking",
    "messages",
    "parts",
]

Mask = npt.NDArray[np.bool_]

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
    count = fit.counts.get(name, 0)
    return int(fit.messages[name].file.searchsorted(1)) if count and is_chain(activity) else count


def each_row(*columns: Float) -> Iterator[tuple[float, ...]]:
    """Yield the rows of some columns as Python numbers: for one row or two, that is quicker than array operations."""
    for start in range(0, len(columns[0]), _PIECE):
        yield from zip(*(column[start : start + _PIECE].tolist() for column in columns), strict=True)


def absent(found: FitMessages, names: Iterable[str], count: int) -> dict[str, Mask]:
    """By field name, which of the first `count` rows have no valid value; fields that every row has are left out."""
    masks = ((name, np.isnan(found.column(name)[:count])) for name in names)
    return {name: mask for name, mask in masks if np.count_nonzero(mask)}


def lacking(missing: Mapping[str, Mask], count: int, noun: str) -> tuple[str, Int]:
    """The message for what `absent` found (`2 of 3 laps are missing start_time`), and the rows that miss any field.

    count: how many rows there are. noun: what one row is called.
    """
    affected = (np.logical_or.reduce(list(missing.values()))).nonzero()[0]
    counts = {name: int(np.count_nonzero(mask)) for name, mask in missing.items()}
    uneven = any(number != len(affected) for number in counts.values())
    names = [f"{name} ({number:,})" if uneven else name for name, number in counts.items()]
    subject = f"the {noun}" if count == 1 else of(len(affected), count, noun)
    return f"{subject} {verb(len(affected), 'is')} missing {and_list(names)}", affected


def first_lacking(missing: Mapping[str, Mask]) -> str:
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
