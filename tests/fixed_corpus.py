"""Statistics about fixing a folder of real files: how many are good before and after, and which fixes were applied.

`python -m fixed_corpus FOLDER`, run in tests/, prints the tables. Nothing is written.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import activitylint
from activitylint.fixes.result import FixResult
from activitylint.model.finding import Severity
from activitylint.model.report import Report
from fixture_cases import NOW, moment

__all__ = ["Tally", "main", "tally"]


@dataclass
class Tally:
    """The results for one folder."""

    files: int = 0
    changed: int = 0
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    applied: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    left: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, path: str, result: FixResult) -> None:
        """Count one more file."""
        self.files += 1
        self.changed += result.changed
        self.before[_worst(result.before)] += 1
        self.after[_worst(result.after) if not result.parts else "split"] += 1
        for one in result.applied:
            self.applied[f"{one.name} ({', '.join(one.codes)}; {one.safety.value})"].append(path)
        for left in result.skipped:
            self.left[f"{left.name} ({', '.join(left.codes)})", left.reason].append(path)

    def lines(self) -> Iterator[str]:
        """Yield the lines of the table."""
        yield f"{self.files} files, {self.changed} changed"
        for state in ("errors", "warnings", "neither", "split", "failed"):
            if self.before[state] or self.after[state]:
                yield f"  {state:<9} {self.before[state]:>4} before {self.after[state]:>4} after"
        for name, paths in sorted(self.applied.items()):
            yield f"  applied {name}: {len(paths)}, such as {paths[0]}"
        for (name, reason), paths in sorted(self.left.items()):
            yield f"  left {name}, since {reason}: {len(paths)}, such as {paths[0]}"


def _worst(report: Report) -> str:
    if report.failure is not None:
        return "failed"
    if report.reaches(Severity.ERROR):
        return "errors"
    return "warnings" if report.reaches(Severity.WARNING) else "neither"


def tally(folder: Path, *, unsafe: bool) -> Tally:
    """Fix every file below a folder, in memory."""
    made = Tally()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        made.add(str(path.relative_to(folder)), activitylint.fix(path, now=moment(NOW), unsafe=unsafe))
    return made


def main() -> None:
    """Print both tables for the folder on the command line."""
    for unsafe in (False, True):
        sys.stdout.write(f"{'safe and unsafe fixes' if unsafe else 'safe fixes'}: ")
        sys.stdout.write("\n".join(tally(Path(sys.argv[1]), unsafe=unsafe).lines()) + "\n\n")


if __name__ == "__main__":
    main()
