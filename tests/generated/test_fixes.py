"""Valid activities, broken in one way and fixed: intact data stays the same, and a second fix changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import activitylint
from activitylint.fixes.packing import written
from activitylint.fixes.result import FixResult
from activitylint.model.activity import Activity
from activitylint.model.finding import Severity
from activitylint.model.format import Format
from activitylint.model.request import UploadRequest
from example_count import examples
from generated import breakages
from generated.broken import BREAKAGES, Breakage, Broken
from generated.model import NOW
from generated.mutations import hostile_bytes, names
from sampling import sampled

assert breakages.__all__
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
_STREAMS = ("time", *activitylint.Records.STREAMS)
_SETS = ("start", "duration", "repetitions", "weight")


def fixed(broken: Broken, *, unsafe: bool) -> FixResult:
    expect = broken.expect
    return activitylint.fix(
        broken.data,
        name=broken.name,
        request=UploadRequest(**expect.request),
        now=expect.now,
        limits=expect.limits,
        unsafe=unsafe,
    )


def readings(result: FixResult) -> tuple[Activity, list[Activity]] | None:
    """The original activity, and the activities of the result (several after a split). None if there was none."""
    source = result.source
    if source.format is None or source.limited or (source.gzip is not None and source.gzip.damage):
        return None
    contents = [data for _, data in result.parts] or [result.data]
    return activitylint.read(source.data, name=source.name), [
        activitylint.read(data, name=source.name) for data in contents
    ]


def columns(activity: Activity) -> Iterator[tuple[str, np.ndarray[tuple[int], np.dtype[np.float64]]]]:
    for stream in _STREAMS:
        yield stream, getattr(activity.records, stream)
    for column in _SETS:
        yield f"set {column}", getattr(activity.sets, column)


def rows(activity: Activity, left_out: Sequence[int] = ()) -> Counter[tuple[str, ...]]:
    """The records as counted tuples of values; all NaN are equal."""
    table = [getattr(activity.records, stream).tolist() for stream in _STREAMS]
    kept = [row for number, row in enumerate(zip(*table, strict=True)) if number not in set(left_out)]
    return Counter(tuple(map(repr, row)) for row in kept)


@pytest.mark.parametrize(
    "breakage",
    sampled(BREAKAGES, 6),
    ids=lambda breakage: breakage.id,
)
@settings(max_examples=examples(2), phases=_PHASES)
@given(st.data())
def test_intact_data_is_kept_and_a_second_fix_changes_nothing(breakage: Breakage, data: st.DataObject) -> None:
    broken = breakage.broken(data.draw)
    safe, unsafe = fixed(broken, unsafe=False), fixed(broken, unsafe=True)
    for result in (safe, unsafe):
        assert not [left for left in result.skipped if "failed" in left.reason], result.skipped
    demand_every_value(safe)
    demand_every_whole_record(unsafe)
    for result in (safe, unsafe) if safe.data != unsafe.data or unsafe.parts else (safe,):
        demand_once(broken, result, unsafe=result is unsafe)


def demand_every_value(result: FixResult) -> None:
    """A safe fix changes and drops no value."""
    assert result.parts == ()
    both = readings(result)
    if both is None:
        return
    before, (after,) = both
    for (name, old), (_, new) in zip(columns(before), columns(after), strict=True):
        assert len(new) >= len(old), (name, result.applied)
        told = np.isfinite(old)
        np.testing.assert_array_equal(new[: len(old)][told], old[told], err_msg=f"{name} {result.applied}")


def demand_every_whole_record(result: FixResult) -> None:
    """An unsafe fix does not change records that no finding names."""
    both = readings(result)
    if both is None:
        return
    before, after = both
    if len(after) == 1 and len(after[0].records) == len(before.records) and _keeps(before, after[0]):
        return
    affected = set(_affected(result))
    whole = rows(before, sorted(affected))
    present: Counter[tuple[str, ...]] = Counter()
    for activity in after:
        present += rows(activity)
    missing = whole - present
    assert not missing or affected >= set(range(len(before.records))), (result.applied, list(missing)[:3])


def _keeps(before: Activity, after: Activity) -> bool:
    """True if every value is the same in its row; there may be new values."""
    pairs = zip(columns(before), columns(after), strict=True)
    return all(
        len(old) == len(new) and bool((new[np.isfinite(old)] == old[np.isfinite(old)]).all())
        for (_, old), (_, new) in pairs
    )


def _affected(result: FixResult) -> Iterator[int]:
    """0-based rows that a finding concerns: those that it names, those next to a gap, or all of them."""
    for finding in result.before.findings:
        beside = 3 if finding.code == "TIM009" else 0
        if finding.code in {"JSN007", "JSN008"}:
            yield from range(10_000)
        for first, last in finding.ranges:
            yield from range(first - 1 - beside, last + beside)


def demand_once(broken: Broken, result: FixResult, *, unsafe: bool) -> None:
    """Fixing the result again changes nothing."""
    for name, content in written(result):
        again = activitylint.fix(
            content,
            name=name,
            request=UploadRequest(**broken.expect.request),
            now=broken.expect.now,
            limits=broken.expect.limits,
            unsafe=unsafe,
        )
        assert not again.changed, again.applied


@settings(max_examples=examples(150))
@given(data=hostile_bytes(), name=names(), unsafe=st.booleans())
def test_any_bytes_can_be_handed_in(data: bytes, name: str, unsafe: bool) -> None:
    result = activitylint.fix(data, name=name, now=NOW, unsafe=unsafe)
    assert not [left for left in result.skipped if "failed" in left.reason], result.skipped
    assert result.after.failure is None
    before = {finding.code: finding.count for finding in result.before.findings}
    hidden = result.before.format is not result.after.format
    known = hidden or any(finding.code in _HIDING for finding in result.before.findings)
    for finding in result.after.findings:
        assert known or finding.severity is Severity.INFO or finding.code in before, (finding, result.applied)
    if not result.changed and result.source.format is not Format.FIT:
        assert result.data == result.source.data


_HIDING = frozenset({"XML001", "FIT001", "FIT004", "FIT005", "JSN001", "UPL001", "UPL002", "UPL005", "UPL008"})
"""Rules whose findings hide other findings."""
