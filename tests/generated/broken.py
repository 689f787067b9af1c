"""The list of breakages: the name of each, the rule it breaks, and the finding that is expected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from hypothesis import strategies as st

from activitylint.model.request import Limits
from generated.case import Case
from generated.devices import FitCase
from generated.model import NOW, Draw, Ride, rides, workouts
from generated.objects import JsonCase
from generated.tracks import GpxCase, TcxCase

__all__ = ["BREAKAGES", "START", "Breakage", "Broken", "Expect", "breaks"]

START = object()
"""The place of a finding about the whole file."""


@dataclass
class Expect:
    """The expected finding, and how to lint the file.

    at: its place, a spot of the case or START. count: its count. rows: the records (sets, laps) that it names.
    data, name, request, now, limits: what to lint with, if it is not the default for the case.
    also: other codes that the file correctly gets as errors or warnings.
    """

    at: Any = START
    count: int | None = None
    rows: Sequence[int] | None = None
    data: bytes | None = None
    name: str | None = None
    request: dict[str, str] = field(default_factory=dict)
    now: float = NOW
    limits: Limits = field(default_factory=Limits)
    also: frozenset[str] = frozenset()


@dataclass
class Broken:
    """A broken file and the finding that is expected."""

    case: Case
    expect: Expect
    data: bytes
    name: str


@dataclass(frozen=True)
class Breakage:
    """One way to break a valid file. format: what it breaks: a suffix, `swim`, `strength` or `any`."""

    id: str
    code: str
    format: str
    make: Callable[[Draw], Case]
    change: Callable[[Any], Expect]

    def broken(self, draw: Draw) -> Broken:
        case = self.make(draw)
        expect = self.change(case)
        data = case.render() if expect.data is None else expect.data
        return Broken(case, expect, data, f"ride.{case.suffix}" if expect.name is None else expect.name)


BREAKAGES: list[Breakage] = []

Prepare = Callable[[Draw, Ride], None]


def breaks(
    code: str, *formats: str, prepare: Prepare | None = None, **options: Any
) -> Callable[[Callable[[Any], Expect]], Callable[[Any], Expect]]:
    """Register a function that breaks a case, once for each format.

    options: for the strategy that generates the model. prepare: changes the ride before it is written.
    """

    def enter(change: Callable[[Any], Expect]) -> Callable[[Any], Expect]:
        for format_ in formats:
            make = partial(_make, format_=format_, prepare=prepare, options=options)
            BREAKAGES.append(Breakage(f"{code}-{change.__name__}-{format_}", code, format_, make, change))
        return change

    return enter


def _make(draw: Draw, *, format_: str, prepare: Prepare | None, options: dict[str, Any]) -> Case:
    if format_ == "any":
        format_ = draw(st.sampled_from(["gpx", "tcx", "fit", "json"]))
    if format_ in ("swim", "strength"):
        made: FitCase = getattr(FitCase, format_)(draw)
        return made
    if format_ == "json":
        wanted = {name: value for name, value in options.items() if name in ("streams", "least")}
        return JsonCase(draw, draw(workouts(**wanted)))
    options = {"most": 30} | {name: value for name, value in options.items() if name != "streams"}
    ride = draw(rides(positions=format_ == "gpx", whole_seconds=format_ == "fit", **options))
    if prepare is not None:
        prepare(draw, ride)
    kinds: dict[str, Any] = {"gpx": GpxCase, "tcx": TcxCase, "fit": FitCase}
    case: Case = kinds[format_].drawn(draw, ride)
    return case
