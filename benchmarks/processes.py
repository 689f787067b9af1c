"""Measure whole processes: startup, the commands of other projects, two jobs, memory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.generate import HERE, Input, corpus, generated, hostile, many_files, special
from benchmarks.machine import cores
from benchmarks.results import Command, OneFile
from benchmarks.rounds import Pace

__all__ = ["files", "jobs", "others", "startup"]

_SCRIPTS: Final = Path(sys.executable).parent
_OURS: Final = str(_SCRIPTS / "activitylint")
_SAMPLES: Final = HERE.parent / "fixtures" / "samples"
_SCHEMA: Final = HERE.parent / "schemas" / "strength-activity-1.0.schema.json"


def startup(pace: Pace) -> list[Command]:
    """Short commands, beside the imports that they need.

    They run in a folder without settings: in this repository they would parse its pyproject.toml, too.
    """
    light, heavy = "import click", "import numpy, lxml.etree, click"
    commands = [Command("start-up", f"python -c '{code}'", "", []) for code in (light, heavy)]
    lines = [[sys.executable, "-c", code] for code in (light, heavy)]
    for arguments, code in (("--version", light), ("rule", light), ("rule TIM001", light)):
        commands.append(Command("start-up", f"activitylint {arguments}", f"python -c '{code}'", []))
        lines.append([_OURS, *arguments.split()])
    with TemporaryDirectory() as folder:
        for path in sorted(_SAMPLES.glob("*.*")):
            shutil.copy(path, folder)
            commands.append(Command("start-up", f"activitylint lint {path.name}", f"python -c '{heavy}'", []))
            lines.append([_OURS, "lint", path.name])
        _run_in_turns(commands, lines, rounds=4 * pace.rounds + 1, folder=folder)
    return commands


def others(*, quick: bool, pace: Pace) -> list[Command]:
    """The commands of other projects' checkers, on files of 10,000 records."""
    records = 3_000 if quick else 10_000
    commands: list[Command] = []
    lines: list[list[str]] = []
    for kind in ("gpx", "tcx", "json"):
        item = generated(kind, records)
        peer = ["xmllint", "--huge", "--noout"]
        if kind == "json":
            peer = [str(_SCRIPTS / "check-jsonschema"), "--schemafile", str(_SCHEMA)]
        name = Path(peer[0]).name
        floor = Command("commands", f"{name} {item.name}", "", [])
        if not shutil.which(peer[0]):
            floor.absent = "not installed"
        commands += [floor, Command("commands", f"activitylint lint {item.name}", floor.label, [])]
        lines += [[*peer, str(item.path)], [_OURS, "lint", str(item.path)]]
    _run_in_turns(commands, lines, rounds=pace.rounds)
    return commands


def jobs(*, quick: bool, pace: Pace) -> list[Command]:
    """A folder with one process and with two."""
    count = 100 if quick else 1_000
    folder = many_files(count)
    labels = [f"activitylint lint --jobs {number} ({count:,} files)" for number in (1, 2)]
    commands = [Command("jobs", labels[0], "", []), Command("jobs", labels[1], labels[0], [])]
    if cores() < 2:
        commands[1].absent = "this machine has one core"
    options = ["--format", "concise", str(folder)]
    lines = [[_OURS, "lint", "--jobs", str(number), *options] for number in (1, 2)]
    _run_in_turns(commands, lines, rounds=max(3, pace.rounds // 2 + 1))
    return commands


def files(*, quick: bool) -> Iterator[OneFile]:
    """The peak memory of the command on one file: small and large, real and hostile."""
    inputs: list[Input] = [generated(kind, 1_000) for kind in ("fit", "gpx", "tcx", "json")]
    inputs += [generated(kind, 10_000 if quick else 100_000, wild=True) for kind in ("fit", "gpx", "tcx", "json")]
    inputs += corpus()
    if quick:
        inputs += [special("one-byte-messages-1MB.fit"), special("bad-sets-10k.json")]
    else:
        inputs += [special("one-byte-messages-20MB.fit"), special("bad-sets-300k.json")]
    inputs += hostile()
    for item in inputs:
        command = [sys.executable, "-m", "benchmarks.once", str(item.path)]
        environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        answer = json.loads(done.stdout.splitlines()[-1])
        yield OneFile(item.name, item.size, answer["seconds"], answer["peak"])


def _run_in_turns(
    commands: Sequence[Command], lines: Sequence[list[str]], rounds: int, folder: str | None = None
) -> None:
    for turn in range(rounds + 1):
        for command, line in zip(commands, lines, strict=True):
            if command.absent:
                continue
            start = time.perf_counter()
            done = subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd=folder)
            seconds = time.perf_counter() - start
            if done.returncode not in {0, 1}:
                command.absent = f"exit status {done.returncode}"
            elif turn:  # the first turn only warms the disk cache
                command.seconds.append(seconds)
