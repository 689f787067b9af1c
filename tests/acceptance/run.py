"""Record what every rule finds in a folder of files, so that two versions can be compared.

    python tests/acceptance/run.py FOLDER --out FILE.json

The parts `files` and `totals` depend only on the files and the rules. Times and memory are kept apart, in `measured`.
Each file is linted in its own process, so that its memory can be measured. All files form one batch.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import platform
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import activitylint
from activitylint.api import catalogue
from activitylint.engine.batch import Batch
from activitylint.engine.lint import Outcome
from activitylint.engine.many import Work
from activitylint.engine.selection import select_rules
from activitylint.model.finding import Finding
from activitylint.model.report import Report
from activitylint.model.request import Context

NOW: Final = 1780272000.0
"""2026-06-01T00:00:00Z, also the current time for most fixtures."""
SUFFIXES: Final = (".fit", ".tcx", ".gpx", ".json")

_FIXTURES: Final = Path(__file__).resolve().parents[2] / "fixtures"
_KILOBYTE: Final = 1 if sys.platform == "darwin" else 1024
"""Bytes per unit of ru_maxrss."""


@dataclass(frozen=True, slots=True)
class Linted:
    """The result for one file. seconds: CPU time, including reading. peak: bytes that linting added to peak memory."""

    outcome: Outcome
    seconds: float
    peak: int


def activity_files(folder: Path) -> list[Path]:
    """Return the activity files in a folder and its subfolders, gzipped or not, sorted by path."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name.lower().removesuffix(".gz").endswith(SUFFIXES)
    )


def lint_folder(folder: Path, *, now: float = NOW, select: tuple[str, ...] = ("ALL",), jobs: int = 1) -> dict[str, Any]:
    """Lint a folder and return its record: `files`, `totals` by rule, and `measured`. select: rule selectors."""
    paths = activity_files(folder)
    context, selection = Context(now), select_rules(select)
    batch = Batch(context, selection)
    work = Work(context, selection, summary=True)
    files: dict[str, Any] = {}
    measured: dict[str, Any] = {}
    for path, linted in zip(paths, _linted(work, paths, jobs), strict=True):
        name = path.relative_to(folder).as_posix()
        files[name] = found(batch.add(linted.outcome))
        measured[name] = {"seconds": round(linted.seconds, 4), "peak_mb": round(linted.peak / 1e6, 1)}
    return {
        "now": now,
        "rules": sorted(selection.codes),
        "files": files,
        "totals": totals(files),
        "measured": {
            "version": activitylint.__version__,
            "python": platform.python_version(),
            "seconds": round(sum(entry["seconds"] for entry in measured.values()), 3),
            "files": measured,
        },
    }


def found(report: Report) -> dict[str, Any]:
    """Summarize a file's findings by rule: how many, about how many things, and the place of the first."""
    by_rule: dict[str, Any] = {}
    for finding in report.findings:
        entry = by_rule.setdefault(finding.code, {"findings": 0, "things": 0, "first": where(finding)})
        entry["findings"] += 1
        entry["things"] += finding.count
    summary: dict[str, Any] = {"findings": dict(sorted(by_rule.items()))}
    if report.failure is not None:
        summary["failure"] = report.failure
    return summary


def where(finding: Finding) -> str:
    """Return the place of a finding in readable form: `7:9`, `record 3` (0-based), `byte 12`."""
    location = finding.location
    if location.line is not None:
        return f"{location.line}:{location.column}"
    if location.message is not None:
        return f"{location.message.name} {location.message.index}"
    return f"byte {location.byte}"


def totals(files: dict[str, Any]) -> dict[str, Any]:
    """Count for each rule the files, the findings and the things that they are about."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in files.values():
        for code, there in entry["findings"].items():
            sums[code].update(files=1, findings=there["findings"], things=there["things"])
    return {code: dict(sums[code]) for code in sorted(sums)}


def _linted(work: Work, paths: list[Path], jobs: int) -> Iterator[Linted]:
    names = [str(path) for path in paths]
    if "fork" not in multiprocessing.get_all_start_methods():
        yield from (_lint(work, name) for name in names)
        return
    for sample in sorted((_FIXTURES / "samples").iterdir()):
        work.lint(str(sample))  # imports and caches what the first use needs, so that no child measures it
    gc.freeze()
    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=1) as pool:
        yield from pool.imap(partial(_lint, work), names, chunksize=1)


def _lint(work: Work, name: str) -> Linted:
    before, start = _peak(), time.process_time()
    outcome = work.lint(name)
    return Linted(outcome, time.process_time() - start, _peak() - before)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KILOBYTE


def main() -> None:
    """Lint the folder and write the record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.json")
    parser.add_argument("--now", type=float, default=NOW, help="the time to lint at, in seconds since 1970-01-01 UTC")
    parser.add_argument("--select", default="ALL", help="rule selectors, separated by commas")
    parser.add_argument("--jobs", type=int, default=1, help="files to lint at a time; times are steadiest with 1")
    arguments = parser.parse_args()
    if not arguments.folder.is_dir():
        parser.error(f"{arguments.folder} is not a folder")
    select = tuple(arguments.select.split(","))
    record = lint_folder(arguments.folder, now=arguments.now, select=select, jobs=arguments.jobs)
    arguments.out.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    fired, rules = len(record["totals"]), len(catalogue())
    print(f"{len(record['files'])} files, {fired} of {rules} rules fired; {record['measured']['seconds']:.1f} s")


if __name__ == "__main__":
    main()
