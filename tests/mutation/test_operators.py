from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mutation.operators import Mutant, code_of, mutants_of

CODE = '''"""A module."""
from typing import TYPE_CHECKING

__all__ = ["f"]
LIMIT: int = 3

if TYPE_CHECKING:
    from somewhere import Text


def f(a: "Text", b: int = 1) -> bool:
    """Its docstring."""
    assert a is not None
    if a < LIMIT and not b:
        return a - b
    return max(a, b) + pow(a, b)
'''


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "module.py"
    path.write_text(CODE, encoding="utf-8")
    return path


def _find(module: Path, before: str, after: str) -> Mutant:
    return next(mutant for mutant in mutants_of(module) if (mutant.before, mutant.after) == (before, after))


def test_every_kind_of_change_is_found_and_nothing_that_does_nothing(module: Path) -> None:
    found = [(mutant.operator, mutant.before, mutant.after) for mutant in mutants_of(module)]
    assert found == [
        ("constant", "3", "4"),
        ("constant", "1", "2"),
        ("boolean", "a < LIMIT and (not b)", "a < LIMIT or not b"),
        ("comparison", "a < LIMIT", "a <= LIMIT"),
        ("boolean", "not b", "not not b"),
        ("return", "return a - b", "return None"),
        ("arithmetic", "a - b", "a + b"),
        ("return", "return max(a, b) + pow(a, b)", "return None"),
        ("arithmetic", "max(a, b) + pow(a, b)", "max(a, b) - pow(a, b)"),
        ("swapped arguments", "pow(a, b)", "pow(b, a)"),
    ]


@pytest.mark.parametrize("code", ["def f(a: int) -> int: ...\n", "def f(a):\n    yield from zip(a, strict=True)\n"])
def test_what_does_nothing_when_it_runs_is_left_alone(code: str, tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(code, encoding="utf-8")
    assert {mutant.operator for mutant in mutants_of(path)} <= {"removed statement"}


def test_what_runs_at_import_belongs_to_no_function(module: Path) -> None:
    functions = {mutant.before: (mutant.function, mutant.names) for mutant in mutants_of(module)}
    assert functions["3"] == ("", ("LIMIT",))
    assert functions["1"] == ("", ("f",))
    assert functions["a - b"][0] == "f"


@pytest.mark.parametrize(
    ("before", "after", "arguments", "result"),
    [
        ("a < LIMIT", "a <= LIMIT", (3, 0), 3),
        ("not b", "not not b", (2, 1), 1),
        ("a - b", "a + b", (2, 0), 2),
        ("return a - b", "return None", (2, 0), None),
        ("3", "4", (3, 0), 3),
    ],
)
def test_the_code_has_the_one_change(
    module: Path, before: str, after: str, arguments: tuple[int, int], result: object
) -> None:
    names: dict[str, Any] = {}
    exec(code_of(_find(module, before, after)), names)
    assert names["f"](*arguments) == result


def test_equal_changes_of_a_function_have_keys_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("def f(a):\n    return a + 1, a + 1\n", encoding="utf-8")
    keys = [mutant.key for mutant in mutants_of(path) if mutant.operator == "arithmetic"]
    assert keys == ["f: a + 1 => a - 1", "f: a + 1 => a - 1 #2"]
