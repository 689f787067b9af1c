"""Run every program and shell snippet of the README and docs/, and follow every link.

`docs/generate.py --check` runs the console blocks.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from lxml import etree

import activitylint
from activitylint.cli import main
from paths import ROOT
from snippets import Snippet, environment, lay_out, pages, run, snippets

PAGES = pages()
RULES = sorted((ROOT / "docs" / "rules").glob("*.md"))
SNIPPETS = [snippet for page in PAGES for snippet in snippets(page)]
LANGUAGES = {"", "console", "json", "lisp", "lua", "python", "sh", "sql", "text", "toml", "xml", "yaml"}

_LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)


def of(*languages: str) -> list[Any]:
    """The snippets in these languages that can be run."""
    chosen = [one for one in SNIPPETS if one.language in languages and one.reason is None]
    return [pytest.param(one, id=one.place) for one in chosen]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    return tmp_path


def test_every_block_is_found_and_has_a_language_that_is_tested() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        fences = len(re.findall("^```", text, re.MULTILINE))
        assert fences == 2 * sum(one.language != "" or one.text == "" for one in snippets(page)), page
    assert {snippet.language for snippet in SNIPPETS} <= LANGUAGES
    assert len(SNIPPETS) > 40


def test_what_is_not_run_has_a_reason() -> None:
    left_out = [snippet for snippet in SNIPPETS if snippet.reason is not None]
    assert all(len(str(snippet.reason).split()) > 3 for snippet in left_out)
    assert len(left_out) < 20


@pytest.mark.parametrize("snippet", of("sh", ""))
def test_shell_snippets_succeed(snippet: Snippet, folder: Path) -> None:
    done = run(f"set -e\n{snippet.text}", folder)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("snippet", of("python"))
def test_programs_run(snippet: Snippet, folder: Path) -> None:
    if "@rule(" in snippet.text:  # a copy from its module, which has its own tests
        module = (ROOT / "src" / "activitylint" / "rules" / "time" / "clock.py").read_text(encoding="utf-8")
        assert snippet.text in module
        return
    name = "test_snippet.py" if "def test_" in snippet.text else "snippet.py"
    (folder / name).write_text(snippet.text, encoding="utf-8")
    command = [sys.executable, "-W", "error"]
    command += ["-m", "pytest", "-q", "-p", "no:cacheprovider", name] if name.startswith("test_") else [name]
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("snippet", of("toml", "json", "xml", "yaml"))
def test_data_can_be_read(snippet: Snippet) -> None:
    match snippet.language:
        case "toml":
            tomllib.loads(snippet.text)
        case "json":
            json.loads(snippet.text)
        case "xml":
            etree.fromstring(snippet.text.encode())
        case _:
            yaml.safe_load(snippet.text)


@pytest.mark.parametrize("snippet", of("toml"))
def test_the_command_accepts_the_settings(snippet: Snippet, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if snippet.page.stem != "settings" or "[[finding]]" in snippet.text:
        return  # an entry of case.toml, or a baseline
    name = "pyproject.toml" if "[tool.activitylint" in snippet.text else "activitylint.toml"
    (folder / name).write_text(snippet.text, encoding="utf-8")
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, ["lint", "--show-settings", "."])
    assert result.exit_code == 0, result.output
    assert f"{name}:" in result.output


@pytest.mark.parametrize("snippet", of("yaml"))
def test_workflows_and_hooks_name_existing_hooks_and_inputs(snippet: Snippet) -> None:
    document = yaml.safe_load(snippet.text)
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    inputs = set(yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"])
    for repository in document.get("repos", ()):
        assert {hook["id"] for hook in repository["hooks"]} <= hooks
    for job in document.get("jobs", {}).values():
        for step in job["steps"]:
            if "activitylint" in step.get("uses", ""):
                assert set(step.get("with", {})) <= inputs


def test_links_lead_somewhere() -> None:
    for page in (*PAGES, ROOT / "CHANGELOG.md", *RULES):
        text = _FENCE.sub("", page.read_text(encoding="utf-8"))
        for target in _LINK.findall(text):
            if target.startswith(("https://", "mailto:")):
                continue
            path, _, anchor = target.partition("#")
            leads_to = (page.parent / path).resolve() if path else page
            assert leads_to.exists(), f"{page.name}: {target}"
            assert not anchor or anchor in anchors(leads_to), f"{page.name}: {target}"


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page's headings, as both GitHub and the site derive them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    words = (re.sub(r"[^\w\s-]", "", heading).strip().lower() for heading in headings)
    return frozenset(re.sub(r"[\s-]+", "-", word) for word in words)


def test_pictures_do_not_refer_to_the_network() -> None:
    for path in (ROOT / "docs" / "images").iterdir():
        text = path.read_text(encoding="utf-8")
        addresses = set(re.findall(r"https?://[^\s\"'<>)]+", text))
        assert addresses <= {"http://www.w3.org/2000/svg"}, path
        etree.fromstring(text.encode())


def test_the_library_page_has_every_public_name() -> None:
    text = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    shown = re.findall(r"^::: (activitylint\.[\w.]+)\.(\w+)$", text, re.MULTILINE)
    assert {name for _, name in shown} == set(activitylint.__all__) - {"__version__"}
    for module, name in shown:
        assert name in vars(import_module(module)), f"{module}.{name} does not exist"


def test_the_readme_begins_with_its_two_commands() -> None:
    commands = [one.text for one in snippets(ROOT / "README.md") if one.language == ""]
    assert len(commands) == 2
    assert all(command.startswith("python3 -m venv .venv && ") for command in commands)
