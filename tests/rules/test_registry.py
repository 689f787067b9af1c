"""What the decorator requires of a rule, and how a docstring becomes a page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from activitylint.model.faults import FILE
from activitylint.model.finding import Effect, Severity, observed
from activitylint.model.format import Format
from activitylint.rules import load_all, registry
from activitylint.rules.registry import INSIDE, Stage, Violation, catalogue, get, loaded, rule

WHOLE = "Detects faults.\n\n    Why: it\n    matters.\n\n    Fix: do\n    this.\n\n    Note: also: that.\n    "


def check(page: str | None) -> Callable[..., Iterator[Violation]]:
    def made(*_: object) -> Iterator[Violation]:
        yield Violation("wrong")

    made.__doc__ = page
    return made


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_CATALOGUE", {})
    monkeypatch.setattr(registry, "_NAMES", set())


@pytest.mark.usefixtures("empty")
def test_a_rule_is_added_with_its_properties_and_its_page() -> None:
    function = check(WHOLE)
    basis = observed("one report")
    assert rule("ABC001", "a-name", Severity.ERROR, Effect.IGNORED, basis=basis)(function) is function
    entered = get("ABC001")
    assert entered.check is function
    assert entered[:7] == (
        *("ABC001", "a-name", Severity.ERROR, Effect.IGNORED, (basis,)),
        *(frozenset(Format), Stage.ACTIVITY),
    )
    assert (entered.silences, entered.needs_complete_file, entered.default) == ((), False, True)
    assert entered.page == ("Detects faults.", {"Why": "it matters.", "Fix": "do this.", "Note": "also: that."})
    assert catalogue() == [entered]


@pytest.mark.usefixtures("empty")
def test_rules_are_sorted_by_code() -> None:
    for code in ("ABC002", "ABC010", "AAA003"):
        rule(code, f"name-{code}", Severity.INFO, Effect.NONE, basis=observed())(check(WHOLE))
    assert [entry.code for entry in catalogue()] == ["AAA003", "ABC002", "ABC010"]
    with pytest.raises(KeyError):
        get("ABC003")


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("code", "name", "taken"), [("ABC001", "other", True), ("ABC002", "a-name", True), ("ABD001", "a-name", False)]
)
def test_a_code_is_unique_and_so_is_a_name_within_its_group(code: str, name: str, taken: bool) -> None:
    rule("ABC001", "a-name", Severity.INFO, Effect.NONE, basis=observed())(check(WHOLE))
    enter = rule(code, name, Severity.INFO, Effect.NONE, basis=observed())
    if taken:
        with pytest.raises(ValueError, match=f"^{code}, or the name {name} in its group, is taken$"):
            enter(check(WHOLE))
    else:
        enter(check(WHOLE))
    assert len(catalogue()) == 2 - taken


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    "page", [None, "", "Why: a\nFix: b", "What.\n\nWhy: a", "What.\n\nFix: a", "What. Fix: a Why: b"]
)
def test_a_rule_without_a_complete_page_is_refused(page: str | None) -> None:
    message = "^the docstring of made needs a summary, a 'Why:' and a 'Fix:' paragraph$"
    with pytest.raises(ValueError, match=message):
        rule("ABC001", "a-name", Severity.INFO, Effect.NONE, basis=observed())(check(page))


@pytest.mark.usefixtures("empty")
def test_a_rule_without_a_basis_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^ABC001 has no basis$"):
        rule("ABC001", "a-name", Severity.INFO, Effect.NONE, basis=())(check(WHOLE))


def test_INSIDE_matches_every_rule_that_looks_inside_a_file() -> None:  # noqa: N802 -- the constant's own spelling
    inside = {code for code in (entry.code for entry in catalogue()) if code.startswith(INSIDE)}
    assert inside == {entry.code for entry in catalogue() if entry.stage is Stage.ACTIVITY}


def test_the_index_says_what_the_modules_say() -> None:
    load_all()
    for row in registry._INDEX:
        announced, rule = registry._announced(row), get(row[0])
        assert announced._replace(check=rule.check) == rule
        assert rule.check.__module__ == f"activitylint.rules.{row[7]}"


def test_a_rule_of_the_index_is_imported_when_it_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    announced = registry._announced(next(row for row in registry._INDEX if row[0] == "LNT002"))
    monkeypatch.setitem(registry._CATALOGUE, "LNT002", announced)
    monkeypatch.setitem(registry._UNLOADED, "LNT002", "activitylint.rules.linter")
    with pytest.raises(LookupError, match=r"^index\.json is out of date: activitylint\.rules\.linter has no LNT002$"):
        loaded(announced)
    monkeypatch.delitem(sys.modules, "activitylint.rules.linter", raising=False)
    monkeypatch.delitem(registry._CATALOGUE, "LNT001", raising=False)
    monkeypatch.setattr(registry, "_NAMES", {("LNT", announced.name)})
    assert [found.message for found in announced.check("what is wrong", "what to do")] == ["what is wrong"]
    assert loaded(announced).page.summary


def test_a_violation_without_a_place_is_about_the_whole_file() -> None:
    found = Violation("wrong")
    assert (found.at, found.rows, found.count, found.help, found.noun) == (FILE, None, None, None, "")


@pytest.mark.parametrize(
    ("written", "page"),
    [
        ("{GAP_S:time}", "24 h"),
        ("{TOTALS_SHARE:.0%}", "2%"),
        ("{GPS_ROLLOVER_S:weeks}", "1,024 weeks"),
        ("{EARLIEST_S:date}", "2000-01-01"),
        ("{POWER_MAX_W}", "3,000"),
    ],
)
def test_constants_are_filled_into_the_threshold_of_a_page(written: str, page: str) -> None:
    docstring = f"Detects faults.\n\nWhy: so.\n\nFix: {{GAP_S}}.\n\nThreshold: more than {written}."
    parts = registry._page(check(docstring)).parts
    assert parts["Threshold"] == f"more than {page}."
    assert parts["Fix"] == "{GAP_S}."


def test_an_unknown_constant_in_a_threshold_is_an_error() -> None:
    with pytest.raises(AttributeError, match="NO_SUCH_LIMIT"):
        registry._page(check("Detects faults.\n\nWhy: so.\n\nFix: so.\n\nThreshold: {NO_SUCH_LIMIT}."))
