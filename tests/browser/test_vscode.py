"""The extension in Visual Studio Code itself, served to a browser: findings, a fix, completion, and reports.

ACTIVITYLINT_VSCODE names a folder with `out/server-main.js`, the program of VS Code that serves its window as a page.
The script install_vscode.sh installs it.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from activitylint import lint
from paths import FIXTURES, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CODE = "TIM004"
VSCODE = os.environ.get("ACTIVITYLINT_VSCODE", "")

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.network,
    pytest.mark.skipif(not VSCODE, reason="ACTIVITYLINT_VSCODE does not name a VS Code"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace: a ride without a time zone, a strength activity, a FIT and a gzipped TCX file, and settings."""
    made = tmp_path / "rides"
    made.mkdir()
    text = (FIXTURES / "samples" / "ride.gpx").read_text(encoding="utf-8")
    (made / "ride.gpx").write_text(text.replace("Z</time>", "</time>"), encoding="utf-8")
    for name in ("gym.json", "race.fit"):
        shutil.copy(FIXTURES / "demo" / name, made)
    (made / "run.tcx.gz").write_bytes(gzip.compress((FIXTURES / "demo" / "run.tcx").read_bytes()))
    (made / "activitylint.toml").write_text('ignore = ["SPO002"]\n', encoding="utf-8")
    return made


@pytest.fixture
def editor(browser: Browser, folder: Path, tmp_path: Path) -> Iterator[Page]:
    """The window of VS Code with the folder, and with the extension as it is packed for users."""
    extension = tmp_path / "extension"
    shutil.copytree(ROOT / "editors" / "vscode", extension, ignore=shutil.ignore_patterns("node_modules", "out"))
    for command in ("npm ci", "npm run build", "npx --yes @vscode/vsce package --out extension.vsix"):
        subprocess.run(command.split(), cwd=extension, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    data = tmp_path / "data"
    settings = data / "data" / "Machine" / "settings.json"
    settings.parent.mkdir(parents=True)
    program = str(Path(sys.executable).parent / "activitylint")
    options = {
        "activitylint.command": [program, "lsp"],
        "activitylint.fixOnSave": True,
        "files.autoSave": "off",
        "workbench.startupEditor": "none",
    }
    settings.write_text(json.dumps(options), encoding="utf-8")
    serve = ["node", f"{VSCODE}/out/server-main.js", "--accept-server-license-terms", "--server-data-dir", str(data)]
    subprocess.run([*serve, "--install-extension", str(extension / "extension.vsix")], check=True, capture_output=True)
    serve += ["--host", "127.0.0.1", "--port", "0", "--without-connection-token", "--disable-workspace-trust"]
    with subprocess.Popen([*serve, "--telemetry-level", "off"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            port = next(found[1] for line in server.stdout if (found := re.search(r"listening on (\d+)", line)))
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.set_default_timeout(60_000)
            page.goto(f"http://127.0.0.1:{port}/?folder={folder}")
            trust = page.get_by_text("Yes, I trust the authors")
            trust.or_(page.locator(".explorer-folders-view .monaco-list-row")).first.wait_for()
            page.wait_for_timeout(3_000)  # the question comes after the files
            if trust.count():
                trust.click()
            yield page
            page.close()
        finally:
            server.terminate()


def opened(page: Page, name: str) -> None:
    """Open a file from the explorer."""
    page.locator(f".explorer-folders-view .monaco-list-row[aria-label^='{name}']").first.dblclick()


def run(page: Page, command: str) -> None:
    """Run a command of the palette."""
    page.keyboard.press("F1")
    page.locator(".quick-input-widget input").first.fill(f">{command}")
    page.locator(f".quick-input-list .monaco-list-row[aria-label^='{command}']").first.click()


def go_to(page: Page, line: int, column: int) -> None:
    """Put the cursor at a place."""
    page.keyboard.press("Control+g")
    page.locator(".quick-input-widget input").first.fill(f":{line}:{column}")
    page.keyboard.press("Enter")
    page.locator(".statusbar-item", has_text=f"Ln {line}, Col {column}").wait_for()


def headline(page: Page, title: str) -> None:
    """Wait for a report with this title."""
    report = page.locator("iframe.webview:visible").last.content_frame.locator("iframe").content_frame
    report.get_by_role("heading", name=title, exact=True).wait_for()


def test_findings_fixes_and_reports_in_the_editor(editor: Page, folder: Path) -> None:
    page = editor
    opened(page, "ride.gpx")
    page.locator(".codelens-decoration", has_text="435 m").wait_for()
    run(page, "Problems: Focus on Problems View")
    listed = page.locator(".markers-panel .monaco-list-row", has_text=CODE)
    listed.wait_for()
    assert page.locator(".markers-panel .monaco-list-row", has_text="SPO002").count() == 0
    listed.locator("a", has_text=CODE).click()
    page.locator(".tab", has_text=f"{CODE}.md").wait_for()
    opened(page, "ride.gpx")
    go_to(page, 11, 12)
    fix = page.locator(".action-widget .monaco-list-row", has_text=f"{CODE}: Adds")
    for _ in range(20):  # the menu closes when the editor gets something to show meanwhile
        page.keyboard.press("Control+.")
        page.wait_for_timeout(2_000)
        if fix.count():
            break
    page.keyboard.press("Enter")
    listed.wait_for(state="detached")
    go_to(page, 16, 22)
    run(page, "Show or Focus Hover")
    page.locator(".monaco-hover", has_text="Strava reads it as heartrate, in bpm.").first.wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Shift+o")
    page.locator(".quick-input-list .monaco-list-row", has_text="Track 1").first.wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    page.locator(".tab.dirty").wait_for(state="detached")
    assert CODE not in {finding.code for finding in lint(folder / "ride.gpx").findings}

    go_to(page, 1, 1)
    page.locator(".codelens-decoration a").first.click()
    headline(page, "ride.gpx is fine")
    opened(page, "race.fit")
    headline(page, "race.fit is at risk")
    opened(page, "run.tcx.gz")
    headline(page, "run.tcx.gz is fine")

    opened(page, "gym.json")
    page.locator(".codelens-decoration", has_text="2 sets").wait_for()
    go_to(page, 9, 24)
    page.keyboard.press("Control+Space")
    page.locator(".suggest-widget .monaco-list-row", has_text="BENCH_PRESS_GENERIC").first.wait_for()
    page.keyboard.press("Escape")
    go_to(page, 2, 1)
    page.keyboard.type(" ")
    page.keyboard.press("Control+s")
    page.locator(".tab.dirty").wait_for(state="detached")
    assert "BARBELL_BENCH_PRESS" in (folder / "gym.json").read_text(encoding="utf-8")
