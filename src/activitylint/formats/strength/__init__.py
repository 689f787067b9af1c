"""Strength JSON: bytes in, Activity out.

The format is Strava's own ("JSON - Strength Training (Limited)"). What the parser and the schema refuse becomes faults,
and the rest becomes columns.

syntax.py: bytes to a parsed document. diagnosis.py: why a text is not JSON. check.py, schema.py, validator.py: the
document against the schema. columns.py: the document as tables. places.py: where each value is in the file.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from activitylint.formats.strength import columns
from activitylint.formats.strength.check import check
from activitylint.formats.strength.diagnosis import SyntaxProblem
from activitylint.formats.strength.places import JsonPlaces
from activitylint.formats.strength.schema import SchemaProblem, type_word
from activitylint.formats.strength.syntax import DecodedText, RepeatedKey, decode, parse
from activitylint.model.activity import Activity, Creator, Strength
from activitylint.model.faults import FILE, Fault, FaultKind, Place
from activitylint.model.format import Format

__all__ = ["read"]


def read(data: bytes) -> Activity:
    """Read the activity in a strength file. Never raises for its content: what is wrong with it becomes faults."""
    text, problems = decode(data)
    parsed = parse(text.characters)
    places = JsonPlaces(data, text, last_wins=bool(parsed.repeats))
    faults = [_syntax_fault(problem, text) for problem in [*problems, *parsed.problems]]
    faults.extend(_repeat_fault(repeat) for repeat in parsed.repeats)
    damaged = bool(parsed.problems)
    if damaged or not isinstance(parsed.value, dict):
        if not damaged:
            faults.append(_top_level_fault(parsed.value))
        return Activity(Format.JSON, places, faults=faults, damaged=damaged, strength=Strength({}, {}))
    document: dict[str, Any] = parsed.value
    faults.extend(_schema_fault(problem) for problem in check(document))
    for at, rows, written in columns.bare_offsets(document):
        sets = None if rows is None else np.array(rows, dtype=np.int64)
        faults.append(Fault(FaultKind.BARE_OFFSET, at, sets, len(rows or [0]), {"text": written}))
    creator = columns.mapping(document, "creator").get("name")
    return Activity(
        Format.JSON,
        places,
        records=columns.records(document),
        sessions=columns.sessions(document),
        sets=columns.sets(document),
        creator=Creator(name=creator if isinstance(creator, str) else None, at=Place("creator", field="name")),
        faults=faults,
        strength=Strength(
            document,
            {name: len(values) for name, values in columns.streams(document).items()},
            columns.start_offset(document),
        ),
    )


def _syntax_fault(problem: SyntaxProblem, text: DecodedText) -> Fault:
    length = text.size(problem.position, problem.position + problem.length)
    at = Place("byte", row=text.byte(problem.position), length=length)
    return Fault(
        FaultKind.JSON_SYNTAX,
        at,
        count=problem.count,
        detail={"problem": problem.name, "reason": problem.reason},
    )


def _repeat_fault(repeat: RepeatedKey) -> Fault:
    *above, key = repeat.path
    return Fault(
        FaultKind.JSON_DUPLICATE_KEY,
        Place("value", path=repeat.path, field="key"),
        rows=np.array(repeat.rows, dtype=np.int64) if repeat.rows and above[0] == "sets" else None,
        count=repeat.count,
        detail={"key": key, "named": repeat.named},
    )


def _top_level_fault(value: object) -> Fault:
    detail = {"keyword": "type", "scope": "file", "field": "", "expected": "object", "found": type_word(value)}
    return Fault(FaultKind.JSON_INVALID, FILE, detail={**detail, "value": value, "required": True, "others": 0})


def _schema_fault(problem: SchemaProblem) -> Fault:
    scope, at = _place(problem)
    name = next((part for part in reversed(problem.path) if isinstance(part, str)), "")
    detail = {
        "keyword": problem.keyword,
        "scope": scope,
        "field": "" if scope == "set" and isinstance(problem.path[-1], int) else name,
        "expected": problem.expected,
        "found": problem.found,
        "value": problem.value,
        "required": problem.required,
        "others": problem.others,
    }
    rows = None if problem.rows is None else np.asarray(problem.rows)
    return Fault(FaultKind.JSON_INVALID, at, rows, 1 if rows is None else len(rows), detail)


def _place(problem: SchemaProblem) -> tuple[str, Place]:
    """The scope of a problem (file, creator, streams, set or sample) and its place. An unknown field is at its key."""
    path = problem.path
    unknown = Place("value", path=path, field="key") if problem.keyword == "additionalProperties" else None
    match path:
        case ("sets", int(row)):
            return "set", Place("set", row)
        case ("sets", int(row), str(name)):
            return "set", unknown or Place("set", row, name)
        case ("streams", str(name), int(row)):
            return "sample", Place("record", row, name)
        case (("creator" | "streams") as scope, str(_)):
            return scope, unknown or Place("value", path=path)
        case _:
            return "file", unknown or Place("session", field=str(path[-1]))
