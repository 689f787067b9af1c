"""Measure each rule by itself, in its own process.

    python -m benchmarks.alone FILE FILE_WITH_TWICE_THE_RECORDS ROUNDS [optional]

Print a JSON object with the times of each rule that applies to such a file: the seconds of its first call on the parsed
file, which include decoding the columns that only it needs, and the medians of later calls on both files. With
`optional`, measure only the rules that are off by default: these let another program read the file, which takes long.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

import activitylint
from activitylint import Activity, Limits
from activitylint.model.format import ALL
from activitylint.model.request import Context
from activitylint.rules.registry import Stage
from benchmarks.tools import NOW, READ_LIMIT

_REPEAT: Final = 0.002
"""Seconds for which a call is repeated, so that the resolution of the clock does not matter."""


def main() -> None:
    """Measure and print."""
    paths, rounds = [Path(path) for path in sys.argv[1:3]], int(sys.argv[3])
    by_default = "optional" not in sys.argv
    context = Context(NOW)
    small, large = (activitylint.read(path, limits=Limits(read=READ_LIMIT)) for path in paths)
    rules = [
        rule
        for rule in activitylint.catalogue()
        if rule.stage is Stage.ACTIVITY
        and rule.default is by_default
        and (rule.formats == ALL or small.format in rule.formats)
    ]

    def call(check: Callable[..., object], activity: Activity) -> Callable[[], object]:
        return lambda: list(check(activity, context))  # type: ignore[call-overload]

    found: dict[str, dict[str, float]] = {}
    with np.errstate(all="ignore"):
        for rule in rules:
            on_small, on_large = call(rule.check, small), call(rule.check, large)
            first = _seconds(on_large, 1)
            repeats = [max(1, int(_REPEAT / max(_seconds(run, 1), 1e-6))) for run in (on_small, on_large)]
            turns = [(_seconds(on_small, repeats[0]), _seconds(on_large, repeats[1])) for _ in range(rounds)]
            found[rule.code] = {
                "first": first,
                "small": statistics.median(turn[0] for turn in turns),
                "large": statistics.median(turn[1] for turn in turns),
                "growth": statistics.median(turn[1] / turn[0] for turn in turns),
            }
    print(json.dumps(found))


def _seconds(run: Callable[[], object], repeat: int) -> float:
    start = time.perf_counter()
    for _ in range(repeat):
        run()
    return (time.perf_counter() - start) / repeat


if __name__ == "__main__":
    main()
