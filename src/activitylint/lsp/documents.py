"""Open documents: their text, and the bytes that the editor would save."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import unquote, urlsplit

from pygls.uris import to_fs_path

from activitylint.formats.xml.encodings import known_codec
from activitylint.lsp.positions import Text
from activitylint.model.format import Format
from activitylint.source.reading import read_written
from activitylint.source.sniffing import is_strength, sniff, suffixes

__all__ = ["Document", "Encoding", "is_activity", "on_disk", "path_of", "text_of"]

_DECLARED: Final = re.compile(r"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']\s*([A-Za-z0-9._:-]+)\s*[\"']")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKED: Final = {"utf-16": ("utf-16-le", codecs.BOM_UTF16_LE), "utf-32": ("utf-32-le", codecs.BOM_UTF32_LE)}
"""Encodings that need a byte order mark: the codec for the rest, and the mark."""
_LANGUAGES: Final = frozenset({"xml", "gpx", "tcx", "json", "jsonc"})
_SUFFIXES: Final = (".gpx", ".tcx", ".xml", ".json")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text becomes bytes. codec: Python's name. mark: the byte order mark before the text, or empty.

    declared: the encoding that the text declared when this was found out, or None.
    """

    codec: str
    mark: bytes = b""
    declared: str | None = None


@dataclass(frozen=True)
class Document:
    """One version of an open document. It does not change.

    path: of its file, empty if it has none. language: the client's name for its language. saved: how the file on the
    disk is encoded, None if there is none. disk: its bytes, if the document is not changed since.
    """

    uri: str
    path: str
    language: str
    version: int
    text: Text
    saved: Encoding | None = None
    disk: bytes | None = None

    @cached_property
    def encoding(self) -> Encoding:
        """How the editor would save the text: as the file was, or as the text declares."""
        declared = _declared(self.text.characters)
        if self.saved is not None and self.saved.declared == declared:
            return self.saved
        codec, mark = _MARKED.get(wanted := known_codec(declared or "") or "utf-8", (wanted, b""))
        return Encoding(codec, mark, declared)

    @cached_property
    def _encoded(self) -> tuple[Encoding, bytes]:
        if self.saved is not None and self.disk is not None:
            return self.saved, self.disk
        encoding = self.encoding
        try:
            return encoding, encoding.mark + self.text.characters.encode(encoding.codec)
        except UnicodeError:
            # The encoding does not have all characters of the text. Editors then save it as UTF-8.
            return Encoding("utf-8"), self.text.characters.encode("utf-8", "surrogatepass")

    @property
    def data(self) -> bytes:
        """The bytes of the file if the document was saved now."""
        return self._encoded[1]

    def offsets(self, places: Iterable[int]) -> dict[int, int]:
        """The offset in characters of each of these offsets in `data`."""
        encoding, data = self._encoded
        first = len(encoding.mark)
        if self.text.is_ascii and not encoding.codec.startswith(("utf-16", "utf-32")):
            return {byte: max(byte - first, 0) for byte in places}
        found: dict[int, int] = {}
        characters = 0
        for byte in sorted(set(places)):
            if byte > first:
                characters += len(data[first:byte].decode(encoding.codec, "replace"))
                first = byte
            found[byte] = characters
        return found

    def byte(self, offset: int) -> int:
        """The offset in `data` of an offset in characters."""
        encoding, _ = self._encoded
        before = self.text.characters[:offset].encode(encoding.codec, "replace")
        return len(encoding.mark) + len(before)

    def decoded(self, data: bytes) -> str:
        """Other bytes of this document as text. Raises UnicodeDecodeError."""
        return data.decode(self._encoded[0].codec)


def path_of(uri: str) -> str:
    """The path of a document's file; empty if it has none, as one that was never saved."""
    return (to_fs_path(uri) or "") if urlsplit(uri).scheme == "file" else ""


def on_disk(path: str, text: str) -> tuple[Encoding, bytes] | None:
    """The encoding and the bytes of a file, if they are this text; None if not, or if it cannot be read."""
    try:
        data = read_written(path) if path else b""
    except (OSError, ValueError):
        return None
    mark, codec = _mark(data)
    declared = _declared(text)
    for candidate in (codec,) if codec else ("utf-8", known_codec(declared or "") or "utf-8"):
        if data and data[len(mark) :].decode(candidate, "replace") == text:
            return Encoding(candidate, mark, declared), data
    return None


def text_of(data: bytes) -> str | None:
    """The text that an editor shows for these bytes; None if they are not text in the encoding that they declare."""
    mark, codec = _mark(data)
    if not codec:
        codec = known_codec(_declared(data[:1024].decode("latin-1")) or "") or "utf-8"
    try:
        return data[len(mark) :].decode(codec)
    except UnicodeDecodeError:
        return None


def is_activity(document: Document) -> bool:
    """True if a document is GPX, TCX or strength JSON. Other XML and JSON is not ours to check."""
    name = (document.path or unquote(urlsplit(document.uri).path)).lower()
    if document.language.lower() not in _LANGUAGES and not name.endswith(_SUFFIXES):
        return False
    if suffixes(name)[0] in {Format.GPX, Format.TCX}:
        return True
    found = sniff(document.data, name).format
    return found in {Format.GPX, Format.TCX} or (found is Format.JSON and is_strength(document.data))


def _mark(data: bytes) -> tuple[bytes, str]:
    """The byte order mark of a file and the codec that it implies; both empty if there is none."""
    return next(((mark, codec) for mark, codec in _BOMS if data.startswith(mark)), (b"", ""))


def _declared(text: str) -> str | None:
    found = _DECLARED.match(text[:1024])
    return found[1] if found else None
