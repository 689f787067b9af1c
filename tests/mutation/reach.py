"""Which tests reach which lines, and how long they take, as recorded by one run with coverage."""

from __future__ import annotations

import ast
import re
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import coverage

from mutation.operators import Mutant
from paths import ROOT

__all__ = ["Reach"]

_PACKAGE: Final = ROOT / "src" / "activitylint"
_DEPTH: Final = 3
"""How many steps to follow from one constant to those that are computed from it."""


@dataclass(frozen=True)
class Reach:
    """What was recorded.

    lines: by file and line, the tests that run it; empty for a line that only runs at import time.
    seconds: the time of each test with coverage.
    """

    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    _known_ways: dict[tuple[Path, str], dict[str, frozenset[int]]] = field(default_factory=dict)

    @classmethod
    def recorded(cls, data: Path, junit: Path) -> Reach:
        """Read the files that a run with `--cov-context=test` and `--junitxml` has written."""
        measured = coverage.CoverageData(str(data))
        measured.read()
        lines = {}
        for name in measured.measured_files():
            lines[name] = {
                line: sorted({context.rpartition("|")[0] for context in contexts} - {""})
                for line, contexts in measured.contexts_by_lineno(name).items()
            }
        return cls(lines, dict(_durations(junit)))

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that run the mutated statement or, if it only runs at import time, that use its result.

        A rule's own fixtures come first, then the tests of the module, then those of the package: they check more than
        tests that merely pass through. Next come tests that take different paths through the function, fast ones first.
        """
        if self.at_import(mutant):
            names = (mutant.function.partition(".")[0],) if mutant.function else mutant.names
            found = set(self._uses(names, _DEPTH))
        else:
            found = set(self._at(mutant.path, *mutant.lines))
        ways: dict[frozenset[int], list[str]] = defaultdict(list)
        for test in sorted(found, key=lambda test: (self.seconds.get(test, 0.0), test)):
            ways[self._way(mutant).get(test, frozenset())].append(test)
        code = _definition(mutant)[2]
        turns = [
            (bool(code) and f"[{code}-" not in test, _distance(mutant, test), turn, test)
            for tests in ways.values()
            for turn, test in enumerate(tests)
        ]
        return [test for *_, test in sorted(turns, key=lambda entry: entry[:3])]

    def at_import(self, mutant: Mutant) -> bool:
        """True if the mutated statement runs when its module is imported, and never again."""
        lines = self.lines.get(str(mutant.path), {})
        first, last = mutant.lines
        run = [lines[line] for line in range(first, last + 1) if line in lines]
        return not mutant.function or (bool(run) and not any(run))

    def _way(self, mutant: Mutant) -> dict[str, frozenset[int]]:
        """Return for each test the lines of the mutant's function that it runs (of the module, at import time)."""
        key = (mutant.path, mutant.function)
        if key not in self._known_ways:
            first, last, _ = _definition(mutant)
            run: dict[str, list[int]] = defaultdict(list)
            for line, tests in self.lines.get(str(mutant.path), {}).items():
                for test in tests if first <= line <= last else ():
                    run[test].append(line)
            self._known_ways[key] = {test: frozenset(lines) for test, lines in run.items()}
        return self._known_ways[key]

    def _at(self, path: Path, first: int, last: int) -> Iterator[str]:
        lines = self.lines.get(str(path), {})
        for line in range(first, last + 1):
            yield from lines.get(line, ())

    def _uses(self, names: tuple[str, ...], depth: int) -> Iterator[str]:
        for path, mentioned in self._mentions.items():
            for name in names:
                for function, first, last, others in mentioned.get(name, ()):
                    reached = list(self._at(path, first, last)) if function else []
                    yield from reached
                    if depth and not reached:  # outside of functions, or in one that only runs at import time
                        yield from self._uses(tuple(other for other in others if other not in names), depth - 1)

    @cached_property
    def _mentions(self) -> dict[Path, dict[str, list[tuple[bool, int, int, tuple[str, ...]]]]]:
        return {path: _mentions(ast.parse(path.read_text(encoding="utf-8"))) for path in _PACKAGE.rglob("*.py")}


def _distance(mutant: Mutant, test: str) -> int:
    """Return how far a test is from the module: 0 if it is named after it, 1 if in its package, else 2."""
    file = Path(test.partition("::")[0])
    package = mutant.path.relative_to(_PACKAGE).parts[0]
    if package not in str(file):
        return 2
    return int(file.stem != f"test_{mutant.path.stem}")


def _definition(mutant: Mutant) -> tuple[int, int, str]:
    """Return the first and last line of the outermost function around a mutant, and the code if that is a rule."""
    body: list[ast.stmt] = ast.parse(mutant.path.read_text(encoding="utf-8")).body
    found = (1, sys.maxsize, "")
    for name in mutant.function.split(".") if mutant.function else ():
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
                decorators = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
                code = re.search(r"'([A-Z]{3}\d{3})'", decorators)
                found, body = (node.lineno, node.end_lineno or node.lineno, code[1] if code else ""), node.body
                break
    return found


def _durations(junit: Path) -> Iterator[tuple[str, float]]:
    for case in ET.parse(junit).iter("testcase"):
        if "classname" in case.attrib and "name" in case.attrib:
            module = case.attrib["classname"].replace(".", "/")
            yield f"{module}.py::{case.attrib['name']}", float(case.attrib["time"])


def _mentions(tree: ast.Module) -> dict[str, list[tuple[bool, int, int, tuple[str, ...]]]]:
    """Find where each name is used: whether in a function, the first and last line, and related names.

    The related names are the function (or its class), or what a statement outside of functions assigns to.
    """
    found: dict[str, list[tuple[bool, int, int, tuple[str, ...]]]] = defaultdict(list)

    def visit(node: ast.AST, owner: str = "") -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                # A function whose decorator or defaults change is used when its body runs.
                body = child.body[1:] or child.body
                found[child.name].append((True, body[0].lineno, child.end_lineno or child.lineno, ()))
                for statement in child.body:
                    note(statement, of=owner or child.name)
            elif isinstance(child, ast.ClassDef):
                visit(child, child.name)
            elif isinstance(child, ast.stmt):
                note(child)

    def note(statement: ast.stmt, of: str = "") -> None:
        last = statement.end_lineno or statement.lineno
        used = {name for part in ast.walk(statement) for name in _names(part)}
        bound = tuple(
            part.id for part in ast.walk(statement) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
        )
        for name in used:
            found[name].append((bool(of), statement.lineno, last, (of,) if of else bound))

    visit(tree)
    return found


def _names(part: ast.AST) -> tuple[str, ...]:
    if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
        return (part.id,)
    return (part.attr,) if isinstance(part, ast.Attribute) else ()
