"""How tests with many parameters share them between the default run and the slow one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

__all__ = ["sampled"]


def sampled(values: Iterable[Any], every: int) -> list[Any]:
    """The values for `parametrize`: one in `every` for the default run, the others marked slow.

    A tuple has the values of several parameters.
    """
    rows = (value if isinstance(value, tuple) else (value,) for value in values)
    return [pytest.param(*row, marks=pytest.mark.slow if number % every else ()) for number, row in enumerate(rows)]
