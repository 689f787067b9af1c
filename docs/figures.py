"""How fast it is, out of what benchmarks/run.py wrote: a table for the README and the site."""

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
    """Every reader's time on one file of each format, beside that of all our rules; how to measure where nothing is."""
    found = _latest()
    if found is None:
        return (
            "`python benchmarks/run.py` measures every rule and command against the peers, in one run on one machine."
        )
    lines = ["| File | Reader | Time | times ours |", "|---|---|---|---|"]
    for name in _FORMATS:
        readings = [one for one in found["readings"] if one["format"] == name]
        if readings:
            lines += _rows(min(readings, key=lambda one: abs(one["size"] - _SIZE)))
    machine = ", ".join(found["machine"][key] for key in ("processor", "system", "python", "date"))
    told = f"Medians of {found['rounds']} rounds in which the readers take turns, on one machine ({machine})."
    return "\n".join(
        [*lines, "", f"{told} `benchmarks/results/RESULTS.md` has all figures, `benchmarks/run.py` makes them."]
    )


def _latest() -> dict[str, Any] | None:
    """The newest results that are no quick look."""
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
