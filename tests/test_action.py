"""The GitHub Action: its scripts, run with the variables and the shell of a runner."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from paths import FIXTURES, ROOT

ACTION: Final = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: Final = {step.get("id", step.get("name", "")): step for step in ACTION["runs"]["steps"]}
BAD: Final = FIXTURES / "TIM001-record-without-time" / "fail-one-point.gpx"
GOOD: Final = FIXTURES / "samples" / "ride.gpx"
ODD: Final = (
    "a b.gpx",
    "$(touch pwned).gpx",
    "--exit-zero.gpx",
    'it\'s "quoted" & [x].gpx',
    "line\nbreak.gpx",
    "ä.gpx",
)


@dataclass
class Ran:
    """The results of a run: exit status, log, outputs, summary, and whether it would upload."""

    status: int = 0
    log: str = ""
    summary: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def uploads(self) -> bool:
        return evaluate(STEPS["Upload SARIF"]["if"], {"upload": "true"}, self.outputs, "") == "true"


def evaluate(
    expression: str, inputs: dict[str, str], outputs: dict[str, dict[str, str]], base: str, event: str = "push"
) -> str:
    """Evaluates the expressions that action.yml uses."""
    known: dict[str, Callable[[re.Match[str]], str]] = {
        r"inputs\.([\w-]+)": lambda found: inputs[found[1]],
        r"steps\.(\w+)\.outputs\.([\w-]+)": lambda found: outputs.get(found[1], {}).get(found[2], ""),
        r"github\.event\.pull_request\.base\.sha \|\| github\.event\.before": lambda _: base,
        r"github\.event_name": lambda _: event,
    }

    def value(term: str) -> str:
        for pattern, make in known.items():
            if found := re.fullmatch(pattern, term):
                return make(found)
        raise AssertionError(term)

    def condition(term: str) -> bool:
        if term == "!cancelled()":
            return True
        left, operator, right = re.fullmatch(r"(\S+) (==|!=) '(.*)'", term).groups()  # type: ignore[union-attr]
        return (value(left) == right) is (operator == "==")

    inner = expression.strip().removeprefix("${{").removesuffix("}}").strip()
    if "'" in inner or "!cancelled()" in inner:
        return "true" if all(condition(term) for term in inner.split(" && ")) else "false"
    return value(inner)


def step(
    name: str, ran: Ran, workspace: Path, temp: Path, inputs: dict[str, str], *, base: str = "", event: str = "push"
) -> None:
    """Run one step if its condition is true."""
    chosen = STEPS[name]
    if "if" in chosen and evaluate(chosen["if"], inputs, ran.outputs, base) != "true":
        return
    files = {"GITHUB_OUTPUT": temp / f"{name}.output", "GITHUB_STEP_SUMMARY": temp / f"{name}.summary"}
    for path in files.values():
        path.write_bytes(b"")
    script = temp / f"{name}.sh"
    script.write_text(chosen["run"], encoding="utf-8")
    variables = {key: evaluate(value, inputs, ran.outputs, base, event) for key, value in chosen.get("env", {}).items()}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=workspace,
        env={
            **{
                name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "COLUMNS"))
            },
            **{name: str(path) for name, path in files.items()},
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_WORKSPACE": str(workspace),
            "RUNNER_TEMP": str(temp),
            **variables,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    ran.status = done.returncode
    ran.log += done.stdout
    ran.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    written = files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
    ran.outputs[name] = dict(line.split("=", 1) for line in written)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The environment in which the step of the action installed activitylint."""
    temp = tmp_path_factory.mktemp("runner")
    ran = Ran(outputs={"python": {"python-path": sys.executable}})
    step("install", ran, temp, temp, {})
    assert ran.status == 0, ran.log
    return ran.outputs["install"]["programs"]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "rides").mkdir()
    shutil.copyfile(BAD, folder / "rides" / "old.gpx")
    shutil.copyfile(GOOD, folder / "rides" / "good.gpx")
    (folder / "package.json").write_text("{}", encoding="utf-8")
    commit(folder)
    return folder


