"""Get tokens through the browser: the athlete agrees at Strava, which then sends the browser back to this machine."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2

from activitylint.upload.client import UploadError, exchange
from activitylint.upload.limits import Clock
from activitylint.upload.service import Service
from activitylint.upload.tokens import Application

__all__ = ["SCOPE", "log_in"]

SCOPE: Final = "activity:write,activity:read"
_PATH: Final = "/activitylint"
_LONGEST_WAIT_S: Final = 600.0


def log_in(
    service: Service,
    app: Application,
    show: Callable[[str], None],
    *,
    port: int = 0,
    clock: Clock = Clock(),  # noqa: B008 -- it cannot change
    transport: httpx2.BaseTransport | None = None,
) -> dict[str, Any]:
    """Wait until the athlete has agreed, and return Strava's answer with the tokens.

    show: called with the address to open in a browser. port: to listen at on this machine; 0 takes a free one. Raises
    UploadError if the athlete does not agree to uploads, or does not answer within ten minutes.
    """
    state = secrets.token_urlsafe(32)
    with _Callback(port, state) as server:
        fields = {
            "client_id": app.client_id,
            "redirect_uri": f"http://localhost:{server.server_port}{_PATH}",
            "response_type": "code",
            "approval_prompt": "auto",
            "scope": SCOPE,
            "state": state,
        }
        show(f"{service.oauth}/authorize?{urlencode(fields)}")
        end = clock.now() + _LONGEST_WAIT_S
        while server.answer is None:
            if clock.now() > end:
                raise UploadError("nobody has agreed in the browser within ten minutes")
            server.handle_request()
    answer = server.answer
    if "code" not in answer:
        message = f"Strava gave no access: {answer.get('error', 'no reason')}"
        raise UploadError(message)
    if "activity:write" not in answer.get("scope", SCOPE):
        raise UploadError("uploads were not allowed; run this again and leave the box for uploading ticked")
    form = {**app._asdict(), "grant_type": "authorization_code", "code": answer["code"]}
    with httpx2.Client(transport=transport, timeout=60) as http:
        return exchange(http, service, form)


class _Callback(HTTPServer):
    """Waits for the browser on this machine only, and takes the one answer that has the state."""

    timeout = 5.0

    def __init__(self, port: int, state: str) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.state = state
        self.answer: dict[str, str] | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Take no notice of a connection that breaks."""


class _Handler(BaseHTTPRequestHandler):
    timeout = 5.0
    server: _Callback

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        fields = {name: values[0] for name, values in parse_qs(address.query).items()}
        right = address.path == _PATH and secrets.compare_digest(
            fields.get("state", "").encode("utf-8", "replace"), self.server.state.encode()
        )
        if right:
            self.server.answer = fields
        text = "You can close this page and go back to the terminal." if right else "This is not the expected answer."
        self.send_response(200 if right else 400)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Log nothing: the address has the code."""
