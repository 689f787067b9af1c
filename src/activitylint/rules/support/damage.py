"""Messages about damaged XML, in plain words.

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


def _character(match: re.Match[str]) -> str:
    number = int(match["code"], 16 if match["hex"] else 10)
    if number == 0:
        return "the text contains a NUL byte, which XML does not allow"
    return f"the text contains the control character U+{number:04X}, which XML does not allow"


def _mismatch(match: re.Match[str]) -> str:
    return f"<{match['opened']}> on line {match['line']} is closed by </{match['closed']}>"


_TABLE: Final[tuple[tuple[str, _Describe | str], ...]] = (
    (r"Opening and ending tag mismatch: (?P<opened>\S+) line (?P<line>\d+) and (?P<closed>\S+)", _mismatch),
    (
        r"Premature end of data in tag (?P<tag>\S+)(?: line (?P<line>\d+))?",
        "the file is cut off: it ends before <{tag}> on line {line} is closed",
    ),
    (r"EndTag: '</' not found", "the file is cut off: it ends before all tags are closed"),
    (r"Couldn't find end of Start Tag (?P<tag>\S+)", "the tag <{tag}> does not end with '>'"),
    (r".*[cC]har value (?P<hex>0x)?(?P<code>[0-9A-Fa-f]+)", _character),
    (r".*Char (?P<hex>0x)(?P<code>[0-9A-Fa-f]+) out of allowed range", _character),
    (
        r"xmlParseEntityRef: no name|EntityRef: expecting ';'",
        "the text contains a bare '&', which must be written as '&amp;' in XML",
    ),
    (r"Entity '(?P<name>[^']*)' not defined", "XML does not know the entity '&{name};'"),
    (r"Attribute (?P<name>\S+) redefined", "a tag has the attribute {name} twice"),
    (r"Namespaced Attribute (?P<name>\S+) .*redefined", "a tag has the attribute {name} twice"),
    (r"Excessive depth", "the elements are nested too deeply to be read safely"),
    (
        r"Extra content at the end of the document",
        "there is more after the end of the root element: these may be two files in one",
    ),
    (r"Document is empty", "the file contains no XML"),
    (r"Start tag expected, '<' not found", "the file does not begin with XML: a '<' is expected"),
    (r"Unescaped '<' not allowed in attributes values", "an attribute contains a '<', which must be written as '&lt;'"),
    (r"StartTag: invalid element name", "a '<' does not begin a tag: in text it must be written as '&lt;'"),
    (r"AttValue: \" or ' expected", "the value of an attribute has no quotes"),
    (r"AttValue: ' expected", "the quotes around the value of an attribute are not closed"),
    (r"Specification mandates value for attribute (?P<name>\S+)", "the attribute {name} has no value"),
    (r"attributes construct error", "two attributes have no space between them"),
    (r"Comment not terminated", "a comment is not closed by '-->'"),
    (r"Double hyphen within comment", "a comment contains '--', which XML does not allow"),
    (r"CData section not finished", "a CDATA section is not closed by ']]>'"),
    (r"Sequence '\]\]>' not allowed", "the text contains ']]>', which XML does not allow"),
    (
        r"XML declaration allowed only at the start",
        "the file contains a second XML declaration: these may be two files in one",
    ),
    (r"Malformed declaration|Blank needed here|parsing XML declaration", "the XML declaration is malformed"),
    (r"expected '>'", "a closing tag does not end with '>'"),
    (r".*(?:[Hh]uge|too (?:long|large))", "a text or tag is too long to be read safely"),
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
    reason = " ".join(str(detail.get("reason", "")).split())
    if detail.get("problem") == "truncated" and "tag" not in detail:
        return "the file is cut off: it ends inside a tag or a comment", None
    for pattern, description in _TABLE:
        match = re.match(pattern, reason)
        if match is None:
            continue
        if not isinstance(description, str):
            return description(match), None
        names = {name: quote(value)[1:-1] if value else "?" for name, value in match.groupdict().items()}
        return description.format(**names), None
    return f"the XML parser says {quote(reason, 120)}", None


def _describe_undeclared(prefix: str) -> tuple[str, str | None]:
    shown = quote(prefix)
    uri = usual(prefix)
    missing = f'xmlns:{prefix}="{uri}"' if uri else f'xmlns:{shown[1:-1]}="..."'
    return (
        f"the prefix {shown} is not declared: the root element has no {missing}",
        f"Add {missing} to the root element." if uri else "Declare the prefix on the root element.",
    )
