"""Recognize the content of a file by its bytes. The name decides only if the bytes leave the format open."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final

from activitylint.model.classes import NamedTuple
from activitylint.model.format import Format
from activitylint.model.patterns import regex

__all__ = ["Content", "is_activity", "is_strength", "sniff", "suffixes"]

_WINDOW: Final = 8192


class Content(NamedTuple):
    """What a file contains.

    format: one of the four, or None. description: what it looks like, with an article (`a ZIP archive`).
    """

    format: Format | None
    description: str


_FORMATS: Final = {
    Format.FIT: Content(Format.FIT, "a FIT file"),
    Format.TCX: Content(Format.TCX, "a TCX file"),
    Format.GPX: Content(Format.GPX, "a GPX file"),
    Format.JSON: Content(Format.JSON, "a JSON file"),
}

_SUFFIXES: Final = {one.value: one for one in Format}

_SIGNATURES: Final = (
    (b"\x1f\x8b", "gzipped data"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh", "bzip2-compressed data"),
    (b"\xfd7zXZ\x00", "xz-compressed data"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed data"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"HRMPROFILE", "a Suunto SDF file"),
    (b"[Params]", "a Polar HRM file"),
)

_ROOTS: Final = {
    "gpx": _FORMATS[Format.GPX],
    "trainingcenterdatabase": _FORMATS[Format.TCX],
    "kml": Content(None, "a KML file"),
    "html": Content(None, "an HTML page"),
    "pwx": Content(None, "a PWX file"),
    "fitnessworkbook": Content(None, "a SportTracks FitLog file"),
    "svg": Content(None, "an SVG image"),
}

_USUAL_ROOTS: Final = (("<TrainingCenterDatabase", Format.TCX), ("<gpx", Format.GPX))

# Before the root element there may be a declaration or other instructions, comments and a DOCTYPE. The groups are
# atomic: with backtracking, each further declaration would double the time.
_ROOT: Final = regex(
    r"\s*+(?:(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:>|\[.*?\]\s*+>))\s*+)*+<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)",
    re.DOTALL,
)
_DECLARATION: Final = regex(r"<\?xml\b|<gpx\b|<TrainingCenterDatabase\b")
_TEXT_CONTROLS: Final = r"[\x00-\x08\x0e-\x1a\x1c-\x1f]"
_OTHER_JSON: Final = Content(None, "JSON, but not a strength activity")
_REQUIRED: Final = (b'"version"', b'"start_time"', b'"utc_offset"', b'"elapsed_time"', b'"sets"')
_SMALL: Final = 1_000_000
"""Bytes of JSON up to which it is parsed to see that it is not a strength activity."""
_SETS: Final = rb'"sets"\s*+:\s*+\['
_BRACKETS: Final = regex(rb'("sets"\s*+:\s*+\[)|"(?:[^"\\]++|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)
"""The brackets outside of texts: the one after "sets", other opening ones, and closing ones."""
_CSV: Final = r"[^\n,;\t]*(?:[,;\t][^\n,;\t]*){2,}\r?\n"


def suffixes(name: str) -> tuple[Format | None, bool]:
    """The format that the suffix of a name promises (in any case), and True if the name ends in `.gz`."""
    lowered = name.lower()
    gzipped = lowered.endswith(".gz")
    _, dot, suffix = lowered.removesuffix(".gz").rpartition(".")
    return _SUFFIXES.get(suffix) if dot else None, gzipped


def is_activity(name: str, read: Callable[[], bytes]) -> bool:
    """True if a file in a folder is to be linted: .fit, .tcx, .gpx, .gz of each, and .json if it is a strength file.

    read: returns the bytes of the file. It is called only if the name does not decide.
    """
    promised, gzipped = suffixes(name)
    if promised is Format.JSON:
        return not gzipped and is_strength(read())
    return promised is not None


def sniff(data: bytes, name: str = "") -> Content:
    """Recognize unpacked bytes.

    The suffix of `name` counts only if the bytes are of no known kind: binary data named .fit is a FIT file with a
    damaged header, and text named .json is JSON that does not parse.
    """
    if not data:
        return Content(None, "nothing")
    if data[8:12] == b".FIT":
        return _FORMATS[Format.FIT]
    for signature, description in _SIGNATURES:
        if data.startswith(signature):
            return Content(None, description)
    promised = suffixes(name)[0]
    text = _text(data[:_WINDOW])
    if text is None:
        if promised is Format.FIT:
            return _FORMATS[Format.FIT]
        return Content(None, "binary data of an unknown kind")
    content = _sniff_text(text, promised)
    return _OTHER_JSON if content.format is Format.JSON and _is_other_json(data) else content


def is_strength(data: bytes) -> bool:
    """True if JSON data is a strength file: an object with a list of sets.

    The data are not parsed, since that takes much more memory than they have bytes. An object whose brackets do not
    match counts as a strength file if it has `"sets": [` anywhere, so that its damage is reported.
    """
    encoding = json.detect_encoding(data)
    text = data if encoding.startswith("utf-8") else data.decode(encoding, "replace").encode("utf-8", "replace")
    if not text.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") or not re.search(_SETS, text):
        return False
    depth = 0
    for mark in _BRACKETS.finditer(text):
        if mark[1] and depth == 1:
            return True
        if mark[1] or mark[2]:
            depth += 1
        elif mark[3]:
            depth -= 1
    return depth != 0


def _is_other_json(data: bytes) -> bool:
    """True for valid JSON that has fewer than two of the fields that every strength file must have.

    Data that does not parse is not other JSON: it may be a damaged strength file.
    """
    required = sum(key in data for key in _REQUIRED)
    if required > 1 or b'"exercise_type"' in data or b"\0" in data or len(data) > _SMALL:
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _sniff_text(text: str, promised: Format | None) -> Content:
    start = text.lstrip()
    usual = _usual_root(start)
    if usual:
        return _FORMATS[usual]
    declaration = _DECLARATION.search(text)
    if start.startswith("<") or declaration:
        root = _ROOT.match(text, declaration.start() if declaration and not start.startswith("<") else 0)
        if root:
            return _ROOTS.get(root[1].lower(), Content(None, f"an XML document with the root element {root[1][:40]}"))
        if start[:14].lower() == "<!doctype html":
            return Content(None, "an HTML page")
        if promised in (Format.GPX, Format.TCX):
            return _FORMATS[promised]
        return Content(None, "an XML document without a root element")
    if start.startswith(("{", "[")) or promised is Format.JSON:
        return _FORMATS[Format.JSON]
    if not start:
        return Content(None, "only white space")
    return Content(None, "a CSV file" if re.match(_CSV, start) else "plain text")


def _usual_root(start: str) -> Format | None:
    """The format of a text with the root element right after the declaration. Most need no pattern to see that."""
    if start.startswith("<?xml"):
        start = start.partition("?>")[2].lstrip()
    for tag, format in _USUAL_ROOTS:  # noqa: A001 -- the field's own word
        if start.startswith(tag) and start[len(tag) : len(tag) + 1].isspace():
            return format
    return None


def _text(window: bytes) -> str | None:
    """The start of a file as text, with bad bytes replaced, or None if it is binary."""
    for bom, encoding in ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32")):
        if window.startswith(bom):
            return window.decode(encoding, "replace")
    if window.startswith((b"\xff\xfe", b"\xfe\xff")):
        return window.decode("utf-16", "replace").removeprefix("\ufeff")
    if window[:1] in (b"<", b"{", b"[") and window[1:2] == b"\x00":
        return window.decode("utf-16-le", "replace")
    if window[:1] == b"\x00" and window[1:2] in (b"<", b"{", b"["):
        return window.decode("utf-16-be", "replace")
    text = window.decode("utf-8-sig", "replace")
    # An XML or JSON file may contain a stray NUL byte, which other rules report; binary data is full of them.
    if text.lstrip()[:1] in ("<", "{", "["):
        return text
    controls = len(re.findall(_TEXT_CONTROLS, text))
    return None if controls > len(text) // 64 or text.count("\ufffd") > len(text) // 4 else text
