"""Strava's upload documentation as text if it is present, and digests of its lists if it is not."""

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
    """The text of the documentation. Skips the test if it is not present."""
    if not DOCUMENTATION.is_file():
        pytest.skip("Strava's documentation is not here; the digests are checked instead")
    return DOCUMENTATION.read_text(encoding="utf-8")


def between(text: str, start: str, end: str) -> str:
    """The text between two phrases."""
    return text[text.index(start) + len(start) :].partition(end)[0]


def quoted(text: str) -> list[str]:
    """The texts in double quotes."""
    return re.findall(r'"([^"]+)"', text)


def digest(values: Iterable[object]) -> str:
    """A digest of a list; the order matters."""
    return hashlib.sha256(json.dumps(list(values)).encode()).hexdigest()[:32]


def kept_digest(name: str) -> str:
    """The committed digest of the list with this name."""
    kept: str = tomllib.loads(_DIGESTS.read_text(encoding="utf-8"))[name]
    return kept
