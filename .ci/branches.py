"""Check that the tests take at least 95 % of the branches in the code.

    CI=true .venv/bin/python -m pytest -n auto -m "" --cov --cov-branch --cov-report=
    .venv/bin/python .ci/branches.py

Lists the branches that no test takes; the exit status is 1 if there are too many. (The fail_under of coverage counts
lines and branches together, and lines are easily covered.)
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

ENOUGH = 95.0


def verdict(measured: dict[str, Any]) -> tuple[int, str]:
    """Return the exit status and the message for a JSON report of coverage."""
    missing = {
        name: [f"{line} to {to}" if to > 0 else f"{line} to the end" for line, to in file["missing_branches"]]
        for name, file in measured["files"].items()
    }
    lines = [f"{name}: {', '.join(ways)}" for name, ways in missing.items() if ways]
    totals = measured["totals"]
    covered, branches = totals["covered_branches"], totals["num_branches"]
    share = 100 * covered / branches
    lines.append(f"branches: {covered:,} of {branches:,} are tested, {share:.2f} %; at least {ENOUGH:.0f} % must be")
    return int(share < ENOUGH), "\n".join(lines)


def main() -> None:
    """Check the coverage of the last test run."""
    command = [sys.executable, "-m", "coverage", "json", "-o", "-", "-q"]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    status, message = verdict(json.loads(ran.stdout))
    print(message)
    sys.exit(status)


if __name__ == "__main__":
    main()
