"""Times that are wrong by a known amount: the FIT epoch taken for the Unix epoch, and years of other calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import activitylint
from activitylint.model.fit import FIT_EPOCH_S
from activitylint.model.format import Format
from activitylint.rules.time import clock as time
from activitylint.strava.calendars import gregorian, wrong_calendar
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
        *((at(1405, 2), fit, "Solar Hijri") for fit in (True, False)),
        (at(1387), False, "Solar Hijri"),
        (at(1386, 9), False, ""),
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
    assert "2568-03-01 is 2025-03-01." in (wrong_calendar(at(2568, 3), NOW, fit=False)[1] or "")
    assert "1404-05-12 is 2025-08-03." in (wrong_calendar(at(1404, 5, 12), NOW, fit=False)[1] or "")


@pytest.mark.parametrize("moment", [float("nan"), float("inf"), -1e18, 1e18, at(9999), at(1)])
def test_no_time_is_too_odd(moment: float) -> None:
    assert wrong_calendar(moment, NOW, fit=False) == ("", None)


@pytest.mark.parametrize(
    ("year", "month", "day", "meant"),
    [
        # New years and leap days of the Solar Hijri calendar, as almanacs list them.
        (1387, 1, 1, date(2008, 3, 20)),
        (1395, 12, 30, date(2017, 3, 20)),
        (1399, 1, 1, date(2020, 3, 20)),
        (1399, 12, 30, date(2021, 3, 20)),
        (1400, 1, 1, date(2021, 3, 21)),
        (1400, 12, 30, None),
        (1402, 7, 30, date(2023, 10, 22)),
        (1402, 7, 31, None),
        (1403, 6, 31, date(2024, 9, 21)),
        (1403, 12, 30, date(2025, 3, 20)),
        (1404, 1, 1, date(2025, 3, 21)),
        (1404, 13, 1, None),
        (2567, 2, 29, date(2024, 2, 29)),
        (2568, 2, 29, None),
        (2026, 1, 1, None),
    ],
)
def test_a_date_of_another_calendar_is_converted(year: int, month: int, day: int, meant: date | None) -> None:
    assert gregorian(year, month, day, now=NOW)[0] == meant


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
