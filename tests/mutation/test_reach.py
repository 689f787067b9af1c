"""Which tests are chosen for a mutant."""

from __future__ import annotations

from pathlib import Path

import pytest

from mutation import reach
from mutation.operators import Mutant, mutants_of
from mutation.reach import Reach

CODE = """
MORE = 2

def table(limit):
    return limit + MORE

LIMITS = table(3)

def ask(a):
    return a < LIMITS
"""


@pytest.fixture
def mutants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Mutant]:
    module = tmp_path / "src" / "activitylint" / "part" / "module.py"
    module.parent.mkdir(parents=True)
    module.write_text(CODE, encoding="utf-8")
    monkeypatch.setattr(reach, "_PACKAGE", tmp_path / "src" / "activitylint")
    return {mutant.before: mutant for mutant in mutants_of(module)}


def test_code_that_only_runs_at_import_is_tested_by_what_uses_its_result(mutants: dict[str, Mutant]) -> None:
    path = str(mutants["3"].path)
    known = Reach({path: {2: [], 4: [], 5: [], 7: [], 9: [], 10: ["tests/test_a.py::one"]}})
    asked = {before: (known.at_import(mutant), known.tests(mutant)) for before, mutant in mutants.items()}
    assert asked["3"] == asked["limit + MORE"] == asked["2"] == (True, ["tests/test_a.py::one"])
    assert asked["a < LIMITS"] == (False, ["tests/test_a.py::one"])
    called = Reach({path: {5: ["tests/test_a.py::two"], 10: ["tests/test_a.py::one"]}})
    assert called.tests(mutants["limit + MORE"]) == ["tests/test_a.py::two"]
    unknown = Reach({path: {10: ["tests/test_a.py::one"]}})
    assert (unknown.at_import(mutants["limit + MORE"]), unknown.tests(mutants["limit + MORE"])) == (False, [])
