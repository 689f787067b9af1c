"""The page of one rule: what it detects, why, how to fix it, before and after, and more examples."""

from __future__ import annotations

import difflib
import gzip
import inspect
import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import activitylint
from activitylint.fixes.diffs import difference
from activitylint.fixes.registry import Fix, Safety, registered
from activitylint.fixes.result import FixResult
from activitylint.model.finding import Finding
from activitylint.model.format import Format
from activitylint.model.report import Report
from activitylint.reports.escape import printable
from activitylint.reports.words import basis_sentence, capitalized, effect_sentence, position
from activitylint.rules.registry import Rule, Stage
from activitylint.source.archives import is_archive
from fixed_fixtures import fixed
from fixture_cases import Case, cases

__all__ = ["fixability", "fixes_of", "page", "source_of"]

_ROOT: Final = Path(__file__).resolve().parent.parent
_CONTEXT: Final = 4
"""Lines shown before and after the line of a finding."""
_SHORT: Final = 16
"""A file with at most this many lines is shown whole."""
_LONGEST_LINE: Final = 160
_LONGEST_DIFF: Final = 40
_FIELDS: Final = 4
"""Fields shown of a FIT message; the field that a finding means comes after them."""
_BYTES: Final = 14
"""Bytes shown of a FIT file where a finding is not about a message."""
_TEXT: Final = frozenset({Format.GPX, Format.TCX, Format.JSON})
_HEADINGS: Final = {"Fix": "How to fix it"}


def page(rule: Rule, since: str) -> str:
    """The Markdown of a rule's page. since: the version that introduced the rule."""
    lines = [f"# {rule.code} {rule.name}", "", rule.page.summary, "", *_facts(rule, since), ""]
    parts = dict(rule.page.parts)
    for heading in ("Why", "Fix"):
        lines += [f"## {_HEADINGS.get(heading, heading)}", "", capitalized(parts.pop(heading)), ""]
    lines += [*_fixes(rule), ""]
    own = [case for case in cases() if case.code == rule.code]
    shown: set[str] = set()
    if own:
        lines += ["## Example", ""]
        lines += _before_and_after(rule, own, shown)
    for heading, text in parts.items():
        lines += [f"## {heading}", "", capitalized(text), ""]
    left = [case for case in own if case.id not in shown]
    if left:
        lines += ["## More examples", ""]
        for fails, title in ((True, "Files that fail"), (False, "Files that pass")):
            lines += _folded(rule, title, [case for case in left if case.fails is fails])
    return "\n".join(lines).rstrip() + "\n"


def fixes_of(rule: Rule) -> list[Fix]:
    """The fixes for a rule's findings, safe ones first."""
    return [fix for fix in registered() if rule.code in fix.codes]


def fixability(rule: Rule) -> str:
    """The safest fix that a rule has: `safe`, `unsafe`, `on request` or `none`."""
    found = {fix.safety for fix in fixes_of(rule)}
    words = {Safety.SAFE: "safe", Safety.UNSAFE: "unsafe", Safety.ASKED: "on request"}
    return next((words[safety] for safety in Safety if safety in found), "none")


def source_of(rule: Rule) -> str:
    """The path of a rule's module in the repository."""
    return Path(inspect.getsourcefile(rule.check) or "").resolve().relative_to(_ROOT).as_posix()


def _facts(rule: Rule, since: str) -> Iterator[str]:
    """The table below the summary."""
    formats = ", ".join(one.value.upper() for one in Format if one in rule.formats)
    kinds = list(dict.fromkeys(_how(fix) for fix in fixes_of(rule)))
    source = source_of(rule)
    yield "| | |"
    yield "|---|---|"
    yield f"| Severity | **{rule.severity.value}** |"
    yield f"| At Strava | {effect_sentence(rule.effect).removesuffix('.')} (`{rule.effect.value}`) |"
    yield f"| Basis | {basis_sentence(rule.basis).removesuffix('.')} |"
    others = {Stage.LINTER: "none: it is about the run itself", Stage.ARCHIVE: "none: it is about archives"}
    yield f"| Formats | {others.get(rule.stage, formats)} |"
    yield f"| Fixes | {', '.join(kinds) or 'none'} |"
    yield f"| On by default | {_default(rule)} |"
    yield f"| Since | {since} |"
    yield f"| Source | [{source}](../../{source}) |"


