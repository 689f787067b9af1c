"""The registry of fixes and its catalogue, which `python docs/generate.py` updates."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import activitylint
from activitylint.fixes import load_all, registry
from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import (
    FileChange,
    Fix,
    FixFunction,
    FixTask,
    NotApplicable,
    fix,
    registered,
    run_fix,
    task_for,
)
from activitylint.model.finding import Safety
from activitylint.model.format import Format
from activitylint.model.request import Context
from activitylint.source.reading import Source, open_source
from paths import FIXTURES, ROOT

load_all()
ENTRIES: list[dict[str, Any]] = json.loads(
    (ROOT / "src/activitylint/rules/support/catalogue.json").read_text(encoding="utf-8")
)
GPX = (FIXTURES / "samples" / "ride.gpx").read_bytes()
CONTEXT = Context(now=0.0)


def test_each_fix_matches_the_catalogue() -> None:
    told = {one["name"]: one for entry in ENTRIES for one in entry["fixes"]}
    codes = {
        name: {entry["code"] for entry in ENTRIES if name in {one["name"] for one in entry["fixes"]}} for name in told
    }
    assert {one.name for one in registered()} == told.keys()
    for one in registered():
        entry = told[one.name]
        assert set(one.codes) == codes[one.name]
        assert (one.safety, {kind.value for kind in one.formats}) == (entry["safety"], set(entry["formats"]))
        assert (one.does, one.limits) == (entry["does"], entry["limits"])


def test_fixes_are_tried_in_the_order_of_the_page() -> None:
    page = (ROOT / "docs" / "fixing.md").read_text(encoding="utf-8")
    assert [one.name for one in registered()] == re.findall(
        r"^\| `([\w-]+)` \| (?:safe|unsafe|asked)", page, re.MULTILINE
    )


def test_every_revealed_code_is_a_rule() -> None:
    known = {entry["code"] for entry in ENTRIES}
    assert {code for one in registered() for code in one.reveals} <= known


def test_fixes_are_tried_by_safety_and_then_by_order() -> None:
    found = [(list(Safety).index(one.safety), one.order) for one in registered()]
    assert found == sorted(found)


def test_a_fix_needs_codes_documentation_and_a_unique_name() -> None:
    def function(_target: FixTask) -> Iterator[FileChange]:
        """Does something. Limits: the rest."""
        yield Edit(0, 0, b"")

    def silent(_target: FixTask) -> Iterator[FileChange]:
        """Does something."""
        yield Edit(0, 0, b"")

    before = registered()
    for name, codes, wrong in (
        ("new", (), function),
        ("new", ("TIM001",), silent),
        ("zone-utc", ("TIM003",), function),
    ):
        with pytest.raises(ValueError, match=name):
            fix(name, *codes, safety=Safety.SAFE, formats=frozenset({Format.GPX}))(wrong)
    assert registered() == before


def test_a_fix_is_registered_as_described(monkeypatch: pytest.MonkeyPatch) -> None:
    def function(_target: FixTask) -> Iterator[FileChange]:
        """Does something
        good. Limits: the  rest.
        """
        yield Edit(0, 0, b"")

    monkeypatch.setattr(registry, "_FIXES", {})
    formats = frozenset({Format.GPX})
    fix("first", "TIM001", "TIM002", safety=Safety.UNSAFE, formats=formats, damaged=True, order=3, reveals=["TIM009"])(
        function
    )
    assert fix("second", "TIM003", safety=Safety.SAFE, formats=formats)(function) is function
    second, first = registered()
    assert first == Fix("first", ("TIM001", "TIM002"), Safety.UNSAFE, formats, function, True, 3, frozenset({"TIM009"}))
    assert second == Fix("second", ("TIM003",), Safety.SAFE, formats, function, False, 5, frozenset())
    assert (first.does, first.limits) == ("Does something good.", "the rest.")


def _nothing(_target: FixTask) -> Iterator[FileChange]:
    yield from ()


def made(*codes: str, order: int = 5, damaged: bool = False, function: FixFunction = _nothing) -> Fix:
    codes = codes or ("TIM001",)
    return Fix("made", codes, Safety.SAFE, frozenset({Format.GPX}), function, damaged=damaged, order=order)


def opened(data: bytes = GPX, name: str = "a.gpx") -> tuple[Source, activitylint.Activity, activitylint.Report]:
    source = open_source(data, name=name, read_limit=10**7)
    return source, activitylint.read(data, name=name), activitylint.lint(data, name=name, now=0.0)


def test_a_fix_sees_the_findings_of_its_codes_in_files_of_its_formats() -> None:
    fixture = FIXTURES / "TIM001-record-without-time" / "fail-one-point.gpx"
    source, activity, report = opened(fixture.read_bytes())
    task = task_for(made(), source, activity, report.findings, CONTEXT)
    assert task is not None
    assert {finding.code for finding in task.findings} == {"TIM001"}
    assert task.rows().tolist() == [
        row - 1 for first, last in task.findings[0].ranges for row in range(first, last + 1)
    ]
    tcx = opened((FIXTURES / "samples" / "run.tcx").read_bytes(), "a.tcx")
    assert task_for(made(), tcx[0], tcx[1], report.findings, CONTEXT) is None
    assert task_for(made(), source, None, report.findings, CONTEXT) is None
    assert task_for(made(order=0), source, None, report.findings, CONTEXT) is not None
    nothing = task_for(made(), source, activity, (), CONTEXT)
    assert nothing is not None
    assert nothing.rows().tolist() == []


def test_a_damaged_file_goes_only_to_fixes_that_accept_it() -> None:
    source, activity, report = opened(GPX[:-300])
    assert activity.damaged
    timeless = opened(GPX.replace(b"time>", b"tim>"))[2].findings
    mine = [finding for finding in timeless if finding.code in {"TIM001", "TIM002"}]
    one = made("TIM001", "TIM002")
    assert mine
    assert task_for(one, source, activity, [f for f in report.findings if f.code == "XML001"], CONTEXT) is None
    with pytest.raises(NotApplicable, match="damaged"):
        task_for(one, source, activity, mine, CONTEXT)
    assert task_for(made("TIM001", "TIM002", damaged=True), source, activity, mine, CONTEXT) is not None


def test_a_crashing_fix_is_not_applicable_and_numpy_does_not_warn() -> None:
    def fails(_target: FixTask) -> Iterator[FileChange]:
        yield Edit(0, 0, str(np.float64(1) / np.array([0.0])[0]).encode())
        raise KeyError("x")

    source, activity, _ = opened()
    task = FixTask(source, activity, (), CONTEXT)
    one = made(function=fails)
    found = run_fix(one, task)
    assert next(found) == Edit(0, 0, str(math.inf).encode())
    with pytest.raises(NotApplicable, match=r"failed \(KeyError\)"):
        next(found)
