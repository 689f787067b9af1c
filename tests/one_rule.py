"""Check one rule in a few seconds: print what its fixtures yield, then run the tests that concern it.

    cd tests && python -m one_rule TIM009

For each fixture, the lines printed are what case.toml says of it, or should say: copy them from here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import activitylint
from acceptance.run import where
from fixture_cases import Case, cases, told

_HERE: Final = Path(__file__).resolve().parent
_TESTS: Final = (
    "test_fixtures.py",
    "fixes/test_fixtures.py",
    "rules/test_catalogue.py",
)
"""The tests that have a case for each rule or fixture; `-k` picks those of one rule."""


def main() -> int:
    """Check the rule that the command line names."""
    known = {rule.code for rule in activitylint.catalogue()}
    if len(sys.argv) != 2 or sys.argv[1] not in known:
        print("usage: python -m one_rule CODE, with the code of a rule", file=sys.stderr)
        return 2
    code = sys.argv[1]
    for case in cases():
        if case.code == code:
            print("\n".join(entry(case)), end="\n\n")
    return pytest.main(
        ["-q", "--tb=short", "-p", "no:cacheprovider", "-k", code, *(str(_HERE / test) for test in _TESTS)]
    )


def entry(case: Case) -> Iterator[str]:
    """The entry of a fixture in case.toml, as its findings have it; the messages are comments."""
    report = case.report()
    found = [finding for finding in report.findings if finding.code == case.code]
    yield f'["{case.path.name}"]'
    if case.fails and found:
        yield f'at = "{where(found[0])}"'
        yield f"count = {found[0].count}"
    also = sorted(told(report) - {case.code})
    if also:
        yield f"also = {json.dumps(also)}"
    yield from (f"# {finding.severity}: {finding.message}" for finding in found)


if __name__ == "__main__":
    sys.exit(main())
