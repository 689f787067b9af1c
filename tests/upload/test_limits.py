"""When the next request is allowed."""

from __future__ import annotations

from activitylint.upload.limits import Budget
from upload.clocks import START, SetClock

MIDNIGHT = (START // 86_400 + 1) * 86_400
FULL = {
    "x-ratelimit-limit": "200,2000",
    "x-readratelimit-limit": "100,1000",
}


def _used(quarter: int, day: int, read_quarter: int, read_day: int) -> dict[str, str]:
    return {**FULL, "x-ratelimit-usage": f"{quarter},{day}", "x-readratelimit-usage": f"{read_quarter},{read_day}"}


def test_everything_is_allowed_before_the_first_answer() -> None:
    budget = Budget()
    for _ in range(1_000):
        budget.count(START, read=True)
    assert budget.free_at(START, read=True) == START


def test_the_next_window_begins_at_a_quarter_hour_or_at_midnight() -> None:
    for usage, read, free in (
        (_used(199, 1_999, 99, 999), True, START + 60),
        (_used(200, 300, 50, 60), False, START + 905),
        (_used(200, 300, 50, 60), True, START + 905),
        (_used(150, 300, 100, 200), True, START + 905),
        (_used(150, 300, 100, 200), False, START + 60),
        (_used(20, 2_000, 10, 900), False, MIDNIGHT + 5),
        (_used(20, 1_500, 10, 1_000), True, MIDNIGHT + 5),
        (_used(20, 1_500, 10, 1_000), False, START + 60),
    ):
        budget = Budget()
        budget.observe(usage, START + 60)
        assert budget.free_at(START + 60, read=read) == free, usage


def test_usage_ends_with_its_window() -> None:
    budget = Budget()
    budget.observe(_used(200, 300, 100, 200), START)
    assert budget.free_at(START + 900, read=True) == START + 900


def test_requests_without_an_answer_are_counted() -> None:
    budget = Budget()
    budget.observe(_used(198, 300, 10, 20), START)
    budget.count(START, read=False)
    assert budget.free_at(START, read=False) == START
    budget.count(START, read=False)
    assert budget.free_at(START, read=False) > START


def test_one_request_too_many_blocks_everything_until_the_next_quarter_hour() -> None:
    budget = Budget()
    budget.exhausted(START + 100)
    assert budget.free_at(START + 100, read=False) == budget.free_at(START + 100, read=True) == START + 905
    assert budget.free_at(START + 905, read=True) == START + 905


def test_headers_that_are_no_numbers_change_nothing() -> None:
    budget = Budget()
    budget.observe({"x-ratelimit-limit": "many", "x-ratelimit-usage": ""}, START)
    assert budget.free_at(START, read=True) == START


def test_a_long_wait_is_slept_in_short_naps() -> None:
    clock = SetClock()
    clock.clock.sleep_until(START + 905)
    assert clock.time == START + 905
    assert max(clock.slept) == 30
