"""LNT: what the linter says about its own work."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.model.finding import Effect, Severity, ours
from activitylint.rules.registry import Stage, Violation, rule

__all__ = ["rule_crashed", "unused_suppression"]


@rule("LNT001", "rule-crashed", Severity.ERROR, Effect.UNKNOWN, basis=ours(), stage=Stage.LINTER)
def rule_crashed(what: str, error: Exception) -> Iterator[Violation]:
    """A rule, or the reading of the file, raised an exception.

    Why: it is a bug of activitylint. Every other rule still ran, but what the crashed one would have found is not
    known, so the file is never called good: the exit status is 2.

    Fix: report it with the file, or with a smaller one that shows it; leave the rule out with --ignore until then.
    """
    text = " ".join(str(error).split())[:200]
    yield Violation(f"{what} crashed: {type(error).__name__}" + (f": {text}" if text else ""))


@rule("LNT002", "unused-suppression", Severity.WARNING, Effect.NONE, basis=ours(), stage=Stage.LINTER)
def unused_suppression(what: str, mend: str, count: int = 1) -> Iterator[Violation]:
    """A suppression meets no finding: an entry of the baseline, a per-file ignore, or a comment in the file.

    Why: what it was made for is gone, or was never what it says, and it may hide a new finding one day. It is judged
    only where the rules that it names have run: not in a file whose damage keeps them from it, and a per-file ignore
    only where everything that its glob can mean was linted, so that a hook that lints a few files does not call it
    unused.

    Fix: take it out.
    """
    yield Violation(what, help=mend, count=count)
