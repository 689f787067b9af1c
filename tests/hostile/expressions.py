"""Finds every regular expression of the package, without a list of them."""

from __future__ import annotations

import ast
import builtins
import inspect
import json
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from unittest import mock

import activitylint
from activitylint.model import patterns

__all__ = ["ANCHORED", "Expression", "expressions"]

ANCHORED: Final = frozenset({"match", "fullmatch"})
_METHODS: Final = ANCHORED | {"search", "sub", "subn", "split", "findall", "finditer"}
_CALLS: Final = {"regex", *(f"re.{name}" for name in _METHODS | {"compile"})}
_COMPILES_FOR_OTHERS: Final = "model/patterns.py"
"""The module of `regex`, whose callers have the expressions."""
_FLAGS_AT: Final = {"regex": 1, "compile": 1, "sub": 4, "subn": 4, "split": 3}
"""The position of the flags in the arguments of these functions of `re`; 2 for the others."""
_ROOT: Final = Path(activitylint.__file__).parent
_LOADED_FROM_DATA: Final = frozenset({"formats/xml/schema_values.py"})
"""Modules whose expressions are in the package's JSON files, under the key `pattern`."""
_TABLES: Final = {"rules/support/damage.py": "_TABLE"}
"""Modules that try the expressions of a table, which are the first in each of its rows."""


@dataclass(frozen=True)
class Expression:
    """A regular expression and what is done with it: `match`, `fullmatch`, or `finditer` for everything else."""

    place: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def expressions() -> list[Expression]:
    """Every expression: compiled when its module is imported, written in a function, or in a data file.

    Imports all modules, so it must run before anything else imports them. Raises an error if the pattern of a call
    cannot be evaluated.
    """
    compiled = _compiled_on_import()
    calls: list[tuple[str, ast.Call, str]] = []
    uses: dict[str, set[str]] = defaultdict(set)
    for path in sorted(_ROOT.rglob("*.py")):
        module = path.relative_to(_ROOT).as_posix()
        for node, target in _with_targets(ast.parse(path.read_text(encoding="utf-8"))):
            # A split is most likely a method of str, unless it is of a constant.
            if (
                isinstance(node, ast.Attribute)
                and node.attr in _METHODS
                and (node.attr != "split" or _name(node.value).isupper())
            ):
                uses[_variable(node.value, module)].add(node.attr)
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _CALLS and module != _COMPILES_FOR_OTHERS:
                calls.append((module, node, _variable(target, module) if target else ""))
    found = [Expression(f"{path.name}: {written}", re.compile(written), ANCHORED) for path, written in _data()]
    for module, call, variable in calls:
        function = _name(call.func)
        methods = {function} if function in _METHODS else uses[variable] or _METHODS
        usage = frozenset(method if method in ANCHORED else "finditer" for method in methods)
        place = f"{module}:{call.lineno}"
        known = compiled.get((module, call.lineno), [])
        if not known and module not in _LOADED_FROM_DATA:
            known = _of_table(module) if "pattern" in _names(call.args[0]) else [_evaluated(module, call, function)]
        found += [Expression(place, pattern, usage) for pattern in known]
    return found


def _compiled_on_import() -> dict[tuple[str, int], list[re.Pattern[Any]]]:
    """The patterns by the file and line that compiled them when all modules were imported."""
    found: dict[tuple[str, int], list[re.Pattern[Any]]] = defaultdict(list)
    original = re.compile

    def compile_and_note(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        frame = inspect.currentframe()
        caller = frame.f_back if frame else None
        compiled = original(pattern, flags)
        if caller and caller.f_code.co_filename.startswith(str(_ROOT)):
            found[Path(caller.f_code.co_filename).relative_to(_ROOT).as_posix(), caller.f_lineno].append(compiled)
        return compiled

    assert "activitylint.api" not in sys.modules, "the modules must not be imported yet"
    with mock.patch("re.compile", compile_and_note), mock.patch.object(patterns, "regex", compile_and_note):
        for module in pkgutil.walk_packages(activitylint.__path__, "activitylint."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    return found


def _with_targets(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.expr | None]]:
    """All nodes, each with the variable or attribute that its statement assigns to, if it does."""
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt):
            target: ast.expr | None = None
            if isinstance(statement, ast.AnnAssign):
                target = statement.target
            if isinstance(statement, ast.Assign):
                target = statement.targets[0]
            todo = list(ast.iter_child_nodes(statement))
            for node in todo:
                if not isinstance(node, ast.stmt):
                    yield node, target
                    todo += ast.iter_child_nodes(node)


def _name(node: ast.expr) -> str:
    """The last part of a name: `pattern` for `lexical.pattern`."""
    return ast.unparse(node).rpartition(".")[2]


def _variable(node: ast.expr, module: str) -> str:
    """The name of a variable or attribute. One that is private or local belongs to its module."""
    name = _name(node)
    own = name.startswith("_") or (isinstance(node, ast.Name) and name.islower())
    return f"{module} {name}" if own else name


class _Placeholders(dict[str, str]):
    """Stands for the local variables of a function: each is the text `x`."""

    def __init__(self, known: dict[str, Any]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, name: str) -> str:
        if name in self._known or hasattr(builtins, name):
            raise KeyError(name)
        return "x"


def _names(node: ast.expr) -> set[str]:
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}


def _variables(module: str) -> dict[str, Any]:
    name = "activitylint." + module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return vars(sys.modules[name])


def _of_table(module: str) -> list[re.Pattern[Any]]:
    return [re.compile(row[0]) for row in _variables(module)[_TABLES[module]]]


def _evaluated(module: str, call: ast.Call, function: str) -> re.Pattern[Any]:
    """The pattern of a call, with a text in place of each local variable."""
    known = _variables(module)
    flags = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    flags += call.args[_FLAGS_AT.get(function, 2) :][:1]
    values = [
        eval(compile(ast.Expression(node), module, "eval"), known, _Placeholders(known))  # our own source
        for node in (call.args[0], *flags)
    ]
    return values[0] if isinstance(values[0], re.Pattern) else re.compile(*values)


def _data() -> Iterator[tuple[Path, str]]:
    def below(value: Any) -> Iterator[str]:
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            if key == "pattern" and isinstance(item, str):
                yield item
            if isinstance(item, dict | list):
                yield from below(item)

    for path in sorted(_ROOT.rglob("*.json")):
        for written in below(json.loads(path.read_text(encoding="utf-8"))):
            yield path, written
