"""What the FIT rules look up again and again: messages, those of the first file, and the fields that they lack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from activitylint.activity import Activity, FitMessages, FitParts, Int
from activitylint.finding import format_spec
from activitylint.rules.wording import of, verb

__all__ = [
    "ACTIVITY_FILE",
    "PROTOCOL",
    "absent",
    "and_list",
    "first_few",
    "in_first_file",
    "lacking",
    "messages",
    "parts",
]

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
    return np.flatnonzero(found.file == 0) if found is not None else np.empty(0, dtype=np.int64)


def absent(found: FitMessages, names: Iterable[str], rows: Int) -> dict[str, Int]:
    """By field name, those of `rows` in which the field is absent or invalid; fields that all have are left out."""
    lacking_rows = {name: rows[np.isnan(found.column(name)[rows])] for name in names}
    return {name: some for name, some in lacking_rows.items() if len(some)}


def lacking(missing: dict[str, Int], total: int, noun: str) -> tuple[str, Int]:
    """What `absent` found in words (`2 of 3 laps lack start_time`), and all the rows that lack something."""
    rows = np.unique(np.concatenate(list(missing.values())))
    uneven = any(len(some) != len(rows) for some in missing.values())
    names = [f"{name} ({len(some):,})" if uneven else name for name, some in missing.items()]
    subject = f"the {noun}" if total == 1 else of(len(rows), total, noun)
    return f"{subject} {verb(len(rows), 'lacks')} {and_list(names)}", rows


def and_list(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def first_few(names: Sequence[str], most: int = 4) -> str:
    """`a, b and c`, or the first of them and how many more there are."""
    return and_list(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most:,} more"
