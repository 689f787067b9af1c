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
    from activitylint.api import UnsupportedContentError, catalogue, fix, inspect, lint, lint_many, read
    from activitylint.engine.selection import UnknownRuleError
    from activitylint.fixes.edits import Edit
    from activitylint.fixes.fixing import Applied, FixResult, SkippedFix, UnknownFixError
    from activitylint.model.activity import Activity
    from activitylint.model.finding import Basis, Effect, Finding, Location, Safety, Severity
    from activitylint.model.report import AvailableFix, Report, Suppressed
    from activitylint.model.request import Limits, UploadRequest
    from activitylint.model.tables import Records
    from activitylint.rules.registry import Rule
    from activitylint.strava.inspection import Inspection

__all__ = [
    "Activity",
    "Applied",
    "AvailableFix",
    "Basis",
    "Edit",
    "Effect",
    "Finding",
    "FixResult",
    "Inspection",
    "Limits",
    "Location",
    "Records",
    "Report",
    "Rule",
    "Safety",
    "Severity",
    "SkippedFix",
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
    "api": ("UnsupportedContentError", "catalogue", "fix", "inspect", "lint", "lint_many", "read"),
    "engine.selection": ("UnknownRuleError",),
    "fixes.edits": ("Edit",),
    "fixes.fixing": ("Applied", "FixResult", "SkippedFix", "UnknownFixError"),
    "model.activity": ("Activity",),
    "model.finding": ("Basis", "Effect", "Finding", "Location", "Safety", "Severity"),
    "model.report": ("AvailableFix", "Report", "Suppressed"),
    "model.request": ("Limits", "UploadRequest"),
    "model.tables": ("Records",),
    "rules.registry": ("Rule",),
    "strava.inspection": ("Inspection",),
}


_FORMER_NAMES = {"Left": "SkippedFix", "Offer": "AvailableFix"}
"""Names of 0.1 that still work."""


def __getattr__(name: str) -> Any:
    name = _FORMER_NAMES.get(name, name)
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f"{__name__}.{home}"), name)
            globals()[name] = value
            return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted(__all__)
