"""Ask the vulnerability database about all installed packages.

    .venv/bin/python .ci/audit.py

The exit status is 1 if an installed version has a known vulnerability. If the database cannot be reached or knows none
of the packages (as with some mirrors), the audit passes and prints that it was skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def verdict(output: str, errors: str) -> tuple[int, str]:
    """Return the exit status and the message for the output of pip-audit."""
    try:
        installed: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        if "ConnectionError" in errors or "Timeout" in errors or "ServiceError" in errors:
            return 0, "audit: SKIPPED, the vulnerability database cannot be reached"
        return 1, f"audit: pip-audit failed\n{errors}"
    known = [package for package in installed if "skip_reason" not in package]
    if not known:
        return 0, "audit: SKIPPED, the database knows none of the packages"
    bad = [
        f"{package['name']} {package['version']}: {found['id']}, fixed in {', '.join(found['fix_versions']) or 'none'}"
        for package in known
        for found in package["vulns"]
    ]
    summary = f"audit: {len(known)} of {len(installed)} packages known to the database, {len(bad)} vulnerabilities"
    return int(bool(bad)), "\n".join([*bad, summary])


def main() -> None:
    """Run pip-audit and print the result."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--skip-editable"]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    except subprocess.TimeoutExpired:
        print("audit: SKIPPED, the vulnerability database does not answer")
        return
    status, message = verdict(ran.stdout, ran.stderr)
    print(message)
    sys.exit(status)


if __name__ == "__main__":
    main()
