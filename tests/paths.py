"""The paths of the repository's files, and of real activity files if they are present."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
SCHEMAS = ROOT / "schemas"
CORPUS = Path(os.environ.get("ACTIVITYLINT_CORPUS", ROOT.parent / "shared" / "corpus"))
REFERENCE_XSD = CORPUS.parent / "reference-xsd"
DOCUMENTATION = CORPUS.parent / "spec" / "strava-uploads.txt"
LATER_EXERCISES = CORPUS.parent / "spec" / "exercise-types-added-2026-10.txt"


@cache
def _real_files() -> tuple[Path, ...]:
    return tuple(sorted(path for path in CORPUS.rglob("*") if path.is_file()))


def corpus(*suffixes: str) -> list[Path]:
    """Return the real files with one of these suffixes (`.gpx`, `.fit.gz`), sorted; none if there is no corpus."""
    return [path for path in _real_files() if path.name.lower().endswith(suffixes)]
