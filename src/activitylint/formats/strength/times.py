"""Times as the format writes them: ISO 8601 with a Z or an offset."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Final, NamedTuple

__all__ = ["Time", "read_time"]


class Time(NamedTuple):
    """seconds since 1970-01-01 UTC, NaN where it cannot be read; a time without zone is read as UTC.

    fault: `naive`, `unreadable`, or empty. offset: of its zone in seconds, None where it is naive or unreadable.
    """

    seconds: float
    fault: str = ""
    offset: float | None = None


_UNREADABLE: Final = Time(math.nan, "unreadable")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

# fromisoformat takes any character between date and time, and an hour of 24 by version.
_SHAPE: Final = re.compile(r"[0-9W-]{7,10}T(?!24)[0-9:.,]{2,40}(?:Z|[+-][0-9:]{2,8})?", re.ASCII)


def read_time(text: str) -> Time:
    """A timestamp, in any form that ISO 8601 has for a date with a time of day."""
    if not _SHAPE.fullmatch(text):
        return _UNREADABLE
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _UNREADABLE
    offset = moment.utcoffset()
    if offset is None:
        return Time((moment.replace(tzinfo=UTC) - _EPOCH).total_seconds(), "naive")
    return Time((moment - _EPOCH).total_seconds(), "", offset.total_seconds())
