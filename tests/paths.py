"""The paths of the repository's files, and of real activity files if they are present."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
SCHEMAS = ROOT / "schemas"
CORPUS = Path(os.environ.get("ACTIVITYLINT_CORPUS", ROOT.parent / "shared" / "corpus"))
REFERENCE_XSD = CORPUS.parent / "reference-xsd"
DOCUMENTATION = CORPUS.parent / "spec" / "strava-uploads.txt"
LATER_EXERCISES = CORPUS.parent / "spec" / "exercise-types-added-2026-10.txt"


def corpus(*suffixes: str) -> list[Path]:
    """Return the real files with one of these suffixes (`.gpx`, `.fit.gz`), sorted; none if there is no corpus."""
    if not CORPUS.is_dir():
        return []
    return sorted(p for p in CORPUS.rglob("*") if p.is_file() and p.name.lower().endswith(suffixes))
