"""Globs on the command line, compared with those of the standard library."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.cli.wildcards import matching

NAMES = ("a.fit", "b.fit", ".hidden.fit", "ab", "a/a.fit", "a/b/a.fit", "a/b/c.fit", ".b/a.fit", "b/.a/a.fit", "b/[x]")


@pytest.fixture(scope="module", autouse=True)
def tree(tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = tmp_path_factory.mktemp("tree")
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


parts = st.sampled_from(["**", "*", "?", "a", "b", "a*", "*.fit", ".*", "[ab]", "[!a]", "*b*", "[[]x]", "x"])


@given(st.sampled_from(["", "./", "a/../"]), st.lists(parts, min_size=1, max_size=4), st.sampled_from(["", "/"]))
def test_a_glob_finds_what_the_standard_library_finds(start: str, names: list[str], end: str) -> None:
    pattern = start + "/".join(names) + end
    expected = glob.glob(pattern, recursive=True) if glob.has_magic(pattern) else []  # noqa: PTH207 -- the reference
    if names[-1] == "**" and not end:  # only files, because they include those in the folders
        expected = [path for path in expected if Path(path).is_file()]
    found = matching(pattern)
    assert found == sorted(found)
    assert set(map(os.path.normpath, found)) == set(map(os.path.normpath, expected)) - {"."}


def test_a_linked_folder_is_entered_by_a_name_but_not_by_two_stars(tree: Path) -> None:
    (tree / "again").symlink_to(tree, target_is_directory=True)
    try:
        assert matching("aga*/a.fit") == ["again/a.fit"]
        assert [path for path in matching("**/a.fit") if "again" in path] == []
    finally:
        (tree / "again").unlink()


def test_no_folder_is_read_twice(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = os.scandir

    def scandir(path: str) -> Any:
        read.append(path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    matching("**/*/**/**/*/**/*.fit")
    assert sorted(read) == [".", "a", "a/b", "b"]
    assert tree.is_dir()
