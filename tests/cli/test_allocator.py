"""The memory that one file used is reused for the next."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest
from click.testing import CliRunner

from activitylint.cli import main

LINTS_AGAIN = """
import resource
import sys
import activitylint
if sys.argv[1:]:
    from click.testing import CliRunner
    from activitylint.cli import main
    CliRunner().invoke(main, sys.argv[1:], input=b"")
points = "".join(f'<trkpt lat="1" lon="2"><ele>{number}</ele></trkpt>' for number in range(50_000))
data = f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}</trkseg></trk></gpx>'.encode()
for _ in range(3):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    activitylint.lint(data, name="ride.gpx", now=0)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def fetched(*command: str, **environment: str) -> int:
    """Return how many memory pages the last of three equal files requested from the system, after a command."""
    others = {name: value for name, value in os.environ.items() if "MALLOC" not in name and name != "GLIBC_TUNABLES"}
    run = subprocess.run(
        [sys.executable, "-c", LINTS_AGAIN, *command],
        env=others | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(run.stdout)


@pytest.mark.slow
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="keep_blocks does nothing with other allocators")
def test_only_the_commands_reuse_memory_and_only_unless_the_environment_configures_malloc() -> None:
    by_library = fetched()
    assert by_library > 1000
    assert fetched("lint", "-") < by_library / 4
    assert fetched("lint", "-", MALLOC_TRIM_THRESHOLD_="131072", MALLOC_MMAP_THRESHOLD_="131072") > 1000


@pytest.mark.parametrize("name", ["lint", "fix", "inspect"])
def test_the_commands_that_read_files_keep_memory(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(f"activitylint.cli.{name}.keep_blocks", lambda: called.append(name))
    CliRunner().invoke(main, [name, "-"], input=b"")
    assert called == [name]
