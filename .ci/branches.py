"""Whether the tests go nearly every way through the code: at least 95 % of its branches.

    CI=true .venv/bin/python -m pytest -n auto --cov --cov-branch --cov-report=
    .venv/bin/python .ci/branches.py

Lists what no test goes through, and exits with 1 where that is too much. (coverage's own fail_under counts lines and
branches together, and lines are easily covered.)
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

ENOUGH = 95.0


def verdict(measured: dict[str, Any]) -> tuple[int, str]:
    """The exit status, and what is said, from coverage's report in JSON."""
    missing = {
        name: [f"{line} to {to}" if to > 0 else f"{line} to the end" for line, to in file["missing_branches"]]
        for name, file in measured["files"].items()
    }
    told = [f"{name}: {', '.join(ways)}" for name, ways in missing.items() if ways]
    totals = measured["totals"]
    covered, branches = totals["covered_branches"], totals["num_branches"]
    share = 100 * covered / branches
    told.append(f"branches: {covered:,} of {branches:,} are tested, {share:.2f} %; {ENOUGH:.0f} % must be")
    return int(share < ENOUGH), "\n".join(told)


def main() -> None:
    """Judge what the last run of the tests has measured."""
    command = [sys.executable, "-m", "coverage", "json", "-o", "-", "-q"]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    status, told = verdict(json.loads(ran.stdout))
    print(told)
    sys.exit(status)


if __name__ == "__main__":
    main()
