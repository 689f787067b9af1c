"""The base install never opens a connection: no unmarked test can, and no command does."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from network import GUARD
from paths import FIXTURES

DEMO = FIXTURES / "demo"
WATCHED = """
import json, sys
commands = json.loads(sys.argv[1])
events = []
sys.addaudithook(lambda event, _: events.append(event) if event.startswith("socket.") else None)
from activitylint.cli import main
for words in commands:
    try:
        main(words, standalone_mode=False)
    except SystemExit as end:
        assert end.code in (0, 1), words
    print("did", words[0], events)
assert "fsspec" not in sys.modules
"""


def test_an_unmarked_test_cannot_connect_listen_or_look_up() -> None:
    with socket.socket() as one, pytest.raises(PermissionError):
        one.bind(("127.0.0.1", 0))
    with pytest.raises(PermissionError):
        socket.getaddrinfo("localhost", 80)
    with socket.socket() as one, pytest.raises(PermissionError):
        one.connect_ex(("127.0.0.1", 9))
    # A test fails even if the program catches the error, because of this list.
    assert [attempt.partition("(")[0] for attempt in GUARD.attempts] == [
        "socket.bind",
        "socket.getaddrinfo",
        "socket.connect",
    ]
    GUARD.attempts.clear()


def test_no_command_of_the_base_install_uses_a_socket(tmp_path: Path) -> None:
    fit, gpx, tcx = (str(DEMO / name) for name in ("race.fit", "lunch-ride.gpx", "run.tcx"))
    commands = [
        ["lint", "--batch", "--show-all", "--extend-select", "INT", fit, gpx, tcx, str(DEMO / "gym.json")],
        ["lint", "--jobs", "1", "--output", f"html:{tmp_path / 'report.html'}", fit],
        ["fix", "--diff", "--unsafe", gpx],
        ["inspect", fit],
        ["rule", "TIM001"],
        ["explain", "429"],
        ["exercises", "bench"],
        ["stand-in", "--help"],
    ]
    script = [sys.executable, "-c", WATCHED, json.dumps(commands)]
    ran = subprocess.run(script, capture_output=True, text=True, check=True, cwd=tmp_path, timeout=60)
    ended = [line for line in ran.stdout.splitlines() if line.startswith("did ")]
    assert ended == [f"did {words[0]} []" for words in commands]
