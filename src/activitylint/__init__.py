"""Lint FIT, TCX, GPX and strength-training JSON files before they are uploaded to Strava.

    import activitylint
    report = activitylint.lint("ride.fit")

What this module exports is the public interface; everything else may change. Each name is imported when it is first
used, so that `activitylint.__version__` does not need numpy or lxml.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from activitylint._version import __version__

if TYPE_CHECKING:
    from activitylint.api import UnsupportedContentError, catalogue, fix, inspect, lint, lint_many, read
    from activitylint.engine.selection import UnknownRuleError
    from activitylint.fixes.choice import UnknownFixError
    from activitylint.fixes.edits import Edit
    from activitylint.fixes.result import Applied, FixResult, SkippedFix
    from activitylint.model.activity import Activity, Creator, Sport, Strength
    from activitylint.model.categorical import Categorical
    from activitylint.model.faults import Fault, FaultKind, Place
    from activitylint.model.finding import (
        Basis,
        Effect,
        Excerpt,
        Finding,
        Location,
        MessageRef,
        Related,
        Safety,
        Section,
        Severity,
    )
    from activitylint.model.fit import FitExercise, FitFile, FitMessages, FitParts, HeartRates
    from activitylint.model.format import Format
    from activitylint.model.markup import Directive, Document, ExtensionUse, Gpx, Tcx
    from activitylint.model.overview import Overview
    from activitylint.model.report import AvailableFix, FileVerdict, Report, Suppressed
    from activitylint.model.request import Limits, UploadRequest
    from activitylint.model.tables import Columns, Laps, Lengths, Records, Sessions, Sets, TimerEvents
    from activitylint.rules.registry import Page, Rule, Stage
    from activitylint.strava.inspection import Extension, Inspection, Lap, Length, Session, Set, Span, Stream
    from activitylint.strava.interpretation import Elevation

__all__ = [
    "Activity",
    "Applied",
    "AvailableFix",
    "Basis",
    "Categorical",
    "Columns",
    "Creator",
    "Directive",
    "Document",
    "Edit",
    "Effect",
    "Elevation",
    "Excerpt",
    "Extension",
    "ExtensionUse",
    "Fault",
    "FaultKind",
    "FileVerdict",
    "Finding",
    "FitExercise",
    "FitFile",
    "FitMessages",
    "FitParts",
    "FixResult",
    "Format",
    "Gpx",
    "HeartRates",
    "Inspection",
    "Lap",
    "Laps",
    "Length",
    "Lengths",
    "Limits",
    "Location",
    "MessageRef",
    "Overview",
    "Page",
    "Place",
    "Records",
    "Related",
    "Report",
    "Rule",
    "Safety",
    "Section",
    "Session",
    "Sessions",
    "Set",
    "Sets",
    "Severity",
    "SkippedFix",
    "Span",
    "Sport",
    "Stage",
    "Stream",
    "Strength",
    "Suppressed",
    "Tcx",
    "TimerEvents",
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
    "api": (
        "UnsupportedContentError",
        "catalogue",
        "fix",
        "inspect",
        "lint",
        "lint_many",
        "read",
    ),
    "engine.selection": ("UnknownRuleError",),
    "fixes.edits": ("Edit",),
    "fixes.choice": ("UnknownFixError",),
    "fixes.result": ("Applied", "FixResult", "SkippedFix"),
    "model.activity": (
        "Activity",
        "Creator",
        "Sport",
        "Strength",
    ),
    "model.categorical": ("Categorical",),
    "model.faults": (
        "Fault",
        "FaultKind",
        "Place",
    ),
    "model.finding": (
        "Basis",
        "Effect",
        "Excerpt",
        "Finding",
        "Location",
        "MessageRef",
        "Related",
        "Safety",
        "Section",
        "Severity",
    ),
    "model.fit": (
        "FitExercise",
        "FitFile",
        "FitMessages",
        "FitParts",
        "HeartRates",
    ),
    "model.format": ("Format",),
    "model.markup": (
        "Directive",
        "Document",
        "ExtensionUse",
        "Gpx",
        "Tcx",
    ),
    "model.overview": ("Overview",),
    "model.report": (
        "AvailableFix",
        "FileVerdict",
        "Report",
        "Suppressed",
    ),
    "model.request": (
        "Limits",
        "UploadRequest",
    ),
    "model.tables": (
        "Columns",
        "Laps",
        "Lengths",
        "Records",
        "Sessions",
        "Sets",
        "TimerEvents",
    ),
    "rules.registry": (
        "Page",
        "Rule",
        "Stage",
    ),
    "strava.inspection": (
        "Extension",
        "Inspection",
        "Lap",
        "Length",
        "Session",
        "Set",
        "Span",
        "Stream",
    ),
    "strava.interpretation": ("Elevation",),
}
_FORMER_NAMES = {"Left": "SkippedFix", "Offer": "AvailableFix"}
"""Names from version 0.1 that still work."""


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
