"""The findings and fixes that are expected for each neighbour: codes, places and counts.

    cd tests && python -m neighbours.expectation

writes the files in `expected/` again. Read the difference before you commit it.
"""

from __future__ import annotations

import zlib
from itertools import islice
from pathlib import Path
from typing import Final

import activitylint
from acceptance import expectation
from acceptance.run import NOW
from activitylint.fixes.packing import written
from neighbours.changes import GROUPS

__all__ = ["HERE", "Entry", "actual", "file_of", "read"]

HERE: Final = Path(__file__).resolve().parent / "expected"
_SHORT: Final = 20

Entry = tuple[str, ...]
"""One neighbour: its name, then the lines about it, as they are in the file."""


def actual(group: str, every: int = 1) -> list[Entry]:
    """Lint and fix a group's neighbours; every: lint one neighbour in so many.

    A neighbour's lines are those that the unchanged file does not have: first the findings, then the fixes. Lines that
    only the unchanged file has come before them, shortened and with a minus sign.
    """
    name = f"file.{group.partition(' ')[0]}"
    entries: list[Entry] = []
    usual: list[str] | None = None
    for change, data in islice(GROUPS[group](), 0, None, every):
        lines = _lines(data, name)
        already = usual or []
        missing = [f"  - {line[:_SHORT]}" for line in already if line not in lines]
        entries.append((_ascii(change), *missing, *(f"  {line}" for line in lines if line not in already)))
        usual = lines if usual is None else usual
    return entries


def _lines(data: bytes, name: str) -> list[str]:
    report = activitylint.lint(data, name=name, now=NOW, available_fixes=True)
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
    """Return the path of a group's expectation."""
    return HERE / f"{group.replace(' ', '-')}.txt"


def read(group: str) -> list[Entry]:
    """Return the committed entries of a group."""
    entries: list[list[str]] = []
    for line in file_of(group).read_text(encoding="ascii").splitlines():
        if line.startswith("  "):
            entries[-1].append(line)
        else:
            entries.append([line])
    return [tuple(entry) for entry in entries]


def main() -> None:
    """Write what is found now."""
    HERE.mkdir(exist_ok=True)
    for group in GROUPS:
        lines = [line for entry in actual(group) for line in entry]
        file_of(group).write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
        print(f"{group}: {len(lines):,} lines")


if __name__ == "__main__":
    main()
