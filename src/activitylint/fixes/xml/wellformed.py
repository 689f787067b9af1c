"""Fixes for XML that is not well-formed. The text after the damage is not indexed, so they search the raw text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import ASIDE, XmlEditor
from activitylint.model.faults import FaultKind
from activitylint.model.format import XML, Format
from activitylint.vocabulary.namespaces import ACTIVITY_EXTENSION_2, TRACK_POINT_EXTENSION_1, usual, usual_in

__all__: list[str] = []


_AMPERSAND: Final = re.compile(
    ASIDE + rb"|(&)(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z_][\w.\-]{0,40});)", re.DOTALL
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]+")
_SURROGATES: Final = re.compile(ASIDE + rb"|&#(x[0-9A-Fa-f]{4}|[0-9]{5});&#(x[0-9A-Fa-f]{4}|[0-9]{5});", re.DOTALL)
_HIGH: Final = range(0xD800, 0xDC00)
_LOW: Final = range(0xDC00, 0xE000)
"""The first and the second half of a character of UTF-16."""
_MADE_UP: Final = re.compile(r"ns\d+|x|ext")
"""Prefixes without a fixed meaning: numbered by programs, or so common that anyone might use them."""
_CONTAINERS: Final = {
    Format.GPX: {"TrackPointExtension": TRACK_POINT_EXTENSION_1},
    Format.TCX: {"TPX": ACTIVITY_EXTENSION_2, "LX": ACTIVITY_EXTENSION_2},
}
"""Elements whose name identifies their namespace, whatever the prefix."""
_LATER: Final = frozenset({"speed", "course", "bearing"})
"""Elements that only version 2 of Garmin's TrackPointExtension has."""


@fix("declare-prefix", "XML001", safety=Safety.SAFE, formats=XML, damaged=True, order=3)
def declare_prefix(task: FixTask) -> Iterator[FileChange]:
    """Declares an undeclared prefix on the root element, with the namespace that its elements belong to (`TPX`,
    `TrackPointExtension`) or that the prefix commonly stands for in this format (`xsi`, `gpxtpx`).

    Limits: Skips unknown prefixes, generated prefixes (`ns2`, `ext`) on unknown elements, prefixes that are declared
    differently further inside, and `gpxtpx` in a file with elements of version 2.
    """
    assert task.source.format is not None  # noqa: S101 -- for the type checker: this fix has formats
    editor = XmlEditor(task)
    whole = editor.text.whole[editor.text.base :]
    for fault in task.parsed.faults_of(FaultKind.XML_NOT_WELL_FORMED):
        prefix = fault.detail.get("prefix")
        if not isinstance(prefix, str):
            return
        uri = _meant(prefix, task.source.format, whole)
        reason = _why_not(prefix, uri, whole)
        if uri is None or reason:
            raise NotApplicable(reason)
        yield editor.declare(prefix, uri)


def _meant(prefix: str, format_: Format, whole: bytes) -> str | None:
    """The namespace that a prefix stands for in this file; None if that is uncertain."""
    for name, uri in _CONTAINERS[format_].items():
        if re.search(rf"<{re.escape(prefix)}:{name}[\s/>]".encode(), whole):
            return uri
    return None if _MADE_UP.fullmatch(prefix) else usual_in(prefix, format_.value)


def _why_not(prefix: str, uri: str | None, whole: bytes) -> str:
    """Why a prefix cannot be declared with certainty; empty if it can."""
    if uri is None:
        return f"the prefix {prefix} is {'used for several namespaces' if usual(prefix) else 'unknown'}"
    written = re.escape(prefix)
    elsewhere = re.findall(rf"\sxmlns:{written}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')".encode(), whole)
    if any((double or single).decode("utf-8", "replace") != uri for double, single in elsewhere):
        return f"the prefix {prefix} is declared differently further inside"
    later = re.search(rf"<{written}:({'|'.join(sorted(_LATER))})[\s/>]".encode(), whole)
    if later and uri == TRACK_POINT_EXTENSION_1:
        return f"{prefix}:{later[1].decode()} belongs to another version of the extension"
    return ""


