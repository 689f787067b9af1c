"""Files that are as they should be, and each fix asked for by its name: what it does, or why it does nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from activitylint.fixes import load_all
from activitylint.fixes.registry import registered
from activitylint.model.format import Format
from fit_builder import activity, pool_swim, strength
from fixes.examples.example import Example, Examples
from neighbours.bases import GPX, STRENGTH, TCX

__all__ = ["GROUPS"]

_FILES: Final[dict[Format, dict[str, Callable[[], bytes]]]] = {
    Format.FIT: {
        "a ride": lambda: activity(4).build(),
        "a swim": lambda: pool_swim(2).build(),
        "a strength session": lambda: strength(2).build(),
        "half a ride": lambda: activity(8).build()[:500],
    },
    Format.GPX: {"a ride": GPX.encode, "half a ride": GPX[:1500].encode},
    Format.TCX: {"a ride": TCX.encode, "half a ride": TCX[:3000].encode},
    Format.JSON: {"a session": STRENGTH.encode, "half a session": STRENGTH[:300].encode},
}


def _asked(kind: Format) -> Iterator[Example]:
    load_all()
    for fix in registered():
        if kind in fix.formats:
            for name, make in _FILES[kind].items():
                yield Example(f"{fix.name} on {name}", make(), safe=True, select=("LNT001",), apply=(fix.name,))


GROUPS: Final[dict[str, Examples]] = {f"{kind.value} asked": partial(_asked, kind) for kind in Format}
"""No rule with a fix is selected, so only the requested fix is tried."""
