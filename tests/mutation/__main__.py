"""Measure how many mutants the tests detect.

    cd tests
    python -m mutation record                       find out which tests reach which lines, in one run with coverage
    python -m mutation run rules formats fixes      try every mutant of these packages
    python -m mutation run rules --sample 300       try 300, drawn at random
    python -m mutation run --module rules/time.py   try those of one module

It prints the mutants that survive. A mutant that behaves like the original code is listed in mutation/equivalent.toml,
with the reason, and does not count.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Final

import pytest

from mutation.forks import Outcome, Runner
from mutation.operators import Mutant, mutants_of
from mutation.reach import Reach
from paths import ROOT

PACKAGE: Final = ROOT / "src" / "activitylint"
CACHE: Final = ROOT / ".mutation"
EQUIVALENT: Final = Path(__file__).with_name("equivalent.toml")
ENOUGH: Final = 0.85

# Quick tests that lint or fix files. With slower ones, each survivor would take minutes. Tests that start other
# processes are of no use, because the lines they reach are not recorded.
TESTS: Final = (
    *("test_fixtures.py", "rules", "formats", "fixes", "vocabulary"),
    *("generated/test_breakages.py", "generated/test_fixes.py", "neighbours"),
    *("test_api.py", "test_batch.py", "test_engine.py", "test_fixing.py"),
)
SLOW: Final = ("formats/fit/test_any_bytes.py", "formats/xml/test_any_bytes.py")


def record(options: list[str]) -> int:
    """Run the tests with coverage, each in its own context. options: for pytest. Return its exit status."""
    CACHE.mkdir(exist_ok=True)
    command = [
        *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--hypothesis-profile=quick"),
        *("-m", ""),  # include the slow tests
        *("--cov=activitylint", "--cov-branch", "--cov-context=test", "--cov-report="),
        f"--junitxml={CACHE / 'tests.xml'}",
        *(f"--ignore=tests/{name}" for name in SLOW),
        *options,
        *(f"tests/{name}" for name in TESTS),
    ]
    # Without the corpus, because the result must not depend on it.
    environment = _environment() | {"COVERAGE_FILE": str(CACHE / "coverage")}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def run(packages: list[str], arguments: argparse.Namespace) -> int:
    """Run the mutants and print a summary. Return 1 if too few were killed, else 0."""
    os.environ.update(_environment())
    os.chdir(ROOT)
    reach = Reach.recorded(CACHE / "coverage", CACHE / "tests.xml")
    equivalent = {module: set(keys) for module, keys in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).items()}
    population: dict[str, int] = {}
    drawn: list[Mutant] = []
    for package in packages:
        mutants = [
            mutant
            for path in _modules(package)
            for mutant in mutants_of(path)
            if mutant.key not in equivalent.get(_name(path), ())
        ]
        population[package] = len(mutants)
        chance = random.Random(f"{arguments.seed} {package}")
        drawn += chance.sample(mutants, min(arguments.sample or len(mutants), len(mutants)))
    # One file per choice of packages, so that several runs can work at the same time.
    log = (CACHE / f"outcomes-{'-'.join(packages).replace('/', '.')}.jsonl").open(
        "a" if arguments.append else "w", encoding="utf-8"
    )

    def report(outcome: Outcome) -> None:
        mutant = outcome.mutant
        log.write(json.dumps([_name(mutant.path), mutant.key, mutant.operator, outcome.by, outcome.tests]) + "\n")
        log.flush()
        if not outcome.killed:
            reached = f"{outcome.tests} tests" if outcome.tests else "no test reaches it"
            print(f"survived: {mutant.path.relative_to(ROOT)}:{mutant.lines[0]} {mutant.key}  ({reached})", flush=True)

    runner = Runner(drawn, reach, jobs=arguments.jobs, budget=arguments.budget, report=report)
    files = sorted({test.partition("::")[0] for test in reach.seconds})
    options = ["-q", "-m", "", "-p", "no:cacheprovider", "--hypothesis-profile=quick", "--no-summary"]
    pytest.main([*options, *files], plugins=[runner])
    return _summary(runner.outcomes, population)


def _summary(outcomes: list[Outcome], population: dict[str, int]) -> int:
    by_package: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        package = next(name for name in population if outcome.mutant.path in _modules(name))
        by_package[package].append(outcome)
    short = False
    for package, found in by_package.items():
        killed = sum(outcome.killed for outcome in found)
        low, high = _interval(killed, len(found), population[package])
        print(
            f"{package}: {killed} of {len(found)} mutants killed, {killed / len(found):.1%}; "
            f"drawn from {population[package]:,}: {low:.1%} to {high:.1%} with 95 % confidence"
        )
        kinds: dict[str, list[bool]] = defaultdict(list)
        for outcome in found:
            kinds[outcome.mutant.operator].append(outcome.killed)
        for kind in sorted(kinds):
            print(f"  {kind:18} {sum(kinds[kind]):5} of {len(kinds[kind]):5}")
        short |= killed < ENOUGH * len(found)
    return int(short)


def _interval(killed: int, drawn: int, population: int) -> tuple[float, float]:
    """Return Wilson's interval for a share estimated from a sample; a single point if everything was drawn."""
    share, z = killed / drawn, 1.96 * math.sqrt(max(0.0, 1 - drawn / population))
    middle = (share + z * z / (2 * drawn)) / (1 + z * z / drawn)
    half = z / (1 + z * z / drawn) * math.sqrt(share * (1 - share) / drawn + z * z / (4 * drawn * drawn))
    return middle - half, middle + half


def _modules(name: str) -> list[Path]:
    path = PACKAGE / name
    return [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _environment() -> dict[str, str]:
    nowhere = str(ROOT / "no-corpus")
    return {
        **os.environ,
        "CI": "true",
        "ACTIVITYLINT_CORPUS": nowhere,
        "ACTIVITYLINT_FRESH_RESULTS": "1",
        "PYTHONPATH": str(ROOT / "tests"),
    }


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("record", help="unknown options go to pytest, such as -n auto")
    running = commands.add_parser("run")
    running.add_argument("packages", nargs="*", default=[], metavar="PACKAGE")
    running.add_argument("--module", action="append", default=[], help="a module below activitylint/")
    running.add_argument("--sample", type=int, help="the number of mutants to draw from each package or module")
    running.add_argument("--seed", type=int, default=1)
    running.add_argument("--jobs", type=int, default=2)
    running.add_argument("--budget", type=float, default=60.0, help="seconds of tests per mutant, as recorded")
    running.add_argument("--append", action="store_true", help="keep the outcomes of earlier runs")
    arguments, rest = parser.parse_known_args()
    if arguments.command == "record":
        sys.exit(record(rest))
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    sys.exit(run(arguments.packages + arguments.module, arguments))


if __name__ == "__main__":
    main()
