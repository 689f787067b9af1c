"""Strava's page as text, where it is present, and digests of its lists where it is not."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from paths import DOCUMENTATION

_DIGESTS = Path(__file__).with_name("page-digests.toml")


def page_text() -> str:
    """The page; skips the test where it is not present."""
    if not DOCUMENTATION.is_file():
        pytest.skip("Strava's page is not here; the digests stand in for it")
    return DOCUMENTATION.read_text(encoding="utf-8")


def between(text: str, start: str, end: str) -> str:
    """The text between two phrases of the page."""
    return text[text.index(start) + len(start) :].partition(end)[0]


def quoted(text: str) -> list[str]:
    """The words in double quotes."""
    return re.findall(r'"([^"]+)"', text)


def digest(values: Iterable[object]) -> str:
    """A digest of a list, in its order."""
    return hashlib.sha256(json.dumps(list(values)).encode()).hexdigest()[:32]


def kept_digest(name: str) -> str:
    """The digest of the list of this name as it was compared with the page."""
    kept: str = tomllib.loads(_DIGESTS.read_text(encoding="utf-8"))[name]
    return kept
