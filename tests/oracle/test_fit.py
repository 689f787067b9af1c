"""The FIT parser agrees with fitdecode on every real file: counts, times and values of all fields.

fitdecode takes seconds per megabyte, so files above LARGE bytes are compared only if ACTIVITYLINT_FULL_ORACLE=1.
"""

from __future__ import annotations

import gzip
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import fitdecode
import numpy as np
import pytest

from activitylint.formats.fit import read
from activitylint.model.arrays import Float
from activitylint.model.fit import FitMessages
from activitylint.model.tables import Records
from paths import CORPUS, corpus

LARGE = 700_000
FULL = os.environ.get("ACTIVITYLINT_FULL_ORACLE") == "1"
FIELDS = (
    "timestamp",
    "position_lat",
    "position_long",
    "enhanced_altitude",
    "altitude",
    "distance",
    "enhanced_speed",
    "speed",
    "heart_rate",
    "cadence",
    "power",
    "temperature",
)
SUMMARY_FIELDS = ("timestamp", "start_time", "total_elapsed_time", "total_timer_time", "total_distance", "sport")


def _files() -> list[Any]:
    files = corpus(".fit", ".fit.gz")
    return [
        pytest.param(
            path,
            id=str(path.relative_to(CORPUS)),
            marks=[pytest.mark.skipif(not FULL and path.stat().st_size > LARGE, reason="takes fitdecode seconds")],
        )
        for path in files
    ]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("path", _files())
def test_reads_what_fitdecode_reads(path: Path) -> None:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    messages, whole = _decode(data)

    activity = read(data)
    assert activity.fit is not None
    tables = activity.fit.messages
    decoded: dict[str, list[Any]] = defaultdict(list)
    for message in messages:
        decoded[message.name].append(message)
    if whole:
        assert {name: len(table) for name, table in tables.items()} == {name: len(of) for name, of in decoded.items()}
        assert list(tables) == list(decoded), "in the order of their first message"
        for name, table in tables.items():
            _compare_fields(table, decoded[name])
    for name, fields in (("record", FIELDS), ("session", SUMMARY_FIELDS), ("lap", SUMMARY_FIELDS)):
        expected = _expected(decoded[name], fields)
        for field, column in expected.items():
            found = tables[name].column(field) if name in tables else np.empty(0)
            np.testing.assert_array_equal(found[: len(column)], column, err_msg=f"{name}.{field}")
        if name == "record":
            _compare_records(activity.records, expected)


def _compare_fields(table: FitMessages, messages: list[Any]) -> None:
    """Compare every field that a definition lists, whether or not a rule reads it."""
    expected: dict[str, Float] = {}
    counts: Counter[str] = Counter()
    for row, message in enumerate(messages):
        seen: set[str] = set()
        for field in message.fields:
            definition = field.field_def
            if field.is_expanded or definition.is_dev or (name := definition.name) in seen:
                continue
            seen.add(name)
            if field.base_type.name == "byte":
                continue
            if name not in expected:
                expected[name] = np.full(len(messages), np.nan)
            expected[name][row] = _number(definition.field, field.raw_value)
        counts.update(seen)
    assert dict(table.fields()) == dict(counts), table.name
    for name, column in expected.items():
        found = table.column(name)
        read_here = ~np.isnan(column)  # another field may fill in what this one leaves out
        np.testing.assert_array_equal(found[read_here], column[read_here], err_msg=f"{table.name}.{name}")


def _compare_records(records: Records, expected: dict[str, Float]) -> None:
    for name in ("altitude", "speed"):
        enhanced, plain = expected[f"enhanced_{name}"], expected[name]
        found = getattr(records, name)[: len(plain)]
        np.testing.assert_array_equal(found, np.where(np.isnan(enhanced), plain, enhanced))


def _decode(data: bytes) -> tuple[list[Any], bool]:
    """The data messages as far as fitdecode reads them, and whether it reads them to the end.

    Without a processor, so that times and positions are the numbers of the file.
    """
    messages: list[Any] = []
    try:
        with fitdecode.FitReader(
            data,
            processor=None,
            check_crc=fitdecode.CrcCheck.DISABLED,
            error_handling=fitdecode.ErrorHandling.IGNORE,
        ) as reader:
            messages.extend(frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage))
    except (fitdecode.FitError, ValueError):
        # fitdecode reads neither damaged files nor developer fields of size 0
        return messages, False
    return messages, True


def _expected(messages: list[Any], names: tuple[str, ...]) -> dict[str, Float]:
    """The first value of each of these fields in each message; NaN if it has none."""
    columns = {name: np.full(len(messages), np.nan) for name in names}
    for row, message in enumerate(messages):
        named = [(name, field) for field in message.fields if (name := field.name) in columns]
        # a field in the file has precedence over an expanded one, which has the scale of its component
        for name, field in sorted(named, key=lambda entry: entry[1].is_expanded):
            if np.isnan(columns[name][row]):
                value = field.value if field.is_expanded else field.raw_value
                columns[name][row] = _number(field.field, value, scaled=field.is_expanded)
    return columns


def _number(entry: Any, value: Any, *, scaled: bool = False) -> float:
    """Convert a raw value to the units of an activity. entry: the profile's entry for the field."""
    if isinstance(value, tuple):
        value = value[0] if value else None
    if value is None or isinstance(value, str | bytes):
        return float("nan")
    number = float(value)
    if entry is None:
        return number
    if not scaled:
        number = number / entry.scale if entry.scale else number
        number = number - entry.offset if entry.offset else number
    if entry.type.name in {"date_time", "local_date_time"}:
        return number + 631_065_600
    return number * (180.0 / 2**31) if entry.units == "semicircles" else number
