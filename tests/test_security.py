"""SECURITY.md: each promise names a test, and each test that it names exists."""

from __future__ import annotations

import ast
import re

import pytest

from paths import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/.]+)::(\w+)`", TEXT)))


@pytest.mark.parametrize("path", sorted({path for path, _ in NAMED}))
def test_the_tests_that_keep_the_promises_exist(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {name for file, name in NAMED if file == path} - defined == set()


def test_every_promise_names_a_test() -> None:
    tables = re.findall(r"^\| Promise \| Test \|\n\|---\|---\|\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    rows = [row for table in tables for row in table.splitlines()]
    assert len(rows) > 20
    assert [row for row in rows if not re.fullmatch(r"\| .+\. \|( `tests/[\w/.]+::\w+`,?)+ \|", row)] == []
    parts = re.findall(r"^### .*\n(?:(?!#).*\n)*", TEXT.partition("## What we promise")[2], re.MULTILINE)
    assert [part.splitlines()[0] for part in parts if "| Promise | Test |" not in part] == []


def test_every_path_that_is_named_exists() -> None:
    assert [path for path in re.findall(r"`((?:tests|benchmarks)/[\w/.]*)`", TEXT) if not (ROOT / path).exists()] == []
