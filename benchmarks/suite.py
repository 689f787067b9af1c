"""Run the sections of the suite and write what they measured. benchmarks/run.py starts this module."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks import hostile, pages, plots, processes, readers, tables, together
from benchmarks.generate import HERE
from benchmarks.machine import machine, versions
from benchmarks.results import Results
from benchmarks.rounds import Pace

__all__ = ["main"]

Section = Callable[[Results, Pace, Callable[[], None]], None]


def _peers(results: Results, pace: Pace, keep: Callable[[], None]) -> None:
    for reading in readers.readings(pace, quick=results.quick):
        results.readings.append(reading)
        keep()
        _say("peers", reading.input)


def _growth(results: Results, pace: Pace, _: Callable[[], None]) -> None:
    for growth in readers.growth(pace, quick=results.quick):
        results.growth.append(growth)
        _say("growth", f"{growth.double}: {growth.growth:.2f}x")


def _rules(results: Results, pace: Pace, _: Callable[[], None]) -> None:
    for run in readers.rules(pace, quick=results.quick):
        results.rules.append(run)
        _say("rules", run.input)


def _startup(results: Results, pace: Pace, _: Callable[[], None]) -> None:
    results.commands += processes.startup(pace)


def _others(results: Results, pace: Pace, _: Callable[[], None]) -> None:
    results.commands += processes.others(quick=results.quick, pace=pace)


def _jobs(results: Results, pace: Pace, _: Callable[[], None]) -> None:
    results.commands += processes.jobs(quick=results.quick, pace=pace)


def _memory(results: Results, _: Pace, __: Callable[[], None]) -> None:
    for file in processes.files(quick=results.quick):
        results.files.append(file)
        _say("memory", f"{file.input}: {tables.size(file.peak)}")


def _hostile(results: Results, pace: Pace, _: Callable[[], None]) -> None:
    for shape in hostile.shapes(pace, quick=results.quick):
        results.hostile.append(shape)
        _say("hostile", f"{shape.shape}: {tables.duration(shape.per_megabyte)}/MB, {shape.growth:.2f}x")


def _page(results: Results, pace: Pace, _: Callable[[], None]) -> None:
    for page in pages.pages(pace):
        results.pages.append(page)
        _say("page", f"{page.input}: {tables.size(page.size)}, drawn in {tables.duration(page.drawn)}")


def _together(results: Results, pace: Pace, _: Callable[[], None]) -> None:
    for measured in together.together(pace):
        results.together.append(measured)
        _say("together", f"{measured.files} files, {measured.kind}: {measured.ratio:.3g} times {measured.floor}")


SECTIONS: Final[dict[str, Section]] = {
    "startup": _startup,
    "peers": _peers,
    "growth": _growth,
    "rules": _rules,
    "commands": _others,
    "jobs": _jobs,
    "memory": _memory,
    "hostile": _hostile,
    "page": _page,
    "together": _together,
}


def main() -> int:
    """Measure, write RESULTS.md, results.json and the plots, and print which bounds are met."""
    options = _options()
    wanted = options.only or list(SECTIONS)
    pace = Pace(rounds=3, budget=1) if options.quick else Pace(rounds=5, budget=4)
    results = Results(machine(), versions(), options.quick, pace.rounds)
    # Keep partial results apart from those that are quoted.
    whole = not options.quick and not options.only
    folder = options.out or (HERE / "results" if whole else HERE / ".cache" / "results")
    folder.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        start = time.perf_counter()
        # The peers take most of the time, so save the results after each file.
        SECTIONS[name](results, pace, lambda: results.write(folder / "part.json"))
        _say(name, f"done in {time.perf_counter() - start:.0f} s")
        _write(results, folder, add=options.add)
    if options.add:
        results = Results.read(folder / "results.json")
    (folder / "part.json").unlink(missing_ok=True)
    missed = 0
    for bound, limit, worst, on, holds, _ in tables.verdicts(results):
        if holds != "not measured":
            missed += holds != "yes"
            print(f"{'holds ' if holds == 'yes' else 'MISSED'}  {bound}: {worst} ({limit}), on {on}")
    print(f"written to {folder}")
    return 1 if options.check and missed else 0


def _write(results: Results, folder: Path, *, add: bool) -> None:
    known = folder / "results.json"
    if add and known.exists():
        measured, results = results, Results.read(known)
        results.take(measured)
    results.write(folder / "results.json")
    drawn = plots.draw(results, folder)
    (folder / "RESULTS.md").write_text(tables.page(results, drawn), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python benchmarks/run.py", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small inputs and few rounds: no figure to quote")
    parser.add_argument("--only", action="append", choices=list(SECTIONS), metavar="NAME", help="one part: %(choices)s")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the results go")
    parser.add_argument("--add", action="store_true", help="keep what --out has of the parts that are not run")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a bound does not hold")
    return parser.parse_args()


def _say(section: str, text: str) -> None:
    print(f"  {section}: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