@pytest.fixture
def act(programs: str, workspace: Path, tmp_path: Path) -> Callable[..., Ran]:
    def run(base: str = "", event: str = "push", **given: str) -> Ran:
        inputs = {name: one["default"] for name, one in ACTION["inputs"].items()}
        inputs |= {name.replace("_", "-"): value for name, value in given.items()}
        temp = tmp_path / "temp"
        temp.mkdir(exist_ok=True)
        ran = Ran(outputs={"install": {"programs": programs}})
        for name in ("changed", "lint"):
            step(name, ran, workspace, temp, inputs, base=base, event=event)
            if ran.status:
                break
        return ran

    return run


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(folder), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "as it is")
    return git(folder, "rev-parse", "HEAD")


def linted(workspace: Path) -> set[str]:
    """The paths with results in the SARIF report. Each test file has at least one, if only a note."""
    log: dict[str, Any] = json.loads((workspace / "activitylint.sarif").read_text(encoding="utf-8"))
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    return {place["artifactLocation"]["uri"] for place in places if place}


@pytest.mark.slow
def test_a_bad_file_gives_a_failure_annotations_a_summary_and_sarif(act: Callable[..., Ran], workspace: Path) -> None:
    ran = act()
    assert ran.status == 1
    assert ran.outputs["lint"] == {"exit-status": "1", "sarif-file": "activitylint.sarif"}
    assert re.search(r"^::error file=rides/old\.gpx,line=13,col=7,title=TIM001", ran.log, re.MULTILINE), ran.log
    assert "TIM001" in ran.summary
    assert "rides/old.gpx" in linted(workspace)
    assert ran.uploads


@pytest.mark.slow
def test_good_files_pass(act: Callable[..., Ran], workspace: Path) -> None:
    (workspace / "rides" / "old.gpx").unlink()
    ran = act()
    assert (ran.status, ran.outputs["lint"]["exit-status"]) == (0, "0"), ran.log
    assert "::error" not in ran.log
    assert ran.uploads


@pytest.mark.slow
def test_changed_files_with_any_name_are_checked(act: Callable[..., Ran], workspace: Path) -> None:
    base = git(workspace, "rev-parse", "HEAD")
    for name in ODD:
        shutil.copyfile(BAD, workspace / "rides" / name)
    (workspace / "rides" / "good.gpx").unlink()
    (workspace / "package.json").write_text('{"changed": true}', encoding="utf-8")
    commit(workspace)
    ran = act(base, changed_only="true")
    assert ran.status == 1
    assert f"{len(ODD)} files checked, {len(ODD)} did not pass" in ran.log, ran.log
    assert len(linted(workspace)) == len(ODD)
    assert "rides/old.gpx" not in linted(workspace)
    assert not (workspace / "pwned").exists()


@pytest.mark.slow
def test_only_changed_files_in_the_paths_are_checked(act: Callable[..., Ran], workspace: Path) -> None:
    base = git(workspace, "rev-parse", "HEAD")
    (workspace / "other").mkdir()
    for name in ("rides/new.gpx", "other/new.gpx", "other/[x].gpx"):
        shutil.copyfile(BAD, workspace / name)
    commit(workspace)
    act(base, changed_only="true", paths="other\n")
    assert linted(workspace) == {"other/new.gpx", "other/%5Bx%5D.gpx"}
    act(base, changed_only="true", paths="**/n*.gpx\r\n\n")
    assert linted(workspace) == {"rides/new.gpx", "other/new.gpx"}


@pytest.mark.slow
def test_changes_on_the_base_branch_are_not_checked(act: Callable[..., Ran], workspace: Path) -> None:
    git(workspace, "checkout", "--quiet", "-b", "feature")
    shutil.copyfile(BAD, workspace / "rides" / "ours.gpx")
    commit(workspace)
    git(workspace, "checkout", "--quiet", "-")
    shutil.copyfile(BAD, workspace / "rides" / "old.gpx")
    (workspace / "rides" / "good.gpx").write_bytes(BAD.read_bytes())
    base = commit(workspace)
    git(workspace, "checkout", "--quiet", "feature")
    act(base, changed_only="true")
    assert linted(workspace) == {"rides/ours.gpx"}


