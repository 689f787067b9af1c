"""Messages about damaged XML, in plain words, and what to do about each kind of damage.

They replace the error messages of libxml2. A message that is not listed here is quoted, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from activitylint.rules.support.wording import quote
from activitylint.vocabulary.namespaces import usual

__all__ = ["describe_damage"]

_Describe = Callable[[re.Match[str]], str]

_LEAVE_OUT: Final = "Remove the character. Nothing in XML can stand for it."
_TAGS: Final = "Export the file again. If you edited it, close every tag, the innermost first."
_CUT: Final = (
    "Export or copy the file again. If that is not possible, delete the incomplete last point and close the open tags."
)
_TWO_FILES: Final = "Split the file where the second one begins, and upload the two files separately."
_NO_XML: Final = "Export the file again, as GPX or TCX. Something else was saved under this name."
_QUOTES: Final = 'Write the value in quotes: `name="value"`.'
_LESS_THAN: Final = "Write `&lt;` in place of the `<`."


def _character(match: re.Match[str]) -> str:
    number = int(match["code"], 16 if match["hex"] else 10)
    if number == 0:
        return "the text contains a NUL byte, which XML does not allow"
    return f"the text contains the control character U+{number:04X}, which XML does not allow"


def _mismatch(match: re.Match[str]) -> str:
    return f"<{match['opened']}> on line {match['line']} is closed by </{match['closed']}>"


_TABLE: Final[tuple[tuple[str, _Describe | str, str | None], ...]] = (
    (r"Opening and ending tag mismatch: (?P<opened>\S+) line (?P<line>\d+) and (?P<closed>\S+)", _mismatch, _TAGS),
    (
        r"Premature end of data in tag (?P<tag>\S+)(?: line (?P<line>\d+))?",
        "the file is cut off: it ends before <{tag}> on line {line} is closed",
        _CUT,
    ),
    (r"EndTag: '</' not found", "the file is cut off: it ends before all tags are closed", _CUT),
    (r"Couldn't find end of Start Tag (?P<tag>\S+)", "the tag <{tag}> does not end with '>'", "Add the missing `>`."),
    (r".*[cC]har value (?P<hex>0x)?(?P<code>[0-9A-Fa-f]+)", _character, _LEAVE_OUT),
    (r".*Char (?P<hex>0x)(?P<code>[0-9A-Fa-f]+) out of allowed range", _character, _LEAVE_OUT),
    (
        r"xmlParseEntityRef: no name|EntityRef: expecting ';'",
        "the text contains a bare '&', which must be written as '&amp;' in XML",
        "Write `&amp;` in place of the `&`.",
    ),
    (
        r"Entity '(?P<name>[^']*)' not defined",
        "XML does not know the entity '&{name};'",
        "Write the character itself in place of `&{name};`. If it is no character, write `&amp;` in place of the `&`.",
    ),
    (r"Attribute (?P<name>\S+) redefined", "a tag has the attribute {name} twice", "Remove one of the two {name}."),
    (
        r"Namespaced Attribute (?P<name>\S+) .*redefined",
        "a tag has the attribute {name} twice",
        "Remove one of the two {name}.",
    ),
    (
        r"Excessive depth",
        "the elements are nested too deeply to be read safely",
        "Export the file again: no GPX or TCX file is nested like this. Tags may have been left open.",
    ),
    (
        r"Extra content at the end of the document",
        "there is more after the end of the root element: these may be two files in one",
        _TWO_FILES,
    ),
    (r"Document is empty", "the file contains no XML", _NO_XML),
    (r"Start tag expected, '<' not found", "the file does not begin with XML: a '<' is expected", _NO_XML),
    (
        r"Unescaped '<' not allowed in attributes values",
        "an attribute contains a '<', which must be written as '&lt;'",
        _LESS_THAN,
    ),
    (
        r"StartTag: invalid element name",
        "a '<' does not begin a tag: in text it must be written as '&lt;'",
        _LESS_THAN,
    ),
    (r"AttValue: \" or ' expected", "the value of an attribute has no quotes", _QUOTES),
    (r"AttValue: ' expected", "the quotes around the value of an attribute are not closed", _QUOTES),
    (
        r"Specification mandates value for attribute (?P<name>\S+)",
        "the attribute {name} has no value",
        'Write `{name}="..."`, or remove the attribute.',
    ),
    (r"attributes construct error", "two attributes have no space between them", "Put a space between them."),
    (r"Comment not terminated", "a comment is not closed by '-->'", "Write `-->` at the end of the comment."),
    (
        r"Double hyphen within comment",
        "a comment contains '--', which XML does not allow",
        "Write the comment without `--`, or remove it.",
    ),
    (r"CData section not finished", "a CDATA section is not closed by ']]>'", "Write `]]>` at its end."),
    (
        r"Sequence '\]\]>' not allowed",
        "the text contains ']]>', which XML does not allow",
        "Write `]]&gt;` in place of `]]>`.",
    ),
    (
        r"XML declaration allowed only at the start",
        "the file contains a second XML declaration: these may be two files in one",
        _TWO_FILES,
    ),
    (
        r"Malformed declaration|Blank needed here|parsing XML declaration",
        "the XML declaration is malformed",
        'Write `<?xml version="1.0" encoding="UTF-8"?>`, with the encoding of the file.',
    ),
    (r"expected '>'", "a closing tag does not end with '>'", "Add the missing `>`."),
    (
        r".*(?:[Hh]uge|too (?:long|large))",
        "a text or tag is too long to be read safely",
        "Shorten it. A quote or a `>` may be missing, so that the rest of the file counts as one text.",
    ),
)
_PREFIX: Final = r"Namespace prefix (?P<prefix>\S+) "


def _undeclared_prefix(detail: Mapping[str, object]) -> str | None:
    match = re.match(_PREFIX, str(detail.get("reason", "")))
    if match:
        return match["prefix"]
    prefix = detail.get("prefix")
    return str(prefix) if prefix else None


def describe_damage(detail: Mapping[str, object]) -> tuple[str, str | None]:
    """The message and the help for a fault XML_NOT_WELL_FORMED, given its detail; None for the help of the page."""
    prefix = _undeclared_prefix(detail)
    if prefix is not None:
        return _describe_undeclared(prefix)
    if detail.get("problem") == "surrogate-reference":
        return _describe_surrogate(str(detail["reference"]), detail.get("character"))
    reason = " ".join(str(detail.get("reason", "")).split())
    if detail.get("problem") == "truncated" and "tag" not in detail:
        return "the file is cut off: it ends inside a tag or a comment", _CUT
    for pattern, description, advice in _TABLE:
        match = re.match(pattern, reason)
        if match is None:
            continue
        names = {name: quote(value)[1:-1] if value else "?" for name, value in match.groupdict().items()}
        message = description.format(**names) if isinstance(description, str) else description(match)
        return message, advice.format(**names) if advice else None
    return f"the XML parser says {quote(reason, 120)}", None


def _describe_surrogate(reference: str, character: object) -> tuple[str, str]:
    """reference: `&#xD83C;&#xDF32;`, two halves of a character; or one half, without a character."""
    if isinstance(character, int):
        return (
            f"{quote(reference)} are the two halves of one character, which XML does not allow",
            f"Write `&#x{character:X};`, or the character itself, in place of `{reference}`.",
        )
    return (
        f"{quote(reference)} is one half of a character without the other, which XML does not allow",
        f"Remove `{reference}`, or write the whole character in its place.",
    )


def _describe_undeclared(prefix: str) -> tuple[str, str | None]:
    shown = quote(prefix)
    uri = usual(prefix)
    missing = f'xmlns:{prefix}="{uri}"' if uri else f'xmlns:{shown[1:-1]}="..."'
    return (
        f"the prefix {shown} is not declared: the root element has no {missing}",
        f"Add {missing} to the root element." if uri else "Declare the prefix on the root element.",
    )
