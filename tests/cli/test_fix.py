"""`activitylint fix`: what is written where, what is shown, and how it ends."""

from __future__ import annotations

import gzip
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from activitylint.cli import main, writing
from paths import FIXTURES

GOOD = (FIXTURES / "samples" / "ride.gpx").read_bytes()
BROKEN = GOOD.partition(b"\n")[2]
MENDED = b'<?xml version="1.0" encoding="UTF-8"?>\n' + BROKEN
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
    assert ride.read_bytes() == MENDED
    assert "XML003 add-declaration: 1 change" in ran.output
    assert "1 file looked at, 1 mended: no errors and no warnings are left" in ran.output
    assert list(ride.parent.iterdir()) == [ride]


def test_mode_and_times_are_kept(ride: Path) -> None:
    ride.chmod(0o640)
    os.utime(ride, ns=(1_600_000_000_000_000_000, 1_500_000_000_123_456_789))
    run(str(ride))
    status = ride.stat()
    assert ride.read_bytes() == MENDED
    assert stat.S_IMODE(status.st_mode) == 0o640
    assert status.st_mtime_ns == 1_500_000_000_123_456_789


def test_a_file_without_fault_is_not_touched(ride: Path) -> None:
    ride.write_bytes(GOOD)
    before = ride.stat()
    ran = run(str(ride))
    assert ride.stat().st_ino == before.st_ino
    assert ran.output.splitlines()[0] == "1 file looked at, 0 mended: no errors and no warnings are left"


def test_diff_shows_and_writes_nothing(ride: Path) -> None:
    ran = run("--diff", str(ride))
    assert ran.exit_code == 1
    assert ride.read_bytes() == BROKEN
    assert '+<?xml version="1.0" encoding="UTF-8"?>' in ran.stdout.splitlines()
    assert "1 would be changed" in ran.stderr


def test_diff_of_nothing_exits_with_0(ride: Path) -> None:
    ride.write_bytes(GOOD)
    ran = run("--diff", str(ride))
    assert (ran.exit_code, ran.stdout) == (0, "")


def test_what_is_left_makes_the_exit_status(ride: Path) -> None:
    ride.write_bytes(BROKEN.replace(b"<time>", b"<when>").replace(b"</time>", b"</when>"))
    assert run(str(ride)).exit_code == 1


def test_backup_never_overwrites(ride: Path) -> None:
    (ride.parent / "ride.gpx.orig").write_text("older")
    run("--backup", str(ride))
    assert ride.read_bytes() == MENDED
    assert (ride.parent / "ride.gpx.orig").read_text() == "older"
    assert (ride.parent / "ride.gpx.orig.1").read_bytes() == BROKEN


def test_output_dir_gets_every_file_and_leaves_them_as_they_are(tmp_path: Path) -> None:
    for name, data in (("a/ride.gpx", BROKEN), ("b/ride.gpx", GOOD)):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    ran = run("--output-dir", str(tmp_path / "out"), str(tmp_path / "in"))
    assert ran.exit_code == 0
    assert (tmp_path / "out/a/ride.gpx").read_bytes() == MENDED
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


def test_rename_takes_no_name_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "ride.gpx").write_text("another")
    path = tmp_path / "ride.tcx"
    path.write_bytes(GOOD)
    ran = run("--rename", str(path))
    assert ran.exit_code == 2
    assert "ride.gpx is there already" in ran.output
    assert path.read_bytes() == GOOD


def test_standard_input_goes_to_standard_output() -> None:
    ran = run("-", "--stdin-filename", "ride.gpx", stdin=BROKEN)
    assert ran.stdout_bytes == MENDED
    assert "add-declaration" in ran.stderr


def test_standard_input_that_needs_nothing_passes_through_packed_as_it_was() -> None:
    packed = gzip.compress(GOOD)
    assert run("-", "--stdin-filename", "ride.gpx.gz", stdin=packed).stdout_bytes == packed


