"""Run mutants in forked processes of a pytest run that has already imported and collected everything."""

from __future__ import annotations

import functools
import gc
import importlib
import json
import os
import resource
import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Final

import pytest  # noqa: TC002 -- pytest itself reads the hook's annotations
from _pytest.runner import runtestprotocol

from mutation.operators import Mutant, code_of
from mutation.reach import Reach

__all__ = ["Outcome", "Runner"]

_MEMORY: Final = 4 << 30
_SLACK: Final = 5.0
"""CPU seconds that a test may take in addition to ten times its recorded time. This stops endless loops."""
_COLD: Final = 120
"""The most tests for a mutant of code that runs at import time, because that needs a new pytest process."""
_IMPORTED: Final = ("tests/rules/test_catalogue.py", "tests/fixes/test_registry.py")
"""Tests of the catalogue and the registry, which are filled when rules and fixes are imported."""
_COLD_S: Final = 90.0
"""CPU seconds that such a process may take."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one mutant.

    by: the test that failed, or another reason why it counts as killed; empty if it survived.
    tests: the number of tests that were chosen for it.
    """

    mutant: Mutant
    by: str
    tests: int

    @property
    def killed(self) -> bool:
        return bool(self.by)


class Runner:
    """A pytest plugin that runs mutants instead of tests. outcomes: their results."""

    def __init__(
        self,
        mutants: list[Mutant],
        reach: Reach,
        *,
        jobs: int,
        budget: float,
        report: Callable[[Outcome], None],
    ) -> None:
        self.outcomes: list[Outcome] = []
        self._mutants = mutants
        self._reach = reach
        self._jobs = jobs
        self._budget = budget
        self._report = report
        self._items: dict[str, pytest.Item] = {}
        self._functions: dict[tuple[str, str, int], list[FunctionType]] = {}
        self._killers: dict[str, Counter[str]] = {}
        self._sound: dict[str, bool] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the mutants, several at a time."""
        self._items = {item.nodeid: item for item in session.items}
        for path in {mutant.path for mutant in self._mutants}:
            importlib.import_module(_module(path))
        self._functions = _functions()
        gc.collect()
        gc.freeze()
        waiting = deque(self._mutants)
        running: dict[int, tuple[Mutant, list[str], int]] = {}
        while True:
            while len(running) < self._jobs and waiting:
                mutant = waiting.popleft()
                tests = self._chosen(mutant)
                if tests or self._reach.at_import(mutant):
                    pid, pipe = self._forked(mutant, tests)
                    running[pid] = (mutant, tests, pipe)
                else:
                    self._ended(Outcome(mutant, "", 0))
            if not running:
                return True
            pid, status = os.wait()
            ended, tests, pipe = running.pop(pid)
            if (outcome := self._judged(ended, tests, _received(pipe), status)) is not None:
                self._ended(outcome)
            else:
                waiting.append(ended)

    def _chosen(self, mutant: Mutant) -> list[str]:
        """Choose the tests for a mutant: first those that killed mutants nearby, then fast ones, within the budget."""
        known = self._killers.get(f"{mutant.path}:{mutant.function}", Counter())
        near = self._killers.get(str(mutant.path), Counter())
        tests = [test for test in self._reach.tests(mutant) if test in self._items and self._sound.get(test, True)]
        tests.sort(key=lambda test: (-known[test], -near[test]))
        spent = 0.0
        chosen: list[str] = []
        for test in tests:
            spent += self._reach.seconds.get(test, 0.0)
            if chosen and spent > self._budget:
                break
            chosen.append(test)
        return chosen

    def _judged(self, mutant: Mutant, tests: list[str], answer: dict[str, str], status: int) -> Outcome | None:
        """Return the result of a mutant, or None to try again without a test that also fails on the original code."""
        if os.WIFSIGNALED(status):
            return Outcome(mutant, f"ended by {signal.Signals(os.WTERMSIG(status)).name}", len(tests))
        killer = answer.get("by", "") or ("a test in a new process" if os.WEXITSTATUS(status) else "")
        if killer in self._items and not self._passes(killer):
            return None
        return Outcome(mutant, killer, len(tests))

    def _passes(self, test: str) -> bool:
        """True if a test passes on the original code."""
        if test not in self._sound:
            pid, pipe = self._forked(None, [test])
            os.waitpid(pid, 0)
            self._sound[test] = not _received(pipe).get("by")
        return self._sound[test]

    def _ended(self, outcome: Outcome) -> None:
        mutant = outcome.mutant
        if outcome.by in self._items:
            for key in (str(mutant.path), f"{mutant.path}:{mutant.function}"):
                self._killers.setdefault(key, Counter())[outcome.by] += 1
        self.outcomes.append(outcome)
        self._report(outcome)

    def _forked(self, mutant: Mutant | None, tests: list[str]) -> tuple[int, int]:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid:
            os.close(writing)
            return pid, reading
        try:
            os.close(reading)
            _silence()
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            by = self._fate(mutant, tests)
            os.write(writing, json.dumps({"by": by}).encode())
        except BaseException as error:  # noqa: BLE001 -- whatever the mutant does, this process must end here
            os.write(writing, json.dumps({"by": f"{type(error).__name__} outside a test"}).encode())
        finally:
            os._exit(0)

    def _fate(self, mutant: Mutant | None, tests: list[str]) -> str:
        """In the forked process, return the first test that fails."""
        if mutant is not None:
            code = code_of(mutant)
            if self._reach.at_import(mutant):
                self._become_cold(mutant, tests)
            _forget()
            self._put(mutant, code)
        for test, following in zip(tests, [*tests[1:], None], strict=True):
            signal.setitimer(signal.ITIMER_PROF, _SLACK + 10 * self._reach.seconds.get(test, 0.0))
            item = self._items[test]
            after = self._items[following] if following is not None else None
            if any(report.failed for report in runtestprotocol(item, nextitem=after, log=False)):
                return test
        return ""

    def _put(self, mutant: Mutant, code: CodeType) -> None:
        """Replace the code of the existing functions with the changed code."""
        changed = dict(_codes(code))
        for (path, qualname, line), functions in self._functions.items():
            if path == str(mutant.path) and qualname == mutant.function and (qualname, line) in changed:
                for function in functions:
                    function.__code__ = changed[qualname, line]

    def _become_cold(self, mutant: Mutant, tests: list[str]) -> None:
        """Replace this process with a new pytest that imports the changed module."""
        arguments = json.dumps(
            {"path": str(mutant.path), "number": mutant.number, "tests": [*_IMPORTED, *tests[:_COLD]]}
        )
        signal.setitimer(signal.ITIMER_PROF, _COLD_S)
        os.execv(sys.executable, [sys.executable, "-m", "mutation.cold", arguments])


def _functions() -> dict[tuple[str, str, int], list[FunctionType]]:
    found: dict[tuple[str, str, int], list[FunctionType]] = {}
    for function in gc.get_objects():
        if isinstance(function, FunctionType):
            code = function.__code__
            found.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(function)
    return found


def _codes(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield (constant.co_qualname, constant.co_firstlineno), constant
            yield from _codes(constant)


def _forget() -> None:
    """Empty the caches of functions, which have results of the original code."""
    for cached in gc.get_objects():
        if isinstance(cached, functools._lru_cache_wrapper) and (cached.__module__ or "").startswith("activitylint"):
            cached.cache_clear()


def _silence() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)


def _received(pipe: int) -> dict[str, str]:
    with os.fdopen(pipe, "rb") as stream:
        data = stream.read()
    answer: dict[str, str] = json.loads(data) if data else {}
    return answer


def _module(path: Path) -> str:
    parts = path.with_suffix("").parts
    parts = parts[parts.index("activitylint") :]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
