"""What a rule knows besides the file: the fields of the upload form, the size limits, and the time."""

from __future__ import annotations

from activitylint.model.classes import NamedTuple

__all__ = ["Context", "Limits", "UploadRequest"]

_MB = 1_000_000


class UploadRequest(NamedTuple):
    """The fields of Strava's upload form as they would be sent. Any text is allowed, since a bad value is a finding.

    None means that the field is not sent. Source: "How to Upload an Activity" in Strava's documentation.
    """

    data_type: str | None = None
    sport_type: str | None = None
    activity_type: str | None = None
    trainer: str | None = None
    commute: str | None = None
    external_id: str | None = None
    name: str | None = None
    description: str | None = None


class Limits(NamedTuple):
    """Size limits in bytes, for the uncompressed file.

    read: activitylint unpacks and parses no larger file (UPL008), so that none can exhaust the memory.
    upload: Strava reportedly accepts no larger file (UPL007).
    """

    read: int = 256 * _MB
    upload: int = 25 * _MB


class Context(NamedTuple):
    """What a rule knows besides the file.

    now: seconds since 1970-01-01 UTC; a parameter, so that results can be reproduced.
    """

    now: float
    request: UploadRequest = UploadRequest()
    limits: Limits = Limits()
