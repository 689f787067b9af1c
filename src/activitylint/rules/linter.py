"""LNT: findings about the work of the linter itself."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.model.finding import Effect, Severity, ours
from activitylint.rules.registry import Stage, Violation, rule

__all__ = ["rule_crashed", "unused_suppression"]


@rule("LNT001", "rule-crashed", Severity.ERROR, Effect.UNKNOWN, basis=ours(), stage=Stage.LINTER)
def rule_crashed(what: str, error: Exception) -> Iterator[Violation]:
    """Detects rules, or a parser, that crash while they check the file.

    Why: This is a bug in activitylint. All other rules still ran, but it is not known what the crashed one would have
    found. The file therefore never passes, and the exit status is 2.

    Fix: Report the bug, with the file or a smaller one that shows it. Until it is fixed, leave the rule out with
    `--ignore`.
    """
    text = " ".join(str(error).split())[:200]
    yield Violation(f"{what} crashed: {type(error).__name__}" + (f": {text}" if text else ""))


@rule("LNT002", "unused-suppression", Severity.WARNING, Effect.NONE, basis=ours(), stage=Stage.LINTER)
def unused_suppression(message: str, advice: str, count: int = 1) -> Iterator[Violation]:
    """Detects suppressions that match no finding: in the baseline, in a per-file ignore, or in a comment in the file.

    Why: What the suppression was for is gone, or it never matched anything. One day it may hide a new finding.

    A suppression is reported only if the rules that it names have run, so not in a damaged file that they skip. A
    per-file ignore is reported only if all files that its glob can match were linted. A hook that lints a few files
    does not report it.

    Fix: Remove the suppression.
    """
    yield Violation(message, help=advice, count=count)
