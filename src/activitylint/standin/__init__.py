"""A stand-in for Strava's upload API, for tests of programs that upload. Needs `pip install 'activitylint[standin]'`.

    from activitylint.standin import StandIn
    with StandIn() as stand_in:
        upload(base_url=stand_in.api_url)

From the bottom up: clock, limits, tokens, faults, remarks (what the report says about a client), judge (what the linter
says about an upload), service (the answers, as plain Python), app (HTTP), server (a thread), and the pytest fixture.
"""

from activitylint.standin.clock import Clock
from activitylint.standin.faults import Fault, FaultKind, Route
from activitylint.standin.limits import RateLimits
from activitylint.standin.remarks import Entry, Remark
from activitylint.standin.server import StandIn
from activitylint.standin.service import Config, Report

__all__ = ["Clock", "Config", "Entry", "Fault", "FaultKind", "RateLimits", "Remark", "Report", "Route", "StandIn"]
