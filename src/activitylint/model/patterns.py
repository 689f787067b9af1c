"""Regular expressions that are compiled when they are first used.

To compile one takes 0.1 to 1 ms, and a run on one file uses few of them.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

__all__ = ["regex"]


class _Uncompiled:
    """Stands for a compiled pattern, which is made when the first of its methods is asked for."""

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._arguments), name)
        setattr(self, name, found)  # so that the next use finds it without this function
        return found


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Like re.compile, for a pattern that is used by its methods only. An error in it shows when it is used."""
    return cast("re.Pattern[AnyStr]", _Uncompiled(pattern, flags))