@fix("escape-ampersands", "XML001", safety=Safety.SAFE, formats=XML, damaged=True, order=3)
def escape_ampersands(task: FixTask) -> Iterator[FileChange]:
    """Replaces every stray `&` with `&amp;`.

    Limits: Skips entities that XML does not know, such as `&nbsp;`, files with a DOCTYPE, which may declare such
    entities, and all other damage.
    """
    faults = task.parsed.faults_of(FaultKind.XML_NOT_WELL_FORMED)
    if any(fault.detail.get("problem") != "bare-ampersand" for fault in faults):
        return
    if task.parsed.faults_of(FaultKind.XML_DOCTYPE):
        raise NotApplicable("the file has a DOCTYPE, which may declare the entities after '&'")
    editor = XmlEditor(task)
    for found in _AMPERSAND.finditer(editor.text.whole, editor.text.base):
        if found[1]:
            at = found.start() - editor.text.base
            yield editor.edit(at, at + 1, "&amp;")


@fix("join-surrogates", "XML001", safety=Safety.SAFE, formats=XML, damaged=True, order=3)
def join_surrogates(task: FixTask) -> Iterator[FileChange]:
    """Replaces two character references that are the halves of one character with that character: a program that
    escapes UTF-16 writes an emoji as `&#xD83C;&#xDF32;`, which XML does not allow.

    Limits: Skips a half without the other half, whose character is unknown, and all other damage.
    """
    editor = XmlEditor(task)
    for found in _SURROGATES.finditer(editor.text.whole, editor.text.base):
        if found[1] is None:
            continue
        high, low = (int(half[1:], 16) if half[:1] in b"xX" else int(half) for half in (found[1], found[2]))
        if high in _HIGH and low in _LOW:
            character = chr(0x10000 + ((high - _HIGH.start) << 10) + low - _LOW.start)
            yield editor.edit(found.start() - editor.text.base, found.end() - editor.text.base, character)


@fix("drop-control-characters", "XML001", safety=Safety.UNSAFE, formats=XML, damaged=True, order=3)
def drop_control_characters(task: FixTask) -> Iterator[FileChange]:
    """Removes control characters, including NUL, which XML does not allow in any form.

    Limits: Skips all other damage. If a control character had a meaning, it is lost.
    """
    faults = task.parsed.faults_of(FaultKind.XML_NOT_WELL_FORMED)
    if any(fault.detail.get("problem") != "control-character" for fault in faults):
        return
    editor = XmlEditor(task)
    for found in _CONTROL.finditer(editor.text.whole, editor.text.base):
        yield editor.edit(found.start() - editor.text.base, found.end() - editor.text.base)


@fix("close-open-tags", "XML001", safety=Safety.UNSAFE, formats=XML, damaged=True, order=3)
def close_open_tags(task: FixTask) -> Iterator[FileChange]:
    """Repairs a file that was cut off: drops everything after the last complete point and closes the elements that are
    still open.

    Limits: Skips damage in the middle of a file, because everything after it would be lost, and a file without a
    complete point.
    """
    faults = task.parsed.faults_of(FaultKind.XML_NOT_WELL_FORMED)
    if not faults or any(fault.detail.get("problem") != "truncated" for fault in faults):
        return
    editor = XmlEditor(task)
    records = editor.tables.get("record")
    if records is None or not len(records):
        raise NotApplicable("there is no complete point before the end")
    last = int(records[-1])
    at = editor.end(last)
    closing = []
    parent = int(editor.index.parent[last])
    while parent >= 0:
        closing.append(f"{editor.indent(parent)}</{editor.tag(parent)}>")
        parent = int(editor.index.parent[parent])
    size = len(editor.text.whole) - editor.text.base
    # The root's tag may have no line break before it to copy.
    line_end = editor.line_end if editor.indent(last) else ""
    if closing[-1].startswith("</"):
        closing[-1] = line_end + closing[-1]
    yield editor.edit(at, size, "".join(closing) + line_end)
