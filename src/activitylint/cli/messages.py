"""Notices and errors on standard error, with file names and quoted text escaped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

__all__ = ["UnusableError", "escaped_errors", "notice"]


class UnusableError(click.ClickException):
    """Something that the command needs cannot be used, such as a settings file, a baseline or an optional part."""

    exit_code = 2


def notice(text: str) -> None:
    """Print one line on standard error."""
    click.echo(_escaped(text.replace("\n", "\\n")), err=True)


@contextmanager
def escaped_errors() -> Iterator[None]:
    """Escape the messages of click's errors, which can quote file names and settings.

    If the reader of the output closes the pipe, the command ends with status 2; click's own choice is 1.
    """
    try:
        yield
    except BrokenPipeError:
        raise _UnreadError("the output is not read") from None
    except click.ClickException as error:
        error.message = _escaped(error.message)  # type: ignore[misc]  # click prints this attribute and nothing else
        raise


class _UnreadError(click.ClickException):
    exit_code = 2

    def show(self, file: object = None) -> None:
        """Print nothing: the reader has seen enough."""


def _escaped(lines: str) -> str:
    from activitylint.reports.escape import log_text, printable  # noqa: PLC0415 -- most runs print no notice

    return log_text("\n".join(map(printable, lines.split("\n"))))
