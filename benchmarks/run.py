"""Create the environment of the benchmarks and run them in it.

    python benchmarks/run.py                  everything: half an hour on an idle machine
    python benchmarks/run.py --quick          small inputs and few rounds: a few minutes, but no figures to quote
    python benchmarks/run.py --only startup   one part: peers, growth, rules, startup, commands, jobs, memory,
                                              hostile, page
    python benchmarks/run.py --only startup --out DIR --add    the same, and keep the other parts in DIR
    python benchmarks/run.py --check          exit with 1 if a bound is not met

This script needs only Python. It creates benchmarks/.venv with the project and its peers, and runs benchmarks/suite.py
in it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
NODE_PACKAGES = ENVIRONMENT / "node"
KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(256 << 20)}
"""Makes glibc keep what a program has freed, as `activitylint lint` does for itself. Otherwise the times of all
programs would depend most on how long the system takes for a new page.
"""
PYTHON = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"


def main() -> int:
    """Create what is missing, then run the suite with the given arguments."""
    if not {"-h", "--help"} & set(sys.argv) or not PYTHON.exists():
        make_environment()
    command = [str(PYTHON), "-m", "benchmarks.suite", *sys.argv[1:]]
    path = os.pathsep.join((str(HERE.parent), str(HERE.parent / "tests")))  # the hostile files are defined there
    return subprocess.call(command, cwd=HERE.parent, env={**os.environ, **KEPT_MEMORY, "PYTHONPATH": path})


def make_environment() -> None:
    """Create the environment with the current project and each peer that can be installed."""
    if not PYTHON.exists():
        print("making benchmarks/.venv ...", flush=True)
        venv.create(ENVIRONMENT, with_pip=True)
    # Install as users do: not editable, and compiled to bytecode.
    subprocess.check_call([*_pip("install"), str(HERE.parent)])
    subprocess.check_call([*_pip("install"), "--force-reinstall", "--no-deps", str(HERE.parent)])
    lines = (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    for peer in (line.strip() for line in lines):
        if peer and not peer.startswith("#") and subprocess.call([*_pip("show"), peer], stdout=subprocess.DEVNULL):
            print(f"installing {peer} ...", flush=True)
            if subprocess.call([*_pip("install"), peer]):
                print(f"{peer} cannot be installed here: it will be absent from the table", flush=True)
    npm = shutil.which("npm")
    if npm and shutil.which("node") and not NODE_PACKAGES.exists():
        NODE_PACKAGES.mkdir()
        (NODE_PACKAGES / "package.json").write_text('{"private": true}\n', encoding="utf-8")
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.call([npm, "install", *quiet, "@garmin/fitsdk"], cwd=NODE_PACKAGES)


def _pip(action: str) -> list[str]:
    return [str(PYTHON), "-m", "pip", action, "--quiet", "--disable-pip-version-check"]


if __name__ == "__main__":
    sys.exit(main())
