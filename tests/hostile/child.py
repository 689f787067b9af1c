"""The command line within limits: `child.py BYTES SECONDS USER ARGUMENTS...`; the last of stderr is its peak memory.

A process that takes more address space or processor time than it is given ends here, and not the machine.
"""

from __future__ import annotations

import os
import pkgutil
import resource
import sys
from importlib import import_module
from pathlib import Path

import activitylint
from activitylint.cli import main


def run(memory: int, seconds: int, user: int, arguments: list[str]) -> int:
    """Run one command; its exit status. user: the id to run it under, -1 for the one that there is."""
    if user >= 0:
        # Once it is another's, the process may be unable to read the modules that it has not loaded.
        for module in pkgutil.walk_packages(activitylint.__path__, "activitylint."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
        os.setuid(user)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        # Of this program alone: getrusage would count the one that started it, too.
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        sys.stderr.write(f"peak {int(peak.split()[1]) * 1024}\n")
    return 0


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
