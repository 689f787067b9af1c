"""`activitylint stand-in`: a server that answers as Strava's upload API does."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from activitylint.cli.extras import require
from activitylint.cli.help import Command, Group, option
from activitylint.cli.messages import UnusableError, notice
from activitylint.cli.options import file_option, format_option
from activitylint.cli.paragraphs import print_lines, wrapped
from activitylint.cli.terminal import columns
from activitylint.reports.escape import printable
from activitylint.source.atomic import replace_file

if TYPE_CHECKING:
    from activitylint.standin import ClientReport, Config, StandIn

__all__ = ["command", "report_lines"]

_EXAMPLES: Final = """\b
Examples:
  activitylint stand-in
  activitylint stand-in --port 0 --delay 10
  activitylint stand-in --disrupt rate-limit:2 --disrupt cut-after:10%
  activitylint stand-in --disrupt slow:50%@poll
  activitylint stand-in --as-of 2027-06-01 --token abc
  activitylint stand-in --proxy --ca-file ca.pem

\b
Disruptions (KIND[:COUNT or SHARE%][@ROUTE]):
  rate-limit   HTTP 429                  cut-before   cut, and nothing is done
  server-error HTTP 500                  cut-after    done, and then cut
  unavailable  HTTP 503                  lost         done, but never answered
  inactive     HTTP 403                  truncated    the JSON is cut off
  expired      HTTP 401                  never-ready  processing never ends
  slow         answers after 5 seconds
  ROUTE is upload, poll, read or oauth. Without a count, it comes once.

\b
Exit status:
  0  stopped with Ctrl-C or SIGTERM
  2  the command failed: wrong usage, or a port that cannot be used
"""

_LOOPBACK: Final = ("127.", "::1", "localhost")
_DEFAULT_PORT: Final = 8765
_CHECK_S: Final = 1.0
"""Seconds between two looks for a signal. On Windows, nothing else interrupts a wait."""

_Read = TypeVar("_Read")


def _reading(read: Callable[[str], _Read]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback that reads the values of an option. A ValueError becomes a message to the user."""

    def callback(_: click.Context, __: click.Parameter, value: str | tuple[str, ...] | None) -> Any:
        try:
            return [read(one) for one in value] if isinstance(value, tuple) else value and read(value)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return callback


def _disruption(text: str) -> Any:
    from activitylint.standin.disruptions import Disruption  # noqa: PLC0415 -- --help needs no disruption

    return Disruption.parse(text)


