"""Writes what is made from the rules, the fixtures and real runs: the rules' pages, the catalogue that the command
reads, the site's list of pages, the picture, and what commands print in the README and under docs/.

python docs/generate.py            write what is not current
python docs/generate.py --check    write nothing; exit with 1 where something is not current
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import yaml  # noqa: E402

import activitylint  # noqa: E402
import figures  # noqa: E402 -- after the path is set, as all that follow
from activitylint.fixes import load_all  # noqa: E402
from activitylint.fixes.registry import Fix, Safety, registered  # noqa: E402
from activitylint.model.finding import Finding  # noqa: E402
from activitylint.model.format import Format  # noqa: E402
from activitylint.reports.escape import printable  # noqa: E402
from activitylint.reports.words import basis_sentence, effect_sentence, position  # noqa: E402
from activitylint.rules.registry import Rule, Stage  # noqa: E402
from fixture_cases import Case, cases  # noqa: E402
from picture import draw, on_a_terminal  # noqa: E402
from snippets import lay_out, pages, with_consoles  # noqa: E402

DOCS = ROOT / "docs"
PAGES = DOCS / "rules"
README = ROOT / "README.md"
CATALOGUE = ROOT / "src" / "activitylint" / "rules" / "support" / "catalogue.json"
_LONGEST_EXAMPLE = 40
SITE = ROOT / "mkdocs.yml"
PICTURE = DOCS / "images" / "lint.svg"
_FOLLOWED = "TIM009"  # the rule that the page on adding one follows
_SHOWN = ["activitylint", "lint", "exports/"]
_GROUPS = {
    "UPL": "the upload itself: empty and damaged files, gzip, size, the form's fields, duplicates in a batch",
    "TIM": "time: records without one, unreadable, without zone, out of order, gaps",
    "POS": "position: out of range, halves, null island, jumps",
    "STR": "streams: values that no sensor measures, doubled cadence, units mixed up",
    "SPO": "sport: what Strava will take the activity for",
    "DEV": "device and elevation: what is named, what is looked up",
    "SET": "strength sets in FIT and JSON, exercise ids",
    "FIT": "FIT: header, CRC, truncation, messages, totals, timer, lengths",
    "XML": "TCX and GPX: well-formed, encoding, schema",
    "TCX": "TCX: version, laps, extensions that are not read",
    "GPX": "GPX: version, tracks, extensions that are not read",
    "JSN": "strength JSON: every field of the documented format",
    "INT": "other readers: what they make of the file (off unless selected)",
    "LNT": "the linter itself",
}


def main() -> int:
    """Write or check every generated file."""
    os.chdir(ROOT)
    check = "--check" in sys.argv[1:]
    stale = []
    wanted = set()
    for path, text in generated():  # each is written at once: nobody's edit of a later page is lost
        wanted.add(path)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    for path in sorted(PAGES.glob("*.md")):
        if path not in wanted:
            stale.append(path)
            if not check:
                path.unlink()
    for path in stale:
        print(f"{path.relative_to(ROOT)}: {'not current' if check else 'written'}")
    return 1 if check and stale else 0


def generated() -> Iterator[tuple[Path, str]]:
    """Every generated file: its path and text."""
    rules = activitylint.catalogue()
    load_all()
    yield CATALOGUE, json.dumps([entry(rule) for rule in rules], indent=1, ensure_ascii=False) + "\n"
    yield PAGES / "index.md", index(rules)
    yield (
        SITE,
        _between(SITE, SITE.read_text(encoding="utf-8"), "rules", "\n".join(navigation(rules)), "      # {}"),
    )
    yield PICTURE, picture()
    yield from written_pages(rules)
    for rule in rules:
        yield PAGES / f"{rule.code}.md", page(rule)


def entry(rule: Rule) -> dict[str, object]:
    """One rule as the command's catalogue has it."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "effect": rule.effect.value,
        "basis": [{"kind": basis.kind, "section": basis.section} for basis in rule.basis],
        "formats": [one.value for one in Format if one in rule.formats],
        "stage": rule.stage.value,
        "default": rule.default,
        "summary": rule.page.summary,
        "parts": rule.page.parts,
        "fixes": [
            {
                "name": fix.name,
                "safety": fix.safety.value,
                "formats": [one.value for one in Format if one in fix.formats],
                "does": fix.does,
                "leaves": fix.leaves,
            }
            for fix in fixes_of(rule)
        ],
    }


def fixes_of(rule: Rule) -> list[Fix]:
    """The fixes of what a rule finds, safe ones first."""
    return [fix for fix in registered() if rule.code in fix.codes]


