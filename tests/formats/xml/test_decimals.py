"""Decimal numbers that are read by their digits are the floats that Python reads."""

from __future__ import annotations

import random
import struct

import pytest

from activitylint.formats.xml import decimals as module
from activitylint.formats.xml.decimals import decimals
from activitylint.formats.xml.index import Index
from activitylint.formats.xml.text import Spans, cells

COUNT = 300
HEAD = "<a>" + " " * 16
extended = pytest.mark.skipif(not module._epsilon(), reason="this machine has no floats with more bits")

LONG = [pytest.param(before, 19 - before, marks=extended) for before in (0, 3, 19)]


def read(texts: list[str]) -> tuple[list[float], bool] | None:
    index = Index((HEAD + "".join(f"<b>{text}</b>" for text in texts) + "</a>").encode())
    spans = Spans.of(index, index.elements(1))
    found = decimals(index.buffer, cells(index, spans), spans.start, spans.stop)
    return None if found is None else (found[0].tolist(), found[1])


def digits(count: int) -> str:
    return "".join(random.choices("0123456789", k=count))


@pytest.mark.parametrize(("before", "after"), [(0, 15), (1, 0), (3, 7), (15, 0), *LONG])
def test_numbers_are_read_exactly(before: int, after: int) -> None:
    random.seed(before)
    texts = ["-0", "0"] if before else [".0", "-.0"]
    while len(texts) < COUNT:
        whole, rest = digits(random.randint(0, before)), digits(random.randint(0, after))
        if whole or rest:
            point = "." if rest else random.choice(["", "."][: 1 + bool(after)])
            texts.append(random.choice(["", "-"]) + whole + point + rest)
    found = read(texts)
    assert found is not None
    assert [struct.pack("d", value) for value in found[0]] == [struct.pack("d", float(text)) for text in texts]
    assert found[1] == any("." in text for text in texts)


@pytest.mark.parametrize(
    "odd", ["", "-", ".", "-.", "+1", "1e3", " 1", "1 ", "1-2", "--1", "1.2.3", "1/2", "1:2", "x", "NaN", "1" * 20]
)
def test_a_column_with_anything_else_is_not_read(odd: str) -> None:
    assert read(["1.5"] * COUNT) == ([1.5] * COUNT, True)
    assert read(["1.5"] * COUNT + [odd]) is None
    assert read([odd] + ["1"] * COUNT) is None


@extended
def test_the_digits_of_each_number_count() -> None:
    assert read(["1234567890123.5"] * COUNT + ["0.123456789012345678"]) is not None
    assert read(["1234567890123.5"] * COUNT + ["0.1234567890123456789"]) is None


@extended
def test_numbers_near_the_middle_between_two_floats_are_rounded_as_by_python(monkeypatch: pytest.MonkeyPatch) -> None:
    fractions = [(2 * number + 1) * 10**18 // 2**53 for number in range(COUNT)]
    texts = [f"1.{fraction + up:018}" for fraction in fractions for up in (0, 1)]
    assert read(texts) == ([float(text) for text in texts], True)
    monkeypatch.setattr(module, "_epsilon", lambda: 0.0)
    assert read(texts) is None


def test_few_numbers_are_left_to_numpy() -> None:
    assert read(["1.5"] * (module._FEW - 1)) is None
