"""The recipes of docs/editors.md that can be tried without a screen: findings are shown, and a fix is applied."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from activitylint import lint
from paths import FIXTURES, ROOT

HERE = Path(__file__).parent
CODE = "TIM004"


def _runs(*command: str) -> bool:
    """True if a program is there and ends without an error."""
    return (
        shutil.which(command[0]) is not None
        and not subprocess.run(command, capture_output=True, timeout=120, check=False).returncode
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "probe", "command"),
    [
        ("lua", ["nvim", "--version"], ["nvim", "--headless", "-n", "-u", "SETTINGS", "-S", str(HERE / "neovim.lua")]),
        (
            "lisp",
            ["emacs", "--batch", "--eval", "(require 'eglot)"],
            ["emacs", "--batch", "-l", "SETTINGS", "-l", str(HERE / "emacs.el")],
        ),
        ("toml", ["hx", "--version"], [sys.executable, str(HERE / "helix.py"), "SETTINGS"]),
    ],
    ids=["Neovim", "Emacs", "Helix"],
)
def test_the_recipe_shows_findings_and_applies_a_fix(
    language: str, probe: list[str], command: list[str], tmp_path: Path
) -> None:
    if not _runs(*probe) or (probe[0] == "hx" and not _runs("tmux", "-V")):
        pytest.skip(f"there is no {probe[0]} with a client for language servers")
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    recipe = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    settings = tmp_path / f"init.{language}"
    settings.write_text(recipe[0], encoding="utf-8")
    ride = tmp_path / "ride.gpx"
    text = (FIXTURES / "samples" / "ride.gpx").read_text(encoding="utf-8")
    ride.write_text(
        text.replace("Z</time>", "</time>").replace("<trkseg>", "<name>\U0001f6b4</name><trkseg>"), encoding="utf-8"
    )
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "RIDE": str(ride),
        "CODE": CODE,
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / ".config"),
        "XDG_CACHE_HOME": str(tmp_path / ".cache"),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
    }
    ran = subprocess.run(
        [str(settings) if part == "SETTINGS" else part for part in command],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    transcript = ran.stdout
    assert ran.returncode == 0, transcript + ran.stderr
    before, after = transcript.split("diagnostics after the fix:")
    assert CODE in before
    assert f"applied: {CODE}: " in before
    assert CODE not in after
    assert after.endswith("saved\n")
    assert CODE not in {finding.code for finding in lint(ride).findings}
    assert "\U0001f6b4" in ride.read_text(encoding="utf-8")
