"""The atomic writer: a file has its old content or all of its new content."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from activitylint.cli.atomic import replace_file, replacing


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


def test_mode_and_times_are_copied_from_another_file(old: Path) -> None:
    old.chmod(0o600)
    os.utime(old, ns=(1_600_000_000_000_000_000, 1_500_000_000_000_000_000))
    new = old.with_name("b.txt")
    replace_file(new, b"new", like=old)
    assert stat.S_IMODE(new.stat().st_mode) == stat.S_IMODE(old.stat().st_mode)
    assert new.stat().st_mtime_ns == 1_500_000_000_000_000_000


def test_an_error_names_the_file_and_not_the_temporary_one(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "a.txt"
    with pytest.raises(FileNotFoundError) as raised:
        replace_file(path, b"new")
    assert raised.value.filename == str(path)
