"""Strength documents for tests: a valid one, and hypothesis strategies that break it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]


def good() -> Document:
    """A document with every field that conforms to the schema."""
    return {
        "version": "1.0",
        "start_time": "2026-05-01T08:00:00Z",
        "utc_offset": 7200,
        "elapsed_time": 1800,
        "active_time": 1500,
        "total_calories": 210,
        "creator": {"name": "Example Gym Log 3"},
        "streams": {"time": [0, 60, 120], "active": [True, True, False], "heartrate": [90, 112, 104]},
        "sets": [
            {"exercise_type": "BARBELL_BENCH_PRESS", "repetitions": 10, "weight": 60.0},
            {"exercise_type": "PLANK_GENERIC", "duration": 60, "start_time": "2026-05-01T08:10:00+00:00"},
        ],
    }


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**6), 10**6).map(float),
    st.text(max_size=5),
    st.sampled_from(["1.0", "PLANK_GENERIC", "PLANK", "2026-05-01T08:00:00Z", "2026-05-01T08:00:00"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
_NAMES = ["version", "start_time", "utc_offset", "elapsed_time", "active_time", "creator", "streams", "sets", "name"]
_SET_NAMES = ["exercise_type", "repetitions", "weight", "duration", "start_time", "reps", "note"]
_STREAM_NAMES = ["time", "active", "heartrate", "power"]


def _spoil(document: Document, changes: list[tuple[str, Any]]) -> Document:
    for name, value in changes:
        if value is None:
            document.pop(name, None)
        else:
            document[name] = value
    return document


_set = st.lists(st.tuples(st.sampled_from(_SET_NAMES), values), max_size=3).map(
    lambda changes: _spoil({"exercise_type": "PLANK_GENERIC", "duration": 60}, changes)
)
_streams = st.lists(st.tuples(st.sampled_from(_STREAM_NAMES), values | st.lists(scalars, max_size=8)), max_size=2).map(
    lambda changes: _spoil(good()["streams"], changes)
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document close to a valid one, as the JSON parser returns it."""
    document = good()
    document["sets"] = draw(st.lists(_set | values, max_size=12) | st.lists(_set, min_size=1, max_size=12) | values)
    document["streams"] = draw(_streams | values)
    return _spoil(document, draw(st.lists(st.tuples(st.sampled_from(_NAMES), values), max_size=2)))
