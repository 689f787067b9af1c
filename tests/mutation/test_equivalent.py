"""Every mutant that is listed as equivalent exists and has a reason."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mutation.operators import mutants_of
from paths import ROOT

NAMED: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).with_name("equivalent.toml")).read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", NAMED or [pytest.param("", marks=pytest.mark.skip(reason="none is listed"))])
def test_an_equivalent_mutant_exists_and_has_a_reason(module: str) -> None:
    keys = {mutant.key for mutant in mutants_of(ROOT / "src" / "activitylint" / module)}
    assert set(NAMED[module]) <= keys
    assert all(reason.strip() for reason in NAMED[module].values())
