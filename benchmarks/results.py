"""The results as plain data: the sections of the suite add to them; tables, plots and bounds read them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.rounds import Measure

__all__ = ["Command", "Growth", "Hostile", "OneFile", "Page", "Reading", "Results", "RuleTimes", "Together"]


@dataclass(slots=True)
class Reading:
    """One file, read by each tool of its format. records: 0 for a real file."""

    input: str
    format: str
    size: int
    records: int
    measures: list[Measure]

    def of(self, tool: str) -> Measure:
        """The measure of one tool; empty if it was not run."""
        return next((m for m in self.measures if m.tool == tool), Measure(tool, absent="not run"))

    def ratio(self, tool: str, to: str) -> float:
        """The time of the tool as a multiple of that of `to`; NaN if one of them was not measured.

        This is the median of the ratios of the rounds, because a disturbance in a round hits both.
        """
        pairs = zip(self.of(tool).seconds, self.of(to).seconds, strict=False)
        return _median([mine / other for mine, other in pairs])


@dataclass(slots=True)
class Growth:
    """A file and another with twice the records. seconds: medians. growth: the median of the ratios."""

    input: str
    double: str
    seconds: tuple[float, float]
    growth: float


@dataclass(slots=True)
class RuleTimes:
    """Each rule by itself on one file.

    times: by code, first, small and large (seconds) and growth. optional: for the rules that are off by default.
    """

    format: str
    input: str
    records: int
    times: dict[str, dict[str, float]]
    optional: bool = False


@dataclass(slots=True)
class Command:
    """A whole process, started many times.

    floor: the label of the process that it is compared with; empty for a floor.
    """

    group: str
    label: str
    floor: str
    seconds: list[float]
    absent: str = ""

    @property
    def median(self) -> float:
        """Seconds."""
        return _median(self.seconds)


@dataclass(slots=True)
class OneFile:
    """`activitylint lint` on one file in a new process. seconds: without the start of Python. Sizes are in bytes."""

    input: str
    size: int
    seconds: float
    peak: int


@dataclass(slots=True)
class Hostile:
    """A file that repeats one thing, in two sizes (bytes). seconds: medians. growth: the median of the ratios."""

    shape: str
    sizes: tuple[int, int]
    seconds: tuple[float, float]
    growth: float

    @property
    def per_megabyte(self) -> float:
        """Seconds per megabyte of the larger file: the constant of its linear time."""
        return self.seconds[1] / (self.sizes[1] / 1e6)


@dataclass(slots=True)
class Together:
    """Many real files, one after another in process, beside the least that reading them takes.

    kind: what they are. floor: what reads them for comparison. size: of all, unpacked.
    lint, least: seconds of processor time that linting and the floor take, one per round.
    """

    kind: str
    floor: str
    files: int
    size: int
    lint: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How many times as long as the floor a lint takes; the median of the rounds."""
        return _median([lint / least for lint, least in zip(self.lint, self.least, strict=True)])


@dataclass(slots=True)
class Page:
    """The HTML report of one file. size: bytes. seconds: that `activitylint lint` takes in this process.

    drawn: seconds until the browser has drawn it; NaN if there is no browser.
    """

    input: str
    records: int
    size: int
    seconds: float
    drawn: float


@dataclass(slots=True)
class Results:
    """All measurements of a run; a section that was not run is empty."""

    machine: dict[str, str]
    versions: dict[str, str]
    quick: bool
    rounds: int
    readings: list[Reading] = field(default_factory=list)
    growth: list[Growth] = field(default_factory=list)
    rules: list[RuleTimes] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    files: list[OneFile] = field(default_factory=list)
    hostile: list[Hostile] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    together: list[Together] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Results:
        """Read what `write` wrote."""
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for one in told["readings"]:
            one["measures"] = [Measure(**measure) for measure in one["measures"]]
        kinds = {"readings": Reading, "growth": Growth, "rules": RuleTimes, "commands": Command, "files": OneFile}
        for name, kind in {**kinds, "hostile": Hostile, "pages": Page, "together": Together}.items():
            told[name] = [kind(**one) for one in told.get(name, ())]
        return cls(**told)

    def take(self, other: Results) -> None:
        """Take the sections that the other run measured in place of our own."""
        for name in ("readings", "growth", "rules", "files", "hostile", "pages", "together"):
            if getattr(other, name):
                setattr(self, name, getattr(other, name))
        groups = {command.group for command in other.commands}
        self.commands = [command for command in self.commands if command.group not in groups] + other.commands

    def write(self, path: Path) -> None:
        """Write the results as JSON, with seconds rounded to microseconds."""
        path.write_text(json.dumps(_rounded(asdict(self)), indent=1) + "\n", encoding="utf-8")


def _median(numbers: list[float]) -> float:
    ordered = sorted(numbers)
    if not ordered:
        return float("nan")
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 7)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