def _default(rule: Rule) -> str:
    if not rule.default:
        return f"no: `--extend-select {rule.code}` turns it on"
    return "yes, with `--batch`" if rule.stage is Stage.BATCH else "yes"


def _how(fix: Fix) -> str:
    """How a user asks for a fix."""
    return {Safety.SAFE: "safe", Safety.UNSAFE: "unsafe", Safety.ASKED: "on request"}[fix.safety]


def _fixes(rule: Rule) -> Iterator[str]:
    found = fixes_of(rule)
    if not found:
        yield "There is no automatic fix."
        return
    yield "Automatic fixes:"
    yield ""
    options = {Safety.SAFE: "`fix`", Safety.UNSAFE: "`fix --unsafe`"}
    for fix in found:
        formats = ", ".join(one.value.upper() for one in Format if one in fix.formats & rule.formats)
        option = options.get(fix.safety, f"`fix --apply {fix.name}`")
        yield f"- **{fix.name}** ({formats}; {option}). {fix.does} {fix.limits}"


def _before_and_after(rule: Rule, own: list[Case], shown: set[str]) -> Iterator[str]:
    """A failing fixture, and what a fix makes of it or else a passing fixture. Adds what is shown to `shown`."""
    failing, passing = ([case for case in own if case.fails is fails] for fails in (True, False))
    fixed = _fixed_example(failing)
    case = fixed[0] if fixed else failing[0]
    shown.add(case.id)
    yield from ("**Before**", "")
    yield from _fails(rule, case)
    yield ""
    if fixed:
        _, result, option = fixed
        yield from (f"**After** `activitylint fix{option} {case.path.name}`", "", "```diff")
        yield from _diff(result)
        yield from ("```", "")
    else:
        good = _counterpart(case, passing)
        shown.add(good.id)
        yield from (f"**After** (`{good.path.name}`)", "")
        yield from _content(good, good.report())
        yield ""


def _folded(rule: Rule, title: str, examples: list[Case]) -> Iterator[str]:
    if not examples:
        return
    yield from ('<details markdown="1">', f"<summary>{title} ({len(examples)})</summary>", "")
    for case in examples:
        yield from (f"**{_title(case)}**", "")
        yield from _fails(rule, case) if case.fails else _content(case, case.report())
        yield ""
    yield from ("</details>", "")


def _fixed_example(failing: list[Case]) -> tuple[Case, FixResult, str] | None:
    """The first failing fixture that a fix changes in a way that can be shown, safe fixes first; and its option."""
    for unsafe, option in ((False, ""), (True, " --unsafe")):
        for case in sorted(failing, key=lambda one: one.path.suffix == ".fit"):  # a diff of text is easier to read
            if case.make or case.files:
                continue
            result = fixed(case, unsafe=unsafe)
            if any(case.code in one.codes for one in result.applied) and list(_diff(result)):
                return case, result, option
    return None


def _counterpart(case: Case, passing: list[Case]) -> Case:
    """The passing fixture to show beside a failing one: of the same format if possible."""
    return next((one for one in passing if one.path.suffix == case.path.suffix), passing[0])


def _title(case: Case) -> str:
    name = case.path.name.removesuffix(".gz").removeprefix("fail-").removeprefix("pass-")
    return (name.rpartition(".")[0].replace("-", " ") or name) + f" ({case.path.name.partition('.')[2].upper()})"


def _fails(rule: Rule, case: Case) -> Iterator[str]:
    """A failing fixture: the lines around its finding, then the finding."""
    report = case.report()
    found = [finding for finding in report.findings if finding.code == rule.code]
    yield from _content(case, report, found[0])
    yield ""
    yield "```text"
    yield from (_line(case, finding) for finding in found)
    yield "```"


def _line(case: Case, finding: Finding) -> str:
    return f"{case.path.name}:{position(finding.location)} {finding.severity.value}: {printable(finding.message)}"


