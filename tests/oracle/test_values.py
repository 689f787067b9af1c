"""Fixed real files: no value that was right before is lost, according to other readers."""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import fitdecode
import gpxpy
import pytest
from lxml import etree

import activitylint
from activitylint.fixes import load_all
from activitylint.fixes.choice import Choice
from activitylint.fixes.fixing import apply_fixes
from activitylint.fixes.registry import Fix, registered
from activitylint.fixes.result import FixResult
from activitylint.model.finding import Safety
from activitylint.model.format import Format
from activitylint.model.request import Context
from activitylint.source.reading import open_source
from fixture_cases import NOW, moment
from paths import CORPUS, FIXTURES, corpus
from sampling import sampled

FILES = corpus(".gpx", ".tcx", ".fit", ".gz")
SAMPLES = sorted(path for path in FIXTURES.glob("*/fail-*") if path.suffix in {".gpx", ".tcx", ".fit"})[::6]
LARGE = 1_500_000
FEW = 6
"""All pairs of so many fixes are tried."""
RANDOM_SETS = 4

Value = tuple[str, object]
"""A field and its value: numbers as numbers, times in UTC, all others as text."""
Values = Counter[Value]

_TOTALS = re.compile(r"(?:session|lap)\.total_\w+|Lap\.(?:TotalTimeSeconds|DistanceMeters|Calories)")
_MADE_ANEW = {
    "halve-run-cadence": "cadence|strides",
    "strides-from-steps": "adence",
    "lap-totals-of-track": "Lap",
    "split-sessions": r"message_index|lap_index|num_|record\.(?:total_cycles|accumulated_)",  # sums start again
    "split-activities": "Id",
    "split-tracks": "^(?:name|type)$",  # tracks without points are lost, as its limits say
    "power-tag": "PowerInWatts|[wW]atts",  # it gets another name
    "write-lap": r"lap\.",  # what the session says, which may be 0
    "gregorian-dates": "[tT]ime|Id",
    "gregorian-dates-as-elsewhere": "[tT]ime|Id",
    "times-from-1989": "time",
    "times-from-1989-as-created": "time",
    "semicircles-from-degrees": "_lat$|_long$",
    "right-local-timestamp": "local_timestamp",
    "count-sessions": "num_sessions",
    "sport-spelling": "Sport",
    "with-barometer": "Name",  # asked for: the device has a barometer, which its name says
}
"""The fixes that replace values on purpose, with the fields in which they do."""
_DROPPING = re.compile("drop-|blank-|close-|cut-|time-or-drop")
"""The fixes that remove values on purpose: the guard has compared them with the findings."""


def name(path: Path) -> str:
    return str(path.relative_to(CORPUS if path.is_relative_to(CORPUS) else FIXTURES))


def normal(text: str) -> object:
    """A number or a time, however it is written."""
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.,]+(?:Z|[+-]\d\d(?::?\d\d)?)?", text):
        moment_ = datetime.fromisoformat(text.replace(",", "."))
        return (moment_ if moment_.tzinfo else moment_.replace(tzinfo=UTC)).timestamp()
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def of_xml(data: bytes) -> Iterator[Value]:
    """Every leaf in a document that says something, by its parent and its name, wherever its namespace is from."""
    for element in etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True)).iter():
        if not isinstance(element.tag, str):
            continue
        tag = etree.QName(element).localname
        parent = element.getparent()
        if tag == "Value" and parent is not None:  # a heart rate, which should have its number in this element
            tag = etree.QName(parent).localname
        above = etree.QName(parent).localname if parent is not None and tag in _IN_LAPS else ""
        for attribute in ("lat", "lon"):
            if attribute in element.attrib:
                yield f"{tag}@{attribute}", normal(str(element.attrib[attribute]))
        text = (element.text or "").strip()
        if not len(element) and text and text.lower() != "nan":
            yield f"{above}.{tag}" if above == "Lap" else tag, normal(text)


_IN_LAPS = frozenset({"TotalTimeSeconds", "DistanceMeters", "Calories"})


