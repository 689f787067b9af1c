"""Wrap and print the text of commands that explain something."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click

__all__ = ["print_lines", "shortened", "wrapped"]


def wrapped(text: str, width: int) -> Iterator[str]:
    """Break a text into lines of at most `width` columns. A blank line separates two paragraphs."""
    import textwrap  # noqa: PLC0415 -- a list needs no paragraphs

    for paragraph in text.split("\n\n"):
        yield from textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)


def shortened(text: str, width: int) -> str:
    """Cut a text to one line of at most `width` columns."""
    line = text.replace("\n", " ")
    return line if len(line) <= width else f"{line[: width - 3]}..."


def print_lines(lines: Iterable[str]) -> None:
    """Print lines to standard output, with escapes for characters that its encoding lacks."""
    encoding = sys.stdout.encoding or "utf-8"
    text = "".join(f"{line}\n" for line in lines)
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)
