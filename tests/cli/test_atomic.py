"""The atomic writer: a file has its old content or all of its new content."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from activitylint.source.atomic import change_file, replace_file, replacing

KILLS = Path(__file__).parent / "kills.py"
LONG_AGO = 1_500_000_000


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    return path


def test_the_content_is_replaced_and_nothing_else_is_left(old: Path) -> None:
    replace_file(old, b"new")
    assert old.read_bytes() == b"new"
    assert list(old.parent.iterdir()) == [old]


def test_the_old_content_stays_until_the_end(old: Path) -> None:
    with replacing(str(old)) as file:
        file.write("new \udc80")
        file.flush()
        assert old.read_bytes() == b"old"
    assert old.read_bytes() == b"new \\udc80"


def test_an_exception_keeps_the_old_file(old: Path) -> None:
    def interrupted() -> None:
        with replacing(str(old)) as file:
            file.write("new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_call_keeps_the_old_file(old: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def fail(path: object, *_: object) -> None:
        raise OSError(28, "No space left on device", path if isinstance(path, str) else None)

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="No space left") as raised:
        replace_file(old, b"new")
    assert raised.value.filename in {None, str(old)}
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.skipif(os.name != "posix", reason="modes and links of POSIX")
def test_mode_and_symbolic_link_are_kept(old: Path) -> None:
    old.chmod(0o640)
    link = old.with_name("link")
    link.symlink_to(old)
    replace_file(link, b"new")
    assert link.is_symlink()
    assert old.read_bytes() == b"new"
    assert stat.S_IMODE(old.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "any").write_bytes(b"")
    replace_file(tmp_path / "new", b"new")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_a_link_that_leads_nowhere_is_not_replaced(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(OSError, match="symbolic link"):
        replace_file(loop, b"new")
    assert loop.is_symlink()
    (tmp_path / "dangling").symlink_to(tmp_path / "target")
    replace_file(tmp_path / "dangling", b"new")
    assert (tmp_path / "dangling").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="not a regular file"):
        replace_file(pipe, b"new")
    with replacing(os.devnull) as file:
        file.write("nothing")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_is_kept(old: Path) -> None:
    os.chown(old, 1234, 5678)
    replace_file(old, b"new")
    assert (old.stat().st_uid, old.stat().st_gid) == (1234, 5678)


def test_a_private_file_is_private_from_the_beginning(old: Path) -> None:
    old.chmod(0o600)
    with replacing(str(old)) as file:
        file.write("new")
        (temporary,) = (one for one in old.parent.iterdir() if one != old)
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o600


def test_the_modification_time_is_that_of_the_change_unless_it_is_to_be_kept(old: Path) -> None:
    os.utime(old, (LONG_AGO, LONG_AGO))
    change_file(old, b"new", new={str(old.with_name("b.txt")): b"new"}, keep_mtime=True)
    assert [one.stat().st_mtime for one in old.parent.iterdir()] == [LONG_AGO, LONG_AGO]
    change_file(old, b"newer")
    assert old.stat().st_mtime > LONG_AGO


@pytest.mark.parametrize("failing", ["replace", "unlink"])
def test_several_files_are_written_or_none(old: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    real, refused = getattr(os, failing), str(old if failing == "unlink" else old.with_name("3"))

    def fail(*paths: str) -> None:
        if refused in paths:
            raise OSError(28, "No space left on device")
        real(*paths)

    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(OSError, match="No space left"):
        change_file(old, None, new={str(old.with_name("2")): None, str(old.with_name("3")): b"3"})
    assert contents(old.parent) == {"a.txt": b"old"}


def test_a_second_name_is_a_copy_where_a_file_can_have_only_one(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: str) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", fail)
    change_file(old, b"new", new={str(old.with_name("b.txt")): None})
    assert contents(old.parent) == {"a.txt": b"new", "b.txt": b"old"}


def test_an_interruption_after_the_change_keeps_the_new_files(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.unlink

    def interrupted(path: str) -> None:
        real(path)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "unlink", interrupted)
    with pytest.raises(KeyboardInterrupt):
        change_file(old, None, new={str(old.with_name("b.txt")): b"new"})
    assert contents(old.parent) == {"b.txt": b"new"}


def test_an_error_names_the_file_and_not_the_temporary_one(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "a.txt"
    with pytest.raises(FileNotFoundError) as raised:
        replace_file(path, b"new")
    assert raised.value.filename == str(path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.parametrize(("step", "times"), [(23, 20), pytest.param(1, 1000, marks=pytest.mark.slow)])
def test_a_killed_process_leaves_the_old_or_the_new_content(tmp_path: Path, step: int, times: int) -> None:
    command = [sys.executable, str(KILLS), str(tmp_path), str(step), str(times)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert ran.returncode == 0, ran.stderr
    killed, left = map(int, ran.stdout.split())
    assert killed >= times + 16
    assert left > killed // 10
