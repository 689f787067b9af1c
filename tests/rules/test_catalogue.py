"""The rules are what the committed catalogue says they are; `python docs/generate.py` writes it anew."""

from __future__ import annotations

import json
from typing import Any

import pytest

import activitylint
from paths import FIXTURES, ROOT

COMMITTED: dict[str, dict[str, Any]] = {
    entry["code"]: entry
    for entry in json.loads((ROOT / "src/activitylint/rules/support/catalogue.json").read_text(encoding="utf-8"))
}
RULES = activitylint.catalogue()


OF_WHOLE_FILES = """\
DEV001 DEV004 DEV005 DEV009 DEV010 FIT101 FIT201 FIT202 FIT203 FIT205 FIT208 FIT209 FIT306 GPX002 GPX008 INT001 INT002
JSN002 JSN006 JSN007 JSN008 JSN012 POS004 SET001 SET002 SET008 SPO002 STR011 STR012 TCX007 TCX008 TCX010 TIM002 TIM010
TIM013 UPL108
"""
"""Rules about missing data and totals: after damage nobody knows what the rest of the file had."""


def test_rules_of_absence_and_of_totals_leave_damaged_files_alone() -> None:
    assert [rule.code for rule in RULES if rule.needs_complete_file] == OF_WHOLE_FILES.split()


def test_the_catalogue_has_every_rule() -> None:
    assert [rule.code for rule in RULES] == list(COMMITTED)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_what_the_catalogue_says(rule: activitylint.Rule) -> None:
    entry = COMMITTED[rule.code]
    assert (rule.name, rule.severity, rule.effect) == (entry["name"], entry["severity"], entry["effect"])
    assert [{"kind": basis.kind, "section": basis.section} for basis in rule.basis] == entry["basis"]
    assert {kind.value for kind in rule.formats} == set(entry["formats"])
    assert (rule.stage.value, rule.default) == (entry["stage"], entry["default"])
    assert rule.page.summary.startswith("Detects ")
    for prefix in rule.silences:  # a code or prefix that no rule has would silence nothing, unnoticed
        assert any(other.code.startswith(prefix) for other in RULES), prefix


def test_fixtures_are_named_after_their_rule() -> None:
    folders = {path.name for path in FIXTURES.iterdir()} - {"demo", "samples"}
    assert folders <= {f"{rule.code}-{rule.name}" for rule in RULES}
