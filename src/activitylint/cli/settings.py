"""Combines the settings file with the command line, and defines the options for settings and baselines."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import click

from activitylint.cli.help import Group, option
from activitylint.cli.messages import UnusableError
from activitylint.cli.options import file_option, inline_ignores_option, isolated_option
from activitylint.cli.wildcards import has_wildcard
from activitylint.engine.selection import Selection, UnknownRuleError, select_rules
from activitylint.settings.discover import load
from activitylint.settings.model import Settings, SettingsError
from activitylint.source.urls import is_url

__all__ = ["selection_of", "settings_for", "settings_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def settings_options(command: _Command) -> _Command:
    """Add the options about settings and baselines."""
    for add in (
        file_option(
            Group.SETTINGS,
            "--write-baseline",
            "Write all errors and warnings to FILE as a baseline (with --fail-on info, infos too). Reasons in an older "
            "FILE are kept.",
        ),
        file_option(Group.SETTINGS, "--baseline", "Do not report the findings that FILE lists."),
        option(
            Group.SETTINGS,
            "--show-settings",
            is_flag=True,
            help="Print each setting and where it comes from, then exit.",
        ),
        inline_ignores_option,
        isolated_option,
    ):
        command = add(command)
    return command


def settings_for(paths: Iterable[str], options: Mapping[str, Any]) -> Settings:
    """The settings from the nearest file, searched upwards from the paths to check, then from the current folder."""
    if options["isolated"]:
        return Settings()
    here = os.getcwd()
    try:
        return load(_common_folder(paths, here)) or load(here) or Settings()
    except SettingsError as error:
        raise UnusableError(str(error)) from None


def selection_of(settings: Settings, options: Mapping[str, Any]) -> Selection:
    """The rules selected by the settings and the command line."""
    try:
        return select_rules(
            options["select"] or None,
            options["ignore"],
            options["extend_select"],
            options["severities"],
            below=settings.selectors,
        )
    except UnknownRuleError as error:
        message = f"{error}; `activitylint rule` lists all rules"
        raise click.UsageError(message) from None


def _common_folder(paths: Iterable[str], here: str) -> str:
    """The innermost folder that contains all paths."""
    folders = {os.path.abspath(folder) for folder in _folders(paths)}
    with contextlib.suppress(ValueError):  # the paths are on different drives
        return os.path.commonpath(folders) if folders else here
    return here


def _folders(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if os.path.isdir(path):
            yield path
        elif os.path.lexists(path):
            yield os.path.dirname(path)
        elif path != "-" and not is_url(path):
            # A glob: use the folder in front of its first wildcard.
            while path and (has_wildcard(path) or not os.path.isdir(path)):
                path = os.path.dirname(path)  # noqa: PLW2901 -- one step up
            yield path
