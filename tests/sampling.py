"""How tests with many parameters share them between the default run and the slow one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

__all__ = ["sampled"]


def sampled(values: Iterable[Any], every: int) -> list[Any]:
    """The values for `parametrize`: one in `every` for the default run, the others marked slow."""
    return [
        value if number % every == 0 else pytest.param(value, marks=pytest.mark.slow)
        for number, value in enumerate(values)
    ]
