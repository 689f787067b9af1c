"""Runs of the gate against the stand-in, with a clock that both share and only sleeping moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from activitylint.engine.many import Work
from activitylint.engine.selection import select_rules
from activitylint.model.finding import Severity
from activitylint.model.request import Context, UploadRequest
from activitylint.suppression.suppressor import Suppressor
from activitylint.upload.client import Strava
from activitylint.upload.gate import Gate
from activitylint.upload.ledger import Entry, Ledger
from activitylint.upload.plan import Planner
from activitylint.upload.service import Service
from activitylint.upload.tokens import Tokens
from upload.clocks import START, SetClock

__all__ = ["Run", "make_rides", "planner", "upload"]

_READ_LIMIT = 10_000_000


def make_rides(folder: Path, number: int, first: int = 0) -> list[Path]:
    """Short rides, each on a day of its own. first: the number of the first."""
    folder.mkdir(exist_ok=True)
    paths = []
    for ride in range(first, first + number):
        points = "".join(
            f'<trkpt lat="{48 + i / 10_000:.4f}" lon="11.5"><ele>500</ele><time>{_time(ride, i)}</time></trkpt>'
            for i in range(20)
        )
        path = folder / f"ride-{ride:04}.gpx"
        path.write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="Example 530">'
            f"<trk><trkseg>{points}</trkseg></trk></gpx>\n",
            encoding="utf-8",
        )
        paths.append(path)
    return paths


def _time(ride: int, second: int) -> str:
    return datetime.fromtimestamp(START - 86_400 * (ride + 2) + second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Run:
    """What a run printed. entries: those that it ended with. said: the lines for the user."""

    entries: list[Entry] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def states(self) -> list[str]:
        return [entry.state.value for entry in self.entries]


def planner(ledger: Ledger, request: UploadRequest | None = None, fail_on: Severity = Severity.ERROR) -> Planner:
    """A planner with all rules and no settings."""
    selection = select_rules(None, (), (), {})
    context = Context(START, request or UploadRequest())
    work = Work(context, selection, summary=True)
    return Planner(work, Suppressor(selection, batch=True), fail_on, ledger.entries())


def upload(
    url: str,
    ledger: Ledger,
    paths: Iterable[Path],
    clock: SetClock,
    *,
    environ: dict[str, str] | None = None,
    before_sleep: Callable[[], None] = lambda: None,
    request: UploadRequest | None = None,
    timeout: float = 60,
) -> Run:
    """Upload files to the stand-in at a URL and return what was printed. timeout: in seconds of real time."""
    run = Run()

    def sleep(seconds: float) -> None:
        before_sleep()
        clock.sleep(seconds)

    both = clock.clock._replace(sleep=sleep)
    tokens = Tokens(environ or {"STRAVA_ACCESS_TOKEN": "token"}, f"{ledger.file}.tokens")
    strava = Strava(Service.at(url), tokens, both, timeout=timeout)
    with closing(strava), ledger.only_run(both, "waiting", run.said.append):
        gate = Gate(strava, ledger, clock=both, done=run.entries.append, say=run.said.append, read_limit=_READ_LIMIT)
        gate.run(planner(ledger, request).decisions(map(str, paths)))
    return run
