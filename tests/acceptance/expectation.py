"""The committed expectations: what is found in each fixture, how each rule words it, and what is found in the corpus.

    cd tests && python -m acceptance.expectation

writes them again: fixtures.txt, wording.txt, and corpus.txt where the corpus is present. Read the difference before you
commit it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import activitylint
from acceptance import wording
from acceptance.run import NOW, lint_folder, where
from activitylint.model.finding import Finding
from fixture_cases import cases
from paths import CORPUS, FIXTURES

HERE: Final = Path(__file__).resolve().parent
FIXTURES_FILE: Final = HERE / "fixtures.txt"
CORPUS_FILE: Final = HERE / "corpus.txt"
CORPUS_RULES: Final = tuple(rule.code for rule in activitylint.catalogue() if not rule.code.startswith("INT"))
"""Other readers take minutes over the corpus, and what they say is theirs to change."""


def of_fixtures() -> dict[str, list[str]]:
    """The lines of each fixture, by its name; each as its case is linted, samples as they are."""
    told = {case.id: lines(case.report()) for case in cases()}
    for path in sorted((FIXTURES / "samples").iterdir()):
        told[f"samples/{path.name}"] = lines(activitylint.lint(path, name=path.name, now=NOW))
    return told


def lines(report: activitylint.Report) -> list[str]:
    """A report's findings, one per line: code, severity, how many of what, place, what it is about, rows.

    No line holds a message: `wording.py` has each of those once.
    """
    found = ["failed"] if report.failure else []
    for finding in report.findings:
        rows = ",".join(f"{first}-{last}" if first != last else f"{first}" for first, last in finding.ranges)
        about = [repr(word) for word in finding.about if word not in _part(finding)]
        parts = (f"x{finding.count}", finding.noun, where(finding), _part(finding), *about, rows and f"rows {rows}")
        found.append(f"{finding.code} {finding.severity} {' '.join(filter(None, parts))}")
    return found


def _part(finding: Finding) -> str:
    """What is meant at the place: an element or key by its path, a field of a FIT message."""
    return finding.location.path or (finding.excerpt.marked if finding.excerpt else "")


def of_corpus(jobs: int = 1) -> list[str]:
    """A line a file, with its codes and how many things each is about, then a line a rule."""
    record = lint_folder(CORPUS, select=CORPUS_RULES, jobs=jobs)
    return list(_compact(record))


def _compact(record: dict[str, Any]) -> Iterator[str]:
    for name, entry in record["files"].items():
        found = " ".join(f"{code}:{there['things']}" for code, there in entry["findings"].items())
        yield f"{name}  {entry.get('failure', '')}{found}".rstrip()
    for code, sums in record["totals"].items():
        yield f"total {code}  files:{sums['files']} findings:{sums['findings']} things:{sums['things']}"


def read_fixtures() -> dict[str, list[str]]:
    """The committed expectation of the fixtures, as `of_fixtures` gives it."""
    expected: dict[str, list[str]] = {}
    current: list[str] = []
    for line in FIXTURES_FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            current.append(line[2:])
        else:
            current = expected.setdefault(line, [])
    return expected


def main() -> None:
    """Write what is found now."""
    text = "".join(f"{name}\n" + "".join(f"  {line}\n" for line in found) for name, found in of_fixtures().items())
    FIXTURES_FILE.write_text(text, encoding="utf-8")
    print(f"{FIXTURES_FILE.name}: {text.count(chr(10)):,} lines")
    wording.FILE.write_text("".join(f"{line}\n" for line in wording.of_fixtures()), encoding="utf-8")
    if CORPUS.is_dir():
        found = of_corpus(jobs=os.cpu_count() or 1)
        CORPUS_FILE.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
        print(f"{CORPUS_FILE.name}: {len(found):,} lines")


if __name__ == "__main__":
    main()
