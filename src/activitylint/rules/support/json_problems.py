"""What the JSON parser and the schema refused, sorted by rule and put in words.

Each fault of the parser belongs to one rule alone: `code_of` is the one place that says to which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from activitylint.model.activity import Activity
from activitylint.model.faults import Fault, FaultKind
from activitylint.rules.support.wording import of, plural, quote

__all__ = ["code_of", "faults", "found_words", "not_json", "where"]

_LONGEST: Final = 60
_Words = Callable[[str, int], str]

_NOT_JSON: Final[dict[str, _Words | str]] = {
    "empty": "the file holds nothing but white space",
    "encoding": "{reason}, and JSON files are in UTF-8",
    "byte-order-mark": "the file begins with a byte order mark, which JSON files must not have",
    "bad-bytes": lambda reason, n: (
        f"{reason}" + (f", nor are the bytes in {plural(n - 1, 'other place')}" if n > 1 else "")
    ),
    "truncated": "the file ends {reason}: it is cut off, or a closing bracket or quote is missing",
    "trailing-comma": "a comma stands before {reason}, where nothing follows it",
    "comment": "a comment ({reason}) stands in the file, and JSON has no comments",
    "single-quotes": "text stands in {reason}, and JSON puts it in double quotes",
    "typographic-quotes": "text stands in typographic quotes ({reason}), and JSON puts it in straight double quotes",
    "unquoted-key": "the key {reason} stands without quotes",
    "unquoted-text": "{reason} stands without quotes, and is neither a number nor true, false or null",
    "foreign-literal": "{reason}",
    "not-a-number": lambda reason, n: f"{reason} is no number in JSON" + (f", and stands {n:,} times" if n > 1 else ""),
    "huge-number": lambda reason, n: (
        f"the number {reason} is too large for any reader" + (f", as are {plural(n - 1, 'other')}" if n > 1 else "")
    ),
    "number-form": "a number has {reason}, which JSON does not allow",
    "depth": "there are {reason}",
    "crowd": "there are {reason}",
    "missing-comma": "a comma is missing before {reason}",
    "missing-colon": "a colon is missing between a key and its value: {reason} stands there",
    "missing-value": "a value is missing {reason}",
    "wrong-bracket": "{reason} closes a bracket of the other kind, or none",
    "several-documents": "a second JSON document follows the first, and a file holds one",
    "text-after-end": "{reason} follows after the end of the JSON document",
    "control-character": "{reason} stands inside a text, where JSON writes an escape; perhaps a quote is missing",
    "bad-escape": "{reason} is no escape that JSON knows",
    "unexpected-text": "{reason} stands where JSON has a value, a comma or a closing bracket",
}

_FOUND: Final = {"null": "null", "array": "an array", "object": "an object"}
_EXPECTED: Final = {
    "integer": "an integer",
    "number": "a number",
    "string": "a string",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
}


def not_json(fault: Fault) -> str:
    """A sentence about why a file is not JSON."""
    words = _NOT_JSON[str(fault.detail["problem"])]
    reason = _harmless(str(fault.detail["reason"]))
    return words.format(reason=reason) if isinstance(words, str) else words(reason, fault.count)


def code_of(fault: Fault) -> str | None:
    """The rule that a JSON_INVALID fault belongs to; None for exercise types, which SET004 and SET005 look at."""
    detail = fault.detail
    scope, null = detail["scope"], detail["found"] == "null"
    match detail["keyword"]:
        case "type":
            return _code_of_type(fault)
        case "const":
            return "JSN003" if null else "JSN004"
        case "required":
            return "JSN007" if scope == "streams" else "JSN002"
        case "format":
            return "JSN005"
        case "minItems":
            return "JSN006"
        case "additionalProperties":
            return "JSN010"
        case _:
            return None


def _code_of_type(fault: Fault) -> str:
    detail = fault.detail
    if detail["found"] == "integer as float" and detail["expected"] == "integer":
        return "JSN015"
    if detail["scope"] == "sample":
        return "JSN009"
    if detail["found"] == "null" and detail["field"] and not detail["required"]:
        return "JSN016"
    return "JSN009" if detail["scope"] == "streams" else "JSN003"


def faults(activity: Activity, code: str) -> Iterator[Fault]:
    """The faults that belong to a rule, in the order of the format's fields."""
    return (fault for fault in activity.faults_of(FaultKind.JSON_INVALID) if code_of(fault) == code)


def found_words(fault: Fault, *, alone: bool = False) -> str:
    """What was found instead of what: `the string '60', not a number`; alone: without the second half."""
    found, value = str(fault.detail["found"]), fault.detail["value"]
    wanted = str(fault.detail["expected"])
    expected = f'the string "{wanted}"' if fault.detail["keyword"] == "const" else _EXPECTED[wanted]
    if found == "string":
        shown = f"the string {quote(value)}"
    elif found in {"boolean", "integer", "number", "integer as float"}:
        shown = str(value).lower()[:40]
    else:
        shown = _FOUND[found]
    return shown if alone else f"{shown}, not {expected}"


def where(fault: Fault, activity: Activity) -> str:
    """How many sets or samples are meant, of how many: ` in 12 of 40 sets`; nothing where there is but one place."""
    if fault.rows is None:
        return ""
    if fault.detail["scope"] == "set":
        return f" in {of(len(fault.rows), len(activity.sets), 'set')}"
    total = activity.strength.streams.get(str(fault.detail["field"]), 0) if activity.strength else 0
    return f" in {of(len(fault.rows), total, 'sample')}"


def _harmless(text: str) -> str:
    """Text from the file as part of a sentence: nothing in it acts, and it is short."""
    kept = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in kept)
