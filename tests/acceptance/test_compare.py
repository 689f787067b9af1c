from __future__ import annotations

import json
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from acceptance.compare import changes, measures
from acceptance.run import lint_folder
from paths import FIXTURES, ROOT

RUN, COMPARE = (ROOT / "tests" / "acceptance" / name for name in ("run.py", "compare.py"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    (files / "deep").mkdir(parents=True)
    shutil.copy(FIXTURES / "samples" / "ride.gpx", files / "ride.gpx")
    shutil.copy(FIXTURES / "TIM001-record-without-time" / "fail-no-times.gpx", files / "deep" / "route.gpx")
    return files


def test_a_record_has_findings_and_totals_and_keeps_measurements_apart(folder: Path) -> None:
    record = lint_folder(folder, select=("TIM",))
    assert record["files"]["ride.gpx"] == {"findings": {}}
    assert record["files"]["deep/route.gpx"]["findings"]["TIM001"]["findings"] == 1
    assert record["totals"]["TIM001"]["files"] == 1
    assert set(record["measured"]["files"]) == set(record["files"])


def test_the_same_files_give_the_same_findings(folder: Path) -> None:
    first, second = (lint_folder(folder, jobs=jobs) for jobs in (1, 2))
    first.pop("measured")
    second.pop("measured")
    assert first == second


def test_duplicates_in_the_folder_are_found(folder: Path) -> None:
    shutil.copy(folder / "ride.gpx", folder / "again.gpx")
    record = lint_folder(folder, select=("UPL2",))
    assert record["totals"]["UPL201"]["files"] == 1


def test_every_kind_of_change_is_listed(folder: Path) -> None:
    old = lint_folder(folder, select=("TIM",))
    new = deepcopy(old)
    new["files"]["ride.gpx"]["findings"]["TIM009"] = {"findings": 1, "things": 3, "first": "9:1"}
    new["files"]["deep/route.gpx"]["findings"]["TIM001"]["first"] = "1:1"
    new["totals"]["TIM009"] = {"files": 1, "findings": 1, "things": 3}
    lines = changes(old, new)
    assert lines[0].startswith("deep/route.gpx: TIM001 changed")
    assert lines[0].endswith("now at 1:1")
    assert lines[1] == "ride.gpx: TIM009 new (1 x, 3 things at 9:1)"
    assert lines[2] == "total TIM009: files 0 -> 1, findings 0 -> 1, things 0 -> 3"
    assert "ride.gpx: TIM009 gone (1 x, 3 things at 9:1)" in changes(new, old)
    new["files"]["more.gpx"] = {"findings": {}}
    assert "more.gpx: the file is new" in changes(old, new)
    new["files"]["ride.gpx"]["failure"] = "the rule TIM009 crashed: ValueError"
    assert "ride.gpx: failure none, now the rule TIM009 crashed: ValueError" in changes(old, new)
    assert changes(old, deepcopy(old)) == []


def test_times_and_memory_are_shown_but_are_no_change(folder: Path) -> None:
    old = lint_folder(folder, select=("TIM",))
    for entry in old["measured"]["files"].values():
        entry.update(seconds=0.1, peak_mb=10.0)
    new = deepcopy(old)
    new["measured"]["files"]["ride.gpx"].update(seconds=0.3, peak_mb=5.0)
    output = "\n".join(measures(old, new))
    assert "3.00 x  0.1 -> 0.3 s  ride.gpx" in output
    assert "0.50 x  10 -> 5 MB  ride.gpx" in output
    assert changes(old, new) == []


@pytest.mark.slow
def test_the_exit_status_says_whether_findings_changed(folder: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    subprocess.run([sys.executable, RUN, folder, "--out", old, "--select", "TIM"], check=True)
    same = subprocess.run([sys.executable, COMPARE, old, old], capture_output=True, text=True, check=False)
    assert (same.returncode, same.stdout.splitlines()[0]) == (0, "findings: unchanged in 2 files")
    record = json.loads(old.read_text(encoding="utf-8"))
    record["files"]["deep/route.gpx"]["findings"].pop("TIM001")
    new.write_text(json.dumps(record), encoding="utf-8")
    other = subprocess.run([sys.executable, COMPARE, old, new], capture_output=True, text=True, check=False)
    assert other.returncode == 1
    assert "deep/route.gpx: TIM001 gone" in other.stdout