def test_a_packed_file_stays_packed(tmp_path: Path) -> None:
    path = tmp_path / "ride.gpx.gz"
    path.write_bytes(gzip.compress(BROKEN))
    run(str(path))
    assert gzip.decompress(path.read_bytes()) == MENDED


def test_a_link_is_followed(ride: Path) -> None:
    link = ride.parent / "link.gpx"
    link.symlink_to(ride)
    run(str(link))
    assert link.is_symlink()
    assert ride.read_bytes() == MENDED


def test_a_file_that_was_changed_in_the_meantime_is_left_alone(ride: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = writing.Stamp.of

    def of(path: Path) -> writing.Stamp:
        stamp = real(path)
        with path.open("ab") as file:
            file.write(b"\n")
        return stamp

    monkeypatch.setattr(writing.Stamp, "of", of)
    ran = run(str(ride))
    assert ran.exit_code == 2
    assert "changed by somebody else in the meantime" in ran.output
    assert not ride.read_bytes().startswith(b"<?xml")


def test_half_a_file_is_never_left(ride: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ran = run(str(ride))
    assert ran.exit_code == 2
    assert "No space left on device" in ran.output
    assert ride.read_bytes() == BROKEN
    assert list(ride.parent.iterdir()) == [ride]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_write_protected_file_is_told(ride: Path) -> None:
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
    ("arguments", "said"),
    [
        ([], "no path is given"),
        (["--apply", "frobnicate", "."], "there is no fix of the name 'frobnicate'"),
        (["--output-dir", "x", "--diff", "."], "it goes with none of"),
        (["-", "a.gpx"], "give - alone"),
        (["--stdin-filename", "a.gpx", "."], "give - as a path, too"),
        (["--select", "NOPE", "."], "no rule has the code"),
    ],
)
def test_a_wrong_use_says_what_to_do(arguments: list[str], said: str) -> None:
    ran = run(*arguments)
    assert ran.exit_code == 2
    assert said in " ".join(ran.output.split())


def test_a_path_that_is_not_there_stops_nothing(ride: Path) -> None:
    ran = run(str(ride.parent / "gone.gpx"), str(ride))
    assert ran.exit_code == 2
    assert "gone.gpx: failed: No such file or directory" in ran.output
    assert ride.read_bytes() == MENDED


def test_quiet_says_nothing_but_what_failed(ride: Path) -> None:
    assert run("-q", str(ride)).output == ""
    assert "failed" in run("-q", str(ride.parent / "gone.gpx")).output


def test_what_the_settings_ignore_is_left_as_it_is(ride: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ride.parent)
    Path("activitylint.toml").write_text('[per-file."*.gpx"]\nignore = ["XML003"]\n')
    CliRunner().invoke(main, ["fix", NOW, "ride.gpx"], catch_exceptions=False)
    assert ride.read_bytes() == BROKEN


def test_lint_can_mend_first(ride: Path) -> None:
    ran = CliRunner().invoke(main, ["lint", NOW, "--isolated", "--fix", "-v", str(ride)], catch_exceptions=False)
    assert ran.exit_code == 0
    assert ride.read_bytes() == MENDED
    assert "add-declaration" in ran.stderr
    assert "XML003" not in ran.stdout


def test_lint_says_what_can_be_mended(ride: Path) -> None:
    ran = CliRunner().invoke(main, ["lint", NOW, "--isolated", str(ride)], catch_exceptions=False)
    assert "1 may be mended by `activitylint fix`" in ran.output


def test_names_cannot_act(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\n::error::.gpx"
    shutil.copy(FIXTURES / "XML003-no-declaration" / "fail-no-declaration.tcx", path)
    for arguments in (["--diff"], []):
        output = run(*arguments, str(path)).output
        assert "\x1b" not in output
        assert not any(line.startswith("::") for line in output.splitlines())