def of_gpx(data: bytes) -> Iterator[Value]:
    """What gpxpy reads of the points."""
    for track in gpxpy.parse(data).tracks:
        for segment in track.segments:
            for point in segment.points:
                time = point.time
                if time is not None:
                    yield "time", (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
                yield from (("lat", point.latitude), ("lon", point.longitude))
                if point.elevation is not None:
                    yield "ele", point.elevation


def of_fit(data: bytes) -> Iterator[Value]:
    """What fitdecode reads of records, laps and sessions."""
    check = fitdecode.CrcCheck.DISABLED
    with fitdecode.FitReader(
        io.BytesIO(data), check_crc=check, error_handling=fitdecode.ErrorHandling.IGNORE
    ) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name in {"record", "lap", "session"}:
                for field in frame.fields:
                    if field.value is not None and not isinstance(field.value, list | tuple | bytes):
                        yield f"{frame.name}.{field.name}", field.value


def values(data: bytes, form: Format | None) -> list[Values] | None:
    """The values of a file according to each reader; None if it cannot read the file."""
    readers = {Format.FIT: (of_fit,), Format.TCX: (of_xml,), Format.GPX: (of_xml, of_gpx)}
    try:
        return [Counter(reader(data)) for reader in readers[form]] if form in readers else None
    except Exception:  # noqa: BLE001 -- any error means that the file cannot be read
        return None


def _no_number(field: str, value: object) -> bool:
    """True for a total that is text, such as "0:02": it was never right."""
    return isinstance(value, str) and bool(_TOTALS.fullmatch(field))


def assert_nothing_right_is_lost(result: FixResult, before: Values, after: Values, *, unsafe: bool) -> None:
    applied = {one.name for one in result.applied}
    anew = re.compile("|".join(fields for fix, fields in _MADE_ANEW.items() if fix in applied) or "(?!)")
    lost = Counter({one: n for one, n in (before - after).items() if not anew.search(one[0]) and not _no_number(*one)})
    for (field, value), count in lost.items():
        if _TOTALS.fullmatch(field):
            assert not value, (field, value, applied)
        else:
            assert unsafe, (field, value, count, applied)
    if not any(map(_DROPPING.match, applied)):
        assert not lost, (applied, lost.most_common(3))
    for field in {field for field, _ in after if not anew.search(field) and not field.endswith("_index")}:
        zeros = after[field, 0] - before[field, 0]
        # Each of several new files repeats what they share, such as waypoints at sea level.
        assert zeros <= 0 or result.parts or not before, (field, zeros, applied)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("path", [*sampled(SAMPLES, 3), *FILES], ids=name)
def test_no_value_that_was_right_is_lost(path: Path, unsafe: bool) -> None:
    skip_if_large(path)
    check(activitylint.fix(path, now=moment(NOW), unsafe=unsafe), unsafe=unsafe)


@pytest.mark.parametrize(
    "path",
    [*sampled(SAMPLES, 10), *FILES],
    ids=name,
)
def test_no_set_of_fixes_loses_a_value_that_was_right(path: Path) -> None:
    """Each fix that concerns the file on its own, all pairs of a few, and random sets of them."""
    skip_if_large(path)
    load_all()
    context = Context(moment(NOW))
    source = open_source(path, read_limit=context.limits.read)
    codes = {finding.code for finding in activitylint.lint(path, now=moment(NOW)).findings}
    concerned = [fix for fix in registered() if source.format in fix.formats and not codes.isdisjoint(fix.codes)]
    for fixes in subsets(concerned, random.Random(path.name)):
        choice = Choice(frozenset(), asked=frozenset(fix.name for fix in fixes), rename=False)
        check(apply_fixes(source, context, choice), unsafe=any(fix.safety is not Safety.SAFE for fix in fixes))


def subsets(fixes: list[Fix], chance: random.Random) -> Iterator[Sequence[Fix]]:
    yield from ([fix] for fix in fixes)
    if len(fixes) <= FEW:
        yield from combinations(fixes, 2)
    for _ in range(RANDOM_SETS if len(fixes) > 2 else 0):
        yield chance.sample(fixes, chance.randint(3, len(fixes)))


def skip_if_large(path: Path) -> None:
    if path.stat().st_size > LARGE:
        pytest.skip("a large file adds nothing to what smaller ones show")


def check(result: FixResult, *, unsafe: bool) -> None:
    """Compare the values of a file before and after, according to each reader."""
    if not (result.edits or result.parts):
        return
    before = values(result.source.data, result.source.format)
    if before is None:
        return  # now it can be read, and nothing could before
    parts = [values(data, result.source.format) for data in dict(result.parts).values()] or [
        values(result.data, result.source.format)
    ]
    after = [Counter[Value]() for _ in before]
    for part in parts:
        assert part is not None, result.applied
        for sums, one in zip(after, part, strict=True):
            sums.update(one)
    for old, new in zip(before, after, strict=True):
        assert_nothing_right_is_lost(result, old, new, unsafe=unsafe)
