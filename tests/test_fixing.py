"""The loop that mends: what is kept, what is refused, what is left alone."""

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
    """Puts one fix of XML003 in the place of all others."""

    def entered(name: str, function: FixFunction) -> None:
        fix = Fix(name, ("XML003",), Safety.SAFE, frozenset(Format), function, damaged=True, order=2)
        monkeypatch.setattr(registry, "_FIXES", {name: fix})

    return entered


def fixed(data: bytes, name: str = "ride.gpx", *, rename: bool = True) -> activitylint.FixResult:
    return activitylint.fix(data, name=name, now=NOW, rename=rename)


def test_a_file_without_fault_is_left_as_it_is() -> None:
    result = fixed(GOOD)
    assert not result.changed
    assert result.data == GOOD
    assert result.applied == ()
    assert result.skipped == ()


def test_what_is_mended_is_gone_and_the_rest_is_the_same_byte_for_byte() -> None:
    result = fixed(NO_DECLARATION)
    assert [one.name for one in result.applied] == ["add-declaration"]
    assert result.data.endswith(NO_DECLARATION)
    assert "XML003" not in {finding.code for finding in result.after.findings}


def test_a_fix_that_brings_another_fault_is_not_kept(enter: Enter) -> None:
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


def test_a_fix_that_mends_nothing_is_not_kept(enter: Enter) -> None:
    enter("idle", lambda task: iter([Edit(len(task.data), len(task.data), b"<!-- -->\n")]))
    result = fixed(NO_DECLARATION)
    assert not result.changed
    assert result.skipped[0].reason == "XML003 would still be there"


def test_a_fix_that_fails_is_told_and_the_file_left_alone(enter: Enter) -> None:
    def function(task: FixTask) -> Iterator[FileChange]:
        yield Edit(0, 0, b'<?xml version="1.0"?>\n')
        raise IndexError(len(task.data))

    enter("broken", function)
    result = fixed(NO_DECLARATION)
    assert not result.changed
    assert result.skipped[0].reason == "the fix itself failed (IndexError)"
    report = activitylint.lint(NO_DECLARATION, name="ride.gpx", now=NOW)
    assert report.failure is None


def test_edits_that_overlap_are_not_kept(enter: Enter) -> None:
    enter("twice", lambda _: iter([Edit(0, 5), Edit(3, 8)]))
    assert "changed twice" in fixed(NO_DECLARATION).skipped[0].reason


def test_a_refusal_says_why(enter: Enter) -> None:
    def function(task: FixTask) -> Iterator[FileChange]:
        yield from ()
        reason = f"{len(task.findings)} finding is too many"
        raise NotApplicable(reason)

    enter("shy", function)
    assert fixed(NO_DECLARATION).skipped[0].reason == "1 finding is too many"


def test_what_a_comment_leaves_out_is_not_mended() -> None:
    said = NO_DECLARATION.replace(b"<trk>", b"<!-- activitylint: ignore=XML003 on purpose --><trk>", 1)
    assert said != NO_DECLARATION
    assert not fixed(said).changed


def test_rules_that_are_not_selected_are_not_mended() -> None:
    assert not activitylint.fix(NO_DECLARATION, name="ride.gpx", now=NOW, ignore=["XML003"]).changed
    assert not activitylint.fix(NO_DECLARATION, name="ride.gpx", now=NOW, select=["TIM"]).changed


def test_a_packed_file_stays_packed() -> None:
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
def test_what_could_not_be_read_whole_is_never_written(raw: bytes, reason: str) -> None:
    result = fixed(raw, "ride.gpx.gz")
    assert not result.changed
    assert reason in result.skipped[0].reason


def test_what_lies_behind_the_read_limit_is_never_lost() -> None:
    limits = activitylint.Limits(read=len(NO_DECLARATION) - 1)
    result = activitylint.fix(NO_DECLARATION, name="ride.tcx", now=NOW, limits=limits)
    assert not result.changed
    assert "read limit" in result.skipped[0].reason


def test_another_name_only_where_it_is_wanted() -> None:
    assert fixed(GOOD, "ride.tcx").name == "ride.gpx"
    assert not fixed(GOOD, "ride.tcx", rename=False).changed


def test_a_name_that_no_fix_has_is_an_error() -> None:
    with pytest.raises(activitylint.UnknownFixError, match="'frobnicate'"):
        activitylint.fix(GOOD, apply=["frobnicate"])


def test_the_report_offers_what_applies_and_no_more() -> None:
    offered = activitylint.lint(NO_DECLARATION, name="ride.gpx", now=NOW).fixes
    assert [(one.name, one.codes, one.safety) for one in offered] == [("add-declaration", ("XML003",), Safety.SAFE)]
    assert activitylint.lint(GOOD, name="ride.gpx", now=NOW).fixes == ()
