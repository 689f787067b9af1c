"""Heart rates of hr messages, compared with a loop that follows the strap's clock event by event."""

from __future__ import annotations

import math
import random

import pytest
from numpy.testing import assert_array_equal

import activitylint
from activitylint.formats.fit import hr, read
from fit_builder import INVALID, FitFile, Raw
from heart_rates import joined

EPOCH = 631_065_600
T = 1_000_000_000
TICKS = 1024
NAN = math.nan

# timestamp, its fraction, ticks of event_timestamp, 12-bit values, rates; None if the message has no such field.
Message = tuple[float | None, float | None, list[int] | None, list[int] | None, list[int] | None]
Row = tuple[int, float, float, float]


def drawn(chance: random.Random) -> list[Message]:
    """Draw messages: as straps and watches write them, and others."""
    made: list[Message] = []
    ticks, seconds = chance.randrange(5000), T
    for _ in range(chance.randint(1, 25)):
        stamped = chance.random() < 0.3
        seconds += chance.randrange(100)
        whole = part = None
        if chance.random() < 0.4:
            ticks += chance.randrange(3000)
            whole = [
                ticks + 900 * n if chance.random() < 0.9 else 0xFFFFFFFF for n in range(chance.choice((1, 1, 1, 2)))
            ]
        if chance.random() < 0.6:
            part = []
            for _ in range(chance.choice((2, 2, 4, 8))):
                ticks += chance.randrange(1500)
                part.append(chance.choice((ticks & 0xFFF, ticks & 0xFFF, ticks & 0xFFF, 0xFFF)))
        count = chance.choice((0, 1, 1, 2, 4, 8))
        bpm = [chance.choice((60, 80, 100, 255)) for _ in range(count)] if count else None
        made.append(
            (seconds if stamped else None, 0.5 if stamped and chance.random() < 0.3 else None, whole, part, bpm)
        )
    return made


def file_of(messages: list[Message]) -> FitFile:
    file = FitFile()
    for timestamp, fraction, whole, part, bpm in messages:
        file.message(
            "hr",
            timestamp=None if timestamp is None else Raw(timestamp),
            fractional_timestamp=fraction,
            event_timestamp=None if whole is None else Raw(whole),
            event_timestamp_12=None if part is None else packed(part),
            filtered_bpm=None if bpm is None else [INVALID if rate == 255 else rate for rate in bpm],
            unknown_200=1,
        )
    return file


def packed(values: list[int]) -> bytes:
    number = sum(value << 12 * place for place, value in enumerate(values))
    return number.to_bytes(len(values) * 12 // 8, "little")


def expected(messages: list[Message]) -> list[Row]:
    """Return for each event its message, event time in seconds, time in seconds since FIT's epoch, and rate."""
    found: list[Row] = []
    ticks = stamp = beside = NAN
    stamped_at_all = any(timestamp is not None for timestamp, *_ in messages)
    for number, (timestamp, fraction, whole, part, bpm) in enumerate(messages):
        wholes = {place: value for place, value in enumerate(whole or ()) if value != 0xFFFFFFFF}
        rates = {place: rate for place, rate in enumerate(bpm or ()) if rate != 255}
        twelve = dict(enumerate(part or ()))
        if part and all(value == 0xFFF for value in part):
            twelve = {}  # bytes that are invalid all together
        twelve = {place: value for place, value in twelve.items() if value != 0xFFF or place in rates}
        for turn, place in enumerate(sorted({*wholes, *twelve, *rates})):
            event = NAN
            if place in wholes:
                ticks = event = wholes[place]
            if place in twelve:
                ticks += 0 if math.isnan(ticks) else (twelve[place] - int(ticks)) & 0xFFF
                event = wholes.get(place, ticks)
            if turn == 0 and timestamp is not None and not math.isnan(event):
                stamp, beside = timestamp + (fraction or 0), event / TICKS
            time = stamp + event / TICKS - beside if stamped_at_all else NAN
            found.append((number, event / TICKS, time, rates.get(place, NAN)))
    return found


@pytest.mark.parametrize("piece", [None, 1, 60])
@pytest.mark.parametrize("seed", range(60))
def test_events_equal_those_of_a_loop_over_the_clock(
    seed: int, piece: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if piece:
        monkeypatch.setattr(hr, "_PIECE", piece)
        monkeypatch.setattr(hr, "_MOST", 1 << 20)
    messages = drawn(random.Random(seed))
    found = read(file_of(messages).build()).fit
    assert found is not None
    rates = joined(found.heart_rates)
    rows = expected(messages)
    assert rates.message.tolist() == [row[0] for row in rows]
    assert_array_equal(rates.event, [row[1] for row in rows])
    assert_array_equal(rates.time - EPOCH, [row[2] for row in rows])
    assert_array_equal(rates.bpm, [row[3] for row in rows])


def test_twelve_bit_values_in_another_base_type_are_ignored() -> None:
    file = FitFile().message("hr", timestamp=Raw(T), event_timestamp=10, filtered_bpm=80)
    file.message("hr", event_timestamp_12=Raw([1000, 2000], "uint16"), filtered_bpm=[81, 82])
    found = read(file.build()).fit
    assert found is not None
    assert_array_equal(joined(found.heart_rates).event, [10, NAN, NAN])


def test_invalid_twelve_bit_values_are_not_events() -> None:
    file = FitFile().message("hr", event_timestamp_12=b"\xff" * 3, filtered_bpm=[81, 82])
    assert activitylint.lint(file.build(), name="a.fit").failure is None
    found = read(file.build()).fit
    assert found is not None
    assert_array_equal(joined(found.heart_rates).event, [NAN, NAN])
