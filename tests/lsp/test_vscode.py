"""The extension for Visual Studio Code: it compiles, its tests pass, and it names what the server has."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from activitylint import __version__
from paths import ROOT

EXTENSION = ROOT / "editors" / "vscode"
NPM = shutil.which("npm")


def test_the_extension_has_the_version_of_the_package() -> None:
    manifest = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    assert __version__.startswith(manifest["version"])


@pytest.mark.slow
@pytest.mark.skipif(NPM is None, reason="there is no npm")
def test_the_extension_compiles_and_its_tests_pass(tmp_path: Path) -> None:
    assert NPM is not None
    copy = tmp_path / "vscode"
    shutil.copytree(EXTENSION, copy, ignore=shutil.ignore_patterns("node_modules", "out"))
    install = subprocess.run(
        [NPM, "ci", "--no-audit", "--no-fund"], cwd=copy, capture_output=True, text=True, check=False
    )
    if "ENOTFOUND" in install.stderr or "EAI_AGAIN" in install.stderr:
        pytest.skip("its packages cannot be downloaded here")
    assert install.returncode == 0, install.stderr
    ran = subprocess.run([NPM, "test"], cwd=copy, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (copy / "out" / "extension.js").is_file()
