"""Which fixes may be applied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from activitylint.engine.selection import Selection
from activitylint.fixes import load_all
from activitylint.fixes.registry import Fix, registered
from activitylint.model.finding import Safety

__all__ = ["Choice", "UnknownFixError", "choose"]


class UnknownFixError(ValueError):
    """No fix has this name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which fixes may be applied.

    codes: fix only findings with these codes. unsafe: also allow unsafe fixes. asked: names of fixes to apply whatever
    their safety and codes. rename: allow fixes to rename the file.
    """

    codes: frozenset[str]
    unsafe: bool = False
    asked: frozenset[str] = frozenset()
    rename: bool = True

    def allows(self, fix: Fix) -> bool:
        """True if this fix may be tried."""
        if fix.name in self.asked:
            return True
        wanted = fix.safety is Safety.SAFE or (self.unsafe and fix.safety is Safety.UNSAFE)
        return wanted and not self.codes.isdisjoint(fix.codes)


def choose(selection: Selection, *, unsafe: bool = False, asked: Iterable[str] = (), rename: bool = True) -> Choice:
    """Allow the fixes of the selected rules, and those in `asked`. Raises UnknownFixError for an unknown name."""
    load_all()
    names = frozenset(asked)
    unknown = names - {fix.name for fix in registered()}
    if unknown:
        message = f"no fix has the name {min(unknown)!r}"
        raise UnknownFixError(message)
    return Choice(selection.codes, unsafe, names, rename)