def _content(case: Case, report: Report, finding: Finding | None = None) -> Iterator[str]:
    """How the file is uploaded, and what is in it: lines of a text, messages of a FIT file, or only the size."""
    if case.request:
        yield f"Uploaded with {', '.join(f'{key}={value}' for key, value in case.request.items())}:"
        yield ""
    if case.files:
        yield f"In one batch, after {', '.join(f'`{file}`' for file in case.files)}:"
        yield ""
    if is_archive(case.path.name):
        yield f"`{case.path.name}`: {case.path.stat().st_size:,} bytes{_members(case.path)}"
    elif report.format in _TEXT and not report.compressed and not case.make:
        yield from _source(case, report.format, finding)
    elif report.format is Format.FIT:
        yield from _messages(case, finding)
    else:
        yield f"`{case.path.name}`: {case.path.stat().st_size:,} bytes" + (f", {case.make}" if case.make else "")


def _members(path: Path) -> str:
    """`, with these files: ...`; empty for an archive without any."""
    unpacked = gzip.decompress if path.suffix in {".gz", ".tgz"} else bytes
    try:
        if path.suffix == ".zip":
            names = zipfile.ZipFile(path).namelist()
        else:
            names = tarfile.TarFile(fileobj=io.BytesIO(unpacked(path.read_bytes()))).getnames()
    except (EOFError, tarfile.TarError, zipfile.BadZipFile):
        return ", damaged"
    return f", with {', '.join(f'`{name}`' for name in names)}" if names else ""


def _source(case: Case, format_: Format | None, finding: Finding | None = None) -> Iterator[str]:
    lines = case.path.read_bytes().decode("utf-8", "replace").splitlines()
    first, last = 0, len(lines)
    if len(lines) > _SHORT:
        at = (finding.location.line or 1) - 1 if finding else 0
        first = max(at - _CONTEXT, 0)
        last = min(first + 2 * _CONTEXT + 1, len(lines)) if finding else _SHORT
    yield f"```{'json' if format_ is Format.JSON else 'xml'}"
    if first:
        yield "..."
    yield from (_cut(line) for line in lines[first:last])
    if last < len(lines):
        yield "..."
    yield "```"


def _cut(line: str) -> str:
    text = printable(line)
    return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 3]}..."


def _diff(result: FixResult) -> Iterator[str]:
    """What a fix changes: a unified diff of text with two lines of context, the messages of a FIT file."""
    if result.source.format in _TEXT and result.edits and not result.source.compressed:
        before, after = (data.decode("utf-8", "replace").splitlines() for data in (result.source.data, result.data))
        lines = list(difflib.unified_diff(before, after, result.source.name or "", result.name or "", "", "", 2, ""))
    else:
        lines = list(difference(result))
    yield from (_cut(line) for line in lines[:_LONGEST_DIFF])
    if len(lines) > _LONGEST_DIFF:
        yield f"... {len(lines) - _LONGEST_DIFF:,} more lines"


def _messages(case: Case, finding: Finding | None) -> Iterator[str]:
    """A FIT file: the message of the finding and its neighbors, or the bytes there, or how many messages it has."""
    activity = activitylint.read(case.path)
    if activity.fit is None:
        return
    tables = activity.fit.messages
    size = case.path.stat().st_size
    if finding is None or (finding.location.message is None and finding.location.byte == 0):
        held = ", ".join(f"{len(messages)} {name}" for name, messages in tables.items())
        yield f"`{case.path.name}`: {size:,} bytes; messages: {held or 'none'}."
        return
    yield "```text"
    if finding.location.message is None:
        first = finding.location.byte
        yield f"0x{first:X}: {case.path.read_bytes()[first : first + _BYTES].hex(' ')}"
    else:
        rows = sorted((int(at), name, row) for name, held in tables.items() for row, at in enumerate(held.offset))
        found = next((place for place, row in enumerate(rows) if row[0] == finding.location.byte), 0)
        for at, name, row in rows[max(found - 1, 0) : found + 2]:
            fields = tables[name].row(row)
            marked = finding.excerpt.marked if finding.excerpt and at == finding.location.byte else ""
            shown = [
                f"{field} {value}" for place, (field, value) in enumerate(fields) if place < _FIELDS or field == marked
            ]
            yield _cut(f"{name} {row + 1}: {', '.join(shown)}")
    yield "```"
