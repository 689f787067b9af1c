"""`activitylint explain` in each of its forms."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from activitylint.cli import main
from activitylint.vocabulary.answers import answers


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["explain", *arguments], input=given, env={"COLUMNS": "80"})


def test_an_answer_has_its_meaning_rules_and_commands() -> None:
    ended = run("Time", "information is missing from file.")
    assert ended.exit_code == 0
    for part in ("no points, or points without a time", "TIM001  Detects", "activitylint fix FILE", "several reports"):
        assert part in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 80


def test_an_answer_is_read_from_standard_input() -> None:
    ended = run("-", given='{"error": "x duplicate of activity 9007199254740993"}')
    assert "https://www.strava.com/activities/9007199254740993" in ended.stdout


def test_without_a_text_all_are_listed() -> None:
    lines = run().stdout.splitlines()
    assert [line.split()[0] for line in lines] == [answer.name for answer in answers()]
    assert max(map(len, lines)) <= 80


def test_json_has_every_field() -> None:
    (entry,) = json.loads(run("--format", "json", "429").stdout)
    assert entry["name"] == "rate-limit"
    assert entry["status"] == 429
    assert entry["rules"] == []


@pytest.mark.parametrize(("arguments", "given"), [(["what"], None), (["-"], ""), (["-"], "\x1b[31mwhat")])
def test_an_unknown_answer_has_status_1_and_a_hint(arguments: list[str], given: str | None) -> None:
    ended = run(*arguments, given=given)
    assert ended.exit_code == 1
    assert "`activitylint explain` lists them all" in ended.stderr
    assert "\x1b" not in ended.stderr
