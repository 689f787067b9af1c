"""The branch check counts only branches, and lists those that no test takes."""

from __future__ import annotations

import runpy

import pytest

from paths import ROOT

verdict = runpy.run_path(str(ROOT / ".ci" / "branches.py"))["verdict"]


@pytest.mark.parametrize(("covered", "status"), [(95, 0), (94, 1)])
def test_the_share_of_tested_branches_decides(covered: int, status: int) -> None:
    files = {"a.py": {"missing_branches": [[3, 4], [7, -1]]}, "b.py": {"missing_branches": []}}
    found, message = verdict({"files": files, "totals": {"covered_branches": covered, "num_branches": 100}})
    assert found == status
    assert message.splitlines() == [
        "a.py: 3 to 4, 7 to the end",
        f"branches: {covered} of 100 are tested, {covered}.00 %; at least 95 % must be",
    ]
