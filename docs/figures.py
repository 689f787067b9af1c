"""The table of benchmark results, from what benchmarks/run.py wrote."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import Any, Final

__all__ = ["table"]

_RESULTS: Final = Path(__file__).resolve().parent.parent / "benchmarks" / "results"
_OURS: Final = "activitylint"
_SIZE: Final = 1_000_000
_FORMATS: Final = ("fit", "gpx", "tcx", "json")


def table() -> str:
    """Each reader's time for one file of each format, and as a multiple of ours; without results, how to measure."""
    found = _latest()
    if found is None:
        return "`python benchmarks/run.py` measures every rule and command beside the peers, in one run on one machine."
    lines = ["| File | Reader | Time | Ratio |", "|---|---|---|---|"]
    for name in _FORMATS:
        readings = [one for one in found["readings"] if one["format"] == name]
        if readings:
            lines += _rows(min(readings, key=lambda one: abs(one["size"] - _SIZE)))
    machine = ", ".join(found["machine"][key] for key in ("processor", "system", "python", "date"))
    note = f"Medians of {found['rounds']} rounds in which the readers take turns, on one machine ({machine})."
    return "\n".join([*lines, "", f"{note} All figures are in `benchmarks/results/RESULTS.md`."])


def _latest() -> dict[str, Any] | None:
    """The newest results of a full run."""
    for path in sorted(_RESULTS.glob("*.json"), reverse=True):
        results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if results.get("readings") and not results.get("quick"):
            return results
    return None


def _rows(reading: dict[str, Any]) -> list[str]:
    times = {one["tool"]: median(one["seconds"]) for one in reading["measures"] if one["seconds"]}
    if _OURS not in times:
        return []
    ours = times[_OURS]
    file = f"{reading['format'].upper()}, {reading['size'] / 1e6:.1f} MB"
    return [
        f"| {file} | {tool} | {seconds * 1000:,.1f} ms | {seconds / ours:,.1f} |"
        for tool, seconds in sorted(times.items(), key=lambda entry: entry[1])
    ]
