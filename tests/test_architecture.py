"""The house: what may import what, and what starting costs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from activitylint import rules
from paths import ROOT

PACKAGE = ROOT / "src" / "activitylint"
MODULES = sorted(PACKAGE.rglob("*.py"))

# From the ground up: a module imports from its own floor's wing and from the floors below, never from above.
FLOORS = (
    {"_version", "data_files", "distinct", "finding", "globs", "nearest", "ranges", "toml_lines", "words"},
    {"activity", "request", "schema_files", "vocabulary"},
    {"content", "facts", "source", "batch", "per_file"},
    {"formats", "rules"},
    {"baseline", "fingerprint", "fixes", "plan", "selection", "report"},
    {"engine", "inspection"},
    {"diffs", "many", "mending", "packing", "suppression"},
    {"api", "reports", "setting_values", "settings", "settings_parser"},
    {"testing"},
    {"cli", "__init__", "__main__"},
)
WINGS = ("formats", "rules")


def _room(module: str) -> str:
    return module.removeprefix("activitylint.").split(".")[0]


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("activitylint"):
            if node.module == "activitylint":
                found |= {f"activitylint.{alias.name}" for alias in node.names}
            else:
                found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("activitylint")}
    return found


def _floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_down(path: Path) -> None:
    here = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for module in _imports(path):
        room = _room(module)
        if room in {here, "activitylint"}:
            continue
        assert _floor(room) <= _floor(here), f"{path.name} imports {module}"
        assert not (here in WINGS and room in WINGS), f"the wings meet in activity.py: {path.name} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    if path.relative_to(PACKAGE).parts[0] in {"cli", "__main__.py"}:
        return
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\bprint\(|sys\.exit|sys\.std(out|err)|\binput\(", text)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_opens_a_connection_starts_a_program_or_evaluates_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    acting = "socket|ssl|http|urllib.request|ftplib|smtplib|pickle|marshal|shelve|subprocess|requests|ctypes"
    found = re.findall(rf"^\s*(?:import|from) ({acting})\b", text, re.MULTILINE)
    # the allocator is told by its own call what to keep, before anything of a file is read
    assert found == (["ctypes"] if path.name == "allocator.py" else [])
    assert not re.search(r"(?<![.\w])(?:eval|exec|__import__)\(|os\.(?:system|popen|exec|spawn)", text)


def test_every_module_that_enters_rules_is_loaded() -> None:
    folder = PACKAGE / "rules"
    entering = {
        ".".join(path.relative_to(folder).with_suffix("").parts)
        for path in folder.rglob("*.py")
        if re.search(r"^@rule\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert set(rules.MODULES) == entering


def _modules_after(code: str) -> set[str]:
    script = f"import sys; {code}; print(' '.join(sys.modules))"
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
        ("import activitylint.cli.lint", {"tomllib", "jsonschema", "rich", "gpxpy", "activitylint.settings_parser"}),
        ("import activitylint; activitylint.lint(b'{}')", {"lxml", "click", "rich", "gpxpy"}),
        ("import activitylint; activitylint.lint(b'<gpx/>')", {"jsonschema", "click", "rich", "gpxpy", "fitdecode"}),
    ],
)
def test_each_import_is_paid_for_by_who_needs_it(code: str, absent: set[str]) -> None:
    assert not _modules_after(code) & absent
