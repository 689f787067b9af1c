"""`activitylint fix`: which files are written, what is printed, and the exit status."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from activitylint.cli import main, writing
from cli import kills
from paths import FIXTURES

STRENGTH = (FIXTURES / "samples" / "strength.json").read_bytes()
GOOD = (FIXTURES / "samples" / "ride.gpx").read_bytes()
BROKEN = GOOD.partition(b"\n")[2]
FIXED = b'<?xml version="1.0" encoding="UTF-8"?>\n' + BROKEN
UNTIMED = re.sub(rb"<time>.*?</time>", b"", GOOD, count=2)
LONG_AGO = 1_500_000_000
NOW = "--now=2026-06-01T00:00:00Z"


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["fix", NOW, "--isolated", *arguments], input=stdin, catch_exceptions=False)


@pytest.fixture
def ride(tmp_path: Path) -> Path:
    path = tmp_path / "ride.gpx"
    path.write_bytes(BROKEN)
    return path


def test_in_place(ride: Path) -> None:
    ran = run(str(ride))
    assert ran.exit_code == 0
    assert ride.read_bytes() == FIXED
    assert ran.output.splitlines() == [
        f"{ride}: applied add-declaration (XML003)",
        "1 file checked, 1 fixed: no errors and no warnings left",
    ]
    assert list(ride.parent.iterdir()) == [ride]


def test_the_mode_is_kept_and_the_time_if_asked(ride: Path) -> None:
    ride.chmod(0o640)
    for option, is_kept in ((), False), (("--keep-mtime",), True):
        ride.write_bytes(BROKEN)
        os.utime(ride, (LONG_AGO, LONG_AGO))
        run(*option, str(ride))
        assert ride.read_bytes() == FIXED
        assert stat.S_IMODE(ride.stat().st_mode) == 0o640
        assert (ride.stat().st_mtime == LONG_AGO) == is_kept


def test_a_file_without_findings_is_not_touched(ride: Path) -> None:
    ride.write_bytes(GOOD)
    before = ride.stat()
    ran = run(str(ride))
    assert ride.stat().st_ino == before.st_ino
    assert ran.output.splitlines()[0] == "1 file checked, 0 fixed: no errors and no warnings left"


@pytest.mark.parametrize(
    ("known", "new", "fixed", "said"),
    [
        # A fix that goes by the findings changes the rest; one that goes by the whole file is not applied.
        ("plank_generic", "squat_generic", ["plank_generic", "SQUAT_GENERIC"], "applied exercise-ids-as-listed"),
        ({"reps": 1}, {"load": 1}, None, "not applied: it would also fix a finding that is suppressed"),
    ],
)
def test_what_the_baseline_lists_is_not_fixed(
    tmp_path: Path, known: object, new: object, fixed: list[str] | None, said: str
) -> None:
    def write(*sets: object) -> None:
        named = [{"exercise_type": one} if isinstance(one, str) else one for one in sets]
        path.write_text(json.dumps({**json.loads(STRENGTH), "sets": named}), encoding="utf-8")

    path, baseline = tmp_path / "gym.json", str(tmp_path / "known.json")
    write(known)
    CliRunner().invoke(main, ["lint", NOW, "--isolated", f"--write-baseline={baseline}", str(path)])
    write(known, new)
    before = path.read_bytes()
    linted = CliRunner().invoke(main, ["lint", NOW, "--isolated", f"--baseline={baseline}", str(path)])
    assert ("1 finding is fixable" in linted.output) == (fixed is not None), linted.output
    ran = run("--verbose", "--unsafe", "--no-backup", f"--baseline={baseline}", str(path))
    assert said in ran.output
    if fixed is None:
        assert path.read_bytes() == before
    else:
        assert [one["exercise_type"] for one in json.loads(path.read_bytes())["sets"]] == fixed


def test_diff_shows_and_writes_nothing(ride: Path) -> None:
    ran = run("--diff", str(ride))
    assert ran.exit_code == 1
    assert ride.read_bytes() == BROKEN
    assert '+<?xml version="1.0" encoding="UTF-8"?>' in ran.stdout.splitlines()
    assert "1 would be fixed" in ran.stderr


def test_diff_of_nothing_exits_with_0(ride: Path) -> None:
    ride.write_bytes(GOOD)
    ran = run("--diff", str(ride))
    assert (ran.exit_code, ran.stdout) == (0, "")


def test_findings_that_are_left_give_exit_status_1(ride: Path) -> None:
    ride.write_bytes(BROKEN.replace(b"<time>", b"<when>").replace(b"</time>", b"</when>"))
    assert run(str(ride)).exit_code == 1


def test_backup_never_overwrites(ride: Path) -> None:
    (ride.parent / "ride.gpx.orig").write_text("older")
    run("--backup", str(ride))
    assert ride.read_bytes() == FIXED
    assert (ride.parent / "ride.gpx.orig").read_text() == "older"
    assert (ride.parent / "ride.gpx.orig.1").read_bytes() == BROKEN


def test_backup_is_not_repeated(ride: Path) -> None:
    (ride.parent / "ride.gpx.orig").write_bytes(BROKEN)
    run("--backup", str(ride))
    assert sorted(one.name for one in ride.parent.iterdir()) == ["ride.gpx", "ride.gpx.orig"]


@pytest.fixture
def unsafe(tmp_path: Path) -> Path:
    """A file that only an unsafe fix changes."""
    path = tmp_path / "ride.gpx"
    path.write_bytes(UNTIMED)
    return path


def test_an_unsafe_fix_keeps_the_original_unless_told_otherwise(unsafe: Path) -> None:
    orig = unsafe.with_name("ride.gpx.orig")
    os.utime(unsafe, (LONG_AGO, LONG_AGO))
    ran = run("--unsafe", str(unsafe))
    assert (
        f"{unsafe}: applied drop-points-without-time (TIM001, unsafe); the original is in ride.gpx.orig" in ran.output
    )
    assert (orig.read_bytes(), orig.stat().st_mtime) == (UNTIMED, LONG_AGO)
    assert unsafe.read_bytes() != UNTIMED
    orig.unlink()
    unsafe.write_bytes(UNTIMED)
    run("--unsafe", "--no-backup", str(unsafe))
    assert unsafe.read_bytes() != UNTIMED
    assert not orig.exists()


@pytest.mark.parametrize("work_tree", ["first", "further"])
def test_an_unsafe_fix_keeps_no_copy_of_what_git_has(tmp_path: Path, work_tree: str) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], cwd=tmp_path, check=True)

    (tmp_path / "rides").mkdir()
    names = ["rides/kept.gpx", "rides/changed.gpx", "rides/untracked.gpx"]
    for name in names:
        (tmp_path / name).write_bytes(UNTIMED)
    git("init", "--quiet")
    git("add", *names[:2])
    git("commit", "--quiet", "--message=rides")
    top = tmp_path
    if work_tree == "further":
        top = tmp_path / "further"
        git("worktree", "add", "--quiet", str(top))
        (top / names[2]).write_bytes(UNTIMED)
    (top / names[1]).write_bytes(UNTIMED + b"<!-- changed -->")
    run("--unsafe", str(top / "rides"))
    assert not any((top / name).read_bytes().startswith(UNTIMED) for name in names)
    assert [(top / f"{name}.orig").exists() for name in names] == [False, True, True]


def test_output_dir_gets_every_file_and_originals_stay(tmp_path: Path) -> None:
    for name, data in (("a/ride.gpx", BROKEN), ("b/ride.gpx", GOOD)):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    ran = run("--output-dir", str(tmp_path / "out"), str(tmp_path / "in"))
    assert ran.exit_code == 0
    assert (tmp_path / "out/a/ride.gpx").read_bytes() == FIXED
    assert (tmp_path / "out/b/ride.gpx").read_bytes() == GOOD
    assert (tmp_path / "in/a/ride.gpx").read_bytes() == BROKEN
    assert run("--output-dir", str(tmp_path / "out"), str(tmp_path / "in")).exit_code == 2


def test_rename(tmp_path: Path) -> None:
    path = tmp_path / "ride.tcx"
    path.write_bytes(GOOD)
    assert run(str(path)).exit_code == 0
    assert path.exists()
    ran = run("--rename", str(path))
    assert ran.exit_code == 0
    assert "written to ride.gpx" in ran.output
    assert [one.name for one in tmp_path.iterdir()] == ["ride.gpx"]


def test_rename_does_not_overwrite_another_file(tmp_path: Path) -> None:
    (tmp_path / "ride.gpx").write_text("another")
    path = tmp_path / "ride.tcx"
    path.write_bytes(GOOD)
    ran = run("--rename", str(path))
    assert ran.exit_code == 2
    assert "ride.gpx already exists" in ran.output
    assert path.read_bytes() == GOOD


def test_rename_through_a_link_renames_the_link(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    target = tmp_path / "data" / "123.tcx"
    target.write_bytes(BROKEN)
    (tmp_path / "ride.tcx").symlink_to("data/123.tcx")
    ran = run("--rename", str(tmp_path / "ride.tcx"))
    assert "ride.tcx: applied" in ran.output
    assert "; written to ride.gpx" in ran.output
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", "ride.gpx"]
    assert (tmp_path / "ride.gpx").readlink() == Path("data/123.tcx")
    assert [one.name for one in target.parent.iterdir()] == ["123.tcx"]
    assert target.read_bytes() == FIXED


def test_rename_through_a_link_does_not_overwrite(tmp_path: Path) -> None:
    (tmp_path / "123.tcx").write_bytes(BROKEN)
    (tmp_path / "ride.tcx").symlink_to("123.tcx")
    (tmp_path / "ride.gpx").symlink_to("123.tcx")
    assert "ride.gpx already exists" in run("--rename", str(tmp_path / "ride.tcx")).output
    assert (tmp_path / "123.tcx").read_bytes() == BROKEN


def test_a_file_is_not_split_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "two.tcx").write_bytes(kills.TWO_RUNS)
    (tmp_path / "link.tcx").symlink_to("two.tcx")
    ran = run("--unsafe", str(tmp_path / "link.tcx"))
    assert ran.exit_code == 2
    assert "fix the file that the link points to" in ran.output
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.tcx", "two.tcx"]


def test_a_file_that_is_only_renamed_stays_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "ride.tcx"
    path.write_bytes(GOOD)
    before = path.stat()
    run("--rename", str(path))
    after = (tmp_path / "ride.gpx").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_larger_than_the_read_limit_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    data = gzip.compress(BROKEN) if packed else BROKEN
    Path("ride.gpx").write_bytes(data)
    Path("activitylint.toml").write_text(f"limits = {{ read = {len(BROKEN) - 1} }}")
    for arguments in (["-"], ["-", "--diff"], ["ride.gpx"], ["--output-dir=out", "ride.gpx"], ["--diff", "ride.gpx"]):
        ran = CliRunner().invoke(main, ["fix", NOW, *arguments], input=data, catch_exceptions=False)
        assert (ran.exit_code, b"<gpx" in ran.stdout_bytes) == (2, False)
        assert "larger than the setting limits.read" in ran.output
    assert Path("ride.gpx").read_bytes() == data
    assert not Path("out").exists()


def test_standard_input_goes_to_standard_output() -> None:
    ran = run("-", "--stdin-filename", "ride.gpx", stdin=BROKEN)
    assert ran.stdout_bytes == FIXED
    assert "add-declaration" in ran.stderr


def test_standard_input_without_findings_is_passed_on_unchanged() -> None:
    packed = gzip.compress(GOOD)
    assert run("-", "--stdin-filename", "ride.gpx.gz", stdin=packed).stdout_bytes == packed


def test_a_gzipped_file_stays_gzipped(tmp_path: Path) -> None:
    path = tmp_path / "ride.gpx.gz"
    path.write_bytes(gzip.compress(BROKEN))
    run(str(path))
    assert gzip.decompress(path.read_bytes()) == FIXED


def test_the_content_becomes_gzipped_or_not_as_the_name_says(tmp_path: Path) -> None:
    (tmp_path / "plain.gpx.gz").write_bytes(BROKEN)
    (tmp_path / "packed.gpx").write_bytes(gzip.compress(GOOD))
    ran = run("--diff", str(tmp_path))
    assert f"gzip {tmp_path}/plain.gpx.gz" in ran.stdout.splitlines()
    assert f"unpack {tmp_path}/packed.gpx" in ran.stdout.splitlines()
    assert "no errors and no warnings left" in run(str(tmp_path)).output
    assert gzip.decompress((tmp_path / "plain.gpx.gz").read_bytes()) == FIXED
    assert (tmp_path / "packed.gpx").read_bytes() == GOOD


def test_a_link_is_followed(ride: Path) -> None:
    link = ride.parent / "link.gpx"
    link.symlink_to(ride)
    run(str(link))
    assert link.is_symlink()
    assert ride.read_bytes() == FIXED


def test_a_file_that_changed_in_the_meantime_is_not_overwritten(ride: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = writing.Stamp.of

    def of(path: Path) -> writing.Stamp:
        stamp = real(path)
        with path.open("ab") as file:
            file.write(b"\n")
        return stamp

    monkeypatch.setattr(writing.Stamp, "of", of)
    ran = run(str(ride))
    assert ran.exit_code == 2
    assert "changed it in the meantime" in ran.output
    assert not ride.read_bytes().startswith(b"<?xml")


def test_a_failed_write_keeps_the_old_file(ride: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ran = run(str(ride))
    assert ran.exit_code == 2
    assert "No space left on device" in ran.output
    assert ride.read_bytes() == BROKEN
    assert list(ride.parent.iterdir()) == [ride]


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_split_without_enough_space_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "two.tcx"
    path.write_bytes(kills.TWO_RUNS)
    code = f"""
