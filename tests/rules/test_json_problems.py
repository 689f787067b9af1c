"""What is no JSON, and what the schema refuses, in sentences."""

from __future__ import annotations

from typing import Any

import pytest

from activitylint.model.faults import FILE, Fault, FaultKind
from activitylint.rules.support.json_problems import code_of, found_words, not_json

SENTENCES = [
    ("empty", "x", 1, "the file holds nothing but white space"),
    ("encoding", "the text is in UTF-16", 1, "the text is in UTF-16, and JSON files are in UTF-8"),
    ("byte-order-mark", "x", 1, "the file begins with a byte order mark, which JSON files must not have"),
    ("bad-bytes", "byte 0xE9 is not UTF-8", 1, "byte 0xE9 is not UTF-8"),
    ("bad-bytes", "byte 0xE9 is not UTF-8", 2, "byte 0xE9 is not UTF-8, nor are the bytes in 1 other place"),
    ("bad-bytes", "byte 0xE9 is not UTF-8", 3, "byte 0xE9 is not UTF-8, nor are the bytes in 2 other places"),
    (
        *("truncated", "inside a string", 1),
        "the file ends inside a string: it is cut off, or a closing bracket or quote is missing",
    ),
    ("trailing-comma", "']'", 1, "a comma stands before ']', where nothing follows it"),
    ("comment", "//", 1, "a comment (//) stands in the file, and JSON has no comments"),
    ("single-quotes", "backquotes", 1, "text stands in backquotes, and JSON puts it in double quotes"),
    (
        *("typographic-quotes", "„", 1),
        "text stands in typographic quotes („), and JSON puts it in straight double quotes",
    ),
    ("unquoted-key", "'a'", 1, "the key 'a' stands without quotes"),
    ("unquoted-text", "'a'", 1, "'a' stands without quotes, and is neither a number nor true, false or null"),
    ("foreign-literal", "'nil' stands where JSON has null", 1, "'nil' stands where JSON has null"),
    ("not-a-number", "NaN", 1, "NaN is no number in JSON"),
    ("not-a-number", "NaN", 1234, "NaN is no number in JSON, and stands 1,234 times"),
    ("huge-number", "1e999", 1, "the number 1e999 is too large for any reader"),
    ("huge-number", "1e999", 2, "the number 1e999 is too large for any reader, as are 1 other"),
    ("huge-number", "1e999", 3, "the number 1e999 is too large for any reader, as are 2 others"),
    ("number-form", "a plus sign", 1, "a number has a plus sign, which JSON does not allow"),
    ("depth", "more than 64 arrays", 1, "there are more than 64 arrays"),
    ("crowd", "more than 9 arrays", 1, "there are more than 9 arrays"),
    ("missing-comma", "'\"'", 1, "a comma is missing before '\"'"),
    ("missing-colon", "'='", 1, "a colon is missing between a key and its value: '=' stands there"),
    ("missing-value", "before a comma", 1, "a value is missing before a comma"),
    ("wrong-bracket", "']'", 1, "']' closes a bracket of the other kind, or none"),
    ("several-documents", "x", 1, "a second JSON document follows the first, and a file holds one"),
    ("text-after-end", "';'", 1, "';' follows after the end of the JSON document"),
    (
        *("control-character", "a tab", 1),
        "a tab stands inside a text, where JSON writes an escape; perhaps a quote is missing",
    ),
    ("bad-escape", "'\\q'", 1, "'\\q' is no escape that JSON knows"),
    ("unexpected-text", "'@'", 1, "'@' stands where JSON has a value, a comma or a closing bracket"),
    ("foreign-literal", "x" * 60, 1, "x" * 60),
    ("foreign-literal", "x" * 61, 1, "x" * 57 + "..."),
    ("foreign-literal", "a\x1b\u2028é", 1, "a\\x1b\\u2028é"),
]


@pytest.mark.parametrize(("problem", "reason", "count", "sentence"), SENTENCES)
def test_a_sentence_for_each_problem(problem: str, reason: str, count: int, sentence: str) -> None:
    detail = {"problem": problem, "reason": reason}
    assert not_json(Fault(FaultKind.JSON_SYNTAX, FILE, count=count, detail=detail)) == sentence


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
def test_each_fault_belongs_to_one_rule(fault: Fault, code: str | None) -> None:
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
def test_what_was_found_and_what_was_expected(detail: dict[str, Any], words: str) -> None:
    fault = refused(**{"keyword": "type", **detail})
    assert found_words(fault) == words
    assert found_words(fault, alone=True) == words.partition(", not ")[0]
