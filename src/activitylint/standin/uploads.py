"""The uploads that were accepted, what becomes of them, and their activities."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from activitylint.model.overview import Overview
from activitylint.model.request import UploadRequest
from activitylint.standin.config import Config
from activitylint.standin.judge import Duplicates, Verdict, answer_named

__all__ = ["ATHLETE", "Upload", "Uploads", "status_fields"]

ATHLETE: Final = 1_234_567
"""The id of the only athlete."""
_FIRST_ID: Final = 2**53 + 1
"""Ids are odd and above 2**53, so a client that keeps them as floating-point numbers gets all of them wrong."""
_MOST_UPLOADS: Final = 20_000
_LONGEST_TEXT: Final = 1_000
_LAST_SECOND: Final = 253_402_300_799
"""The end of the year 9999."""


@dataclass(slots=True)
class Upload:
    """One upload.

    ready_at: when its processing ends. error: the error it ends with, or None. activity: the id of its activity.
    repeats: True if it is a duplicate. polled_at: when its status was last asked for; in the distant past if the client
    never got its id.
    """

    id: int
    name: str
    external_id: str
    ready_at: float
    error: str | None
    activity: int
    repeats: bool = False
    polled_at: float | None = None


class Uploads:
    """Keeps uploads and activities by their ids."""

    def __init__(self, config: Config) -> None:
        first = 1 if config.small_ids else _FIRST_ID
        self._config = config
        self._ids = itertools.count(first, 2)
        self._activity_ids = itertools.count(first + 2_000_000, 2)
        self._uploads: dict[int, Upload] = {}
        self._activities: dict[int, dict[str, Any]] = {}
        self._deleted: set[int] = set()
        self._duplicates = Duplicates()

    @property
    def full(self) -> str:
        """Why no more uploads are kept; empty if they are."""
        many = len(self._uploads) >= _MOST_UPLOADS
        return f"The stand-in keeps at most {_MOST_UPLOADS:,} uploads. Reset it." if many else ""

    @property
    def never_polled(self) -> int:
        """How many uploads nobody asked about."""
        return sum(upload.polled_at is None for upload in self._uploads.values())

    def make(self, name: str, request: UploadRequest, verdict: Verdict, now: float) -> Upload:
        """An upload that is not kept yet. name: that of its file."""
        name = name[:_LONGEST_TEXT]
        activity = next(self._activity_ids)
        error = verdict.answer.text if verdict.answer is not None else None
        repeated = self._duplicates.first(verdict.summary, activity) if error is None else None
        if repeated is not None:
            error = self._duplicate_text(name, repeated)
        external_id = (request.external_id or name)[:_LONGEST_TEXT]
        suffix = f".{request.data_type}".lower()
        if not external_id.lower().endswith(suffix):
            external_id += suffix
        ready_at = now + self._config.delay
        return Upload(next(self._ids), name, external_id, ready_at, error, activity, repeated is not None)

    def keep(self, upload: Upload, request: UploadRequest, overview: Overview | None) -> None:
        """Keep an upload, and make its activity if its processing will succeed."""
        self._uploads[upload.id] = upload
        if upload.error is None and upload.ready_at < math.inf:
            self._activities[upload.activity] = _activity(upload, request, overview)

    def find(self, upload_id: str) -> Upload | None:
        """The upload with this id, as a client wrote it."""
        return self._uploads.get(_number(upload_id))

    def activity(self, activity_id: str) -> dict[str, Any] | None:
        """The activity with this id, as a client wrote it."""
        return self._activities.get(_number(activity_id))

    def rounded(self, asked: str) -> str:
        """`1 for 2` if an unknown id is a known one that was rounded to a floating-point number; else empty."""
        number = _number(asked)
        # A rounded id is next to the one that was meant: ids begin at 2**53, where every second number is exact.
        for near in range(number - 2, number + 3):
            if (near in self._uploads or near in self._activities) and float(near) == float(number):
                return f"{number} for {near}"
        return ""

    def delete_activity(self, activity_id: int) -> bool:
        """Delete an activity. False if there is none with this id."""
        if self._activities.pop(activity_id, None) is None:
            return False
        self._deleted.add(activity_id)
        self._duplicates.forget(activity_id)
        return True

    def status(self, upload: Upload, now: float) -> dict[str, Any]:
        """What a client is told about an upload."""
        state = self._state(upload, now)
        return status_fields(
            upload.id,
            state,
            external_id=upload.external_id if state in {"ready", "deleted"} else None,
            error=upload.error if state == "failed" else None,
            activity=upload.activity if state == "ready" else None,
        )

    def states(self, now: float) -> Counter[str]:
        """How many uploads have each state."""
        return Counter(self._state(upload, now) for upload in self._uploads.values())

    def _state(self, upload: Upload, now: float) -> str:
        """The name of the status text of an upload."""
        if now < upload.ready_at:
            return "processing"
        if upload.error is not None:
            return "failed"
        return "deleted" if upload.activity in self._deleted else "ready"

    def _duplicate_text(self, name: str, activity: int) -> str:
        if self._config.duplicates == "link":
            return f"{name} duplicate of <a href='/activities/{activity}' target='_blank'>Activity</a>"
        return answer_named("duplicate").text.format(name=name, activity_id=activity)


def status_fields(
    upload_id: int, state: str, *, external_id: str | None = None, error: str | None = None, activity: int | None = None
) -> dict[str, Any]:
    """The status of an upload as JSON has it. state: the name of its text."""
    return {
        "id": upload_id,
        "id_str": str(upload_id),
        "external_id": external_id,
        "error": error,
        "status": answer_named(state).text,
        "activity_id": activity,
    }


def _number(text: str) -> int:
    """A whole number; -1 if the text is none or too long to be an id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else -1


def _activity(upload: Upload, request: UploadRequest, overview: Overview | None) -> dict[str, Any]:
    """The activity that GET /activities/:id returns."""
    start = overview.start if overview and overview.start is not None else 0.0
    offset = (overview.utc_offset if overview else None) or 0
    elapsed = int((overview.elapsed if overview else None) or 0)
    sport = request.sport_type or (overview.sport if overview else None) or "Workout"
    return {
        "id": upload.activity,
        "resource_state": 3,
        "upload_id": upload.id,
        "upload_id_str": str(upload.id),
        "external_id": upload.external_id,
        "athlete": {"id": ATHLETE, "resource_state": 1},
        "name": (request.name or "Activity")[:_LONGEST_TEXT],
        "description": (request.description or "")[:_LONGEST_TEXT] or None,
        "type": sport,
        "sport_type": sport,
        "start_date": _iso(start),
        "start_date_local": _iso(start + offset),
        "utc_offset": float(offset),
        "elapsed_time": elapsed,
        "moving_time": int((overview.timer if overview else None) or elapsed),
        "distance": float((overview.distance if overview else None) or 0),
        "total_elevation_gain": float((overview.ascent if overview else None) or 0),
        "trainer": str(request.trainer) == "1",
        "commute": str(request.commute) == "1",
        "device_name": overview.device if overview else None,
    }


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(min(max(seconds, 0), _LAST_SECOND), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
