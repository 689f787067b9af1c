"""Two other FIT readers read the builder's files as intended."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import fitdecode
import garmin_fit_sdk
import pytest

from fit_builder import INVALID, START, DeveloperField, FitFile, Raw, activity, chain, pool_swim, strength

WHOLE = {
    "activity": lambda: activity(10),
    "big endian": lambda: activity(10, file=FitFile(big_endian=True)),
    "12-byte header": lambda: activity(10, file=FitFile(header_size=12)),
    "pool swim": lambda: pool_swim(4),
    "strength": lambda: strength(3),
}


def decode(data: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the messages by name as fitdecode reads them, with the CRC checked."""
    messages: dict[str, list[dict[str, Any]]] = {}
    with (
        warnings.catch_warnings(),
        fitdecode.FitReader(
            data, check_crc=fitdecode.CrcCheck.RAISE, error_handling=fitdecode.ErrorHandling.RAISE
        ) as reader,
    ):
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage):
                messages.setdefault(frame.name, []).append({f.name: f.value for f in frame.fields})
    return messages


def sdk(data: bytes) -> garmin_fit_sdk.Decoder:
    return garmin_fit_sdk.Decoder(garmin_fit_sdk.Stream.from_byte_array(bytearray(data)))


@pytest.mark.parametrize("make", WHOLE.values(), ids=WHOLE)
def test_two_other_readers_read_a_complete_file(make: Callable[[], FitFile]) -> None:
    data = make().build()
    assert sdk(data).is_fit()
    assert sdk(data).check_integrity()
    messages, errors = sdk(data).read()
    counts = {name.removesuffix("_mesgs"): len(list(rows)) for name, rows in dict[str, Any](messages).items()}
    assert not errors
    assert counts["session"] == 1
    assert counts == {name: len(rows) for name, rows in decode(data).items()}


def test_values_come_back_as_they_were_given() -> None:
    record = decode(activity(3).build())["record"][2]
    assert record["timestamp"].timestamp() == START + 2
    assert record["position_long"] == pytest.approx(-30 * 2**31 / 180, abs=1)
    assert (record["distance"], record["heart_rate"]) == (10.0, 122)
    assert record["enhanced_altitude"] == pytest.approx(20.4)


def test_a_field_can_be_missing_invalid_or_raw() -> None:
    record = decode(
        activity(2).change("record", 1, heart_rate=INVALID, cadence=None, unknown_77=Raw(7, "uint16")).build()
    )["record"][1]
    assert record["heart_rate"] is None
    assert "cadence" not in record
    assert record["unknown_77"] == 7


def test_more_than_sixteen_kinds_of_message_redefine_local_types() -> None:
    fit = FitFile()
    for _ in range(2):
        for number in range(65280, 65300):
            fit.message(number, unknown_1=number % 250)
    messages = decode(fit.build())
    assert len(messages) == 20
    assert all(len(rows) == 2 for rows in messages.values())


def test_compressed_timestamps_and_developer_fields() -> None:
    fit = activity(2).message("developer_data_id", developer_data_index=0, application_id=bytes(16))
    fit.developer_field(5, "Load", units="kg")
    fit.message("record", heart_rate=99, offset=(START + 1) % 32, developer=[DeveloperField(5, b"\x10\x00")])
    record = decode(fit.build())["record"][-1]
    assert record["Load"] == 16
    assert record["timestamp"].timestamp() == START + 1


def test_editing() -> None:
    fit = activity(5).drop("lap").drop("record", 0, 1).insert("session", "lap", start_time=START)
    names = [message.name for message in fit.of("record", "lap", "session")]
    assert names == ["record"] * 3 + ["lap", "session"]


def test_chain() -> None:
    assert len(decode(chain(activity(2), FitFile().message("hr", filtered_bpm=99)))["hr"]) == 1
