"""FIT101 to FIT305, SPO and DEV: what is said of a file in which one thing is wrong."""

from __future__ import annotations

from typing import Any

import pytest

import activitylint
from activitylint.formats.fit.profile import profile_date
from fit_builder import INVALID, START, FitFile, Raw, activity, chain, pool_swim, strength


def told(file: FitFile | bytes, code: str) -> list[tuple[str, str, int, str]]:
    """Message, table, row and field of the findings of a rule."""
    data = file if isinstance(file, bytes) else file.build()
    report = activitylint.lint(data, name="a.fit", now=START + 86_400.0)
    assert report.failure is None
    found = []
    for finding in report.findings:
        if finding.code == code:
            at = finding.location.message
            field = finding.excerpt.marked if finding.excerpt else ""
            found.append((finding.message, at.name if at else "", at.index if at else 0, field))
    return found


def ride(**session: Any) -> FitFile:
    return activity(60).change("session", None, **session)


def lapped(file: FitFile, **values: Any) -> FitFile:
    return file.change("lap", None, **values).change("session", None, **values)


def timer(*events: tuple[float, str]) -> FitFile:
    """A ride with these events of the timer alone."""
    file = activity(60).drop("event")
    for seconds, kind in events:
        file.insert("lap", "event", timestamp=START + seconds, event="timer", event_type=kind)
    return file


def two_sessions(**second: Any) -> FitFile:
    file = activity(60)
    values = file.of("session")[0].values | second
    return file.insert("activity", "session", **values).change("activity", None, num_sessions=2)


def swim(lengths: int = 4, **session: Any) -> FitFile:
    return pool_swim(lengths).change("session", None, **session)


