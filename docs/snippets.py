"""Find the commands and programs in the README and under docs/, and run them beside the sample files.

A block in a Markdown file is one of

    console    lines `$ COMMAND`, each followed by its output, which docs/generate.py writes
    sh, python run by tests/test_documentation.py
    toml, yaml, json, xml, text
               read by the same test
    sql        run by tests/reports/test_parquet.py

The line before a block that cannot be run says `<!-- not run: WHY -->`. A command runs in a folder with the files that
`lay_out` puts there.
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
FOLDERS: Final = ("fixtures/demo", "fixtures/samples")
"""The folders of the checkout that a command sees."""

_WIDTH: Final = 90
_BLOCK: Final = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^\n]+) -->\n)?"
    r"(?:```(?P<language>[a-z]*)[^\n]*\n(?P<fenced>.*?)^```$|(?P<blanks>(?:(?<=\n\n)|(?<=-->\n))(?: {4}\S[^\n]*\n)+))",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A block of a page. language: "" if the block is indented by four blanks. reason: why it is not run, or None."""

    page: Path
    line: int
    language: str
    text: str
    reason: str | None

    @property
    def place(self) -> str:
        """The file and line, in the form that editors understand."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """The pages written by hand. Those of the rules are generated from fixtures, which have their own tests."""
    below = (path for path in sorted((ROOT / "docs").rglob("*.md")) if path.parent.name != "rules")
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *below]


def snippets(page: Path) -> Iterator[Snippet]:
    """The blocks of a page. Only the pages at the root of the repository have indented blocks."""
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        if found["fenced"] is None and page.parent != ROOT:
            continue
        body = found["fenced"] or re.sub("^    ", "", found["blanks"], flags=re.MULTILINE)
        line = text.count("\n", 0, found.start()) + 1 + (found["reason"] is not None)
        yield Snippet(page, line, found["language"] or "", body, found["reason"])


def lay_out(folder: Path) -> None:
    """Copy the demo files and the samples into a folder, where the commands of the pages expect them."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)


def environment() -> dict[str, str]:
    """The environment of a command: this Python's activitylint comes first, no colors, a fixed width."""
    left_out = {"FORCE_COLOR", "GITHUB_ACTIONS", "PYTHONPATH", "PYTEST_CURRENT_TEST"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    return {**kept, "PATH": path, "COLUMNS": str(_WIDTH), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell command in a folder, with standard output and standard error in one stream, as on a terminal."""
    return subprocess.run(  # noqa: S603 -- the commands come from our own documentation
        ["bash", "-o", "pipefail", "-c", command],  # noqa: S607 -- any bash will do
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
    """A console block with the current output of its commands."""
    lines: list[str] = []
    for command in commands(console):
        printed = run(command, folder).stdout.rstrip("\n")
        if "rule-crashed: " in printed:
            message = f"a rule crashed, which no page should show: {command}\n{printed}"
            raise RuntimeError(message)
        lines += [f"$ {command}", *(line.rstrip() for line in printed.split("\n"))] if printed else [f"$ {command}"]
    return "\n".join(lines) + "\n"


def with_consoles(page: Path, folder: Path) -> str:
    """The text of a page, with the current output in its console blocks."""

    def updated(found: re.Match[str]) -> str:
        block = found[0]
        if found["language"] != "console" or found["reason"] is not None:
            return block
        return block.replace(found["fenced"], rerun(found["fenced"], folder))

    return _BLOCK.sub(updated, page.read_text(encoding="utf-8"))
