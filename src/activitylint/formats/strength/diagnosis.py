"""Say why a text is not JSON, from the characters where the parser stopped.

The parser's own message only tells what it expected there; the rest of its wording changes with its version.
"""

from __future__ import annotations

import json
from typing import Final

from activitylint.model.classes import dataclass
from activitylint.model.patterns import regex

__all__ = ["SyntaxProblem", "diagnose"]


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why a text is not JSON.

    name: the kind of problem. reason: what it is about, in words. position and length: in characters. count: how many
    there are.
    """

    name: str
    reason: str
    position: int
    length: int = 0
    count: int = 1


_WHITE: Final = " \t\n\r"
_WORD: Final = regex(r"[^\W\d][\w$.-]*")
_KEY_FOLLOWS: Final = regex(r"[ \t\n\r]*[:=]")
_CONSTANTS: Final = frozenset({"nan", "inf", "infinity"})
_LITERALS: Final = ("true", "false", "null")
_FOREIGN: Final = {"none": "null", "nil": "null", "undefined": "null", "yes": "true", "no": "false"}
_CONTROLS: Final = {"\n": "a line break", "\r": "a line break", "\t": "a tab", "\0": "a NUL"}


def diagnose(text: str, error: json.JSONDecodeError) -> SyntaxProblem:
    """The problem that made the parser raise an error."""
    at, end = error.pos, len(text.rstrip(_WHITE))
    if not end:
        return SyntaxProblem("empty", "only white space", 0)
    kind = error.msg
    if kind.startswith("Unterminated string"):
        return SyntaxProblem("truncated", "inside a string", at)
    if kind.startswith("Invalid control character"):
        return SyntaxProblem("control-character", _CONTROLS.get(text[at], f"U+{ord(text[at]):04X}"), at, 1)
    if kind.startswith("Invalid \\"):
        if '"' not in text[at:]:
            return SyntaxProblem("truncated", "inside a string", text.rindex('"', 0, at))
        start = text.rindex("\\", 0, at + 1)
        length = 6 if text[start + 1] == "u" else 2
        return SyntaxProblem("bad-escape", f"'{text[start : start + length]}'", start, length)
    if kind.startswith("Extra data"):
        return _after_the_end(text, at)
    before = text[:at].rstrip(_WHITE)[-1:]
    if at >= end or text[at:end] == "-" or any(word.startswith(text[at:end]) for word in _LITERALS):
        inside = {",": "after a comma", ":": "before a value", "": "before its first value"}.get(before, "too early")
        return SyntaxProblem("truncated", inside, max(at - 1, 0) if at >= len(text) else at)
    return (
        _comment(text, at) or _quote(text, at) or _comma(text, at, before) or _word(text, at) or _rest(text, at, kind)
    )


def _after_the_end(text: str, at: int) -> SyntaxProblem:
    comment = _comment(text, at)
    if comment:
        return comment
    number = _number(text, at)
    if number:
        return number
    if text[at] in "{[":
        return SyntaxProblem("several-documents", "a second document begins", at, 1)
    return SyntaxProblem("text-after-end", _shown(text, at), at, 1)


def _comment(text: str, at: int) -> SyntaxProblem | None:
    for mark in ("//", "/*", "#"):
        if text.startswith(mark, at):
            return SyntaxProblem("comment", mark, at, len(mark))
    return None


def _quote(text: str, at: int) -> SyntaxProblem | None:
    if text[at] in "'`":
        return SyntaxProblem("single-quotes", "backquotes" if text[at] == "`" else "single quotes", at, 1)
    if text[at] in "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb":
        return SyntaxProblem("typographic-quotes", text[at], at, 1)
    return None


def _comma(text: str, at: int, before: str) -> SyntaxProblem | None:
    mark = text[at]
    if mark == ",":
        after = text[at + 1 :].lstrip(_WHITE)[:1]
        if after in ("}", "]") and before not in (",", "[", "{", ":"):
            return SyntaxProblem("trailing-comma", f"'{after}'", at, 1)
        return SyntaxProblem("missing-value", "before a comma", at, 1)
    if mark in "}]" and before == ",":
        return SyntaxProblem("trailing-comma", f"'{mark}'", text.rindex(",", 0, at), 1)
    if mark in "}]" and before == ":":
        return SyntaxProblem("missing-value", "after a colon", at, 1)
    if mark in "}]":
        return SyntaxProblem("wrong-bracket", f"'{mark}'", at, 1)
    return None


def _word(text: str, at: int) -> SyntaxProblem | None:
    start = at + (text[at] in "+-")
    match = _WORD.match(text, start)
    if not match:
        return None
    word, length = match[0][:40], match.end() - at
    lowered = match[0].lower()
    if lowered in _CONSTANTS:
        return SyntaxProblem("not-a-number", text[at : match.end()], at, length)
    if start != at:
        return None
    if _KEY_FOLLOWS.match(text, match.end()):
        return SyntaxProblem("unquoted-key", f"'{word}'", at, length)
    meant = _FOREIGN.get(lowered, lowered if lowered in _LITERALS else None)
    if meant:
        return SyntaxProblem("foreign-literal", f"'{word}' is not JSON; write {meant}", at, length)
    return _number(text, at) or SyntaxProblem("unquoted-text", f"'{word}'", at, length)


def _rest(text: str, at: int, kind: str) -> SyntaxProblem:
    number = _number(text, at)
    if kind.startswith("Expecting property name") and (text[at].isdigit() or text[at] in "+-.{["):
        return SyntaxProblem("unquoted-key", _shown(text, at), at, 1)
    if number:
        return number
    if kind.startswith("Expecting ':'"):
        return SyntaxProblem("missing-colon", _shown(text, at), at, 1)
    if kind.startswith("Expecting ','") and text[at] in '"{[-0123456789':
        return SyntaxProblem("missing-comma", _shown(text, at), at, 1)
    return SyntaxProblem("unexpected-text", _shown(text, at), at, 1)


def _number(text: str, at: int) -> SyntaxProblem | None:
    """A number in a form that JSON does not allow: it starts at `at`, or the parser stopped there inside it."""
    before, mark = text[at - 1 : at], text[at]
    if before.isdigit():
        if mark.isdigit() and before == "0":
            return SyntaxProblem("number-form", "a leading zero", at - 1, 2)
        if mark == ".":
            second = text[at + 1 : at + 2].isdigit()
            return SyntaxProblem(
                "number-form", "a second decimal point" if second else "no digit after the decimal point", at, 1
            )
        if mark in "xXoObB" and before == "0":
            return SyntaxProblem("number-form", "a base other than ten", at - 1, 2)
        if mark in "eE_":
            return SyntaxProblem("number-form", f"{mark!r} between its digits", at, 1)
        return None
    after = text[at + 1 : at + 2]
    if mark == "+" and (after.isdigit() or after == "."):
        return SyntaxProblem("number-form", "a plus sign", at, 1)
    if (mark == "." and after.isdigit()) or (mark == "-" and after == "."):
        return SyntaxProblem("number-form", "no digit before the decimal point", at, 1)
    return None


def _shown(text: str, at: int) -> str:
    mark = text[at]
    return _CONTROLS.get(mark) or (f"'{mark}'" if mark.isprintable() else f"U+{ord(mark):04X}")
