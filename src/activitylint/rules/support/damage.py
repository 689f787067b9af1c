"""What is wrong with damaged XML, in words for people who did not write the parser.

libxml2's own words are the fallback: nothing that it says is lost, it is only said more plainly where we know how.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from activitylint.rules.support.wording import quote
from activitylint.vocabulary.namespaces import usual

__all__ = ["damage", "undeclared_prefix"]

_Words = Callable[[re.Match[str]], str]


def _character(match: re.Match[str]) -> str:
    number = int(match["code"], 16 if match["hex"] else 10)
    if number == 0:
        return "a NUL byte stands in the text, which XML cannot hold"
    return f"the control character U+{number:04X} stands in the text, which XML cannot hold"


def _mismatch(match: re.Match[str]) -> str:
    return f"<{match['opened']}> of line {match['line']} is closed by </{match['closed']}>"


_TABLE: Final[tuple[tuple[str, _Words | str], ...]] = (
    (r"Opening and ending tag mismatch: (?P<opened>\S+) line (?P<line>\d+) and (?P<closed>\S+)", _mismatch),
    (
        r"Premature end of data in tag (?P<tag>\S+)(?: line (?P<line>\d+))?",
        "the file ends before <{tag}> of line {line} is closed: it is cut off",
    ),
    (r"EndTag: '</' not found", "the file ends before all tags are closed: it is cut off"),
    (r"Couldn't find end of Start Tag (?P<tag>\S+)", "the tag <{tag}> is not finished with '>'"),
    (r".*[cC]har value (?P<hex>0x)?(?P<code>[0-9A-Fa-f]+)", _character),
    (r".*Char (?P<hex>0x)(?P<code>[0-9A-Fa-f]+) out of allowed range", _character),
    (
        r"xmlParseEntityRef: no name|EntityRef: expecting ';'",
        "an '&' stands by itself: in XML it is written '&amp;'",
    ),
    (r"Entity '(?P<name>[^']*)' not defined", "the entity '&{name};' is not one that XML knows"),
    (r"Attribute (?P<name>\S+) redefined", "the attribute {name} stands twice in one tag"),
    (r"Namespaced Attribute (?P<name>\S+) .*redefined", "the attribute {name} stands twice in one tag"),
    (r"Excessive depth", "elements are nested too deeply to be read safely"),
    (
        r"Extra content at the end of the document",
        "something stands after the end of the root element: there may be two files in one",
    ),
    (r"Document is empty", "there is no XML in it"),
    (r"Start tag expected, '<' not found", "there is no XML at its beginning: a '<' is expected"),
    (r"Unescaped '<' not allowed in attributes values", "a '<' stands in an attribute: it is written '&lt;'"),
    (r"StartTag: invalid element name", "a '<' begins no tag: in text it is written '&lt;'"),
    (r"AttValue: \" or ' expected", "the value of an attribute has no quotes"),
    (r"AttValue: ' expected", "the quotes around the value of an attribute are not closed"),
    (r"Specification mandates value for attribute (?P<name>\S+)", "the attribute {name} has no value"),
    (r"attributes construct error", "two attributes have no space between them"),
    (r"Comment not terminated", "a comment is not closed by '-->'"),
    (r"Double hyphen within comment", "'--' stands inside a comment, which XML does not allow"),
    (r"CData section not finished", "a CDATA section is not closed by ']]>'"),
    (r"Sequence '\]\]>' not allowed", "']]>' stands in the text, which XML does not allow"),
    (
        r"XML declaration allowed only at the start",
        "a second XML declaration stands inside: there may be two files in one",
    ),
    (r"Malformed declaration|Blank needed here|parsing XML declaration", "the XML declaration is malformed"),
    (r"expected '>'", "a closing tag is not finished with '>'"),
    (r".*(?:[Hh]uge|too (?:long|large))", "a single text or tag is too long to be read safely"),
)
_PREFIX: Final = r"Namespace prefix (?P<prefix>\S+) "


def undeclared_prefix(detail: Mapping[str, object]) -> str | None:
    """The prefix that a fault says is not declared, or None where the damage is something else."""
    match = re.match(_PREFIX, str(detail.get("reason", "")))
    if match:
        return match["prefix"]
    prefix = detail.get("prefix")
    return str(prefix) if prefix else None


def damage(detail: Mapping[str, object]) -> tuple[str, str | None]:
    """A sentence about the damage, and how to mend it where that is known better than the rule's page says."""
    prefix = undeclared_prefix(detail)
    if prefix is not None:
        return _undeclared(prefix)
    reason = " ".join(str(detail.get("reason", "")).split())
    if detail.get("problem") == "truncated" and "tag" not in detail:
        return "the file ends inside a tag or a comment: it is cut off", None
    for pattern, words in _TABLE:
        match = re.match(pattern, reason)
        if match is None:
            continue
        if not isinstance(words, str):
            return words(match), None
        found = {name: quote(value)[1:-1] if value else "?" for name, value in match.groupdict().items()}
        return words.format(**found), None
    return f"the XML parser says {quote(reason, 120)}", None


def _undeclared(prefix: str) -> tuple[str, str | None]:
    shown = quote(prefix)
    uri = usual(prefix)
    missing = f'xmlns:{prefix}="{uri}"' if uri else f'xmlns:{shown[1:-1]}="..."'
    return (
        f"the prefix {shown} is used and not declared: the root element lacks {missing}",
        f"Add {missing} to the root element." if uri else "Declare the prefix on the root element.",
    )
