"""Selectors: which rules they match, and which selector wins."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import activitylint.engine.lint  # noqa: F401 -- it loads the rules
from activitylint.engine.selection import Selectors, UnknownRuleError, matching_codes, select_rules
from activitylint.model.finding import Severity
from activitylint.rules.registry import catalogue, get


def test_without_selectors_the_rules_that_are_on_by_default_are_selected() -> None:
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


def test_ALL_selects_every_rule_even_those_that_are_off_by_default() -> None:  # noqa: N802 -- the selector's own spelling
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


# Two layers: the command line over a settings file


@pytest.mark.parametrize(
    ("below", "select", "ignore", "extend", "expected"),
    [
        (Selectors(select=("UPL001",)), None, [], [], {"UPL001"}),
        (Selectors(select=("UPL001",), extend_select=("UPL002",)), None, [], [], {"UPL001", "UPL002"}),
        (Selectors(select=("UPL001",), extend_select=("UPL002",)), ["TIM001"], [], [], {"TIM001"}),
        (Selectors(select=("UPL001",)), None, [], ["TIM001"], {"UPL001", "TIM001"}),
        (Selectors(select=("UPL001", "TIM001")), None, ["UPL"], [], {"TIM001"}),
        (Selectors(select=("UPL001",)), None, ["UPL"], ["UPL001"], {"UPL001"}),
        (Selectors(select=("TIM001", "UPL001"), ignore=("UPL",)), None, [], [], {"TIM001", "UPL001"}),
        (Selectors(select=("TIM", "UPL001"), ignore=("TIM0",)), None, [], ["TIM001"], {"TIM001", "UPL001"}),
        (Selectors(ignore=("TIM001",)), ["TIM00"], [], [], {f"TIM00{n}" for n in range(2, 10)}),
        (Selectors(ignore=("TIM001",)), ["TIM001"], [], [], {"TIM001"}),
        (Selectors(ignore=("TIM",)), ["TIM"], ["TIM01"], [], {f"TIM00{n}" for n in range(1, 10)}),
        (Selectors(ignore=("ALL",)), None, [], ["TIM001"], {"TIM001"}),
    ],
)
def test_the_command_line_wins_over_the_settings(
    below: Selectors, select: list[str] | None, ignore: list[str], extend: list[str], expected: set[str]
) -> None:
    assert select_rules(select, ignore, extend, below=below).codes == expected


def test_the_more_specific_severity_wins_and_the_command_line_wins_over_the_settings() -> None:
    below = Selectors(severities={"UPL001": Severity.INFO, "UPL": Severity.WARNING, "TIM": Severity.INFO})
    selection = select_rules(severities={"TIM": Severity.ERROR, "UPL009": Severity.ERROR}, below=below)
    shown = {code: selection.severity(get(code)) for code in ("UPL001", "UPL002", "UPL009", "TIM006")}
    assert shown == {
        "UPL001": Severity.INFO,
        "UPL002": Severity.WARNING,
        "UPL009": Severity.ERROR,
        "TIM006": Severity.ERROR,
    }


_some = st.lists(
    st.sampled_from(["ALL", "UPL", "UPL1", "UPL10", "UPL101", "unknown-data-type", "TIM", "INT"]), max_size=3
)
_layers = st.builds(
    lambda select, ignore, extend: (tuple(select) or None, tuple(ignore), tuple(extend)), _some, _some, _some
)


@given(_layers)
def test_a_single_layer_means_the_same_as_settings_and_as_options(
    layer: tuple[tuple[str, ...] | None, tuple[str, ...], tuple[str, ...]],
) -> None:
    assert select_rules(below=Selectors(*layer)).codes == select_rules(*layer).codes


@given(_layers, _layers)
def test_two_layers_follow_the_documented_precedence(
    under: tuple[tuple[str, ...] | None, tuple[str, ...], tuple[str, ...]],
    over: tuple[tuple[str, ...] | None, tuple[str, ...], tuple[str, ...]],
) -> None:
    """For each code, the most specific selector decides; of equally specific ones, the upper layer wins."""
    select, ignore, extend = over
    below_select, below_ignore, below_extend = under

    def weight(selectors: Iterable[str] | None, code: str) -> int | None:
        weights = {"ALL": 0, "unknown-data-type": 6}
        found = [weights.get(one, len(one)) for one in selectors or () if code in matching_codes(one)]
        return max(found, default=None)

    chosen = select_rules(*over, below=Selectors(*under)).codes
    for rule in catalogue():
        code = rule.code
        wanted = weight((*(select or ()), *extend), code)
        unwanted, unwanted_below = weight(ignore, code), weight(below_ignore, code)
        expected = False
        if select is None:
            wanted_below = weight((*(below_select or ()), *below_extend), code)
            if wanted_below is None and below_select is None and rule.default:
                wanted_below = -1
            expected = wanted_below is not None and unwanted is None
            expected = expected and (unwanted_below is None or (wanted_below or 0) > unwanted_below)
        if wanted is not None and not expected:
            expected = (unwanted is None or wanted > unwanted) and (unwanted_below is None or wanted >= unwanted_below)
        assert (code in chosen) == expected, code


def test_a_selector_matches_codes() -> None:
    assert matching_codes("upl10") == {f"UPL10{n}" for n in range(1, 10)}
    assert matching_codes("empty-file") == {"UPL001"}
