"""Requests and what becomes of the answers, with a transport that answers as Strava does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from activitylint.upload.client import LimitedError, RefusedError, Strava, TroubleError, UnreachableError, UploadError
from activitylint.upload.service import Service, WrongUrlError
from activitylint.upload.tokens import Application, Tokens, save
from upload.clocks import START, SetClock

FIELDS = {"data_type": "fit", "external_id": "ride-1", "name": "Größe"}
PROCESSING = "Your activity is still being processed."
HUGE = 2**53 + 1
UNAUTHORIZED = {
    "message": "Authorization Error",
    "errors": [{"resource": "Application", "field": "", "code": "invalid"}],
}
NO_SCOPE = {
    "message": "Authorization Error",
    "errors": [{"resource": "AccessToken", "field": "activity:write_permission", "code": "missing"}],
}
INACTIVE = {"message": "Forbidden", "errors": [{"resource": "Application", "field": "Status", "code": "Inactive"}]}

Answer = httpx2.Response | Exception


class Script:
    """Gives answers one after another, and keeps the requests."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


Connect = Callable[..., tuple[Strava, Script]]


@pytest.fixture
def connect(tmp_path: Path) -> Connect:
    def made(*answers: Answer, base_url: str = "https://www.strava.com/api/v3") -> tuple[Strava, Script]:
        file = str(tmp_path / "tokens.json")
        save(file, Application("123", "s3cret"), {"access_token": "access-1", "refresh_token": "refresh-1"})
        script = Script(*answers)
        transport = httpx2.MockTransport(script)
        return Strava(Service.at(base_url), Tokens({}, file), SetClock().clock, transport=transport), script

    return made


def upload(code: int = 201, **fields: object) -> httpx2.Response:
    made = {"id": HUGE - 1, "id_str": str(HUGE), "external_id": None, "error": None, "status": PROCESSING}
    return httpx2.Response(code, json={**made, "activity_id": None, **fields})


def test_a_file_is_sent_as_a_form_with_the_token_in_the_header_only(connect: Connect) -> None:
    strava, script = connect(upload())
    assert strava.send(b"\x0e\x10data", FIELDS).id == HUGE
    (request,) = script.requests
    assert request.method == "POST"
    assert str(request.url) == "https://www.strava.com/api/v3/uploads"
    assert request.headers["authorization"] == "Bearer access-1"
    assert request.headers["user-agent"].startswith("activitylint/")
    body = request.content
    assert b"access-1" not in body
    assert b'name="file"; filename="ride-1.fit"' in body
    for name, value in FIELDS.items():
        assert f'name="{name}"\r\n\r\n{value}\r\n'.encode() in body
    assert b"\r\n\r\n\x0e\x10data\r\n" in body


def test_ids_are_whole_numbers_of_any_size(connect: Connect) -> None:
    strava, _ = connect(httpx2.Response(200, text=f'{{"id": {HUGE}, "activity_id": {10**30 + 1}, "status": "x"}}'))
    found = strava.poll(HUGE)
    assert (found.id, found.activity_id) == (HUGE, 10**30 + 1)


def test_html_in_an_error_becomes_plain_text(connect: Connect) -> None:
    error = "ride.fit duplicate of &lt;a href='/activities/77' target='_blank'&gt;Morning &amp; Ride&lt;/a&gt;"
    found = connect(upload(error=error))[0].poll(1)
    assert found.error == "ride.fit duplicate of Morning & Ride"
    assert found.explanation is not None
    assert found.explanation.activity_id == 77


@pytest.mark.parametrize(
    ("answer", "text", "name"),
    [
        (upload(400, error="x.fit duplicate of activity 5"), "x.fit duplicate of activity 5", "duplicate"),
        (upload(400, status="The file is <b>empty</b>, sorry."), "The file is empty , sorry.", "empty"),
        (
            httpx2.Response(400, json={"message": "Bad Request", "errors": [{"field": "data", "code": "empty"}]}),
            "Bad Request: data, empty",
            "no-file",
        ),
        (httpx2.Response(413, text="<html>Too large</html>"), "Too large", None),
        (
            httpx2.Response(
                404,
                json={
                    "message": "Record Not Found",
                    "errors": [{"resource": "Upload", "field": "id", "code": "not found"}],
                },
            ),
            "Record Not Found: Upload id, not found",
            "unknown-upload",
        ),
        (httpx2.Response(400, text=""), "HTTP status 400", None),
    ],
)
def test_a_refusal_is_plain_text_and_its_meaning(
    connect: Connect, answer: httpx2.Response, text: str, name: str | None
) -> None:
    with pytest.raises(RefusedError) as caught:
        connect(answer)[0].poll(1)
    explanation = caught.value.explanation
    assert (explanation.answer.name if explanation else None) == name
    assert caught.value.text == text


