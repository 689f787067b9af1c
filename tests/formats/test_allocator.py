"""The memory that one file used is reused for the next."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

LINTS_AGAIN = """
import resource
import activitylint
points = "".join(f'<trkpt lat="1" lon="2"><ele>{number}</ele></trkpt>' for number in range(50_000))
data = f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}</trkseg></trk></gpx>'.encode()
for _ in range(4):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    activitylint.lint(data, name="ride.gpx", now=0)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def fetched(**environment: str) -> int:
    """Return the number of memory pages that the last of four equal files requested from the system."""
    others = {name: value for name, value in os.environ.items() if "MALLOC" not in name and name != "GLIBC_TUNABLES"}
    run = subprocess.run(
        [sys.executable, "-c", LINTS_AGAIN], env=others | environment, capture_output=True, text=True, check=True
    )
    return int(run.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="keep_blocks does nothing with other allocators")
def test_the_next_file_reuses_memory_unless_the_environment_configures_malloc() -> None:
    by_hand = fetched(MALLOC_TRIM_THRESHOLD_="131072", MALLOC_MMAP_THRESHOLD_="131072")
    assert by_hand > 3000
    assert fetched() < by_hand / 4
