"""Values that a file has in few bits: compressed timestamps, packed fields, heart rates of a strap."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable

import fitdecode
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from activitylint.formats.fit import counters, hr, read
from activitylint.formats.fit.counters import count_on
from activitylint.model.fit import HeartRates
from fit_builder import FitFile, Raw, chain
from heart_rates import joined

NAN = float("nan")
EPOCH = 631_065_600
T = 1_000_000_000


def test_five_bits_count_on_from_the_last_full_timestamp() -> None:
    file = FitFile().message("event", timestamp=Raw(T + 30), event="timer")
    for seconds in (31, 33, 33, 63, 90, 96):
        file.message("record", power=200, offset=seconds)
    file.message("record", timestamp=Raw(T + 500), power=200).message("record", power=200, offset=500 + T % 32)
    base = T - T % 32
    assert T % 32 == 0
    times = read(file.build()).records.time - EPOCH
    assert times.tolist() == [base + s for s in (31, 33, 33, 63, 90, 96)] + [T + 500, T + 500]


def test_there_is_no_time_before_the_first_full_timestamp() -> None:
    file = FitFile().message("record", power=200, offset=3).message("event", timestamp=Raw(T), event="timer")
    file.message("record", power=200, offset=4)
    assert_array_equal(read(file.build()).records.time - EPOCH, [NAN, T + 4])


def test_a_chained_file_counts_from_its_own_timestamps() -> None:
    first = FitFile().message("record", timestamp=Raw(T), power=200).message("record", power=200, offset=1)
    second = FitFile().message("record", power=200, offset=2).message("record", timestamp=Raw(T + 64), power=200)
    times = read(chain(first, second)).records.time - EPOCH
    assert_array_equal(times, [T, T + 1, NAN, T + 64])


def test_a_message_with_both_timestamps_keeps_the_full_one() -> None:
    file = FitFile().message("record", timestamp=Raw(T), power=1, offset=5).message("record", power=1, offset=7)
    file.message("record", power=1, offset=6)
    assert (read(file.build()).records.time - EPOCH).tolist() == [T, T + 7, T + 38]


def test_a_compressed_header_with_local_type_0_and_no_offset() -> None:
    file = FitFile().message("event", local=1, timestamp=Raw(T), event="timer")
    for second in (0, 1, 32):
        file.message("record", local=0, power=second, offset=second)
    assert file.body().count(b"\x80") >= 2
    found = read(file.build())
    assert (found.records.time - EPOCH).tolist() == [T, T + 1, T + 32]
    assert found.fit is not None
    assert dict(found.fit.messages["record"].row(0))["timestamp"] == "2021-09-08T01:46:40Z"


def test_the_excerpt_shows_a_compressed_time() -> None:
    file = FitFile().message("event", timestamp=Raw(T), event="timer").message("record", power=200, offset=1)
    found = read(file.build()).fit
    assert found is not None
    assert found.messages["record"].row(0) == [("power", "200 watts"), ("timestamp", "2021-09-08T01:46:41Z")]


def test_fields_that_are_read_together_are_filled_from_others() -> None:
    file = FitFile().message("record", timestamp=Raw(T), speed=2.5).message("record", timestamp=Raw(T + 1), power=1)
    found = read(file.build()).fit
    assert found is not None
    assert found.messages["record"].columns("power", "enhanced_speed")[1].tolist()[0] == 2.5
    file.message("device_info", device_index=3, offset=5)
    found = read(file.build()).fit
    assert found is not None
    time, index = found.messages["device_info"].columns("timestamp", "device_index")
    assert (time.tolist(), index.tolist()) == ([EPOCH + T + 5], [3])


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 31), st.integers(0, 10**6)), max_size=40))
def test_compressed_times_equal_those_of_fitdecode(steps: list[tuple[bool, int, int]]) -> None:
    file = FitFile().message("record", timestamp=Raw(T), heart_rate=1)
    for whole, offset, later in steps:
        if whole:
            file.message("lap", timestamp=Raw(T + later), total_calories=1)
        else:
            file.message("record", heart_rate=1, offset=offset)
    data = file.build()
    with fitdecode.FitReader(io.BytesIO(data), processor=None) as reader:
        expected = [
            frame.get_value("timestamp")
            for frame in reader
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "record"
        ]
    assert (read(data).records.time - EPOCH).tolist() == expected


def test_plain_fields_fill_the_gaps_of_enhanced_ones() -> None:
    file = FitFile().message("record", altitude=10, speed=2, local=0)
    file.message("record", altitude=11, enhanced_altitude=11.2, speed=3, enhanced_speed=3.001, local=1)
    records = read(file.message("record", enhanced_altitude=12.4, enhanced_speed=70, local=2).build()).records
    assert_allclose(records.altitude, [10, 11.2, 12.4])
    assert records.speed.tolist() == [2.0, 3.001, 70.0]


def test_a_plain_field_replaces_an_invalid_enhanced_one() -> None:
    file = FitFile().message("record", altitude=11, enhanced_altitude=Raw(0xFFFFFFFF), speed=3, enhanced_speed=4)
    records = read(file.build()).records
    assert records.altitude.tolist() == [11.0]
    assert records.speed.tolist() == [4.0]


def test_compressed_speed_and_distance() -> None:
    def packed(speed: float, distance: int) -> Raw:
        return Raw((round(speed * 100) | (distance * 16 & 0xFFF) << 12).to_bytes(3, "little"))

    first, second = FitFile(), FitFile()
    for metres in (0, 100, 250, 300, 520):
        first.message("record", compressed_speed_distance=packed(2.5, metres))
    first.message("record", compressed_speed_distance=Raw(b"\xff\xff\xff"))
    second.message("record", compressed_speed_distance=packed(3, 40))
    records = read(chain(first, second)).records
    assert_array_equal(records.distance, [0, 100, 250, 300, 520, NAN, 40])
    assert_array_equal(records.speed, [2.5] * 5 + [NAN, 3])


def test_counters_wrap_at_their_number_of_bits() -> None:
    found = count_on(np.array([2]), np.array([0x1FFE]), np.arange(6), np.array([1, 2, 0xFFF, 0, 5, 4]), 12)
    assert_array_equal(found, [NAN, NAN, 0x1FFF, 0x2000, 0x2005, 0x3004])
    assert len(count_on(np.empty(0), np.empty(0), np.empty(0), np.empty(0), 5)) == 0


@given(
    st.integers(1, 8),
    st.lists(st.tuples(st.integers(0, 60), st.one_of(st.just(NAN), st.integers(0, 2**31).map(float))), max_size=8),
    st.lists(st.integers(0, 60), max_size=20),
    st.lists(st.integers(0, 31), min_size=20, max_size=20),
)
def test_counters_are_the_same_in_pieces_and_one_by_one(
    piece: int, anchors: list[tuple[int, float]], ordinals: list[int], low: list[int]
) -> None:
    anchors.sort(key=lambda pair: pair[0])
    at, bits = np.unique(np.array(ordinals, dtype=np.uint32)), np.array(low)
    expected: list[float] = []
    since, last = 0, NAN
    for ordinal, five in zip(at.tolist(), low, strict=False):
        # count from the last anchor, or from the last value if that is later
        known = [value for where, value in anchors if where <= ordinal]
        if len(known) > since:
            since, last = len(known), known[-1]
        last = NAN if math.isnan(last) else last + (int(five - last) & 31)
        expected.append(last)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counters, "_PIECE", piece)
        where = np.array([pair[0] for pair in anchors], dtype=np.int64)
        found = count_on(where, np.array([pair[1] for pair in anchors]), at, bits[: len(at)], 5)
    assert_array_equal(found, expected)


def _twelve_bits(*ticks: int) -> bytes:
    number = sum((tick & 0xFFF) << 12 * place for place, tick in enumerate(ticks))
    return number.to_bytes(len(ticks) * 12 // 8, "little")


def _pieces(file: FitFile) -> Iterable[HeartRates]:
    found = read(file.build()).fit
    assert found is not None
    return found.heart_rates


def _rates(file: FitFile) -> HeartRates:
    return joined(_pieces(file))


def test_a_message_with_both_clocks_gives_heart_rates_their_times() -> None:
    file = FitFile().message("hr", timestamp=Raw(T), fractional_timestamp=0.5, event_timestamp=10, filtered_bpm=80)
    ticks = [10 * 1024 + step for step in (1024, 3072, 6144, 7168)]
    file.message("hr", event_timestamp_12=_twelve_bits(*ticks), filtered_bpm=[81, 82, 83, 84])
    rates = _rates(file)
    assert rates.message.tolist() == [0, 1, 1, 1, 1]
    assert rates.event.tolist() == [10.0, 11.0, 13.0, 16.0, 17.0]
    assert (rates.time - EPOCH - T).tolist() == [0.5, 1.5, 3.5, 6.5, 7.5]
    assert rates.bpm.tolist() == [80.0, 81.0, 82.0, 83.0, 84.0]


def test_event_times_without_rates_and_rates_without_event_times() -> None:
    file = FitFile().message("hr", timestamp=Raw(T), event_timestamp=10, filtered_bpm=80)
    file.message("hr", event_timestamp_12=_twelve_bits(11264, 12288), filtered_bpm=[81])
    file.message("hr", filtered_bpm=[82, 83])
    rates = _rates(file)
    assert rates.message.tolist() == [0, 1, 1, 2, 2]
    assert_array_equal(rates.bpm, [80, 81, NAN, 82, 83])
    assert_array_equal(rates.event, [10, 11, 12, NAN, NAN])
    assert_array_equal(np.isnan(rates.time), [False, False, False, True, True])


def test_event_times_before_any_timestamp_have_no_time() -> None:
    file = FitFile().message("hr", event_timestamp=10, filtered_bpm=80)
    file.message("hr", event_timestamp_12=_twelve_bits(11264, 12288), filtered_bpm=[81, 82])
    rates = _rates(file)
    assert_array_equal(rates.event, [10, 11, 12])
    assert np.isnan(rates.time).all()


@pytest.mark.parametrize("padding", [b"\xff" * 3, b"\xff" * 6])
def test_padding_is_not_an_event(padding: bytes) -> None:
    file = FitFile().message("hr", timestamp=Raw(T), event_timestamp=10, filtered_bpm=80)
    file.message("hr", event_timestamp_12=_twelve_bits(11264, 12288) + padding, filtered_bpm=[81, 82, 255, 255])
    assert _rates(file).event.tolist() == [10.0, 11.0, 12.0]


@pytest.mark.parametrize("piece", [1, 40, 200])
def test_heart_rates_are_the_same_in_pieces_and_at_once(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    file = FitFile().message("hr", event_timestamp_12=_twelve_bits(5, 6), filtered_bpm=[70, 71])
    for turn in range(6):
        file.message("hr", timestamp=Raw(T + 9 * turn), event_timestamp=10 + 9 * turn, filtered_bpm=80)
        ticks = [(10 + 9 * turn) * 1024 + step for step in (1024, 3072, 6144, 7168)]
        file.message("hr", event_timestamp_12=_twelve_bits(*ticks), filtered_bpm=[81, 82, 83])
        file.message("hr", event_timestamp_12=_twelve_bits(ticks[3] + 512, ticks[3] + 2048), filtered_bpm=[84, 85])
        file.message("hr", filtered_bpm=[86]).message("hr", event_timestamp=18 + 9 * turn)
    whole = _rates(file)
    assert len(whole) == 2 + 6 * 9
    assert len(list(_pieces(file))) == 1
    monkeypatch.setattr(hr, "_PIECE", piece)
    monkeypatch.setattr(hr, "_MOST", 1 << 20)
    assert len(list(_pieces(file))) > 1
    cut = _rates(file)
    for name in ("message", "event", "time", "bpm"):
        assert_array_equal(getattr(cut, name), getattr(whole, name))


def test_no_hr_messages() -> None:
    assert len(_rates(FitFile().message("record", heart_rate=90))) == 0


@pytest.mark.parametrize(
    ("packed", "metres"),
    [
        (Raw([2600], "uint16"), 20.0),
        (Raw([2600], "uint32"), 20.0),
        (Raw([2600], "sint32"), 20.0),
        (Raw([-100], "sint16"), (2**16 - 100) / 5 - 500),
        (Raw([2600.5], "float32"), 20.1),
        (Raw([2600, 2601], "uint16"), NAN),
        (Raw([40, 10], "uint8"), 20.0),
        (Raw([40, 10], "byte"), 20.0),
        (Raw([0xFF, 10], "uint8"), NAN),
        (Raw([0xFF, 0xFF], "byte"), NAN),
        (Raw([0xFFFF], "uint16"), NAN),
        (Raw([2600 + (7 << 16)], "uint32"), 20.0),
    ],
)
def test_a_packed_value_is_the_same_for_any_base_type(packed: Raw, metres: float) -> None:
    found = read(FitFile().message("record", altitude=packed, power=1).build()).fit
    assert found is not None
    assert_allclose(found.messages["record"].column("enhanced_altitude"), [metres], atol=1e-4)
