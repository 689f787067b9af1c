"""The audit fails for a vulnerability, and for nothing that is not ours to mend."""

from __future__ import annotations

import json
import runpy
from typing import Any

import pytest

from paths import ROOT

verdict = runpy.run_path(str(ROOT / ".ci" / "audit.py"))["verdict"]

SOUND = {"name": "click", "version": "8.1", "vulns": []}
BAD = {"name": "lxml", "version": "5.1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["5.2"]}]}
UNKNOWN = {"name": "rich", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("packages", "status", "says"),
    [
        ([SOUND, UNKNOWN], 0, "1 of 2 packages known to the database, 0 vulnerabilities"),
        ([SOUND, BAD], 1, "lxml 5.1: PYSEC-1, fixed in 5.2"),
        ([UNKNOWN], 0, "SKIPPED"),
    ],
)
def test_what_the_database_says_decides(packages: list[Any], status: int, says: str) -> None:
    found, told = verdict(json.dumps({"dependencies": packages}), "")
    assert found == status
    assert says in told


@pytest.mark.parametrize(
    ("errors", "status"), [("requests.exceptions.ConnectionError: no route", 0), ("TypeError: a mistake", 1)]
)
def test_no_network_is_no_fault_and_a_crash_is(errors: str, status: int) -> None:
    found, told = verdict("", errors)
    assert found == status
    assert ("SKIPPED" in told) is (status == 0)
