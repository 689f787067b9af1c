"""Fixes for text that is almost JSON, as editors, JavaScript or Python write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.strength.editor import Splice, edits, text_of
from activitylint.fixes.strength.tokens import Token, tokens
from activitylint.formats.strength.syntax import parse
from activitylint.model.faults import FaultKind
from activitylint.model.format import JSON

__all__: list[str] = []


def _met(task: FixTask, *problems: str) -> bool:
    """True if the parser stopped at one of these problems."""
    return any(fault.detail["problem"] in problems for fault in task.parsed.faults_of(FaultKind.JSON_SYNTAX))


@fix("plain-utf-8", "JSN001", safety=Safety.SAFE, formats=JSON, damaged=True, order=1)
def plain_utf_8(task: FixTask) -> Iterator[FileChange]:
    """Removes the byte order mark, and converts text in UTF-16 or UTF-32 to UTF-8.

    Limits: Skips a file whose bytes are not valid in the encoding that they seem to be in.
    """
    text = text_of(task)
    if _met(task, "encoding"):
        if text.encoding == "latin-1":
            raise NotApplicable("the bytes are not valid in the encoding that they seem to be in")
        yield Edit(0, len(task.data), text.characters.encode())
    elif _met(task, "byte-order-mark"):
        yield Edit(0, text.bom)


_LONE: Final = re.compile("[\udc80-\udcff]+")


@fix("read-as-windows-1252", "JSN001", safety=Safety.UNSAFE, formats=JSON, damaged=True, order=1)
def read_as_windows_1252(task: FixTask) -> Iterator[FileChange]:
    """Reads bytes that are not valid UTF-8 as Windows-1252, the usual encoding of older programs, and converts them to
    UTF-8.

    Limits: Skips a file that also has non-ASCII letters in valid UTF-8, and bytes that do not exist in Windows-1252.
    """
    if not _met(task, "bad-bytes"):
        return
    text = text_of(task)
    bad = list(_LONE.finditer(text.characters))
    if sum(map(len, (match[0] for match in bad))) != sum(not mark.isascii() for mark in text.characters):
        raise NotApplicable("other letters in the file are valid UTF-8")
    try:
        letters = [match[0].encode("utf-8", "surrogateescape").decode("cp1252") for match in bad]
    except UnicodeDecodeError:
        raise NotApplicable("the bytes are not valid Windows-1252 either") from None
    yield from edits(text, (Splice(*match.span(), new) for match, new in zip(bad, letters, strict=True)))


@fix("drop-trailing-commas", "JSN001", safety=Safety.SAFE, formats=JSON, damaged=True, order=2)
def drop_trailing_commas(task: FixTask) -> Iterator[FileChange]:
    """Removes each comma before a closing bracket.

    Limits: Skips two commas in a row, because a value may be missing between them.
    """
    if _met(task, "trailing-comma"):
        text = text_of(task)
        yield from edits(text, (Splice(one.start, one.stop) for one in tokens(text.characters) if _trails(one)))


def _trails(token: Token) -> bool:
    return token.text == "," and token.after in ("}", "]") and token.before not in ("", ",", "{", "[", ":")


_ESCAPE: Final = re.compile(r"\\(.)|([\"\t])", re.DOTALL)


@fix("straight-quotes", "JSN001", safety=Safety.SAFE, formats=JSON, damaged=True, order=2)
def straight_quotes(task: FixTask) -> Iterator[FileChange]:
    """Replaces single quotes, backticks and typographic quotes around strings with straight double quotes.

    Limits: Skips a file if it is unclear which quote ends a string, or if a string has an escape that JSON does not
    know.
    """
    if not _met(task, "single-quotes", "typographic-quotes"):
        return
    text = text_of(task)
    found = [token for token in tokens(text.characters) if token.kind == "quoted"]
    if not found or not all(token.is_key or token.is_value for token in found):
        raise NotApplicable("it is unclear which of the quotes end a string")
    yield from edits(text, (splice for token in found for splice in _requoted(token)))


def _requoted(token: Token) -> Iterator[Splice]:
    yield Splice(token.start, token.start + 1, '"')
    for match in _ESCAPE.finditer(token.text, 1, len(token.text) - 1):
        at = token.start + match.start()
        if match[2]:
            yield Splice(at, at + 1, '\\"')
        elif match[1] in "'`":
            yield Splice(at, at + 1)
        elif match[1] not in '"\\/bfnrtu':
            message = f"a string has an escape that JSON does not know: {match[0]!a}"
            raise NotApplicable(message)
    yield Splice(token.stop - 1, token.stop, '"')


_NAME: Final = re.compile(r"[^\W\d][\w$-]*")


@fix("quote-keys", "JSN001", safety=Safety.SAFE, formats=JSON, damaged=True, order=2)
def quote_keys(task: FixTask) -> Iterator[FileChange]:
    """Puts quotes around keys that have none, as in JavaScript.

    Limits: Skips keys that are not plain words.
    """
    if _met(task, "unquoted-key"):
        text = text_of(task)
        bare = [t for t in tokens(text.characters) if t.kind == "word" and t.is_key and _NAME.fullmatch(t.text)]
        ends = [position for token in bare for position in (token.start, token.stop)]
        yield from edits(text, (Splice(position, position, '"') for position in ends))


_LITERALS: Final = {"true": "true", "false": "false", "null": "null", "none": "null", "nil": "null"}


@fix("json-literals", "JSN001", safety=Safety.SAFE, formats=JSON, damaged=True, order=2)
def json_literals(task: FixTask) -> Iterator[FileChange]:
    """Replaces `True`, `False`, `None` and `nil`, which are literals of other languages, with `true`, `false` and
    `null`.

    Limits: Skips `undefined`, `yes` and `no`.
    """
    if not _met(task, "foreign-literal"):
        return
    text = text_of(task)
    words = (token for token in tokens(text.characters) if token.kind == "word" and token.is_value)
    meant = ((word, _LITERALS.get(word.text.lower(), word.text)) for word in words)
    yield from edits(text, (Splice(word.start, word.stop, new) for word, new in meant if new != word.text))


_NUMBER: Final = re.compile(r"([+-]?)([0-9]*)(?:(\.)([0-9]*))?((?:[eE][+-]?[0-9]+)?)", re.ASCII)


@fix("json-numbers", "JSN001", safety=Safety.SAFE, formats=JSON, damaged=True, order=2)
def json_numbers(task: FixTask) -> Iterator[FileChange]:
    """Rewrites numbers such as `+5`, `.5` and `5.` in valid JSON: 5, 0.5 and 5.

    Limits: Skips numbers with leading zeros, which some programs read as octal, and numbers in other bases.
    """
    if _met(task, "number-form"):
        text = text_of(task)
        words = (token for token in tokens(text.characters) if token.kind == "word" and token.is_value)
        yield from edits(text, (splice for token in words for splice in _renumbered(token)))


def _renumbered(token: Token) -> Iterator[Splice]:
    match = _NUMBER.fullmatch(token.text)
    if not match or not (match[2] or match[4]) or (match[2].startswith("0") and match[2] != "0"):
        return
    if match[1] == "+":
        yield Splice(token.start, token.start + 1)
    point = token.start + match.start(3)
    if match[3] and not match[2]:
        yield Splice(point, point, "0")
    elif match[3] and not match[4]:
        yield Splice(point, point + 1)


# A string that may contain anything except an unescaped quote.
_RAW: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


@fix("escape-controls", "JSN001", safety=Safety.SAFE, formats=JSON, damaged=True, order=3)
def escape_controls(task: FixTask) -> Iterator[FileChange]:
    """Replaces tabs, line breaks and other control characters inside strings with JSON escapes.

    Limits: Skips a file if the result is still not valid JSON, because a quote may be missing.
    """
    if not _met(task, "control-character"):
        return
    text = text_of(task)
    splices = [
        Splice(at, at + 1, _SHORT.get(mark[0], f"\\u{ord(mark[0]):04x}"))
        for string in _RAW.finditer(text.characters)
        for mark in _CONTROL.finditer(text.characters, string.start(), string.end())
        for at in (mark.start(),)
    ]
    if parse(_spliced(text.characters, splices)).problems:
        raise NotApplicable("the result is still not valid JSON: a quote may be missing")
    yield from edits(text, splices)


def _spliced(characters: str, splices: list[Splice]) -> str:
    pieces, done = [], 0
    for start, stop, new in splices:
        pieces += [characters[done:start], new]
        done = stop
    return "".join([*pieces, characters[done:]])


@fix("drop-comments", "JSN001", safety=Safety.UNSAFE, formats=JSON, damaged=True, order=2)
def drop_comments(task: FixTask) -> Iterator[FileChange]:
    """Removes comments (`//`, `/* */` and `#`), and the whole line if nothing else is on it. This fix is unsafe because
    a comment may hold notes or a value that was disabled for a while, and JSON has no place for either.

    Limits: Keeps text inside a string that looks like a comment.
    """
    if _met(task, "comment"):
        text = text_of(task)
        found = (token for token in tokens(text.characters) if token.kind == "comment")
        yield from edits(text, (_without(text.characters, token.start, token.stop) for token in found))


_BLANKS: Final = " \t"
_LINE_END: Final = re.compile(r"[ \t]*+(?:\r\n?|\n|\Z)")


def _without(text: str, start: int, stop: int) -> Splice:
    """The splice that removes a comment and the spaces before it, or the whole line if nothing else is on it."""
    first = start
    while first and text[first - 1] in _BLANKS:
        first -= 1
    ends = _LINE_END.match(text, stop)
    if ends and (first == 0 or text[first - 1] in "\r\n"):
        return Splice(first, ends.end())
    if ends:
        return Splice(first, stop)
    # Keep apart what the comment separated: 1/* or */2 must not become 12.
    apart = text[start - 1 : start].isspace() or text[stop].isspace() or text[stop] in "{}[]:,"
    return Splice(start, stop, "" if apart else " ")
