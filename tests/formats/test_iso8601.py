"""Read a single time: in any form of ISO 8601, and in the form of XML Schema."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activitylint.formats.iso8601 import Time, read_schema_time, read_time
from example_count import examples

SECONDS = 1_777_622_400.0  # 2026-05-01T08:00:00Z


@pytest.mark.parametrize(
    ("text", "seconds", "fault"),
    [
        ("2026-05-01T08:00:00Z", SECONDS, ""),
        ("2026-05-01T10:00:00+02:00", SECONDS, ""),
        ("2026-05-01T10:00:00+0200", SECONDS, ""),
        ("2026-05-01T10:00:00+02", SECONDS, ""),
        ("2026-05-01T08:00Z", SECONDS, ""),
        ("2026-05-01T08:00:00.250Z", SECONDS + 0.25, ""),
        ("2026-05-01T08:00:00,250Z", SECONDS + 0.25, ""),
        ("20260501T080000Z", SECONDS, ""),
        ("2026-05-01T08:00:00", SECONDS, "naive"),
        ("2026-05-01 08:00:00Z", math.nan, "unreadable"),
        ("2026-05-01", math.nan, "unreadable"),
        ("2026-13-01T08:00:00Z", math.nan, "unreadable"),
        ("2026-05-01T24:00:00Z", math.nan, "unreadable"),
        ("2026-05-01T08:00:00ZZ", math.nan, "unreadable"),
        ("2026-05-01T08:00:00 Z", math.nan, "unreadable"),
        ("2026-05-01T08:00:00+25:00", math.nan, "unreadable"),
        ("1777622400", math.nan, "unreadable"),
        ("\u0662026-05-01T08:00:00Z", math.nan, "unreadable"),
        ("\ud800", math.nan, "unreadable"),
        ("", math.nan, "unreadable"),
    ],
)
def test_any_form_of_iso_8601_is_read(text: str, seconds: float, fault: str) -> None:
    time = read_time(text)
    assert time.fault == fault
    assert time.seconds == seconds or (math.isnan(time.seconds) and math.isnan(seconds))


@given(st.text(alphabet="0123456789TWZ:+-., ", max_size=30) | st.text(max_size=30))
@settings(max_examples=examples(300), deadline=None)
def test_any_text_is_a_time_or_unreadable(text: str) -> None:
    time = read_time(text)
    assert math.isnan(time.seconds) is (time.fault == "unreadable")


@pytest.mark.parametrize(
    ("text", "seconds", "fault", "offset", "odd_fraction"),
    [
        ("2026-05-01T08:00:00Z", SECONDS, "", 0, False),
        (" 2026-05-01T10:00:00+0200\n", SECONDS, "", 7200, False),
        ("2026-05-01T04:30:00-03:30", SECONDS, "", -12_600, False),
        ("2026-05-01T08:00:00.125", SECONDS + 0.125, "naive", None, False),
        ("2026-05-01T08:00:00.1250Z", SECONDS + 0.125, "", 0, True),
        ("2026-05-01T08:00:00,5Z", SECONDS + 0.5, "", 0, True),
        ("2026-04-30T24:00:00Z", SECONDS - 8 * 3600, "", 0, False),
        ("2026-04-30T24:00:01Z", math.nan, "unreadable", None, False),
        ("2026-02-29T08:00:00Z", math.nan, "unreadable", None, False),
        ("2026-05-01T08:00:00+14:01", math.nan, "unreadable", None, False),
        ("2026-05-01T08:00:00+01:60", math.nan, "unreadable", None, False),
        ("20260501T080000Z", math.nan, "unreadable", None, False),
    ],
)
def test_the_form_of_xml_schema_is_read(
    text: str, seconds: float, fault: str, offset: float | None, odd_fraction: bool
) -> None:
    time = read_schema_time(text)
    assert (time.fault, time.offset, time.odd_fraction) == (fault, offset, odd_fraction)
    assert str(time.seconds) == str(float(seconds))


@given(
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),  # noqa: DTZ001 -- the zone is drawn apart
    st.integers(-14 * 60, 14 * 60),
)
@settings(max_examples=examples(300), deadline=None)
def test_both_readers_agree_with_datetime(moment: datetime, minutes: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    seconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
    assert read_time(moment.isoformat()) == Time(seconds, "", minutes * 60)
    assert read_schema_time(moment.isoformat()) == Time(seconds, "", minutes * 60)
