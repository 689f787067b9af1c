"""The committed expectations: the findings in each fixture, the wording of each rule, and the findings in the corpus.

    cd tests && python -m acceptance.expectation

writes them again: fixtures.txt, wording.txt and, if the corpus is present, corpus.txt. Read the difference before you
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
"""All but the INT rules: those run other readers, which take minutes and may change what they report."""


def of_fixtures() -> dict[str, list[str]]:
    """Return the lines of each fixture and sample by its name. A fixture is linted as its case says."""
    found = {case.id: lines(case.report()) for case in cases()}
    for path in sorted((FIXTURES / "samples").iterdir()):
        found[f"samples/{path.name}"] = lines(activitylint.lint(path, name=path.name, now=NOW))
    return found


def lines(report: activitylint.Report) -> list[str]:
    """Return a report's findings, one per line: code, severity, count and noun, place, subject, rows.

    Messages are left out: wording.txt has each of them once.
    """
    found = ["failed"] if report.failure else []
    for finding in report.findings:
        rows = ",".join(f"{first}-{last}" if first != last else f"{first}" for first, last in finding.ranges)
        about = [repr(word) for word in finding.about if word not in _part(finding)]
        parts = (f"x{finding.count}", finding.noun, where(finding), _part(finding), *about, rows and f"rows {rows}")
        found.append(f"{finding.code} {finding.severity} {' '.join(filter(None, parts))}")
    return found


def _part(finding: Finding) -> str:
    """Return the part of the place that the finding is about: an element's path, a key, or a field of a FIT message."""
    return finding.location.path or (finding.excerpt.marked if finding.excerpt else "")


def of_corpus(jobs: int = 1) -> list[str]:
    """Return one line per file, with its codes and how many things each is about, then one line per rule."""
    record = lint_folder(CORPUS, select=CORPUS_RULES, jobs=jobs)
    return list(_compact(record))


def _compact(record: dict[str, Any]) -> Iterator[str]:
    for name, entry in record["files"].items():
        found = " ".join(f"{code}:{there['things']}" for code, there in entry["findings"].items())
        yield f"{name}  {entry.get('failure', '')}{found}".rstrip()
    for code, sums in record["totals"].items():
        yield f"total {code}  files:{sums['files']} findings:{sums['findings']} things:{sums['things']}"


def read_fixtures() -> dict[str, list[str]]:
    """Return the committed lines of each fixture, in the form of `of_fixtures`."""
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
