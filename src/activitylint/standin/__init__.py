"""A stand-in for Strava's upload API, for tests of programs that upload. Needs `pip install 'activitylint[standin]'`.

    from activitylint.standin import StandIn
    with StandIn() as stand_in:
        upload(base_url=stand_in.api_url)

From the bottom up: clock, limits, tokens, faults, remarks (what the report says about a client), judge (what the linter
says about an upload), service (the answers, as plain Python), app (HTTP), certificates and proxy (for clients with a
fixed host), server (a thread), and the pytest fixture. Each name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from activitylint.standin.clock import Clock
    from activitylint.standin.faults import Fault, FaultKind, Route
    from activitylint.standin.limits import RateLimits
    from activitylint.standin.remarks import Entry, Remark
    from activitylint.standin.server import StandIn
    from activitylint.standin.service import ClientReport, Config

__all__ = ["ClientReport", "Clock", "Config", "Entry", "Fault", "FaultKind", "RateLimits", "Remark", "Route", "StandIn"]

_HOMES = {
    "clock": ("Clock",),
    "faults": ("Fault", "FaultKind", "Route"),
    "limits": ("RateLimits",),
    "remarks": ("Entry", "Remark"),
    "server": ("StandIn",),
    "service": ("Config", "ClientReport"),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            try:
                return getattr(import_module(f"{__name__}.{home}"), name)
            except ModuleNotFoundError as error:
                message = f"the stand-in needs {error.name}; to install it: pip install 'activitylint[standin]'"
                raise ImportError(message) from error
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