@pytest.mark.slow
def test_it_passes_if_nothing_changed(act: Callable[..., Ran], workspace: Path) -> None:
    ran = act(git(workspace, "rev-parse", "HEAD"), changed_only="true")
    assert ran.status == 0, ran.log
    assert linted(workspace) == set()


@pytest.mark.slow
@pytest.mark.parametrize("base", ["", "0" * 40, "--upload-pack=touch pwned", "1" * 40])
def test_all_files_are_checked_if_the_base_is_not_known(act: Callable[..., Ran], workspace: Path, base: str) -> None:
    ran = act(base, changed_only="true")
    assert ran.status == 1
    assert "::notice title=activitylint::" in ran.log
    assert linted(workspace) == {"rides/old.gpx", "rides/good.gpx"}
    assert not (workspace / "pwned").exists()


@pytest.mark.slow
def test_arguments_are_quoted_as_in_a_shell_and_not_expanded(act: Callable[..., Ran], workspace: Path) -> None:
    ran = act(paths="rides/good.gpx", arguments="--sport-type 'Gravel Ride'\n--name \"$(touch pwned) *\" --verbose")
    assert ran.status == 1
    assert "unknown sport_type 'Gravel Ride'" in ran.log, ran.log
    assert not (workspace / "pwned").exists()


@pytest.mark.slow
def test_a_pull_request_cannot_silence_its_own_files(act: Callable[..., Ran], workspace: Path) -> None:
    text = BAD.read_text(encoding="utf-8").replace("<trk>", "<!-- activitylint: ignore=TIM001 mine --><trk>")
    (workspace / "rides" / "old.gpx").write_text(text, encoding="utf-8")
    for event in ("pull_request", "pull_request_target", "merge_group"):
        assert act(event=event).status == 1
    assert act(event="push").status == 0
    assert act(event="pull_request", inline_ignores="true").status == 0
    for value in ("false", "no"):
        assert act(event="push", inline_ignores=value).status == 1


@pytest.mark.slow
def test_paths_are_given_one_per_line(act: Callable[..., Ran], workspace: Path) -> None:
    (workspace / "a b").mkdir()
    shutil.copyfile(BAD, workspace / "a b" / "c.gpx")
    act(paths="a b\nrides/goo*.gpx\n")
    assert linted(workspace) == {"a%20b/c.gpx", "rides/good.gpx"}


@pytest.mark.slow
def test_the_sarif_report_can_be_elsewhere_or_turned_off(act: Callable[..., Ran], workspace: Path) -> None:
    ran = act(sarif_file="")
    assert ran.outputs["lint"] == {"exit-status": "1"}
    assert not ran.uploads
    assert not (workspace / "activitylint.sarif").exists()
    ran = act(sarif_file="re ports/out.sarif")
    assert ran.outputs["lint"]["sarif-file"] == "re ports/out.sarif"
    assert (workspace / "re ports" / "out.sarif").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("arguments", ["--no-such-option", "--select TIM999", "'unbalanced"])
def test_wrong_arguments_are_reported(act: Callable[..., Ran], arguments: str) -> None:
    ran = act(arguments=arguments)
    assert ran.status != 0
    assert "rror" in ran.log


def test_no_value_is_pasted_into_a_script() -> None:
    for one in ACTION["runs"]["steps"]:
        assert "${{" not in one.get("run", "")
        assert one.get("shell", "bash") == "bash"
        assert re.fullmatch(r"[\w-]+/[\w/-]+@v\d+", one.get("uses", "a/b@v1"))


def test_every_input_is_used_and_every_output_is_written() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name in ACTION["inputs"]:
        assert f"inputs.{name}" in text
    made = set(re.findall(r"""echo "([\w-]+)=[^\n]*GITHUB_OUTPUT""", text))
    for name, one in ACTION["outputs"].items():
        assert one["value"] == f"${{{{ steps.lint.outputs.{name} }}}}"
        assert name in made
