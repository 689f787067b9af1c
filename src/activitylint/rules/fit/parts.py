"""What the FIT rules look up again and again: messages, those of the first file, and the fields that they lack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from activitylint.activity import Activity, FitMessages, FitParts, Int
from activitylint.finding import format_spec
from activitylint.rules.wording import of, verb

__all__ = [
    "ACTIVITY_FILE",
    "PROTOCOL",
    "Mask",
    "absent",
    "and_list",
    "first_few",
    "first_lacking",
    "in_first_file",
    "lacking",
    "messages",
    "parts",
]

Mask = npt.NDArray[np.bool_]

PROTOCOL = format_spec("FIT protocol")
ACTIVITY_FILE = format_spec("FIT SDK, Activity file")


def parts(activity: Activity) -> FitParts:
    """The FIT-only part of an activity; TypeError where it is no FIT file."""
    if activity.fit is None:
        message = f"a FIT rule was run on {activity.format}"
        raise TypeError(message)
    return activity.fit


def messages(activity: Activity, name: str) -> FitMessages | None:
    """All messages of this name, None where there are none."""
    found = parts(activity).messages.get(name)
    return found if found is not None and len(found) else None


def in_first_file(activity: Activity, name: str) -> Int:
    """Ordinals of the messages of this name that stand in the first file of a chain."""
    found = messages(activity, name)
    return (found.file == 0).nonzero()[0] if found is not None else np.empty(0, dtype=np.int64)


def absent(found: FitMessages, names: Iterable[str], rows: Int) -> dict[str, Mask]:
    """By field name a mask over `rows`: where it is absent or invalid. Fields that all rows have are left out."""
    masks = ((name, np.isnan(found.column(name)[rows])) for name in names)
    return {name: mask for name, mask in masks if mask.any()}


def lacking(missing: Mapping[str, Mask], rows: Int, noun: str) -> tuple[str, Int]:
    """What `absent` found in words (`2 of 3 laps lack start_time`), and those of `rows` that lack something."""
    affected = rows[np.logical_or.reduce(list(missing.values()))]
    counts = {name: int(mask.sum()) for name, mask in missing.items()}
    uneven = any(count != len(affected) for count in counts.values())
    names = [f"{name} ({count:,})" if uneven else name for name, count in counts.items()]
    subject = f"the {noun}" if len(rows) == 1 else of(len(affected), len(rows), noun)
    return f"{subject} {verb(len(affected), 'lacks')} {and_list(names)}", affected


def first_lacking(missing: Mapping[str, Mask]) -> str:
    """The field that is lacking in the first of the rows that lack any."""
    return min(missing, key=lambda name: int(missing[name].argmax()))


def and_list(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def first_few(names: Sequence[str], most: int = 4) -> str:
    """`a, b and c`, or the first of them and how many more there are."""
    return and_list(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most:,} more"
