"""What one file has taken of the system is there for the next."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

LINTS_TWICE = """
import resource
import activitylint
points = "".join(f'<trkpt lat="1" lon="2"><ele>{number}</ele></trkpt>' for number in range(50_000))
data = f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}</trkseg></trk></gpx>'.encode()
for _ in range(2):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    activitylint.lint(data, name="ride.gpx", now=0)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def fetched(**environment: str) -> int:
    """Pages that the second of two equal files had to fetch."""
    others = {name: value for name, value in os.environ.items() if "MALLOC" not in name and name != "GLIBC_TUNABLES"}
    run = subprocess.run(
        [sys.executable, "-c", LINTS_TWICE], env=others | environment, capture_output=True, text=True, check=True
    )
    return int(run.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators are left alone")
def test_the_second_file_fetches_no_memory_unless_the_environment_has_its_own_mind() -> None:
    assert fetched() < 300
    assert fetched(MALLOC_TRIM_THRESHOLD_="131072", MALLOC_MMAP_THRESHOLD_="131072") > 3000
