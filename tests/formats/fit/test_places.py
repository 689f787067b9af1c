from __future__ import annotations

import pickle
from typing import Any

import pytest

from activitylint.formats.fit import read
from activitylint.model.faults import FILE, Place
from activitylint.model.finding import Excerpt, Location, MessageRef
from fit_builder import FitFile, Raw, activity

DATA = activity(3).build()


def locate(data: bytes, place: Place) -> tuple[Location, Excerpt | None]:
    (found,) = read(data).places.locate([place])
    return found


def test_a_message_has_a_byte_and_its_fields_as_excerpt() -> None:
    location, excerpt = locate(DATA, Place("record", 1, "heart_rate"))
    assert location.message == MessageRef("record", 1)
    assert location.line is None
    record = DATA[location.byte : location.byte + location.length]
    assert record[0] < 0x40
    assert location.length == 30
    assert excerpt is not None
    assert excerpt.marked == "heart_rate"
    assert dict(excerpt.fields)["heart_rate"] == "121 bpm"
    assert dict(excerpt.fields)["timestamp"] == "2026-03-01T08:00:01Z"


@pytest.mark.parametrize("name", ["file_id", "event", "session", "lap", "activity"])
def test_every_message_type_is_a_table(name: str) -> None:
    location, excerpt = locate(DATA, Place(name))
    assert location.message == MessageRef(name, 0)
    assert excerpt is not None


@pytest.mark.parametrize(
    "place", [FILE, Place("set"), Place("record", 3), Place("record", -1), Place("no such table"), Place("value")]
)
def test_absent_places_are_at_the_start_of_the_file(place: Place) -> None:
    assert locate(DATA, place) == (Location(), None)


@pytest.mark.parametrize(
    ("row", "length", "byte", "reach"),
    [(4, 4, 4, 4), (len(DATA), 3, len(DATA) - 1, 1), (len(DATA) - 2, 9, len(DATA) - 2, 2), (-5, 1, 0, 1)],
)
def test_a_byte_place_is_inside_the_file(row: int, length: int, byte: int, reach: int) -> None:
    assert locate(DATA, Place("byte", row, length=length)) == (Location(byte=byte, length=reach), None)


def test_places_in_an_empty_file() -> None:
    assert locate(b"", Place("byte", 0, length=14)) == (Location(), None)


def test_an_excerpt_is_short_and_includes_the_marked_field() -> None:
    fields: dict[str, Any] = {f"unknown_{number}": 1 for number in range(220, 250)}
    many = FitFile().message("session", **fields, sport="cycling")
    _, excerpt = locate(many.build(), Place("session", 0, "sport"))
    assert excerpt is not None
    assert len(excerpt.fields) == 16
    assert excerpt.fields[0] == ("unknown_220", "1")
    assert excerpt.fields[-1] == ("sport", "cycling")


def test_an_excerpt_shows_that_the_marked_field_is_absent() -> None:
    _, excerpt = locate(FitFile().message("record", power=200).build(), Place("record", 0, "timestamp"))
    decoded = Excerpt(fields=(("power", "200 watts"), ("timestamp", "-")), marked="timestamp")
    assert excerpt == decoded
    assert hash(excerpt) == hash(decoded)
    assert repr(pickle.loads(pickle.dumps(excerpt))) == repr(excerpt) == repr(decoded)


def test_long_values_are_cut() -> None:
    file = FitFile().message("file_id", product_name="x" * 200, unknown_99=Raw(list(range(100))))
    _, excerpt = locate(file.build(), Place("file_id"))
    assert excerpt is not None
    assert excerpt.fields == (
        ("product_name", "x" * 59 + "…"),
        ("unknown_99", "0, 1, 2, 3, 4, 5, 6, 7, …"),
    )
