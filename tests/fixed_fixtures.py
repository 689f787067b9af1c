"""The expected result of fixing each failing fixture.

`fixtures/<CODE>-<name>/fixed/` has the files after safe fixes; `fixed-unsafe/` has them after safe and unsafe fixes, if
that differs. A split gives several files, and a renamed file has its new name. `tests/fixes/told.txt` lists the fixes
that were applied or skipped, and `reasons.txt` why fixes are skipped. `python -m fixed_fixtures`, run in tests/,
updates all of them.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from acceptance.wording import sentence
from activitylint.api import fix
from activitylint.fixes.packing import written
from activitylint.fixes.result import FixResult
from activitylint.model.request import Limits, UploadRequest
from fixture_cases import MAKERS, Case, cases, moment, once
from paths import FIXTURES, ROOT

__all__ = ["FOLDERS", "expected", "fixed", "lines", "read_told", "reasons"]

FOLDERS = {False: "fixed", True: "fixed-unsafe"}
TOLD = ROOT / "tests" / "fixes" / "told.txt"
REASONS = ROOT / "tests" / "fixes" / "reasons.txt"


@once
def fixed(case: Case, *, unsafe: bool) -> FixResult:
    """The result of fixing a fixture with the settings of its case."""
    data = MAKERS[case.make](case.path) if case.make else case.path.read_bytes()
    return fix(
        data,
        name=case.path.name,
        request=UploadRequest(**case.request),
        now=moment(case.now),
        unsafe=unsafe,
        limits=Limits(**case.settings),
    )


def expected() -> dict[Path, bytes]:
    """The path and the bytes of every expected file."""
    files: dict[Path, bytes] = {}
    for case in cases():
        if not case.fails or case.make:
            continue
        safe = dict(written(fixed(case, unsafe=False)))
        unsafe = dict(written(fixed(case, unsafe=True)))
        for made, folder in ((safe, FOLDERS[False]), (unsafe if unsafe != safe else {}, FOLDERS[True])):
            files |= {case.path.parent / folder / name: data for name, data in made.items()}
    return files


def lines(result: FixResult) -> list[str]:
    """What happened to one file, one fix per line. `reasons.txt` holds why fixes are skipped."""
    done = [f"{one.name} of {', '.join(one.codes)}: changes {one.changes}" for one in result.applied]
    return done + [f"{one.name} of {', '.join(one.codes)}: skipped" for one in result.skipped]


def reasons() -> list[str]:
    """Why each fix skips a fixture: every distinct reason once, by the name of the fix."""
    found: dict[tuple[str, str], str] = {}
    for case in cases():
        if case.fails and not case.make:
            for unsafe in FOLDERS:
                for one in fixed(case, unsafe=unsafe).skipped:
                    found.setdefault((one.name, sentence(one.reason)), one.reason)
    return [f"{name}: {reason}" for (name, _), reason in sorted(found.items())]


def told() -> dict[tuple[str, bool], list[str]]:
    """The lines for each fixture, without and with unsafe fixes, if there are any."""
    ways = ((case, unsafe) for case in cases() if case.fails and not case.make for unsafe in FOLDERS)
    found = {(case.id, unsafe): lines(fixed(case, unsafe=unsafe)) for case, unsafe in ways}
    return {way: said for way, said in found.items() if said}


def read_told() -> dict[tuple[str, bool], list[str]]:
    """The same, as committed."""
    found: dict[tuple[str, bool], list[str]] = {}
    current: list[str] = []
    for line in TOLD.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            current.append(line[2:])
        else:
            name, _, unsafe = line.partition(", unsafe")
            current = found.setdefault((name, bool(unsafe)), [])
    return found


def main() -> None:
    """Update all expected files and remove those that no fix produces."""
    TOLD.write_text(
        "".join(
            "\n  ".join([f"{name}, unsafe ones too" if unsafe else name, *said]) + "\n"
            for (name, unsafe), said in told().items()
        ),
        encoding="utf-8",
    )
    REASONS.write_text("".join(f"{line}\n" for line in reasons()), encoding="utf-8")
    files = expected()
    for folder in FIXTURES.glob("*/fixed*"):
        for path in folder.iterdir():
            if path not in files:
                path.unlink()
        if not any(folder.iterdir()):
            shutil.rmtree(folder)
    for path, data in files.items():
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            sys.stdout.write(f"{path.relative_to(FIXTURES)}: {len(data)} bytes\n")


if __name__ == "__main__":
    main()
