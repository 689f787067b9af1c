"""Strength JSON: sets, and samples of heart rate over time."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.inputs.ride import ride

__all__ = ["bad_sets", "nested", "strength"]


def strength(samples: int, *, wild: bool = False) -> bytes:
    """A workout with a set for every 120 samples (20 at most), and one sample per second."""
    heart = ride(samples, wild=wild).heartrate.astype(int).tolist()
    seconds = list(range(samples))
    if wild:
        seconds[1::10] = [0] * len(seconds[1::10])
    one = {"exercise_type": "BARBELL_BENCH_PRESS", "repetitions": 10, "weight": 60.0, "duration": 40}
    sets = [one] * max(1, min(20, samples // 120))
    streams = {"time": seconds, "active": [second % 120 < 40 for second in range(samples)], "heartrate": heart}
    return _file(samples, sets=sets, streams=streams)


def bad_sets(count: int) -> bytes:
    """`count` sets, each wrong in several ways, and with different texts."""
    sets = [
        {"exercise_type": f"NO_SUCH_EXERCISE_{row}", "repetitions": "ten", "weight": -row, "load": row, "duration": 1.5}
        for row in range(count)
    ]
    return _file(3600, sets=sets)


def nested(depth: int) -> bytes:
    """Nested lists in what is otherwise a strength file."""
    return _file(3600, sets=[{"exercise_type": "PLANK_GENERIC"}]).replace(b"}]}", b'}], "x": ' + b"[" * depth)


def _file(elapsed: int, **parts: Any) -> bytes:
    document = {
        "version": "1.0",
        "start_time": "2026-03-01T08:00:00Z",
        "utc_offset": 3600,
        "elapsed_time": elapsed,
        "active_time": elapsed // 2,
        "creator": {"name": "Example App 3"},
        **parts,
    }
    return json.dumps(document).encode()
