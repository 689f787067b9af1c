"""Sets in FIT files: when they stand in for timed records, and where they belong."""

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
    """Sets beside timed records: nothing has to stand in for those."""
    file = strength()
    start = file.of("set")[0].values["start_time"]
    return file.insert("lap", "record", timestamp=start, heart_rate=90).insert(
        "lap", "record", timestamp=start + 1, heart_rate=91
    )


def test_the_activity_timestamp_is_needed_where_sets_stand_alone() -> None:
    assert not findings(strength(), "SET001")
    (finding,) = findings(strength().change("activity", timestamp=None), "SET001")
    assert finding.message == (
        "the activity message has no timestamp, which a file with 6 sets and no timed records needs"
    )
    assert findings(strength().drop("activity"), "SET001")
    assert not findings(with_records().change("activity", timestamp=None), "SET001")


def test_the_elapsed_time_is_needed_where_sets_stand_alone() -> None:
    assert not findings(strength(), "SET002")
    assert findings(strength().change("session", total_elapsed_time=None), "SET002")
    assert not findings(with_records().change("session", total_elapsed_time=None), "SET002")


def test_what_a_missing_message_means_is_told_once() -> None:
    codes = {f.code for f in activitylint.lint(strength().drop("activity").build(), name="w.fit", now=NOW).findings}
    assert "SET001" in codes
    assert not codes & {"FIT202", "FIT211"}
    incomplete = strength().change("session", total_elapsed_time=None)
    codes = {f.code for f in activitylint.lint(incomplete.build(), name="w.fit", now=NOW).findings}
    assert "SET002" in codes
    assert "FIT204" not in codes


@pytest.mark.parametrize(
    ("sport", "sub_sport", "told"),
    [
        ("training", "strength_training", False),
        ("training", "cardio_training", False),
        ("generic", "generic", False),
        ("training", "pilates", True),
        ("running", "treadmill", True),
    ],
)
def test_sets_belong_into_a_sport_that_takes_them(sport: str, sub_sport: str, told: bool) -> None:
    assert bool(findings(strength().change("session", sport=sport, sub_sport=sub_sport), "SET003")) is told


def test_the_sport_of_the_request_counts_first() -> None:
    pilates = strength().change("session", sub_sport="pilates")
    assert not findings(pilates, "SET003", UploadRequest(sport_type="WeightTraining"))
    assert findings(strength(), "SET003", UploadRequest(sport_type="Ride"))


def test_a_set_counts_for_the_session_that_takes_it() -> None:
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


def test_a_set_of_nothing_but_time_has_nothing_to_lose() -> None:
    yoga = activity(sport="training", sub_sport="yoga")
    start = yoga.of("record")[0].values["timestamp"]
    assert not findings(yoga.insert("lap", "set", set_type="active", start_time=start, duration=9), "SET003")


@pytest.mark.parametrize(
    ("category", "subtype", "told"),
    [(0, 1, ""), (0, 65535, ""), (65534, 0, ""), (65534, 4711, ""), (0, 4711, "bench_press/4711"), (999, 1, "999/1")],
)
def test_exercises_are_those_of_the_profile(category: int, subtype: int, told: str) -> None:
    file = strength().change("set", 0, category=Raw(category), category_subtype=Raw(subtype))
    found = findings(file, "SET006")
    assert bool(found) is bool(told)
    if told:
        assert told in found[0].message


def test_rests_need_no_work() -> None:
    file = strength()
    assert not findings(file, "SET007")
    (finding,) = findings(file.change("set", repetitions=None, duration=None), "SET007")
    assert finding.message == "all 3 active sets have neither repetitions nor a duration"
    assert finding.ranges == ((1, 1), (3, 3), (5, 5))


def test_sets_start_within_the_activity() -> None:
    def late(seconds: float) -> list[Finding]:
        file = strength()
        end = file.of("session")[0].values["timestamp"]
        return findings(file.change("set", 4, start_time=end + seconds), "SET008")

    assert not late(0)
    assert not late(5)
    assert late(6)[0].message == "1 of 6 sets starts after the end of the activity, by up to 6 s"


def test_what_no_set_has_is_said() -> None:
    assert not findings(strength(), "SET010")
    (finding,) = findings(strength().change("set", weight=None), "SET010")
    assert finding.message == "none of 6 sets has weight"
    (finding,) = findings(strength(1).drop("set", 1).change("set", weight=None, start_time=None), "SET010")
    assert finding.message == "the only set has no start_time or weight"


def test_the_sport_type_of_the_request_is_named_with_what_takes_sets() -> None:
    takers = ", ".join(set_sport_types())
    (finding,) = findings(strength(), "SET003", UploadRequest(sport_type="Ride"))
    assert finding.message == f"sport_type is 'Ride', and the file's 3 sets need one of {takers}"
    assert not findings(strength(), "SET003", UploadRequest(sport_type="WeightTraining"))
