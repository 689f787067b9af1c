"""Lint FIT, TCX, GPX and strength-training JSON files before they are uploaded to Strava.

    import activitylint
    report = activitylint.lint("ride.fit")

What this module exports is the public interface; everything else may change. Names are imported when they are first
used, so that asking for the version costs neither numpy nor lxml.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from activitylint._version import __version__

if TYPE_CHECKING:
    from activitylint.activity import Activity, Records
    from activitylint.api import UnsupportedContentError, catalogue, fix, inspect, lint, lint_many, read
    from activitylint.finding import Basis, Effect, Finding, Location, Safety, Severity
    from activitylint.fixes.edits import Edit
    from activitylint.inspection import Inspection
    from activitylint.mending import Applied, FixResult, Left, UnknownFixError
    from activitylint.report import Offer, Report, Suppressed
    from activitylint.request import Limits, UploadRequest
    from activitylint.rules.registry import Rule
    from activitylint.selection import UnknownRuleError

__all__ = [
    "Activity",
    "Applied",
    "Basis",
    "Edit",
    "Effect",
    "Finding",
    "FixResult",
    "Inspection",
    "Left",
    "Limits",
    "Location",
    "Offer",
    "Records",
    "Report",
    "Rule",
    "Safety",
    "Severity",
    "Suppressed",
    "UnknownFixError",
    "UnknownRuleError",
    "UnsupportedContentError",
    "UploadRequest",
    "__version__",
    "catalogue",
    "fix",
    "inspect",
    "lint",
    "lint_many",
    "read",
]

_HOMES = {
    "activity": ("Activity", "Records"),
    "api": ("UnsupportedContentError", "catalogue", "fix", "inspect", "lint", "lint_many", "read"),
    "finding": ("Basis", "Effect", "Finding", "Location", "Safety", "Severity"),
    "fixes.edits": ("Edit",),
    "inspection": ("Inspection",),
    "mending": ("Applied", "FixResult", "Left", "UnknownFixError"),
    "report": ("Offer", "Report", "Suppressed"),
    "request": ("Limits", "UploadRequest"),
    "rules.registry": ("Rule",),
    "selection": ("UnknownRuleError",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f"{__name__}.{home}"), name)
            globals()[name] = value
            return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted(__all__)
