"""What the stand-in answers to each request, as plain Python: no network, no framework."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from threading import RLock
from typing import Any, Final
from urllib.parse import urlencode

from activitylint.model.request import UploadRequest
from activitylint.standin.calls import HTML, Call, Reply, answer, refusal
from activitylint.standin.clock import Clock
from activitylint.standin.config import DEFAULT, Config
from activitylint.standin.disruptions import Disruption, DisruptionKind, Disruptions, Route
from activitylint.standin.judge import Verdict, answer_named, judge
from activitylint.standin.limits import RateLimits, Usage, seconds_to_next_quarter
from activitylint.standin.remarks import ClientReport, Remark, Tally
from activitylint.standin.tokens import ALL_SCOPES, Granted, Tokens
from activitylint.standin.uploads import ATHLETE, Uploads, status_fields

__all__ = ["Responder"]

_HEADER_ONLY_FROM: Final = date(2027, 6, 1)
"""From this day Strava takes the access token only from the header."""
_HIDES_THE_ID: Final = {DisruptionKind.CUT_AFTER, DisruptionKind.LOST, DisruptionKind.TRUNCATED}
_ATHLETE: Final = {
    "id": ATHLETE,
    "resource_state": 2,
    "username": "stand_in",
    "firstname": "Stand",
    "lastname": "In",
}


class Responder:
    """The state of the stand-in, and an answer to every request.

    Methods can be called from any thread. Times come only from `clock`.
    """

    def __init__(self, config: Config = DEFAULT, clock: Clock | None = None) -> None:
        self.config = config
        self.clock = clock or Clock()
        self._lock = RLock()
        self.reset()

    def reset(self) -> None:
        """Forget everything: uploads, activities, tokens, disruptions, usage and the report."""
        with self._lock:
            self._uploads = Uploads(self.config)
            self._tokens = Tokens(self.config.tokens, rotate=self.config.rotate)
            self._usage = Usage(self.config.limits) if self.config.limits else None
            self._client = Tally()
            self._limited_until = -math.inf
            self.disruptions = Disruptions(self.config.seed)

    # Uploads and activities

    def upload(self, call: Call) -> Reply:
        """POST /uploads."""

        def work(disruption: Disruption | None) -> Reply:
            self._remark_on_form(call)
            if call.file is None:
                return refusal("no-file")
            if call.get("data_type") is None:
                return refusal("bad-field", field="data_type")
            request = UploadRequest(**{name: call.get(name) for name in UploadRequest._fields})
            # The linter may take a while; other requests are answered in the meantime.
            verdict = judge(call.file, call.file_name, request, self.clock.now())
            with self._lock:
                if verdict.codes:
                    self._client.add(Remark.REFUSED_BY_LINTER, f"{call.file_name}: {', '.join(verdict.codes)}")
                if verdict.answer is not None and verdict.answer.given == "request":
                    return refusal(verdict.answer.name, field=verdict.field)
                return self._accept(call.file_name, request, verdict, disruption.kind if disruption else None)

        return self._answered(call, work, "activity:write")

    def poll(self, call: Call, upload_id: str) -> Reply:
        """GET /uploads/:id."""

        def work(_: Disruption | None) -> Reply:
            with self._lock:
                upload = self._uploads.find(upload_id)
                if upload is None:
                    self._remark_on_rounding(upload_id)
                    return refusal("unknown-upload")
                now = self.clock.now()
                if upload.polled_at is not None and now - upload.polled_at < 1:
                    self._client.add(Remark.FAST_POLLS, f"{now - upload.polled_at:.2f} s")
                upload.polled_at = now
                status = self._uploads.status(upload, now)
                return answer(200, status, status["error"] or status["status"])

        return self._answered(call, work, "activity:write")

    def activity(self, call: Call, activity_id: str) -> Reply:
        """GET /activities/:id."""

        def work(_: Disruption | None) -> Reply:
            with self._lock:
                activity = self._uploads.activity(activity_id)
                if activity is None:
                    self._remark_on_rounding(activity_id)
                    return refusal("unknown-activity")
                return answer(200, activity)

        return self._answered(call, work, "activity:read")

    def athlete(self, call: Call) -> Reply:
        """GET /athlete."""
        return self._answered(call, lambda _: answer(200, _ATHLETE), "")

    def delete_activity(self, activity_id: int) -> bool:
        """Delete an activity, as an athlete does on the site. False if there is none with this id."""
        with self._lock:
            return self._uploads.delete_activity(activity_id)

    # Tokens

    def token(self, call: Call) -> Reply:
        """POST /oauth/token."""

        def work(_: Disruption | None) -> Reply:
            for name in ("client_id", "client_secret"):
                if not call.get(name):
                    return refusal("bad-grant", resource="Application", field=name)
            with self._lock:
                now = self.clock.now()
                if call.get("grant_type") == "authorization_code":
                    granted = self._tokens.exchange(call.get("code") or "", now)
                    wrong = {"resource": "AuthorizationCode", "field": "code"}
                else:
                    granted = self._tokens.refresh(call.get("refresh_token") or "", now)
                    wrong = {"resource": "RefreshToken", "field": "refresh_token"}
                return answer(200, _grant(granted, now)) if granted else refusal("bad-grant", **wrong)

        return self._answered(call, work)

    def authorize(self, call: Call) -> Reply:
        """GET /oauth/authorize: redirect at once, as if the athlete had agreed."""

        def work(_: Disruption | None) -> Reply:
            target = call.get("redirect_uri") or ""
            if not target.startswith(("http://", "https://")):
                return refusal("bad-grant", resource="Application", field="redirect_uri")
            scope = call.get("scope") or ALL_SCOPES
            with self._lock:
                fields = {"state": call.get("state") or "", "code": self._tokens.authorize(scope), "scope": scope}
            joint = "&" if "?" in target else "?"
            return Reply(302, "", {"Location": f"{target}{joint}{urlencode(fields)}"})

        return self._answered(call, work)

    def revoke(self, call: Call) -> Reply:
        """POST /oauth/revoke."""

        def work(_: Disruption | None) -> Reply:
            token = call.get("token") or call.bearer or call.get("access_token") or ""
            with self._lock:
                self._tokens.revoke(token)
            return answer(200, {"access_token": token})

        return self._answered(call, work)

    def deauthorize(self, call: Call) -> Reply:
        """POST /oauth/deauthorize, which is gone from 2027-06-01."""
        return answer(404, {"message": "Record Not Found", "errors": []}) if self._header_only else self.revoke(call)

    # The report

    def report(self) -> ClientReport:
        """What happened so far."""
        with self._lock:
            return self._client.report(self._uploads.states(self.clock.now()), self._uploads.never_polled)

    def count_answer(self, status: int) -> None:
        """Count an answer that is sent."""
        with self._lock:
            self._client.answers[status] += 1

    # What every request goes through

    def _answered(self, call: Call, work: Callable[[Disruption | None], Reply], scope: str | None = None) -> Reply:
        """Check the token and the limits, see which disruption the request meets, and do the work unless it cannot be.

        scope: what the token must allow; None for a request about tokens, which needs none and is not counted.
        """
        with self._lock:
            now = self.clock.now()
            if scope is None:
                self._client.add_agent(call.agent)
            else:
                self._remark_on_request(call, now)
            disruption = self.disruptions.next(call.route)
            reply = self._refused(call, scope, now) if scope is not None else None
            if reply is None and disruption is not None:
                reply = self._instead(disruption, now)
                disruption = None if reply else disruption
        reply = reply or work(disruption)
        with self._lock:
            headers = self._usage.headers(self.clock.now()) if self._usage else {}
        return reply._replace(headers={**headers, **reply.headers}, disruption=reply.disruption or disruption)

    def _refused(self, call: Call, scope: str, now: float) -> Reply | None:
        """The answer to a request with a wrong token, or over the limits."""
        allowed = self._tokens.scope(self._token(call), now)
        if allowed is None:
            return refusal("bad-token")
        if scope and scope not in allowed:
            return refusal("scope-missing", scope=scope)
        over = self._usage.count(now, upload=call.route is Route.UPLOAD) if self._usage else None
        if over:
            self._limited_until = now + seconds_to_next_quarter(now)
            return refusal("rate-limit", limit=over)
        return None

    def _instead(self, disruption: Disruption, now: float) -> Reply | None:
        """The answer with which a disruption replaces the whole work; None if the work is done."""
        match disruption.kind:
            case DisruptionKind.CUT_BEFORE:
                return Reply(0, "", disruption=disruption)
            case DisruptionKind.RATE_LIMIT:
                self._limited_until = now + seconds_to_next_quarter(now)
                usage = self._usage or Usage(RateLimits())
                reply = refusal("rate-limit", limit="overall rate limit")
                return reply._replace(headers={**reply.headers, **usage.headers(now, used_up=True)})
            case DisruptionKind.SERVER_ERROR:
                return refusal("server-error")
            case DisruptionKind.UNAVAILABLE:
                body = answer_named("server-error").text.replace("500 Internal Server Error", "503 Service Unavailable")
                return Reply(503, body, {"Content-Type": HTML})
            case DisruptionKind.INACTIVE:
                return refusal("app-inactive")
            case DisruptionKind.EXPIRED:
                self._tokens.expire()
                return refusal("bad-token")
        return None

    def _token(self, call: Call) -> str:
        """The access token of a request, if it was sent where Strava accepts it."""
        return call.bearer or ("" if self._header_only else call.get("access_token") or "")

    @property
    def _header_only(self) -> bool:
        return (self.config.as_of or self.clock.today()) >= _HEADER_ONLY_FROM

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

    def _remark_on_rounding(self, asked: str) -> None:
        if example := self._uploads.rounded(asked):
            self._client.add(Remark.ROUNDED_ID, example)

    def _accept(self, name: str, request: UploadRequest, verdict: Verdict, disruption: DisruptionKind | None) -> Reply:
        if self._uploads.full:
            return Reply(503, self._uploads.full)
        upload = self._uploads.make(name, request, verdict, self.clock.now())
        if upload.repeats and self.config.duplicates == "refused":
            return answer(400, status_fields(upload.id, "failed", error=upload.error))
        if disruption is DisruptionKind.NEVER_READY:
            upload.ready_at = math.inf
        if disruption in _HIDES_THE_ID:
            upload.polled_at = -math.inf
        self._uploads.keep(upload, request, verdict.overview)
        return answer(201, status_fields(upload.id, "processing"), f"{upload.name} is upload {upload.id}")


def _grant(granted: Granted, now: float) -> dict[str, Any]:
    return {
        "token_type": "Bearer",
        "access_token": granted.access_token,
        "refresh_token": granted.refresh_token,
        "expires_at": granted.expires_at,
        "expires_in": int(granted.expires_at - now),
        "scope": granted.scope,
        "athlete": _ATHLETE,
    }
