"""TIM: records without time, wrong clocks, and pool swims in which the lengths have the times."""

from __future__ import annotations

from activitylint.model.fit import FIT_EPOCH_S
from fit_builder import INVALID, START, FitFile, activity, at, pool_swim, strength
from fit_recipes import Recipe

_DAY = 86_400


def _swapped() -> FitFile:
    """Two records in the wrong order."""
    file = activity()
    first, second = (file.items.index(record) for record in file.of("record")[4:6])
    file.items[first], file.items[second] = file.items[second], file.items[first]
    return file


RECIPES: dict[str, Recipe] = {
    "TIM001-record-without-time/fail-invalid-times.fit": lambda: (
        activity().change("record", 3, timestamp=INVALID).change("record", 4, timestamp=INVALID)
    ),
    "TIM001-record-without-time/fail-two-records.fit": lambda: (
        activity().change("record", 3, timestamp=None).change("record", 4, timestamp=None)
    ),
    "TIM001-record-without-time/pass-sets.fit": lambda: strength().insert("lap", "record", heart_rate=120),
    "TIM002-no-records/fail-totals-alone.fit": lambda: activity().drop("record"),
    "TIM002-no-records/pass-sets.fit": strength,
    "TIM005-time-goes-backwards/fail-clock-set-back.fit": lambda: (
        activity().change("record", 5, timestamp=START + 2).change("record", 6, timestamp=START + 3)
    ),
    "TIM005-time-goes-backwards/fail-swapped.fit": _swapped,
    "TIM005-time-goes-backwards/pass-in-order.fit": activity,
    "TIM006-repeated-time/fail-two-a-second.fit": lambda: activity().edit(
        "record", lambda i, _: {"timestamp": START + i // 2 * 2}
    ),
    "TIM006-repeated-time/pass-one-repeated.fit": lambda: activity(21).change("record", 5, timestamp=START + 4),
    "TIM007-time-in-future/fail-next-year.fit": lambda: activity(start=at("2027-03-01T08:00:00Z")),
    "TIM007-time-in-future/fail-counted-from-1970-unlike-file-id.fit": lambda: activity(
        start=at("2026-03-01T08:00:00Z") + FIT_EPOCH_S
    ).change("file_id", time_created=at("2026-03-01T08:00:00Z")),
    "TIM007-time-in-future/fail-counted-from-1970.fit": lambda: activity(
        start=at("2026-03-01T08:00:00Z") + FIT_EPOCH_S
    ),
    "TIM008-implausible-date/fail-clock-never-set.fit": lambda: activity(start=at("1989-12-31T00:10:00Z")),
    "TIM009-gap-over-a-day/fail-old-records.fit": lambda: activity().edit(
        "record", lambda i, old: {"timestamp": old["timestamp"] - (40 * _DAY if i < 2 else 0)}
    ),
    "TIM010-too-few-records/fail-one-record.fit": lambda: activity().drop("record", *range(1, 10)),
    "TIM010-too-few-records/pass-sets.fit": lambda: strength().insert("lap", "record", timestamp=START, heart_rate=120),
    "TIM011-swim-record-without-time/fail-lengths-carry-the-times.fit": lambda: pool_swim().change(
        "record", timestamp=None
    ),
    "TIM011-swim-record-without-time/pass-timed.fit": pool_swim,
}
