"""The command as a separate process: it flushes its output, and passes on the exit status."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from paths import ROOT

SAMPLES = ROOT / "fixtures" / "samples"
FULL = Path("/dev/full")
COMMAND = (sys.executable, "-m", "activitylint")


def ran(*arguments: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, *before, "-m", "activitylint", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("lint", str(SAMPLES)), 0), (("lint", "there-is-none.fit"), 2), (("lint", "--no-such-option"), 2)],
)
def test_the_exit_status_is_passed_on(arguments: tuple[str, ...], status: int) -> None:
    assert ran(*arguments).returncode == status


def test_findings_give_exit_status_1(tmp_path: Path) -> None:
    (tmp_path / "cut.gpx").write_bytes((SAMPLES / "ride.gpx").read_bytes()[:500])
    assert ran("lint", str(tmp_path)).returncode == 1


def test_all_output_is_flushed_at_the_end() -> None:
    lines = ran("exercises", "--format", "json").stdout
    assert len(lines) > 5 * io.DEFAULT_BUFFER_SIZE
    assert lines.rstrip().endswith(("]", "}"))


def test_the_command_can_be_profiled() -> None:
    assert "function calls" in ran("--version", before=("-m", "cProfile")).stdout


def test_a_closed_pipe_is_not_reported() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, "rule"], stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_reported(unbuffered: str) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with FULL.open("w") as full:
        done = subprocess.run(
            [*COMMAND, "lint", str(SAMPLES)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "Error: the report cannot be written: No space left on device\n")


def test_a_process_without_standard_output_succeeds() -> None:
    done = subprocess.run(f'"{sys.executable}" -m activitylint --version >&-', shell=True, check=False)
    assert done.returncode == 0


def test_an_interrupted_run_leaves_no_worker_process(tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number}.tcx").write_bytes((SAMPLES / "run.tcx").read_bytes())
    command = [*COMMAND, "lint", "--jobs", "2", "--format", "concise", "--verbose", str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.wait() == 1
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
