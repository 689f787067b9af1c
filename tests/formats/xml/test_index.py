"""The index has the same elements as libxml2's tree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from activitylint.formats.xml.document import checked, decoded
from activitylint.formats.xml.index import Index
from activitylint.formats.xml.intern import MOST, first_ones, intern, intern_below
from activitylint.formats.xml.text import text_of
from paths import CORPUS, corpus

NAMES = st.sampled_from(
    ["a", "b", "p:a", "q:b", "trackpointextension", "p:trackpointextension", "trackpointextensioms"]
)
TEXTS = st.text(st.sampled_from("xy 1.&<>\"'\n]é€"), max_size=6)


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> str:
    name = draw(NAMES)
    spaces = draw(st.sampled_from(["", " ", "\n"]))
    attributes = "".join(
        f" {attribute}={quote}{_escape(value).replace(quote, '&#34;' if quote == chr(34) else '&#39;')}{quote}"
        for attribute, value, quote in draw(
            st.lists(
                st.tuples(st.sampled_from(["x", "y", "z"]), TEXTS, st.sampled_from(["'", '"'])),
                max_size=2,
                unique_by=lambda pair: pair[0],
            )
        )
    )
    declared = draw(st.sampled_from(["", ' xmlns="u:1"', " xmlns=''", ' xmlns:p="u:2"', ' xmlns:q="u:1" xmlns="u:3"']))
    if draw(st.integers(0, 3)) == 0:
        return f"<{name}{attributes}{declared}{spaces}/>"
    inside = "".join(draw(st.lists(contents(depth), max_size=3)))
    return f"<{name}{attributes}{declared}{spaces}>{inside}</{name}{spaces}>"


def contents(depth: int) -> st.SearchStrategy[str]:
    plain = st.one_of(
        TEXTS.map(_escape),
        TEXTS.map(lambda text: f"<!-- {text.replace('-', '')} <a> -->"),
        TEXTS.map(lambda text: f"<![CDATA[{text.replace(']', '')}<b>]]>"),
        TEXTS.map(lambda text: f"<?pi {text.replace('?', '').replace('>', '')} <a ?>"),
    )
    return plain if depth > 3 else st.one_of(plain, elements(depth + 1))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")


def same_as_a_tree(data: bytes) -> None:
    text = checked(decoded(data))
    assert not text.damaged
    index = Index(text.scanned, text.codec)
    tree = [node for node in etree.fromstring(data).iter() if isinstance(node.tag, str)]
    assert len(index.start) == len(tree)
    ordinal = {node: number for number, node in enumerate(tree)}
    for number, node in enumerate(tree):
        name = etree.QName(node)
        assert index.name(number) == (name.namespace or "", name.localname)
        parent = node.getparent()
        assert index.parent[number] == (-1 if parent is None else ordinal[parent])
        assert bool(index.leaf[number]) == (not any(isinstance(child.tag, str) for child in node))
        if index.leaf[number]:
            whole = (node.text or "") + "".join(child.tail or "" for child in node)
            assert text_of(index, number).replace("\r\n", "\n") == whole


@given(elements())
def test_the_index_of_any_document_equals_the_tree(body: str) -> None:
    document = f'<root xmlns:p="u:4" xmlns:q="u:1">{body}</root>'
    same_as_a_tree(document.encode())


@pytest.mark.parametrize("path", corpus(".gpx", ".tcx"), ids=lambda path: str(path.relative_to(CORPUS)))
def test_the_index_of_real_files_equals_the_tree(path: object) -> None:
    data = path.read_bytes()  # type: ignore[attr-defined]
    if not checked(decoded(data)).damaged and not checked(decoded(data)).base:
        same_as_a_tree(data)


def test_equal_paths_share_a_number() -> None:
    index = Index(b"<a><b><c/></b><b/><b><c/><c/></b></a>")
    paths = ["/".join(name for _, name in index.steps(path)) for path in range(len(index.path_parent))]
    assert sorted(paths) == ["a", "a/b", "a/b/c"]
    assert index.elements(paths.index("a/b/c")).tolist() == [2, 5, 6]


def test_a_greater_than_sign_in_quotes_does_not_end_a_tag() -> None:
    index = Index(b"<a x='>' y=\">'\"><b/>></a>")
    assert [index.text[s : e + 1] for s, e in zip(index.start, index.stop, strict=True)] == [
        b"<a x='>' y=\">'\">",
        b"<b/>",
    ]


def test_elements_that_are_cut_off_stay_open() -> None:
    index = Index(b"<a><b><c>1</c><c>2")
    assert index.open_ended == [0, 1, 3]


def test_a_doctype_contains_no_elements() -> None:
    index = Index(b"<!DOCTYPE a [<!ENTITY e '<x>'><!-- ]> <y> --><?p ]> ?>]><a>&e;</a>")
    assert [index.name(0)[1], len(index.start)] == ["a", 1]


def test_names_beyond_the_limit_are_one() -> None:
    names = b"".join(b"<n%d/>" % number for number in range(MOST + 10))
    index = Index(b"<gpx><trk/>" + names + b"</gpx>")
    assert len(index.start) == MOST + 12
    assert [index.name(0)[1], index.name(1)[1], index.name(len(index.start) - 1)[1]] == ["gpx", "trk", "..."]


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 3), max_size=600))
def test_interning_gives_equal_values_equal_numbers(values: list[int]) -> None:
    column = np.array(values, dtype=np.uint64)
    distinct, which = intern(column)
    assert len(np.unique(distinct)) == len(distinct)
    assert np.array_equal(distinct[which], column)


def test_interning_long_columns_in_parts() -> None:
    column = np.arange(600_000, dtype=np.uint64) % np.uint64(7)
    distinct, which = intern(column)
    assert sorted(distinct.tolist()) == list(range(7))
    assert np.array_equal(distinct[which], column)


def test_the_values_that_come_first_are_kept() -> None:
    column = np.arange(MOST + 5, dtype=np.uint64)[::-1].copy()
    kept, which = first_ones(*intern(column))
    assert kept[0] == MOST + 4
    assert which[-1] == MOST


@given(st.lists(st.integers(0, 40), max_size=600), st.sampled_from([41, 300, 100_000]))
def test_interning_small_integers_gives_equal_ones_equal_numbers(values: list[int], size: int) -> None:
    column = np.array(values, dtype=np.int64)
    distinct, which = intern_below(column, size)
    assert len(np.unique(distinct)) == len(distinct)
    assert np.array_equal(distinct[which], column)


DECLARING = [
    ('<x xmlns="u:1"/>', "u:1"),
    ('<x a="1" b="2"/>', "u:0"),
    ("<x/>", "u:0"),
    ('<x a="xmlns"/>', "u:0"),
    (f'<x a="{"-" * 80}" xmlns="u:2"/>', "u:2"),
    (f'<x a="{"-" * 80}"/>', "u:0"),
    ('<x\n\txmlns\n= "u:3" />', "u:3"),
]


@given(st.lists(st.sampled_from(DECLARING), max_size=60))
def test_tags_that_declare_a_namespace_are_found_among_many(tags: list[tuple[str, str]]) -> None:
    index = Index(('<root xmlns="u:0">' + "".join(tag for tag, _ in tags) + "</root>").encode())
    assert [index.name(number + 1)[0] for number in range(len(tags))] == [namespace for _, namespace in tags]


def test_documents_share_their_paths_if_these_are_the_same_and_few() -> None:
    few = [
        Index(text).paths
        for text in (b"<a><b/></a>", b"<a>x<b>1</b><b/></a>", b"<a><c/></a>", b"<a xmlns='u:1'><b/></a>")
    ]
    assert few[0] is few[1]
    assert len({*few}) == 3
    many = b"<a>" + b"".join(b"<b%d/>" % number for number in range(300)) + b"</a>"
    assert Index(many).paths is not Index(many).paths
    assert few[0].cached(len) == 2
