"""Any bytes result in an Activity, and all its parts can be read."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activitylint.formats.fit import read
from activitylint.model.activity import Activity
from activitylint.model.faults import Place
from activitylint.model.format import Format
from example_count import examples
from fit_builder import DeveloperField, FitFile, Raw, activity, chain, pool_swim, strength


def _rich() -> bytes:
    """A chain with everything that the parser decodes."""
    packed = bytes([0x10, 0x20, 0x03])
    out = activity(3).developer_field(0, "Stamina").message("developer_data_id", developer_data_index=0)
    out.message("record", heart_rate=90, offset=3, compressed_speed_distance=packed)
    out.message("record", timestamp=Raw(10**9), developer=[DeveloperField(0, b"\1\2"), DeveloperField(9, b"", 4)])
    out.message("hr", timestamp=Raw(10**9), event_timestamp=Raw(4096), filtered_bpm=80)
    out.message("hr", event_timestamp_12=packed * 2, filtered_bpm=[80, 81, 82, 83])
    out.message("record", altitude=Raw(b"\1\2\3", base="uint16"), unknown_200=Raw(1.5, base="float64"))
    out.message(60000, unknown_1=Raw([1, 2, 3], base="sint64"), unknown_2=Raw(b"text", base="string"))
    return chain(out, pool_swim(2), FitFile(big_endian=True, items=strength(2).items))


RICH = _rich()


def _look_at_everything(found: Activity) -> None:
    assert found.format is Format.FIT
    assert found.fit is not None
    rows = len(found.records)
    assert all(len(getattr(found.records, name)) == rows for name in found.records.STREAMS)
    assert len(found.records.time) == len(found.records.segment) == rows
    places = [fault.at for fault in found.faults]
    for name, table in found.fit.messages.items():
        assert len(table.offset) == len(table.file) == len(table) > 0
        for field in table.fields():
            assert len(table.column(field)) == len(table.names(field)) == len(table.values(field)) == len(table)
        places += [Place(name, len(table) - 1), Place(name, 0, "timestamp"), Place(name, len(table))]
    assert len(found.fit.exercises) == len(found.sets)
    for location, excerpt in found.places.locate(places):
        assert location.byte >= 0
        assert excerpt is None or all(text.isprintable() for pair in excerpt.fields for text in pair)


@pytest.fixture(autouse=True)
def _no_warning() -> Any:
    with warnings.catch_warnings(), np.errstate(all="warn"):
        warnings.simplefilter("error")
        yield


def test_the_rich_chain_is_read_completely() -> None:
    found = read(RICH)
    assert not found.damaged
    assert found.fit is not None
    assert len(found.fit.files) == 3
    _look_at_everything(found)


@given(st.binary(max_size=300))
@settings(max_examples=examples(100), deadline=None)
def test_random_bytes(data: bytes) -> None:
    _look_at_everything(read(data))


@given(st.binary(max_size=300))
@settings(max_examples=examples(200), deadline=None)
def test_random_messages(body: bytes) -> None:
    _look_at_everything(read(FitFile().raw(body).build()))


@given(st.lists(st.tuples(st.integers(0, len(RICH) - 1), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=examples(150), deadline=None)
def test_changed_bytes(changes: list[tuple[int, int]]) -> None:
    data = bytearray(RICH)
    for place, value in changes:
        data[place] = value
    _look_at_everything(read(bytes(data)))


@given(st.integers(0, len(RICH)), st.integers(0, len(RICH)))
@settings(max_examples=examples(150), deadline=None)
def test_cut_bytes(first: int, last: int) -> None:
    _look_at_everything(read(RICH[:first] + RICH[last:]))


@given(
    st.sampled_from(
        ["record", "session", "set", "hr", "field_description", "developer_data_id", "event", "file_id", 5]
    ),
    st.lists(st.tuples(st.integers(0, 255), st.integers(0, 40), st.integers(0, 255)), max_size=6),
    st.integers(0, 255),
    st.booleans(),
)
@settings(max_examples=examples(200), deadline=None)
def test_any_definition(name: str | int, fields: list[tuple[int, int, int]], filler: int, big_endian: bool) -> None:
    values: dict[str, Any] = {
        f"unknown_{number}": Raw(bytes([filler]) * size, base=base) for number, size, base in fields
    }
    out = FitFile(big_endian=big_endian).message(name, **values).message(name, **dict(list(values.items())[::-1]))
    _look_at_everything(read(out.build()))
