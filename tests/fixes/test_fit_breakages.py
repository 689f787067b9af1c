"""Valid FIT files, broken in one way and fixed: everything that was not broken stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import activitylint
from activitylint.fixes import modules
from activitylint.fixes.result import FixResult
from activitylint.model.activity import Activity
from activitylint.model.tables import Records
from example_count import examples
from generated import breakages
from generated.broken import BREAKAGES, Breakage, Broken
from generated.devices import FitCase
from generated.model import NOW, rides
from generated.mutations import hostile_bytes
from sampling import sampled

assert breakages.__all__
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""As in the test of breakages."""
CODES = {code for module, codes in modules().items() if module.startswith("fit.") for code in codes}
SAFE = {"FIT002", "FIT006", "FIT205"}
"""Breakages that a safe fix undoes whatever was drawn."""
FIXABLE = [one for one in BREAKAGES if one.code in CODES and one.id.rpartition("-")[2] in {"fit", "swim", "strength"}]
COLUMNS = ("time", *Records.STREAMS)


def fix(broken: Broken, *, unsafe: bool) -> FixResult:
    expect = broken.expect
    return activitylint.fix(broken.data, name=broken.name, now=expect.now, limits=expect.limits, unsafe=unsafe)


@pytest.mark.parametrize("breakage", sampled(FIXABLE, 3), ids=lambda breakage: breakage.id)
@settings(max_examples=examples(3), phases=_PHASES)
@given(st.data())
def test_what_was_whole_is_what_it_was(breakage: Breakage, data: st.DataObject) -> None:
    broken = breakage.broken(data.draw)
    # Behind a header that is lost nothing can be read: the case itself knows what there was.
    before = activitylint.read(broken.case.render() if breakage.code == "FIT001" else broken.data)
    for unsafe in (False, True):
        made = fix(broken, unsafe=unsafe)
        parts = [part for _, part in made.parts] or [made.data]
        kept = [row for part in parts for row in _rows(activitylint.read(part))]
        names = {applied.name for applied in made.applied}
        rows = iter(sorted(_rows(before)) if "sort-records" in names else _rows(before))
        lost = [row for row in kept if not any(_says_the_same(old, row, names) for old in rows)]
        assert lost == [], names
        again = activitylint.fix(made.data, name=broken.name, now=broken.expect.now, unsafe=unsafe)
        assert made.parts or not again.changed, again.applied


@pytest.mark.parametrize(
    "breakage", sampled((one for one in FIXABLE if one.code in SAFE), 2), ids=lambda breakage: breakage.id
)
@settings(max_examples=examples(3), phases=_PHASES)
@given(st.data())
def test_a_safe_fix_gives_the_whole_file_back(breakage: Breakage, data: st.DataObject) -> None:
    broken = breakage.broken(data.draw)
    made = fix(broken, unsafe=False)
    assert made.applied
    whole, after = activitylint.read(broken.data), activitylint.read(made.data)
    assert list(_rows(after)) == list(_rows(whole))
    assert breakage.code not in {finding.code for finding in made.after.findings}
    assert len(made.data) == len(made.source.data) - sum(edit.stop - edit.start - len(edit.new) for edit in made.edits)


@settings(max_examples=examples(20))
@given(st.data())
def test_a_file_cut_anywhere_keeps_its_whole_records(data: st.DataObject) -> None:
    ride = data.draw(rides(positions=False, whole_seconds=True, most=20))
    whole = FitCase.drawn(data.draw, ride).render()
    cut = whole[: data.draw(st.integers(14, len(whole) - 1))]
    before = list(_rows(activitylint.read(cut)))
    made = activitylint.fix(cut, name="ride.fit", now=NOW, unsafe=True)
    after = list(_rows(activitylint.read(made.data)))
    if "close-file" in {applied.name for applied in made.applied}:
        assert after == before[: len(after)]
        assert len(after) == len(before)
        assert not {"FIT003", "FIT004", "FIT005"} & {finding.code for finding in made.after.findings}


@settings(max_examples=examples(30))
@given(hostile_bytes())
def test_any_bytes_can_be_fixed_without_a_crash(data: bytes) -> None:
    made = activitylint.fix(data, name="ride.fit", now=NOW, unsafe=True, rename=False)
    assert made.before.failure is None
    assert made.after.failure is None


def _rows(activity: Activity) -> Iterator[tuple[Any, ...]]:
    """The records as tuples, None where there is no value."""
    columns = (getattr(activity.records, name) for name in COLUMNS)
    shown = [[None if np.isnan(value) else value for value in column.tolist()] for column in columns]
    return zip(*shown, strict=True)


def _says_the_same(old: tuple[Any, ...], new: tuple[Any, ...], names: set[str]) -> bool:
    """Whether a record says nothing else than it said: values may be gone, and a time may have come."""
    for column, before, after in zip(COLUMNS, old, new, strict=True):
        same = before == after or (after is None and any(name.startswith("blank-") for name in names))
        same |= column == "time" and before is None and "time-or-drop-records" in names
        same |= (
            column == "cadence" and "halve-run-cadence" in names and before is not None and after == round(before / 2)
        )
        if not same:
            return False
    return True