def _complete_disruptions(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from activitylint.standin.disruptions import DisruptionKind  # noqa: PLC0415 -- as above

    return [kind.value for kind in DisruptionKind if kind.value.startswith(incomplete)]


def _limits(text: str) -> tuple[int, ...]:
    if text == "none":
        return ()
    numbers = text.split(",")
    if len(numbers) != 4 or not all(number.strip().isdecimal() for number in numbers):
        message = f"{text!r} is not four whole numbers such as 200,2000,100,1000, or none"
        raise ValueError(message)
    return tuple(map(int, numbers))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is not a date such as 2027-06-01"
        raise ValueError(message) from None


@click.command("stand-in", cls=Command, epilog=_EXAMPLES)
@option(Group.SERVER, "--host", default="127.0.0.1", metavar="ADDRESS", help="Where to listen. Default: 127.0.0.1.")
@option(
    Group.SERVER,
    "--port",
    type=click.IntRange(0, 65_535),
    default=_DEFAULT_PORT,
    metavar="PORT",
    help=f"The port; 0 takes a free one. Default: {_DEFAULT_PORT}.",
)
@option(Group.SERVER, "--tls", is_flag=True, help="Use HTTPS, with a certificate that is made for this run.")
@option(
    Group.SERVER,
    "--proxy",
    is_flag=True,
    help="Also be a proxy that takes clients here that connect to www.strava.com. Implies --tls.",
)
@option(
    Group.SERVER,
    "--proxy-port",
    type=click.IntRange(0, 65_535),
    default=0,
    metavar="PORT",
    help="The port of the proxy. Default: a free one.",
)
@file_option(Group.SERVER, "--ca-file", "Write the certificate that clients must trust to FILE, in PEM format.")
@option(
    Group.BEHAVIOR,
    "--delay",
    type=click.FloatRange(0),
    default=2.0,
    metavar="SECONDS",
    help="How long processing takes. Default: 2.",
)
@option(
    Group.BEHAVIOR,
    "--token",
    "tokens",
    multiple=True,
    metavar="TOKEN",
    help="Accept only this access token; can be repeated. Default: accept any.",
)
@option(
    Group.BEHAVIOR,
    "--keep-refresh-token",
    is_flag=True,
    help="Let refresh tokens work more than once. Default: each ends when it is used.",
)
@option(
    Group.BEHAVIOR,
    "--limits",
    callback=_reading(_limits),
    metavar="N,N,N,N",
    help="Requests per quarter hour and day, and how many of them may be other than uploads; none turns the limits "
    "off. Default: 200,2000,100,1000.",
)
@option(
    Group.BEHAVIOR,
    "--duplicates",
    type=click.Choice(["text", "link", "refused"]),
    default="text",
    help="How to report a duplicate: as text or with a link while processing, or at once with HTTP 400. Default: text.",
)
@option(Group.BEHAVIOR, "--small-ids", is_flag=True, help="Let ids begin at 1. Default: above 2^53.")
@option(
    Group.BEHAVIOR,
    "--as-of",
    callback=_reading(_date),
    metavar="DATE",
    help="Behave as Strava does from this day; from 2027-06-01, only the header may have the token. Default: today.",
)
@option(
    Group.BEHAVIOR,
    "--disrupt",
    "disruptions",
    multiple=True,
    callback=_reading(_disruption),
    shell_complete=_complete_disruptions,
    metavar="DISRUPTION",
    help="Order a disruption, see below; can be repeated.",
)
@option(
    Group.BEHAVIOR,
    "--seed",
    type=int,
    default=0,
    metavar="NUMBER",
    help="Choose other requests for disruptions with a share. Default: 0.",
)
@format_option("json", help="Format of the report at the end. Default: text.")
@option(Group.OUTPUT, "-q", "--quiet", is_flag=True, help="Do not print a line for each request.")
def command(**options: Any) -> None:
    """Answer as Strava's upload API does, to test programs that upload.

    The linter decides: a file with errors gets the answer that Strava is reported to give, a repeated activity is a
    duplicate, and all else becomes ready. Nothing is stored or sent on. The first line printed is the URL. The end,
    after Ctrl-C, is a report on the client.

    Control it while it runs: GET /stand-in/report, POST /stand-in/disruptions, /stand-in/clock and /stand-in/reset, and
    DELETE /stand-in/activities/ID.
    """
    stand_in = _made(options)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: stopped.set())
    try:
        stand_in.start()
    except OSError as error:
        message = f"{options['host']}, port {options['port']}: {os.strerror(error.errno) if error.errno else error}"
        raise UnusableError(message) from None
    try:
        _introduce(stand_in, options)
        while not stopped.wait(_CHECK_S):
            pass
    finally:
        stand_in.stop()
    report = stand_in.report()
    if options["output_format"] == "json":
        click.echo(json.dumps(report.to_dict(), indent=2))
    else:
        print_lines(map(printable, report_lines(report, min(columns(), 100))))


def _made(options: dict[str, Any]) -> StandIn:
    require("standin", "python_multipart", "starlette", "trustme", "uvicorn")
    from activitylint.standin import StandIn  # noqa: PLC0415 -- an extra

    stand_in = StandIn(
        _config(options),
        host=options["host"],
        port=options["port"],
        tls=options["tls"],
        proxy=options["proxy"],
        proxy_port=options["proxy_port"],
        log=None if options["quiet"] else _log,
    )
    stand_in.order(*options["disruptions"])
    return stand_in


def _config(options: dict[str, Any]) -> Config:
    from activitylint.standin import Config, RateLimits  # noqa: PLC0415 -- as above

    limits = options["limits"]
    return Config(
        delay=options["delay"],
        tokens=options["tokens"],
        rotate=not options["keep_refresh_token"],
        small_ids=options["small_ids"],
        as_of=options["as_of"],
        limits=RateLimits() if limits is None else RateLimits(*limits) if limits else None,
        duplicates=options["duplicates"],
        seed=options["seed"],
    )


def _introduce(stand_in: StandIn, options: dict[str, Any]) -> None:
    # A script that reads the first line may use the file at once.
    if options["ca_file"]:
        try:
            replace_file(options["ca_file"], stand_in.ca_pem)
        except OSError as error:
            message = f"{options['ca_file']}: {error.strerror}"
            raise UnusableError(message) from None
    click.echo(stand_in.url)
    if stand_in.proxy_url:
        click.echo(f"proxy {stand_in.proxy_url}")
    if not options["host"].startswith(_LOOPBACK):
        notice(f"Listening on {options['host']}: other computers may be able to connect.")


def _log(line: str) -> None:
    with suppress(OSError):  # whoever read the lines may have gone, and the server goes on
        print_lines([printable(line)])


def report_lines(report: ClientReport, width: int) -> Iterator[str]:
    """The report on the clients, for people."""
    states = ", ".join(f"{count} {state}" for state, count in sorted(report.uploads.items())) or "none"
    yield ""
    yield f"Requests: {report.requests}. Accepted uploads: {states}."
    for agent in report.agents:
        yield f"Client: {agent}"
    if not report.remarks:
        yield "There is nothing to remark on."
    for entry in report.remarks:
        yield ""
        example = f" ({entry.example})" if entry.example else ""
        yield from wrapped(f"{entry.count} x {entry.remark.value}: {entry.text}{example}. {entry.advice}", width)
