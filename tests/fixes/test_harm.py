"""The guard against harm: which changes of values are undone, whatever the fix that makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import activitylint
from activitylint.fixes import load_all, registry
from activitylint.fixes.edits import Edit
from activitylint.fixes.registry import FileChange, Fix, FixTask
from activitylint.model.finding import Safety
from activitylint.model.format import Format
from paths import FIXTURES

NOW = 1_780_000_000
RUN = (FIXTURES / "samples" / "run.tcx").read_text(encoding="utf-8")
UNNAMED = RUN.replace('<?xml version="1.0" encoding="UTF-8"?>', "", 1).lstrip()


def refusal(
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    changed: str,
    *,
    code: str = "XML003",
    safety: Safety = Safety.UNSAFE,
) -> str | None:
    """Why a fix that turns one text into the other is undone; None if it is kept."""

    def function(task: FixTask) -> Iterator[FileChange]:
        yield Edit(0, len(task.data), changed.encode())

    load_all()  # before the list of fixes is replaced: they register on import
    fix = Fix("rewrite", (code,), safety, frozenset(Format), function, damaged=True, order=2)
    monkeypatch.setattr(registry, "_FIXES", {"rewrite": fix})
    result = activitylint.fix(text.encode(), name="a.tcx", now=NOW, unsafe=True)
    assert result.changed is not bool(result.skipped)
    return result.skipped[0].reason if result.skipped else None


def first(pattern: str, new: str, text: str = RUN) -> str:
    assert re.search(pattern, text)
    return re.sub(pattern, new, text, count=1)


def test_a_fix_that_changes_no_value_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(monkeypatch, UNNAMED, RUN) is None


@pytest.mark.parametrize(
    ("pattern", "new", "reason"),
    [
        ("<TotalTimeSeconds>[^<]*", "<TotalTimeSeconds>0", "would change from .* to 0"),
        ("<Calories>[^<]*", "<Calories>0", "the calories of .* would change from .* to 0"),
        (r"<HeartRateBpm>\s*<Value>[^<]*", "<HeartRateBpm><Value>0", "the heartrate of trackpoint 1 would .* to 0"),
        (r"<HeartRateBpm>\s*<Value>[^<]*</Value>\s*</HeartRateBpm>", "", "the heartrate of trackpoint 1 .* to unknown"),
        (r"<Position>.*?</Position>", "", "the latitude of trackpoint 1 would change from .* to unknown"),
    ],
)
def test_a_value_that_no_finding_calls_wrong_is_kept(
    monkeypatch: pytest.MonkeyPatch, pattern: str, new: str, reason: str
) -> None:
    changed = first(f"(?s){pattern}", new)
    told = refusal(monkeypatch, UNNAMED, changed)
    assert told is not None
    assert re.search(reason, told) or "introduce" in told


def test_a_total_never_becomes_0_even_if_a_finding_calls_it_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = (FIXTURES / "TCX008-lap-totals-disagree" / "fail-trackpoints-stay-at-0.tcx").read_text(encoding="utf-8")
    changed = first("<DistanceMeters>[^<]*", "<DistanceMeters>0", wrong)
    told = refusal(monkeypatch, wrong, changed, code="TCX008")
    assert told is not None
    assert told.endswith("would change from 401.5 to 0")


@pytest.mark.parametrize("safety", [Safety.SAFE, Safety.UNSAFE])
def test_only_a_safe_fix_may_read_a_total_as_0(monkeypatch: pytest.MonkeyPatch, safety: Safety) -> None:
    # A safe fix only rewrites what is in the file.
    wrong = first("<Calories>[^<]*", "<Calories>0,0")
    changed = first("<Calories>[^<]*", "<Calories>0")
    told = refusal(monkeypatch, wrong, changed, code="TCX007", safety=safety)
    assert (told is None) is (safety is Safety.SAFE), told


def test_a_value_that_its_finding_names_may_be_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = r"<HeartRateBpm>\s*<Value>[^<]*</Value>\s*</HeartRateBpm>"
    wrong = first(pattern, "<HeartRateBpm><Value>300</Value></HeartRateBpm>")
    assert refusal(monkeypatch, wrong, first(pattern, "", wrong), code="STR001") is None
    both = first(pattern, "", first(pattern, "", wrong))
    told = refusal(monkeypatch, wrong, both, code="STR001")
    assert told is not None
    assert told.startswith("the heartrate of trackpoint 2 would change")


def test_points_may_change_places(monkeypatch: pytest.MonkeyPatch) -> None:
    points = re.findall(r"(?s)<Trackpoint>.*?</Trackpoint>", RUN)
    swapped = RUN.replace(points[0], "@").replace(points[1], points[0]).replace("@", points[1])
    assert refusal(monkeypatch, swapped, RUN, code="TIM005") is None


def test_a_rule_may_not_warn_of_what_a_fix_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = r"<HeartRateBpm>\s*<Value>[^<]*"
    wrong = first(pattern, "<HeartRateBpm><Value>300")
    # One impossible value is gone, and the next one is new: as many findings as before.
    rates = list(re.finditer(pattern, wrong))
    changed = f"{wrong[: rates[1].start()]}<HeartRateBpm><Value>300{wrong[rates[1].end() :]}"
    told = refusal(monkeypatch, wrong, first(pattern, "<HeartRateBpm><Value>120", changed), code="STR001")
    assert told is not None
    assert "STR001" in told
