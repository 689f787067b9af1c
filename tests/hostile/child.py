"""Run the command line with limits: `child.py BYTES SECONDS USER ARGUMENTS...`.

If it needs more address space or processor time than that, this process ends and the machine stays responsive. The last
line of stderr is the peak memory.
"""

from __future__ import annotations

import os
import pkgutil
import resource
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import activitylint
from activitylint.cli import main


def run(memory: int, seconds: int, user: int, arguments: list[str]) -> int:
    """Run one command and return its exit status. user: the user id to run as, -1 for the current one."""
    if user >= 0:
        # The other user may not be allowed to read our modules, so load them all before.
        for module in pkgutil.walk_packages(activitylint.__path__, "activitylint."):
            if not module.name.endswith("__main__"):
                with suppress(ImportError):  # of an extra that is not installed
                    import_module(module.name)
        os.setuid(user)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        # Not getrusage: that includes the process that started this one.
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        sys.stderr.write(f"peak {int(peak.split()[1]) * 1024}\n")
    return 0


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