import resource
from activitylint.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
main(['fix', '--isolated', {NOW!r}, '--unsafe', {str(path)!r}])
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, "failed: " in ran.stdout, "File too large" in ran.stdout) == (2, True, True)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"two.tcx": kills.TWO_RUNS}
    assert run("--unsafe", str(path)).exit_code < 2
    assert sorted(one.name for one in tmp_path.iterdir()) == ["two-1.tcx", "two-2.tcx", "two.tcx.orig"]
    assert (tmp_path / "two.tcx.orig").read_bytes() == kills.TWO_RUNS


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_write_protected_file_is_reported(ride: Path) -> None:
    ride.chmod(0o444)
    ride.parent.chmod(0o777)
    for folder in ride.parents:
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    code = (
        "import os; os.setuid(65534); from activitylint.cli import main; "
        f"main(['fix', '--isolated', {NOW!r}, {str(ride)!r}])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    if "PermissionError" in ran.stderr or "No module" in ran.stderr:
        pytest.skip("another user cannot read this interpreter")
    assert ran.returncode == 2, ran.stderr
    assert "it is write-protected" in ran.stdout
    assert ride.read_bytes() == BROKEN


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([], "no path is given"),
        (["--apply", "frobnicate", "."], "'frobnicate'"),
        (["--output-dir", "x", "--diff", "."], "--output-dir"),
        (["-", "a.gpx"], "give - without other paths"),
        (["--stdin-filename", "a.gpx", "."], "give - as a path, too"),
        (["--select", "NOPE", "."], "no rule has the code"),
    ],
)
def test_wrong_usage_gives_a_hint(arguments: list[str], error: str) -> None:
    ran = run(*arguments)
    assert ran.exit_code == 2
    assert error in " ".join(ran.output.split())


