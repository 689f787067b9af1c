"""Make the overview of a file from its inspection."""

from __future__ import annotations

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.overview import Overview
from activitylint.model.request import UploadRequest
from activitylint.source.reading import Source
from activitylint.strava.inspector import inspect_source

__all__ = ["overview_of"]


def overview_of(source: Source, activity: Activity, request: UploadRequest) -> Overview:
    """The overview of an activity that is uploaded with this request. source: where it was read from."""
    seen = inspect_source(source, activity, request)
    ascent = activity.sessions.ascent
    ascent = ascent[np.isfinite(ascent)]
    return Overview(
        sport=seen.sport_detected or seen.sport_written,
        start=seen.span.start,
        utc_offset=seen.span.utc_offset,
        elapsed=seen.span.elapsed,
        timer=seen.span.timer,
        distance=seen.distance,
        ascent=float(ascent.sum()) if len(ascent) else None,
        device=seen.device,
        records=seen.records,
        streams=tuple(stream.name for stream in seen.streams),
        send=seen.send,
    )
