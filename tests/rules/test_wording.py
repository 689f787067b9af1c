"""How messages write numbers, nouns, times and text from a file."""

from __future__ import annotations

import pytest

from activitylint.rules.support.wording import clock, of, plural, quote, span, verb


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [
        (1, "lap", "1 lap"),
        (2870, "track point", "2,870 track points"),
        (0, "length", "0 lengths"),
        (2, "entry", "2 entries"),
        (3, "ray", "3 rays"),
        (2, "mix", "2 mixes"),
        (2, "pass", "2 passes"),
        (2, "stretch", "2 stretches"),
        (2, "path", "2 paths"),
        (2, "dash", "2 dashes"),
        (2, "XX", "2 XXs"),
        (2, "activity", "2 activities"),
        (2, "key", "2 keys"),
        (2, "buy", "2 buys"),
        (2, "child", "2 children"),
        (2, "unknown child", "2 unknown children"),
        (1, "child", "1 child"),
    ],
)
def test_plural(count: int, noun: str, text: str) -> None:
    assert plural(count, noun) == text


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [
        (137, 2870, "137 of 2,870 records"),
        (1, 1, "the record"),
        (12, 12, "all 12 records"),
        (1, 2, "1 of 2 records"),
    ],
)
def test_of(count: int, total: int, text: str) -> None:
    assert of(count, total, "record") == text


def test_the_verb_agrees_with_the_count() -> None:
    assert [verb(1, v) for v in ("has", "is", "lies")] == ["has", "is", "lies"]
    assert [verb(2, v) for v in ("has", "is", "lies")] == ["have", "are", "lie"]
    assert [verb(0, v) for v in ("does", "stands", "passes")] == ["do", "stand", "passe"]


def test_quoted_text_is_short_and_escaped() -> None:
    assert quote("2024") == "'2024'"
    assert quote("\x1b[31m\n") == r"'\x1b[31m\n'"
    assert quote("x" * 100) == f"'{'x' * 37}...'"
    assert quote("x" * 40) == f"'{'x' * 40}'"
    assert quote("x" * 41) == f"'{'x' * 37}...'"
    assert quote("x" * 9, 8) == "'xxxxx...'"
    assert (quote(7), quote(None)) == ("'7'", "'None'")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "1 s"),
        (0.25, "0.2 s"),
        (90, "1.5 min"),
        (60, "1 min"),
        (3600, "1 h"),
        (2 * 86_400 - 360, "47.9 h"),
        (2 * 86_400, "2 days"),
        (2 * 365.25 * 86_400, "2 years"),
        (30 * 3600, "30 h"),
        (5 * 86_400, "5 days"),
        (1024 * 7 * 86_400, "19.6 years"),
        (-60, "1 min"),
        (59.94, "59.9 s"),
        (0, "0 s"),
        (3599, "60 min"),
        (3_000_000_000_000, "95,064.3 years"),
        (99_999_999_999_999, "3,168,808.8 years"),
        (1e14, "1e+14 s"),
        (-2.5e20, "2.5e+20 s"),
    ],
)
def test_span(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_clock_writes_times_beyond_the_calendar_as_numbers() -> None:
    assert clock(0) == "1970-01-01T00:00:00Z"
    assert clock(-1e12) == "-1,000,000,000,000 s after 1970"
    assert clock(1e300) == "1e+300 s after 1970"
