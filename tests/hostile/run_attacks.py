"""Try regular expressions on their worst texts: all of the package, or those in the arguments.

    run_attacks.py SIZE HOW_MANY [EXPRESSION...]

Each attack is first made small. The slowest ones are then made larger, and the slowest of those as large as SIZE: of
all expressions together HOW_MANY, or the slowest one of each expression if that is 0. Each is printed before it is
tried, so that the last line names the expression that does not end. Nothing here depends on how fast the machine is.
"""

from __future__ import annotations

import heapq
import re
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hostile.attacks import Attack, attacks
from hostile.expressions import ANCHORED, Expression, expressions

__all__: list[str] = []

_SMALL: Final = 600
_LARGER: Final = 20_000
_KEPT: Final = 4
"""Attacks on each expression that are made larger."""


@dataclass(frozen=True, slots=True)
class _Trial:
    expression: Expression
    method: str
    attack: Attack

    def seconds(self, size: int) -> float:
        """How long the expression tries on a text of this size."""
        pattern = self.expression.pattern
        text: str | bytes = self.attack(size)
        if isinstance(pattern.pattern, bytes):
            text = self.attack(size).encode("latin-1", "replace")
        start = time.perf_counter()
        result = getattr(pattern, self.method)(text)
        if self.method == "finditer":
            deque(result, maxlen=0)
        return time.perf_counter() - start


def _slowest(trials: Iterable[_Trial], size: int, count: int) -> list[tuple[float, _Trial]]:
    timed = ((trial.seconds(size), number, trial) for number, trial in enumerate(trials))
    return [(seconds, trial) for seconds, _, trial in heapq.nlargest(count, timed)]


def _candidates(expression: Expression, count: int) -> Iterator[tuple[float, _Trial]]:
    """The slowest trials of an expression, with the time that they take at a medium size."""
    for method in sorted(expression.methods):
        sys.stdout.write(f"{expression.place} {method} {expression.pattern.pattern!r}\n")
        sys.stdout.flush()
        trials = [_Trial(expression, method, attack) for attack in attacks(expression.pattern)]
        yield from _slowest((trial for _, trial in _slowest(trials, _SMALL, _KEPT)), _LARGER, count)


def main(size: int, count: int, patterns: list[str]) -> None:
    """Try them all. size: of the largest texts, in characters. count: how many are made that large; 0 for one each."""
    found = [Expression("argument", re.compile(pattern), ANCHORED | {"finditer"}) for pattern in patterns]
    candidates = [trial for one in found or expressions() for trial in _candidates(one, 1)]
    if count:
        candidates = heapq.nlargest(count, candidates, key=lambda timed: timed[0])
    for _, trial in candidates:
        sys.stdout.write(f"{trial.expression.place} {trial.method}, large {trial.expression.pattern.pattern!r}\n")
        sys.stdout.flush()
        trial.seconds(size)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
