from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

import activitylint
from activitylint.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"COLUMNS": "100"})


@pytest.mark.parametrize("wanted", ["UPL005", "upl005", "gzip-suffix-mismatch"])
def test_a_rule_is_explained(wanted: str) -> None:
    output = run("rule", wanted).output
    assert output.startswith("UPL005 gzip-suffix-mismatch\n")
    assert "Why: " in output
    assert "Fix: " in output
    assert 'Documented under "How to Upload an Activity".' in " ".join(output.split())


def test_every_rule_is_in_the_table() -> None:
    lines = run("rule").output.splitlines()
    assert [line[:6] for line in lines] == [rule.code for rule in activitylint.catalogue()]


def test_the_start_of_a_code_selects_all_its_rules() -> None:
    assert [line[:5] for line in run("rule", "UPL10").output.splitlines()] == ["UPL10"] * 9


def test_json_has_the_whole_catalogue() -> None:
    rules = json.loads(run("rule", "--format", "json").output)
    assert [(rule["code"], rule["severity"]) for rule in rules] == [
        (rule.code, rule.severity.value) for rule in activitylint.catalogue()
    ]


def test_an_unknown_rule_suggests_one() -> None:
    result = run("rule", "gzip-sufix-mismatch")
    assert result.exit_code == 2
    assert "did you mean gzip-suffix-mismatch?" in result.output


def test_the_search_for_exercises_tolerates_typing_errors() -> None:
    output = run("exercises", "bench", "pres").output
    assert output.splitlines()[0].split() == ["BENCH_PRESS_GENERIC", "Bench", "Press"]
    assert "(seen 2026-10-03)" in output


def test_all_exercises_are_listed_by_group() -> None:
    output = run("exercises").output
    assert output.startswith("Bench Press:\n  BENCH_PRESS_GENERIC\n")
    assert len(json.loads(run("exercises", "--format", "json").output)) == 656


def test_a_search_without_a_result_exits_with_1() -> None:
    result = run("exercises", "qqqqzzzz")
    assert result.exit_code == 1
    assert "'qqqqzzzz'" in result.output
