"""The command as a separate process: it flushes its output, and passes on the exit status."""

from __future__ import annotations

import io
import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from paths import ROOT
from sampling import sampled

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


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="a folder of Linux")
def test_a_run_without_workers_has_one_thread() -> None:
    program = """
import os
from activitylint import __main__
def count(status, end=os._exit):
    print(len(os.listdir("/proc/self/task")), flush=True)
    end(status)
os._exit = count
__main__.run()
"""
    command = [sys.executable, "-c", program, "lint", str(SAMPLES / "ride.fit")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1")


def test_a_reader_that_has_seen_enough_is_not_reported() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, "rule"], stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (2, "")


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


@pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
def test_an_error_that_cannot_be_printed_gives_exit_status_2() -> None:
    with FULL.open("w") as full:
        assert subprocess.run([*COMMAND, "frobnicate"], stderr=full, check=False).returncode == 2


@pytest.mark.parametrize(
    ("line", "says"),
    sampled(
        (
            ("lint {ride} >&-", "standard output is closed"),
            ("--version >&-", "standard output is closed"),
            ("lint - <&-", "is closed"),
            ("lint --files-from - <&-", "is closed"),
            ("lint --jobs 2 {ride} {ride} 2>&-", "standard error is closed"),
            ("lint {ride} >&- 2>&-", ""),
            ("fix - <&-", "standard input: is closed"),
            ("inspect - <&-", "is closed"),
        ),
        2,
    ),
)
def test_a_closed_stream_is_reported_where_that_is_possible(line: str, says: str) -> None:
    command = f"{sys.executable} -m activitylint {line.format(ride=SAMPLES / 'ride.gpx')}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert says in done.stdout + done.stderr
    assert bool(says) == bool(done.stdout + done.stderr)
    assert "Traceback" not in done.stderr


def test_a_closed_input_that_is_not_read_does_no_harm() -> None:
    command = f"{sys.executable} -m activitylint lint {SAMPLES / 'ride.gpx'} <&-"
    assert subprocess.run(command, shell=True, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("raised", "says"),
    [
        ("ZeroDivisionError('a\\x1b[31mb')", r"please report it: ZeroDivisionError: a\x1b[31mb ("),
        ("MemoryError()", "Error: there is not enough memory"),
        ("PermissionError(13, 'Permission denied', 'a\\nb')", "Error: a\\nb: Permission denied"),
        ("FileNotFoundError(2, 'No such file')", "please report it: FileNotFoundError"),
    ],
)
def test_an_unexpected_exception_gives_a_sentence_and_exit_status_2(raised: str, says: str) -> None:
    program = f"""
from activitylint import __main__
from activitylint.cli import main
def fail(*_, **__):
    raise {raised}
main.invoke = fail
__main__.run()
"""
    command = [sys.executable, "-c", program, "lint", "."]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    for number in range(400):
        (folder / f"{number}.tcx").write_bytes((SAMPLES / "run.tcx").read_bytes())
    return folder


@contextmanager
def begun(until: bytes, *arguments: str | Path) -> Iterator[tuple[subprocess.Popen[bytes], bytes]]:
    """A command in a process group of its own, and its output as far as the first line with these bytes."""
    command = [*COMMAND, *map(str, arguments)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, bufsize=0, stdout=pipe, stderr=pipe, start_new_session=True, env=environment
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        while until not in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1], "the output has ended"
        yield process, b"".join(lines)


@pytest.mark.parametrize("jobs", sampled(("2", "1"), 2))
@pytest.mark.parametrize("number", sampled((signal.SIGINT, signal.SIGTERM, signal.SIGHUP), 2))
def test_a_signal_ends_the_run_with_what_is_finished(
    many: Path, tmp_path: Path, jobs: str, number: signal.Signals
) -> None:
    older = tmp_path / "older.json"
    older.write_text("kept", encoding="ascii")
    arguments = ("lint", "--jobs", jobs, "--format", "json", "--output", f"json:{older}", many)
    with begun(b'"path"', *arguments) as (process, head):
        process.send_signal(number)
        # This waits for the workers, too: they have inherited standard output.
        tail, error = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    files = json.loads(head + tail)["files"]
    assert 0 < len(files) < 400
    assert error.decode() == f"Interrupted: {len(files):,} of 400 files checked\n"
    assert older.read_text(encoding="ascii") == "kept"


def test_the_workers_end_with_a_process_that_was_killed(many: Path) -> None:
    with begun(b"0.tcx", "lint", "--jobs", "2", "--format", "concise", "--verbose", many) as (process, _):
        process.kill()
        process.communicate(timeout=60)


@pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
def test_a_full_disk_ends_the_workers(many: Path) -> None:
    command = [*COMMAND, "lint", "--jobs", "2", "--output", f"json:{FULL}", str(many)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr


def test_a_signal_that_the_parent_process_ignores_is_ignored(many: Path) -> None:
    command = [
        *COMMAND,
        "lint",
        "--jobs",
        "1",
        "--format",
        "concise",
        "--verbose",
        *map(str, sorted(many.iterdir())[:9]),
    ]
    ignoring = f"trap '' HUP; exec {shlex.join(command)}"
    with subprocess.Popen(["sh", "-c", ignoring], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_watch_checks_again_when_a_file_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "ride.gpx"
    path.write_bytes(b"")
    command = [*COMMAND, "lint", "--isolated", "--format", "concise", "--watch", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as watching:
        assert watching.stdout is not None

        def lines() -> list[str]:
            """The output until the command waits again."""
            found: list[str] = []
            for line in watching.stdout or ():
                if line.startswith("watching 1 file;"):
                    return found
                found.append(line)
            raise AssertionError(found)

        assert any("UPL001" in line for line in lines())
        path.write_bytes((SAMPLES / "ride.gpx").read_bytes())
        assert lines()[0].startswith("1 file checked: no errors")
        watching.send_signal(signal.SIGINT)
        assert watching.wait(20) == 130
    assert ran("lint", "--watch", "-").returncode == 2
