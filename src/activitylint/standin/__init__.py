"""A stand-in for Strava's upload API, for tests of programs that upload. Needs `pip install 'activitylint[standin]'`.

    from activitylint.standin import StandIn
    with StandIn() as stand_in:
        upload(base_url=stand_in.api_url)

From the bottom up: clock, limits, config, tokens, disruptions, remarks (what the report says about a client), judge
(what the linter says about an upload), uploads, calls and responder (the answers, as plain Python), app (HTTP),
certificates and proxy (for clients with a fixed host), server (a thread), and the pytest fixture. Each name is imported
when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from activitylint.standin.clock import Clock
    from activitylint.standin.config import Config
    from activitylint.standin.disruptions import Disruption, DisruptionKind, Route
    from activitylint.standin.limits import RateLimits
    from activitylint.standin.remarks import ClientReport, CountedRemark, Remark
    from activitylint.standin.server import StandIn

__all__ = [
    "ClientReport",
    "Clock",
    "Config",
    "CountedRemark",
    "Disruption",
    "DisruptionKind",
    "RateLimits",
    "Remark",
    "Route",
    "StandIn",
]

_HOMES = {
    "clock": ("Clock",),
    "config": ("Config",),
    "disruptions": ("Disruption", "DisruptionKind", "Route"),
    "limits": ("RateLimits",),
    "remarks": ("ClientReport", "CountedRemark", "Remark"),
    "server": ("StandIn",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            try:
                return getattr(import_module(f"{__name__}.{home}"), name)
            except ModuleNotFoundError as error:
                message = "activitylint.standin needs more packages: pip install 'activitylint[standin]'"
                raise ImportError(message) from error
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
