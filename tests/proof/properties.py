"""What is true of any file. Each property calls the library as a user would and raises if a promise is broken."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

import jsonschema
from hypothesis import strategies as st

import activitylint
from activitylint.engine.lint import lint_source
from activitylint.engine.selection import select_rules
from activitylint.fixes.packing import written
from activitylint.fixes.registry import registered
from activitylint.fixes.result import FixResult
from activitylint.model.finding import Finding, Safety, Severity
from activitylint.model.report import Report
from activitylint.model.request import Context
from activitylint.reports import FORMATS
from activitylint.reports.escape import json_text
from activitylint.source.reading import open_source
from activitylint.strava.inspection import Inspection
from activitylint.suppression.suppressor import Suppressor
from generated.files import ActivityFile
from generated.markup import PLAIN
from generated.model import Draw
from generated.tracks import XmlCase
from paths import SCHEMAS
from proof.variants import variants
from report_invariants import holds, is_harmless, printed, validates

__all__ = ["CALLS", "FOUND", "PROPERTIES", "Property"]

CALLS: Final[Counter[str]] = Counter()
"""How often each function of the library was called."""
FOUND: Final[Counter[str]] = Counter()
"""How many findings of each code there were in all reports."""

Property = Callable[[ActivityFile, Draw], None]
"""The arguments: a file, and a function for random choices."""

_INSPECTION: Final = jsonschema.Draft202012Validator(
    json.loads((SCHEMAS / "inspection-1.schema.json").read_text(encoding="utf-8"))
)
_SELECTED: Final = 2
"""So many codes of a report are selected one by one."""
_DAMAGE: Final = frozenset({"XML001", "FIT001", "FIT004", "FIT005", "FIT011", "JSN001"})
"""Rules about damage, which end what can be read: the next fault comes to light when the first is fixed."""
_SILENCING: Final = {rule.code for rule in activitylint.catalogue() if rule.silences} | _DAMAGE


def _lint(file: ActivityFile) -> Report:
    """Lint a file as its author asks."""
    return _noted(activitylint.lint(file.data, name=file.name, request=file.request, now=file.now, limits=file.limits))


def _lint_only(file: ActivityFile, select: Sequence[str] | None = None) -> Report:
    """Lint a file without looking for available fixes, which takes most of the time."""
    source = open_source(file.data, name=file.name, read_limit=file.limits.read)
    selection = select_rules(select)
    outcome = lint_source(source, Context(file.now, file.request, file.limits), selection)
    return _noted(Suppressor(selection).apply(outcome))


def _noted(report: Report) -> Report:
    CALLS["lint"] += 1
    FOUND.update(finding.code for finding in report.findings)
    return report


def _fix(file: ActivityFile, *, unsafe: bool, rename: bool) -> FixResult:
    CALLS["fix"] += 1
    return activitylint.fix(
        file.data,
        name=file.name,
        request=file.request,
        now=file.now,
        limits=file.limits,
        unsafe=unsafe,
        rename=rename,
    )


def _inspect(file: ActivityFile) -> Inspection | None:
    """The inspection, or None if the content is in no supported format."""
    CALLS["inspect"] += 1
    try:
        return activitylint.inspect(file.data, name=file.name, request=file.request, limits=file.limits)
    except activitylint.UnsupportedContentError:
        return None


def its_report_is_sound(file: ActivityFile, draw: Draw) -> None:
    """No rule crashes, all places are inside the file, the report is valid, and linting again gives the same."""
    report = _lint(file)
    holds(report, open_source(file.data, name=file.name, read_limit=file.limits.read).data)
    validates(report)
    is_harmless(printed(report, draw(st.sampled_from(sorted(FORMATS)))))
    assert _lint(file) == report


def a_code_on_its_own_is_found_at_the_same_place(file: ActivityFile, draw: Draw) -> None:
    """Selecting one rule changes nothing about its findings."""
    report = _lint_only(file)
    codes = sorted({finding.code for finding in report.findings})
    for code in draw(st.permutations(codes))[:_SELECTED]:
        expected = [finding for finding in report.findings if finding.code == code and not _about_others(finding)]
        found = [finding for finding in _lint_only(file, [code]).findings if finding.code == code]
        assert found == expected, (code, found, expected)


def _about_others(finding: Finding) -> bool:
    """True if the finding is that another rule found nothing, which needs the other rule."""
    return finding.code == "LNT002" and "no such finding" in finding.message


def other_bytes_give_the_same_findings(file: ActivityFile, draw: Draw) -> None:
    """What is found does not depend on how the format lets you write an activity."""
    expected = _essence(_lint_only(file))
    for what, variant in variants(draw, file):
        found = _essence(_lint_only(variant))
        assert found == expected, f"{what}: only with it {found - expected}, only without {expected - found}"


def _essence(report: Report) -> Counter[tuple[Any, ...]]:
    assert report.failure is None, report.failure
    return Counter((one.code, one.severity, one.count, tuple(one.ranges)) for one in report.findings)


def fixes_do_as_they_say(file: ActivityFile, draw: Draw) -> None:
    """What a fix claims to have fixed is gone, nothing new appears, and there is nothing left to fix."""
    report = _lint(file)
    unsafe, rename = draw(st.booleans()), draw(st.booleans())
    result = _fix(file, unsafe=unsafe, rename=rename)
    assert result.before == _without_fixes(report)
    assert not [one for one in result.skipped if "failed" in one.reason], result.skipped
    assert result.after.failure is None
    assert unsafe or not result.parts
    _demand_progress(result)
    offered = {fix.name for fix in report.fixes if unsafe or fix.safety is Safety.SAFE}
    applied = {one.name for one in result.applied}
    # Another name may make another fix needless.
    assert rename or offered <= applied, f"offered, but not applied: {offered - applied}"
    for name, data in written(result):
        again = ActivityFile(data, name, file.request, file.now, file.limits)
        if not result.parts:
            assert _where(_lint_only(again)) == _where(result.after)
        twice = _fix(again, unsafe=unsafe, rename=rename)
        assert not twice.changed, (result.applied, twice.applied)


def _without_fixes(report: Report) -> Report:
    return Report(report.path, report.format, report.compressed, report.findings, report.failure, report.suppressed)


def _where(report: Report) -> list[tuple[Any, ...]]:
    return [(one.code, one.location, one.message, one.count) for one in report.findings]


def _demand_progress(result: FixResult) -> None:
    before, after = _affected(result.before), _affected(result.after)
    if result.parts:
        return
    for one in result.applied:
        # What only came to light by another fix has no code.
        assert one.codes or len(result.applied) > 1, one
        for code in one.codes:
            # A code that was hidden at first may come to light, and be fixed in part; so may one fault of many.
            progress = after[code] < before[code] or not before[code] or code in _DAMAGE
            assert progress or _messages(result.before, code) - _messages(result.after, code), (one, before, after)
    if _SILENCING.isdisjoint(before) and result.before.format is result.after.format:
        revealed = {
            code for one in result.applied for fix in registered() if fix.name == one.name for code in fix.reveals
        }
        new = {one.code for one in result.after.findings if one.severity is not Severity.INFO} - before.keys()
        assert new <= revealed, (result.applied, new)


def _messages(report: Report, code: str) -> set[tuple[str, str]]:
    return {(one.location.path, one.message) for one in report.findings if one.code == code}


def _affected(report: Report) -> Counter[str]:
    total: Counter[str] = Counter()
    for finding in report.findings:
        total[finding.code] += finding.count
    return total


def its_inspection_is_sound(file: ActivityFile, draw: Draw) -> None:  # noqa: ARG001 -- one of several
    """It fits its schema, and inspecting again gives the same. Only content of no known format has none."""
    inspection = _inspect(file)
    source = open_source(file.data, name=file.name, read_limit=file.limits.read)
    assert (inspection is None) == (source.format is None)
    if inspection is None:
        return
    files = json.loads(json_text([asdict(inspection)]))
    _INSPECTION.validate({"version": 1, "tool": {"name": "activitylint", "version": "0"}, "files": files})
    assert repr(_inspect(file)) == repr(inspection)  # NaN is equal to itself here


def other_readers_agree_about_sound_files(file: ActivityFile, draw: Draw) -> None:  # noqa: ARG001 -- as above
    """The rules that ask another program do not crash. They find nothing in a file without errors and warnings.

    gpxpy does not read every way to write XML, such as a namespace that is declared again (XML008). fitdecode fails on
    a number where it does not expect an array: then the finding is right.
    """
    asked = _lint_only(file, ["INT"])
    assert asked.failure is None, asked.findings
    usual = not isinstance(file.case, XmlCase) or replace(file.case.surface, indent=None) == replace(PLAIN, indent=None)
    failed = any("TypeError" in finding.message for finding in asked.findings)
    if asked.findings and usual and not failed:
        report = _lint_only(file)
        again = any(finding.code == "XML008" for finding in report.findings)
        assert again or report.reaches(Severity.WARNING), asked.findings


PROPERTIES: Final[tuple[Property, ...]] = (
    its_report_is_sound,
    a_code_on_its_own_is_found_at_the_same_place,
    other_bytes_give_the_same_findings,
    fixes_do_as_they_say,
    its_inspection_is_sound,
    other_readers_agree_about_sound_files,
)
