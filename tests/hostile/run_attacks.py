"""Try regular expressions on their worst texts: all of the package, or those in the arguments.

    run_attacks.py SIZE [EXPRESSION...]

Each attack is first made small. The slowest ones of each expression are then made larger, and the slowest of those as
large as SIZE. Each is printed before it is tried, so that the last line names the expression that does not end.
Nothing here depends on how fast the machine is.
"""

from __future__ import annotations

import heapq
import re
import sys
import time
from collections import deque
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


def _try(expression: Expression, method: str, size: int) -> None:
    """Try the attacks on an expression, and the slowest one on a text of this size."""
    sys.stdout.write(f"{expression.place} {method} {expression.pattern.pattern!r}\n")
    sys.stdout.flush()
    trials = [_Trial(expression, method, attack) for attack in attacks(expression.pattern)]
    slow = heapq.nlargest(_KEPT, trials, key=lambda trial: trial.seconds(_SMALL))
    max(slow, key=lambda trial: trial.seconds(_LARGER)).seconds(size)


def main(size: int, patterns: list[str]) -> None:
    """Try them all. size: of the largest texts, in characters."""
    found = [Expression("argument", re.compile(pattern), ANCHORED | {"finditer"}) for pattern in patterns]
    for one in found or expressions():
        for method in sorted(one.methods):
            _try(one, method, size)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
