"""What a table of files says about one of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from activitylint.model.classes import NamedTuple

__all__ = ["Detail", "Overview"]


class Detail(IntEnum):
    """How much a report carries besides its findings; each level includes those before it."""

    FINDINGS = 0
    """Nothing else."""
    OVERVIEW = 1
    """The overview and the identity of the file."""
    PICTURE = 2
    """The picture of the file, and where each finding is in it."""


class Overview(NamedTuple):
    """One file at a glance, as Strava will read it. None means that the file does not say.

    sport: the sport_type that Strava will use, or else the sport as the file writes it. start: seconds since
    1970-01-01 UTC. utc_offset: seconds that local time is ahead of UTC. elapsed, timer: seconds. distance, ascent:
    meters. device: as the file names it. records: how many there are. streams: the names of those with a value.
    send: the form fields to send with the file.
    """

    sport: str | None
    start: float | None
    utc_offset: int | None
    elapsed: float | None
    timer: float | None
    distance: float | None
    ascent: float | None
    device: str | None
    records: int
    streams: tuple[str, ...]
    send: Mapping[str, str]
