"""What the test of Helix does: open a file, show its diagnostics, apply a fix, show them again, and save.

It runs Helix in a terminal of tmux with the recipe of docs/editors.md, types keys, reads the screen, and prints a
transcript. The argument is the file with the recipe.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(os.environ["HOME"])
RIDE = Path(os.environ["RIDE"])
CODE = os.environ["CODE"]
_LISTED = re.compile(r"(ERROR|WARN|INFO|HINT)\s+([A-Z]{3}\d{3})\s+(.*?)\s*│")


def tmux(*words: str) -> str:
    """Run a command of the test's own server, and return its output."""
    command = ["tmux", "-S", str(HOME / "tmux"), *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=30).stdout


def shown() -> str:
    """The screen as text."""
    return tmux("capture-pane", "-p")


def wait(wanted: str, keys: str = "", *, unless: str = "") -> str:
    """The screen that shows a text, and not another one.

    keys: what opens a menu or a list, pressed before each look.
    """
    for _ in range(60):
        if keys:
            tmux("send-keys", *keys.split())
        time.sleep(0.5)
        screen = shown()
        if wanted in screen and not (unless and unless in screen):
            return screen
        if keys:
            tmux("send-keys", "Escape")
            time.sleep(0.2)  # a key that comes sooner would count as pressed with Alt
    sys.exit(f"timed out: {wanted}\n{screen}")


def show(title: str, screen: str) -> None:
    """Print a title and the diagnostics of Helix's list."""
    print(title)
    for severity, code, message in _LISTED.findall(screen):
        print(f"  {severity} {code} {message}")


def main() -> None:
    """Go through the steps of the transcript."""
    settings = HOME / ".config" / "helix" / "languages.toml"
    settings.parent.mkdir(parents=True)
    shutil.copy(sys.argv[1], settings)
    tmux("-f", "/dev/null", "new-session", "-d", "-x", "250", "-y", "40", f"hx '{RIDE}'")
    try:
        wait(RIDE.name)
        print(f"opened: {RIDE.name}")
        show("diagnostics:", wait(f" {CODE} ", "Space d"))
        tmux("send-keys", "-l", f"%code {CODE}")
        wait("1/3")
        tmux("send-keys", "Enter")
        screen = wait(f"{CODE}: ", "Space a")
        print("applied:", re.findall(rf"({CODE}: .*?)\s*$", screen, re.MULTILINE)[0])
        tmux("send-keys", "Enter")
        wait("[+]")
        show("diagnostics after the fix:", wait("severity", "Space d", unless=f" {CODE} "))
        tmux("send-keys", "Escape")
        time.sleep(0.2)
        tmux("send-keys", "-l", ":write")
        tmux("send-keys", "Enter")
        wait("written")
        print("saved")
    finally:
        tmux("kill-server")


if __name__ == "__main__":
    main()
