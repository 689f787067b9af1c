"""What is found in each neighbour, and what the fixes make of it: codes, places and counts.

    cd tests && python -m neighbours.expectation

renews the files beside this one. Look at the difference before it is committed.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Final

import activitylint
from acceptance import expectation
from acceptance.run import NOW
from activitylint.fixes.packing import written
from neighbours.changes import GROUPS

__all__ = ["HERE", "file_of", "read", "told"]

HERE: Final = Path(__file__).resolve().parent / "expected"
_SHORT: Final = 20


def told(group: str) -> list[str]:
    """A line a neighbour with its name, and under it what is said of it that was not said of the file as it is.

    What was said of that and is not of the neighbour stands there with a minus. Lint speaks first, then fix.
    """
    name = f"file.{group.partition(' ')[0]}"
    found: list[str] = []
    usual: list[str] = []
    for number, (change, data) in enumerate(GROUPS[group]()):
        said = list(_said(data, name))
        found.append(_ascii(change))
        found.extend(f"  - {line[:_SHORT]}" for line in usual if line not in said)
        found.extend(f"  {line}" for line in said if line not in usual)
        if number == 0:
            usual = said
    return found


def _said(data: bytes, name: str) -> list[str]:
    report = activitylint.lint(data, name=name, now=NOW)
    lines = expectation.lines(report)
    if report.fixes:
        result = activitylint.fix(data, name=name, now=NOW, unsafe=True)
        lines.extend(f"{one.name} of {','.join(one.codes)} x{one.changes}" for one in result.applied)
        lines.extend(f"not {one.name}" for one in result.skipped)
        lines.extend(f"{part} {len(made)} {zlib.crc32(made):08x}" for part, made in written(result))
    return [_ascii(line) for line in lines]


def _ascii(line: str) -> str:
    return line.encode("unicode_escape").decode("ascii")


def file_of(group: str) -> Path:
    """Where a group's expectation is kept."""
    return HERE / f"{group.replace(' ', '-')}.txt"


def read(group: str) -> list[str]:
    """What is committed."""
    return file_of(group).read_text(encoding="ascii").splitlines()


def main() -> None:
    """Write what is said now."""
    HERE.mkdir(exist_ok=True)
    for group in GROUPS:
        lines = told(group)
        file_of(group).write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
        print(f"{group}: {len(lines):,} lines")


if __name__ == "__main__":
    main()
