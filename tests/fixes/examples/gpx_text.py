"""GPX: how times are written, encodings, damage, names, and what stands around it all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fixes.examples.example import Example, Examples
from fixes.examples.gpx import (
    DECLARATION,
    GPX,
    TPX1,
    clock,
    document,
    point,
    points,
    tagged,
    track,
    valued,
    with_extensions,
    with_prefix,
)

__all__ = ["GROUPS"]

# How times are written

_WRITTEN: Final = (
    ("0", "2026-03-01T08:00:01ZZ", "2026-03-01T08:00:02.5ZZZ", "2026-03-01T08:00:03Z Z"),
    ("2026-03-01T08:00:00,5Z", "2026-03-01T08:00:01,25", "2026-03-01T08:00:02,125+00:00", "2026-03-01T08:00:03,1234Z"),
    (" 2026-03-01T08:00:00ZZ ", " 2026-03-01T08:00:01,5Z\n", "2"),
    ("0", "2026-03-01T08:00:01", "2"),
    ("0", " 2026-03-01T08:00:01 ", "2"),
    ("0", "2026-03-01T08:07:29", "1000"),
    ("0", "2026-03-01T08:07:30", "1000"),
    ("0", "2026-03-01T10:00:01", "2026-03-01T10:00:02"),
    ("2026-03-01T08:00:00", "2026-03-01T08:00:01", "2"),
    ("2026-03-01T08:00:00", "2026-03-01T08:00:01"),
    ("0", "2026-03-01T08:00:01", "2026-03-01T08:00:02+01:00"),
    ("0", "2026-03-01T08:00:01", "2026-03-01T08:00:02+00:00"),
    ("0", "2026-03-01T08:00:01", "2026-03-01T08:00:00", "3"),
    ("0", "2026-03-01T08:00:01", "2026-03-01", "x", "3"),
    ("0", "2026-03-01T08:00:01,5", "2"),
    ("2026-03-01T08:00:00", "2026-03-01T08:00:01", "2026-03-01T08:00:02-0500"),
)


def _written() -> Iterator[Example]:
    for row in _WRITTEN:
        yield Example(" | ".join(row).replace("\n", "\\n"), points(*row).encode())
        yield Example(" | ".join(row).replace("\n", "\\n") + ", safely", points(*row).encode(), safe=True)
    meta = points("2026-03-01T08:00:00", "2026-03-01T08:00:01").replace(
        " <trk>\n", " <metadata>@</metadata>\n <trk>\n", 1
    )
    for time in ("08:00:00Z", "08:07:29Z", "07:52:30Z", "07:52:31Z", "12:00:00Z", "x"):
        said = meta.replace("@", f"<time>2026-03-01T{time}</time>")
        yield Example(f"the file's time is {time}", said.encode(), safe=True)
    two = meta.replace("@", "<time>2026-03-01T12:00:00Z</time><a xmlns='u:x'><time>2026-03-01T08:00:00Z</time></a>")
    yield Example("another element is called time", two.encode(), safe=True)
    late = meta.replace("@", "<time>2026-03-01T08:00:00Z</time>").replace(
        "</gpx>", "<extensions><time>2026-03-01T12:00:00Z</time></extensions></gpx>"
    )
    yield Example("two times of the file", late.encode(), safe=True)


# Around it

_HEAD: Final = "<metadata><name>@</name></metadata>\n"


def _around() -> Iterator[Example]:
    usual = document(_HEAD + track(point(0, clock(0)), point(1, clock(1)), point(2, clock(2))))
    for text in (
        "a & b",
        "&amp; &",
        "&#38; &#x26; &",
        "&#; &",
        "&#12345678; &",
        "&#x1234567; &",
        "&a; &",
        "&nbsp;",
        "&_a.b-c; &",
        "&1; &",
        "a&b;c &",
        "<![CDATA[&]]> &",
        "<!-- & --> &",
        "<?x & ?> &",
        "&&",
        f"&{'a' * 41}; & &{'b' * 42};",
    ):
        yield Example(f"ampersands: {text[:30]}", usual.replace("@", text).encode(), safe=True)
        doctype = usual.replace("@", text).replace("<gpx ", "<!DOCTYPE gpx>\n<gpx ")
        yield Example(f"ampersands with a doctype: {text[:30]}", doctype.encode(), safe=True)
    for text in ("a\x00b", "\x01\x02\t\n", "\x08\x0b\x0c\x0e\x1f", "&#1;", "\x7f\x80", "\x01&", "<!-- \x01 -->"):
        said = text.encode("unicode_escape").decode()
        yield Example(f"control characters: {said}", usual.replace("@", text).encode())
        yield Example(f"control characters behind a mark: {said}", b"\xef\xbb\xbf" + usual.replace("@", text).encode())
    for text in ("caf\u00e9", "\u2013 \u20ac", "caf\u00e9\ufffe"):
        for codec in ("latin-1", "cp1252", "utf-16-le", "utf-8-sig"):
            for declared in ("UTF-8", "UTF-16", "windows-1252", "ISO-8859-1", "utf8"):
                said = usual.replace("@", text).replace("UTF-8", declared)
                try:
                    data = said.encode(codec)
                except UnicodeEncodeError:
                    continue
                mark = b"\xff\xfe" if codec == "utf-16-le" else b""
                yield Example(f"{text!a} in {codec}, said to be {declared}", mark + data)
    both = usual.replace("@", "caf\u00e9 @").encode().replace(b"@", b"\xe9")
    yield Example("UTF-8 and another", both)
    for name, data in {
        "UTF-16 that ends within a character": b"\xff\xfe"
        + usual.replace("UTF-8", "UTF-16").encode("utf-16-le")
        + b"x",
        "bytes that are no letters": usual.encode().replace(b"@", b"\x81"),
        "an encoding that nobody knows": usual.replace("UTF-8", "klingon").encode(),
        "no declaration, and other bytes": usual.removeprefix(DECLARATION).encode().replace(b"@", b"\xe9"),
    }.items():
        yield Example(name, data)
    later = usual.replace("01Z", "01ZZ")
    for declared in ("us-ascii", "iso-2022-jp", "utf-7", "cp037", "utf-16-le", "gb18030"):
        said = later.replace("UTF-8", declared)
        yield Example(f"twice a zone, in {declared}", said.encode(declared))
        yield Example(f"twice a zone, said to be {declared}", said.encode())
        yield Example(f"twice a zone, said to be {declared}, with another byte", said.encode().replace(b"@", b"\xe9"))
    broken = later.replace("UTF-8", "UTF-16").replace("@", "\ud83d").encode("utf-16-le", "surrogatepass")
    yield Example("twice a zone, and half a character of UTF-16", b"\xff\xfe" + broken)
    for before in ("\n", " \t\r\n", "\ufeff\n", "x\n", "\n\ufeff"):
        yield Example(f"before the declaration: {before!a}", (before + usual).encode(), safe=True)
    bare = usual.removeprefix(DECLARATION)
    for codec in ("utf-8", "utf-8-sig", "utf-16"):
        yield Example(f"no declaration, in {codec}", bare.encode(codec), safe=True)
    yield Example("no declaration, lines of Windows", bare.replace("\n", "\r\n").encode(), safe=True)
    at = f"\n{' ' * 5000}"
    yield Example(
        "no declaration, lines of Windows far down", (bare.replace("<trk>", f"{at}\r\n<trk>")).encode(), safe=True
    )


_PREFIXES: Final = (
    "<gpxtpx:hr>1</gpxtpx:hr>",
    "<gpxtpx:TrackPointExtension><gpxtpx:speed>1</gpxtpx:speed></gpxtpx:TrackPointExtension>",
    "<gpxtpx:TrackPointExtension><gpxtpx:hr>1</gpxtpx:hr></gpxtpx:TrackPointExtension>",
    "<gpxtpx:course/>",
    "<gpxtpx:bearing >1</gpxtpx:bearing>",
    "<gpxtpx:speeds>1</gpxtpx:speeds>",
    "<q:TrackPointExtension><q:hr>1</q:hr></q:TrackPointExtension>",
    "<q:TrackPointExtension/>",
    "<q:TrackPointExtensions/>",
    "<q:hr>1</q:hr>",
    "<ns3:TrackPointExtension ><ns3:hr>1</ns3:hr></ns3:TrackPointExtension>",
    "<ns33:hr>1</ns33:hr>",
    "<ext:hr>1</ext:hr>",
    "<exts:hr>1</exts:hr>",
    "<gpxtpx2:speed>1</gpxtpx2:speed>",
    "<gpxx:a>1</gpxx:a>",
    "<xsi:a>1</xsi:a>",
    '<gpxtpx:hr>1</gpxtpx:hr><gpxtpx:hr xmlns:gpxtpx="u:x">1</gpxtpx:hr>',
    f"<gpxtpx:hr>1</gpxtpx:hr><gpxtpx:hr xmlns:gpxtpx = '{TPX1}'>1</gpxtpx:hr>",
    '<gpxtpx:hr>1</gpxtpx:hr><a xmlns:agpxtpx="u:x"/>',
    "<gpxtpx:hr>1</gpxtpx:hr><gpxx:a>1</gpxx:a>",
    "<gpxtpx:hr>1</gpxtpx:hr><zz:a>1</zz:a>",
    '<a gpxtpx:b="1"/>',
)
_ROOTS: Final = {
    "one line": f'<gpx version="1.1" creator="Logger 3" xmlns="{GPX}">',
    "a line a declaration": f'<gpx\n  version="1.1"\n  creator="Logger 3"\n  xmlns="{GPX}"\n  xmlns:a="u:a"\n>',
    "a comment before it": f'<!-- <gpx xmlns="x"> --><gpx version="1.1" creator="Logger 3" xmlns = \'{GPX}\'>',
    "a > in an attribute": f'<gpx creator="Logger > 3" version=\'1.1\' xmlns="{GPX}" >',
    "no declaration at all": '<gpx version="1.1" creator="Logger 3">',
}


def _prefixes() -> Iterator[Example]:
    for inside in _PREFIXES:
        yield Example(inside, with_extensions(f"<extensions>{inside}</extensions>").encode(), safe=True)
    usual = with_extensions(f"<extensions>{_PREFIXES[2]}</extensions>")
    for name, root in _ROOTS.items():
        text = usual.replace(usual[usual.index("<gpx ") : usual.index(">", usual.index("<gpx ")) + 1], root)
        yield Example(name, text.encode(), safe=True)
        yield Example(f"{name}, behind a mark", b"\xef\xbb\xbf" + text.encode(), safe=True)


def _cut() -> Iterator[Example]:
    flat = document(track(*(point(row, clock(row)) for row in range(3))))
    lined = flat.replace("><time>", ">\n    <time>").replace("</time>", "</time>\n   ")
    for name, text in {
        "indented": lined,
        "flat": flat,
        "lines of Windows": flat.replace("\n", "\r\n"),
        "one line": flat.replace("\n", ""),
        "points in lines": flat.replace(" <trk>\n  <trkseg>\n", "<trk><trkseg>\n"),
        "a prefix": with_prefix(flat),
    }.items():
        for place in (
            "08:00:02",
            '</trkpt>\n   <trkpt lat="45.00002',
            '<trkpt lat="45.00002',
            "</trkseg>",
            "</gpx>",
            "08:00:00",
        ):
            at = text.find(re.sub(r"<(/?)(?=\w)", r"<\1g:", place) if name == "a prefix" else place)
            if at > 0:
                yield Example(f"{name}, before {place}".replace("\n", "\\n"), text[:at].encode())
    yield Example("damage in the middle", flat.replace("</time>", "</tim>", 1).encode())
    yield Example("in UTF-16", flat[: flat.index("08:00:02")].replace("UTF-8", "UTF-16").encode("utf-16"))


# The names, the root, and several tracks


def _named() -> Iterator[Example]:
    raised = valued(*tagged("ele", "1", "2", "3"))
    for name in (
        "Logger with-barometer",
        "Logger X_with-barometer",
        "Logger with\tbarometer",
        "Logger, with_barometer",
        "Logger (with barometer)",
        "Logger[ With Barometer ]",
        "Logger (with barometer",
        "Logger with barometer)",
        "Logger with barometer...",
        "with-barometer",
        "(with barometer)",
        "Logger with barometer 2",
        "Logger with barometer; with_barometer",
        "Logger barometer",
        "Logger barometric",
        "Logger with barometer",
        "Logger with barometer ",
        "Logger -; with-barometer",
        "Caf\u00e9 with-barometer",
        "",
        " ",
    ):
        text = raised.replace("Logger 3", name).encode()
        yield Example(f"{name!a}", text, safe=True)
        yield Example(f"{name!a}, asked", text, safe=True, apply=("with-barometer",))
    yield Example("no elevation, asked", points("0", "1").encode(), apply=("with-barometer",))
    yield Example("no creator, asked", raised.replace(' creator="Logger 3"', "").encode(), apply=("with-barometer",))
    yield Example(
        "white space behind, asked", raised.replace("Logger 3", "Logger 3 \n").encode(), apply=("with-barometer",)
    )


def _root() -> Iterator[Example]:
    usual = points("0", "1")
    for xmlns in (f' xmlns="{GPX}"', "", ' xmlns=""', ' xmlns="u:x"', f" xmlns='{GPX}/'"):
        for version in (' version="1.1"', "", ' version="1.0"', ' version=" "', " version=' 1.1 '"):
            text = usual.replace(f' xmlns="{GPX}"', xmlns).replace(' version="1.1"', version)
            yield Example(f"<gpx{xmlns}{version}>", text.encode())
    yield Example("a prefix, and no version", with_prefix(usual).replace(' version="1.1"', "").encode())
    prefixed = usual.replace("xmlns=", "xmlns:g=").replace("<gpx", "<g:gpx").replace("</gpx", "</g:gpx")
    yield Example("a prefix for the root alone", prefixed.encode())


def _split() -> Iterator[Example]:
    for rows in (
        ("0", "1", "/", "2", "3"),
        ("0", "1", "/", "2", "3", "/", "4", "5"),
        ("0", "1", "/", "/", "2", "3"),
        ("0", "1", "/"),
        ("0", "/", "1", "2"),
        ("/", "0", "1", "/", "2", "3", "/"),
    ):
        text = points(*rows)
        yield Example(" ".join(rows), text.encode(), apply=("split-tracks",), select=("GPX007",))
    two = points("0", "1", "/", "2", "3")
    yield Example("not asked", two.encode())
    between = two.replace(" </trk>\n <trk>", " </trk>\n <extensions/>\n <trk>")
    yield Example("something between", between.encode(), apply=("split-tracks",), select=("GPX007",))
    comment = two.replace(" </trk>\n <trk>", " </trk>\n <!-- x --><trk>").replace(" <trk>\n", " <rte/><trk>\n", 1)
    yield Example(
        "a comment between, and a route before", comment.encode(), apply=("split-tracks",), select=("GPX007",)
    )


GROUPS: Final[dict[str, Examples]] = {
    "gpx written": _written,
    "gpx around": _around,
    "gpx prefixes": _prefixes,
    "gpx cut": _cut,
    "gpx names": _named,
    "gpx root": _root,
    "gpx split": _split,
}
