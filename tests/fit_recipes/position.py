"""POS: positions that are out of range, incomplete, at 0, 0, or far off."""

from __future__ import annotations

from fit_builder import INVALID, activity
from fit_recipes import Recipe

_SEMICIRCLE = 180 / 2**31
"""FIT's unit of positions in degrees."""

RECIPES: dict[str, Recipe] = {
    "POS001-position-out-of-range/fail-latitude.fit": lambda: activity().change("record", 4, position_lat=120),
    "POS002-half-a-position/fail-no-latitude.fit": lambda: activity().change("record", 2, position_lat=INVALID),
    "POS002-half-a-position/pass-no-position-at-a-record.fit": lambda: activity().change(
        "record", 2, position_lat=INVALID, position_long=INVALID
    ),
    "POS003-null-island/fail-before-the-first-fix.fit": lambda: (
        activity()
        .change("record", 0, position_lat=0, position_long=0)
        .change("record", 1, position_lat=0, position_long=0)
    ),
    "POS003-null-island/fail-degrees-as-semicircles.fit": lambda: activity().edit(
        "record", lambda i, _: {"position_lat": 45 * _SEMICIRCLE, "position_long": (i // 4 - 31) * _SEMICIRCLE}
    ),
    "POS004-no-position/fail-trainer.fit": lambda: activity(sub_sport="indoor_cycling").change(
        "record", position_lat=None, position_long=None, enhanced_altitude=None
    ),
    "POS004-no-position/pass-outdoors.fit": activity,
    "POS005-position-jump/fail-glitch.fit": lambda: activity().change("record", 5, position_lat=40.1),
    "POS005-position-jump/fail-hike.fit": lambda: activity(sport="hiking", step=30, speed=1).change(
        "record", 5, position_lat=40.0072
    ),
    "POS005-position-jump/pass-tunnel.fit": lambda: activity(20).edit(
        "record", lambda i, _: {"position_lat": INVALID, "position_long": INVALID} if 5 <= i < 15 else {}
    ),
}
