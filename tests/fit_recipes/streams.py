"""STR: values that no sensor can measure, and streams that contradict each other."""

from __future__ import annotations

from fit_builder import Raw, activity, pool_swim
from fit_recipes import Recipe

RECIPES: dict[str, Recipe] = {
    "STR001-heart-rate-out-of-range/fail-all-zero.fit": lambda: activity().change("record", heart_rate=0),
    "STR001-heart-rate-out-of-range/pass-a-dropout.fit": lambda: activity(120).change("record", 7, heart_rate=0),
    "STR002-cadence-out-of-range/fail-300.fit": lambda: activity().change("record", 6, cadence=Raw(300, "uint16")),
    "STR003-doubled-run-cadence/fail-odd-steps.fit": lambda: (
        activity(sport="running", sub_sport="generic", speed=3.0)
        .edit("record", lambda i, _: {"cadence": 171 + i, "fractional_cadence": 0 if i < 5 else None})
        .change("session", avg_cadence=175, max_cadence=180)
    ),
    "STR003-doubled-run-cadence/fail-steps.fit": lambda: activity(
        sport="running", sub_sport="generic", speed=3.0
    ).change("record", cadence=176),
    "STR003-doubled-run-cadence/pass-ride.fit": lambda: activity().change("record", cadence=125),
    "STR004-power-out-of-range/fail-glitch.fit": lambda: activity().change("record", 3, power=47_140),
    "STR005-temperature-out-of-range/fail-glitch.fit": lambda: activity().change("record", 3, temperature=-100),
    "STR006-elevation-out-of-range/fail-glitch.fit": lambda: activity().change("record", 3, enhanced_altitude=9_500),
    "STR006-elevation-out-of-range/pass-dead-sea.fit": lambda: activity().edit(
        "record",
        lambda i, _: {"enhanced_altitude": -430 + i / 5, "position_lat": 31.5 + i / 20_000, "position_long": 35.5},
    ),
    "STR007-distance-decreases/fail-twice.fit": lambda: (
        activity().change("record", 4, distance=5).change("record", 8, distance=25)
    ),
    "STR008-implausible-speed/fail-kmh.fit": lambda: activity().change("record", enhanced_speed=18),
    "STR008-implausible-speed/fail-motorway.fit": lambda: activity(12, step=30, speed=33),
    "STR008-implausible-speed/pass-descent.fit": lambda: activity(12, step=5, speed=24),
    "STR009-invalid-marker-as-value/fail-power-65534.fit": lambda: activity().change("record", 2, power=65_534),
    "STR009-invalid-marker-as-value/fail-heart-rate-255.fit": lambda: activity().change(
        "record", 2, heart_rate=Raw(255, "uint16")
    ),
    "STR009-invalid-marker-as-value/pass-invalid.fit": lambda: activity().change("record", 2, power=Raw(65_535)),
    "STR011-no-distance-no-position/fail-trainer.fit": lambda: activity(sub_sport="indoor_cycling").change(
        "record", position_lat=None, position_long=None, distance=None
    ),
    "STR011-no-distance-no-position/pass-pool-swim.fit": lambda: pool_swim().change("record", distance=None),
    "STR011-no-distance-no-position/pass-yoga.fit": lambda: (
        activity(sport="training", sub_sport="yoga")
        .change("record", position_lat=None, position_long=None, distance=None)
        .change("lap", total_distance=None)
        .change("session", total_distance=None)
    ),
}
