"""The machine and the versions that were measured."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.tools import TOOLS

__all__ = ["cores", "machine", "versions"]


def machine() -> dict[str, str]:
    """The machine and its Python, as text."""
    return {
        "processor": _processor(),
        "cores": str(cores()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "load before": _load(),
        "date": time.strftime("%Y-%m-%d"),
    }


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def versions() -> dict[str, str]:
    """The versions of the tools and of their dependencies; `absent` if not installed."""
    packages = {tool.package for tool in TOOLS.values() if tool.package} | {"check-jsonschema", "numpy"}
    found = {package: _version(package) for package in sorted(packages)}
    found["xmllint"] = _first_line(["xmllint", "--version"])
    found["node"] = _first_line(["node", "--version"])
    return found


def _version(package: str) -> str:
    if package.startswith("@"):
        manifest = Path(__file__).resolve().parent / ".venv" / "node" / "node_modules" / package / "package.json"
        found = re.search(r'"version": *"([^"]+)"', manifest.read_text("utf-8")) if manifest.exists() else None
        return found[1] if found else "absent"
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def _first_line(command: list[str]) -> str:
    if not shutil.which(command[0]):
        return "absent"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[0].rpartition(" ")[2]


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"^model name\s*: (.*)$", info.read_text("utf-8"), re.MULTILINE)
        if found:
            return found[1]
    return platform.processor() or platform.machine()


def _memory() -> str:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
    return f"{pages / 2**30:.0f} GiB" if pages else "unknown"


def _load() -> str:
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"
