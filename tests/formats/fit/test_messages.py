"""Messages as columns, compared with a reader that decodes one message at a time."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from numpy.testing import assert_allclose

from activitylint.formats.fit import contents, definitions, layout, located, profile, read
from activitylint.model.fit import FitMessages
from formats.fit import reference
from formats.fit.reference import Field, Message

SEEDS = range(60)


@pytest.fixture(params=["one by one", "as arrays", "piece by piece", "as columns"])
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run with each way of reading: for few messages, for few definitions, and for many definitions and types."""
    if request.param == "as arrays":
        monkeypatch.setattr(layout.Layout, "is_small", False)
        monkeypatch.setattr(contents, "_FEW_MESSAGES", 0)
    if request.param == "piece by piece":
        monkeypatch.setattr(layout, "_FEW", 1)
        monkeypatch.setattr(layout, "_FEW_DEFINITIONS", 1)
        monkeypatch.setattr(located, "_PIECE", 40)
        monkeypatch.setattr(contents, "_BOUND", 2)
        monkeypatch.setattr(contents, "_FEW_DEFINITIONS", 0)
        monkeypatch.setattr(layout, "_TEXTS", 3)
    if request.param == "as columns":
        monkeypatch.setattr(definitions, "_FEW", 0)


def tables(data: bytes) -> dict[int, tuple[FitMessages, list[Message]]]:
    """Return each table of a file with its messages one by one, by message number."""
    found = read(data)
    assert not found.damaged
    assert found.fit is not None
    every = list(reference.messages(data))
    numbers = list(dict.fromkeys(message.number for message in every))
    assert [table.number for table in found.fit.messages.values()] == numbers
    return {
        table.number: (table, [message for message in every if message.number == table.number])
        for table in found.fit.messages.values()
    }


def converted(values: list[float], number: int, field: int) -> list[float]:
    """Convert raw values to the units of an activity."""
    scale, offset, kind = reference.columns(number, field)
    numbers = [value / scale - offset for value in values]
    if kind == "degrees":
        return [value * (180 / 2**31) for value in numbers]
    return [value + reference.EPOCH for value in numbers] if kind == "time" else numbers


def fields_of(every: list[Message]) -> list[int]:
    return sorted({field.number for message in every for field in message.fields})


def strings(message: Message) -> list[Field]:
    return [field for field in message.fields if field.size and field.base == profile.STRING]


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("seed", SEEDS)
def test_messages_equal_those_of_the_reference_reader(seed: int) -> None:
    for number, (table, every) in tables(reference.files(seed)).items():
        assert (len(table), table.name) == (len(every), profile.message_name(number))
        assert table.offset.tolist() == [message.offset for message in every]
        assert table.file.tolist() == [message.file for message in every]
        assert [table.place(row) for row in range(len(every))] == [(one.offset, one.size) for one in every]
        counts: Counter[int] = Counter()
        for message in every:
            counts.update({field.number for field in message.fields})
        names = {profile.field_name(number, field): count for field, count in counts.items()}
        assert dict(table.fields()) == names


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("seed", SEEDS)
def test_columns_equal_those_of_the_reference_reader(seed: int) -> None:
    for number, (table, every) in tables(reference.files(seed)).items():
        names = [profile.field_name(number, field) for field in fields_of(every)]
        columns = table.columns(*names) if seed % 2 else [table.column(name) for name in names]
        for field, found in zip(fields_of(every), columns, strict=True):
            expected = np.full(len(every), math.nan)
            for row, message in enumerate(every):
                first = message.first(field, odd=False)
                if first is not None and first.base != profile.STRING:
                    expected[row] = converted(first.values(1), number, field)[0]
            assert_allclose(found, expected, rtol=1e-15, err_msg=f"{number}.{field}")


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("seed", SEEDS)
def test_arrays_and_texts_equal_those_of_the_reference_reader(seed: int) -> None:
    for number, (table, every) in tables(reference.files(seed)).items():
        for field in fields_of(every):
            scale, offset, kind = reference.columns(number, field)
            expected: list[tuple[float, ...]] = []
            texts: list[str | None] = []
            for message in every:
                first = message.first(field, odd=True)
                numbers = [] if first is None or first.base == profile.STRING else first.values()
                scaled = [value / scale - offset + reference.EPOCH * (kind == "time") for value in numbers]
                expected.append(tuple(value for value in scaled if not math.isnan(value)))
                some = (
                    one for one in message.fields if one.number == field and one.size and one.base == profile.STRING
                )
                text = next(some, None)
                texts.append((text.data.split(b"\0")[0].decode("utf-8", "replace") or None) if text else None)
            name = profile.field_name(number, field)
            assert table.values(name) == expected
            if any(one.number == field for message in every for one in strings(message)):
                assert list(table.names(name)) == texts


@pytest.mark.parametrize("seed", SEEDS[:20])
def test_a_row_shows_the_fields_of_its_message(seed: int) -> None:
    for number, (table, every) in tables(reference.files(seed)).items():
        for row in range(0, len(every), 7):
            names = [profile.field_name(number, field.number) for field in every[row].fields]
            assert [name for name, _ in table.row(row)][: len(names)] == names
