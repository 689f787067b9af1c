"""The bounds of fixing: what would take too much work or memory is left undone, and said."""

from __future__ import annotations

from pathlib import Path

import pytest

import activitylint
from activitylint import formats
from activitylint.cli import main
from activitylint.fixes import fixing, work
from activitylint.fixes.registry import BeyondBoundsError
from activitylint.fixes.work import check_parts
from activitylint.model.format import Format
from fit_builder import activity
from hostile.shapes import SHAPES, tcx
from paths import FIXTURES

NOW = 1_780_000_000
TWO_FAULTS = (FIXTURES / "samples" / "ride.gpx").read_bytes().partition(b"\n")[2].replace(b' version="1.1"', b"", 1)


def fixed(data: bytes, name: str) -> activitylint.FixResult:
    return activitylint.fix(data, name=name, now=NOW, unsafe=True, available_fixes=True)


def refusals(result: activitylint.FixResult) -> dict[str, str]:
    return {one.name: one.reason for one in result.skipped if one.bounded}


def test_a_fix_that_would_take_too_much_work_is_said_and_the_file_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(work, "_FREE", 0)
    monkeypatch.setattr(work, "_TIMES", 1)
    path = tmp_path / "ride.gpx"
    path.write_bytes(TWO_FAULTS)
    with pytest.raises(SystemExit):
        main(["fix", "--isolated", str(path)])
    assert path.read_bytes() == TWO_FAULTS
    assert "add-declaration" in (said := capsys.readouterr().out)
    assert "fixing the file would take more than 1 times as long as linting it" in said


def test_work_is_counted_up_to_ten_times_the_file() -> None:
    size = 10_000_000
    left = work.Work(size)
    for _ in range(8):
        left.lint(size)
    for _ in range(4):
        left.run(size)
    left.write_part(size // 2)
    with pytest.raises(BeyondBoundsError):
        left.lint(1)


def test_each_state_of_a_file_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []
    read = formats.read

    def counted(data: bytes, form: Format) -> activitylint.Activity:
        parsed.append(data)
        return read(data, form)

    monkeypatch.setattr(formats, "read", counted)
    result = fixed(TWO_FAULTS, "ride.gpx")
    assert len(result.applied) == len({one.name for one in result.applied}) == 2
    assert len(parsed) == len(set(parsed)) == 3
    parsed.clear()
    offered = activitylint.lint(TWO_FAULTS, name="ride.gpx", now=NOW, available_fixes=True).fixes
    assert [one.name for one in offered] == [one.name for one in result.applied]
    assert len(parsed) == len(set(parsed)) == 3


def test_a_lint_without_available_fixes_tries_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def tried(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(fixing._FixRun, "advance", tried)
    path = tmp_path / "ride.gpx"
    path.write_bytes(TWO_FAULTS)
    assert activitylint.lint(path, now=NOW).fixes == ()
    for arguments in (["--format", "sarif"], ["--quiet"]):
        with pytest.raises(SystemExit) as ended:
            main(["lint", "--isolated", *arguments, str(path)])
        assert ended.value.code in {0, 1}
    with pytest.raises(AssertionError):
        activitylint.lint(path, now=NOW, available_fixes=True)


def test_a_file_becomes_at_most_100_files() -> None:
    result = fixed(tcx(b"<Activity/>" * 101), "a.tcx")
    assert not result.parts
    assert refusals(result)["split-activities"] == "101 files would be created; 100 is the most"
    check_parts(100)


def test_a_split_does_not_multiply_what_all_parts_share() -> None:
    shared = b"<!--" + b"x" * 1_000_000 + b"-->"
    result = fixed(tcx(b"<Activity/>" * 50).replace(b"<Activities>", shared + b"<Activities>"), "a.tcx")
    assert not result.parts
    assert "more than 10 times" in refusals(result)["split-activities"]


@pytest.mark.parametrize("finding", [True, False], ids=["by the findings", "by the changes"])
def test_a_fix_that_changes_too_many_places_is_left(monkeypatch: pytest.MonkeyPatch, finding: bool) -> None:
    monkeypatch.setattr(work, "_CHANGES_FREE", 10)
    monkeypatch.setattr(work, "_BYTES_EACH", 1000)
    if not finding:
        monkeypatch.setattr(fixing, "check_changes", lambda count, size: work.check_changes(count * (count < 30), size))
    data = activity(40).change("record", heart_rate=254).build()
    assert "more than 10 places" in " ".join(refusals(fixed(data, "a.fit")).values())


def test_a_long_chain_is_left() -> None:
    result = fixed(SHAPES["FIT: a chain of files with a wrong CRC"].make(14_014), "a.fit")
    assert not result.changed
    assert "1,001 FIT files" in {one.name: one.reason for one in result.skipped}["write-crc"]


def test_what_is_not_read_to_its_end_has_no_available_fix() -> None:
    limits = activitylint.Limits(read=len(TWO_FAULTS) - 1)
    report = activitylint.lint(TWO_FAULTS, name="ride.gpx", now=NOW, limits=limits, available_fixes=True)
    assert report.findings
    assert report.fixes == ()


def test_no_fix_relies_on_a_crc_that_another_fix_wrote() -> None:
    data = activity(20).build(crc=1) + bytes(8)
    result = fixed(data, "a.fit")
    assert [one.name for one in result.applied] == ["write-crc"]
    assert result.data.endswith(bytes(8))
    reasons = {one.name: one.reason for one in result.skipped}
    assert reasons["cut-padding"] == "it would rely on the CRC that another fix wrote"
