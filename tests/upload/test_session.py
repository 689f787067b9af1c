"""The session in docs/upload.md: two terminals print what the page says."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from paths import ROOT
from snippets import environment, lay_out

pytestmark = [pytest.mark.network, pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="it has a shell")]


def test_both_terminals_print_what_the_page_says(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "upload.md").read_text(encoding="utf-8")
    server, client = re.findall(r"^```text\n(\$ .*?)^```", page, re.MULTILINE | re.DOTALL)
    lay_out(tmp_path)
    folders = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "settings")}
    started = subprocess.Popen(
        ["activitylint", "stand-in", "--port", "0"],
        env={**environment(), **folders},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with started as stand_in:
        try:
            assert stand_in.stdout is not None
            url = stand_in.stdout.readline().strip()
            commands = [line[2:] for line in client.splitlines() if line.startswith("$ ")]
            script = "\n".join(f"echo {shlex.quote(f'$ {one}')}; {one}" for one in commands)
            ran = subprocess.run(
                ["bash", "-c", script.replace("http://127.0.0.1:8765", url)],
                cwd=tmp_path,
                env={**environment(), **folders},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=300,
                check=False,
            )
            assert ran.stdout.replace(url, "http://127.0.0.1:8765") == client
        finally:
            stand_in.send_signal(signal.SIGINT)
        rest, _ = stand_in.communicate(timeout=60)
    assert f"$ activitylint stand-in\nhttp://127.0.0.1:8765\n{rest}".strip() == server.strip()
