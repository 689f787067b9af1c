"""XML: syntax errors, and elements that the schema does not have, in GPX and TCX."""

from __future__ import annotations

import codecs
from dataclasses import replace

from generated.broken import Expect, breaks
from generated.markup import Node
from generated.tracks import GpxCase, TcxCase, XmlCase


def _raw(case: XmlCase, text: str) -> int:
    """Put raw text into a point; return its offset."""
    point = case.point(case.inner())
    point.children.append(text.encode())
    return case.finish().offset(point, "raw")


@breaks("XML001", "gpx", "tcx")
def closed_by_another_tag(case: XmlCase) -> Expect:
    return Expect(_raw(case, "</oops>"))


@breaks("XML001", "gpx", "tcx")
def bare_ampersand(case: XmlCase) -> Expect:
    return Expect(_raw(case, "<name>to & fro</name>") + len("<name>to "))


@breaks("XML001", "gpx", "tcx")
def undeclared_prefix(case: XmlCase) -> Expect:
    return Expect(_raw(case, "<zz:hr>120</zz:hr>"))


@breaks("XML001", "gpx", "tcx")
def control_character(case: XmlCase) -> Expect:
    return Expect(_raw(case, "<name>a\x01b</name>") + len("<name>a"))


@breaks("XML001", "gpx", "tcx")
def attribute_twice(case: XmlCase) -> Expect:
    return Expect(_raw(case, '<name a="1" a="2"/>'))


@breaks("XML001", "gpx", "tcx")
def two_files_in_one(case: XmlCase) -> Expect:
    case.surface = replace(case.surface, epilogue="\n")
    written = case.finish()
    case.edited = written.text + "<gpx/>"
    return Expect(len(written.text))


@breaks("XML001", "gpx", "tcx", still=True)
def cut_off(case: XmlCase) -> Expect:
    """The finding is at the tag that is cut, or at the last character."""
    case.surface = replace(case.surface, every_comment=0, every_cdata=0, every_reference=0)
    written = case.finish()
    end = case.number(written.offset(case.point(1)) + 1, written.offset(case.points[-1]))
    case.edited = written.text[:end]
    tag = case.edited.rindex("<")
    return Expect(tag if tag > case.edited.rindex(">") else len(case.edited.rstrip()) - 1)


@breaks("XML002", "gpx", "tcx")
def space_before_the_declaration(case: XmlCase) -> Expect:
    codec, declared, bom = case.one_of(
        [("utf-8", "UTF-8", b""), ("utf-8", "UTF-8", codecs.BOM_UTF8), ("shift_jis", "Shift_JIS", b"")]
    )
    case.surface = replace(case.surface, codec=codec, declared=declared, bom=bom)
    case.edited = case.one_of(["\n", "  ", "\r\n\r\n", "\t"]) + case.finish().text
    return Expect(0)


@breaks("XML003", "gpx", "tcx")
def no_declaration(case: XmlCase) -> Expect:
    case.surface = replace(case.surface, codec="utf-8", declared="UTF-8", bom=b"")
    text = case.finish().text
    case.edited = text[text.index("?>") + 2 :].lstrip()
    return Expect(0)


@breaks("XML004", "gpx", "tcx")
def doctype(case: XmlCase) -> Expect:
    text = case.finish().text
    end = text.index("?>") + 2
    kinds = ["<!DOCTYPE gpx>", '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/x.dtd">', '<!DOCTYPE gpx [<!ENTITY a "b">]>']
    case.edited = text[:end] + case.one_of(kinds) + text[end:]
    return Expect(end)


@breaks("XML005", "gpx", "tcx")
def bytes_of_another_encoding(case: XmlCase) -> Expect:
    case.surface = replace(case.surface, codec="utf-8", declared="UTF-8", bom=case.one_of([b"", codecs.BOM_UTF8]))
    text = case.finish().text
    end = text.index("?>") + 2
    case.edited = text[:end] + "<!-- caf@ -->" + text[end:]
    return Expect(end + len("<!-- caf"), data=case.render().replace(b"caf@", b"caf\xe9"))


@breaks("XML005", "gpx", "tcx")
def mark_of_another_encoding(case: XmlCase) -> Expect:
    case.surface = replace(case.surface, codec="utf-8", declared="ISO-8859-1", bom=codecs.BOM_UTF8)
    return Expect(case.finish().text.index("ISO-8859-1"))


@breaks("XML006", "gpx", "tcx")
def unknown_element(case: XmlCase) -> Expect:
    node = case.point(case.inner()).add("battery", 5)
    return Expect((node, ""), 1)


@breaks("XML006", "tcx")
def element_left_out(case: TcxCase) -> Expect:
    lap = case.laps[case.number(0, len(case.laps) - 1)]
    lap.remove(case.one_of(["Intensity", "TriggerMethod"]))
    return Expect((lap, ""), 1)


@breaks("XML006", "gpx")
def element_mistyped(case: GpxCase) -> Expect:
    row = case.inner()
    node = Node(case.root.namespace, "sat", {}, [case.one_of(["many", "-1", "1.5"])])
    point = case.point(row)
    place = next((i for i, child in enumerate(point.elements()) if child.name == "extensions"), len(point.children))
    point.children.insert(place, node)
    return Expect((node, ""), 1)


@breaks("XML007", "gpx", "tcx", need=("altitude",))
def another_order(case: XmlCase) -> Expect:
    row = case.some("altitude", most=1)[0]
    elevation = case.cells[row, "altitude"][0]
    point = case.point(row)
    point.children = [child for child in point.children if child is not elevation]
    time = case.cells[row, "time"][0]
    if isinstance(case, GpxCase):
        point.children.insert(point.children.index(time) + 1, elevation)
        return Expect((elevation, ""), 1)
    point.children.insert(0, elevation)
    behind = [child for child in point.elements() if child.name in ("Time", "Position")]
    return Expect((behind[-1], ""), 1)


@breaks("XML008", "gpx", "tcx")
def namespace_declared_again(case: XmlCase) -> Expect:
    case.surface = replace(case.surface, prefixes=("", *case.surface.prefixes[1:]), local=False)
    point = case.point(case.inner())
    point.attributes["xmlns"] = point.namespace
    return Expect((point, ""), 1)


@breaks("GPX001", "gpx")
def later_lines_of_an_encoding_of_many_bytes(case: GpxCase) -> Expect:
    """Text before the declaration counts in the lines and bytes after it."""
    case.surface = replace(case.surface, codec="shift_jis", declared="Shift_JIS", bom=b"")
    case.root.attributes["version"] = "2"
    lead = "\n\n "
    offset = case.finish().offset(case.root, "version")
    case.edited = lead + case.finish().text
    return Expect(offset + len(lead), also=frozenset({"XML002"}))
