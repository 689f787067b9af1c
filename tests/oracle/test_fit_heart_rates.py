"""The heart rates of hr messages equal those that Garmin's SDK expands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from garmin_fit_sdk import Decoder, Stream
from numpy.testing import assert_allclose, assert_array_equal

from activitylint.formats.fit import read
from activitylint.model.fit import FitFile
from heart_rates import joined
from paths import CORPUS, corpus


def _files() -> list[Any]:
    chains = [path for path in corpus(".fit") if "event_timestamp" in path.name or "fr935" in path.name]
    return [pytest.param(path, id=str(path.relative_to(CORPUS))) for path in chains]


@pytest.mark.parametrize("path", _files())
def test_heart_rates_equal_those_of_garmin_s_sdk(path: Path) -> None:
    data = path.read_bytes()
    found = read(data).fit
    assert found is not None
    rates = joined(found.heart_rates)
    file = found.messages["hr"].file[rates.message]
    assert len(rates) > 10_000
    for ordinal, part in enumerate(found.files):
        mine = file == ordinal
        if not mine.any():
            continue
        messages = _hr_messages(data, part)
        events = [event for message in messages for event in _several(message["event_timestamp"])]
        bpm = [rate for message in messages for rate in _several(message["filtered_bpm"])]
        assert_array_equal(rates.event[mine], events)
        assert_array_equal(rates.bpm[mine], bpm)
        first = messages[0]
        start = first["timestamp"].timestamp() + first["fractional_timestamp"] - first["event_timestamp"]
        assert_allclose(rates.time[mine], [start + event for event in events], rtol=0, atol=1e-5)


def _hr_messages(data: bytes, part: FitFile) -> list[dict[str, Any]]:
    end = part.offset + part.header_size + part.data_size + 2
    messages, errors = Decoder(Stream.from_byte_array(bytearray(data[part.offset : end]))).read(merge_heart_rates=False)
    assert not errors
    return [dict(message) for message in messages["hr_mesgs"]]


def _several(value: Any) -> list[float]:
    return value if isinstance(value, list) else [value]