def index(rules: list[Rule]) -> str:
    """The table of all rules."""
    lines = ["# The rules", "", f"{len(rules)} rules, by what they look at.", ""]
    for group, title in _GROUPS.items():
        rows = [rule for rule in rules if rule.code.startswith(group)]
        if not rows:
            continue
        short = _short(title)
        lines += [
            f"## {group}" if short == group else f"## {group}: {short}",
            "",
            f"{title[0].upper()}{title[1:]}.",
            "",
            "| Code | Name | Severity | At Strava | What it finds |",
            "|---|---|---|---|---|",
        ]
        for rule in rows:
            summary = rule.page.summary.split("\n\n")[0].replace("|", "\\|")
            cells = (f"[{rule.code}]({rule.code}.md)", rule.name, rule.severity.value, rule.effect.value, summary)
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    return "\n".join(lines)


def _short(title: str) -> str:
    """The head of a group's title."""
    return re.split("[:,]", title)[0]


def navigation(rules: list[Rule]) -> Iterator[str]:
    """The rules' part of the site's list of pages."""
    yield "      - rules/index.md"
    for group, title in _GROUPS.items():
        short = _short(title)
        yield f"      - {group if short == group else f'{group} {short}'}:"
        for rule in rules:
            if rule.code.startswith(group):
                yield f"          - {rule.code} {rule.name}: rules/{rule.code}.md"


def picture() -> str:
    """A real run, drawn."""
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder))
        return draw(" ".join(_SHOWN), on_a_terminal(_SHOWN, Path(folder)))


def written_pages(rules: list[Rule]) -> Iterator[tuple[Path, str]]:
    """The pages that are written by hand, with what their commands print and what the README counts anew."""
    parts: dict[Path, dict[str, Callable[[], str]]] = {
        README: {"rules": lambda: groups(rules), "benchmarks": figures.table},
        DOCS / "how-it-works.md": {"benchmarks": figures.table},
        DOCS / "fixing.md": {"fixes": all_fixes},
        DOCS / "github-action.md": {"inputs": inputs},
        DOCS / "adding-a-rule.md": {"function": function, "case": case_of_fixtures},
    }
    for path in pages():
        with tempfile.TemporaryDirectory() as folder:
            lay_out(Path(folder))
            text = with_consoles(path, Path(folder))
        for part, make in parts.get(path, {}).items():
            text = _between(path, text, part, make())
        yield path, text


def groups(rules: list[Rule]) -> str:
    """The table of groups of rules."""
    counts = [(group, sum(rule.code.startswith(group) for rule in rules), what) for group, what in _GROUPS.items()]
    table = [f"{len(rules)} rules in {len(counts)} groups:", "", "| Group | Rules | Looks at |", "|---|---|---|"]
    table += [f"| {group} | {count} | {what} |" for group, count, what in counts]
    return "\n".join(table)


def all_fixes() -> str:
    """The table of all fixes."""
    lines = ["| Fix | Class | Of | In | What it does |", "|---|---|---|---|---|"]
    for fix in registered():
        formats = ", ".join(one.value.upper() for one in Format if one in fix.formats)
        rules = ", ".join(f"[{code}](rules/{code}.md)" for code in fix.codes)
        lines.append(
            f"| `{fix.name}` | {fix.safety.value} | {rules} | {formats} | {fix.does.replace('|', chr(92) + '|')} |"
        )
    return "\n".join(lines)


def inputs() -> str:
    """The Action's inputs and outputs."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    lines = ["| Input | | Default |", "|---|---|---|"]
    for name, one in action["inputs"].items():
        default = f"`{one['default']}`" if one["default"] else ""
        lines.append(f"| `{name}` | {one['description']} | {default} |")
    lines += ["", "| Output | |", "|---|---|"]
    lines += [f"| `{name}` | {one['description']} |" for name, one in action["outputs"].items()]
    return "\n".join(lines)


def function() -> str:
    """The rule that the page on rules follows, as it stands in its module."""
    rule = next(rule for rule in activitylint.catalogue() if rule.code == _FOLLOWED)
    return f"```python\n{inspect.getsource(rule.check)}```"


def case_of_fixtures() -> str:
    """The fixtures of that rule: their names, and what is said of them."""
    folder = next((ROOT / "fixtures").glob(f"{_FOLLOWED}-*"))
    names = "\n".join(f"{folder.name}/{path.name}" for path in sorted(folder.iterdir()) if path.is_file())
    case = (folder / "case.toml").read_text(encoding="utf-8")
    return f"```text\n{names}\n```\n\n```toml\n{case}```"


def _between(page: Path, text: str, part: str, new: str, mark: str = "<!-- {} -->") -> str:
    """A page's text with `new` between the marks around one of its parts."""
    begin, end = f"{mark.format(f'{part}: generated')}\n", mark.format(f"{part}: end")
    before, found, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        message = f"{page.name} has lost the marks around its part '{part}'"
        raise ValueError(message)
    return f"{before}{begin}{new}\n{end}{after}"


