"""Fixes of XML that is not well-formed. What lies behind the damage is in no index, so they look at the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.xml.markup import ASIDE, Markup
from activitylint.model.faults import FaultKind
from activitylint.model.format import XML, Format
from activitylint.vocabulary.namespaces import ACTIVITY_EXTENSION_2, TRACK_POINT_EXTENSION_1, usual, usual_in

__all__: list[str] = []


_AMPERSAND: Final = re.compile(
    ASIDE + rb"|(&)(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z_][\w.\-]{0,40});)", re.DOTALL
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]+")
_MADE_UP: Final = re.compile(r"ns\d+|x|ext")
"""Prefixes that say nothing: those that programs number as they go, and those that anybody would think of."""
_CONTAINERS: Final = {
    Format.GPX: {"TrackPointExtension": TRACK_POINT_EXTENSION_1},
    Format.TCX: {"TPX": ACTIVITY_EXTENSION_2, "LX": ACTIVITY_EXTENSION_2},
}
"""Elements whose name tells their namespace, whatever the prefix."""
_LATER: Final = frozenset({"speed", "course", "bearing"})
"""Elements that only version 2 of Garmin's TrackPointExtension has."""


@fix("declare-prefix", "XML001", safety=Safety.SAFE, formats=XML, damaged=True, order=3)
def declare_prefix(target: Target) -> Iterator[Change]:
    """Declares a prefix that is used and not declared on the root element: with the namespace that the elements with it
    are of (`TPX`, `TrackPointExtension`), or that everybody means by it in this format (`xsi`, `gpxtpx`).

    Leaves: prefixes that are not known, that programs make up (`ns2`, `ext`) for elements that are not known, or that
    are declared as something else further inside; and `gpxtpx` where the file has elements of version 2.
    """
    assert target.source.format is not None  # noqa: S101 -- told to the type checker: this fix has formats
    markup = Markup(target)
    whole = markup.text.whole[markup.text.base :]
    for fault in target.parsed.faults_of(FaultKind.XML_NOT_WELL_FORMED):
        prefix = fault.detail.get("prefix")
        if not isinstance(prefix, str):
            return
        uri = _meant(prefix, target.source.format, whole)
        reason = _why_not(prefix, uri, whole)
        if uri is None or reason:
            raise NotApplicable(reason)
        yield markup.declare(prefix, uri)


def _meant(prefix: str, format_: Format, whole: bytes) -> str | None:
    """The namespace that a prefix stands for in this file, None where that is not certain."""
    for name, uri in _CONTAINERS[format_].items():
        if re.search(rf"<{re.escape(prefix)}:{name}[\s/>]".encode(), whole):
            return uri
    return None if _MADE_UP.fullmatch(prefix) else usual_in(prefix, format_.value)


def _why_not(prefix: str, uri: str | None, whole: bytes) -> str:
    """Why a prefix cannot be declared for sure; empty where it can."""
    if uri is None:
        return f"the prefix {prefix} is not {'one that everybody uses alike' if usual(prefix) else 'known'}"
    written = re.escape(prefix)
    elsewhere = re.findall(rf"\sxmlns:{written}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')".encode(), whole)
    if any((double or single).decode("utf-8", "replace") != uri for double, single in elsewhere):
        return f"the prefix {prefix} is declared as something else further inside"
    later = re.search(rf"<{written}:({'|'.join(sorted(_LATER))})[\s/>]".encode(), whole)
    if later and uri == TRACK_POINT_EXTENSION_1:
        return f"{prefix}:{later[1].decode()} is of another version of the extension"
    return ""


@fix("escape-ampersands", "XML001", safety=Safety.SAFE, formats=XML, damaged=True, order=3)
def escape_ampersands(target: Target) -> Iterator[Change]:
    """Writes every `&` that stands by itself as `&amp;`, which is what it was meant to say.

    Leaves: entities that XML does not know, such as `&nbsp;`; files with a DOCTYPE, which may declare them; and all
    other damage.
    """
    faults = target.parsed.faults_of(FaultKind.XML_NOT_WELL_FORMED)
    if any(fault.detail.get("problem") != "bare-ampersand" for fault in faults):
        return
    if target.parsed.faults_of(FaultKind.XML_DOCTYPE):
        raise NotApplicable("the file has a DOCTYPE, which may declare what stands behind '&'")
    markup = Markup(target)
    for found in _AMPERSAND.finditer(markup.text.whole, markup.text.base):
        if found[1]:
            at = found.start() - markup.text.base
            yield markup.edit(at, at + 1, "&amp;")


@fix("drop-control-characters", "XML001", safety=Safety.UNSAFE, formats=XML, damaged=True, order=3)
def drop_control_characters(target: Target) -> Iterator[Change]:
    """Removes control characters, NUL among them, which XML cannot hold in any way.

    Leaves: all other damage. What a control character stood for is lost.
    """
    faults = target.parsed.faults_of(FaultKind.XML_NOT_WELL_FORMED)
    if any(fault.detail.get("problem") != "control-character" for fault in faults):
        return
    markup = Markup(target)
    for found in _CONTROL.finditer(markup.text.whole, markup.text.base):
        yield markup.edit(found.start() - markup.text.base, found.end() - markup.text.base)


@fix("close-open-tags", "XML001", safety=Safety.UNSAFE, formats=XML, damaged=True, order=3)
def close_open_tags(target: Target) -> Iterator[Change]:
    """Ends a file that is cut off behind its last whole point, by closing the elements that are still open.

    Leaves: damage in the middle of a file, since what follows it would be lost; and a file without a whole point. What
    stands behind the last whole point is dropped.
    """
    faults = target.parsed.faults_of(FaultKind.XML_NOT_WELL_FORMED)
    if not faults or any(fault.detail.get("problem") != "truncated" for fault in faults):
        return
    markup = Markup(target)
    records = markup.tables.get("record")
    if records is None or not len(records):
        raise NotApplicable("there is no whole point before the end")
    last = int(records[-1])
    at = markup.end(last)
    closing = []
    parent = int(markup.index.parent[last])
    while parent >= 0:
        closing.append(f"{markup.indent(parent)}</{markup.tag(parent)}>")
        parent = int(markup.index.parent[parent])
    size = len(markup.text.whole) - markup.text.base
    # The first tag of a file begins no line that another one ends.
    line_end = markup.line_end if markup.indent(last) else ""
    if closing[-1].startswith("</"):
        closing[-1] = line_end + closing[-1]
    yield markup.edit(at, size, "".join(closing) + line_end)
