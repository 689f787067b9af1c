"""What all commands share: options in groups on the help page, and a hint when an option does not exist."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, TypeVar

import click

from activitylint.vocabulary.nearest import nearest

__all__ = ["Command", "Examples", "Group", "eager_option", "option", "suggested_options"]

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

_WIDEST_NAME: Final = 26
"""Columns for the names of options; the help of a longer name starts on the next line."""

_SYNONYMS: Final = {
    "--check": "--diff",
    "--config": "--show-settings",
    "--disable": "--ignore",
    "--dry-run": "--diff",
    "--enable": "--extend-select",
    "--exit-code": "--exit-zero",
    "--ignore-settings": "--isolated",
    "--max-warnings": "--fail-on",
    "--no-config": "--isolated",
    "--output-format": "--format",
    "--parallel": "--jobs",
    "--rule": "--select",
    "--rules": "--select",
    "--settings": "--show-settings",
    "--strict": "--fail-on",
    "--threads": "--jobs",
    "--unsafe-fixes": "--unsafe",
    "--workers": "--jobs",
    "-c": "--show-settings",
    "-f": "--format",
    "-j": "--jobs",
    "-o": "--output",
}
"""Names of other tools' options, and the option that is closest to each."""

_SETTINGS: Final = "settings are read from activitylint.toml or pyproject.toml"
_COLORS: Final = "the environment variables NO_COLOR and FORCE_COLOR turn colors off and on"
_ADVICE: Final = {
    "--color": _COLORS,
    "--colour": _COLORS,
    "--config": _SETTINGS,
    "--exclude": f"{_SETTINGS}, and `exclude` is one of them",
    "--no-color": _COLORS,
    "--recursive": "a folder is always searched to any depth",
    "--settings": _SETTINGS,
    "-c": _SETTINGS,
    "-r": "a folder is always searched to any depth",
}
"""Names of other tools' options, and what does the same here, for the commands that read settings."""


class Group(StrEnum):
    """The headings on a help page, in this order."""

    RULES = "Rule selection"
    FIXES = "Fixes"
    FILES = "Files"
    SERVER = "Server"
    BEHAVIOR = "Behavior"
    OUTPUT = "Output"
    UPLOAD = "Upload fields"
    SERVICE = "Strava and the ledger"
    SETTINGS = "Settings and baselines"
    OTHER = "Other"


class _Option(click.Option):
    def __init__(self, *arguments: Any, group: Group, **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self.group = group


def option(group: Group, *names: str, **attributes: Any) -> Callable[[_Decorated], _Decorated]:
    """Like click.option, with the group that lists the option."""
    return click.option(*names, cls=_Option, group=group, **attributes)


def eager_option(*names: str, what: Callable[[click.Context], str], help: str) -> click.Option:  # noqa: A002 -- as click
    """An option that prints a text instead of what the command does. what: returns the text."""

    def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 -- click's
        if value and not ctx.resilient_parsing:
            click.echo(what(ctx), color=ctx.color)
            ctx.exit()

    return click.Option(names, is_flag=True, expose_value=False, is_eager=True, callback=show, help=help)


class Examples(click.Command):
    """A command whose help page ends with examples, at the margin like the other headings."""

    @cached_property
    def _help(self) -> click.Option:
        return eager_option("-h", "--help", what=click.Context.get_help, help="Show this message and exit.")

    def get_help_option(self, ctx: click.Context) -> click.Option:  # noqa: ARG002 -- click's
        """The option --help. The one of click looks for a translation, which loads the module locale."""
        return self._help

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- click's
        """Write the examples and what follows them."""
        formatter.write_paragraph()
        formatter.write_text(inspect.cleandoc(self.epilog or ""))


class Command(Examples):
    """A command whose help page lists its options in groups."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, with a hint in the error for an unknown option."""
        with suggested_options(self, ctx):
            return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, group by group."""
        groups: dict[Group, list[tuple[str, str]]] = {group: [] for group in Group}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                groups[getattr(parameter, "group", Group.OTHER)].append(record)
        names = [name for records in groups.values() for name, _ in records]
        width = max(len(name) for name in names if len(name) <= _WIDEST_NAME)
        for group, records in groups.items():
            if records:
                with formatter.section(group):
                    # Padded, so that the help texts line up across groups.
                    formatter.write_dl([(name.ljust(width), text) for name, text in records], col_max=width)


@contextmanager
def suggested_options(command: click.Command, ctx: click.Context) -> Iterator[None]:
    """Name the closest option in the error for one that does not exist."""
    try:
        yield
    except click.NoSuchOption as error:
        name = error.option_name
        known = [one for parameter in command.get_params(ctx) for one in parameter.opts if one.startswith("--")]
        near = _nearest_option(name, known)
        advice = _ADVICE.get(name) if "--isolated" in known else None
        hints = [advice, f"did you mean {near}?" if near else None]
        message = "; ".join(filter(None, [f"there is no option {name}", *hints]))
        raise click.NoSuchOption(name, message, ctx=ctx) from None


def _nearest_option(name: str, known: list[str]) -> str | None:
    """The option that was probably meant."""
    if _SYNONYMS.get(name) in known:
        return _SYNONYMS[name]
    if not name.startswith("--"):
        return None
    longer = [one for one in known if one.startswith(name)]
    if longer:
        return min(longer, key=len)
    # The dashes would make any two names similar.
    near = nearest(name.removeprefix("--"), [one.removeprefix("--") for one in known])
    return near and f"--{near}"
