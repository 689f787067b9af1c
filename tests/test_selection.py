from __future__ import annotations

import pytest

from activitylint import engine
from activitylint.finding import Severity
from activitylint.rules.registry import catalogue, get
from activitylint.selection import UnknownRuleError, select_rules

assert engine  # importing the engine enters the rules


def test_by_default_every_rule_that_is_on_runs() -> None:
    assert select_rules().codes == {rule.code for rule in catalogue() if rule.default}


@pytest.mark.parametrize(
    ("select", "ignore", "extend", "expected"),
    [
        (["UPL001"], [], [], {"UPL001"}),
        (["empty-file"], [], [], {"UPL001"}),
        (["upl10"], ["UPL101", "UPL103", "UPL104", "UPL105", "UPL106", "UPL107", "UPL108"], [], {"UPL102", "UPL109"}),
        (["UPL001"], ["UPL"], [], {"UPL001"}),
        (["UPL"], ["UPL"], [], set()),
        (["UPL001"], [], ["LNT001"], {"UPL001", "LNT001"}),
        (["UPL001", "UPL002"], ["empty-file"], [], {"UPL002"}),
    ],
)
def test_the_more_specific_selector_wins(
    select: list[str], ignore: list[str], extend: list[str], expected: set[str]
) -> None:
    assert select_rules(select, ignore, extend).codes == expected


def test_ALL_is_every_rule_even_those_that_are_off() -> None:  # noqa: N802 -- the selector's own spelling
    assert select_rules(["ALL"]).codes == {rule.code for rule in catalogue()}


@pytest.mark.parametrize(
    ("wrong", "right"), [("UPL0O1", "did you mean UPL"), ("empty-fil", "empty-file"), ("FIT9", "did you mean FIT")]
)
def test_an_unknown_selector_suggests_the_nearest(wrong: str, right: str) -> None:
    with pytest.raises(UnknownRuleError, match=right):
        select_rules([wrong])


def test_severities_can_be_changed() -> None:
    selection = select_rules(severities={"UPL007": Severity.ERROR})
    assert selection.severity(get("UPL007")) is Severity.ERROR
    assert selection.severity(get("UPL001")) is Severity.ERROR
    assert selection.severity(get("UPL009")) is Severity.WARNING
