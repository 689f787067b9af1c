"""Sets in FIT files: what they need without timed records, and which sports support them."""

from __future__ import annotations

import pytest

import activitylint
from activitylint.model.finding import Finding
from activitylint.model.request import UploadRequest
from activitylint.vocabulary.upload import set_sport_types
from fit_builder import FitFile, Raw, activity, strength

NOW = 1_780_272_000.0  # 2026-06-01


def findings(file: FitFile, code: str, request: UploadRequest | None = None) -> list[Finding]:
    report = activitylint.lint(file.build(), name="workout.fit", now=NOW, request=request or UploadRequest())
    assert report.failure is None
    return [finding for finding in report.findings if finding.code == code]


def with_records() -> FitFile:
    """Sets with timed records, which give the start and the end of the activity."""
    file = strength()
    start = file.of("set")[0].values["start_time"]
    return file.insert("lap", "record", timestamp=start, heart_rate=90).insert(
        "lap", "record", timestamp=start + 1, heart_rate=91
    )


def test_sets_without_records_need_the_activity_timestamp() -> None:
    assert not findings(strength(), "SET001")
    assert findings(strength().change("activity", timestamp=None), "SET001")
    assert findings(strength().drop("activity"), "SET001")
    assert not findings(with_records().change("activity", timestamp=None), "SET001")


def test_sets_without_records_need_the_elapsed_time() -> None:
    assert not findings(strength(), "SET002")
    assert findings(strength().change("session", total_elapsed_time=None), "SET002")
    assert not findings(with_records().change("session", total_elapsed_time=None), "SET002")


def test_a_missing_message_is_reported_only_once() -> None:
    codes = {f.code for f in activitylint.lint(strength().drop("activity").build(), name="w.fit", now=NOW).findings}
    assert "SET001" in codes
    assert not codes & {"FIT202", "FIT211"}
    incomplete = strength().change("session", total_elapsed_time=None)
    codes = {f.code for f in activitylint.lint(incomplete.build(), name="w.fit", now=NOW).findings}
    assert "SET002" in codes
    assert "FIT204" not in codes


@pytest.mark.parametrize(
    ("sport", "sub_sport", "reported"),
    [
        ("training", "strength_training", False),
        ("training", "cardio_training", False),
        ("generic", "generic", False),
        ("training", "pilates", True),
        ("running", "treadmill", True),
    ],
)
def test_sets_need_a_sport_that_supports_them(sport: str, sub_sport: str, reported: bool) -> None:
    assert bool(findings(strength().change("session", sport=sport, sub_sport=sub_sport), "SET003")) is reported


def test_the_sport_of_the_request_overrides_that_of_the_file() -> None:
    pilates = strength().change("session", sub_sport="pilates")
    assert not findings(pilates, "SET003", UploadRequest(sport_type="WeightTraining"))
    assert findings(strength(), "SET003", UploadRequest(sport_type="Ride"))


def test_a_set_in_two_sessions_counts_for_the_one_that_supports_sets() -> None:
    file = strength()
    values = dict(file.of("session")[0].values)
    file.insert("session", "session", **values | {"sport": "running", "sub_sport": "generic"})
    file.change("activity", num_sessions=2)
    assert not findings(file, "SET003")
    file.change("session", 1, start_time=values["start_time"] + 90, timestamp=values["timestamp"])
    (finding,) = findings(file, "SET003")
    assert finding.count == 1
    assert finding.location.message is not None
    assert (finding.location.message.name, finding.location.message.index) == ("set", 0)


def test_a_set_with_only_a_duration_is_not_reported() -> None:
    yoga = activity(sport="training", sub_sport="yoga")
    start = yoga.of("record")[0].values["timestamp"]
    assert not findings(yoga.insert("lap", "set", set_type="active", start_time=start, duration=9), "SET003")


@pytest.mark.parametrize(
    ("category", "subtype", "shown"),
    [(0, 1, ""), (0, 65535, ""), (65534, 0, ""), (65534, 4711, ""), (0, 4711, "bench_press/4711"), (999, 1, "999/1")],
)
def test_exercises_must_be_in_the_profile(category: int, subtype: int, shown: str) -> None:
    file = strength().change("set", 0, category=Raw(category), category_subtype=Raw(subtype))
    found = findings(file, "SET006")
    assert bool(found) is bool(shown)
    if shown:
        assert shown in found[0].message


def test_only_active_sets_need_repetitions_or_a_duration() -> None:
    file = strength()
    assert not findings(file, "SET007")
    (finding,) = findings(file.change("set", repetitions=None, duration=None), "SET007")
    assert finding.ranges == ((1, 1), (3, 3), (5, 5))


def test_sets_may_start_five_seconds_after_the_activity() -> None:
    def late(seconds: float) -> list[Finding]:
        file = strength()
        end = file.of("session")[0].values["timestamp"]
        return findings(file.change("set", 4, start_time=end + seconds), "SET008")

    assert not late(0)
    assert not late(5)
    (finding,) = late(6)
    assert finding.ranges == ((5, 5),)
    assert finding.message.startswith("1 of 6 sets starts 6 s after")


def test_attributes_that_no_set_has_are_listed() -> None:
    assert not findings(strength(), "SET010")
    (finding,) = findings(strength().change("set", weight=None), "SET010")
    assert finding.count == 6
    assert finding.message.endswith("has weight")
    (finding,) = findings(strength(1).drop("set", 1).change("set", weight=None, start_time=None), "SET010")
    assert finding.message == "the only set has no start_time or weight"


def test_a_sport_type_without_sets_is_answered_with_those_that_support_them() -> None:
    (finding,) = findings(strength(), "SET003", UploadRequest(sport_type="Ride"))
    assert finding.count == 3
    assert finding.message == "sport_type 'Ride' does not support sets, so Strava will not show 3 sets"
    assert all(sport in finding.help for sport in set_sport_types())
