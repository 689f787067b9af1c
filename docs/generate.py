"""Generate what is made from the rules, the fixtures and real runs.

That is: the pages of the rules, the catalogue that the command reads, the site's list of pages, the picture, and the
output of commands in the README and under docs/.

python docs/generate.py            write what is out of date
python docs/generate.py --check    write nothing; exit with 1 if something is out of date
python docs/generate.py --all      first regenerate the fixtures and expectations under tests/, then write the rest
"""

from __future__ import annotations

import inspect
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import yaml  # noqa: E402

import activitylint  # noqa: E402
import figures  # noqa: E402 -- it and all that follow need the path set above
from activitylint import fixes, rules  # noqa: E402
from activitylint.fixes.registry import Safety, registered  # noqa: E402
from activitylint.model.format import Format  # noqa: E402
from activitylint.rules.registry import Rule  # noqa: E402
from activitylint.vocabulary.answers import answers  # noqa: E402
from fit_profile import profile_text  # noqa: E402
from picture import draw, on_a_terminal  # noqa: E402
from rule_index import GROUPS, index, navigation  # noqa: E402
from rule_pages import fixes_of, page  # noqa: E402
from snippets import lay_out, pages, with_consoles  # noqa: E402

DOCS = ROOT / "docs"
PAGES = DOCS / "rules"
README = ROOT / "README.md"
CATALOGUE = ROOT / "src" / "activitylint" / "rules" / "support" / "catalogue.json"
RULE_INDEX = ROOT / "src" / "activitylint" / "rules" / "index.json"
FIT_PROFILE = ROOT / "src" / "activitylint" / "formats" / "fit" / "profile.txt"
FIX_MODULES = ROOT / "src" / "activitylint" / "fixes" / "modules.json"
SINCE = DOCS / "since.json"
"""The version that introduced each rule; a new rule gets the current one."""
SITE = ROOT / "mkdocs.yml"
PICTURE = DOCS / "images" / "lint.svg"
_FOLLOWED = "TIM009"  # the rule that the page on adding one follows
_SHOWN = ["activitylint", "lint", "fixtures/demo"]
_FIRST = (
    "fit_recipes",
    "strength_schema",
    "fixed_fixtures",
    "acceptance.expectation",
    "fixes.examples.expectation",
    "neighbours.expectation",
)
"""The modules under tests/ that `--all` runs, in an order in which none needs the result of a later one."""


def main() -> int:
    """Write or check every generated file."""
    os.chdir(ROOT)
    check = "--check" in sys.argv[1:]
    if "--all" in sys.argv[1:]:
        # The modules below find new fixes by this file.
        FIX_MODULES.write_text(json.dumps(fix_modules(), indent=1) + "\n", encoding="utf-8")
        for module in _FIRST:
            print(f"python -m {module}", flush=True)
            subprocess.run([sys.executable, "-m", module], cwd=ROOT / "tests", check=True)  # noqa: S603 -- our own modules
    stale = []
    wanted = set()
    for path, text in generated():  # written one by one, so that an edit made to a later page meanwhile is not lost
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
        print(f"{path.relative_to(ROOT)}: {'out of date' if check else 'written'}")
    return 1 if check and stale else 0


def generated() -> Iterator[tuple[Path, str]]:
    """The path and the text of every generated file."""
    _import_all(rules)  # also those that the index does not have yet
    # A rule that is gone may still be in the index.
    catalogue = [rule for rule in activitylint.catalogue() if not isinstance(rule.check, partial)]
    yield RULE_INDEX, rule_index(catalogue)
    yield FIT_PROFILE, profile_text()
    yield FIX_MODULES, json.dumps(fix_modules(), indent=1) + "\n"
    yield CATALOGUE, json.dumps([entry(rule) for rule in catalogue], indent=1, ensure_ascii=False) + "\n"
    yield PAGES / "index.md", index(catalogue)
    yield (
        SITE,
        _between(SITE, SITE.read_text(encoding="utf-8"), "rules", "\n".join(navigation(catalogue)), "      # {}"),
    )
    yield PICTURE, picture()
    yield from written_pages(catalogue)
    since = versions(catalogue)
    yield SINCE, json.dumps(since, indent=1) + "\n"
    for rule in catalogue:
        yield PAGES / f"{rule.code}.md", page(rule, since[rule.code])


def versions(rules: list[Rule]) -> dict[str, str]:
    """The version that introduced each rule, by its code."""
    known: dict[str, str] = json.loads(SINCE.read_text(encoding="utf-8"))
    return {rule.code: known.get(rule.code, activitylint.__version__) for rule in rules}


def entry(rule: Rule) -> dict[str, object]:
    """A rule's entry in the catalogue that the command reads."""
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
                "limits": fix.limits,
            }
            for fix in fixes_of(rule)
        ],
    }


