"""The fast path: recognizes most well-formed documents from the index, without libxml2.

Programs write all their tags alike. Each check here is stricter than XML, and looks at a few columns where libxml2 has
to read every byte. A document that passes would also pass with libxml2. One that fails a check may still be
well-formed: libxml2 decides.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from activitylint.formats.xml.attributes import Alike, PathAttributes
from activitylint.formats.xml.buffers import PREFIX_MASKS, WIDE, chunks, reads, windows
from activitylint.formats.xml.document import XmlText, checked, decoded, usual_declaration
from activitylint.formats.xml.index import Index
from activitylint.formats.xml.intern import taken
from activitylint.formats.xml.tags import Tags
from activitylint.model.arrays import I32, Bools, Bytes, Int, Integers
from activitylint.model.patterns import regex
from activitylint.vocabulary.namespaces import (
    ACTIVITY_EXTENSION_2,
    GPX_1_1,
    TCX_2,
    TRACK_POINT_EXTENSION_1,
    TRACK_POINT_EXTENSION_2,
)

__all__ = ["indexed"]

_NAME: Final = rb"[A-Za-z_][A-Za-z0-9_.-]*"
_QUALIFIED: Final = regex(rb"(?:(%b):)?(%b)" % (_NAME, _NAME))
_DECLARATION: Final = regex(
    rb"<\?xml[ \t\r\n]+version=(?:\"1\.0\"|'1\.0')(?:[ \t\r\n]+encoding=(?:\"(?i:utf-8)\"|'(?i:utf-8)'))?"
    rb"(?:[ \t\r\n]+standalone=(?:\"(?:yes|no)\"|'(?:yes|no)'))?[ \t\r\n]*\?>"
)
_WRITTEN: Final = rb"(?<!\s)\s++([A-Za-z0-9_.:-]++)\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')"
_ATTRIBUTE: Final = regex(_WRITTEN)
_TAG: Final = regex(rb"<[A-Za-z0-9_.:-]++(?:%b)*+\s*+/?>" % _WRITTEN)
_COMMENT_OR_INSTRUCTION: Final = regex(
    rb"<!--(?:[^-]|-[^-])*+-->|<\?(?!(?i:xml)[\s?])%b(?:\s.*)?\?>" % _NAME, re.DOTALL
)
_ODD_REFERENCE: Final = regex(rb"&(?!(?:amp|lt|gt|quot|apos);)")
_NAMESPACE: Final = regex(r"(?:https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/-]*)?)")
_USUAL_NAMESPACES: Final = frozenset(
    {
        *(GPX_1_1, TCX_2, TRACK_POINT_EXTENSION_1, TRACK_POINT_EXTENSION_2, ACTIVITY_EXTENSION_2),
        "http://www.w3.org/2001/XMLSchema-instance",
    }
)
_TAB, _RETURN, _SPACE, _LAST_ASCII = 0x09, 0x0D, 0x20, 0x7F
_OWN: Final = frozenset({"xml", "xmlns"})
"""Prefixes that XML reserves."""
_OF_XML: Final = frozenset({"http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"})

# Far below the limits of libxml2: 256 nested elements (more since 2.14), 50,000 bytes per name, 10,000,000 per text.
_DEEPEST: Final = 200
_LONGEST: Final = 1 << 30
_PIECE: Final = 1 << 18
_LONGEST_TEXT: Final = 1 << 20
_LONGEST_TAG: Final = 1 << 15
_LONGEST_NAME: Final = 1000
_MOST_NAMES: Final = 1000
_MOST_TAGS: Final = 256
"""Up to this many tags are checked one by one; for more, libxml2 is faster."""


def indexed(data: bytes) -> tuple[XmlText, Index, PathAttributes]:
    """Return a document, its index and its attributes. Never raises.

    If the document is not well-formed, the text has the fault, and the index covers the part before the damage.
    """
    text = decoded(data)
    tags = _reliable_tags(text)
    if tags is not None:
        index = Index(text.scanned, text.codec, tags)
        attributes = PathAttributes(index)
        if _well_formed(tags, index, attributes) or not checked(text).damaged:
            return text, index, attributes
    else:
        checked(text)
    index = Index(text.scanned, text.codec)
    return text, index, PathAttributes(index)


def _reliable_tags(text: XmlText) -> Tags | None:
    """The tags, if they, the characters and the references are certainly valid; None if not.

    With such tags the cost of the index is bounded.
    """
    if text.codec != "utf-8" or text.transcoded or not _valid_characters(text.scanned):
        return None
    tags = Tags(text.scanned, strict=True)
    return tags if _nested(tags) else None


def _valid_characters(scanned: bytes) -> bool:
    """True if all bytes form characters that XML allows, and all references are to XML's own five entities."""
    if len(scanned) > _LONGEST or (b"&" in scanned and _ODD_REFERENCE.search(scanned)):
        return False
    buffer = np.frombuffer(scanned, dtype=np.uint8)
    if not scanned.isascii():
        foreign = (buffer > _LAST_ASCII).nonzero()[0]
        foreign_part = scanned[foreign[0] : foreign[-1] + 1]
        try:
            foreign_part.decode()
        except UnicodeDecodeError:
            return False
        if b"\xef\xbf\xbe" in foreign_part or b"\xef\xbf\xbf" in foreign_part:
            return False
    if b"\x0b" in scanned or b"\x0c" in scanned:
        return False
    for first in range(0, len(buffer), _PIECE):
        piece = buffer[first : first + _PIECE]
        # Controls are below the tab, or between the carriage return and the space. In unsigned bytes, what is less than
        # the number that is subtracted wraps around to a large one.
        if int(piece.min()) < _TAB or int((piece - np.uint8(_RETURN + 1)).min()) < _SPACE - _RETURN - 1:
            return False
    return True


