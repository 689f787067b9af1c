"""Numbers, times and attributes as columns equal those that are read one by one."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.formats.iso8601 import read_schema_time
from activitylint.formats.xml.attributes import attribute, attribute_span, many
from activitylint.formats.xml.index import Index
from activitylint.formats.xml.text import Spans, numbers, read_together, text_of
from activitylint.formats.xml.times import times

YES = [
    "0",
    "1",
    "-1",
    "+1.5",
    ".5",
    "5.",
    "1e3",
    "1.5E-3",
    " 12 ",
    "\n7\t",
    "00012",
    "&#49;2",
    "<![CDATA[3]]>",
    "4<!---->2",
]
NO = [
    "",
    " ",
    "x",
    "1,5",
    "1_0",
    "0x10",
    "NaN",
    "INF",
    "-INF",
    "inf",
    "nan",
    "1e",
    "--1",
    "1 2",
    "1e999",
    "\u0661",
    "1.2.3",
]
EXPECTED = [0, 1, -1, 1.5, 0.5, 5, 1000, 0.0015, 12, 7, 12, 12, 3, 42]


def index_of(values: list[str]) -> tuple[Index, Spans]:
    index = Index(("<a>" + "".join(f"<b>{value}</b>" for value in values) + "</a>").encode())
    return index, Spans.of(index, np.arange(1, len(values) + 1, dtype=np.int32))


def test_numbers() -> None:
    values, bad, _ = numbers(*index_of(YES))
    assert values.tolist() == EXPECTED
    assert not bad.any()


def test_values_that_are_not_numbers() -> None:
    values, bad, _ = numbers(*index_of([*YES, *NO]))
    assert bad.tolist() == [False] * len(YES) + [True] * len(NO)
    assert np.isnan(values[len(YES) :]).all()


@pytest.mark.parametrize("text", YES)
def test_a_single_number_is_read_like_many(text: str) -> None:
    values, _, _ = numbers(*index_of([text]))
    assert values[0] == EXPECTED[YES.index(text)]


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.decimals(-180, 180, places=12).map(str))
)
def test_numbers_are_read_exactly(texts: list[str]) -> None:
    values, bad, _ = numbers(*index_of(texts))
    assert values.tolist() == [float(text) for text in texts]
    assert not bad.any()


DECIMALS = (st.decimals(-9999, 9999, places=9) | st.decimals(-99, 99, places=16)).map("{:f}".format)


@given(st.lists(st.lists(DECIMALS, min_size=4, max_size=8), min_size=2, max_size=5), st.sampled_from(["", "7", *YES]))
def test_columns_read_together_are_what_each_of_them_is_alone(columns: list[list[str]], other: str) -> None:
    columns = [[*column * 40, other] for column in columns[:-1]] + [columns[-1] * 40]
    index, every = index_of([text for column in columns for text in column])
    bounds = np.cumsum([0, *map(len, columns)])
    spans = [every.part(slice(first, after)) for first, after in pairwise(bounds)]
    read_together(index, spans)
    if other == "7":
        assert all(column.numbers for column in spans)
    for column, texts in zip(spans, columns, strict=True):
        values, bad, _ = numbers(index, column)
        alone, bad_alone, _ = numbers(*index_of(texts))
        assert values.tobytes() == alone.tobytes()
        assert bad.tolist() == bad_alone.tolist()
        if other == "7":
            assert values.tolist() == [float(text) for text in texts]


def test_a_long_number_is_read_completely() -> None:
    text = "46.07979217730462551116943359375000000000000000000000001"
    values, _, _ = numbers(*index_of([text, "1"]))
    assert values.tolist() == [float(text), 1]


ZONES = {"Z": 0, "+00:00": 0, "+01:00": 3600, "-05:30": -19800, "+0200": 7200, "+14:00": 50400, "": 0, "-03": -10800}


@given(
    st.lists(
        st.tuples(
            st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30)),  # noqa: DTZ001 -- the zone is drawn apart
            st.sampled_from(["", ".5", ".250", ".123456", ",5", ".1234567"]),
            st.sampled_from(list(ZONES)),
        ),
        max_size=12,
    )
)
def test_times_in_any_notation(drawn: list[tuple[dt.datetime, str, str]]) -> None:
    texts = [f"{moment.isoformat(timespec='seconds')}{fraction}{zone}" for moment, fraction, zone in drawn]
    found = times(*index_of(texts))
    for number, (moment, fraction, zone) in enumerate(drawn):
        whole = moment.replace(microsecond=0, tzinfo=dt.UTC).timestamp() - ZONES[zone]
        exact = Decimal(whole) + Decimal(fraction.replace(",", ".") or 0)
        assert found.seconds[number] == pytest.approx(float(exact), abs=1e-5)
        assert not found.unreadable[number]
        assert found.naive[number] == (zone == "")
        assert found.odd_fraction[number] == (len(fraction) > 4 or "," in fraction)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "05/01/2024 10:00",
        "2024-01-05 10:00:00Z",
        "2024-01-05T10:00:00ZZ",
        "2024-13-05T10:00:00Z",
        "2023-02-29T10:00:00Z",
        "2024-00-05T10:00:00Z",
        "2024-01-32T10:00:00Z",
        "2024-01-05T25:00:00Z",
        "2024-01-05T24:00:01Z",
        "2024-01-05T24:01:00Z",
        "2024-01-05T10:60:00Z",
        "2024-01-05T10:00:60Z",
        "2024-01-05T10:00Z",
        "2024-01-05T10:00:00.Z",
        "2024-01-05T10:00:00+15:00",
        "2024-01-05",
        "1704448800",
        "+052870-03-11T09:39:10.000Z",
        "2024-01-05t10:00:00z",
        "2024-01-05T10:00:00Z0Z",
        "2024-01-05T10:00:00.0.0Z",
        "2024-01-05T10:00:00.\u0660Z",
        "2024-01-05T10:00:0Z",
        "2O24-01-05T10:00:00Z",
        "+024-01-05T10:00:00Z",
        "2024-W1-05T10:00:00Z",
        "\u00b724-01-05T10:00:00Z",
        "\u0662024-01-05T10:00:00Z",
    ],
)
def test_values_that_are_not_times(text: str) -> None:
    assert math.isnan(read_schema_time(text)[0])
    plain = [f"2024-01-05T10:00:0{second}Z" for second in range(9)]
    among = times(*index_of([*plain, text, *plain]))
    assert among.unreadable.tolist() == [*[False] * 9, True, *[False] * 9]
    first = times(*index_of([text, *plain]))
    assert first.unreadable.tolist() == [True, *[False] * 9]
    first = times(*index_of([text, *2 * plain]))
    assert first.unreadable.tolist() == [True, *[False] * 18]
    assert times(*index_of([text] * 20)).unreadable.tolist() == [True] * 20
    assert times(*index_of([text])).unreadable.tolist() == [True]


def test_bytes_that_are_no_characters_are_no_time() -> None:
    index = Index(b"<a>" + b"<b>2024-0\xb7-05T10:00:00Z</b>" * 20 + b"</a>")
    assert times(index, Spans.of(index, np.arange(1, 21, dtype=np.int32))).unreadable.tolist() == [True] * 20


@pytest.mark.parametrize("year", [1900, 2000, 2023, 2024])
def test_exactly_the_days_of_a_year_are_dates(year: int) -> None:
    days = [(month, day) for month in range(14) for day in range(33)]
    texts = [f"{year}-{month:02}-{day:02}T12:00:00Z" for month, day in days]
    found = times(*index_of(texts)).seconds
    alone = [read_schema_time(text)[0] for text in texts]
    for (month, day), second, other in zip(days, found.tolist(), alone, strict=True):
        try:
            expected = dt.datetime(year, month, day, 12, tzinfo=dt.UTC).timestamp()
        except ValueError:
            assert math.isnan(second), (month, day)
            assert math.isnan(other), (month, day)
        else:
            assert second == other == expected, (month, day)


def test_midnight_at_the_end_of_a_day_and_white_space_around() -> None:
    ways = ["2024-12-31T24:00:00Z", "\n 2025-01-01T00:00:00Z \n", "2025&#45;01-01T00:00:00Z"]
    for texts in (ways, 3 * ways):  # one by one, and as columns
        assert set(times(*index_of(texts)).seconds.tolist()) == {1735689600.0}


def test_many_notations_in_one_file() -> None:
    texts = [f"2024-01-01T00:00:00.{'1' * (n % 30 + 1)}+01:{n % 60:02}" for n in range(300)]
    found = times(*index_of(texts))
    assert found.seconds.tolist() == [read_schema_time(text)[0] for text in texts]


TAGS = [
    '<p lat="1" lon="2"/>',
    "<p lat='1' lon='2'></p>",
    '<p lon="2" lat="1"/>',
    '<p lat = "1"\n lon="2" />',
    '<p lat="1"/>',
    "<p/>",
    '<p x="a &gt; lat=" lat="1" lon="2"/>',
    '<p lat="&#49;" lon="2"/>',
    '<p xlat="9" lat="1" lon="2" y="\'"/>',
    '<p x=\'" lat="8"\' lat="1" lon="2"/>',
]


@pytest.mark.parametrize("first", TAGS)
@given(st.lists(st.sampled_from(TAGS), min_size=0, max_size=80))
def test_attributes_of_many_elements_equal_those_of_each(first: str, tags: list[str]) -> None:
    tags = [first] * 40 + tags
    index = Index(("<a>" + "".join(tags) + "</a>").encode())
    elements = np.arange(1, len(tags) + 1, dtype=np.int32)
    found = many(index, elements, ("lat", "lon"))
    for name in ("lat", "lon"):
        column = found.wanted[name]
        for row, element in enumerate(elements.tolist()):
            expected = attribute(index, element, name)
            assert column.present[row] == (expected is not None)
            if expected is not None:
                assert column.spans.text(index, row) == expected
    for name, rows in found.others.items():
        assert all(attribute(index, int(elements[row]), name) is not None for row in rows)


def test_an_attribute_is_located_at_its_name() -> None:
    index = Index(b"<a b='1'  c = '2'/>")
    assert attribute_span(index, 0, "c") == (10, 15, 16)
    assert attribute_span(index, 0, "d") is None


def test_text_of_an_element() -> None:
    index = Index(b"<a> x &amp; <!-- no --><![CDATA[&amp;]]>&#x41;&foo;<b/></a>")
    assert text_of(index, 0) == " x & &amp;A&foo;"
    assert text_of(index, 1) == ""


@pytest.mark.parametrize(
    "value", ["", " \n", "<!-- a -->", " <?a?>\t", "<![CDATA[ ]]>", "&#32;", "<![CDATA[]]><!---->"]
)
def test_white_space_and_comments_are_no_value_however_they_are_written(value: str) -> None:
    index, spans = index_of([value, "1", "<![CDATA[1]]>", "<!-- a -->1"])
    assert spans.filled(index).tolist() == [False, True, True, True]
