"""Run a command on a pseudo-terminal and draw its colored output as SVG.

The same run gives the same bytes: the picture has no dates, no identifiers and no fonts of its own.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from snippets import environment

_COLUMNS: Final = 92
_CELL: Final = 8.4  # the width of a character of 14 px in most monospaced fonts
_LINE: Final = 19
_PAD: Final = 18
_HEAD: Final = 38
_INK: Final = "#d8dee9"
_COLORS: Final = {"31": "#ff7b72", "32": "#7ee787", "33": "#e3b341", "34": "#79c0ff", "35": "#d2a8ff", "36": "#76e3ea"}
_FONTS: Final = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_ESCAPE: Final = re.compile(r"\x1b\[([\d;]*)m|\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)")


@dataclass(frozen=True, slots=True)
class _Pen:
    color: str = _INK
    bold: bool = False
    faint: bool = False

    def after(self, codes: str) -> _Pen:
        """The pen after a sequence of SGR codes."""
        pen = self
        for code in codes.split(";"):
            if code in {"", "0"}:
                pen = _Pen()
            elif code == "1":
                pen = replace(pen, bold=True)
            elif code == "2":
                pen = replace(pen, faint=True)
            elif code in _COLORS:
                pen = replace(pen, color=_COLORS[code])
        return pen


def on_a_terminal(command: list[str], folder: Path) -> str:
    """The output of a command on a terminal, with its escape sequences."""
    ours, theirs = pty.openpty()
    variables = {**environment(), "COLUMNS": str(_COLUMNS), "TERM": "xterm-256color"}
    del variables["NO_COLOR"]
    # Standard error is not a terminal, because a busy machine would draw a progress bar there.
    with subprocess.Popen(command, cwd=folder, env=variables, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL):  # noqa: S603 -- our own command
        os.close(theirs)
        parts: list[bytes] = []
        while part := _read(ours):
            parts.append(part)
    os.close(ours)
    return b"".join(parts).decode("utf-8").replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # on Linux: the other end of the terminal is closed
        return b""


def draw(typed: str, written: str) -> str:
    """An SVG of a terminal window with the command that was typed and its output."""
    lines = [f"\x1b[1;32m$\x1b[0m \x1b[1m{typed}\x1b[0m", *written.rstrip("\n").split("\n")]
    width = round(_COLUMNS * _CELL + 2 * _PAD)
    height = _HEAD + len(lines) * _LINE + _PAD
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">',
        f"<title>{escape(typed)}</title>",
        f'<rect width="{width}" height="{height}" rx="10" fill="#0d1117"/>',
        f'<path d="M0 28V10A10 10 0 0 1 10 0H{width - 10}A10 10 0 0 1 {width} 10V28Z" fill="#21262d"/>',
        *(
            f'<circle cx="{18 + 18 * place}" cy="14" r="5.5" fill="{color}"/>'
            for place, color in enumerate(("#ff5f57", "#febc2e", "#28c840"))
        ),
        f'<g font-family="{_FONTS}" font-size="14">',
    ]
    pen = _Pen()
    for number, line in enumerate(lines):
        column = 0
        for pen, text in _strokes(line, pen):  # noqa: B020 -- the pen stays as the line leaves it
            drawn += _text(text, pen, column, _HEAD + number * _LINE + 14)
            column += len(text)
    return "\n".join([*drawn, "</g>", "</svg>", ""])


def _strokes(line: str, pen: _Pen) -> Iterator[tuple[_Pen, str]]:
    """The parts of a line, each with its pen. The next line begins with the last pen, whose part may be empty."""
    end = 0
    for found in _ESCAPE.finditer(line):
        yield pen, line[end : found.start()]
        if found[1] is not None:
            pen = pen.after(found[1])
        end = found.end()
    yield pen, line[end:]


def _text(text: str, pen: _Pen, column: int, y: int) -> Iterator[str]:
    """A text element of a fixed length, so that columns line up in any font."""
    bare = text.strip(" ")
    if not bare:
        return
    x = _PAD + (column + len(text) - len(text.lstrip(" "))) * _CELL
    look = ' font-weight="bold"' if pen.bold else ""
    look += ' opacity="0.65"' if pen.faint else ""
    shown = escape(bare).replace(" ", "\u00a0")  # SVG merges several blanks into one
    yield f'<text x="{x:.1f}" y="{y}" textLength="{len(bare) * _CELL:.1f}" fill="{pen.color}"{look}>{shown}</text>'
