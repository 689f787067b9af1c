"""The commands and programs that stand in the README and under docs/: found, and run beside sample files.

A block in a Markdown file may be

    console    lines `$ COMMAND`, each with what it prints below it: written by docs/generate.py
    sh, python run by tests/test_documentation.py
    toml, yaml, json, xml, text
               read by the same test

and one that cannot be run has `<!-- not run: WHY -->` in the line before it. A command sees the files of `SAMPLES`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SAMPLES: Final = {
    "ride.fit": "samples/ride.fit",
    "ride.gpx": "samples/ride.gpx",
    "run.tcx": "samples/run.tcx",
    "strength.json": "samples/strength.json",
    "exports/gym.json": "SET004-unknown-exercise-type/fail-fit-sdk-name.json",
    "exports/lunch-ride.gpx": "TIM001-record-without-time/fail-one-point.gpx",
    "exports/race.fit": "STR004-power-out-of-range/fail-glitch.fit",
    "exports/run.tcx": "samples/run.tcx",
}
"""What a reader's folder holds, and the fixture that each file is."""

_WIDTH: Final = 90
_BLOCK: Final = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^\n]+) -->\n)?"
    r"(?:```(?P<language>[a-z]*)[^\n]*\n(?P<fenced>.*?)^```$|(?P<blanks>(?:(?<=\n\n)|(?<=-->\n))(?: {4}\S[^\n]*\n)+))",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A block of a page: what language it is in ("" where it is set off by four blanks), and why it is not run."""

    page: Path
    line: int
    language: str
    text: str
    reason: str | None

    @property
    def place(self) -> str:
        """Where it stands, as an editor takes it."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """The pages written by hand. Those of the rules are made from fixtures, which have tests of their own."""
    below = (path for path in sorted((ROOT / "docs").rglob("*.md")) if path.parent.name != "rules")
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *below]


def snippets(page: Path) -> Iterator[Snippet]:
    """The blocks of a page. Four blanks set off a command in the repository's own pages; the site's have a fence."""
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        if found["fenced"] is None and page.parent != ROOT:
            continue
        body = found["fenced"] or re.sub("^    ", "", found["blanks"], flags=re.MULTILINE)
        line = text.count("\n", 0, found.start()) + 1 + (found["reason"] is not None)
        yield Snippet(page, line, found["language"] or "", body, found["reason"])


def lay_out(folder: Path) -> None:
    """Put the sample files into a folder."""
    for name, fixture in SAMPLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "fixtures" / fixture, path)


def environment() -> dict[str, str]:
    """The variables that a command is run with: this Python's activitylint first, no colours, a set width."""
    left_out = {"FORCE_COLOR", "GITHUB_ACTIONS", "PYTHONPATH", "PYTEST_CURRENT_TEST"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    return {**kept, "PATH": path, "COLUMNS": str(_WIDTH), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell's command in a folder; standard output and error are one, as on a terminal."""
    return subprocess.run(  # noqa: S603 -- the commands are those of our own documentation
        ["bash", "-o", "pipefail", "-c", command],  # noqa: S607 -- the bash that is there
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def commands(console: str) -> list[str]:
    """The commands of a console block."""
    return [line[2:] for line in console.splitlines() if line.startswith("$ ")]


def rerun(console: str, folder: Path) -> str:
    """A console block with what its commands print now."""
    lines: list[str] = []
    for command in commands(console):
        printed = run(command, folder).stdout.rstrip("\n")
        if "rule-crashed: " in printed:
            message = f"a rule crashes, which no page should show: {command}\n{printed}"
            raise RuntimeError(message)
        lines += [f"$ {command}", *(line.rstrip() for line in printed.split("\n"))] if printed else [f"$ {command}"]
    return "\n".join(lines) + "\n"


def with_consoles(page: Path, folder: Path) -> str:
    """The text of a page, the output of its console blocks anew."""

    def anew(found: re.Match[str]) -> str:
        block = found[0]
        if found["language"] != "console" or found["reason"] is not None:
            return block
        return block.replace(found["fenced"], rerun(found["fenced"], folder))

    return _BLOCK.sub(anew, page.read_text(encoding="utf-8"))
