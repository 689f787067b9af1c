"""TCX and GPX that were broken in one way: what a safe fix makes of them is the file as it was, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import activitylint
from activitylint.fixes.result import FixResult
from example_count import examples
from generated.model import NOW, Draw, rides
from generated.tracks import AX2, TPX1, TPX2, GpxCase, TcxCase, XmlCase

_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
_AX1 = AX2[:-1] + "1"
_TIME = r"(>\s*\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)((?:\.\d+)?)Z(?=\s*</)"

_WORDS = {"Biking": "Cycling", "Running": "run", "Walking": "Walk", "Hiking": "hike", "Swimming": "SWIM"}

Break = Callable[[str], str]

IN_TEXT: dict[str, Break] = {
    "single-zone": lambda text: re.sub(_TIME, r"\1\2ZZ", text),
    "point-in-seconds": lambda text: re.sub(r"(>\s*[\d-]{10}T\d\d:\d\d:\d\d)\.(\d{1,3}Z\s*</)", r"\1,\2", text),
    "zone-as-elsewhere": lambda text: re.sub(_TIME, _without_second_zone(), text),
    "escape-ampersands": lambda text: text.replace("&amp;", "&"),
    "track-point-extension-1": lambda text: text.replace(TPX1, TPX2),
    "activity-extension-2": lambda text: text.replace(AX2, _AX1),
    "decimal-point": lambda text: re.sub(r"(<(?:\S+:)?(?:ele|AltitudeMeters)>-?\d+)\.(\d+</)", r"\1,\2", text),
    "decimal-point-in-positions": lambda text: re.sub(r"(<(?:\S+:)?L\w+Degrees>-?\d+)\.(\d+</)", r"\1,\2", text),
    "sport-spelling": lambda text: re.sub(r"(Sport\s*=\s*[\"'])(\w+)", lambda m: m[1] + _WORDS.get(m[2], m[2]), text),
    "right-encoding-name": lambda text: text.replace('encoding="UTF-8"', 'encoding="UTF-16"', 1),
}
"""How to break a valid document so that one safe fix makes it again, by the name of that fix."""


def _without_second_zone() -> Callable[[re.Match[str]], str]:
    """Leave out every second zone."""
    count = 0

    def put(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return match[1] + match[2] + ("Z" if count % 2 else "")

    return put


_ONLY: dict[str, type[XmlCase]] = {
    "track-point-extension-1": GpxCase,
    "activity-extension-2": TcxCase,
    "decimal-point-in-positions": TcxCase,
    "sport-spelling": TcxCase,
}


def _broken(name: str, draw: Draw) -> tuple[XmlCase, bytes, bool]:
    """A case that is broken in the way of that fix, its bytes as they were, and whether anything was there to break."""
    kinds: list[Any] = [_ONLY[name]] if name in _ONLY else [GpxCase, TcxCase]
    kind = draw(st.sampled_from(kinds))
    case: XmlCase = kind.drawn(draw, draw(rides(positions=kind is GpxCase, most=12)))
    whole = case.render()
    text = case.finish().text
    case.edited = IN_TEXT[name](text)
    return case, whole, case.edited != text


def fixed(data: bytes, case: XmlCase, *, unsafe: bool = False) -> FixResult:
    return activitylint.fix(data, name=f"ride.{case.suffix}", now=NOW, unsafe=unsafe)


@pytest.mark.parametrize("name", IN_TEXT)
@settings(max_examples=examples(12), phases=_PHASES)
@given(st.data())
def test_a_safe_fix_makes_the_file_as_it_was(name: str, data: st.DataObject) -> None:
    case, whole, anything = _broken(name, data.draw)
    if not anything:
        return
    broken = case.render()
    report = activitylint.lint(broken, name=f"ride.{case.suffix}", now=NOW)
    result = fixed(broken, case)
    if any(applied.name == name for applied in result.applied):
        assert result.data == whole
    else:
        # There was nothing to find (in times of laps alone), or the fix has said why it leaves the file.
        known = {code for left in result.skipped for code in left.codes}
        assert known or not report.errors, report.findings


@pytest.mark.parametrize("name", IN_TEXT)
def test_each_of_these_fixes_is_carried_out(name: str) -> None:
    """What the test above leaves as it is must be the exception."""
    seen = []

    @settings(max_examples=9, phases=_PHASES, derandomize=True, database=None)
    @given(st.data())
    def look(data: st.DataObject) -> None:
        case, _, anything = _broken(name, data.draw)
        if anything:
            seen.append(name in {applied.name for applied in fixed(case.render(), case).applied})

    look()
    assert sum(seen) * 2 >= len(seen) > 0