def test_what_did_not_apply_is_only_counted_unless_verbose(tmp_path: Path) -> None:
    path = tmp_path / "ride.gpx.gz"
    path.write_bytes(gzip.compress(BROKEN) + b"more")
    ran = run(str(path))
    assert ran.output.splitlines()[1:] == ["1 fix did not apply (--verbose says why)"]
    ran = run("--verbose", str(path))
    assert f"{path}: no changes" in ran.output
    assert "not applied: more bytes follow the gzip data" in ran.output
    assert "did not apply" not in ran.output


def test_a_missing_file_does_not_stop_the_run(ride: Path) -> None:
    ran = run(str(ride.parent / "gone.gpx"), str(ride))
    assert ran.exit_code == 2
    assert "gone.gpx: failed: No such file or directory" in ran.output
    assert ride.read_bytes() == FIXED


def test_quiet_prints_only_failures(ride: Path) -> None:
    assert run("-q", str(ride)).output == ""
    assert "failed" in run("-q", str(ride.parent / "gone.gpx")).output


def test_ignored_findings_are_not_fixed(ride: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ride.parent)
    Path("activitylint.toml").write_text('[per-file."*.gpx"]\nignore = ["XML003"]\n')
    CliRunner().invoke(main, ["fix", NOW, "ride.gpx"], catch_exceptions=False)
    assert ride.read_bytes() == BROKEN


