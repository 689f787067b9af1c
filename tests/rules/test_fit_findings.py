"""Files in which one thing is wrong: which finding of FIT101 to FIT305, SPO, DEV and SET they get, and where.

How each rule words its message is in tests/acceptance/wording.txt; here, only the facts that it must contain.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pytest

import activitylint
from activitylint.formats.fit.profile import profile_date
from activitylint.model.finding import Finding
from fit_builder import INVALID, START, FitFile, Raw, activity, chain, pool_swim, strength


def findings(file: FitFile | bytes, code: str) -> list[Finding]:
    """The findings of one rule."""
    data = file if isinstance(file, bytes) else file.build()
    report = activitylint.lint(data, name="a.fit", now=START + 86_400.0)
    assert report.failure is None
    return [finding for finding in report.findings if finding.code == code]


def place(finding: Finding) -> str:
    """Message, index and field: `session 0 sport`; empty for the file as a whole."""
    at = finding.location.message
    field = finding.excerpt.marked if finding.excerpt else ""
    return f"{at.name} {at.index} {field}".strip() if at else ""


def ride(**session: Any) -> FitFile:
    return activity(60).change("session", None, **session)


def lapped(file: FitFile, **values: Any) -> FitFile:
    return file.change("lap", None, **values).change("session", None, **values)


def timer(*events: tuple[float, str]) -> FitFile:
    """A ride with no other timer events than these: seconds after the start, event type."""
    file = activity(60).drop("event")
    for seconds, kind in events:
        file.insert("lap", "event", timestamp=START + seconds, event="timer", event_type=kind)
    return file


def two_sessions(**second: Any) -> FitFile:
    file = activity(60)
    values = file.of("session")[0].values | second
    return file.insert("activity", "session", **values).change("activity", None, num_sessions=2)


def lapped_at(*starts: int) -> FitFile:
    """A ride with laps that start so many seconds after it."""
    file = ride()
    values = file.of("lap")[0].values
    file.drop("lap")
    for start in starts:
        file.insert("session", "lap", **values | {"start_time": START + start})
    return file


def swim(lengths: int = 4, **session: Any) -> FitFile:
    return pool_swim(lengths).change("session", None, **session)


def idle_end(**totals: Any) -> FitFile:
    """A pool swim that ends with a rest, whose length has an elapsed time of 0 as Garmin writes it."""
    rest = swim(5).of("length")[-1].values | {"length_type": "idle", "total_elapsed_time": 0, "total_timer_time": 0}
    return lapped(swim(4).insert("lap", "length", **rest), **totals)


class Case(NamedTuple):
    """A file, and the one finding of a rule that it must get.

    facts: what the message must contain. number: the count of the finding.
    """

    code: str
    file: FitFile
    place: str
    facts: tuple[str, ...]
    number: int = 1


CASES = [
    Case("FIT101", ride().drop("file_id"), "", ("file_id",)),
    Case("FIT102", ride().change("file_id", type="course"), "file_id 0 type", ("6 (course)", "4 (activity)")),
    Case("FIT102", ride().change("file_id", type=Raw(200)), "file_id 0 type", ("200;", "4 (activity)")),
    Case("FIT105", ride().change("file_id", type=INVALID), "file_id 0 type", ("missing", "4 (activity)")),
    Case("FIT105", ride().change("file_id", type=None), "file_id 0 type", ("missing", "4 (activity)")),
    Case("FIT103", FitFile().message("event", event="timer").append(activity(9)), "file_id 0", ("is event",)),
    Case("FIT104", ride().change("file_id", time_created=INVALID), "file_id 0 time_created", ("missing time_created",)),
    Case("FIT104", ride().change("file_id", time_created=None), "file_id 0 time_created", ("missing time_created",)),
    Case("FIT201", ride().drop("session"), "", ("session",)),
    Case("FIT202", ride().drop("activity"), "", ("activity",)),
    Case("FIT203", ride().drop("lap"), "", ("lap",)),
    Case("FIT204", ride(sport=None, start_time=None), "session 0 sport", ("the session", "sport and start_time")),
    Case(
        "FIT204",
        two_sessions(total_timer_time=None),
        "session 1 total_timer_time",
        ("1 of 2 sessions", "total_timer_time"),
    ),
    Case("FIT205", ride().change("activity", num_sessions=2), "activity 0 num_sessions", ("is 2", "1 session")),
    Case(
        "FIT205", two_sessions().change("activity", num_sessions=0), "activity 0 num_sessions", ("is 0", "2 sessions")
    ),
    Case(
        "FIT206",
        ride().change("activity", local_timestamp=START + 59 + 100),
        "activity 0 local_timestamp",
        ("100 s after timestamp",),
    ),
    Case(
        "FIT206",
        ride().change("activity", local_timestamp=START + 59 - 90_000),
        "activity 0 local_timestamp",
        ("90,000 s before timestamp",),
    ),
    Case(
        "FIT206",
        ride().change("activity", local_timestamp=START + 59 - 2_000_000),
        "activity 0 local_timestamp",
        ("23.1 days before timestamp",),
    ),
    Case("FIT207", two_sessions(sport="running"), "session 1", ("2 sessions", "cycling and running"), 2),
    Case("FIT207", two_sessions(sport=None), "session 1", ("2 sessions", "cycling and no sport"), 2),
    Case("FIT207", two_sessions(), "session 1", ("2 sessions: cycling",), 2),
    Case(
        "FIT208",
        lapped(ride(), total_timer_time=62),
        "session 0 total_elapsed_time",
        ("total_elapsed_time is 59.0 s", "less than total_timer_time, 62.0 s"),
    ),
    Case(
        "FIT208",
        ride().change("lap", total_elapsed_time=30),
        "session 0 total_elapsed_time",
        ("the laps' total_elapsed_time", "30.0 s", "the session's is 59.0 s"),
    ),
    Case(
        "FIT208",
        ride().change("lap", total_timer_time=30),
        "session 0 total_timer_time",
        ("the laps' total_timer_time", "30.0 s", "the session's is 59.0 s"),
    ),
    Case(
        "FIT208",
        ride().change("lap", total_distance=3000),
        "session 0 total_distance",
        ("the laps' total_distance", "3,000 m", "the session's is 295 m"),
    ),
    Case(
        "FIT208",
        lapped(ride(), total_distance=3000),
        "session 0 total_distance",
        ("the records reach 295 m", "total_distance is 3,000 m"),
    ),
    Case(
        "FIT208",
        lapped(ride(), total_elapsed_time=2000, total_timer_time=1900),
        "session 0 total_elapsed_time",
        ("the records cover 59.0 s", "total_elapsed_time is 2,000.0 s"),
    ),
    Case(
        "FIT208",
        lapped(ride(), total_elapsed_time=2000, total_timer_time=1900, total_distance=9),
        "session 0 total_elapsed_time",
        ("the records cover 59.0 s", "total_elapsed_time is 2,000.0 s", "the records reach 295 m", "is 9 m"),
        2,
    ),
    Case(
        "FIT209",
        ride().change("record", 0, timestamp=START - 90),
        "record 0 timestamp",
        ("1 of 60 records is", "1.5 min before its start"),
    ),
    Case(
        "FIT209",
        ride().change("record", 0, timestamp=START - 90).change("record", 59, timestamp=START + 119),
        "record 0 timestamp",
        ("2 of 60 records are", "1.5 min before its start", "1 min after its end"),
        2,
    ),
    Case("FIT210", ride().change("lap", start_time=None), "lap 0 start_time", ("the lap", "start_time")),
    Case(
        "FIT211",
        ride().change("activity", timestamp=None, local_timestamp=None),
        "activity 0 timestamp",
        ("timestamp and local_timestamp",),
    ),
    Case(
        "FIT211", ride().change("activity", local_timestamp=Raw(0)), "activity 0 local_timestamp", ("local_timestamp",)
    ),
    Case("FIT301", timer((0, "stop_all"), (2, "start")), "event 0 event_type", ("first timer event is a stop",)),
    Case(
        "FIT212", ride(total_calories=Raw(65_534)), "session 0 total_calories", ("the session", "total_calories 65,534")
    ),
    Case(
        "FIT212",
        ride(max_heart_rate=254, avg_heart_rate=254),
        "session 0 avg_heart_rate",
        ("avg_heart_rate 254 and max_heart_rate 254",),
        2,
    ),
    Case("FIT212", ride(max_speed=65.534), "session 0 max_speed", ("max_speed 65.534",)),
    Case("FIT212", ride(enhanced_max_speed=65.535), "session 0 enhanced_max_speed", ("65.535",)),
    Case("FIT212", ride().change("lap", total_ascent=65_534), "lap 0 total_ascent", ("the lap", "total_ascent 65,534")),
    Case("FIT212", two_sessions(avg_power=65_534), "session 1 avg_power", ("1 of 2 sessions",)),
    Case(
        "FIT213",
        lapped_at(0, 0),
        "lap 1 start_time",
        ("1 of 2 laps starts at the same time as the lap before",),
    ),
    Case("FIT213", lapped_at(30, 10), "lap 1 start_time", ("1 of 2 laps starts before the lap before, by 20 s",)),
    Case("FIT213", lapped_at(-30, 10), "lap 0 start_time", ("1 of 2 laps starts before the session, by 30 s",)),
    Case(
        "FIT213",
        lapped_at(0, 0, 0),
        "lap 1 start_time",
        ("2 of 3 laps start at the same time as the lap before",),
        2,
    ),
    Case("FIT306", timer((0, "start")), "event 0 event_type", ("never stopped",)),
    Case("FIT306", timer((0, "start"), (9, "start")), "event 1 event_type", ("never stopped",)),
    Case("FIT301", timer((0, "start"), (9, "stop"), (20, "start")), "record 11 timestamp", ("8 of 60 records",), 8),
    Case(
        "FIT301",
        timer((0, "start"), (9, "stop"), (13, "start"), (20, "stop_all"), (24, "start")),
        "record 11 timestamp",
        ("2 of 60 records",),
        2,
    ),
    Case("FIT303", swim(pool_length=None), "session 0 pool_length", ("pool_length",)),
    Case("FIT303", swim(pool_length=0), "session 0 pool_length", ("pool_length",)),
    Case(
        "FIT303",
        swim().change("length", 2, start_time=None, total_timer_time=None),
        "length 2 start_time",
        ("1 of 4 lengths", "start_time and total_timer_time"),
    ),
    Case(
        "FIT303",
        lapped(swim(), total_elapsed_time=500, total_timer_time=500),
        "session 0 total_elapsed_time",
        ("the lengths' total_elapsed_time", "120.0 s", "the session's is 500.0 s"),
    ),
    Case(
        "FIT303",
        swim(pool_length=50),
        "session 0 total_distance",
        ("4 active lengths of 50.00 m make 200 m", "total_distance is 100 m"),
    ),
    Case(
        "FIT303",
        swim(1, pool_length=90),
        "session 0 total_distance",
        ("1 active length of 90.00 m makes 90 m", "total_distance is 25 m"),
    ),
    Case(
        "FIT304",
        ride().insert("lap", "split", start_time=START, total_elapsed_time=9),
        "split 0 split_type",
        ("split_type",),
    ),
    Case("SPO002", ride(sport="generic", sub_sport=None), "session 0 sport", ("'generic'",)),
    Case("SPO002", ride(sport=None), "session 0 sport", ("sport",)),
    Case("SPO003", ride(sport="horseback_riding", sub_sport=None), "session 0 sport", ("'horseback_riding'",)),
    Case("SPO003", ride(sport=Raw(222)), "session 0 sport", ("222",)),
    Case(
        "SPO005",
        ride().insert("lap", "sport", sport="running"),
        "sport 0 sport",
        ("'running'", "'cycling/road'"),
    ),
    Case("DEV006", ride().change("file_id", manufacturer=None), "file_id 0 manufacturer", ("manufacturer",)),
    Case("DEV006", ride().change("file_id", manufacturer=Raw(255)), "file_id 0 manufacturer", ("255",)),
    Case("DEV006", ride().change("file_id", manufacturer=Raw(0)), "file_id 0 manufacturer", (" 0",)),
    Case(
        "DEV007",
        ride().change("file_id", manufacturer=Raw(64_999)),
        "file_id 0 manufacturer",
        ("64999", profile_date()),
    ),
    Case("DEV008", ride().change("file_id", garmin_product=None), "file_id 0 product", ("product",)),
    Case("DEV009", ride(total_ascent=None), "session 0 total_ascent", ("total_ascent",)),
    Case(
        "DEV009",
        two_sessions().change("session", total_ascent=None),
        "session 0 total_ascent",
        ("total_ascent",),
    ),
    Case("SET001", strength().change("activity", timestamp=None), "activity 0 timestamp", ("6 ",)),
    Case(
        "SET002",
        strength().change("session", total_elapsed_time=None),
        "session 0 total_elapsed_time",
        ("total_elapsed_time", "6 "),
    ),
    Case(
        "SET003",
        strength().change("session", sport="running", sub_sport="treadmill"),
        "set 0",
        ("3 ", "'running/treadmill'", "Run"),
        3,
    ),
    Case(
        "SET003",
        strength().change("session", sport="horseback_riding", sub_sport="generic"),
        "set 0",
        ("3 ", "'horseback_riding'"),
        3,
    ),
    Case(
        "SET006",
        strength().change("set", 0, category=Raw(0), category_subtype=Raw(4711)),
        "set 0 category",
        ("1 of 6", profile_date(), "bench_press/4711"),
    ),
    Case(
        "SET006",
        strength().change("set", None, category=Raw(999), category_subtype=None),
        "set 0 category",
        ("6 ", profile_date(), "999"),
        6,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{n}" for n, case in enumerate(CASES)])
def test_one_thing_is_wrong(case: Case) -> None:
    (finding,) = findings(case.file, case.code)
    assert place(finding) == case.place
    assert finding.count == case.number
    assert [fact for fact in case.facts if fact not in finding.message] == [], finding.message


@pytest.mark.parametrize("code", sorted({case.code for case in CASES if case.code.startswith("FIT")}))
def test_what_a_file_says_about_itself_is_checked_in_the_first_file_of_a_chain_only(code: str) -> None:
    bare = FitFile().message("activity", num_sessions=9, timestamp=START, local_timestamp=START + 100)
    bare.message("lap").message("session", total_elapsed_time=1, total_timer_time=9).message("length")
    assert findings(chain(activity(9), bare), code) == []


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
def test_these_timers_are_fine(file: FitFile) -> None:
    assert findings(file, "FIT301") == []


@pytest.mark.parametrize(
    ("code", "file"),
    [
        ("FIT105", ride().change("file_id", type="course")),
        ("FIT105", ride().drop("file_id")),
        ("FIT104", ride().change("file_id", manufacturer=None, garmin_product=None)),
        ("FIT212", ride(total_calories=65_533, max_heart_rate=253, max_speed=65.533, total_ascent=255)),
        ("FIT212", ride(total_calories=INVALID, max_heart_rate=INVALID)),
        ("FIT213", lapped_at(0, 20, 40)),
        ("FIT208", ride().change("session", start_time=None).change("record", 59, timestamp=Raw(math.inf, "float32"))),
        ("FIT306", timer()),
        ("FIT306", timer((9, "stop"))),
        *(("FIT306", timer((0, "start"), (59, kind))) for kind in ("stop", "stop_all", "stop_disable_all")),
        ("FIT303", idle_end(total_elapsed_time=500, total_timer_time=500)),
        ("SPO005", two_sessions(sport="running", sub_sport=None)),
        ("SPO005", two_sessions(sport="running").insert("lap", "sport", sport="running")),
    ],
)
def test_these_files_are_fine(code: str, file: FitFile) -> None:
    assert findings(file, code) == []


def test_a_file_without_a_type_is_still_checked() -> None:
    course = ride(total_timer_time=62).change("file_id", type="course")
    assert (len(findings(course, "FIT102")), len(findings(course, "FIT208"))) == (1, 0)
    untyped = ride(total_timer_time=62).change("file_id", type=None)
    assert (len(findings(untyped, "FIT102")), len(findings(untyped, "FIT208"))) == (0, 1)


@pytest.mark.parametrize(
    ("elapsed", "late", "reported"),
    [(3600, 5, False), (3600, 6, True), (3601, 6, False), (3601, 30, False), (3601, 31, True)],
)
def test_long_sessions_may_end_half_a_minute_before_their_records(elapsed: int, late: int, reported: bool) -> None:
    file = lapped(ride(), total_elapsed_time=elapsed, total_timer_time=elapsed)
    file.change("record", 59, timestamp=START + elapsed + late)
    assert bool(findings(file, "FIT209")) is reported


def test_more_than_20_unknown_sports_share_one_finding() -> None:
    file = activity(60)
    values = file.of("session")[0].values
    for number in range(100, 122):
        file.insert("activity", "session", **values | {"sport": Raw(number), "sub_sport": None})
    file.drop("session", 0)
    *each, rest = findings(file, "SPO003")
    assert [place(finding) for finding in each] == [f"session {row} sport" for row in range(20)]
    assert place(rest) == "session 20 sport"
    assert "2 " in rest.message
