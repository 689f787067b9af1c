"""Where diagnostics are: their ranges, and the other places that they name."""

from __future__ import annotations

import re

import pytest
from lsprotocol.types import Diagnostic, DiagnosticTag, Position, Range

from activitylint.lsp.analysis import analyze, setup_for
from activitylint.lsp.diagnostics import diagnostics
from activitylint.lsp.documents import Document
from activitylint.lsp.pages import Pages
from activitylint.lsp.positions import Text
from paths import FIXTURES

SAMPLES = FIXTURES / "samples"
RIDE, RUN, STRENGTH = (
    (SAMPLES / name).read_text(encoding="utf-8") for name in ("ride.gpx", "run.tcx", "strength.json")
)


def found_in(text: str, code: str, language: str = "xml") -> Diagnostic:
    document = Document("untitled:one", "", language, 1, Text(text))
    analysis = analyze(document, setup_for(""), lambda: None)
    return next(one for one in diagnostics(analysis, Pages("https://example.org/{code}/")) if one.code == code)


def covered(text: str, where: Range) -> str:
    return text[Text(text).offset(where.start) : Text(text).offset(where.end)]


def related(text: str, found: Diagnostic) -> list[tuple[str, str]]:
    return [(one.message, covered(text, one.location.range)) for one in found.related_information or ()]


def test_a_repeated_key_names_the_other_one() -> None:
    text = STRENGTH.replace('"version"', '"\u00e9": 1, "version": "0", "version"', 1)
    found = found_in(text, "JSN014", "json")
    assert related(text, found) == [("the same key", '"version"')]
    (other,) = found.related_information or ()
    line = text.split("\n")[found.range.start.line]
    both = {line.index('"version"'), line.rindex('"version"')}
    assert {found.range.start.character, other.location.range.start.character} == both


def test_a_total_of_a_lap_names_the_trackpoints_that_it_disagrees_with() -> None:
    before, _, after = RUN.partition("<TotalTimeSeconds>")
    text = f"{before}<TotalTimeSeconds>9{after}"
    found = found_in(text, "TCX008")
    assert [(what, at[:6]) for what, at in related(text, found)] == [
        ("the first trackpoint of the lap", "<Time>"),
        ("the last trackpoint of the lap", "<Time>"),
    ]


def test_rows_of_one_finding_are_named_by_their_first_places() -> None:
    parts = RIDE.split("Z</time>")
    text = (
        "Z</time>".join(parts[:5]) + "</time>" + "Z</time>".join(parts[5:10]) + "</time>" + "Z</time>".join(parts[10:])
    )
    found = found_in(text, "TIM004")
    ((what, at),) = related(text, found)
    assert what.startswith("track point ")
    assert covered(text, found.range).startswith("<time>")
    assert at.startswith(("<time>", "<trkpt"))


def test_data_that_strava_ignores_is_faded() -> None:
    text = (FIXTURES / "GPX003-extension-not-read" / "fail-power-in-watts.gpx").read_text(encoding="utf-8")
    found = found_in(text, "GPX003")
    assert found.tags == [DiagnosticTag.Unnecessary]
    assert found.code_description is not None
    assert found.code_description.href == "https://example.org/GPX003/"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", ["", "a", "a\r\nb\rc\n", "\U0001f6b4x\n\u2028\u00e9\U0001f6b4", "\r\n\r\n"])
def test_positions_and_offsets_are_each_other_reversed(text: str, encoding: str) -> None:
    made = Text(text, encoding)
    for offset in range(len(text) + 1):
        inside_break = text[offset - 1 : offset + 1] == "\r\n" if offset else False
        assert made.offset(made.position(offset)) == offset - inside_break
    assert made.offset(Position(99, 0)) == len(text)
    assert made.offset(Position(0, 99)) == len(re.split("[\r\n]", text, maxsplit=1)[0])
