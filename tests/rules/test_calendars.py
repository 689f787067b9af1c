"""Times that are wrong by a known amount: the FIT epoch taken for the Unix epoch, and years of other calendars."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import activitylint
from activitylint.model.format import Format
from activitylint.rules.time import clock as time
from activitylint.strava.calendars import FIT_EPOCH_S, wrong_calendar, years_off
from rules.memory import NOW, START, activity, run

DAY = 86_400.0


def at(year: int, month: int = 6, day: int = 1) -> float:
    return datetime(year, month, day, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("moment", "fit", "says"),
    [
        (START + FIT_EPOCH_S, True, "count from 1970, but FIT counts from 1989-12-31"),
        (START + FIT_EPOCH_S, False, ""),
        (NOW + DAY + FIT_EPOCH_S, True, "count from 1970"),
        (NOW + DAY + FIT_EPOCH_S + 1, True, ""),
        (at(2008) + FIT_EPOCH_S, True, "count from 1970"),
        (at(2007, 12, 31) + FIT_EPOCH_S, True, ""),
        (START - FIT_EPOCH_S, True, "subtracted twice"),
        (START - FIT_EPOCH_S, False, ""),
        (NOW + DAY - FIT_EPOCH_S, True, "subtracted twice"),
        (NOW + DAY - FIT_EPOCH_S + 1, True, ""),
        # A clock that was never set counts the seconds since the device was switched on.
        (FIT_EPOCH_S, True, ""),
        (FIT_EPOCH_S + 400 * DAY, True, ""),
        (FIT_EPOCH_S + 0x10000000 - 1, True, ""),
        (FIT_EPOCH_S + 0x10000000, True, "subtracted twice"),
        (0.0, True, ""),
        *((at(2569, 5), fit, "Buddhist") for fit in (True, False)),
        (at(2551), False, "Buddhist"),
        (at(2550, 12, 31), False, ""),
        (at(2569, 6), False, ""),
        *((at(1405, 3), fit, "Solar Hijri") for fit in (True, False)),
        (at(1387), False, "Solar Hijri"),
        (at(1386, 12, 31), False, ""),
        (at(1405, 6), False, ""),
        (at(2030), False, ""),
    ],
)
def test_a_known_cause_is_named(moment: float, fit: bool, says: str) -> None:
    cause, help_text = wrong_calendar(moment, NOW, fit=fit)
    assert says in cause
    assert bool(says) == bool(cause) == (help_text is not None)


def test_the_help_says_what_to_add_or_subtract() -> None:
    assert wrong_calendar(START + FIT_EPOCH_S, NOW, fit=True)[1] == (
        "Subtract 631,065,600 s from each time before it is written."
    )
    assert "Add 631,065,600 s" in (wrong_calendar(START - FIT_EPOCH_S, NOW, fit=True)[1] or "")
    assert "subtract 543 years" in (wrong_calendar(at(2568), NOW, fit=False)[1] or "")
    assert "add 621 years" in (wrong_calendar(at(1404), NOW, fit=False)[1] or "")


@pytest.mark.parametrize("moment", [float("nan"), float("inf"), -1e18, 1e18, at(9999), at(1)])
def test_no_time_is_too_odd(moment: float) -> None:
    assert years_off(moment, NOW) == (0, "")


def test_the_29th_of_february_exists_in_no_other_year() -> None:
    assert years_off(at(2568 - 1, 2, 28), NOW)[0] == -543
    assert years_off(datetime(1404, 2, 29, tzinfo=UTC).timestamp(), NOW) == (621, "Solar Hijri")


def test_the_rules_name_the_cause() -> None:
    (found,) = run(time.time_in_future, activity(time=[START + FIT_EPOCH_S]))
    assert found.message.endswith(": the times count from 1970, but FIT counts from 1989-12-31")
    assert "Subtract" in (found.help or "")
    (found,) = run(time.time_in_future, activity(Format.GPX, time=[START + FIT_EPOCH_S]))
    assert ":" not in found.message.replace(":00Z", "").rpartition(")")[2]
    (found,) = run(time.time_in_future, activity(Format.GPX, time=[at(2568)]))
    assert found.message.endswith(": the year seems to be of the Buddhist calendar")
    (found,) = run(time.implausible_date, activity(Format.TCX, time=[at(1404)]))
    assert found.message.endswith(": the year seems to be of the Solar Hijri calendar")
    (found,) = run(time.implausible_date, activity(time=[START - FIT_EPOCH_S]))
    assert found.message.endswith("was subtracted twice")
    (found,) = run(time.implausible_date, activity(time=[FIT_EPOCH_S + 60]))
    assert found.message.endswith("is before the year 2008")
    assert "never set" in (found.help or "")


def test_a_year_of_the_buddhist_calendar_in_a_file() -> None:
    point = '<trkpt lat="1" lon="2"><time>2567-05-01T08:00:0{}Z</time></trkpt>'
    data = (
        '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x"><trk><trkseg>{}</trkseg></trk></gpx>'
    )
    report = activitylint.lint(
        data.format(point.format(1) + point.format(2)).encode(), name="a.gpx", now=NOW, select=["TIM007"]
    )
    (found,) = report.findings
    assert "Buddhist" in found.message
    assert found.count == 2
