"""The name, the reason and the place of each problem that stops the JSON parser.

problems.txt lists each name and reason, and below it texts that have the problem, with brackets around the wrong part.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from activitylint.formats.strength.diagnosis import SyntaxProblem
from activitylint.formats.strength.syntax import parse

PROBLEMS = Path(__file__).with_name("problems.txt")
UNPRINTABLE = [
    ("comment: #", '{"a": ⟦#⟧ x\n1}'),
    ("comment: //", "⟦//⟧ x\n{}"),
    ("comment: //", "{ ⟦//⟧ x\n}"),
    ("comment: //", "[1 ⟦//⟧ x\n]"),
    ("control-character: U+0001", '["⟦\x01⟧"]'),
    ("control-character: U+001F", '["⟦\x1f⟧"]'),
    ("control-character: a NUL", '["⟦\x00⟧"]'),
    ("control-character: a line break", '{"a": "b⟦\n⟧c"}'),
    ("control-character: a line break", '["⟦\r⟧"]'),
    ("control-character: a tab", '["⟦\t⟧"]'),
    ("empty: only white space", "⟦⟧ \n\t\r"),
    ("missing-colon: '1'", '{"a"\t⟦1⟧}'),
    ("text-after-end: '}'", "{}\n\n⟦}⟧"),
    ("text-after-end: a NUL", "{}⟦\x00⟧"),
    ("trailing-comma: '}'", '{"a": 1⟦,⟧\n}'),
    ("truncated: after a comma", "[1,⟦⟧\n"),
    ("truncated: before a value", '{"a":⟦⟧ '),
    ("truncated: too early", '{"a": "b"⟦⟧ '),
    ("unexpected-text: U+0001", "[⟦\x01⟧]"),
    ("unexpected-text: U+0002", "[\n⟦\x02⟧]"),
    ("unexpected-text: U+007F", "[⟦\x7f⟧]"),
    ("unexpected-text: U+200B", "[⟦\u200b⟧]"),
    ("unexpected-text: U+FEFF", "[⟦\ufeff⟧1]"),
    ("unquoted-key: 'a'", "{⟦a⟧\n:1}"),
]


def _expected() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    expected = ""
    for line in PROBLEMS.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[expected].append(line[4:])
        else:
            expected = line
            found[expected] = []
    for other, marked in UNPRINTABLE:
        found.setdefault(other, []).append(marked)
    return found


EXPECTED = _expected()


@pytest.mark.parametrize("expected", EXPECTED)
def test_a_problem_has_a_name_a_reason_and_a_place(expected: str) -> None:
    name, _, reason = expected.partition(": ")
    for marked in EXPECTED[expected]:
        before, _, rest = marked.partition("\u27e6")
        wrong, _, after = rest.partition("\u27e7")
        assert parse(before + wrong + after).problems == [SyntaxProblem(name, reason, len(before), len(wrong))], marked
