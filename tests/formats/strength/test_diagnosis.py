"""What stands where JSON breaks off is told by name, in words, and with the stretch that is wrong.

problems.txt has what is told, and under it the texts that it is told of, with brackets around the stretch.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from activitylint.formats.strength.diagnosis import Problem
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
    ("empty: there is nothing but white space", "⟦⟧ \n\t\r"),
    ("missing-colon: '1'", '{"a"\t⟦1⟧}'),
    ("text-after-end: '}'", "{}\n\n⟦}⟧"),
    ("text-after-end: a NUL", "{}⟦\x00⟧"),
    ("trailing-comma: '}'", '{"a": 1⟦,⟧\n}'),
    ("truncated: after a comma", "[1,⟦⟧\n"),
    ("truncated: before a value", '{"a":⟦⟧ '),
    ("truncated: inside the text", '{"a": "b"⟦⟧ '),
    ("unexpected-text: U+0001", "[⟦\x01⟧]"),
    ("unexpected-text: U+0002", "[\n⟦\x02⟧]"),
    ("unexpected-text: U+007F", "[⟦\x7f⟧]"),
    ("unexpected-text: U+200B", "[⟦\u200b⟧]"),
    ("unexpected-text: U+FEFF", "[⟦\ufeff⟧1]"),
    ("unquoted-key: 'a'", "{⟦a⟧\n:1}"),
]


def listed() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    told = ""
    for line in PROBLEMS.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[told].append(line[4:])
        else:
            told = line
            found[told] = []
    for other, marked in UNPRINTABLE:
        found.setdefault(other, []).append(marked)
    return found


TOLD = listed()


@pytest.mark.parametrize("told", TOLD)
def test_a_problem_is_told_by_name_in_words_and_with_its_place(told: str) -> None:
    name, _, reason = told.partition(": ")
    for marked in TOLD[told]:
        before, _, rest = marked.partition("\u27e6")
        wrong, _, after = rest.partition("\u27e7")
        assert parse(before + wrong + after).problems == [Problem(name, reason, len(before), len(wrong))], marked
