"""What a report offers is what `activitylint fix` does."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

import activitylint
from activitylint.cli import main
from activitylint.fixes import fixing
from activitylint.fixes.available import TRIED_BYTES
from activitylint.fixes.progress import FileState
from activitylint.fixes.registry import SplitFile
from activitylint.fixes.result import FixResult
from activitylint.model.finding import Safety
from activitylint.model.report import Report, Totals
from activitylint.reports.words import fixable_sentence
from fixture_cases import Case, cases, moment
from hostile.shapes import SHAPES
from neighbours.bases import GPX, STRENGTH
from sampling import sampled

FIXABLE = [case for case in cases() if case.fails and not case.make and not case.files and not case.settings]


def fixable(report: Report) -> tuple[int, int]:
    totals = Totals()
    totals.add(report)
    return totals.fixable, totals.unsafely_fixable


def gone(result: FixResult) -> int:
    """How many findings of the codes that the fixes are for were fixed.

    Other findings may be gone with them, and new ones may be there that the faults had hidden.
    """
    codes = {code for one in result.applied for code in one.codes}
    before = Counter(one.code for one in result.before.findings if one.code in codes)
    return (before - Counter(one.code for one in result.after.findings)).total()


@pytest.mark.parametrize("case", sampled(FIXABLE, 12), ids=lambda case: case.id)
def test_as_many_findings_are_fixed_as_are_said_to_be_fixable(case: Case) -> None:
    data = case.path.read_bytes()
    request = activitylint.UploadRequest(**case.request)
    now = moment(case.now)
    before = activitylint.lint(data, name=case.path.name, now=now, request=request, available_fixes=True)
    safe, more = fixable(before)
    offered = {one.name for one in before.fixes}
    for unsafe, count in ((False, safe), (True, safe + more)):
        result = activitylint.fix(data, name=case.path.name, now=now, request=request, unsafe=unsafe, rename=False)
        present = {one.code for one in before.findings}
        assert {one.name for one in result.applied if not present.isdisjoint(one.codes)} <= offered
        if not result.parts:
            assert gone(result) == count


def test_a_fix_that_would_be_undone_is_not_offered() -> None:
    # No fix can know the calories.
    text = "<Calories>1</Calories>"
    path = next(case.path for case in FIXABLE if case.id == "TCX007-incomplete-lap/fail-no-calories.tcx")
    assert text not in path.read_text(encoding="utf-8")
    assert activitylint.lint(path, now=moment("2026-06-01T00:00:00Z"), available_fixes=True).fixes == ()


def test_fixes_are_not_tried_on_large_files() -> None:
    small = GPX.replace("Z</time>", "</time>")
    large = small + "<!--" + " " * TRIED_BYTES + "-->"
    offers = [
        activitylint.lint(text.encode(), name="a.gpx", now=1_780_000_000, available_fixes=True).fixes
        for text in (small, large)
    ]
    # Nothing proves the zone, so the safe fix does not apply. This is known only if it is tried.
    assert [one.name for one in offers[0]] == ["zone-utc"]
    assert [one.findings for one in offers[1]] == [(), ()]
    assert [one.safety for one in offers[1]] == [Safety.SAFE, Safety.UNSAFE]


def test_what_was_not_tried_is_counted_apart() -> None:
    large = GPX.partition("\n")[2] + "<!--" + " " * TRIED_BYTES + "-->"
    totals = Totals()
    for text in (GPX.partition("\n")[2], large):
        totals.add(activitylint.lint(text.encode(), name="a.gpx", now=1_780_000_000, available_fixes=True))
    assert (totals.fixable, totals.maybe_fixable) == (1, 1)
    assert fixable_sentence(totals) == (
        "1 finding is fixable with `activitylint fix`, and maybe 1 more in large files, where fixes were not tried"
    )
    assert fixable_sentence(Totals(maybe_fixable=2)) == (
        "2 findings may be fixable with `activitylint fix` in large files, where fixes were not tried"
    )


def test_a_suppressed_finding_is_not_counted_as_fixable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def linted(*arguments: str) -> str:
        command = ["lint", "--isolated", "--select=SET004", "--now=2026-06-01T00:00:00Z", *arguments, "gym.json"]
        return CliRunner().invoke(main, command, catch_exceptions=False).output

    monkeypatch.chdir(tmp_path)
    document = json.loads(STRENGTH)
    document["sets"] = [{"exercise_type": "plank_generic", "duration": 60}]
    Path("gym.json").write_text(json.dumps(document), encoding="utf-8")
    linted("--write-baseline=known.json")
    document["sets"].append({"exercise_type": "no such exercise at all", "duration": 60})
    Path("gym.json").write_text(json.dumps(document), encoding="utf-8")
    assert "1 finding is fixable" in linted()
    said = linted("--baseline=known.json")
    assert ("1 suppressed" in said, "fixable" in said) == (True, False)


def test_only_the_first_parts_of_a_file_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bytes] = []
    fix_part = fixing._FixRun._fix_part

    def counted(run: fixing._FixRun, state: FileState, part: SplitFile) -> FixResult:
        tried.append(part.data)
        return fix_part(run, state, part)

    monkeypatch.setattr(fixing._FixRun, "_fix_part", counted)
    many = SHAPES["XML: empty activities"].make(1_200)
    activitylint.lint(many, name="a.tcx", now=1_780_000_000, available_fixes=True)
    assert 1 < len(tried) < many.count(b"<Activity/>") / 10
