"""What is said of each example, and what the fixes make of it: committed, so that no byte changes unseen.

    cd tests && python -m fixes.examples.expectation

renews the files in `expected/`. Read the difference before it is committed: it is what users get.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import activitylint
from activitylint.fixes.packing import written
from fixed_fixtures import lines
from fixes.examples import GROUPS
from fixes.examples.dump import dump
from fixes.examples.example import Example
from fixture_cases import NOW, moment

__all__ = ["HERE", "file_of", "read", "told"]

HERE: Final = Path(__file__).resolve().parent / "expected"


def told(group: str, every: int = 1) -> list[list[str]]:
    """For each example its name, what is said of it, what goes (-) and what comes (+). every: one example in so many.

    Files that a FIT file is split into are compared with those of the first example, all else with the file itself.
    """
    usual: dict[str, list[str]] = {}
    suffix = group.partition(" ")[0]
    examples = islice(GROUPS[group](), 0, None, every)
    return [[example.name, *(f"  {line}" for line in _told(example, suffix, usual))] for example in examples]


def _told(example: Example, suffix: str, usual: dict[str, list[str]]) -> Iterator[str]:
    name = f"file.{suffix}"
    result = activitylint.fix(
        example.data,
        name=name,
        now=moment(NOW),
        unsafe=not example.safe,
        select=example.select or None,
        apply=example.apply,
        available_fixes=True,
    )
    yield from lines(result)
    still = sorted({finding.code for finding in (*result.after.errors, *result.after.warnings)})
    if still:
        yield f"still {' '.join(still)}"
    if result.after.fixes:
        yield f"may {' '.join(offer.name for offer in result.after.fixes)}"
    before = _shown(example.data, suffix)
    if any(line.startswith("rest ") for line in before):
        # What cannot be read makes lines that nobody can: the edits are shorter.
        for edit in result.edits:
            yield f"{edit.start}-{edit.stop}: {edit.new.hex() or 'gone'}"
        return
    for part, data in written(result):
        after = _shown(data, suffix)
        if part != name:
            yield f"as {part}"
        yield from _differences(usual.get(part, before), after)
        if part != name and suffix == "fit":
            usual.setdefault(part, after)


def _differences(before: list[str], after: list[str]) -> Iterator[str]:
    for line in difflib.unified_diff(before, after, n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield line


def _shown(data: bytes, suffix: str) -> list[str]:
    if suffix == "fit":
        return dump(data)
    return [_escaped(line) for line in data.decode("latin-1").split("\n")]


def _escaped(line: str) -> str:
    return line.encode("unicode_escape").decode("ascii")


def file_of(group: str) -> Path:
    """Where a group's expectation is kept."""
    return HERE / f"{group.replace(' ', '-')}.txt"


def read(group: str) -> list[list[str]]:
    """Return the committed entries of a group: for each example its name and the lines about it."""
    entries: list[list[str]] = []
    for line in file_of(group).read_text(encoding="ascii").splitlines():
        if line.startswith("  "):
            entries[-1].append(line)
        else:
            entries.append([line])
    return entries


def main() -> None:
    """Write what is made now."""
    HERE.mkdir(exist_ok=True)
    for path in set(HERE.iterdir()) - {file_of(group) for group in GROUPS}:
        path.unlink()
    for group in GROUPS:
        text = "".join(f"{line}\n" for entry in told(group) for line in entry)
        file_of(group).write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