def test_lint_can_fix_first(ride: Path) -> None:
    ran = CliRunner().invoke(main, ["lint", NOW, "--isolated", "--fix", "-v", str(ride)], catch_exceptions=False)
    assert ran.exit_code == 0
    assert ride.read_bytes() == FIXED
    assert "add-declaration" in ran.stderr
    assert "XML003" not in ran.stdout


def test_lint_fix_that_cannot_write_exits_with_2(ride: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ride.write_bytes(BROKEN)
    monkeypatch.setattr(os, "access", lambda *_: False)
    ran = CliRunner().invoke(main, ["lint", NOW, "--isolated", "--fix", "--exit-zero", str(ride)])
    assert ran.exit_code == 2
    assert "it is write-protected" in ran.stderr


def test_lint_diff_shows_what_lint_fix_does(ride: Path) -> None:
    other = ride.with_name("other.tcx")
    other.write_bytes(GOOD)  # it would have to be renamed, and --fix does not rename
    command = ["lint", NOW, "--isolated", str(ride.parent)]
    shown = CliRunner().invoke(main, [*command, "--diff"], catch_exceptions=False)
    assert shown.exit_code == 1
    assert ride.read_bytes() == BROKEN
    assert shown.stdout == CliRunner().invoke(main, ["fix", *command[1:], "--diff"]).stdout
    assert '+<?xml version="1.0" encoding="UTF-8"?>' in shown.stdout.splitlines()
    assert "2 files checked, 1 would be fixed" in shown.stderr
    CliRunner().invoke(main, [*command, "--fix"], catch_exceptions=False)
    assert ride.read_bytes() == FIXED
    done = CliRunner().invoke(main, [*command, "--diff"], catch_exceptions=False)
    assert (done.exit_code, done.stdout) == (0, "")


def test_lint_diff_takes_standard_input() -> None:
    command = ["lint", NOW, "--isolated", "--diff", "-", "--stdin-filename", "ride.gpx"]
    ran = CliRunner().invoke(main, command, input=BROKEN, catch_exceptions=False)
    assert ran.stdout.startswith("--- ride.gpx\n+++ ride.gpx\n")


def test_lint_says_how_many_findings_are_fixable(ride: Path) -> None:
    ran = CliRunner().invoke(main, ["lint", NOW, "--isolated", str(ride)], catch_exceptions=False)
    assert "1 finding is fixable with `activitylint fix`" in ran.output


def test_file_names_cannot_control_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\n::error::.gpx"
    shutil.copy(FIXTURES / "XML003-no-declaration" / "fail-no-declaration.tcx", path)
    for arguments in (["--diff"], []):
        output = run(*arguments, str(path)).output
        assert "\x1b" not in output
        assert not any(line.startswith("::") for line in output.splitlines())
