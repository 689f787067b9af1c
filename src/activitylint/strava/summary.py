"""The summary of a file that is kept when many are linted together: enough to find duplicates, and no more."""

from __future__ import annotations

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.classes import NamedTuple
from activitylint.model.format import Format
from activitylint.model.request import UploadRequest
from activitylint.source.reading import Source

__all__ = ["Summary", "summarize"]


class Summary(NamedTuple):
    """One file of a batch.

    digest: of the unpacked bytes, so that a file and its gzipped copy have the same. start: seconds since 1970-01-01
    UTC, and elapsed: seconds; both None if the file has no finite number for it. external_id: sent with the upload, by
    default the file name without its folders.
    """

    path: str
    format: Format | None
    digest: bytes
    start: float | None
    elapsed: float | None
    external_id: str


def summarize(source: Source, activity: Activity | None, request: UploadRequest) -> Summary:
    """Summarize one file. activity: None if the content could not be parsed."""
    start, elapsed = _span(activity) if activity is not None else (None, None)
    external_id = request.external_id
    if external_id is None:
        external_id = source.name.replace("\\", "/").rpartition("/")[2]
    import hashlib  # noqa: PLC0415 -- loaded only for a batch

    digest = hashlib.blake2b(source.data, digest_size=16).digest()
    return Summary(source.name, source.format, digest, start, elapsed, external_id)


def _span(activity: Activity) -> tuple[float | None, float | None]:
    """Start and elapsed time of the records, or of the first session if no record has a time."""
    times = activity.records.time
    times = times[np.isfinite(times)]
    if activity.format is not Format.JSON and len(times):
        return float(times.min()), float(times.max() - times.min())
    if len(activity.sessions):
        start, elapsed = float(activity.sessions.start[0]), float(activity.sessions.elapsed[0])
        return (start if np.isfinite(start) else None), (elapsed if np.isfinite(elapsed) else None)
    return None, None
