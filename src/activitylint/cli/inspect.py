"""`activitylint inspect`: show what Strava will read from a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import click

from activitylint._version import __version__
from activitylint.api import inspect_with_activity
from activitylint.cli import terminal
from activitylint.cli.allocator import keep_blocks
from activitylint.cli.completion import complete_files
from activitylint.cli.help import Command, Group, option
from activitylint.cli.messages import notice
from activitylint.cli.options import format_option
from activitylint.cli.paths import files_of
from activitylint.cli.request import request_options, upload_request
from activitylint.model.activity import Activity
from activitylint.model.request import Context, UploadRequest
from activitylint.reports.escape import json_text, log_text, printable
from activitylint.reports.words import counted, duration
from activitylint.source.archives import contents, is_collection
from activitylint.source.urls import shown
from activitylint.strava.inspection import Extension, Inspection
from activitylint.strava.interpretation import Elevation
from activitylint.vocabulary.namespaces import title

__all__ = ["command"]

_ROWS: Final = 20
_NAMES: Final = 6


_EXAMPLES: Final = """\b
Examples:
  activitylint inspect ride.fit                      what Strava will read
  activitylint inspect --sport-type EBikeRide r.gpx  the same, with a form field
  activitylint inspect rides/ "old/*.tcx"            a folder and a glob
  activitylint inspect --format json ride.fit run.tcx
  activitylint inspect --format csv archive/ > archive.csv
  activitylint inspect --format html archive/ > archive.html
