"""The check by columns finds exactly what jsonschema's own validator finds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from activitylint.formats.strength.check import check
from activitylint.formats.strength.schema import NAME, SchemaProblem, conforms, type_word
from activitylint.formats.strength.validator import FORMATS, STRICT_TYPES
from activitylint.vocabulary.schema_files import read_schema
from example_count import examples
from formats.strength.documents import documents, good, values
from paths import ROOT

SCHEMA = read_schema(NAME)
PLAIN = extend(Draft202012Validator, {}, type_checker=STRICT_TYPES)(  # type: ignore[no-untyped-call]
    SCHEMA, format_checker=FORMATS
)

Found = set[tuple[str, tuple[str | int, ...]]]


def plain(document: object) -> Found:
    """(keyword, path) of each error of jsonschema, without those that only follow from a wrong type."""
    found: Found = set()
    for error in PLAIN.iter_errors(document):
        path = tuple(error.absolute_path)
        if error.validator == "required":
            found |= {("required", (*path, key)) for key in error.validator_value if key not in error.instance}
        elif error.validator == "additionalProperties":
            known = error.schema["properties"]
            found |= {("additionalProperties", (*path, key)) for key in error.instance if key not in known}
        else:
            found.add((error.validator, path))
    mistyped = {path for keyword, path in found if keyword == "type"}
    return {(keyword, path) for keyword, path in found if keyword == "type" or path not in mistyped}


def spread(entries: list[SchemaProblem]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """(keyword, path) of each item of our problems, one of which may cover many items."""
    for entry in entries:
        if entry.rows is None:
            yield entry.keyword, entry.path
            continue
        place = next(i for i, part in enumerate(entry.path) if isinstance(part, int))
        assert entry.path[place] == entry.rows[0]
        for row in entry.rows:
            yield entry.keyword, (*entry.path[:place], row, *entry.path[place + 1 :])


@given(documents() | values)
@settings(max_examples=examples(400), deadline=None)
def test_columns_find_what_jsonschema_finds(document: Any) -> None:
    found = list(spread(check(document)))
    assert len(found) == len(set(found))
    assert set(found) == plain(document)


@given(documents() | values)
@settings(max_examples=examples(200), deadline=None)
def test_a_document_conforms_if_jsonschema_has_no_error(document: Any) -> None:
    assert conforms([document], SCHEMA) is (not plain(document))


def test_a_valid_document_has_no_problem() -> None:
    assert check(good()) == []


def test_repeated_problems_are_one_per_kind() -> None:
    document = good()
    document["sets"] = [
        {"exercise_type": "PLANK_GENERIC", "weight": weight} for weight in ("60", None, 60, True, "61", None)
    ]
    assert [(e.path, e.found, e.value, list(e.rows or ())) for e in check(document)] == [
        (("sets", 0, "weight"), "string", "60", [0, 4]),
        (("sets", 1, "weight"), "null", None, [1, 5]),
        (("sets", 3, "weight"), "boolean", True, [3]),
    ]


def test_unknown_names_after_the_twentieth_are_counted_together() -> None:
    document = good()
    document["sets"] = [{"exercise_type": "PLANK_GENERIC", f"note {i}": i} for i in range(50)]
    entries = check(document)
    assert [entry.path[-1] for entry in entries[:20]] == [f"note {i}" for i in range(20)]
    assert len(entries) == 21
    assert entries[20].others == 30
    assert entries[20].path == ("sets", 20, "note 20")
    assert list(entries[20].rows or ()) == list(range(20, 50))


def test_unknown_names_after_the_twentieth_and_their_sets_count_only_once() -> None:
    document = good()
    names = {f"note {i}": i for i in range(20)}
    document["sets"] = [{"exercise_type": "PLANK_GENERIC", **names, "b": 1, "c": 1}, {"exercise_type": "PLANK_GENERIC"}]
    document["sets"] += [{"exercise_type": "PLANK_GENERIC", "note 3": 1, "c": 1}]
    *named, rest = check(document)
    assert [list(entry.rows or ()) for entry in named] == [[0, 2] if i == 3 else [0] for i in range(20)]
    assert (rest.path, rest.others, list(rest.rows or ())) == (("sets", 0, "b"), 2, [0, 2])


@pytest.mark.parametrize("value", [3600.0, 3600.5, True, "3600", None, [3600], {"s": 3600}])
def test_booleans_and_floats_are_not_integers(value: object) -> None:
    (entry,) = check(good() | {"elapsed_time": value})
    assert (entry.keyword, entry.path, entry.expected, entry.required) == ("type", ("elapsed_time",), "integer", True)
    assert (entry.found == "integer as float") is (value == 3600.0)


def test_the_schema_is_valid_itself() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_valid_file_does_not_load_jsonschema() -> None:
    code = (
        "import sys, json; from activitylint.formats import strength; from formats.strength.documents import good; "
        "import sys; before = 'jsonschema' in sys.modules; a = strength.read(json.dumps(good()).encode()); "
        "assert not a.faults; print(before, 'jsonschema' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT / "tests")
    assert ran.stdout.split() == ["False", "False"]


def test_the_details_of_a_problem() -> None:
    document = good() | {"elapsed_time": "x", "more": 1, "creator": {"name": 1}}
    del document["version"]
    document["sets"] = [{"repetitions": 1.0, "note": 1}, {"exercise_type": "PLANK", "start_time": "noon"}]
    assert sorted((e.keyword, e.path, list(e.rows or ()), e.found, e.required, e.others) for e in check(document)) == [
        ("additionalProperties", ("more",), [], "", False, 0),
        ("additionalProperties", ("sets", 0, "note"), [0], "", False, 0),
        ("enum", ("sets", 1, "exercise_type"), [1], "", True, 0),
        ("format", ("sets", 1, "start_time"), [1], "unreadable", False, 0),
        ("required", ("sets", 0, "exercise_type"), [0], "", True, 0),
        ("required", ("version",), [], "", True, 0),
        ("type", ("creator", "name"), [], "integer", False, 0),
        ("type", ("elapsed_time",), [], "string", True, 0),
        ("type", ("sets", 0, "repetitions"), [0], "integer as float", False, 0),
    ]


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ({}, "object"),
        ([], "array"),
        ("", "string"),
        (True, "boolean"),
        (1, "integer"),
        (1.5, "number"),
        (1.0, "integer as float"),
        (None, "null"),
    ],
)
def test_types_have_the_names_of_json_schema(value: object, word: str) -> None:
    assert type_word(value) == word
