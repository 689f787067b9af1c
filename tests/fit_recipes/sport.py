"""SPO: a sport that Strava does not have, no sport, or two sports."""

from __future__ import annotations

from fit_builder import START, FitFile, activity
from fit_recipes import Recipe


def duathlon() -> FitFile:
    """A run of ten seconds and then a ride of nine, each with a session and a lap."""
    out = activity(20)
    (lap,), (session,) = out.of("lap"), out.of("session")
    first = {"start_time": START, "total_elapsed_time": 10, "total_timer_time": 10, "total_distance": 50}
    second = {"start_time": START + 10, "total_elapsed_time": 9, "total_timer_time": 9, "total_distance": 45}
    out.insert("session", "lap", **(lap.values | second))
    lap.values |= first
    out.insert("session", "session", **(session.values | first | {"sport": "running", "sub_sport": "generic"}))
    session.values |= second
    return out.change("activity", num_sessions=2)


RECIPES: dict[str, Recipe] = {
    "SPO002-no-sport/fail-generic.fit": lambda: activity(sport="generic", sub_sport="generic"),
    "SPO002-no-sport/fail-absent.fit": lambda: activity().change("session", sport=None, sub_sport=None),
    "SPO002-no-sport/pass-cycling.fit": activity,
    "SPO003-unmapped-fit-sport/fail-horse.fit": lambda: activity(sport="horseback_riding", sub_sport="generic"),
    "SPO003-unmapped-fit-sport/pass-gravel.fit": lambda: activity(sub_sport="gravel_cycling"),
    "SPO005-sports-disagree/fail-sport-message.fit": lambda: activity().insert(
        "session", "sport", sport="running", sub_sport="trail"
    ),
    "FIT207-multiple-sessions/fail-duathlon.fit": duathlon,
    "SPO005-sports-disagree/pass-one-sport-type.fit": lambda: activity().insert(
        "session", "sport", sport="cycling", sub_sport="generic"
    ),
}
