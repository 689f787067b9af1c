"""In a batch, one ride in two formats is reported as a duplicate, and two rides are not."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from activitylint.engine.batch import Batch
from activitylint.engine.lint import lint_source
from activitylint.engine.selection import select_rules
from activitylint.model.report import Report
from activitylint.model.request import Context
from activitylint.source.reading import open_source
from example_count import examples
from generated.case import Case
from generated.devices import FitCase
from generated.model import NOW, Ride, rides
from generated.tracks import GpxCase, TcxCase

KINDS: tuple[Callable[..., Case], ...] = (GpxCase.drawn, TcxCase.drawn, FitCase.drawn)
BATCH = ("UPL106", "UPL201")


def together(*files: tuple[str, bytes]) -> list[Report]:
    """Lint these files as a batch."""
    context = Context(NOW)
    selection = select_rules()
    batch = Batch(context, selection)
    sources = [open_source(data, name=name, read_limit=10**7) for name, data in files]
    return [batch.add(lint_source(source, context, selection, summary=True)) for source in sources]


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings if finding.code in BATCH]


def _file(data: st.DataObject, ride: Ride, stem: str) -> tuple[str, bytes]:
    case = data.draw(st.sampled_from(KINDS))(data.draw, ride)
    packed = data.draw(st.booleans())
    content = case.render()
    name = f"{stem}.{case.suffix}{'.gz' if packed else ''}"
    return name, gzip.compress(content, mtime=0) if packed else content


@settings(max_examples=examples(60))
@given(st.data())
def test_one_ride_in_two_formats_is_a_duplicate(data: st.DataObject) -> None:
    ride = data.draw(rides(whole_seconds=True, most=12))
    other = data.draw(rides(whole_seconds=True, most=12))
    files = [_file(data, ride, "a"), _file(data, other, "b"), _file(data, ride, "c")]
    first, between, again = together(*files)
    assert codes(first) == []
    alike = abs(ride.start - other.start) <= 2 and abs(ride.elapsed - other.elapsed) <= 10
    assert codes(between) == (["UPL201"] if alike else [])
    assert codes(again) == ["UPL201"]
    assert f"'{files[0][0]}'" in next(finding.message for finding in again.findings if finding.code == "UPL201")


@settings(max_examples=examples(20))
@given(st.data())
def test_one_name_in_two_folders_is_one_external_id(data: st.DataObject) -> None:
    days = [data.draw(rides(whole_seconds=True, most=6)) for _ in range(2)]
    apart = 86_400 * 9 + days[0].start - days[1].start
    for point in days[1].points:
        point.time += apart
    cases = [GpxCase.drawn(data.draw, ride) for ride in days]
    reports = together(*((f"{day}/ride.gpx", case.render()) for day, case in enumerate(cases)))
    assert [codes(report) for report in reports] == [[], ["UPL106"]]
