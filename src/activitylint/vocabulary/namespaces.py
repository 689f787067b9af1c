"""The XML namespaces of activity files, with their titles and usual prefixes.

A file may use any prefix for a namespace. The usual prefixes serve only to guess a missing declaration.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from activitylint.model.patterns import regex
from activitylint.vocabulary._data import load
from activitylint.vocabulary.nearest import nearest

__all__ = [
    "ACTIVITY_EXTENSION_1",
    "ACTIVITY_EXTENSION_2",
    "GPXDATA",
    "GPX_1_0",
    "GPX_1_1",
    "TCX_2",
    "TRACK_POINT_EXTENSION_1",
    "TRACK_POINT_EXTENSION_2",
    "meant",
    "title",
    "usual",
    "usual_in",
]

GPX_1_1: Final = "http://www.topografix.com/GPX/1/1"
GPX_1_0: Final = "http://www.topografix.com/GPX/1/0"
TRACK_POINT_EXTENSION_1: Final = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
TRACK_POINT_EXTENSION_2: Final = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"
GPXDATA: Final = "http://www.cluetrust.com/XML/GPXDATA/1/0"
TCX_2: Final = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
ACTIVITY_EXTENSION_1: Final = "http://www.garmin.com/xmlschemas/ActivityExtension/v1"
ACTIVITY_EXTENSION_2: Final = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"


def title(uri: str) -> str | None:
    """What people call a namespace, or None if it is unknown."""
    return _titles().get(uri)


_CLOSE: Final = 0.88
_LONGEST: Final = 200
"""Characters of the longest text that is compared with the known namespaces."""
_DIGITS: Final = regex(r"\d+")
_BEFORE: Final = regex(r"^[a-z]*+:?/*+(?:www\.)?")


def meant(uri: str) -> str | None:
    """The namespace that a wrong one clearly means; None if it is right, empty, or like no known one.

    Wrong are `https`, other capitals, a slash at the end, small misspellings (`xmlschemes`), and the address of a
    schema. Another version is another namespace: the digits must be the same.
    """
    if not uri.strip() or len(uri) > _LONGEST or uri in _titles():
        return None
    plain = _plain(uri)
    known = _plainly()
    if plain in known:
        return known[plain]
    alike = _by_shape().get(_shape(plain), ())
    return next((known[one] for one in alike if _is_misspelled(plain, one)), None)


def _is_misspelled(written: str, known: str) -> bool:
    """True if each part between slashes is nearly the same. Both have the same shape."""
    parts = zip(written.split("/"), known.split("/"), strict=True)
    return all(one == other or nearest(one, [other], _CLOSE) for one, other in parts)


def _shape(plain: str) -> tuple[int, tuple[str, ...]]:
    """What a misspelling does not change: the number of parts between slashes, and the digits."""
    return plain.count("/"), tuple(_DIGITS.findall(plain))


@cache
def _by_shape() -> dict[tuple[int, tuple[str, ...]], list[str]]:
    """The known namespaces without what varies, by their shape: a file may have thousands of namespaces to compare."""
    found: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for plain in _plainly():
        found.setdefault(_shape(plain), []).append(plain)
    return found


@cache
def _plainly() -> dict[str, str]:
    """The namespaces and the addresses that mean one, without what varies."""
    others = {wrong: right for wrong, right in load("namespaces")["meant"].items() if wrong != "source"}
    return {_plain(wrong): right for wrong, right in others.items()} | {_plain(uri): uri for uri in _titles()}


def _plain(uri: str) -> str:
    return _BEFORE.sub("", uri.strip().lower().rstrip("/#"))


def usual(prefix: str) -> str | None:
    """The namespace that a prefix usually stands for, or None."""
    return _prefixes().get(prefix)


def usual_in(prefix: str, format: str) -> str | None:  # noqa: A002 -- the field's own word
    """The namespace that a prefix always stands for in files of this format (`gpx` or `tcx`), or None."""
    uri = usual(prefix)
    return uri if any(row["uri"] == uri and format in row["in"] for row in load("namespaces")["namespaces"]) else None


@cache
def _titles() -> dict[str, str]:
    return {row["uri"]: row["title"] for row in load("namespaces")["namespaces"]}


@cache
def _prefixes() -> dict[str, str]:
    return {prefix: row["uri"] for row in load("namespaces")["namespaces"] for prefix in row["prefixes"]}
