"""Markers for missing values, as they look after a conversion."""

from __future__ import annotations

import numpy as np
import pytest

from activitylint.model.tables import Records
from activitylint.rules.support.markers import MARKED_STREAMS, is_marker

BYTE = [254, 255]
SHORT = [65_534, 65_535]
LONG = [4_294_967_294, 4_294_967_295]
SIGNED = [32_767, 2_147_483_647]
MARKERS: dict[str, list[float]] = {
    "heartrate": [*BYTE, *SHORT],
    "cadence": [*BYTE, *SHORT],
    "power": [*SHORT, *LONG, *SIGNED],
    "temperature": [127, 255, *SHORT, *SIGNED],
    # scaled: altitude / 5 - 500, speed / 1000, distance / 100
    "altitude": [12_606.8, 12_607, *SHORT, *LONG, *SIGNED, 858_992_958.8, 858_992_959],
    "speed": [65.534, 65.535, *SHORT, *LONG, 4_294_967.294, 4_294_967.295],
    "distance": [42_949_672.94, 42_949_672.95, *LONG],
}


def test_streams_with_markers() -> None:
    assert set(MARKED_STREAMS) == set(MARKERS)


@pytest.mark.parametrize("stream", MARKERS)
def test_markers_are_found_among_other_values(stream: str) -> None:
    marked = np.array(MARKERS[stream], dtype=np.float64)
    others = np.setdiff1d(np.concatenate((marked - 3, marked + 3, [0.0, 100.0, np.nan])), marked)
    values = np.concatenate((marked, others))
    found = is_marker(Records.of(len(values), **{stream: values}), stream)
    assert found.tolist() == [True] * len(marked) + [False] * len(others)
