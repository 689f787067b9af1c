"""The plots: time against size for each format, and each peer's time as a multiple of ours."""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np

from benchmarks.results import Results
from benchmarks.tools import OURS

__all__ = ["draw"]


def draw(results: Results, folder: Path) -> list[str]:
    """Write the plots for which there are results, as SVG, and return their names; none without matplotlib."""
    try:
        mpl = import_module("matplotlib")
    except ImportError:
        return []
    mpl.use("svg")
    # So that the same figures give the same bytes.
    mpl.rcParams["svg.hashsalt"] = "activitylint"
    plots: dict[str, Callable[[Results, Path], bool]] = {"time-by-size.svg": _by_size, "peers.svg": _by_peer}
    return [name for name, plot in plots.items() if plot(results, folder / name)]


def _by_size(results: Results, path: Path) -> bool:
    plt = import_module("matplotlib.pyplot")
    kinds = list(dict.fromkeys(reading.format for reading in results.readings if reading.records))
    if not kinds:
        return False
    figure, axes = plt.subplots(2, 2, figsize=(11, 8), layout="constrained")
    for axis, kind in zip(axes.flat, kinds, strict=False):
        readings = [reading for reading in results.readings if reading.format == kind and reading.records]
        for tool in dict.fromkeys(measure.tool for reading in readings for measure in reading.measures):
            points = [(r.size / 1e6, r.of(tool).median) for r in readings if r.of(tool).seconds]
            if points:
                sizes, seconds = zip(*points, strict=True)
                label = f"{tool}{_slope(points)}"
                axis.loglog(sizes, seconds, marker="o", markersize=3, linewidth=2.5 if tool == OURS else 1, label=label)
        axis.set(title=kind.upper(), xlabel="file, MB", ylabel="seconds")
        axis.grid(visible=True, which="major", alpha=0.3)
        axis.legend(fontsize=7)
    figure.suptitle("Time against size (in brackets: the exponent of growth from 10,000 records on)")
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return True


def _slope(points: list[tuple[float, float]]) -> str:
    """The slope of the line through the points of the larger files, on logarithmic axes."""
    large = points[2:]
    if len(large) < 2:
        return ""
    sizes, seconds = np.log(np.array(large)).T
    return f" ({np.polyfit(sizes, seconds, 1)[0]:.2f})"


def _by_peer(results: Results, path: Path) -> bool:
    plt = import_module("matplotlib.pyplot")
    ratios: dict[str, list[float]] = {}
    for reading in results.readings:
        if reading.size < 100_000:
            continue
        for measure in reading.measures:
            ratio = reading.ratio(measure.tool, OURS)
            if measure.tool != OURS and not math.isnan(ratio):
                ratios.setdefault(f"{measure.tool} ({reading.format.upper()})", []).append(ratio)
    if not ratios:
        return False
    names = sorted(ratios, key=lambda name: float(np.median(ratios[name])))
    figure, axis = plt.subplots(figsize=(9, 0.4 * len(names) + 1.5), layout="constrained")
    for row, name in enumerate(names):
        middle = float(np.median(ratios[name]))
        axis.barh(row, middle, height=0.6, color="tab:blue" if middle >= 1 else "tab:gray", alpha=0.6)
        axis.plot(ratios[name], [row] * len(ratios[name]), "k|", markersize=7)
        axis.annotate(f" {middle:.3g}x", (max(ratios[name]), row), va="center", fontsize=8)
    axis.axvline(1, color="black", linewidth=1)
    axis.set(
        xscale="log",
        xlabel="times the time that activitylint takes with all rules on (a tick a file, a bar the median)",
    )
    axis.set_yticks(range(len(names)), names)
    axis.margins(x=0.12)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return True
