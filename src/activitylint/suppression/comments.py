"""Comments in TCX and GPX files that suppress findings: `<!-- activitylint: ignore=TIM004 the reason -->`."""

from __future__ import annotations

import re
from typing import Final

from activitylint.engine.selection import UnknownRuleError, matching_codes
from activitylint.model.classes import NamedTuple
from activitylint.model.patterns import regex

__all__ = ["FORM", "Comment", "WrongCommentError", "parse_comment"]

FORM: Final = "write 'activitylint: ignore=TIM004 and the reason'"
# Possessive loops remember no position to go back to, so that a comment of many selectors takes no more memory.
_IGNORE: Final = regex(r"ignore\s*+=\s*+([\w.-]++(?:\s*+,\s*+[\w.-]++)*+)(?:\s++(.*))?", re.DOTALL)
_SELECTOR: Final = regex(r"[\w.-]++")


class WrongCommentError(ValueError):
    """A comment for activitylint cannot be understood; the message says what to write."""


class Comment(NamedTuple):
    """The selectors of the rules to ignore in the whole file, each once, and the reason."""

    selectors: tuple[str, ...]
    reason: str


def parse_comment(text: str) -> Comment:
    """Parse the text after `activitylint:`, for example `ignore=TIM004,POS005 the reason`.

    Raises WrongCommentError, also for ALL: somebody has to look at each kind of finding before it is ignored.
    """
    found = _IGNORE.fullmatch(text.strip())
    if found is None:
        message = f"unknown instruction {text[:40]!r} in a comment for activitylint; {FORM}"
        raise WrongCommentError(message)
    selectors = tuple({part[0].upper(): part[0] for part in _SELECTOR.finditer(found[1])}.values())
    for selector in selectors:
        if selector.upper() == "ALL":
            message = "a comment for activitylint ignores ALL, but a file cannot silence every rule"
            raise WrongCommentError(message)
        try:
            matching_codes(selector)
        except UnknownRuleError as error:
            message = f"a comment for activitylint ignores an unknown rule: {error}"
            raise WrongCommentError(message) from None
    return Comment(selectors, (found[2] or "").strip())
