"""The requests to Strava: send a file, ask about an upload, get tokens.

An answer becomes an `Upload` or an exception that says what to do next. The access token is sent in the header only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import httpx2

from activitylint._version import __version__
from activitylint.upload.limits import Budget, Clock
from activitylint.upload.service import Service
from activitylint.upload.tokens import Tokens
from activitylint.vocabulary.answers import Explanation, explain, plain

__all__ = [
    "LimitedError",
    "RefusedError",
    "Strava",
    "TroubleError",
    "UnreachableError",
    "Upload",
    "UploadError",
    "exchange",
]

_LONGEST_ANSWER: Final = 1_000_000
_SHOWN: Final = 300
_TIMEOUT_S: Final = 120.0
_HEADERS: Final = {"User-Agent": f"activitylint/{__version__}", "Accept": "application/json"}


class UploadError(Exception):
    """Nothing can be sent: no network, no access, a wrong address. The message says what to do."""


class UnreachableError(UploadError):
    """The server cannot be reached, so the request was not carried out."""


class TroubleError(Exception):
    """The server failed or the connection broke, so it is not known whether the request was carried out."""


class LimitedError(Exception):
    """One request too many. It was not carried out."""


class RefusedError(Exception):
    """Strava refused this request, and will refuse it again. text: the answer in plain text."""

    def __init__(self, text: str, explanation: Explanation | None) -> None:
        super().__init__(text)
        self.text = text
        self.explanation = explanation


class Upload(NamedTuple):
    """An upload, as Strava describes it. error: in plain text, empty if there is none. Ids are of any size."""

    id: int
    status: str
    error: str
    explanation: Explanation | None
    activity_id: int | None


class Strava:
    """Makes requests, one at a time, and keeps count of them in the budget.

    timeout: seconds to wait for an answer. transport: what sends the requests, for tests.
    """

    def __init__(
        self,
        service: Service,
        tokens: Tokens,
        clock: Clock = Clock(),  # noqa: B008 -- it cannot change
        *,
        timeout: float = _TIMEOUT_S,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.budget = Budget()
        self._service = service
        self._tokens = tokens
        self._clock = clock
        self._http = httpx2.Client(headers=_HEADERS, timeout=timeout, transport=transport)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, data: bytes, fields: Mapping[str, str]) -> Upload:
        """Upload a file. fields: of the form.

        Raises LimitedError, RefusedError, TroubleError or UploadError.
        """
        form = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
        # The name decides nothing: data_type says what the file is.
        name = f"{form['external_id']}.{form['data_type']}"
        status, body = self._request(
            "POST", "/uploads", read=False, data=form, files={"file": (name, data, "application/octet-stream")}
        )
        return self._upload(status, body)

    def poll(self, upload_id: int) -> Upload:
        """Ask what became of an upload. Raises as `send` does."""
        status, body = self._request("GET", f"/uploads/{upload_id}", read=True)
        return self._upload(status, body)

    def _request(self, method: str, path: str, *, read: bool, **body: Any) -> tuple[int, str]:
        """The status and the body of an answer other than 401, 403, 429 and 5xx."""
        status, text = self._once(method, path, read=read, **body)
        if status == 401 and not _is_missing_scope(text):
            self._refresh()
            if read:
                self._clock.sleep(1.0)  # nobody asks about an upload more than once a second
            status, text = self._once(method, path, read=read, **body)
        if status in {401, 403} or 300 <= status < 400 or (status == 404 and method == "POST"):
            raise UploadError(self._unusable(status, text))
        if status == 429:
            self.budget.exhausted(self._clock.now())
            raise LimitedError
        if status >= 500:
            raise TroubleError(self._shown(text) or f"HTTP status {status}")
        return status, text

    def _once(self, method: str, path: str, *, read: bool, **body: Any) -> tuple[int, str]:
        if not self._tokens.access:
            self._refresh()
        self.budget.count(self._clock.now(), read=read)
        headers = {"Authorization": f"Bearer {self._tokens.access}"}
        status, text, answered = _exchanged(self._http, method, f"{self._service.api}{path}", headers=headers, **body)
        self.budget.observe(answered, self._clock.now())
        return status, text

    def _refresh(self) -> None:
        if self._tokens.renewed_elsewhere():
            return
        form = self._tokens.grant()
        self._tokens.renew(exchange(self._http, self._service, form, self._tokens.hide))

    def _upload(self, status: int, body: str) -> Upload:
        try:
            found = json.loads(body)
            if status < 300:
                return self._described(found)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            if status < 300:
                # Cut off, or from something between: the request may have been carried out.
                raise TroubleError("the answer cannot be read") from error
            found = None
        explanation = _explained(body, status)
        said = (found.get("error") or found.get("status")) if isinstance(found, dict) else None
        text = str(said) if said else explanation.answer.title if explanation else body
        raise RefusedError(self._shown(text) or f"HTTP status {status}", explanation)

    def _described(self, found: Any) -> Upload:
        error = str(found["error"] or "") if found.get("error") is not None else ""
        status = str(found.get("status") or "")
        activity = found.get("activity_id")
        return Upload(
            # A number may have been rounded on its way here; the text is exact.
            id=int(found.get("id_str") or found["id"]),
            status=self._shown(status),
            error=self._shown(error),
            explanation=_explained(error or status, 0),
            activity_id=None if activity is None else int(activity),
        )

    def _unusable(self, status: int, text: str) -> str:
        found = _explained(text, status) if status in {401, 403} else None
        if found is None:
            text = self._shown(text)
            answer = f"{self._service.api} answers with HTTP status {status}{text and ': '}{text}"
            return f"{answer}; check your access and --base-url"
        return f"{found.answer.title}. {found.answer.meaning}"

    def _shown(self, text: str) -> str:
        return self._tokens.hide(plain(text))[:_SHOWN]


def exchange(http: httpx2.Client, service: Service, form: Mapping[str, str], hide: Any = str) -> dict[str, Any]:
    """Exchange a refresh token or a code for tokens, in the body of a request. hide: takes secrets out of a text.

    Raises UploadError if the server does not accept it, and TroubleError if it cannot be understood.
    """
    status, text, _ = _exchanged(http, "POST", f"{service.oauth}/token", data=dict(form))
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    if status >= 500:
        raise TroubleError("Strava cannot give out tokens at the moment")
    if status >= 300 or not isinstance(answer, dict) or "access_token" not in answer:
        said = hide(plain(text))[:_SHOWN]
        message = f"Strava gave no token (HTTP status {status}: {said}); run `activitylint upload login`"
        raise UploadError(message)
    return answer


def _exchanged(http: httpx2.Client, method: str, url: str, **request: Any) -> tuple[int, str, Mapping[str, str]]:
    try:
        with http.stream(method, url, **request) as answer:
            read = bytearray()
            for chunk in answer.iter_bytes():
                read += chunk
                if len(read) > _LONGEST_ANSWER:
                    break
            return answer.status_code, read.decode("utf-8", "replace"), answer.headers
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError, httpx2.UnsupportedProtocol) as error:
        message = f"{urlsplit(url).netloc} cannot be reached: {error}"
        raise UnreachableError(message) from None
    except httpx2.HTTPError as error:
        raise TroubleError(str(error) or type(error).__name__) from None


def _explained(text: str, status: int) -> Explanation | None:
    found = explain(text, status)
    return found[0] if len(found) == 1 else None  # several: only the status is known, which has many causes


def _is_missing_scope(text: str) -> bool:
    found = _explained(text, 401)
    return found is not None and found.answer.name == "scope-missing"
