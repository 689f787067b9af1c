"""What `python -m one_rule` prints for a fixture is what case.toml holds."""

from __future__ import annotations

import tomllib

import pytest

from fixture_cases import Case, cases
from one_rule import entry


@pytest.mark.parametrize("case", [one for one in cases() if one.code == "TIM009"], ids=lambda case: case.id)
def test_the_entry_of_a_fixture_has_the_place_and_the_count_of_its_finding(case: Case) -> None:
    printed = tomllib.loads("\n".join(entry(case)))[case.path.name]
    assert printed.get("at") == case.at
    assert set(printed.get("also", ())) == set(case.also)
    assert ("count" in printed) == case.fails
    if case.count is not None:
        assert printed["count"] == case.count
