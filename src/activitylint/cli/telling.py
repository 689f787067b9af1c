"""What is said beside the reports, where no name and no text of a file may act either."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

__all__ = ["harmless_errors", "tell"]


def tell(said: str) -> None:
    """One line on standard error."""
    click.echo(_harmless(said.replace("\n", "\\n")), err=True)


@contextmanager
def harmless_errors() -> Iterator[None]:
    """Errors of the command line, which may name files and quote settings, say it in text that does nothing."""
    try:
        yield
    except click.ClickException as error:
        error.message = _harmless(error.message)  # type: ignore[misc]  # what click prints has no other way in
        raise


def _harmless(lines: str) -> str:
    from activitylint.reports.escape import log_text, printable  # noqa: PLC0415 -- paid for by who has something to say

    return log_text("\n".join(map(printable, lines.split("\n"))))
