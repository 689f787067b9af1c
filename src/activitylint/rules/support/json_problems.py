"""The faults of the JSON parser and the schema: which rule reports each, and in what words.

Each fault belongs to exactly one rule, which only `code_of` decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, cast

from activitylint.model.activity import Activity
from activitylint.model.faults import Fault, FaultKind
from activitylint.rules.registry import Violation
from activitylint.rules.support.wording import of, quote

__all__ = [
    "READ_TO_THE_END",
    "code_of",
    "faults",
    "found_value",
    "in_rows",
    "mismatch",
    "syntax_help",
    "syntax_message",
    "wrong_type_of",
]

_LONGEST: Final = 60
_LONGEST_NUMBER: Final = 40
_Words = Callable[[str, int], str]

_NOT_JSON: Final[dict[str, _Words | str]] = {
    "empty": "the file contains only white space",
    "encoding": "{reason}, but JSON files must be UTF-8",
    "byte-order-mark": "the file begins with a byte order mark, which JSON does not allow",
    "bad-bytes": lambda reason, n: reason + (f" (first of {n:,} places)" if n > 1 else ""),
    "truncated": "the file ends {reason}: it is cut off, or a closing bracket or quote is missing",
    "trailing-comma": "extra comma before {reason}",
    "comment": "the file contains a comment ({reason}), which JSON does not allow",
    "single-quotes": "text is in {reason}, but JSON requires double quotes",
    "typographic-quotes": "text is in typographic quotes ({reason}), but JSON requires straight double quotes",
    "unquoted-key": "the key {reason} is not in quotes",
    "unquoted-text": "{reason} is not in quotes, and it is not a number, true, false or null",
    "foreign-literal": "{reason}",
    "not-a-number": lambda reason, n: f"{reason} is not a JSON number" + (f" (first of {n:,})" if n > 1 else ""),
    "huge-number": lambda reason, n: (
        f"the number {reason} is too large to read" + (f" (first of {n:,})" if n > 1 else "")
    ),
    "number-form": "a number has {reason}, which JSON does not allow",
    "depth": "arrays and objects are nested {reason}",
    "crowd": "the file has {reason}",
    "missing-comma": "a comma is missing before {reason}",
    "missing-colon": "a colon is missing between a key and its value, before {reason}",
    "missing-value": "a value is missing {reason}",
    "wrong-bracket": "{reason} does not match an open bracket",
    "several-documents": "a second JSON document follows the first, but a file must contain only one",
    "text-after-end": "unexpected {reason} after the end of the JSON document",
    "control-character": "{reason} in a string is not escaped; perhaps a quote is missing",
    "bad-escape": "{reason} is not a JSON escape",
    "unexpected-text": "unexpected {reason}; JSON needs a value, a comma or a closing bracket here",
}

READ_TO_THE_END: Final = frozenset(
    {"empty", "encoding", "byte-order-mark", "bad-bytes", "truncated", "not-a-number", "huge-number"}
)
"""Problems that do not end the search for others before the end of the file."""

_HELP: Final[dict[str, str]] = {
    "empty": "Export the file again.",
    "encoding": "Save the file as UTF-8, without a byte order mark.",
    "byte-order-mark": "Save the file as UTF-8 without a byte order mark (BOM).",
    "bad-bytes": "Save the file as UTF-8. It seems to be in the encoding of the computer that wrote it.",
    "truncated": "Export or copy the file again. If it is complete, add the missing quote or bracket.",
    "trailing-comma": "Remove the comma.",
    "comment": "Remove the comment.",
    "single-quotes": 'Write `"` around each text and each key.',
    "typographic-quotes": 'Write straight quotes (`"`) around each text and each key.',
    "unquoted-key": 'Write the key in double quotes: `"key": value`.',
    "unquoted-text": 'Write the text in double quotes: `"text"`.',
    "foreign-literal": "JSON has only `true`, `false` and `null`, in lower case.",
    "not-a-number": "Leave the field out if it has no value. In a stream, repeat the last value.",
    "huge-number": "Write the number that was measured. No value of a workout is that large.",
    "number-form": "Write the number in plain digits, such as `0.5` or `-12`.",
    "missing-comma": "Add the comma.",
    "missing-colon": "Add the colon.",
    "missing-value": "Add the value, or remove the key or the comma.",
    "several-documents": "Write each activity to its own file.",
    "text-after-end": "Remove everything after the last bracket.",
    "control-character": 'Write `\\n` for a line break and `\\t` for a tab, or add the missing `"`.',
    "bad-escape": "Write `\\\\` for a backslash.",
}
"""What to do about a problem; for all others, the help of the rule's page."""

_FOUND: Final = {"null": "null", "array": "an array", "object": "an object"}
_EXPECTED: Final = {
    "integer": "an integer",
    "number": "a number",
    "string": "a string",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
}


def syntax_message(fault: Fault) -> str:
    """The message for a JSON_SYNTAX fault: why the file is not JSON."""
    words = _NOT_JSON[str(fault.detail["problem"])]
    reason = _printable(str(fault.detail["reason"]))
    return words.format(reason=reason) if isinstance(words, str) else words(reason, fault.count)


def syntax_help(fault: Fault) -> str | None:
    """The help for a JSON_SYNTAX fault; None for the help of the rule's page."""
    return _HELP.get(str(fault.detail["problem"]))


def code_of(fault: Fault) -> str | None:
    """The rule that reports a JSON_INVALID fault. None for exercise types, which SET004 and SET005 check themselves."""
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
    """The faults that a rule reports, in the order of the format's fields."""
    return (fault for fault in activity.faults_of(FaultKind.JSON_INVALID) if code_of(fault) == code)


def mismatch(fault: Fault) -> str:
    """What was found and what was expected: `the string '60', not a number`."""
    expected = str(fault.detail["expected"])
    wanted = f'the string "{expected}"' if fault.detail["keyword"] == "const" else _EXPECTED[expected]
    return f"{found_value(fault)}, not {wanted}"


def found_value(fault: Fault) -> str:
    """The value that was found: `the string '60'`, `true`, `an array`."""
    found, value = str(fault.detail["found"]), fault.detail["value"]
    if found == "string":
        return f"the string {quote(value)}"
    if found in {"boolean", "integer", "number", "integer as float"}:
        return str(value).lower()[:_LONGEST_NUMBER]
    return _FOUND[found]


def in_rows(fault: Fault, activity: Activity) -> str:
    """How many sets or samples have the fault: ` in 12 of 40 sets`. Empty if the fault is not in a table."""
    if fault.rows is None:
        return ""
    if fault.detail["scope"] == "set":
        return f" in {of(len(fault.rows), len(activity.sets), 'set')}"
    total = activity.strength.streams.get(str(fault.detail["field"]), 0) if activity.strength else 0
    return f" in {of(len(fault.rows), total, 'sample')}"


def _printable(text: str) -> str:
    """Text from the file, shortened, with control characters escaped so that a terminal does not act on them."""
    kept = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in kept)


def wrong_type_of(activity: Activity, fault: Fault, subject: str) -> Violation:
    """`weight is the string '60', not a number, in 12 of 40 sets`."""
    message = f"{subject} is {mismatch(fault)}"
    noun = "set"
    if fault.rows is not None:
        message += f",{in_rows(fault, activity)}"
        noun = cast("str", fault.detail["scope"])
    return Violation(message, fault.at, fault.rows, noun=noun)
