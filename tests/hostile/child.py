"""The command line within limits: `child.py BYTES SECONDS ARGUMENTS...`; the last line of stderr is its peak memory.

A process that takes more address space or processor time than it is given ends here, and not the machine.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from activitylint.cli import main


def run(memory: int, seconds: int, arguments: list[str]) -> int:
    """Run one command; its exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        # Of this program alone: getrusage would count the one that started it, too.
        status = Path("/proc/self/status").read_text(encoding="ascii")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        sys.stderr.write(f"peak {int(peak.split()[1]) * 1024}\n")
    return 0


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