CASES: list[tuple[FitFile | bytes, str, str, str]] = [
    (ride().drop("file_id"), "FIT101", "there is no file_id message", " 0 "),
    (
        ride().change("file_id", type="course"),
        "FIT102",
        "file_id.type is 6 (course), and an activity says 4",
        "file_id 0 type",
    ),
    (
        ride().change("file_id", type=Raw(200)),
        "FIT102",
        "file_id.type is 200, and an activity says 4",
        "file_id 0 type",
    ),
    (
        ride().change("file_id", type=INVALID),
        "FIT102",
        "file_id.type is absent, and an activity says 4",
        "file_id 0 type",
    ),
    (
        *(FitFile().message("event", event="timer").append(activity(9)), "FIT103"),
        *("the first message is event, not file_id", "file_id 0 "),
    ),
    (ride().change("file_id", garmin_product=None), "FIT104", "file_id lacks product", "file_id 0 product"),
    (
        *(ride().change("file_id", manufacturer=None, garmin_product=None, time_created=INVALID), "FIT104"),
        *("file_id lacks manufacturer, product and time_created", "file_id 0 manufacturer"),
    ),
    (ride().drop("session"), "FIT201", "there is no session message", " 0 "),
    (ride().drop("activity"), "FIT202", "there is no activity message", " 0 "),
    (ride().drop("lap"), "FIT203", "there is no lap message", " 0 "),
    (ride(sport=None, start_time=None), "FIT204", "the session lacks sport and start_time", "session 0 sport"),
    (
        *(two_sessions(total_timer_time=None), "FIT204"),
        *("1 of 2 sessions lacks total_timer_time", "session 1 total_timer_time"),
    ),
    (
        *(ride().change("activity", num_sessions=2), "FIT205"),
        *("activity.num_sessions is 2, and there is 1 session", "activity 0 num_sessions"),
    ),
    (
        *(two_sessions().change("activity", num_sessions=0), "FIT205"),
        *("activity.num_sessions is 0, and there are 2 sessions", "activity 0 num_sessions"),
    ),
    (
        *(ride().change("activity", local_timestamp=START + 59 + 100), "FIT206"),
        "activity.local_timestamp is 100 s after timestamp, which is no time zone's offset",
        "activity 0 local_timestamp",
    ),
    (
        *(ride().change("activity", local_timestamp=START + 59 - 90_000), "FIT206"),
        "activity.local_timestamp is 90,000 s before timestamp, which is no time zone's offset",
        "activity 0 local_timestamp",
    ),
    (
        *(ride().change("activity", local_timestamp=START + 59 - 2_000_000), "FIT206"),
        "activity.local_timestamp is 23.1 days before timestamp, which is no time zone's offset",
        "activity 0 local_timestamp",
    ),
    (two_sessions(sport="running"), "FIT207", "there are 2 sessions: cycling and running", "session 1 "),
    (two_sessions(sport=None), "FIT207", "there are 2 sessions: cycling and no sport", "session 1 "),
    (two_sessions(), "FIT207", "there are 2 sessions: cycling", "session 1 "),
    (
        *(lapped(ride(), total_timer_time=62), "FIT208"),
        *("total_elapsed_time is 59.0 s and total_timer_time 62.0 s", "session 0 total_elapsed_time"),
    ),
    (
        *(ride().change("lap", total_elapsed_time=30), "FIT208"),
        "the laps' total_elapsed_time adds up to 30.0 s and the session's is 59.0 s",
        "session 0 total_elapsed_time",
    ),
    (
        *(ride().change("lap", total_timer_time=30), "FIT208"),
        "the laps' total_timer_time adds up to 30.0 s and the session's is 59.0 s",
        "session 0 total_timer_time",
    ),
    (
        *(ride().change("lap", total_distance=3000), "FIT208"),
        "the laps' total_distance adds up to 3,000 m and the session's is 295 m",
        "session 0 total_distance",
    ),
    (
        *(lapped(ride(), total_distance=3000), "FIT208"),
        *("the records reach 295 m and total_distance is 3,000 m", "session 0 total_distance"),
    ),
    (
        *(lapped(ride(), total_elapsed_time=2000, total_timer_time=1900), "FIT208"),
        *("the records cover 59.0 s and total_elapsed_time is 2,000.0 s", "session 0 total_elapsed_time"),
    ),
    (
        *(lapped(ride(), total_elapsed_time=2000, total_timer_time=1900, total_distance=9), "FIT208"),
        "the records cover 59.0 s and total_elapsed_time is 2,000.0 s; the records reach 295 m and total_distance",
        "session 0 total_elapsed_time",
    ),
    (
        *(ride().change("record", 0, timestamp=START - 90), "FIT209"),
        *("1 of 60 records lies outside the session, up to 1.5 min before its start", "record 0 timestamp"),
    ),
    (
        *(ride().change("record", 0, timestamp=START - 90).change("record", 59, timestamp=START + 119), "FIT209"),
        "2 of 60 records lie outside the session, up to 1.5 min before its start and up to 1 min after its end",
        "record 0 timestamp",
    ),
    (ride().change("lap", start_time=None), "FIT210", "the lap lacks start_time", "lap 0 start_time"),
    (
        *(ride().change("activity", timestamp=None, local_timestamp=None), "FIT211"),
        *("the activity message lacks timestamp and local_timestamp", "activity 0 timestamp"),
    ),
    (
        *(ride().change("activity", local_timestamp=Raw(0)), "FIT211"),
        *("the activity message lacks local_timestamp", "activity 0 local_timestamp"),
    ),
    (
        *(timer((0, "stop_all"), (2, "start")), "FIT301"),
        *("the first timer event is a stop: the timer was never started", "event 0 event_type"),
    ),
    (
        *(timer((0, "start"), (9, "stop"), (20, "start")), "FIT301"),
        *("8 of 60 records stand inside a pause of the timer", "record 11 timestamp"),
    ),
    (
        *(timer((0, "start"), (9, "stop"), (13, "start"), (20, "stop_all"), (24, "start")), "FIT301"),
        *("2 of 60 records stand inside a pause of the timer", "record 11 timestamp"),
    ),
    (swim(pool_length=None), "FIT303", "the only pool swim has no pool_length", "session 0 pool_length"),
    (swim(pool_length=0), "FIT303", "the only pool swim has no pool_length", "session 0 pool_length"),
    (
        *(swim().change("length", 2, start_time=None, total_timer_time=None), "FIT303"),
        *("1 of 4 lengths lacks start_time and total_timer_time", "length 2 start_time"),
    ),
    (
        *(lapped(swim(), total_elapsed_time=500, total_timer_time=500), "FIT303"),
        "the lengths' total_elapsed_time adds up to 120.0 s and the session's is 500.0 s",
        "session 0 total_elapsed_time",
    ),
    (
        *(swim(pool_length=50), "FIT303"),
        *("4 active lengths of 50.00 m make 200 m and total_distance is 100 m", "session 0 total_distance"),
    ),
    (
        *(swim(1, pool_length=90), "FIT303"),
        *("1 active length of 90.00 m make 90 m and total_distance is 25 m", "session 0 total_distance"),
    ),
    (
        *(ride().insert("lap", "split", start_time=START, total_elapsed_time=9), "FIT304"),
        *("the split lacks split_type", "split 0 split_type"),
    ),
    (
        ride(sport="generic", sub_sport=None),
        "SPO002",
        "the sport 'generic' names none, so Strava takes",
        "session 0 sport",
    ),
    (ride(sport=None), "SPO002", "the file names no sport, so Strava takes the athlete's default", "session 0 sport"),
    (
        *(ride(sport="horseback_riding", sub_sport=None), "SPO003"),
        *("Strava's sport types have no counterpart of the sport 'horseback_riding'", "session 0 sport"),
    ),
    (
        *(ride(sport=Raw(222)), "SPO003"),
        *("the sport 222 is in no FIT profile known here, so its counterpart is not known", "session 0 sport"),
    ),
    (
        *(two_sessions(sport="running", sub_sport=None), "SPO005"),
        *("the sessions differ in sport: 'cycling/road', then 'running'", "session 1 sport"),
    ),
    (
        *(ride().insert("lap", "sport", sport="running"), "SPO005"),
        *("the sport message says 'running' and the session 'cycling/road'", "sport 0 sport"),
    ),
    (ride().change("file_id", manufacturer=None), "DEV006", "file_id has no manufacturer", "file_id 0 manufacturer"),
    (
        *(ride().change("file_id", manufacturer=Raw(255)), "DEV006"),
        *("the manufacturer is 255, which is for development", "file_id 0 manufacturer"),
    ),
    (
        *(ride().change("file_id", manufacturer=Raw(0)), "DEV006"),
        *("the manufacturer is 0, which is nobody's", "file_id 0 manufacturer"),
    ),
    (
        *(ride().change("file_id", manufacturer=Raw(64_999)), "DEV007"),
        f"the manufacturer 64999 is not in the FIT profile of {profile_date()}",
        "file_id 0 manufacturer",
    ),
    (ride().change("file_id", garmin_product=None), "DEV008", "file_id has no product", "file_id 0 product"),
    (
        *(ride(total_ascent=None), "DEV009"),
        *("the records have elevations, and the session has no total_ascent", "session 0 total_ascent"),
    ),
    (
        *(two_sessions().change("session", total_ascent=None), "DEV009"),
        *("the records have elevations, and the sessions have no total_ascent", "session 0 total_ascent"),
    ),
    (
        *(strength().change("activity", timestamp=None), "SET001"),
        "the activity message has no timestamp; it is required because the file has 6 sets but no timed records",
        "activity 0 timestamp",
    ),
    (
        *(strength().change("session", total_elapsed_time=None), "SET002"),
        "the session has no total_elapsed_time; it is required because the file has 6 sets but no timed records",
        "session 0 total_elapsed_time",
    ),
    (
        *(strength().change("session", sport="running", sub_sport="treadmill"), "SET003"),
        "the sport 'running/treadmill' (Run on Strava) does not support sets, so Strava will not show 3 sets",
        "set 0 ",
    ),
    (
        *(strength().change("session", sport="horseback_riding", sub_sport="generic"), "SET003"),
        "the sport 'horseback_riding' (unknown to Strava) does not support sets, so Strava will not show 3 sets",
        "set 0 ",
    ),
    (
        *(strength().change("set", 0, category=Raw(0), category_subtype=Raw(4711)), "SET006"),
        f"1 of 6 sets has an exercise that the FIT profile of {profile_date()} does not define (first: bench_press/",
        "set 0 category",
    ),
    (
        *(strength().change("set", None, category=Raw(999), category_subtype=None), "SET006"),
        f"all 6 sets have an exercise that the FIT profile of {profile_date()} does not define (first: 999)",
        "set 0 category",
    ),
]