def page(rule: Rule) -> str:
    """One rule's page."""
    formats = ", ".join(one.value.upper() for one in Format if one in rule.formats)
    lines = [
        f"# {rule.code} {rule.name}",
        "",
        rule.page.summary,
        "",
        f"- Severity: **{rule.severity.value}**",
        f"- At Strava: {effect_sentence(rule.effect)} (`{rule.effect.value}`)",
        f"- Basis: {basis_sentence(rule.basis)}",
        f"- Looks at: {formats}" if rule.stage is not Stage.LINTER else "- Looks at: activitylint's own work",
    ]
    if not rule.default:
        lines.append(f"- Off unless selected: `--extend-select {rule.code}`")
    if rule.stage is Stage.BATCH:
        lines.append("- Runs with `--batch`")
    lines.append("")
    for heading, text in rule.page.parts.items():
        lines += [f"## {_HEADINGS.get(heading, heading)}", "", _sentence(text), ""]
    lines += ["## Fixes", "", *_fixes(rule), ""]
    examples = [case for case in cases() if case.code == rule.code]
    for fails, heading in ((True, "Fails"), (False, "Passes")):
        for case in examples:
            if case.fails is fails:
                lines += [f"## {heading}: {_title(case)}", "", *example(rule, case), ""]
    return "\n".join(lines).rstrip() + "\n"


def _fixes(rule: Rule) -> Iterator[str]:
    """What `activitylint fix` does about a finding, and what it leaves."""
    found = fixes_of(rule)
    if not found:
        yield "None: a program cannot know what is right."
    for fix in found:
        how = {Safety.SAFE: "safe", Safety.UNSAFE: "`--unsafe`", Safety.ASKED: f"only by `--apply {fix.name}`"}
        formats = ", ".join(one.value.upper() for one in Format if one in fix.formats & rule.formats)
        yield f"- `{fix.name}` ({how[fix.safety]}; {formats}): {fix.does} It leaves {fix.leaves}"


def _sentence(text: str) -> str:
    """A text as it stands below a heading: its first word begins with a capital, unless it is a name from a file."""
    word = re.match(r"[a-z][a-z,]* ", text)
    return text[0].upper() + text[1:] if word else text


_HEADINGS = {"Why": "Why", "Fix": "How to fix it", "Threshold": "Threshold", "Note": "Note"}


def _title(case: Case) -> str:
    name = case.path.name.removesuffix(".gz").removeprefix("fail-").removeprefix("pass-")
    return name.rpartition(".")[0].replace("-", " ") or name


def example(rule: Rule, case: Case) -> Iterator[str]:
    """What a page shows of a fixture: the file or its decoded messages, and what is found."""
    how = [f"{key}={value}" for key, value in case.request.items()]
    if how:
        yield f"Uploaded with {', '.join(how)}."
        yield ""
    if case.files:
        yield f"In one batch after {', '.join(f'`{file}`' for file in case.files)}."
        yield ""
    report = case.report()
    if report.format in {Format.GPX, Format.TCX, Format.JSON} and not report.compressed:
        yield from _source(case, report.format)
    elif report.format is Format.FIT:
        yield from _messages(case)
    else:
        yield f"`{case.path.name}`: {case.path.stat().st_size:,} bytes"
    found = [finding for finding in report.findings if finding.code == rule.code]
    if case.fails:
        yield ""
        yield "```text"
        yield from (_found(case, finding) for finding in found)
        yield "```"


def _found(case: Case, finding: Finding) -> str:
    return f"{case.path.name}:{position(finding.location)} {finding.severity.value}: {printable(finding.message)}"


def _source(case: Case, format_: Format) -> Iterator[str]:
    lines = case.path.read_bytes().decode("utf-8", "replace").splitlines()
    yield f"```{'json' if format_ is Format.JSON else 'xml'}"
    yield from (printable(line[:200]) for line in lines[:_LONGEST_EXAMPLE])
    if len(lines) > _LONGEST_EXAMPLE:
        yield f"... {len(lines) - _LONGEST_EXAMPLE:,} more lines"
    yield "```"


def _messages(case: Case) -> Iterator[str]:
    """A FIT file as a table: its messages in the order of the file, each name's first few."""
    activity = activitylint.read(case.path)
    if activity.fit is None:
        return
    rows: list[tuple[int, str, str]] = []
    for name, messages in activity.fit.messages.items():
        for index in range(min(len(messages), 2)):
            decoded = ", ".join(f"{field} {value}" for field, value in messages.row(index)[:8])
            rows.append((int(messages.offset[index]), f"{name} {index + 1}", decoded))
        if len(messages) > 2:
            rows.append((int(messages.offset[2]), f"{name} 3-{len(messages):,}", "..."))
    yield "| Byte | Message | Fields |"
    yield "|---|---|---|"
    for offset, name, decoded in sorted(rows):
        text = printable(decoded).replace("|", "\\|")
        yield f"| 0x{offset:X} | {name} | {text} |"


if __name__ == "__main__":
    sys.exit(main())
