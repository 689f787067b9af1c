"""Asks the vulnerability database about everything that is installed here.

    .venv/bin/python .ci/audit.py

Exit status 1 where a version with a known vulnerability is installed. A database that cannot be reached, or that knows
none of the packages (a mirror without one), fails nothing: one line says that nothing was audited.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def verdict(output: str, errors: str) -> tuple[int, str]:
    """The exit status, and what is said, from what pip-audit has written."""
    try:
        installed: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        if "ConnectionError" in errors or "Timeout" in errors or "ServiceError" in errors:
            return 0, "audit: SKIPPED, the vulnerability database cannot be reached"
        return 1, f"audit: pip-audit failed\n{errors}"
    known = [package for package in installed if "skip_reason" not in package]
    if not known:
        return 0, "audit: SKIPPED, the database that was reached knows none of the packages"
    bad = [
        f"{package['name']} {package['version']}: {found['id']}, fixed in {', '.join(found['fix_versions']) or 'none'}"
        for package in known
        for found in package["vulns"]
    ]
    told = f"audit: {len(known)} of {len(installed)} packages known to the database, {len(bad)} vulnerabilities"
    return int(bool(bad)), "\n".join([*bad, told])


def main() -> None:
    """Run pip-audit and say what came of it."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--skip-editable"]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    except subprocess.TimeoutExpired:
        print("audit: SKIPPED, the vulnerability database does not answer")
        return
    status, told = verdict(ran.stdout, ran.stderr)
    print(told)
    sys.exit(status)


if __name__ == "__main__":
    main()
