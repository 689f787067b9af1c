"""Options that several commands share, and the conversion of their values."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import click

from activitylint.cli.completion import complete_files, complete_rules
from activitylint.cli.help import Group, option
from activitylint.cli.paths import listed
from activitylint.engine.selection import split_list

__all__ = [
    "codes",
    "files_from_option",
    "ignore_option",
    "inline_ignores_option",
    "isolated_option",
    "now_option",
    "only_activities_option",
    "select_option",
    "stdin_name_option",
]


def _names(_: click.Context, __: click.Parameter, value: str | None) -> list[str] | None:
    """The names in the file given to --files-from; None if the option is not given."""
    try:
        return None if value is None else listed(value)
    except OSError as error:
        message = f"{value}: {error.strerror}; name a file that lists files, or - for standard input"
        raise click.BadParameter(message) from None


def _moment(_: click.Context, __: click.Parameter, value: str | None) -> float:
    """The time given to --now in seconds since 1970-01-01 UTC; the current time if the option is not given."""
    if value is None:
        return time.time()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        message = f"{value!r} is not a time such as 2026-01-31T08:30:00Z"
        raise click.BadParameter(message) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def codes(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """Selectors or names from an option that can be repeated and takes lists separated by commas."""
    return [part for value in values for part in split_list(value)]


files_from_option = option(
    Group.FILES,
    "--files-from",
    callback=_names,
    shell_complete=complete_files,
    metavar="FILE",
    help="Also use the files listed in FILE (- for standard input), one per line or separated by NUL bytes.",
)

stdin_name_option = option(
    Group.FILES,
    "--stdin-filename",
    default="-",
    metavar="NAME",
    help="The file name to assume for standard input (-).",
)

only_activities_option = option(
    Group.FILES,
    "--only-activities",
    is_flag=True,
    help="Skip named files that would be skipped in a folder, such as JSON without strength sets.",
)

select_option = option(
    Group.RULES,
    "--select",
    multiple=True,
    callback=codes,
    shell_complete=complete_rules,
    metavar="CODES",
    help="Use only these rules: codes, prefixes or names.",
)

ignore_option = option(
    Group.RULES,
    "--ignore",
    multiple=True,
    callback=codes,
    shell_complete=complete_rules,
    metavar="CODES",
    help="Do not use these rules.",
)

isolated_option = option(Group.SETTINGS, "--isolated", is_flag=True, help="Ignore all settings files.")

inline_ignores_option = option(
    Group.SETTINGS,
    "--inline-ignores/--no-inline-ignores",
    default=None,
    help="Whether comments in TCX and GPX files may suppress findings. Default: they may.",
)

now_option = option(
    Group.OTHER,
    "--now",
    metavar="TIME",
    callback=_moment,
    help="Use this as the current time, for example 2026-01-31T08:30:00Z.",
)
