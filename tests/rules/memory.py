"""Activities made up in memory, for rules that look only at columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.finding import Excerpt, Location
from activitylint.model.format import Format
from activitylint.model.request import Context
from activitylint.model.tables import Records
from activitylint.rules.registry import Violation

NOW = 1_780_000_000.0
START = 1_775_000_000.0


class Nowhere:
    """Places of an activity that was never a file."""

    def locate(self, places: Sequence[Place]) -> list[tuple[Location, Excerpt | None]]:
        return [(Location(), None) for _ in places]


def activity(format: Format = Format.FIT, /, **columns: Sequence[float]) -> Activity:  # noqa: A002
    """An activity of records with these columns, a second apart unless a time is given. segment: whole numbers."""
    count = max(len(column) for column in columns.values())
    arrays: dict[str, Any] = {name: np.array(values, dtype=np.float64) for name, values in columns.items()}
    arrays.setdefault("time", START + np.arange(count, dtype=np.float64))
    if "segment" in arrays:
        arrays["segment"] = arrays["segment"].astype(np.int64)
    return Activity(format, Nowhere(), records=Records.of(count, **arrays))


def run(rule: Callable[[Activity, Context], Iterator[Violation]], subject: Activity) -> list[Violation]:
    """What a rule yields, with numpy's warnings off as in the engine."""
    with np.errstate(all="ignore"):
        return list(rule(subject, Context(now=NOW)))


def rows(violations: Sequence[Violation]) -> list[int]:
    """The rows of the only violation, or an empty list if there is none."""
    assert len(violations) <= 1
    return [int(row) for v in violations if v.rows is not None for row in v.rows]
