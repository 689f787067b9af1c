"""`activitylint upload login`: get tokens through the browser, and keep them in a file that only you can read."""

from __future__ import annotations

import os
import webbrowser
from typing import Any, Final

import click

from activitylint.cli.help import Command, Group, option
from activitylint.cli.messages import UnusableError, notice
from activitylint.cli.upload.opening import (
    base_url_option,
    require_upload,
    service_of,
    tokens_file,
    tokens_option,
)
from activitylint.upload.tokens import Application, TokensError, application, save

__all__ = ["login"]

_EXAMPLES: Final = """\b
Examples:
  activitylint upload login
  STRAVA_CLIENT_ID=12345 STRAVA_CLIENT_SECRET=... activitylint upload login
"""


@click.command("login", cls=Command, epilog=_EXAMPLES)
@tokens_option
@base_url_option
@option(Group.OTHER, "--port", type=click.IntRange(0, 65535), default=0, help="Where the browser reports back to.")
@option(Group.OTHER, "--no-browser", is_flag=True, help="Only print the address to open.")
def login(**options: Any) -> None:
    """Let activitylint upload for you. It opens Strava in your browser, where you agree.

    You need an application of your own: create one at https://www.strava.com/settings/api with localhost as its
    "Authorization Callback Domain". The client id and the client secret are on that page. They are taken from
    STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET, or you are asked for them.
    """
    require_upload()
    from activitylint.upload.client import TroubleError, UploadError  # noqa: PLC0415 -- needs the extra
    from activitylint.upload.login import log_in  # noqa: PLC0415 -- as above

    service, file = service_of(options), tokens_file(options)
    app = application(os.environ) or Application(
        click.prompt("Client id", err=True), click.prompt("Client secret", hide_input=True, err=True)
    )

    def show(address: str) -> None:
        click.echo(f"Open this address and agree:\n{address}", err=True)
        if not options["no_browser"]:
            webbrowser.open(address)

    try:
        answer = log_in(service, app, show, port=options["port"])
        save(file, app, answer)
    except (OSError, TokensError, TroubleError, UploadError) as error:
        raise UnusableError(str(error)) from None
    notice(f"Done. The tokens are in {file}, which only you can read.")
