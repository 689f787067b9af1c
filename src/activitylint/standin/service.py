"""What the stand-in answers to each request, as plain Python: no network, no framework."""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import RLock
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import urlencode

from activitylint.model.overview import Overview
from activitylint.model.request import UploadRequest
from activitylint.standin.clock import Clock
from activitylint.standin.faults import Fault, FaultKind, Faults, Route
from activitylint.standin.judge import Duplicates, Verdict, answer_named, judge
from activitylint.standin.limits import RateLimits, Usage, seconds_to_next_quarter
from activitylint.standin.remarks import Entry, Remark, Tally
from activitylint.standin.tokens import ALL_SCOPES, Granted, Tokens
from activitylint.vocabulary.answers import Answer

__all__ = ["DEFAULT", "Call", "ClientReport", "Config", "Reply", "Service"]

_FIRST_ID: Final = 2**53 + 1
"""Ids are odd and above 2**53, so a client that keeps them as floating-point numbers gets all of them wrong."""
_ATHLETE: Final = 1_234_567
_HEADER_ONLY_FROM: Final = date(2027, 6, 1)
"""From this day Strava takes the access token only from the header."""
_MOST_UPLOADS: Final = 20_000
_LONGEST_TEXT: Final = 1_000
_LAST_SECOND: Final = 253_402_300_799
"""The end of the year 9999."""
_HIDES_THE_ID: Final = {FaultKind.CUT_AFTER, FaultKind.LOST, FaultKind.TRUNCATED}
_HTML: Final = "text/html; charset=utf-8"
_JSON: Final = "application/json; charset=utf-8"


class Config(NamedTuple):
    """How the stand-in behaves.

    delay: seconds that the processing of an upload takes. tokens: the access tokens that are valid; if there are none,
    every token is. rotate: a refresh token ends when it is used. small_ids: ids begin at 1. as_of: behave as Strava
    does from this day; by default the day that the clock shows. limits: None to count no requests. duplicates: how a
    duplicate is reported: as text or as a link while processing, or with HTTP 400 at once. seed: for faults by share.
    """

    delay: float = 2.0
    tokens: tuple[str, ...] = ()
    rotate: bool = True
    small_ids: bool = False
    as_of: date | None = None
    limits: RateLimits | None = RateLimits()
    duplicates: Literal["text", "link", "refused"] = "text"
    seed: int = 0


DEFAULT: Final = Config()
"""How the stand-in behaves if nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, decoded.

    query, form: the fields in the URL and in the body. file: the content of the part named `file`, and file_name its
    name. bearer: the token in the header. agent: the header User-Agent.
    """

    route: Route
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    file: bytes | None = None
    file_name: str = ""
    bearer: str = ""
    agent: str = ""

    def get(self, name: str) -> str | None:
        """A field, wherever it was sent."""
        return self.form.get(name, self.query.get(name))


class Reply(NamedTuple):
    """One answer. fault: what goes wrong while it is sent. note: what it says, for a log."""

    status: int
    body: str
    headers: Mapping[str, str] = {}
    fault: Fault | None = None
    note: str = ""


class ClientReport(NamedTuple):
    """What happened since the start or the last reset.

    uploads: how many uploads have each status. remarks: what the clients do that Strava advises against.
    """

    requests: int
    answers: Mapping[int, int]
    agents: Mapping[str, int]
    uploads: Mapping[str, int]
    remarks: tuple[Entry, ...]

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            **self._asdict(),
            "answers": {str(status): count for status, count in sorted(self.answers.items())},
            "remarks": [entry.to_dict() for entry in self.remarks],
        }

    def names(self) -> tuple[str, ...]:
        """The names of the remarks."""
        return tuple(entry.remark.value for entry in self.remarks)


@dataclass(slots=True)
class _Upload:
    """One accepted upload. ready_at: when its processing ends. error: the error it ends with, or None."""

    id: int
    name: str
    external_id: str
    ready_at: float
    error: str | None
    activity: int
    polled_at: float | None = None
    """When its status was last asked for; in the distant past if the client never got its id."""


