"""Options that several commands share, and the conversion of their values."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import click

from activitylint.cli.completion import complete_files, complete_rules
from activitylint.cli.help import Group, option
from activitylint.model.finding import Severity

__all__ = [
    "LINT_ONLY",
    "codes",
    "fail_on_option",
    "file_option",
    "files_from_option",
    "format_option",
    "ignore_option",
    "inline_ignores_option",
    "isolated_option",
    "now_option",
    "only_activities_option",
    "select_option",
    "stdin_name_option",
]

_Command = TypeVar("_Command", bound=Callable[..., Any] | click.Command)

LINT_ONLY: Final[Mapping[str, Any]] = {"extend_select": [], "severities": {}, "write_baseline": None}
"""Options of `lint` that shared functions read, for the commands that do not have them."""


def _names(_: click.Context, __: click.Parameter, value: str | None) -> list[str] | None:
    """The names in the file given to --files-from; None if the option is not given."""
    if value is None:
        return None
    from activitylint.cli.paths import listed  # noqa: PLC0415 -- `rule` and `explain` start without it

    try:
        return listed(value)
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
    from activitylint.engine.selection import split_list  # noqa: PLC0415 -- as above

    return [part for value in values for part in split_list(value)]


def format_option(*formats: str, help: str = "Output format. Default: text.") -> Callable[[_Command], _Command]:  # noqa: A002 -- as click
    """The option --format of a command that prints text by default."""
    choice = click.Choice(["text", *formats])
    return option(Group.OUTPUT, "--format", "output_format", type=choice, default="text", help=help)


def fail_on_option(what: str) -> Callable[[_Command], _Command]:
    """The option --fail-on. what: what the command does about findings of this severity, at the start of a sentence."""
    return option(
        Group.OUTPUT,
        "--fail-on",
        type=click.Choice([severity.value for severity in Severity]),
        metavar="SEVERITY",
        help=f"{what}: error (default), warning or info.",
    )


def file_option(group: Group, name: str, help: str) -> Callable[[_Command], _Command]:  # noqa: A002 -- as click
    """An option that takes the name of a file."""
    return option(group, name, metavar="FILE", shell_complete=complete_files, help=help)


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
