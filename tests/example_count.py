"""How many examples a hypothesis test tries, when it needs another number than its profile gives."""

from __future__ import annotations

from typing import Final

from hypothesis import settings

__all__ = ["examples"]

_THOROUGH: Final = 100


def examples(thorough: int) -> int:
    """Return the number of examples to try: `thorough` in the profile of this name, else a tenth (at least 1)."""
    if settings().max_examples >= _THOROUGH:
        return thorough
    return max(thorough // 10, 1)
