"""Options that several commands have, and how their words are understood."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import click

from activitylint.cli.completion import complete_files, complete_rules
from activitylint.cli.paths import listed

__all__ = [
    "codes",
    "files_from_option",
    "ignore_option",
    "now_option",
    "only_activities_option",
    "select_option",
    "stdin_name_option",
]


def _names(_: click.Context, __: click.Parameter, value: str | None) -> list[str] | None:
    """--files-from as the names in that file; None where it is not given."""
    try:
        return None if value is None else listed(value)
    except OSError as error:
        message = f"{value}: {error.strerror}; name a file that lists files, or - for standard input"
        raise click.BadParameter(message) from None


def _moment(_: click.Context, __: click.Parameter, value: str | None) -> float:
    """--now as seconds since 1970-01-01 UTC; the clock where it is not given."""
    if value is None:
        return time.time()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        message = f"{value!r} is no time such as 2026-01-31T08:30:00Z"
        raise click.BadParameter(message) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def codes(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """Selectors, given one an option or several with commas between."""
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


files_from_option = click.option(
    "--files-from",
    callback=_names,
    shell_complete=complete_files,
    metavar="FILE",
    help="Take the files that are named in FILE (- for standard input), one a line or between NUL bytes, too.",
)

now_option = click.option("--now", metavar="TIME", callback=_moment, help="The time to judge by, instead of the clock.")

select_option = click.option(
    "--select",
    multiple=True,
    callback=codes,
    shell_complete=complete_rules,
    metavar="CODES",
    help="Take these rules alone: codes, prefixes or names.",
)

ignore_option = click.option(
    "--ignore",
    multiple=True,
    callback=codes,
    shell_complete=complete_rules,
    metavar="CODES",
    help="Leave these rules out.",
)

stdin_name_option = click.option(
    "--stdin-filename", default="-", metavar="NAME", help="What standard input (-) is called."
)

only_activities_option = click.option(
    "--only-activities",
    is_flag=True,
    help="Of the files named, take those that a folder would give: no JSON without sets.",
)
