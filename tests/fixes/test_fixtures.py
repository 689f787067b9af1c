"""Every fixture that can be mended: the fixed file is in the repository, is what is made, and lints better."""

from __future__ import annotations

import pytest

import activitylint
from activitylint.fixes import MENDED, MODULES, load_all
from activitylint.fixes.fixing import FixResult
from activitylint.fixes.packing import written
from activitylint.fixes.registry import registered
from activitylint.model.finding import Safety, Severity
from fixed_fixtures import FOLDERS, REASONS, expected, lines, mended, read_told, reasons
from fixture_cases import Case, cases, moment
from paths import FIXTURES

TOLD = read_told()
MENDABLE = {case.id: case for case in cases() if case.fails and not case.make}


@pytest.mark.parametrize("unsafe", FOLDERS, ids=FOLDERS.get)
@pytest.mark.parametrize("case", MENDABLE.values(), ids=lambda case: case.id)
def test_a_fixture_is_mended_as_it_is_written_down(case: Case, unsafe: bool) -> None:
    # One test, since all of it speaks of one result.
    result = mended(case, unsafe=unsafe)
    demand_the_files_of_the_repository(case, result, unsafe=unsafe)
    assert lines(result) == TOLD.get((case.id, unsafe), []), "python -m fixed_fixtures writes it"
    request = activitylint.UploadRequest(**case.request)
    for name, data in written(result):
        report = activitylint.lint(data, name=name, now=moment(case.now), request=request)
        demand_that_it_is_gone_and_nothing_has_come(result, report)
        again = activitylint.fix(data, name=name, now=moment(case.now), request=request, unsafe=unsafe)
        assert not again.changed, again.applied


def demand_the_files_of_the_repository(case: Case, result: FixResult, *, unsafe: bool) -> None:
    made = dict(written(result))
    if unsafe and made == dict(written(mended(case, unsafe=False))):
        return
    folder = case.path.parent / FOLDERS[unsafe]
    assert made == {name: (folder / name).read_bytes() for name in made}, "python -m fixed_fixtures writes them"


def demand_that_it_is_gone_and_nothing_has_come(result: FixResult, report: activitylint.Report) -> None:
    before = {finding.code: finding.count for finding in result.before.findings}
    assert report.failure is None
    mended_codes = {code for applied in result.applied for code in applied.codes}
    worse = [f.code for f in report.findings if f.severity is not Severity.INFO and f.code not in before]
    assert worse == []
    for finding in report.findings:
        assert finding.code not in mended_codes or finding.count <= before[finding.code]


def test_what_is_written_down_belongs_to_a_fixture() -> None:
    assert {name for name, _ in TOLD} <= MENDABLE.keys()


def test_fixes_give_the_reasons_that_are_committed() -> None:
    assert reasons() == REASONS.read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
def test_no_file_stands_there_that_no_fix_makes() -> None:
    present = {path for folder in FIXTURES.glob("*/fixed*") for path in folder.iterdir()}
    assert present == expected().keys()


def test_each_module_is_listed_with_the_codes_that_it_mends() -> None:
    load_all()
    found: dict[str, set[str]] = {}
    for fix in registered():
        module = fix.plan.__module__.removeprefix("activitylint.fixes.")
        found.setdefault(module, set()).update(fix.codes)
    assert {module: set(codes) for module, codes in MODULES.items()} == found


def test_what_has_to_be_asked_for_is_not_among_what_is_offered() -> None:
    load_all()
    offered = {code for fix in registered() if fix.safety is not Safety.ASKED for code in fix.codes}
    assert offered == MENDED


def test_every_code_is_a_rule() -> None:
    known = {rule.code for rule in activitylint.catalogue()}
    assert {code for codes in MODULES.values() for code in codes} <= known
