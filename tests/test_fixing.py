"""The fix loop: which fixes are kept, which are undone, and which files are not touched."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator

import pytest

import activitylint
from activitylint.fixes import registry
from activitylint.fixes.edits import Edit
from activitylint.fixes.packing import written
from activitylint.fixes.registry import FileChange, Fix, FixTask, NotApplicable
from activitylint.model.finding import Safety
from activitylint.model.format import Format
from paths import FIXTURES

NOW = 1_780_000_000
GOOD = (FIXTURES / "samples" / "ride.gpx").read_bytes()
NO_DECLARATION = GOOD.partition(b"\n")[2]

FixFunction = Callable[[FixTask], Iterator[FileChange]]
Enter = Callable[[str, FixFunction], None]


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Replaces all fixes with one fix for XML003."""

    def entered(name: str, function: FixFunction) -> None:
        fix = Fix(name, ("XML003",), Safety.SAFE, frozenset(Format), function, damaged=True, order=2)
        monkeypatch.setattr(registry, "_FIXES", {name: fix})

    return entered


def fixed(data: bytes, name: str = "ride.gpx", *, rename: bool = True) -> activitylint.FixResult:
    return activitylint.fix(data, name=name, now=NOW, rename=rename)


def test_a_file_without_findings_is_not_changed() -> None:
    result = fixed(GOOD)
    assert not result.changed
    assert result.data == GOOD
    assert result.applied == ()
    assert result.skipped == ()


def test_a_fix_removes_its_finding_and_keeps_every_other_byte() -> None:
    result = fixed(NO_DECLARATION)
    assert [one.name for one in result.applied] == ["add-declaration"]
    assert result.data.endswith(NO_DECLARATION)
    assert "XML003" not in {finding.code for finding in result.after.findings}


def test_a_fix_that_introduces_a_finding_is_undone(enter: Enter) -> None:
    def function(task: FixTask) -> Iterator[FileChange]:
        yield Edit(0, 0, b'<?xml version="1.0"?>\n')
        at = task.data.rindex(b"<time>")
        yield Edit(at, at + 6, b"<tame>")
        at = task.data.rindex(b"</time>")
        yield Edit(at, at + 7, b"</tame>")

    enter("worse", function)
    result = fixed(NO_DECLARATION)
    assert result.data == NO_DECLARATION
    assert [(left.name, left.codes) for left in result.skipped] == [("worse", ("XML003",))]
    assert "TIM001" in result.skipped[0].reason


def test_a_fix_that_fixes_nothing_is_undone(enter: Enter) -> None:
    enter("idle", lambda task: iter([Edit(len(task.data), len(task.data), b"<!-- -->\n")]))
    result = fixed(NO_DECLARATION)
    assert not result.changed
    assert result.skipped[0].reason == "XML003 would still be there"


def test_a_fix_that_crashes_is_reported_and_changes_nothing(enter: Enter) -> None:
    def function(task: FixTask) -> Iterator[FileChange]:
        yield Edit(0, 0, b'<?xml version="1.0"?>\n')
        raise IndexError(len(task.data))

    enter("broken", function)
    result = fixed(NO_DECLARATION)
    assert not result.changed
    assert result.skipped[0].reason == "the fix itself failed (IndexError)"
    report = activitylint.lint(NO_DECLARATION, name="ride.gpx", now=NOW)
    assert report.failure is None


def test_overlapping_edits_are_undone(enter: Enter) -> None:
    enter("twice", lambda _: iter([Edit(0, 5), Edit(3, 8)]))
    assert "changed twice" in fixed(NO_DECLARATION).skipped[0].reason


def test_a_skipped_fix_gives_its_reason(enter: Enter) -> None:
    def function(task: FixTask) -> Iterator[FileChange]:
        yield from ()
        reason = f"{len(task.findings)} finding is too many"
        raise NotApplicable(reason)

    enter("shy", function)
    assert fixed(NO_DECLARATION).skipped[0].reason == "1 finding is too many"


def test_findings_suppressed_by_a_comment_are_not_fixed() -> None:
    said = NO_DECLARATION.replace(b"<trk>", b"<!-- activitylint: ignore=XML003 on purpose --><trk>", 1)
    assert said != NO_DECLARATION
    assert not fixed(said).changed


def test_findings_of_unselected_rules_are_not_fixed() -> None:
    assert not activitylint.fix(NO_DECLARATION, name="ride.gpx", now=NOW, ignore=["XML003"]).changed
    assert not activitylint.fix(NO_DECLARATION, name="ride.gpx", now=NOW, select=["TIM"]).changed


def test_a_gzipped_file_stays_gzipped() -> None:
    result = fixed(gzip.compress(NO_DECLARATION, mtime=0), "ride.gpx.gz")
    ((name, data),) = written(result)
    assert name == "ride.gpx.gz"
    assert gzip.decompress(data) == result.data != NO_DECLARATION


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (gzip.compress(NO_DECLARATION, mtime=0)[:-9], "only part of it could be unpacked"),
        (gzip.compress(NO_DECLARATION, mtime=0) + b"more", "they would be lost if the file were gzipped again"),
    ],
)
def test_a_file_that_was_read_in_part_is_never_written(raw: bytes, reason: str) -> None:
    result = fixed(raw, "ride.gpx.gz")
    assert not result.changed
    assert reason in result.skipped[0].reason


def test_content_after_the_read_limit_is_never_lost() -> None:
    limits = activitylint.Limits(read=len(NO_DECLARATION) - 1)
    result = activitylint.fix(NO_DECLARATION, name="ride.tcx", now=NOW, limits=limits)
    assert not result.changed
    assert "read limit" in result.skipped[0].reason


def test_a_file_is_renamed_only_if_allowed() -> None:
    assert fixed(GOOD, "ride.tcx").name == "ride.gpx"
    assert not fixed(GOOD, "ride.tcx", rename=False).changed


def test_an_unknown_fix_name_is_an_error() -> None:
    with pytest.raises(activitylint.UnknownFixError, match="'frobnicate'"):
        activitylint.fix(GOOD, apply=["frobnicate"])


def test_the_report_offers_only_fixes_that_apply() -> None:
    offered = activitylint.lint(NO_DECLARATION, name="ride.gpx", now=NOW, available_fixes=True).fixes
    assert [(one.name, one.codes, one.safety) for one in offered] == [("add-declaration", ("XML003",), Safety.SAFE)]
    assert activitylint.lint(GOOD, name="ride.gpx", now=NOW, available_fixes=True).fixes == ()