@pytest.mark.parametrize(("file", "code", "message", "place"), CASES, ids=[f"{c[1]}-{n}" for n, c in enumerate(CASES)])
def test_one_thing_is_wrong(file: FitFile | bytes, code: str, message: str, place: str) -> None:
    ((said, table, row, field),) = told(file, code)
    assert said.startswith(message)
    assert f"{table} {row} {field}" == place


@pytest.mark.parametrize("code", sorted({code for _, code, _, _ in CASES} - {"SPO005"}))
def test_a_later_file_of_a_chain_is_not_judged(code: str) -> None:
    """The rules on what a file says of itself speak of the first one."""
    if code.startswith("FIT"):
        bare = FitFile().message("activity", num_sessions=9, timestamp=START, local_timestamp=START + 100)
        bare.message("lap").message("session", total_elapsed_time=1, total_timer_time=9).message("length")
        assert told(chain(activity(9), bare), code) == []


@pytest.mark.parametrize(
    "file",
    [
        timer(),
        timer((0, "start")),
        timer((0, "start"), (9, "stop"), (10, "start")),
        timer((0, "start"), (9, "stop")),
        timer((0, "start"), (9, "stop"), (12, "start")),
        timer((0, "start"), (9, "start"), (30, "start")),
        activity(60).change("event", None, timestamp=None),
        activity(60).change("event", 1, timestamp=None),
    ],
)
def test_timers_that_are_in_order(file: FitFile) -> None:
    assert told(file, "FIT301") == []


def test_many_further_sports_are_told_together() -> None:
    file = activity(60)
    values = file.of("session")[0].values
    for number in range(100, 122):
        file.insert("activity", "session", **values | {"sport": Raw(number), "sub_sport": None})
    file.drop("session", 0)
    *each, rest = told(file, "SPO003")
    assert [row for _, _, row, _ in each] == list(range(20))
    assert rest == ("Strava's sport types have no counterpart of 2 further sports, either", "session", 20, "sport")