def test_the_token_is_renewed_once_and_the_request_repeated(connect: Connect) -> None:
    renewed = httpx2.Response(200, json={"access_token": "access-2", "refresh_token": "refresh-2"})
    strava, script = connect(httpx2.Response(401, json=UNAUTHORIZED), renewed, upload())
    assert strava.send(b"data", FIELDS).id == HUGE
    first, token, second = script.requests
    assert token.url == "https://www.strava.com/oauth/token"
    assert b"refresh_token=refresh-1" in token.content
    assert "authorization" not in token.headers
    assert second.headers["authorization"] == "Bearer access-2"
    assert first.content.count(b"data") == second.content.count(b"data")


def test_a_question_is_repeated_after_a_second(connect: Connect) -> None:
    strava, _ = connect(
        httpx2.Response(401, json=UNAUTHORIZED), httpx2.Response(200, json={"access_token": "access-2"}), upload(200)
    )
    assert strava.poll(1).id == HUGE
    assert strava._clock.now() == START + 1


def test_a_token_that_is_refused_again_ends_the_run(connect: Connect) -> None:
    renewed = httpx2.Response(200, json={"access_token": "access-2"})
    refused = [httpx2.Response(401, json=UNAUTHORIZED) for _ in range(2)]
    strava, script = connect(refused[0], renewed, refused[1])
    with pytest.raises(UploadError, match="access token is missing, wrong or expired"):
        strava.send(b"data", FIELDS)
    assert len(script.requests) == 3


def test_a_missing_scope_is_not_a_reason_to_renew(connect: Connect) -> None:
    strava, script = connect(httpx2.Response(401, json=NO_SCOPE))
    with pytest.raises(UploadError, match="authorize the application again"):
        strava.send(b"data", FIELDS)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("answer", "error", "text"),
    [
        (httpx2.Response(403, json=INACTIVE), UploadError, "deactivated the API application"),
        (httpx2.Response(302, headers={"location": "https://evil.example"}), UploadError, "HTTP status 302"),
        (httpx2.Response(404, text="not here"), UploadError, "not here; check your access"),
        (httpx2.Response(500, text="<html><h1>500 Internal Server Error</h1></html>"), TroubleError, "500 Internal"),
        (httpx2.Response(503, text=""), TroubleError, "HTTP status 503"),
        (httpx2.Response(201, text='{"id": 1, "id_st'), TroubleError, "cannot be read"),
        (httpx2.Response(200, text="<html>Log in to this network</html>"), TroubleError, "cannot be read"),
        (httpx2.Response(201, text="[" * 100_000), TroubleError, "cannot be read"),
        (httpx2.ReadError("connection reset"), TroubleError, "connection reset"),
        (httpx2.ReadTimeout("timed out"), TroubleError, "timed out"),
        (httpx2.ConnectError("no route"), UnreachableError, "www.strava.com cannot be reached: no route"),
    ],
)
def test_what_is_no_answer_about_the_file(connect: Connect, answer: Answer, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text) as caught:
        connect(answer)[0].send(b"data", FIELDS)
    assert type(caught.value) is error


def test_an_endless_answer_is_not_read_to_its_end(connect: Connect) -> None:
    read = 0

    def endless() -> object:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 100_000

    strava, _ = connect(httpx2.Response(400, content=endless()))  # type: ignore[arg-type]  # a generator of bytes
    with pytest.raises(RefusedError):
        strava.send(b"data", FIELDS)
    assert read < 20


def test_one_request_too_many_waits_for_the_next_quarter_hour(connect: Connect) -> None:
    strava, _ = connect(httpx2.Response(429, json={"message": "Rate Limit Exceeded"}))
    with pytest.raises(LimitedError):
        strava.poll(1)
    assert strava.budget.free_at(START, read=False) == START + 905


def test_secrets_in_an_answer_are_hidden(connect: Connect) -> None:
    echo = json.dumps({"message": "token access-1, secret s3cret, refresh-1"})
    with pytest.raises(RefusedError) as caught:
        connect(httpx2.Response(400, text=echo))[0].send(b"data", FIELDS)
    assert caught.value.text == "message token ***, secret ***, ***"


@pytest.mark.parametrize(
    ("url", "name", "oauth"),
    [
        ("https://www.strava.com/api/v3", "strava.com", "https://www.strava.com/oauth"),
        ("https://api-v3.strava.com/", "strava.com", "https://www.strava.com/oauth"),
        ("http://127.0.0.1:8721/api/v3", "127.0.0.1:8721", "http://127.0.0.1:8721/oauth"),
        ("https://strava.com.example", "strava.com.example", "https://strava.com.example/oauth"),
    ],
)
def test_all_hosts_of_strava_are_one_service(url: str, name: str, oauth: str) -> None:
    service = Service.at(url)
    assert (service.name, service.oauth) == (name, oauth)
    assert not service.api.endswith("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://www.strava.com/api/v3",
        "http://127.0.0.1.example",
        "ftp://127.0.0.1",
        "www.strava.com",
        "https://",
        "https://user:password@www.strava.com",
        "https://www.strava.com/api?x=1",
        "https://[",
        "http://localhost:x",
    ],
)
def test_tokens_are_sent_over_https_or_to_this_machine_only(url: str) -> None:
    with pytest.raises(WrongUrlError):
        Service.at(url)
