"""Decoding and parsing JSON: each problem has a name, a reason and a place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activitylint.formats import bounds, strength
from activitylint.formats.strength.syntax import decode, parse
from activitylint.model.faults import FaultKind
from activitylint.rules.support.json_problems import syntax_message
from example_count import examples

PROBLEMS = [
    (b"", "empty", "1:1"),
    (b" \n\t", "empty", "1:1"),
    (b'{"a": 1,}', "trailing-comma", "1:8"),
    (b'{"a": 1,\n}', "trailing-comma", "1:8"),
    (b"[1, 2, ]", "trailing-comma", "1:6"),
    (b"[1,, 2]", "missing-value", "1:4"),
    (b"[, 1]", "missing-value", "1:2"),
    (b'{"a": , "b": 1}', "missing-value", "1:7"),
    (b'{"a": }', "missing-value", "1:7"),
    (b'{"a": 1} // the end', "comment", "1:10"),
    (b'{\n  // a set\n  "a": 1}', "comment", "2:3"),
    (b'{"a": /* one */ 1}', "comment", "1:7"),
    (b'{"a": 1 # one\n}', "comment", "1:9"),
    (b"{'a': 1}", "single-quotes", "1:2"),
    (b"{\"a\": 'b'}", "single-quotes", "1:7"),
    ("{“a”: 1}".encode(), "typographic-quotes", "1:2"),
    (b"{a: 1}", "unquoted-key", "1:2"),
    (b"{sport_type: 1}", "unquoted-key", "1:2"),
    (b'{"a": PLANK}', "unquoted-text", "1:7"),
    (b'{"a": True}', "foreign-literal", "1:7"),
    (b'{"a": None}', "foreign-literal", "1:7"),
    (b'{"a": undefined}', "foreign-literal", "1:7"),
    (b'{"a": NaN}', "not-a-number", "1:7"),
    (b'{"a": -Infinity}', "not-a-number", "1:7"),
    (b'{"a": nan}', "not-a-number", "1:7"),
    (b'{"a": -inf}', "not-a-number", "1:7"),
    (b'{"NaN": "NaN", "a": NaN}', "not-a-number", "1:21"),
    (b'{"a": 1e999}', "huge-number", "1:7"),
    (b'{"a": ' + b"9" * 5000 + b"}", "huge-number", "1:7"),
    (b'{"a": 01}', "number-form", "1:7"),
    (b'{"a": +1}', "number-form", "1:7"),
    (b'{"a": .5}', "number-form", "1:7"),
    (b'{"a": -.5}', "number-form", "1:7"),
    (b'{"a": 5.}', "number-form", "1:8"),
    (b'{"a": 1.2.3}', "number-form", "1:10"),
    (b'{"a": 0x1F}', "number-form", "1:7"),
    (b'{"a": 1_000}', "number-form", "1:8"),
    (b"[" * 10_000 + b"]" * 10_000, "depth", f"1:{bounds.JSON_DEPTH + 1}"),
    (b"[" * (bounds.JSON_DEPTH + 1) + b"]" * (bounds.JSON_DEPTH + 1), "depth", f"1:{bounds.JSON_DEPTH + 1}"),
    (b'{"a":' * 100_000, "depth", f"1:{5 * bounds.JSON_DEPTH + 1}"),
    (b'{"a": 1 "b": 2}', "missing-comma", "1:9"),
    (b"[{} {}]", "missing-comma", "1:5"),
    (b'{"a" 1}', "missing-colon", "1:6"),
    (b'{"a" = 1}', "missing-colon", "1:6"),
    (b'{"a": [1}', "wrong-bracket", "1:9"),
    (b"]", "wrong-bracket", "1:1"),
    (b'{"a": 1}\n{"a": 2}\n', "several-documents", "2:1"),
    (b'{"a": 1};', "text-after-end", "1:9"),
    (b'{"a": 1}\0\0\0', "text-after-end", "1:9"),
    (b'{"a": "b\nc"}', "control-character", "1:9"),
    (b'{"a": "b\tc"}', "control-character", "1:9"),
    (b'{"a": "C:\\gym"}', "bad-escape", "1:10"),
    (b'{"a": "\\u12G4"}', "bad-escape", "1:8"),
    (b'{"a": "\\u\\n12"}', "bad-escape", "1:8"),
    (b'{"a": 1', "truncated", "1:7"),
    (b'{"a":', "truncated", "1:5"),
    (b'{"a": "b', "truncated", "1:7"),
    (b'{"a": "b\\u00', "truncated", "1:7"),
    (b'{"a": tru', "truncated", "1:7"),
    (b'{"a": -', "truncated", "1:7"),
    (b'{"a": [1, 2,\n', "truncated", "1:13"),
    (b"{", "truncated", "1:1"),
    (b"hello", "unquoted-text", "1:1"),
    (b"{1: 2}", "unquoted-key", "1:2"),
    (b'{"a": @}', "unexpected-text", "1:7"),
    (b"\xef\xbb\xbf{}", "byte-order-mark", "1:1"),
    ("{}".encode("utf-16"), "encoding", "1:1"),
    ("{}".encode("utf-16-be"), "encoding", "1:1"),
    ("{}".encode("utf-32-le"), "encoding", "1:1"),
    ("{}".encode("utf-32"), "encoding", "1:1"),
    (b'{"a": "\xe9t\xe9"}', "bad-bytes", "1:8"),
    (b'{"\xc3\xa9": "\xff"}', "bad-bytes", "1:8"),
]


@pytest.mark.parametrize(("data", "name", "place"), PROBLEMS, ids=lambda value: str(value)[:24])
def test_each_problem_has_a_name_and_a_place(data: bytes, name: str, place: str) -> None:
    activity = strength.read(data)
    fault = activity.faults_of(FaultKind.JSON_SYNTAX)[0]
    assert fault.detail["problem"] == name
    ((location, excerpt),) = activity.places.locate([fault.at])
    assert f"{location.line}:{location.column}" == place
    assert 0 <= location.byte <= len(data)
    assert excerpt is not None
    assert len(excerpt.line) < 200
    message = syntax_message(fault)
    assert message.isprintable()
    assert "{reason}" not in message


def test_too_many_arrays_and_objects_are_refused() -> None:
    text = "[" + "{}," * (2 * bounds.JSON_FREE) + "{}]"
    (problem,) = parse(text).problems
    assert problem.name == "crowd"
    before = text[: problem.position]
    assert before.count("[") + before.count("{") == bounds.JSON_FREE + len(text) // bounds.JSON_CHARACTERS_EACH


def test_too_many_texts_are_refused() -> None:
    text = "[" + '"a",' * (6 * bounds.JSON_FREE) + '"b\\""]'
    (problem,) = parse(text).problems
    assert problem.name == "crowd"
    assert text[: problem.position].count('"') == 2 * (bounds.JSON_FREE + len(text) // bounds.JSON_CHARACTERS_EACH_TEXT)
    assert (
        f"{bounds.JSON_FREE + len(text) // bounds.JSON_CHARACTERS_EACH_TEXT:,} texts in {len(text):,} characters"
        in problem.reason
    )
    spaced = text.replace(",", ", ")
    assert len(parse(spaced).value) == 6 * bounds.JSON_FREE + 1


def test_too_many_members_of_one_object_are_refused() -> None:
    few = '{"a:{": [{"b":1}, "c"], ' + ", ".join(f'"{number}": 0' for number in range(bounds.JSON_MEMBERS - 1)) + "}"
    assert len(parse(few).value) == bounds.JSON_MEMBERS
    (problem,) = parse(f'[{few}, {few[:-1]}, "d": {{}}, "e": 1}}]').problems
    assert problem.name == "crowd"
    assert f"{bounds.JSON_MEMBERS:,} members of one object" in problem.reason
    assert problem.position == 2 * len(few) + len('[, , "d"') - 1


def test_brackets_in_texts_do_not_count() -> None:
    text = '["' + "[{" * bounds.JSON_FREE + '"]'
    assert parse(text).value == ["[{" * bounds.JSON_FREE]


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b'{"a": 0x1F}', b"0x"),
        (b'{"a": 01}', b"01"),
        (b'{"a": +1}', b"+"),
        (b'{"a": 1.2.3}', b"."),
        (b'{"a": "\\u12G4"}', b"\\u12G4"),
        (b'{"a": "\\q"}', b"\\q"),
        (b'{"a": 1} // end', b"//"),
        (b"{abc: 1}", b"abc"),
        (b'{"a": Infinity}', b"Infinity"),
        (b'{"a": 1 "b": 2}', b'"'),
    ],
)
def test_a_problem_covers_exactly_the_wrong_characters(data: bytes, shown: bytes) -> None:
    at = strength.read(data).faults_of(FaultKind.JSON_SYNTAX)[0].at
    assert data[at.row : at.row + at.length] == shown


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a": 0x1F}', "a base other than ten"),
        (b'{"a": 01}', "a leading zero"),
        (b'{"a": +1}', "a plus sign"),
        (b'{"a": -.5}', "no digit before the decimal point"),
        (b'{"a": 5.}', "no digit after the decimal point"),
        (b'{"a": 1.2.3}', "a second decimal point"),
        (b'{"a": 1_000}', "'_' between its digits"),
        (b'{"a": "\xe9t"}', "byte 0xE9 is not UTF-8"),
        (b"[" * 100 + b"]" * 100, f"more than {bounds.JSON_DEPTH} levels deep"),
    ],
)
def test_the_reason_is_specific(data: bytes, reason: str) -> None:
    assert strength.read(data).faults_of(FaultKind.JSON_SYNTAX)[0].detail["reason"] == reason


@pytest.mark.parametrize(("data", "count"), [(b'{"a": "\xe9t\xe9"}', 2), (b'{"a": "\xe9\xe8"}', 1), (b'"\xff', 1)])
def test_runs_of_bad_bytes_are_counted(data: bytes, count: int) -> None:
    assert strength.read(data).faults_of(FaultKind.JSON_SYNTAX)[0].count == count


def test_numbers_that_cannot_be_read_are_counted() -> None:
    (fault,) = strength.read(b'{"a": [NaN, 1, NaN, Infinity]}').faults
    assert fault.count == 3


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("1e999", "1e999"),
        ("-1e999", "-1e999"),
        (f"1{'0' * 14}e9999", f"1{'0' * 14}e9999"),
        (f"1{'0' * 15}e9999", "1000000000... (21 characters)"),
        ("9" * 309, "9999999999... (309 characters)"),
        ("-" + "9" * 1999, "-999999999... (2,000 characters)"),
        ("-1" + "0" * 308, "-100000000... (310 characters)"),
        ("1" + "0" * 308, "1000000000... (309 characters)"),
    ],
)
@pytest.mark.parametrize("behind", ["", ",1", ", 1e400, NaN", "-5", " 1e400"])
def test_a_number_too_large_for_a_double_is_located(number: str, shown: str, behind: str) -> None:
    (fault,) = strength.read(f'["{"9" * 400}", {"9" * 308}, -{"9" * 308}, {number}{behind}]'.encode()).faults
    assert (fault.detail["problem"], fault.detail["reason"]) == ("huge-number", shown)
    assert (fault.at.row, fault.at.length) == (405 + 310 + 311, len(number))
    assert fault.count == {", 1e400, NaN": 3, " 1e400": 2}.get(behind, 1)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("latin-1")))
@settings(max_examples=examples(300), deadline=None)
def test_a_text_has_a_problem_if_the_standard_parser_refuses_it(text: str) -> None:
    def refuse(_name: str) -> None:
        raise ValueError

    try:
        value = json.loads(text, parse_constant=refuse)
    except ValueError:
        assert parse(text).problems
    else:
        assert parse(text).value == value


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
@settings(max_examples=examples(200), deadline=None)
def test_every_encoding_gives_the_same_text(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert decode(text.encode(encoding))[0].characters == text


def test_a_repeated_key_is_found_with_all_its_sets() -> None:
    data = b'{"sets": [{"a": 1, "a": 2}, {"a": 1}, {"a": 1, "a": 3}], "b": {"c": 1, "c": 2}}'
    repeats = parse(data.decode()).repeats
    assert [(repeat.path, repeat.rows) for repeat in repeats] == [(("sets", 0, "a"), (0, 2)), (("b", "c"), ())]


def test_repeated_keys_after_the_twentieth_are_counted_together() -> None:
    text = "[" + ",".join(f'{{"k{i}": 1, "k{i}": 2}}' for i in range(50)) + "]"
    repeats = parse(text).repeats
    assert len(repeats) == 21
    assert (repeats[-1].named, repeats[-1].count) == (False, 30)


def test_65536_arrays_are_allowed_and_one_more_per_16_characters() -> None:
    text = "[" + "[]," * 131_072 + "[]]"
    (problem,) = parse(text).problems
    assert problem.reason == f"more than {65_536 + len(text) // 16:,} arrays and objects in {len(text):,} characters"
    assert parse("[" + "[]," * 65_533 + "[]]").problems == []


BOM = "\ufeff"


@pytest.mark.parametrize(
    ("data", "encoding", "bom", "problems"),
    [
        (b"", "utf-8", 0, []),
        (b"{}", "utf-8", 0, []),
        (b"\xef\xbb\xbf{}", "utf-8", 3, [("byte-order-mark", "the text begins with a byte order mark")]),
        ((BOM + "{}").encode("utf-16-le"), "utf-16-le", 2, [("encoding", "the text is in UTF-16")]),
        ((BOM + "{}").encode("utf-16-be"), "utf-16-be", 2, [("encoding", "the text is in UTF-16")]),
        ((BOM + "{}").encode("utf-32-le"), "utf-32-le", 4, [("encoding", "the text is in UTF-32")]),
        ((BOM + "{}").encode("utf-32-be"), "utf-32-be", 4, [("encoding", "the text is in UTF-32")]),
        *(
            (text.encode(encoding), encoding, 0, [("encoding", f"the text is in {encoding[:6].upper()}")])
            for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
            for text in ("1", "{}", "[1]")
        ),
        (b"\0\0", "utf-8", 0, []),
        (b"1", "utf-8", 0, []),
        (b"\0", "utf-8", 0, []),
        ("{}".encode("utf-16-le") + b"\0", "latin-1", 0, [("encoding", "the text is in UTF-16")]),
        (b'"\xe9"', "utf-8", 0, [("bad-bytes", "byte 0xE9 is not UTF-8")]),
    ],
)
def test_the_encoding_comes_from_the_byte_order_mark_or_the_first_characters(
    data: bytes, encoding: str, bom: int, problems: list[tuple[str, str]]
) -> None:
    text, found = decode(data)
    assert (text.encoding, text.bom) == (encoding, bom)
    assert [(problem.name, problem.reason) for problem in found] == problems
    for position in range(len(text.characters) + 1):
        byte = text.byte(position)
        assert text.position(byte, data) == position
        assert byte == bom + len(text.encoded(text.characters[:position]))
    assert list(text.bytes_at([0, len(text.characters)])) == [bom, len(data)]
