"""The sdist and the wheel contain all that they need, and the wheel works on its own."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from paths import FIXTURES, ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENTS = [Requirement(text) for text in PROJECT["dependencies"]]
SOURCE = ROOT / "src" / "activitylint"
# The environment for the programs, without the paths and settings of this test run.
ELSEWHERE = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "PYTEST"))}


def _run(*command: str | Path, cwd: Path) -> str:
    ran = subprocess.run(command, cwd=cwd, env=ELSEWHERE, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel of the working tree."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist's folder, outside the repository."""
    (sdist,) = built.glob("*.tar.gz")
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (inside,) = folder.iterdir()
    return inside


def _contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("RECORD")}


@pytest.mark.slow
def test_the_wheel_contains_the_package_the_schemas_and_the_vocabulary(wheel: Path) -> None:
    contents = _contents(wheel)
    ours = [path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    expected = {f"activitylint/{path.relative_to(SOURCE).as_posix()}": path for path in ours}
    expected |= {f"activitylint/schemas/{path.name}": path for path in (ROOT / "schemas").iterdir()}
    shipped = {name for name in contents if name.startswith("activitylint/")}
    assert shipped == set(expected)
    assert all(contents[name] == path.read_bytes() for name, path in expected.items())
    assert any(name.endswith("licenses/LICENSE") for name in contents)


@pytest.mark.slow
def test_the_sdist_builds_the_same_wheel(unpacked: Path, wheel: Path, tmp_path: Path) -> None:
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=unpacked)
    (again,) = tmp_path.glob("*.whl")
    assert _contents(again) == _contents(wheel)


@pytest.mark.slow
def test_the_sdist_contains_what_the_tests_need(unpacked: Path) -> None:
    for name in (
        "tests/test_fixtures.py",
        "fixtures/samples/ride.fit",
        "schemas",
        "docs/generate.py",
        "pyproject.toml",
    ):
        assert (unpacked / name).exists(), name


@pytest.mark.slow
def test_the_wheel_works_in_a_new_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv")
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    install = ("--python", programs / "python", "install", "--quiet", "--disable-pip-version-check", wheel)
    _run(sys.executable, "-m", "pip", *install, cwd=tmp_path)
    for sample in sorted((FIXTURES / "samples").iterdir()):
        output = _run(programs / "activitylint", "lint", sample, cwd=tmp_path)
        assert "1 file checked: no errors, no warnings" in output
    report = _run(programs / "activitylint", "lint", "--format", "json", FIXTURES / "samples" / "run.tcx", cwd=tmp_path)
    assert PROJECT["name"] in report
    assert "GOBLET_SQUAT" in _run(programs / "activitylint", "exercises", "goblet", cwd=tmp_path)
    where = _run(programs / "python", "-c", "import activitylint; print(activitylint.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(tmp_path)


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda requirement: requirement.name)
def test_a_dependency_has_a_lower_and_an_upper_bound(requirement: Requirement) -> None:
    assert sorted(bound.operator for bound in requirement.specifier) == ["<", ">="]


def test_the_oldest_tested_versions_are_the_lower_bounds() -> None:
    lower = {
        requirement.name: bound.version
        for requirement in REQUIREMENTS
        for bound in requirement.specifier
        if bound.operator == ">="
    }
    lines = (ROOT / "tests" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    tested = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert tested == lower


_USERS_OF_EXTRAS = {"gzipped": "fast", "cluster": "dask", "store_pages": "stores"}
"""Other modules that use an extra: the first works without it, only slower."""


@pytest.mark.slow
def test_the_package_imports_only_its_dependencies() -> None:
    """A package or a module with the name of an extra may also import what the extra installs."""
    known = {*sys.stdlib_module_names, "activitylint", *(_module(requirement) for requirement in REQUIREMENTS)}
    for path in SOURCE.rglob("*.py"):
        modules = {name.partition(".")[0] for name in _imported(path)}
        names = path.relative_to(SOURCE).with_suffix("").parts
        extra = [text for name in names for text in PROJECT["optional-dependencies"].get(name, ())]
        if names[-1] in _USERS_OF_EXTRAS:
            extra = PROJECT["optional-dependencies"][_USERS_OF_EXTRAS[names[-1]]]
        # A plugin is only imported by its host.
        host = {"pytest"} if path.relative_to(SOURCE) == Path("standin", "pytest.py") else set()
        assert modules <= known | host | {_module(Requirement(text)) for text in extra}, path


def _module(requirement: Requirement) -> str:
    return requirement.name.replace("-", "_")


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
