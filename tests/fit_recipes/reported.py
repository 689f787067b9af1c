"""Faults that uploaders reported: distances unlike the track, laps out of order, markers in totals, odd definitions."""

from __future__ import annotations

from typing import Any

from fit_builder import INVALID, START, FitFile, Raw, activity, chain
from fit_recipes import Recipe

RECORDS = 130
"""At 5 m/s they cover more than the least track that is compared with its distance."""


def _distance(factor: float, first: float = 0.0) -> FitFile:
    """A ride whose distance is `factor` times the way along its positions and starts at `first` meters."""
    total = round((RECORDS - 1) * 5.0 * factor, 2)
    file = activity(RECORDS).edit("record", lambda i, _: {"distance": first + i * 5.0 * factor})
    return file.change("lap", total_distance=total).change("session", total_distance=total)


def _round(scale: float, longer: float = 1.0, **changed: object) -> FitFile:
    """A ride around a block, north first, whose positions are degrees times `scale`, written as integers.

    longer: the distance, in lengths of the track. changed: what all records hold instead.
    """

    def positions(row: int, _: object) -> dict[str, object]:
        side, along = divmod(row, RECORDS // 4)
        north = (along, RECORDS // 4, RECORDS // 4 - along, 0, 0)[side] * 5.0
        east = (0, along, RECORDS // 4, RECORDS // 4 - along, -along)[side] * 5.0
        degrees = {"position_lat": 47.1 + north / 111_195, "position_long": 8.5 + east / (111_195 * 0.68072)}
        return {field: Raw(round(value * scale)) for field, value in degrees.items()} | {
            "distance": row * 5.0 * longer,
            **changed,
        }

    totals: dict[str, Any] = {
        "total_distance": (RECORDS - 1) * 5.0 * longer,
        "start_position_lat": Raw(round(47.1 * scale)),
        "start_position_long": Raw(round(8.5 * scale)),
    }
    return activity(RECORDS).edit("record", positions).change("lap", **totals).change("session", **totals)


def _laps(*starts: float) -> FitFile:
    """A ride of 30 records with laps that start at these seconds."""
    file = activity(30).drop("lap")
    ends = [*starts[1:], 29]
    for start, end in zip(starts, ends, strict=True):
        seconds = max(end - start, 29 / len(starts))
        file.insert(
            "session",
            "lap",
            timestamp=START + start + seconds,
            start_time=START + start,
            total_elapsed_time=29 / len(starts),
            total_timer_time=29 / len(starts),
            total_distance=145 / len(starts),
        )
    return file.change("session", num_laps=len(starts))


def _definition(at: int, value: int) -> bytes:
    """A ride in which one byte of the definition of its records is another."""
    body = bytearray(activity().body())
    record = body.index(bytes([0, 0, 20, 0]))
    body[record + at] = value
    return FitFile(items=[bytes(body)]).build()


RECIPES: dict[str, Recipe] = {
    "FIT105-file-type-missing/fail-invalid.fit": lambda: activity().change("file_id", type=INVALID),
    "FIT105-file-type-missing/fail-absent.fit": lambda: activity().change("file_id", type=None),
    "FIT105-file-type-missing/pass-activity.fit": activity,
    "FIT306-timer-never-stopped/fail-no-stop.fit": lambda: activity().drop("event", 1),
    "FIT306-timer-never-stopped/pass-stopped.fit": activity,
    "FIT306-timer-never-stopped/pass-no-events.fit": lambda: activity().drop("event"),
    "TIM008-implausible-date/fail-epoch-subtracted-twice.fit": lambda: activity(start=START - 631_065_600),
    "TIM008-implausible-date/fail-no-time-created.fit": lambda: activity().change("file_id", time_created=Raw(0)),
    "TIM009-gap-over-a-day/pass-chained.fit": lambda: chain(activity(), activity(start=START + 200_000)),
    "TIM006-repeated-time/pass-chained.fit": lambda: chain(activity(), activity()),
    "FIT209-record-outside-session/pass-long-session.fit": lambda: activity(400, step=10).change(
        "session", total_elapsed_time=3_970, total_timer_time=3_970
    ),
    "STR012-distance-disagrees-with-positions/fail-kilometers.fit": lambda: _distance(0.001),
    "STR012-distance-disagrees-with-positions/fail-feet.fit": lambda: _distance(3.2808),
    "STR012-distance-disagrees-with-positions/fail-unknown-unit.fit": lambda: _distance(4.0),
    "STR012-distance-disagrees-with-positions/fail-stays-zero.fit": lambda: _distance(0.0),
    "STR012-distance-disagrees-with-positions/pass-wheel.fit": lambda: _distance(1.1),
    "STR012-distance-disagrees-with-positions/pass-short.fit": lambda: (
        activity(50).change("record", distance=0).change("lap", total_distance=0).change("session", total_distance=0)
    ),
    "STR012-distance-disagrees-with-positions/fail-degrees.fit": lambda: _round(1e7),
    "STR012-distance-disagrees-with-positions/fail-degrees-without-distance.fit": lambda: _round(1e7, distance=None),
    "STR012-distance-disagrees-with-positions/fail-microdegrees.fit": lambda: _round(1e6),
    "STR012-distance-disagrees-with-positions/pass-round.fit": lambda: _round(2**31 / 180),
    "STR012-distance-disagrees-with-positions/pass-wheel-as-long-as-degrees.fit": lambda: _round(2**31 / 180, 1.117),
    "STR013-distance-starts-late/fail-leg.fit": lambda: _distance(1.0, 40_000.0),
    "STR013-distance-starts-late/pass-late-start.fit": lambda: _distance(1.0, 400.0),
    "STR014-elevation-below-land/fail-offset-twice.fit": lambda: activity().edit(
        "record", lambda i, _: {"enhanced_altitude": -390 + i / 5}
    ),
    "STR014-elevation-below-land/pass-dead-sea.fit": lambda: activity().edit(
        "record",
        lambda i, _: {"enhanced_altitude": -410 + i / 5, "position_lat": 31.5 + i / 20_000, "position_long": 35.5},
    ),
    "STR006-elevation-out-of-range/fail-raw-zero.fit": lambda: activity().change(
        "record", 3, enhanced_altitude=None, altitude=Raw(0, "uint16")
    ),
    "STR011-no-distance-no-position/fail-distance-stays-zero.fit": lambda: activity(sub_sport="indoor_cycling").change(
        "record", position_lat=None, position_long=None, distance=0
    ),
    "FIT011-impossible-definition/fail-architecture.fit": lambda: _definition(1, 10),
    "FIT011-impossible-definition/fail-reserved-byte.fit": lambda: _definition(0, 1),
    "FIT011-impossible-definition/fail-message-too-long.fit": lambda: FitFile(items=[activity(3).body()[:-3]]).build(),
    "FIT011-impossible-definition/pass-big-endian.fit": lambda: activity(file=FitFile(big_endian=True)),
    "FIT012-odd-header-size/fail-20.fit": lambda: activity(file=FitFile(header_size=20)),
    "FIT012-odd-header-size/pass-14.fit": activity,
    "FIT013-repeated-field/fail-heart-rate.fit": lambda: activity().insert_raw(
        "record", bytes([0x4F, 0, 0, 20, 0, 3, 253, 4, 0x86, 3, 1, 2, 3, 1, 2]) + bytes([0x0F]) + bytes(4) + b"ZZ"
    ),
    "FIT013-repeated-field/pass-once.fit": activity,
    "FIT212-marker-in-totals/fail-session.fit": lambda: activity().change(
        "session", total_calories=Raw(65_534), avg_heart_rate=Raw(254)
    ),
    "FIT212-marker-in-totals/fail-lap.fit": lambda: activity().change("lap", total_ascent=Raw(65_534)),
    "FIT212-marker-in-totals/pass-invalid.fit": lambda: activity().change(
        "session", total_calories=Raw(65_535), avg_heart_rate=Raw(255)
    ),
    "FIT213-lap-time-disorder/fail-same-start.fit": lambda: _laps(0, 0, 0),
    "FIT213-lap-time-disorder/fail-back.fit": lambda: _laps(0, 20, 10),
    "FIT213-lap-time-disorder/fail-before-session.fit": lambda: _laps(-60, 10, 20),
    "FIT213-lap-time-disorder/pass-in-order.fit": lambda: _laps(0, 10, 20),
    "POS005-position-jump/pass-chained.fit": lambda: chain(
        activity(), activity(start=START + 10).edit("record", lambda i, _: {"position_lat": 45 + i / 20_000})
    ),
}
