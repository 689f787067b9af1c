"""Shell completion: the script that click generates, and the completions."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from snippets import environment

COMMANDS = ("lint", "fix", "inspect", "rule", "explain", "upload", "exercises", "stand-in", "lsp")


def complete(shell: str, words: str, position: int) -> list[str]:
    """The completions for the word at a position, each as its type and text."""
    asked = {"_ACTIVITYLINT_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": str(position)}
    program = Path(sys.executable).parent / "activitylint"
    done = subprocess.run([program], env={**environment(), **asked}, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_accepts_the_script(shell: str) -> None:
    if shutil.which("bash") is None:
        pytest.skip("click asks bash for its version")
    program = Path(sys.executable).parent / "activitylint"
    asked = {"_ACTIVITYLINT_COMPLETE": f"{shell}_source"}
    script = subprocess.run(
        [program], env={**environment(), **asked}, capture_output=True, text=True, check=True
    ).stdout
    assert f"_ACTIVITYLINT_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True)


@pytest.mark.parametrize(
    ("words", "position", "completions"),
    [
        (
            "activitylint ",
            1,
            [f"plain,{name}" for name in COMMANDS],
        ),
        ("activitylint inspect rid", 2, ["file,rid"]),
        ("activitylint lint --fail-on w", 3, ["plain,warning"]),
        ("activitylint lint --ignore POS,STR01", 3, [f"plain,POS,STR01{number}" for number in range(5)]),
        ("activitylint rule JSN016", 2, ["plain,JSN016"]),
        ("activitylint upload sta", 2, ["file,sta", "plain,status", "plain,start.fit"]),
        ("activitylint upload a.fit sta", 3, ["file,sta"]),
        ("activitylint upload status --format jsonl", 4, ["plain,jsonl"]),
        ("activitylint stand-in --disrupt cut-", 3, ["plain,cut-before", "plain,cut-after"]),
    ],
)
def test_bash_gets_completions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, position: int, completions: list[str]
) -> None:
    (tmp_path / "start.fit").touch()
    monkeypatch.chdir(tmp_path)
    assert complete("bash", words, position) == completions


def test_zsh_also_gets_the_names_of_rules() -> None:
    assert complete("zsh", "activitylint rule TIM001", 2) == ["plain", "TIM001", "record-without-time"]


def test_bash_completes(tmp_path: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    script = """
        eval "$(_ACTIVITYLINT_COMPLETE=bash_source activitylint)"
        COMP_WORDS=(activitylint lint --exit)
        COMP_CWORD=2
        _activitylint_completion activitylint
        echo "${COMPREPLY[@]}"
    """
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "--exit-zero", done.stderr