def rule_index(catalogue: list[Rule]) -> str:
    """What the registry must know of each rule before its module is imported: one rule per line."""
    rows: list[list[object]] = []
    for rule in catalogue:
        row = rule._asdict()
        row["formats"] = " ".join(one.value for one in Format if one in rule.formats)
        row["check"] = rule.check.__module__.removeprefix(f"{rules.__name__}.")
        rows.append([*row.values()])
    return "[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n"


def _import_all(package: ModuleType) -> None:
    """Import every module of a package."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        import_module(found.name)


def fix_modules() -> dict[str, list[str]]:
    """Import every module with fixes. Returns, by module, the codes that it handles without being asked for by name."""
    _import_all(fixes)
    modules: dict[str, set[str]] = {}
    for fix in registered():
        codes = modules.setdefault(fix.function.__module__.removeprefix(f"{fixes.__name__}."), set())
        codes.update(fix.codes if fix.safety is not Safety.ASKED else ())
    return {module: sorted(codes) for module, codes in sorted(modules.items())}


def picture() -> str:
    """A real run as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder))
        return draw(" ".join(_SHOWN), on_a_terminal(_SHOWN, Path(folder)))


def written_pages(rules: list[Rule]) -> Iterator[tuple[Path, str]]:
    """The pages written by hand, with the output of their commands and their generated parts up to date."""
    parts: dict[Path, dict[str, Callable[[], str]]] = {
        README: {"rules": lambda: groups(rules)},
        DOCS / "benchmarks.md": {"benchmarks": figures.table},
        DOCS / "answers.md": {"answers": all_answers},
        DOCS / "fixing.md": {"fixes": all_fixes},
        DOCS / "github-action.md": {"inputs": inputs},
        DOCS / "adding-a-rule.md": {"modules": modules, "function": function, "case": case_of_fixtures},
    }
    for path in pages():
        with tempfile.TemporaryDirectory() as folder:
            lay_out(Path(folder))
            text = with_consoles(path, Path(folder))
        for part, make in parts.get(path, {}).items():
            text = _between(path, text, part, make())
        yield path, text


def groups(rules: list[Rule]) -> str:
    """The README's table of the groups of rules."""
    counts = [(group, sum(rule.code.startswith(group) for rule in rules), what) for group, what in GROUPS.items()]
    table = [
        f"{len(rules)} rules in {len(counts)} groups:",
        "",
        "| Group | Rules | What they look at |",
        "|---|---|---|",
    ]
    table += [f"| {group} | {count} | {what} |" for group, count, what in counts]
    return "\n".join(table)


def all_answers() -> str:
    """The table of what Strava answers."""
    lines = ["| Answer | HTTP | What it means | Rules that find the cause | Source |", "|---|---|---|---|---|"]
    for one in answers():
        rules = ", ".join(f"[{code}](rules/{code}.md)" for code in one.rules)
        lines.append(f"| {one.title} | {one.status or ''} | {one.meaning} | {rules} | {one.source} |")
    return "\n".join(lines)


def all_fixes() -> str:
    """The table of all fixes."""
    lines = ["| Fix | Class | Rules | Formats | What it does |", "|---|---|---|---|---|"]
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


def modules() -> str:
    """The table of the modules that contain rules, in the order of their first rules."""
    found: dict[str, list[str]] = {}
    for rule in activitylint.catalogue():
        found.setdefault(rule.check.__module__, []).append(rule.code)
    lines = ["| Module | Rules | What it has |", "|---|---|---|"]
    for name, codes in found.items():
        path = name.removeprefix("activitylint.rules.").replace(".", "/")
        about = (import_module(name).__doc__ or "").partition("\n")[0]
        lines.append(f"| `{path}.py` | {', '.join(codes)} | {about} |")
    return "\n".join(lines)


def function() -> str:
    """The source of the rule that the page on adding a rule follows."""
    rule = next(rule for rule in activitylint.catalogue() if rule.code == _FOLLOWED)
    return f"```python\n{inspect.getsource(rule.check)}```"


def case_of_fixtures() -> str:
    """The fixtures of that rule: their names and their case.toml."""
    folder = next((ROOT / "fixtures").glob(f"{_FOLLOWED}-*"))
    names = "\n".join(f"{folder.name}/{path.name}" for path in sorted(folder.iterdir()) if path.is_file())
    case = (folder / "case.toml").read_text(encoding="utf-8")
    return f"```text\n{names}\n```\n\n```toml\n{case}```"


def _between(page: Path, text: str, part: str, new: str, mark: str = "<!-- {} -->") -> str:
    """The text of a page with `new` between the marks of one of its parts. Raises ValueError if a mark is missing."""
    begin, end = f"{mark.format(f'{part}: generated')}\n", mark.format(f"{part}: end")
    before, found, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        message = f"{page.name}: the marks of the part '{part}' are missing"
        raise ValueError(message)
    return f"{before}{begin}{new}\n{end}{after}"


if __name__ == "__main__":
    sys.exit(main())
