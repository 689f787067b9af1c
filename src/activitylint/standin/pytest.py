"""A pytest fixture. To use it, import it in your conftest.py.

from activitylint.standin.pytest import stand_in, stand_in_config
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from activitylint.standin import Config, StandIn

__all__ = ["stand_in", "stand_in_config"]


@pytest.fixture
def stand_in_config() -> Config:
    """How the stand-in behaves: uploads are ready at once. Override this fixture to change it."""
    return Config(delay=0)


@pytest.fixture
def stand_in(stand_in_config: Config) -> Iterator[StandIn]:
    """A stand-in for Strava's upload API, new for each test."""
    with StandIn(stand_in_config) as running:
        yield running
