"""The recipe for Neovim in docs/editors.md, in Neovim without a screen: findings are shown, and a fix is applied."""

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

NEOVIM = shutil.which("nvim")
SCRIPT = Path(__file__).with_name("neovim.lua")
CODE = "TIM004"


@pytest.mark.slow
@pytest.mark.skipif(NEOVIM is None, reason="there is no Neovim")
def test_the_recipe_shows_findings_and_applies_a_fix(tmp_path: Path) -> None:
    assert NEOVIM is not None
    recipe = re.findall(r"```lua\n(.*?)```", (ROOT / "docs" / "editors.md").read_text(encoding="utf-8"), re.DOTALL)
    settings = tmp_path / "init.lua"
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
    }
    command = [NEOVIM, "--headless", "-n", "-u", str(settings), "-S", str(SCRIPT)]
    ran = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    transcript = ran.stdout
    assert ran.returncode == 0, transcript + ran.stderr
    before, after = transcript.split("diagnostics after the fix:")
    assert f" {CODE} " in before
    assert f"applied: {CODE}: " in before
    assert f" {CODE} " not in after
    assert after.endswith("saved\n")
    assert CODE not in {finding.code for finding in lint(ride).findings}
    assert "\U0001f6b4" in ride.read_text(encoding="utf-8")
