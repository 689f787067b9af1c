"""The words that numbers and text from a file are put into."""

from __future__ import annotations

import pytest

from activitylint.rules.wording import clock, of, plural, quote, span, verb


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [
        (1, "lap", "1 lap"),
        (2870, "track point", "2,870 track points"),
        (0, "length", "0 lengths"),
        (2, "entry", "2 entries"),
        (3, "ray", "3 rays"),
        (2, "mix", "2 mixes"),
    ],
)
def test_plural(count: int, noun: str, text: str) -> None:
    assert plural(count, noun) == text


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [
        (137, 2870, "137 of 2,870 records"),
        (1, 1, "the only record"),
        (12, 12, "all 12 records"),
        (1, 2, "1 of 2 records"),
    ],
)
def test_of(count: int, total: int, text: str) -> None:
    assert of(count, total, "record") == text


def test_verbs_follow_the_count() -> None:
    assert [verb(1, v) for v in ("has", "is", "lies")] == ["has", "is", "lies"]
    assert [verb(2, v) for v in ("has", "is", "lies")] == ["have", "are", "lie"]


def test_quoted_text_is_short_and_harmless() -> None:
    assert quote("2024") == "'2024'"
    assert quote("\x1b[31m\n") == r"'\x1b[31m\n'"
    assert quote("x" * 100) == f"'{'x' * 37}...'"


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
    ],
)
def test_span(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_clock_has_a_word_for_times_beyond_the_calendar() -> None:
    assert clock(0) == "1970-01-01T00:00:00Z"
    assert clock(-1e12) == "-1,000,000,000,000 s after 1970"
    assert clock(1e300) == "1e+300 s after 1970"