"""


@click.command("inspect", cls=Command, epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, metavar="PATH...", shell_complete=complete_files)
@format_option(
    *("json", "csv", "jsonl", "html"),
    help="text (default), json, a table with a row per file (csv, jsonl), or html: a page with maps and charts.",
)
@option(Group.OUTPUT, "--show-all", is_flag=True, help="Show long tables in full.")
@option(
    Group.OUTPUT,
    "--pictures/--no-pictures",
    default=None,
    help="Draw the track and each stream. Default: on a terminal that can show them.",
)
@request_options
def command(
    paths: tuple[str, ...], output_format: str, *, show_all: bool, pictures: bool | None, **options: Any
) -> None:
    """Show what Strava will read from activity files: sport, times, device, elevation, streams, extensions, laps, sets.

    PATH is a file, a folder, a glob, or - for standard input. In a folder, the .fit, .tcx and .gpx files are shown,
    gzipped or not, and .json files with strength sets. In an archive (.zip, .tar, .tar.gz, .tgz), too. The exit status
    is 2 if a file cannot be read or is not an activity file; the other files are shown all the same.
    """
    if not paths:
        message = "no file is given; `activitylint inspect ride.fit` shows what Strava will read from ride.fit"
        raise click.UsageError(message)
    keep_blocks()
    request = upload_request(options)
    files = files_of(paths, (), only_activities=False)
    if output_format not in {"text", "json"}:
        sys.exit(2 if _print_report(files, output_format, request) else 0)
    draw = terminal.can_draw() if pictures is None else pictures
    found: list[Inspection] = []
    failed = False
    for path in files:
        try:
            if path != "-" and is_collection(path):
                failure = contents(path).failure
                if failure is not None:
                    notice(f"{shown(path)}: {failure}")
                    failed = True
                continue
            target = sys.stdin.buffer if path == "-" else path
            inspection, activity = inspect_with_activity(target, name=path, request=request)
        except (OSError, ValueError) as error:  # an UnsupportedContentError is a ValueError
            notice(f"{shown(path)}: {getattr(error, 'strerror', None) or error}")
            failed = True
            continue
        found.append(inspection)
        if output_format == "text":
            _echo(_text(inspection, _pictures(activity) if draw else {}, show_all=show_all))
    if output_format == "json":
        tool = {"name": "activitylint", "version": __version__}
        document = {"version": 1, "tool": tool, "files": [asdict(one) for one in found]}
        click.echo(json_text(document, indent=2))
    sys.exit(2 if failed else 0)


def _print_report(files: Iterable[str], output_format: str, request: UploadRequest) -> bool:
    """Print a table or a page. True if a file could not be read."""
    # These reports say what lint finds, too, and only here does inspect need the engine.
    from activitylint.cli.outputs import write  # noqa: PLC0415
    from activitylint.engine.batch import Batch  # noqa: PLC0415
    from activitylint.engine.many import Work  # noqa: PLC0415
    from activitylint.engine.selection import select_rules  # noqa: PLC0415
    from activitylint.model.report import Totals  # noqa: PLC0415
    from activitylint.reports import Options, detail_for, reporter, table  # noqa: PLC0415

    selection = select_rules()
    context = Context(time.time(), request)
    kind = "csv" if output_format == "jsonl" else output_format  # lint's jsonl is another format
    work = Work(context, selection, summary=True, detail=detail_for([kind]))
    make = table.make if kind == "csv" else reporter
    batch, output, totals = Batch(context, selection), make(output_format, write, Options()), Totals()
    for path in files:
        outcome = work.lint(path, sys.stdin.buffer if path == "-" else None)
        report = batch.add(outcome)
        if not outcome.is_shown(report):
            continue
        totals.add(report)
        output.add(report)
    output.close(totals)
    return totals.failed > 0


_TRACK: Final = "track"


def _pictures(activity: Activity) -> dict[str, list[str]]:
    """The lines that draw the track and each stream, by name."""
    from activitylint.reports.braille import sparkline, track_lines  # noqa: PLC0415 -- few runs draw
    from activitylint.strava.picture import Drawing  # noqa: PLC0415

    picture = Drawing(activity).picture
    width = min(terminal.columns() - 16, 60)
    drawn: dict[str, list[str]] = {}
    if picture.track is not None:
        drawn[_TRACK] = list(track_lines(picture.track, max(width, 10), _ROWS // 2))
    return drawn | {curve.stream: [sparkline(curve, max(width, 10))] for curve in picture.curves}


def _text(one: Inspection, pictures: dict[str, list[str]], *, show_all: bool) -> Iterator[str]:
    width = min(terminal.columns(), 120)
    packed = ", gzipped" if one.compressed else ""
    yield f"{printable(one.path)}: {one.format.value.upper()}{packed}, {one.size:,} bytes"
    if one.damaged:
        yield "  damaged: only the part before the damage is shown"
    for label, value in _facts(one):
        yield f"  {label:<10}  {printable(value)}"
    if one.streams:
        yield ""
        yield f"  {'stream':<12}{'records':>9}{'share':>7}   range"
        for stream in one.streams:
            share = f"{stream.share:.0%}" if stream.share in {0, 1} else f"{stream.share:.1%}"
            decimals = 5 if stream.unit == "degrees" else 2
            low, high = _number(stream.low, decimals), _number(stream.high, decimals)
            yield f"  {stream.name:<12}{stream.records:>9,}{share:>7}   {low} to {high} {stream.unit}"
    if pictures:
        yield ""
        for name, lines in pictures.items():
            for number, line in enumerate(lines):
                yield f"  {'' if number else name:<12}{line}"
    yield from _extensions(one.extensions)
    yield from _unread(one)
    keep = None if show_all else _ROWS
    if len(one.sessions) > 1:
        several = len({session.file for session in one.sessions}) > 1
        columns: tuple[str, ...] = ("sport", "sport_type", "start", "elapsed", "timer", "distance")
        yield from _table(one, "session", ("file", *columns) if several else columns, keep, width)
    yield from _table(one, "lap", ("start", "elapsed", "timer", "distance"), keep, width)
    yield from _table(one, "length", ("type", "elapsed", "strokes"), keep, width)
    columns = ("type", "exercise", "repetitions", "weight", "duration", "start")
    yield from _table(one, "set", columns, keep, width)
    yield ""
    yield "  send        " + " ".join(f"{name}={value}" for name, value in one.send.items())


def _facts(one: Inspection) -> Iterator[tuple[str, str]]:
    if len(one.sessions) > 1:
        yield "sessions", f"{one.totals['sessions']:,}, see the table; what Strava makes of them is not documented"
    single = len(one.sessions) < 2
    written = f" (written {one.sport_written!r})" if one.sport_written is not None and single else ""
    joined = ", from " if one.sport_detected else ": "
    yield "sport", f"{one.sport_detected or 'not detected'}{joined}{one.sport_from}{written}"
    span = one.span
    if span.start is not None:
        yield "start", _clock(span.start, span.utc_offset)
    if span.elapsed is not None:
        timer = f", timer {duration(span.timer)}" if span.timer is not None else ""
        yield "elapsed", duration(span.elapsed) + timer
    if one.distance is not None:
        yield "distance", f"{one.distance / 1000:,.2f} km, from {one.distance_from}"
    yield "device", one.device if one.device is not None else "not named"
    yield "elevation", _ELEVATION[one.elevation] + (f": {one.barometer}" if one.barometer else "")
    if one.stationary:
        yield "position", "none: marked as stationary"


_ELEVATION: Final = {
    Elevation.ABSENT: "none in the file",
    Elevation.NOT_SHOWN: "not shown, because the file has no positions",
    Elevation.KEPT: "used as recorded",
    Elevation.LOOKED_UP: "looked up by position, unless Strava knows the device as barometric",
}


def _extensions(extensions: Sequence[Extension]) -> Iterator[str]:
    if extensions:
        yield ""
        yield "  extensions"
    for one in extensions:
        fate = f"read as {one.stream}" if one.stream else one.verdict.replace("-", " ")
        namespace = f" of {printable(title(one.namespace) or one.namespace)}" if one.namespace else ""
        yield f"  {printable(one.name)}{namespace}: {one.count:,}, {fate}"


def _unread(one: Inspection) -> Iterator[str]:
    kinds = [(kind.replace("_", " "), counts) for kind, counts in one.unread.items() if counts]
    if kinds:
        yield ""
        yield "  not read"
    for kind, counts in kinds:
        largest = sorted(counts.items(), key=lambda item: -item[1])
        names = ", ".join(f"{printable(name)} {count:,}" for name, count in largest[:_NAMES])
        rest = f" and {len(largest) - _NAMES:,} more" if len(largest) > _NAMES else ""
        yield f"  {kind}: {names}{rest}"


_COLUMN_UNITS: Final = {"elapsed": "s", "timer": "s", "distance": "m", "weight": "kg", "duration": "s"}


def _table(one: Inspection, title: str, columns: tuple[str, ...], keep: int | None, width: int) -> Iterator[str]:
    """A table without empty columns. title: of one row. keep: the number of rows to show, None for all."""
    rows: Sequence[Any] = getattr(one, f"{title}s")
    used = [column for column in columns if any(getattr(row, column) is not None for row in rows)]
    if not rows or not used:
        return
    cells = [[_cell(column, getattr(row, column)) for column in used] for row in rows[:keep]]
    heads = [f"{column} ({_COLUMN_UNITS[column]})" if column in _COLUMN_UNITS else column for column in used]
    widths = [max(len(line[i]) for line in [heads, *cells]) for i in range(len(used))]
    yield ""
    yield f"  {title:<8}" + "  ".join(name.rjust(size) for name, size in zip(heads, widths, strict=True))
    for number, line in enumerate(cells, start=1):
        text = f"  {number:<8,}" + "  ".join(value.rjust(size) for value, size in zip(line, widths, strict=True))
        yield text[:width]
    hidden = one.totals[f"{title}s"] - len(cells)
    if hidden > 0:
        more = " (--show-all)" if len(cells) < len(rows) else ""
        yield f"  and {counted(hidden, f'more {title}')}{more}"


def _cell(column: str, value: object) -> str:
    if value is None:
        return "-"
    if column == "start" and isinstance(value, float):
        return _clock(value, None)
    if isinstance(value, float):
        return _number(value)
    return printable(str(value))


def _number(value: float | None, decimals: int = 2) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.{decimals}f}"


def _clock(seconds: float, offset: int | None) -> str:
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
        text = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        if offset is None:
            return text
        sign = "-" if offset < 0 else "+"
        hours, minutes = divmod(abs(offset) // 60, 60)
        local = (moment + timedelta(seconds=offset)).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, OSError, ValueError):
        return f"{seconds:,.0f} s after 1970"
    return f"{text}, local {local} (UTC{sign}{hours:02}:{minutes:02})"


def _echo(lines: Iterator[str]) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    text = log_text("".join(f"{line}\n" for line in lines))
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding) + "\n", nl=False)