def _nested(tags: Tags) -> bool:
    """True if `<` and `>` alternate, and all tags are inside one root element and within the limits."""
    if not tags.alternate or len(tags.opens) == 0 or not _specials_in_place(tags):
        return False
    if tags.after[-1] != 0 or int(tags.after.max()) > _DEEPEST or not bool((tags.after[:-1] > 0).all()):
        return False
    longest_tag = int((tags.stops - tags.opens).max())
    longest_text = int((tags.opens[1:] - tags.stops[:-1]).max(initial=0))
    return longest_tag < _LONGEST_TAG and longest_text < _LONGEST_TEXT


def _specials_in_place(tags: Tags) -> bool:
    """True if a declaration, comments, processing instructions and CDATA sections are where they may be, nothing else
    begins with `<!` or `<?`, and there is no text outside the root element.
    """
    text, root, end = tags.text, int(tags.opens[0]), int(tags.stops[-1])
    after_declaration = _declaration_end(text)
    specials = tags.specials[1:] if after_declaration else tags.specials
    asides: list[list[int]] = []
    if len(specials):
        before = tags.opens.searchsorted(specials[:, 0]) - 1
        if bool((tags.stops.take(before[before >= 0]) > specials[before >= 0, 0]).any()):
            return False
        rows = (~_sections(tags.buffer, specials, root, end)).nonzero()[0]
        if len(rows) > _MOST_TAGS:
            return False
        asides = specials[rows].tolist()
    if not all(_COMMENT_OR_INSTRUCTION.fullmatch(text, *aside) for aside in asides):
        return False
    return _blank(text, after_declaration, root, asides) and _blank(text, end + 1, len(text), asides)


def _declaration_end(text: bytes) -> int:
    """The offset after the XML declaration; 0 if there is none or it is not certainly valid."""
    usual = usual_declaration(text)
    if usual:
        return len(usual)
    declaration = _DECLARATION.match(text)
    return declaration.end() if declaration else 0


def _sections(buffer: Bytes, specials: Int, root: int, end: int) -> Bools:
    """A mask: True for CDATA sections in the root element."""
    start, stop = specials.T
    found = reads(buffer, start, b"<![CDATA[") & reads(buffer, stop - 3, b"]]>")
    found &= (root < start) & (start < end) & (stop - start >= len(b"<![CDATA[]]>"))
    return found


def _blank(text: bytes, start: int, stop: int, asides: list[list[int]]) -> bool:
    """True if this stretch contains only white space and asides (comments and processing instructions)."""
    for first, after in asides:
        if start <= first < stop:
            if text[start:first].strip():
                return False
            start = after
    return not text[start:stop].strip()


def _well_formed(tags: Tags, index: Index, attributes: PathAttributes) -> bool:
    """True if all names and attributes are certainly valid, and each end tag closes its element."""
    prefixes = _prefixes(index)
    if prefixes is None or index.undeclared or len(index.written) > _MOST_NAMES:
        return False
    lengths = np.array([*map(len, index.written)], dtype=np.int32)
    if int(lengths.max()) > _LONGEST_NAME or not all(map(_parts, index.written)):
        return False
    named = taken(lengths, index.written_of)
    named += index.start
    named += 1
    named += index.empty
    bare = named == index.stop
    bare[index.tagged] = True
    return bool(bare.all()) and _end_tags_match(tags, index) and _attributes_well_formed(index, attributes, prefixes)


def _parts(name: bytes) -> tuple[bytes | None, bytes] | None:
    """The prefix, if there is one, and the local name; None if the name is not certainly valid."""
    prefix, colon, local = name.rpartition(b":")
    if all(part.isalnum() and part[:1].isalpha() for part in ((prefix, local) if colon else (local,))):
        return prefix if colon else None, local
    found = _QUALIFIED.fullmatch(name)
    return (found[1], found[2]) if found else None


