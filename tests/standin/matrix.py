"""Runs every client through every scenario, and writes the result to docs/stand-in-clients.md.

cd tests && python -m standin.matrix
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from activitylint.cli.stand_in import report_lines
from activitylint.standin import Remark, StandIn
from paths import FIXTURES, ROOT
from standin.clients import CLIENTS, Client, Outcome, tried
from standin.scenarios import SCENARIOS

__all__ = ["PAGE", "between", "generated"]

PAGE = ROOT / "docs" / "stand-in-clients.md"
_HEADING = (
    "## The report on stravalib",
    "",
    "stravalib uploads a ride, the same ride again, and a ride with a point that has no time:",
)
_MARKERS = ("<!-- clients: generated -->\n", "<!-- clients: end -->")


def outcomes(folder: Path) -> dict[str, list[Outcome]]:
    """What each client makes of each scenario, by the name of the client."""

    def run(client: Client) -> list[Outcome]:
        own = folder / client.name.partition(" ")[0]
        own.mkdir()
        with StandIn(proxy=True) as stand_in:
            return [tried(client, stand_in, scenario, own) for scenario in SCENARIOS]

    # They mostly wait, so they run at the same time.
    with ThreadPoolExecutor() as pool:
        return dict(zip([client.name for client in CLIENTS], pool.map(run, CLIENTS), strict=True))


def generated(folder: Path) -> str:
    """The generated part of the page: the outcomes, the remarks, and a session, as Markdown."""
    found = outcomes(folder)
    parts = [_outcomes(found), [""], _remarks(found), ["", *_HEADING, "", "```text"], _session(folder), ["```"]]
    return "\n".join(line for part in parts for line in part) + "\n"


def between(text: str) -> tuple[str, str, str]:
    """The text of the page before, in and after its generated part."""
    before, start, rest = text.partition(_MARKERS[0])
    part, end, after = rest.partition(_MARKERS[1])
    return before + start, part, end + after


def _session(folder: Path) -> Iterator[str]:
    """What the stand-in prints if stravalib uploads three files."""
    lines: list[str] = []
    client = next(client for client in CLIENTS if client.name.startswith("stravalib"))
    with StandIn(SCENARIOS[0].config, proxy=True, log=lines.append) as stand_in:
        for name in ("race.fit", "race.fit", "lunch-ride.gpx"):
            fields = {"data_type": name.rpartition(".")[2], "sport_type": "Ride", "external_id": "ride-1"}
            client.upload(stand_in, FIXTURES / "demo" / name, fields, "token", folder)
        lines += report_lines(stand_in.report(), 100)
    yield "$ activitylint stand-in --proxy --ca-file ca.pem"
    yield "https://127.0.0.1:8765"
    yield "proxy http://127.0.0.1:40131"
    yield from lines


def _outcomes(found: dict[str, list[Outcome]]) -> Iterator[str]:
    yield f"| The stand-in ... | {' | '.join(found)} |"
    yield "|---|" + "---|" * len(found)
    for number, scenario in enumerate(SCENARIOS):
        cells = [_code(made[number].made) for made in found.values()]
        yield f"| {scenario.title} | {' | '.join(cells)} |"


def _remarks(found: dict[str, list[Outcome]]) -> Iterator[str]:
    yield f"| Remark | {' | '.join(found)} |"
    yield "|---|" + "---|" * len(found)
    for remark in Remark:
        counts = [sum(_count(outcome, remark) for outcome in made) for made in found.values()]
        if any(counts):
            yield f"| `{remark.value}` | {' | '.join(str(count or '') for count in counts)} |"


def _count(outcome: Outcome, remark: Remark) -> int:
    return sum(entry.count for entry in outcome.report.remarks if entry.remark is remark)


def _code(text: str) -> str:
    return f"`{text.replace('|', ' ').replace('`', ' ')}`"


def main() -> None:
    """Write the page."""
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        part = generated(Path(folder))
    before, _, after = between(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(before + part + after, encoding="utf-8")


if __name__ == "__main__":
    main()
