"""`activitylint stand-in`: the first line, the report at the end, and what can go wrong."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx2
import pytest
from click.testing import CliRunner

from activitylint.cli import main
from paths import FIXTURES
from snippets import environment

PROGRAM = Path(sys.executable).parent / "activitylint"


@contextmanager
def running(*arguments: str, cwd: Path) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """The program and its output. It is killed if the test fails."""
    command = [str(PROGRAM), "stand-in", "--port", "0", *arguments]
    with subprocess.Popen(command, cwd=cwd, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout
        finally:
            process.kill()


@pytest.mark.network
def test_it_prints_its_url_a_line_per_request_and_a_report(tmp_path: Path) -> None:
    arguments = ["--tls", "--ca-file", "ca.pem", "--delay", "0", "--disrupt", "unavailable"]
    with running(*arguments, cwd=tmp_path) as (process, output):
        url = output.readline().strip()
        trusted = ssl.create_default_context(cafile=tmp_path / "ca.pem")
        with httpx2.Client(verify=trusted, headers={"Authorization": "Bearer secret"}) as client:
            form = {"data_type": "fit", "external_id": "\x1b[31m", "access_token": "secret"}
            for _ in range(2):
                file = {"file": ("race\x1b.fit", (FIXTURES / "demo" / "race.fit").read_bytes())}
                client.post(f"{url}/uploads?access_token=secret", data=form, files=file)
        process.send_signal(signal.SIGINT)
        rest = output.read()
        process.wait()
    assert process.returncode == 0
    assert url.startswith("https://127.0.0.1:")
    assert rest.startswith("POST /uploads 503\nPOST /uploads 201 race\\x1b.fit is upload 9007199254740993\n")
    assert "Requests: 2. Accepted uploads: 1 ready." in rest
    assert "1 x never-polled" in rest
    assert "secret" not in rest
    assert "\x1b" not in rest


@pytest.mark.network
def test_the_report_can_be_json(tmp_path: Path) -> None:
    with running("--quiet", "--format", "json", cwd=tmp_path) as (process, output):
        httpx2.get(output.readline().strip() + "/athlete", headers={"User-Agent": ""})
        process.terminate()
        report = json.loads(output.read())
        process.wait()
    assert process.returncode == 0
    assert (report["answers"], [one["remark"] for one in report["remarks"]]) == ({"401": 1}, ["no-user-agent"])


@pytest.mark.network
def test_a_port_that_is_taken_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(main, ["stand-in", "--port", str(taken.getsockname()[1])])
    assert (result.exit_code, "Address already in use" in result.output) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--disrupt", "sad"], "KIND is rate-limit, server-error"),
        (["--limits", "1,2"], "four whole numbers"),
        (["--as-of", "soon"], "is not a date"),
        (["--delay", "-1"], "--delay"),
    ],
)
def test_wrong_use_is_explained(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["stand-in", *arguments])
    assert (result.exit_code, message in " ".join(result.output.split())) == (2, True)


def test_without_the_extra_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = CliRunner().invoke(main, ["stand-in"])
    sentence = "Error: this command needs more packages: pip install 'activitylint[standin]'\n"
    assert (result.exit_code, result.output) == (2, sentence)
