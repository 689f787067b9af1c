"""The options about Strava and the ledger, and what they open."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from activitylint.cli.extras import require
from activitylint.cli.help import Group, option
from activitylint.cli.messages import UnusableError
from activitylint.cli.options import file_option
from activitylint.upload.ledger import Ledger, LedgerError
from activitylint.upload.limits import Clock
from activitylint.upload.service import DEFAULT_URL, Service, WrongUrlError
from activitylint.upload.tokens import Tokens, TokensError

if TYPE_CHECKING:
    from activitylint.upload.client import Strava

__all__ = [
    "base_url_option",
    "connected",
    "existing_ledger",
    "ledger_option",
    "opened_ledger",
    "require_upload",
    "service_of",
    "tokens_file",
    "tokens_option",
]

_PACKAGES: Final = ("httpx2", "tenacity", "platformdirs")


ledger_option = file_option(
    Group.SERVICE, "--ledger", "The ledger of what was uploaded. Default: uploads.sqlite3 in your data folder."
)

tokens_option = file_option(
    Group.SERVICE,
    "--tokens",
    "The file with the tokens, which only you may read. Default: tokens.json in your settings folder.",
)

base_url_option = option(
    Group.SERVICE,
    "--base-url",
    envvar="STRAVA_API_URL",
    default=DEFAULT_URL,
    metavar="URL",
    help=f"Where the API is. Default: STRAVA_API_URL, or {DEFAULT_URL}.",
)


def require_upload() -> None:
    """Check that the packages of the extra are there."""
    require("upload", *_PACKAGES)


def service_of(options: Mapping[str, Any]) -> Service:
    """The service at --base-url. Raises click's exception if that is no URL for it."""
    try:
        return Service.at(options["base_url"])
    except WrongUrlError as error:
        message = f"--base-url {options['base_url']}: {error}"
        raise click.UsageError(message) from None


def tokens_file(options: Mapping[str, Any]) -> str:
    """The file with the tokens."""
    return str(options["tokens"] or service_of(options).tokens)


@contextmanager
def opened_ledger(options: Mapping[str, Any]) -> Iterator[Ledger]:
    """The ledger, which is created if there is none."""
    service = service_of(options)
    try:
        file = options["ledger"] or service.ledger
    except OSError as error:
        message = f"the folder of the ledger cannot be created: {error}"
        raise UnusableError(message) from None
    try:
        with closing(Ledger(file, service.name)) as ledger:
            yield ledger
    except LedgerError as error:
        raise UnusableError(str(error)) from None


@contextmanager
def existing_ledger(options: Mapping[str, Any]) -> Iterator[Ledger | None]:
    """The ledger, or None if there is none yet."""
    if os.path.exists(options["ledger"] or service_of(options).ledger):
        with opened_ledger(options) as ledger:
            yield ledger
    else:
        yield None


@contextmanager
def connected(options: Mapping[str, Any], clock: Clock) -> Iterator[Strava]:
    """A connection with the user's tokens. What makes an upload impossible ends the command with a sentence."""
    from activitylint.upload.client import Strava, TroubleError, UploadError  # noqa: PLC0415 -- needs the extra

    try:
        tokens = Tokens(os.environ, tokens_file(options))
        with closing(Strava(service_of(options), tokens, clock)) as strava:
            yield strava
    except (TokensError, TroubleError, UploadError) as error:
        raise UnusableError(str(error)) from None
