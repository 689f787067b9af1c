"""Which rule reports each fault of the JSON parser and the schema, and in what words."""

from __future__ import annotations

from typing import Any

import pytest

import activitylint
from activitylint.model.faults import FILE, Fault, FaultKind
from activitylint.rules.support.json_problems import code_of, found_value, mismatch, syntax_help, syntax_message

MESSAGES = [  # those that no fixture shows
    ("empty", "x", 1, "the file contains only white space"),
    ("bad-bytes", "byte 0xE9 is not UTF-8", 2, "byte 0xE9 is not UTF-8 (first of 2 places)"),
    ("unquoted-text", "'x'", 1, "'x' is not in quotes, and it is not a number, true, false or null"),
    ("foreign-literal", "'None' is not JSON; write null", 1, "'None' is not JSON; write null"),
    ("not-a-number", "NaN", 2, "NaN is not a JSON number (first of 2)"),
    ("huge-number", "1e999", 3, "the number 1e999 is too large to read (first of 3)"),
    ("number-form", "a leading zero", 1, "a number has a leading zero, which JSON does not allow"),
    ("depth", "more than 64 levels deep", 1, "arrays and objects are nested more than 64 levels deep"),
    ("crowd", "more than 65,536 texts", 1, "the file has more than 65,536 texts"),
    ("missing-comma", "'2'", 1, "a comma is missing before '2'"),
    ("missing-colon", "'1'", 1, "a colon is missing between a key and its value, before '1'"),
    ("missing-value", "before a comma", 1, "a value is missing before a comma"),
    ("wrong-bracket", "']'", 1, "']' does not match an open bracket"),
    ("several-documents", "x", 1, "a second JSON document follows the first, but a file must contain only one"),
    ("text-after-end", "';'", 1, "unexpected ';' after the end of the JSON document"),
    ("bad-escape", "'\\q'", 1, "'\\q' is not a JSON escape"),
    ("unexpected-text", "'@'", 1, "unexpected '@'; JSON needs a value, a comma or a closing bracket here"),
    ("foreign-literal", "x" * 60, 1, "x" * 60),
    ("foreign-literal", "x" * 61, 1, "x" * 57 + "..."),
    ("foreign-literal", "a\x1b\u2028é", 1, "a\\x1b\\u2028é"),
]


@pytest.mark.parametrize(("problem", "reason", "count", "message"), MESSAGES)
def test_the_message_of_each_syntax_problem(problem: str, reason: str, count: int, message: str) -> None:
    detail = {"problem": problem, "reason": reason}
    assert syntax_message(Fault(FaultKind.JSON_SYNTAX, FILE, count=count, detail=detail)) == message


UNREAD = [
    (b'{"version": "1.0",\n "sets": [1,],\n "elapsed_time": 1}\n', "; nothing after line 2 was checked"),
    (b'{"version": "1.0", "sets": [1,], "elapsed_time": 1}\n', "; nothing after column 31 of line 1 was checked"),
    (b'{"version": "1.0",\n "sets": [1, 2}', ""),  # the bracket that ends the file is wrong
    (b'{"version": "1.0",\n "sets": [1,\n', ""),
    (b'{"version": "1.0",\n "sets": [NaN],\n "elapsed_time": 1}\n', ""),
    (b'\xef\xbb\xbf{"version": "1.0",\n "sets": []}\n', ""),
]


@pytest.mark.parametrize(("data", "tail"), UNREAD)
def test_the_message_says_what_was_not_checked(data: bytes, tail: str) -> None:
    (found, *_) = [one for one in activitylint.lint(data, name="a.json").findings if one.code == "JSN001"]
    assert found.message.partition("; nothing after")[1:] == tail.partition("; nothing after")[1:]


@pytest.mark.parametrize("problem", [one[0] for one in MESSAGES])
def test_the_help_is_that_of_the_problem(problem: str) -> None:
    own = syntax_help(Fault(FaultKind.JSON_SYNTAX, FILE, detail={"problem": problem, "reason": ""}))
    assert (own is None) == (problem in {"depth", "crowd", "wrong-bracket", "unexpected-text"})


def refused(keyword: str, scope: str = "set", **detail: Any) -> Fault:
    usual = {"keyword": keyword, "scope": scope, "field": "weight", "expected": "number", "found": "string"}
    return Fault(FaultKind.JSON_INVALID, FILE, detail={**usual, "value": "60", "required": False, **detail})


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (refused("type"), "JSN003"),
        (refused("type", found="null"), "JSN016"),
        (refused("type", found="null", required=True), "JSN003"),
        (refused("type", found="null", field=""), "JSN003"),
        (refused("type", "sample", found="null"), "JSN009"),
        (refused("type", "streams"), "JSN009"),
        (refused("type", "streams", found="null"), "JSN016"),
        (refused("type", "file"), "JSN003"),
        (refused("type", found="integer as float", expected="integer"), "JSN015"),
        (refused("type", "sample", found="integer as float", expected="integer"), "JSN015"),
        (refused("type", found="integer as float", expected="string"), "JSN003"),
        (refused("type", found="number", expected="integer"), "JSN003"),
        (refused("const"), "JSN004"),
        (refused("const", found="null"), "JSN003"),
        (refused("required"), "JSN002"),
        (refused("required", "streams"), "JSN007"),
        (refused("format"), "JSN005"),
        (refused("minItems"), "JSN006"),
        (refused("additionalProperties"), "JSN010"),
        (refused("enum"), None),
    ],
)
def test_one_rule_reports_each_fault(fault: Fault, code: str | None) -> None:
    assert code_of(fault) == code


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({}, "the string '60', not a number"),
        ({"expected": "integer"}, "the string '60', not an integer"),
        ({"expected": "string", "found": "number", "value": 1.5}, "1.5, not a string"),
        ({"expected": "boolean", "found": "integer", "value": 1}, "1, not true or false"),
        ({"expected": "array", "found": "boolean", "value": True}, "true, not an array"),
        ({"expected": "object", "found": "array", "value": []}, "an array, not an object"),
        ({"expected": "object", "found": "null", "value": None}, "null, not an object"),
        ({"expected": "number", "found": "object", "value": {}}, "an object, not a number"),
        ({"expected": "integer", "found": "integer as float", "value": 3.0}, "3.0, not an integer"),
        ({"found": "integer", "value": int("9" * 50), "expected": "string"}, f"{'9' * 40}, not a string"),
        ({"keyword": "const", "expected": "1.0", "value": "2"}, "the string '2', not the string \"1.0\""),
    ],
)
def test_a_mismatch_tells_what_was_found_and_what_was_expected(detail: dict[str, Any], words: str) -> None:
    fault = refused(**{"keyword": "type", **detail})
    assert mismatch(fault) == words
    assert found_value(fault) == words.partition(", not ")[0]
