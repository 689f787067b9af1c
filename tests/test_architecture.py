"""Which module may import which, and what an import loads."""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from activitylint import rules
from activitylint.rules.registry import MODULES as MODULES_WITH_RULES
from activitylint.rules.registry import catalogue
from paths import ROOT

PACKAGE = ROOT / "src" / "activitylint"
MODULES = sorted(PACKAGE.rglob("*.py"))

# From the bottom up: a package imports only from packages before it. Modules in one package have no import cycles.
PACKAGES = (
    "_version",
    "model",
    "vocabulary",
    "source",
    "formats",
    "strava",
    "rules",
    "engine",
    "reports",
    "fixes",
    "settings",
    "suppression",
    "arguments",
    "api",
    "testing",
    "standin",
    "upload",
    "lsp",
    "cli",
    "",
    "__main__",
)
_FIT = str(ROOT / "fixtures" / "samples" / "ride.fit")

# These two never import each other.
APART = {"formats", "rules"}


def _name(path: Path) -> str:
    """Return the name of a module, such as `model.activity`. An `__init__` has its package's name, the outermost ``."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix(".")


NAMES = {_name(path): path for path in MODULES}
TEXTS = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in MODULES}


def _imports(path: Path) -> set[str]:
    """Return the modules that a module imports, including imports in functions and for type checking."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and f"{node.module}.".startswith("activitylint."):
            home = node.module.removeprefix("activitylint").removeprefix(".")
            inside = {f"{home}.{alias.name}".removeprefix(".") for alias in node.names}
            found |= {name if name in NAMES else home for name in inside}
        elif isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("activitylint.") for alias in node.names if alias.name in NAMES}
    return found - {_name(path)}


@cache
def _all_imports() -> dict[str, set[str]]:
    return {name: _imports(path) for name, path in NAMES.items()}


def _package(name: str) -> str:
    return name.partition(".")[0]


def test_packages_import_downwards_only() -> None:
    for name, modules in _all_imports().items():
        here = _package(name)
        for module in modules:
            there = _package(module)
            if there == here:
                continue
            assert PACKAGES.index(there) < PACKAGES.index(here), f"{name} imports {module}"
            assert {here, there} != APART, f"formats and rules must not import each other: {name} imports {module}"


def test_every_package_has_a_place_in_the_order() -> None:
    assert {_package(name) for name in NAMES} == set(PACKAGES)


def test_there_are_no_import_cycles() -> None:
    # An import from the module's own package is no cycle, since its __init__ runs first.
    imports = {name: {one for one in found if not name.startswith(f"{one}.")} for name, found in _all_imports().items()}
    list(graphlib.TopologicalSorter(imports).static_order())  # raises CycleError, which names the cycle


def test_only_the_command_line_prints_or_exits() -> None:
    acting = re.compile(r"\bprint\(|sys\.exit|sys\.std(out|err)|\binput\(")
    found = {name for name, text in TEXTS.items() if acting.search(text)}
    assert {name for name in found if not name.startswith(("cli/", "__main__.py"))} == set()


def test_nothing_opens_a_connection_starts_a_program_or_evaluates_text() -> None:
    modules = "socket|ssl|http|urllib.request|ftplib|smtplib|pickle|marshal|shelve|subprocess|requests|ctypes"
    acting = re.compile(
        rf"^\s*(?:import|from) ({modules})\b"
        r"|(?<![.\w])((?:eval|exec|__import__)\(|os\.(?:system|popen|exec|spawn))",
        re.MULTILINE,
    )
    found = {name: {a or b for a, b in acting.findall(text)} for name, text in TEXTS.items()}
    assert {name: acts for name, acts in found.items() if acts - _allowed(name)} == {}


def _allowed(name: str) -> set[str]:
    if name.endswith("/allocator.py"):
        return {"ctypes"}  # calls the C library to set what memory to keep
    if name.startswith("standin/"):
        return {"socket", "ssl"}  # a server that people start on purpose
    if name == "upload/login.py":
        return {"http"}  # waits for the browser
    return set()


def test_every_module_with_rules_is_loaded() -> None:
    folder = PACKAGE / "rules"
    with_rules = {
        ".".join(path.relative_to(folder).with_suffix("").parts)
        for path in folder.rglob("*.py")
        if re.search(r"^@rule\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert {module.removeprefix("activitylint.rules.") for module in MODULES_WITH_RULES} == with_rules


def test_the_table_of_rules_names_the_modules_of_each_prefix() -> None:
    table = re.findall(r"^\| ([A-Z]{3}) \| (.+?) \|", rules.__doc__ or "", re.MULTILINE)
    named = {prefix: set(re.findall(r"`(\w+)`", modules)) for prefix, modules in table}
    rules.load_all()
    found: dict[str, set[str]] = {}
    for rule in catalogue():
        module = rule.check.__module__.removeprefix("activitylint.rules.").partition(".")[0]
        found.setdefault(rule.code[:3], set()).add(module)
    assert named == found


def _modules_after(code: str) -> set[str]:
    script = f"import atexit, sys; atexit.register(lambda: print(' '.join(sys.modules))); {code}"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(ran.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        (
            "from activitylint.cli import main; main(['--version'], standalone_mode=False)",
            {"numpy", "lxml", "jsonschema", "rich", "fitdecode"},
        ),
        (
            "from activitylint.cli import main; main(['rule', 'TIM001'], standalone_mode=False)",
            {"numpy", "lxml", "jsonschema", "rich", "fitdecode"},
        ),
        ("import activitylint; activitylint.__version__", {"numpy", "lxml", "click"}),
        (
            "import activitylint.cli.lint",
            {"tarfile", "zipfile", "hashlib", "tomllib", "jsonschema", "rich", "gpxpy", "activitylint.settings.parser"}
            | {"logging", "pathlib", "concurrent.futures", "activitylint.fixes.registry", "activitylint.model.picture"},
        ),
        (
            "import activitylint; activitylint.lint(b'{}')",
            {"lxml", "click", "rich", "gpxpy", "tarfile", "zipfile", "csv", "activitylint.rules.xml"},
        ),
        (
            'import activitylint; activitylint.lint(b\'<?xml version="1.0" encoding="utf-8"?><gpx/>\')',
            {"jsonschema", "click", "rich", "gpxpy", "fitdecode", "encodings.cp437", "activitylint.fixes.registry"}
            | {"activitylint.rules.fit", "activitylint.rules.strength_json", "activitylint.rules.tcx"},
        ),
        (
            f"import activitylint; activitylint.lint({_FIT!r})",
            {"lxml", "click", "logging", "pathlib", "fitdecode", "activitylint.rules.xml", "activitylint.rules.tcx"},
        ),
        (
            f"from activitylint.cli import main; main(['lint', '--isolated', {_FIT!r}])",
            {"dataclasses", "fnmatch", "glob", "lxml", "locale", "hashlib", "tomllib", "activitylint.rules.xml"}
            | {"activitylint.settings.parser"},
        ),
    ],
)
def test_heavy_modules_are_loaded_only_when_needed(code: str, absent: set[str]) -> None:
    assert not _modules_after(code) & absent
