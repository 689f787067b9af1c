"""The hooks, run by pre-commit: installed from a clone of this repository, with files of each kind."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from paths import FIXTURES, ROOT

BAD = {
    "rides/cut short.fit": "FIT004-truncated/fail-inside-record.fit",
    "rides/bad.tcx": "TIM001-record-without-time/fail-one-point.tcx",
    "rides/bad.gpx": "TIM001-record-without-time/fail-one-point.gpx",
    "rides/bad.json": "JSN006-no-sets/fail-empty.json",
}
GOOD = {
    "rides/cut short.fit": "samples/ride.fit",
    "rides/bad.tcx": "samples/run.tcx",
    "rides/bad.gpx": "samples/ride.gpx",
    "rides/bad.json": "samples/strength.json",
}
OTHER = {"package.json": '{"name": "no activity"}', "broken.json": "{", "notes.gpx.txt": "no activity either"}
PACKED = ("rides/bad.GPX.gz", "rides/bad.gpx")
TAKES = {
    "activitylint": set(BAD) | {PACKED[0]},
    "activitylint-fit": {"rides/cut short.fit"},
    "activitylint-tcx": {"rides/bad.tcx"},
    "activitylint-gpx": {"rides/bad.gpx", PACKED[0]},
    "activitylint-json": {"rides/bad.json"},
}


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "init.defaultBranch=main", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    git(tmp_path, "clone", "--quiet", str(ROOT), "clone")
    return tmp_path / "clone"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "rides").mkdir(parents=True)
    git(tmp_path, "init", "--quiet", "repository")
    for name, text in OTHER.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def put(repository: Path, files: dict[str, str]) -> None:
    for name, fixture in files.items():
        shutil.copyfile(FIXTURES / fixture, repository / name)
    name, unpacked = PACKED
    (repository / name).write_bytes(gzip.compress((repository / unpacked).read_bytes()))
    git(repository, "add", "--all")


def configure(repository: Path, clone: Path) -> None:
    """Configure all hooks, like a repository that uses them."""
    hooks = [{"id": hook} for hook in TAKES]
    ours = {"repo": str(clone), "rev": git(clone, "rev-parse", "HEAD").strip(), "hooks": hooks}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [ours]}), encoding="utf-8")


def run_hooks(repository: Path) -> tuple[int, dict[str, str]]:
    """The exit status of pre-commit, and the output of each hook. The first run installs the hooks."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))}
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose", "--color=never"]
    done = subprocess.run(
        command,
        cwd=repository,
        env=kept | {"PRE_COMMIT_HOME": str(repository.parent / "installed")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    parts = re.split(r"^activitylint.*\n- hook id: (\S+)\n", done.stdout, flags=re.MULTILINE)
    assert len(parts) > 1, done.stdout
    return done.returncode, dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.slow
def test_the_hooks_fail_for_bad_files_and_pass_for_good_ones(clone: Path, repository: Path) -> None:
    configure(repository, clone)
    put(repository, BAD)
    status, printed = run_hooks(repository)
    assert status == 1
    assert printed.keys() == TAKES.keys()
    for hook, files in TAKES.items():
        assert "- exit code: 1" in printed[hook]
        named = {name for name in (*BAD, PACKED[0], *OTHER) if f"{name}:" in printed[hook]}
        assert named == files, f"{hook}: {printed[hook]}"

    put(repository, GOOD)
    status, printed = run_hooks(repository)
    assert status == 0, printed
    for hook in TAKES:
        assert re.search(r"\d files? checked: no errors", printed[hook]), printed[hook]


@pytest.mark.parametrize(
    ("name", "takers"),
    [
        ("a/ride.fit", {"activitylint", "activitylint-fit"}),
        ("ride.FIT.GZ", {"activitylint", "activitylint-fit"}),
        ("run.tcx", {"activitylint", "activitylint-tcx"}),
        ("run.tcx.gz", {"activitylint", "activitylint-tcx"}),
        ("ride.gpx", {"activitylint", "activitylint-gpx"}),
        ("ride.gpx.gz", {"activitylint", "activitylint-gpx"}),
        ("gym.json", {"activitylint", "activitylint-json"}),
        ("gym.json.gz", set()),
        ("ride.fit.bak", set()),
        ("outfit", set()),
        ("fit", set()),
    ],
)
def test_the_patterns_of_the_hooks_match_these_names(name: str, takers: set[str]) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in hooks if re.search(hook["files"], name)} == takers
    assert all(hook["entry"].startswith("activitylint lint ") for hook in hooks)
