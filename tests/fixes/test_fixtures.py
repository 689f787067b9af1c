"""Every failing fixture: its fixed form matches the committed file, lints better, and needs no further fix."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import activitylint
from activitylint.fixes import load_all, modules
from activitylint.fixes.packing import written
from activitylint.fixes.registry import registered
from activitylint.fixes.result import FixResult
from activitylint.model.finding import Safety, Severity
from fixed_fixtures import FOLDERS, REASONS, expected, fixed, lines, read_told, reasons
from fixture_cases import Case, cases, moment
from paths import FIXTURES, ROOT

TOLD = read_told()
FIXABLE = {case.id: case for case in cases() if case.fails and not case.make}


@pytest.mark.parametrize("case", FIXABLE.values(), ids=lambda case: case.id)
def test_a_fixture_is_fixed_as_committed(case: Case) -> None:
    # Where the safe fixes are all that apply, the test of every committed file tries them without the unsafe ones.
    differ = TOLD.get((case.id, False)) != TOLD.get((case.id, True))
    results = {unsafe: fixed(case, unsafe=unsafe) for unsafe in (FOLDERS if differ else (True,))}
    files = {unsafe: dict(written(result)) for unsafe, result in results.items()}
    if differ and files[True] == files[False]:
        del files[False]  # with all fixes nothing more is left to fix than with the safe ones
    for unsafe, made in files.items():
        folder = case.path.parent / FOLDERS[unsafe and False in files]
        assert made == {name: (folder / name).read_bytes() for name in made}, "python -m fixed_fixtures writes them"
        for name, data in made.items() if results[unsafe].changed else ():
            request = activitylint.UploadRequest(**case.request)
            again = activitylint.fix(data, name=name, now=moment(case.now), request=request, unsafe=unsafe)
            assert_findings_are_gone_and_none_are_new(results[unsafe], again.before)
            assert not again.changed, again.applied
    for unsafe, result in results.items():
        assert lines(result) == TOLD.get((case.id, unsafe), []), "python -m fixed_fixtures writes it"


def assert_findings_are_gone_and_none_are_new(result: FixResult, report: activitylint.Report) -> None:
    before = {finding.code: finding.count for finding in result.before.findings}
    assert report.failure is None
    fixed_codes = {code for applied in result.applied for code in applied.codes}
    worse = [f.code for f in report.findings if f.severity is not Severity.INFO and f.code not in before]
    assert worse == []
    for finding in report.findings:
        assert finding.code not in fixed_codes or finding.count <= before[finding.code]


def test_every_committed_result_belongs_to_a_fixture() -> None:
    assert {name for name, _ in TOLD} <= FIXABLE.keys()


def test_fixes_give_the_reasons_that_are_committed() -> None:
    assert reasons() == REASONS.read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
def test_every_committed_fixed_file_is_produced_by_a_fix() -> None:
    present = {path for folder in FIXTURES.glob("*/fixed*") for path in folder.iterdir()}
    assert present == expected().keys()


def test_every_module_with_fixes_is_listed_with_its_codes() -> None:
    folder = ROOT / "src" / "activitylint" / "fixes"
    found: dict[str, set[str]] = {
        ".".join(path.relative_to(folder).with_suffix("").parts): set()
        for path in folder.rglob("*.py")
        if re.search(r"^@fix\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    load_all()
    for fix in registered():
        if fix.safety is not Safety.ASKED:
            found[fix.function.__module__.removeprefix("activitylint.fixes.")].update(fix.codes)
    assert modules() == found, "python docs/generate.py writes fixes/modules.json"


def test_only_the_modules_for_the_given_codes_are_imported() -> None:
    script = (
        "import sys; from activitylint.fixes import load_for; "
        "assert not load_for(['TIM002', 'GPX007']); assert load_for(['XML003']); print(' '.join(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {f"activitylint.fixes.{module}" for module in modules()} & set(ran.stdout.split())
    assert loaded == {"activitylint.fixes.xml.prolog"}


def test_every_code_is_a_rule() -> None:
    known = {rule.code for rule in activitylint.catalogue()}
    assert {code for fix in registered() for code in fix.codes} <= known