class Service:
    """The state of the stand-in, and an answer to every request.

    Methods can be called from any thread. Times come only from `clock`.
    """

    def __init__(self, config: Config = DEFAULT, clock: Clock | None = None) -> None:
        self.config = config
        self.clock = clock or Clock()
        self._lock = RLock()
        self.reset()

    def reset(self) -> None:
        """Forget everything: uploads, activities, tokens, faults, usage and the report."""
        with self._lock:
            first = 1 if self.config.small_ids else _FIRST_ID
            self._ids = itertools.count(first, 2)
            self._activity_ids = itertools.count(first + 2_000_000, 2)
            self._uploads: dict[int, _Upload] = {}
            self._activities: dict[int, dict[str, Any]] = {}
            self._deleted: set[int] = set()
            self._duplicates = Duplicates()
            self._tokens = Tokens(self.config.tokens, rotate=self.config.rotate)
            self._usage = Usage(self.config.limits) if self.config.limits else None
            self._client = Tally()
            self._limited_until = -math.inf
            self.faults = Faults(self.config.seed)

    # Uploads

    def upload(self, call: Call) -> Reply:
        """POST /uploads."""
        fault, refusal = self._begin(call, "activity:write")
        if refusal is not None:
            return refusal
        self._remark_on_form(call)
        data_type = call.get("data_type")
        if call.file is None:
            return self._refuse("no-file", fault=fault)
        if data_type is None:
            return self._refuse("bad-field", fault=fault, field="data_type")
        request = UploadRequest(**{name: call.get(name) for name in UploadRequest._fields})
        # The linter may take a while; other requests are answered in the meantime.
        verdict = judge(call.file, call.file_name, request, self.clock.now())
        with self._lock:
            if verdict.codes:
                self._client.add(Remark.REFUSED_BY_LINTER, f"{call.file_name}: {', '.join(verdict.codes)}")
            if verdict.answer is not None and verdict.answer.given == "request":
                return self._refuse(verdict.answer.name, fault=fault, field=verdict.field)
            return self._accept(call, request, verdict, fault)

    def poll(self, call: Call, upload_id: str) -> Reply:
        """GET /uploads/:id."""
        fault, refusal = self._begin(call, "activity:write")
        if refusal is not None:
            return refusal
        with self._lock:
            upload = self._uploads.get(_number(upload_id))
            if upload is None:
                self._remark_on_rounding(upload_id, self._uploads)
                return self._refuse("unknown-upload", fault=fault)
            now = self.clock.now()
            if upload.polled_at is not None and now - upload.polled_at < 1:
                self._client.add(Remark.FAST_POLLS, f"{now - upload.polled_at:.2f} s")
            upload.polled_at = now
            status = self._status(upload)
            return self._reply(200, status, fault)._replace(note=status["error"] or status["status"])

    def activity(self, call: Call, activity_id: str) -> Reply:
        """GET /activities/:id."""
        fault, refusal = self._begin(call, "activity:read")
        if refusal is not None:
            return refusal
        with self._lock:
            activity = self._activities.get(_number(activity_id))
            if activity is None:
                self._remark_on_rounding(activity_id, self._activities)
                return self._refuse("unknown-activity", fault=fault)
            return self._reply(200, activity, fault)

    def athlete(self, call: Call) -> Reply:
        """GET /athlete."""
        fault, refusal = self._begin(call, "")
        return refusal or self._reply(200, _athlete(), fault)

    def delete_activity(self, activity_id: int) -> bool:
        """Delete an activity, as an athlete does on the site. False if there is none with this id."""
        with self._lock:
            if self._activities.pop(activity_id, None) is None:
                return False
            self._deleted.add(activity_id)
            self._duplicates.forget(activity_id)
            return True

    # Tokens

    def token(self, call: Call) -> Reply:
        """POST /oauth/token."""
        fault = self._begin_oauth(call)
        if fault is not None and (broken := self._broken(fault)):
            return broken
        with self._lock:
            now = self.clock.now()
            for name in ("client_id", "client_secret"):
                if not call.get(name):
                    return self._refuse("bad-grant", fault=fault, resource="Application", field=name)
            if call.get("grant_type") == "authorization_code":
                granted = self._tokens.exchange(call.get("code") or "", now)
                wrong = ("AuthorizationCode", "code")
            else:
                granted = self._tokens.refresh(call.get("refresh_token") or "", now)
                wrong = ("RefreshToken", "refresh_token")
            if granted is None:
                return self._refuse("bad-grant", fault=fault, resource=wrong[0], field=wrong[1])
            return self._reply(200, _grant(granted, now), fault)

    def authorize(self, call: Call) -> Reply:
        """GET /oauth/authorize: redirect at once, as if the athlete had agreed."""
        self._begin_oauth(call)
        target = call.get("redirect_uri") or ""
        if not target.startswith(("http://", "https://")):
            return self._refuse("bad-grant", resource="Application", field="redirect_uri")
        scope = call.get("scope") or ALL_SCOPES
        with self._lock:
            fields = {"state": call.get("state") or "", "code": self._tokens.authorize(scope), "scope": scope}
        joint = "&" if "?" in target else "?"
        return Reply(302, "", {"Location": f"{target}{joint}{urlencode(fields)}"})

    def revoke(self, call: Call) -> Reply:
        """POST /oauth/revoke."""
        self._begin_oauth(call)
        token = call.get("token") or call.bearer or call.get("access_token") or ""
        with self._lock:
            self._tokens.revoke(token)
            return self._reply(200, {"access_token": token})

    def deauthorize(self, call: Call) -> Reply:
        """POST /oauth/deauthorize, which is gone from 2027-06-01."""
        if (self.config.as_of or self.clock.today()) >= _HEADER_ONLY_FROM:
            return self._reply(404, {"message": "Record Not Found", "errors": []})
        return self.revoke(call)

    # Control

    def report(self) -> ClientReport:
        """What happened so far."""
        with self._lock:
            statuses = Counter(self._state(upload) for upload in self._uploads.values())
            never_polled = sum(upload.polled_at is None for upload in self._uploads.values())
            client = self._client
            remarks = tuple(client.entries(never_polled))
            return ClientReport(client.requests, dict(client.answers), dict(client.agents), dict(statuses), remarks)

    def count_answer(self, status: int) -> None:
        """Count an answer that is sent."""
        with self._lock:
            self._client.answers[status] += 1

    # What every request goes through

    def _begin(self, call: Call, scope: str) -> tuple[Fault | None, Reply | None]:
        """Check the token and the limits, and see which fault the request meets.

        Returns the fault that shows only in the answer, and the answer if the request is not to be carried out.
        """
        with self._lock:
            now = self.clock.now()
            self._remark_on_request(call, now)
            fault = self.faults.next(call.route)
            allowed = self._tokens.scope(self._token(call), now)
            if allowed is None:
                return fault, self._refuse("bad-token", fault=fault)
            if scope and scope not in allowed:
                return fault, self._refuse("scope-missing", fault=fault, scope=scope)
            over = self._usage.count(now, upload=call.route is Route.UPLOAD) if self._usage else None
            if over:
                self._limited_until = now + seconds_to_next_quarter(now)
                return fault, self._refuse("rate-limit", fault=fault, limit=over)
            return fault, self._broken(fault) if fault else None

    def _begin_oauth(self, call: Call) -> Fault | None:
        with self._lock:
            self._client.add_agent(call.agent)
            return self.faults.next(call.route)

    def _broken(self, fault: Fault) -> Reply | None:
        """The answer with which a fault replaces the whole work; None if the work is done."""
        now = self.clock.now()
        match fault.kind:
            case FaultKind.CUT_BEFORE:
                return Reply(0, "", fault=fault)
            case FaultKind.RATE_LIMIT:
                self._limited_until = now + seconds_to_next_quarter(now)
                usage = self._usage or Usage(RateLimits())
                reply = self._refuse("rate-limit", limit="overall rate limit")
                return reply._replace(headers={**reply.headers, **usage.headers(now, used_up=True)})
            case FaultKind.SERVER_ERROR:
                return self._refuse("server-error")
            case FaultKind.UNAVAILABLE:
                body = answer_named("server-error").text.replace("500 Internal Server Error", "503 Service Unavailable")
                return Reply(503, body, {"Content-Type": _HTML, **self._limit_headers()})
            case FaultKind.INACTIVE:
                return self._refuse("app-inactive")
            case FaultKind.EXPIRED:
                self._tokens.expire()
                return self._refuse("bad-token")
        return None

    def _token(self, call: Call) -> str:
        """The access token of a request, if it was sent where Strava accepts it."""
        if call.bearer:
            return call.bearer
        if (self.config.as_of or self.clock.today()) >= _HEADER_ONLY_FROM:
            return ""
        return call.get("access_token") or ""

    def _remark_on_request(self, call: Call, now: float) -> None:
        client = self._client
        client.add_agent(call.agent)
        if "access_token" in call.query:
            client.add(Remark.TOKEN_IN_QUERY)
        if "access_token" in call.form:
            client.add(Remark.TOKEN_IN_FORM)
        if now < self._limited_until:
            client.add(Remark.IGNORED_RATE_LIMIT, f"{self._limited_until - now:.0f} s too early")

    def _remark_on_form(self, call: Call) -> None:
        with self._lock:
            in_query = [name for name in UploadRequest._fields if name in call.query]
            if in_query:
                self._client.add(Remark.FIELDS_IN_QUERY, ", ".join(in_query))
            if not call.get("external_id"):
                self._client.add(Remark.NO_EXTERNAL_ID, call.file_name)
            activity_type = call.get("activity_type")
            if activity_type is not None:
                self._client.add(Remark.ACTIVITY_TYPE, activity_type)

    def _remark_on_rounding(self, asked: str, known: Mapping[int, Any]) -> None:
        number = _number(asked)
        # A rounded id is next to the one that was meant: ids begin at 2**53, where every second number is exact.
        for near in range(number - 2, number + 3):
            if near in known and float(near) == float(number):
                self._client.add(Remark.ROUNDED_ID, f"{number} for {near}")
                return

    # Answers

    def _accept(self, call: Call, request: UploadRequest, verdict: Verdict, fault: Fault | None) -> Reply:
        if len(self._uploads) >= _MOST_UPLOADS:
            return Reply(503, f"The stand-in keeps at most {_MOST_UPLOADS:,} uploads. Reset it.")
        activity, now = next(self._activity_ids), self.clock.now()
        never = fault is not None and fault.kind is FaultKind.NEVER_READY
        error = verdict.answer.text if verdict.answer is not None else None
        name = call.file_name[:_LONGEST_TEXT]
        if verdict.answer is None:
            repeated = self._duplicates.first(verdict.summary, activity)
            if repeated is not None:
                error = self._duplicate_text(name, repeated)
                if self.config.duplicates == "refused":
                    return self._reply(400, self._fields(next(self._ids), None, error, "failed", None), fault)
        external_id = (request.external_id or name)[:_LONGEST_TEXT]
        suffix = f".{request.data_type}".lower()
        if not external_id.lower().endswith(suffix):
            external_id += suffix
        ready_at = math.inf if never else now + self.config.delay
        upload = _Upload(next(self._ids), name, external_id, ready_at, error, activity)
        if fault is not None and fault.kind in _HIDES_THE_ID:
            upload.polled_at = -math.inf
        self._uploads[upload.id] = upload
        if error is None and not never:
            self._activities[activity] = _activity(upload, request, verdict.overview)
        body = self._fields(upload.id, None, None, "processing", None)
        return self._reply(201, body, fault)._replace(note=f"{name} is upload {upload.id}")

    def _duplicate_text(self, name: str, activity: int) -> str:
        if self.config.duplicates == "link":
            return f"{name} duplicate of <a href='/activities/{activity}' target='_blank'>Activity</a>"
        return answer_named("duplicate").text.format(name=name, activity_id=activity)

    def _state(self, upload: _Upload) -> str:
        """The name of the status text of an upload."""
        if self.clock.now() < upload.ready_at:
            return "processing"
        if upload.error is not None:
            return "failed"
        return "deleted" if upload.activity in self._deleted else "ready"

    def _status(self, upload: _Upload) -> dict[str, Any]:
        state = self._state(upload)
        external_id = upload.external_id if state in {"ready", "deleted"} else None
        error = upload.error if state == "failed" else None
        activity = upload.activity if state == "ready" else None
        return self._fields(upload.id, external_id, error, state, activity)

    @staticmethod
    def _fields(
        upload_id: int, external_id: str | None, error: str | None, state: str, activity: int | None
    ) -> dict[str, Any]:
        return {
            "id": upload_id,
            "id_str": str(upload_id),
            "external_id": external_id,
            "error": error,
            "status": answer_named(state).text,
            "activity_id": activity,
        }

    def _refuse(self, name: str, *, fault: Fault | None = None, **words: str) -> Reply:
        """A known answer. words: what to put into its text."""
        answer = answer_named(name)
        body = _filled(answer, words)
        kind = _HTML if body.startswith("<") else _JSON
        return Reply(answer.status, body, {"Content-Type": kind, **self._limit_headers()}, fault, answer.title)

    def _reply(self, status: int, body: Mapping[str, Any], fault: Fault | None = None) -> Reply:
        return Reply(status, json.dumps(body), {"Content-Type": _JSON, **self._limit_headers()}, fault)

    def _limit_headers(self) -> dict[str, str]:
        with self._lock:
            return self._usage.headers(self.clock.now()) if self._usage else {}


def _filled(answer: Answer, words: Mapping[str, str]) -> str:
    body = answer.text
    for name, word in words.items():
        body = body.replace(f"{{{name}}}", word)
    return body


def _number(text: str) -> int:
    """A whole number; -1 if the text is none or too long to be an id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else -1


def _grant(granted: Granted, now: float) -> dict[str, Any]:
    return {
        "token_type": "Bearer",
        "access_token": granted.access_token,
        "refresh_token": granted.refresh_token,
        "expires_at": granted.expires_at,
        "expires_in": int(granted.expires_at - now),
        "scope": granted.scope,
        "athlete": _athlete(),
    }


def _athlete() -> dict[str, Any]:
    return {
        "id": _ATHLETE,
        "resource_state": 2,
        "username": "stand_in",
        "firstname": "Stand",
        "lastname": "In",
    }


def _activity(upload: _Upload, request: UploadRequest, overview: Overview | None) -> dict[str, Any]:
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
        "athlete": {"id": _ATHLETE, "resource_state": 1},
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
