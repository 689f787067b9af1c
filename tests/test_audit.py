"""The audit fails for a vulnerability, but not for a database that cannot be reached."""

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
def test_a_known_vulnerability_fails_the_audit(packages: list[Any], status: int, says: str) -> None:
    found, message = verdict(json.dumps({"dependencies": packages}), "")
    assert found == status
    assert says in message


@pytest.mark.parametrize(
    ("errors", "status"), [("requests.exceptions.ConnectionError: no route", 0), ("TypeError: a mistake", 1)]
)
def test_a_missing_network_passes_and_a_crash_fails(errors: str, status: int) -> None:
    found, message = verdict("", errors)
    assert found == status
    assert ("SKIPPED" in message) is (status == 0)
