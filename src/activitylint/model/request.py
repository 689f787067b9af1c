"""What surrounds a file when it is uploaded: the form fields, and the bounds that it is checked within."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Context", "Limits", "UploadRequest"]

_MB = 1_000_000


class UploadRequest(NamedTuple):
    """The fields of Strava's upload form, as they would be sent: any text, since a bad value is a finding.

    None is a field that is not sent. Source: "How to Upload an Activity".
    """

    data_type: str | None = None
    sport_type: str | None = None
    activity_type: str | None = None
    trainer: str | None = None
    commute: str | None = None
    external_id: str | None = None
    name: str | None = None


class Limits(NamedTuple):
    """Bounds in bytes.

    read: what is unpacked and parsed at most (UPL008), so that no file can take more memory than its owner has.
    upload: what Strava reportedly takes at most, unpacked (UPL007).
    """

    read: int = 256 * _MB
    upload: int = 25 * _MB


class Context(NamedTuple):
    """What a rule may know beside the file. now: seconds since 1970-01-01 UTC, a parameter so that results repeat."""

    now: float
    request: UploadRequest = UploadRequest()
    limits: Limits = Limits()
