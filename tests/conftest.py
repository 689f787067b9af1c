"""Settings that every test run shares: how xdist hands out tests, and how many examples hypothesis tries.

The profiles of hypothesis, chosen with `--hypothesis-profile=NAME`:

- `fast`, the default: a few examples per test;
- `thorough`: as many as it takes to trust a parser, see `example_count.py`;
- `quick`: very few, for runs that only record which lines a test reaches.

No profile has a deadline, because the machine may be busy. If the environment says `CI=true`, every run tries the same
examples.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from network import GUARD
from paths import CORPUS

_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]
_FAST, _THOROUGH, _QUICK = 12, 100, 10
_SEEDS = 12

if os.environ.get("CI") == "true":
    _common = settings(deadline=None, suppress_health_check=_CHECKS, derandomize=True, database=None)
else:
    _common = settings(deadline=None, suppress_health_check=_CHECKS)
settings.register_profile("fast", _common, max_examples=_FAST)
settings.register_profile("thorough", _common, max_examples=_THOROUGH)
settings.register_profile("quick", _common, max_examples=_QUICK)
settings.load_profile("fast")

# Many tests start Python. With this variable set, each start would compile all modules again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


GUARD.install()


@pytest.hookimpl(tryfirst=True)  # before any fixture is set up
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Allow only tests with the marker `network` to open connections."""
    GUARD.attempts.clear()
    GUARD.allowed = item.get_closest_marker("network") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None]:
    """Fail a test that tried to use the network, even if the program went on."""
    yield
    assert GUARD.attempts == []


@pytest.hookimpl(tryfirst=True)  # before `-m` selects by marker
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests as slow by their parameters: those of real files, and of all seeds but every twelfth.

    There are hundreds of both, and the real files need not be present.
    """
    for item in items:
        callspec = getattr(item, "callspec", None)
        parameters = callspec.params if callspec is not None else {}
        real = any(isinstance(value, Path) and value.is_relative_to(CORPUS) for value in parameters.values())
        if real or parameters.get("seed", 0) % _SEEDS:
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the options
def pytest_cmdline_main(config: pytest.Config) -> None:
    """With `-n`, give each worker tests that are next to each other, so that they set up shared things once."""
    if config.pluginmanager.hasplugin("xdist") and config.option.numprocesses and config.option.dist == "no":
        config.option.dist = "worksteal"