def _prefixes(index: Index) -> frozenset[bytes] | None:
    """The prefixes that the root declares; None if libxml2 has to check a declaration anywhere in the document."""
    declared = index.declared
    if len(declared.distinct) > _MOST_TAGS:
        return None
    for found in declared.distinct:
        for prefix, namespace in found.items():
            if prefix in _OWN or namespace in _OF_XML:
                return None
            if namespace not in _USUAL_NAMESPACES and not _NAMESPACE.fullmatch(namespace):
                return None
    of_root = declared.distinct[declared.which[0]] if len(declared.elements) and declared.elements[0] == 0 else {}
    return frozenset(prefix.encode() for prefix in of_root if prefix)


def _end_tags_match(tags: Tags, index: Index) -> bool:
    """True if each end tag has the name of the element that it closes.

    An end tag right after a start tag closes that element. All others: at each depth, start and end tags alternate.
    """
    leaves = (index.leaf & ~index.empty).nonzero()[0]
    ends = 1 + (tags.ends[1:] & (tags.ends | tags.empties)[:-1]).nonzero()[0]
    closed = np.empty(len(ends), dtype=np.int32)
    others = index.siblings[~index.leaf.take(index.siblings)]
    closed[tags.after.take(ends).astype(np.uint8).argsort(kind="stable")] = others
    elements = np.concatenate((leaves, closed))
    start = np.concatenate((index.text_stop.take(leaves), tags.opens.take(ends)))
    return all(_named(index, elements[rows], start[rows]) for rows in chunks(len(elements)))


def _named(index: Index, elements: Integers, start: I32) -> bool:
    """True if the end tags at these offsets have the names of these elements, and nothing else.

    They are compared with the names 32 bytes at a time, as four integers. For example:

        text      <a><Time>1</Time></a>      elements [1]: b"Time"; start [10]
        checks    the 5 bytes from 12 on, as an integer, equal those of b"Time>"
        result    True; False for </Tine> or </Time >
    """
    rest = [name + b">" for name in index.written]
    which, at = index.written_of.take(elements), start + 2
    while len(which):
        masks = PREFIX_MASKS.take([min(len(text), WIDE) for text in rest], axis=0)
        wanted = np.frombuffer(b"".join(text[:WIDE].ljust(WIDE, b"\0") for text in rest), dtype="<u8")
        found = windows(index.buffer, at, WIDE).view("<u8")
        found &= masks.take(which, axis=0)
        if not bool((found == wanted.reshape(masks.shape).take(which, axis=0)).all()):
            return False
        rest = [text[WIDE:] for text in rest]
        if not any(rest):
            break
        longer = np.array([*map(bool, rest)]).take(which).nonzero()[0]
        which, at = which.take(longer), at.take(longer) + WIDE
    return True


def _attributes_well_formed(index: Index, attributes: PathAttributes, prefixes: frozenset[bytes]) -> bool:
    """True if every tag that may have attributes is well-formed, or is written like one that is."""
    doubtful = np.zeros(len(index.start), dtype=np.bool_)
    doubtful[index.tagged] = True
    paths = index.attributed.nonzero()[0].tolist()
    if len(paths) > _MOST_TAGS:
        return False
    for path in paths:
        alike = attributes.alike(path)
        if len(alike.rows):
            example = _tag(index, alike.example)
            if not _tag_well_formed(example, prefixes):
                return False
            elements = index.elements(path)[alike.rows]
            doubtful[elements] = False if alike.equal else ~_same_shape(index, elements, alike, example)
    rest = doubtful.nonzero()[0].tolist()
    return len(rest) <= _MOST_TAGS and all(_tag_well_formed(_tag(index, element), prefixes) for element in rest)


def _tag(index: Index, element: int) -> bytes:
    return index.text[index.start[element] : index.stop[element] + 1]


def _tag_well_formed(tag: bytes, prefixes: frozenset[bytes]) -> bool:
    """True if a start tag is well-formed, repeats no attribute, and uses only prefixes that the root declares."""
    if not _TAG.fullmatch(tag):
        return False
    local: set[bytes] = set()
    names = _ATTRIBUTE.findall(tag)
    for name in names:
        parts = _parts(name)
        if parts is None or not (parts[0] is None or parts[0] in prefixes or parts[0] == b"xmlns"):
            return False
        local.add(parts[1])
    return len(local) == len(names)


def _same_shape(index: Index, elements: I32, alike: Alike, example: bytes) -> Bools:
    """A mask: True for tags that consist of the name and the attributes of the example and nothing else."""
    start = index.start.take(elements)
    opening = example.split(maxsplit=1)[0]
    like = reads(index.buffer, start, opening)
    at = start + len(opening)
    for head, values in zip(alike.heads, alike.values, strict=True):
        like &= values.start - (len(head) + 1) == at
        at = values.stop + 1
    white = example[max(example.rfind(b'"'), example.rfind(b"'")) + 1 :].rstrip(b"/>")
    like &= reads(index.buffer, at, white)
    like &= at + len(white) + index.empty.take(elements) == index.stop.take(elements)
    return like
