"""Where values are in the text of a strength file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activitylint.formats import strength
from activitylint.model.faults import FILE, Place
from activitylint.model.finding import Excerpt, Location
from example_count import examples
from formats.strength.documents import good

TEXT = """{
  "start_time": "2026-05-01T08:00:00Z",
  "creator": {"name": "Caf\u00e9 \U0001f3cb Log"}, "elapsed_time": 1800,
  "streams": {"time": [0, 60], "odd key": [1]},
  "sets": [
    {"exercise_type": "PLANK_GENERIC", "duration": 60},
    {"exercise_type": "CRUNCH",
     "weight": 12.5}
  ]
}
"""


def located(place: Place, text: str = TEXT) -> Location:
    ((location, _),) = strength.read(text.encode()).places.locate([place])
    return location


@pytest.mark.parametrize(
    ("place", "path", "shown"),
    [
        (FILE, "$", "{"),
        (Place("set", 1, "weight"), "$.sets[1].weight", "12.5"),
        (Place("set", 1), "$.sets[1]", '{"exercise_type": "CRUNCH"'),
        (Place("set", 0, "exercise"), "$.sets[0].exercise_type", '"PLANK_GENERIC"'),
        (Place("set", 0, "weight"), "$.sets[0]", '{"exercise_type": "PLANK'),
        (Place("set", 7), "$.sets", "["),
        (Place("record", 1), "$.streams.time[1]", "60"),
        (Place("record", 1, "heartrate"), "$.streams", '{"time"'),
        (Place("session", field="elapsed"), "$.elapsed_time", "1800"),
        (Place("session", field="utc_offset"), "$", "{"),
        (Place("creator", field="name"), "$.creator.name", '"Caf'),
        (Place("value", path=("streams", "odd key"), field="key"), '$.streams["odd key"]', '"odd key"'),
        (Place("value", path=("streams", "odd key")), '$.streams["odd key"]', "[1]"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_each_place_is_located(place: Place, path: str, shown: str, encoding: str) -> None:
    data = TEXT.encode(encoding)
    ((location, excerpt),) = strength.read(data).places.locate([place])
    assert location.path == path
    assert location.line is not None
    assert location.column is not None
    line = TEXT.splitlines()[location.line - 1]
    assert line[location.column - 1 :].startswith(shown.splitlines()[0])
    plain = encoding.removesuffix("-sig") + ("-le" if encoding in {"utf-16", "utf-32"} else "")
    assert data[location.byte :].decode(plain).startswith(shown.splitlines()[0])
    assert excerpt is not None
    assert (excerpt.line, excerpt.column) == (line, location.column)


@pytest.mark.parametrize(("key", "shown"), [("k" * 39 + " ", None), ("k " * 20 + "k", f"{('k ' * 20)[:37]}...")])
def test_a_long_key_is_shortened_in_a_path(key: str, shown: str | None) -> None:
    location = located(Place("value", path=(key,)), json.dumps({key: 1}))
    assert location.path == f'$["{shown or key}"]'


def test_only_strings_numbers_and_literals_have_a_length() -> None:
    assert located(Place("creator", field="name")).length == len('"Caf\u00e9 \U0001f3cb Log"'.encode())
    assert located(Place("set", 1, "weight")).length == 4
    assert located(Place("set", 1)).length == 0


def test_locations_keep_the_order_of_the_places() -> None:
    places = [Place("set", 1, "weight"), FILE, Place("set", 0), Place("session", field="start_time"), FILE]
    found = strength.read(TEXT.encode()).places.locate(places)
    assert [location for location, _ in found] == [located(place) for place in places]


def test_the_last_value_of_a_repeated_key_is_located() -> None:
    text = '{"sets": [{"weight": 1}], "sets": [{"duration": 2, "duration": 3}]}'
    assert located(Place("set", 0, "duration"), text).column == text.index("3") + 1
    assert located(Place("set", 0, "weight"), text).path == "$.sets[0]"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_lines_are_counted_with_every_kind_of_line_break(line_break: str) -> None:
    data = TEXT.replace("\n", line_break).encode()
    ((location, excerpt),) = strength.read(data).places.locate([Place("set", 1, "weight")])
    assert (location.line, location.column) == (8, 16)
    assert excerpt is not None
    assert excerpt.line == '     "weight": 12.5}'


def test_a_long_line_is_shortened_around_the_place() -> None:
    document = good()
    document["sets"] *= 1000
    data = json.dumps(document).encode()
    ((location, excerpt),) = strength.read(data).places.locate([Place("set", 1001, "duration")])
    assert excerpt is not None
    assert len(excerpt.line) < 200
    assert excerpt.line[excerpt.column - 1 :].startswith("60")
    assert excerpt.line.startswith("...")
    assert excerpt.line.endswith("...")
    assert (location.line, location.column) == (1, location.byte + 1)


@pytest.mark.parametrize("behind", ["", "\n}", "\r\n}"])
@pytest.mark.parametrize("after", [1, 99, 100, 101, 159, 161, 400])
@pytest.mark.parametrize("before", [0, 59, 60, 61, 100, 400])
def test_an_excerpt_is_the_line_or_a_part_of_it(before: int, after: int, behind: str) -> None:
    head = f"{' ' * before}@"[1:] if before else ""
    line = f"{head}{'@' * after}"
    data = f'{{"a":\n{line}{behind}'.encode()
    ((location, excerpt),) = strength.read(data).places.locate([Place("byte", 6 + len(head), length=1)])
    start = 0 if len(line) <= 160 else max(0, len(head) - 60)
    shown = line[start : start + 160]
    lead, tail = "..." if start else "", "..." if len(line) > start + 160 else ""
    assert excerpt == Excerpt(f"{lead}{shown}{tail}", len(head) - start + len(lead) + 1)
    assert (location.line, location.column) == (2, len(head) + 1)


_json: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=15,
)


def _paths(value: Any, above: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(above, value), *(entry for key, child in pairs for entry in _paths(child, (*above, key)))]


@given(_json, st.sampled_from([None, 1]))
@settings(max_examples=examples(200), deadline=None)
def test_every_value_is_found(value: Any, indent: int | None) -> None:
    document = {"of": value}
    text = json.dumps(document, indent=indent, ensure_ascii=False).encode("utf-8", "replace").decode()
    document = json.loads(text)
    entries = _paths(document)
    places = [Place("value", path=path) for path, _ in entries]
    for (path, wanted), (location, _) in zip(entries, strength.read(text.encode()).places.locate(places), strict=True):
        position = len(text.encode()[: location.byte].decode())
        assert json.JSONDecoder().raw_decode(text, position)[0] == wanted, path
