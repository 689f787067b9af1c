"""The stand-in as a server: uploads over HTTP, with the disruptions that only a connection can have."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from queue import Queue
from typing import Any

import httpx2
import pytest

from activitylint.standin import Clock, Config, Disruption, DisruptionKind, Remark, Route, StandIn, app
from activitylint.standin import pytest as plugin
from paths import ROOT

pytestmark = pytest.mark.network

RIDE = (ROOT / "fixtures" / "demo" / "race.fit").read_bytes()
FIRST_ID = 2**53 + 1


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    clock = Clock()
    clock.stop()
    with StandIn(Config(delay=3), clock=clock) as running:
        yield running


@pytest.fixture
def client(stand_in: StandIn) -> Iterator[httpx2.Client]:
    headers = {"Authorization": "Bearer token", "User-Agent": "test"}
    with httpx2.Client(base_url=stand_in.api_url, headers=headers, timeout=0.5) as one:
        yield one


def upload(client: httpx2.Client, data: bytes = RIDE, name: str = "race.fit", **fields: str) -> httpx2.Response:
    given = {"data_type": name.partition(".")[2], "external_id": name, **fields}
    return client.post("/uploads", data=given, files={"file": (name, data)})


def test_an_upload_is_processed_and_becomes_an_activity(client: httpx2.Client, stand_in: StandIn) -> None:
    posted = upload(client, name="race.fit", sport_type="GravelRide", external_id="7")
    assert (posted.status_code, posted.headers["x-ratelimit-usage"]) == (201, "1,1")
    state = posted.json()
    assert (state["id"], state["id_str"], state["external_id"]) == (FIRST_ID, str(FIRST_ID), None)
    assert state["status"] == "Your activity is still being processed."
    stand_in.clock.advance(2.9)
    assert client.get(f"/uploads/{FIRST_ID}").json() == state
    stand_in.clock.advance(0.1)
    ready = client.get(f"/uploads/{FIRST_ID}").json()
    assert (ready["status"], ready["external_id"], ready["error"]) == ("Your activity is ready.", "7.fit", None)
    activity = client.get(f"/activities/{ready['activity_id']}").json()
    assert (activity["sport_type"], activity["upload_id"]) == ("GravelRide", FIRST_ID)
    stand_in.delete_activity(ready["activity_id"])
    assert client.get(f"/uploads/{FIRST_ID}").json()["status"] == "The created activity has been deleted."


@pytest.mark.parametrize("disruption", ["cut-before", "cut-after", "lost"])
def test_a_lost_answer_leaves_the_upload_done_or_not(client: httpx2.Client, stand_in: StandIn, disruption: str) -> None:
    stand_in.order(Disruption.parse(disruption))
    expected = httpx2.TimeoutException if disruption == "lost" else (httpx2.NetworkError, httpx2.RemoteProtocolError)
    with pytest.raises(expected):
        upload(client)
    assert stand_in.report().uploads == ({} if disruption == "cut-before" else {"processing": 1})
    # Sent again, it is new or a duplicate.
    again = upload(client).json()["id"]
    stand_in.clock.advance(3)
    error = client.get(f"/uploads/{again}").json()["error"]
    assert (error is None) if disruption == "cut-before" else error.startswith("race.fit duplicate of activity 90071")
    # Nobody can ask about an upload whose id was lost.
    assert stand_in.report().names() == ()


def test_json_can_be_cut_off(client: httpx2.Client, stand_in: StandIn) -> None:
    stand_in.order(Disruption.parse("truncated"))
    answer = upload(client)
    assert answer.status_code == 201
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()


def test_disruptions_clock_and_report_have_endpoints(client: httpx2.Client, stand_in: StandIn) -> None:
    control = f"{stand_in.url}/stand-in"

    def post(path: str, body: Any) -> httpx2.Response:
        return client.post(f"{control}/{path}", json=body)

    assert post("disruptions", [{"kind": "server-error", "count": 2}, {"kind": "unavailable"}]).status_code == 200
    assert [upload(client).status_code for _ in range(4)] == [500, 500, 503, 201]
    assert post("disruptions", {"kind": "sad"}).status_code == 400
    assert post("clock", {"now": "2027-06-01T00:00:00Z"}).json()["time"] == "2027-06-01T00:00:00+00:00"
    assert post("clock", {"advance": 60}).json()["time"] == "2027-06-01T00:01:00+00:00"
    client.get("/athlete", headers={"User-Agent": ""})
    report = client.get(f"{control}/report").json()
    assert report["answers"] == {"200": 1, "201": 1, "500": 2, "503": 1}
    assert [one["remark"] for one in report["remarks"]] == [Remark.NEVER_POLLED, Remark.NO_USER_AGENT]
    assert client.post(f"{control}/reset").status_code == 204
    assert stand_in.report().requests == 0


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
def test_fields_may_be_in_the_query_and_paths_with_or_without_a_prefix(
    client: httpx2.Client, stand_in: StandIn, prefix: str
) -> None:
    query = {"data_type": "fit", "external_id": "7"}
    posted = client.post(f"{stand_in.url}{prefix}/uploads", params=query, files={"FILE": ("race.fit", RIDE)})
    assert posted.status_code == 201
    assert client.get(f"{stand_in.url}{prefix}/uploads/{posted.json()['id_str']}").status_code == 200
    assert stand_in.report().names() == ("fields-in-query",)


def test_tokens_are_had_by_form_or_query(client: httpx2.Client, stand_in: StandIn) -> None:
    asked = {"client_id": "1", "redirect_uri": "http://localhost:1/", "response_type": "code", "state": "s"}
    location = httpx2.URL(client.get(f"{stand_in.url}/oauth/authorize", params=asked).headers["Location"])
    assert (location.host, location.params["state"]) == ("localhost", "s")
    wanted = {
        "client_id": "1",
        "client_secret": "1",
        "grant_type": "authorization_code",
        "code": location.params["code"],
    }
    by_code = client.post(f"{stand_in.api_url}/oauth/token", data=wanted)
    wanted = {**wanted, "grant_type": "refresh_token", "refresh_token": by_code.json()["refresh_token"]}
    by_refresh = client.post(f"{stand_in.url}/oauth/token", params=wanted)
    assert [by_code.status_code, by_refresh.status_code] == [200, 200]
    old, new = by_code.json()["access_token"], by_refresh.json()["access_token"]
    client.post(f"{stand_in.url}/oauth/revoke", data={"token": old})
    statuses = [client.post("/uploads", data={"access_token": token}).status_code for token in (old, new)]
    del client.headers["Authorization"]
    statuses += [client.post("/uploads", data={"access_token": token}).status_code for token in (old, new)]
    assert statuses == [400, 400, 401, 400]


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({}, b"", 400),
        ({"Content-Type": "multipart/form-data"}, b"x", 400),
        ({"Content-Type": "multipart/form-data; boundary=a"}, b"--b\r\n", 400),
        ({"Content-Type": "multipart/form-data; boundary=a"}, b"--a\r\nContent-Disposition: x\r\n\r\n1\r\n--a--", 400),
        ({"Content-Type": "multipart/form-data; boundary=a"}, b"--a\r\nX" * 10_000, 400),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"&%&=&\xff" * 1_000, 400),
        (
            {"Content-Type": "multipart/form-data; boundary=a"},
            b'--a\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + b"x" * 100_000,
            413,
        ),
    ],
)
def test_an_odd_body_gets_an_answer(
    client: httpx2.Client, headers: dict[str, str], content: bytes, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_MOST_BYTES", 100_000)
    assert client.post("/uploads", headers=headers, content=content, timeout=2).status_code == status
    assert upload(client).status_code == 201


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("disruptions", b"["),
        ("disruptions", b"[1]"),
        ("disruptions", b"\xff"),
        ("clock", b"[]"),
        ("clock", b'{"now": NaN}'),
        ("clock", b'{"now": 1e30}'),
        ("clock", b'{"now": "tomorrow"}'),
        ("clock", b'{"advance": Infinity}'),
    ],
)
def test_a_wrong_order_is_refused_and_changes_nothing(
    client: httpx2.Client, stand_in: StandIn, path: str, content: bytes
) -> None:
    before = stand_in.clock.now()
    assert client.post(f"{stand_in.url}/stand-in/{path}", content=content).status_code == 400
    assert stand_in.clock.now() == before
    assert stand_in.responder.disruptions.ordered == ()


def test_a_slow_answer_holds_up_no_other(client: httpx2.Client, stand_in: StandIn) -> None:
    stand_in.order(Disruption(DisruptionKind.SLOW, seconds=3_600, on=Route.POLL))
    with pytest.raises(httpx2.TimeoutException):
        client.get("/uploads/1", timeout=0.1)
    assert upload(client).status_code == 201


def test_the_proxy_leads_to_strava_only_and_cuts_as_the_server_does() -> None:
    with StandIn(proxy=True) as stand_in:
        trusted = ssl.create_default_context(cadata=stand_in.ca_pem.decode())
        with httpx2.Client(proxy=stand_in.proxy_url, verify=trusted, headers={"Authorization": "Bearer t"}) as client:
            for host in ("www.strava.com/api/v3", "api-v3.strava.com"):
                assert client.get(f"https://{host}/athlete").status_code == 200
            for other in ("https://example.org/", "http://www.strava.com/"):
                with pytest.raises(httpx2.ProxyError) if other.startswith("https") else nullcontext():
                    assert client.get(other).status_code == 403
            stand_in.order(Disruption(DisruptionKind.CUT_AFTER))
            with pytest.raises((httpx2.NetworkError, httpx2.RemoteProtocolError)):
                client.get("https://www.strava.com/api/v3/athlete")
        assert httpx2.get(f"{stand_in.url}/athlete", verify=trusted).status_code == 401
        assert stand_in.report().answers == {200: 2, 401: 1}


def test_a_client_that_goes_away_in_the_middle_of_a_request_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    noted: Queue[str] = Queue()
    with StandIn(log=noted.put) as stand_in:
        with socket.create_connection((stand_in.host, stand_in.port)) as going:
            head = (
                "POST /uploads HTTP/1.1",
                "Host: a",
                "Content-Length: 9",
                "Content-Type: multipart/form-data; boundary=b",
            )
            going.sendall("\r\n".join([*head, "", "--b"]).encode())
        assert noted.get(timeout=30) == "POST /uploads cut off by the client"
    assert caplog.records == []


def test_it_stops_while_clients_wait() -> None:
    """The first client waits for an answer that never comes, the others keep their connections open."""
    stand_in = StandIn(proxy=True)
    with stand_in:
        trusted = ssl.create_default_context(cadata=stand_in.ca_pem.decode())
        with httpx2.Client(proxy=stand_in.proxy_url, verify=trusted) as client:
            client.get("https://www.strava.com/")
            stand_in.order(Disruption(DisruptionKind.LOST))
            errors: list[Exception] = []

            def wait() -> None:
                try:
                    client.get("https://www.strava.com/api/v3/athlete", timeout=60)
                except httpx2.HTTPError as error:
                    errors.append(error)

            thread = threading.Thread(target=wait)
            thread.start()
            while stand_in.report().requests == 0:
                pass
            stand_in.stop()
            thread.join(30)
    assert len(errors) == 1
    with pytest.raises(OSError, match=r"Connection refused|refused"):
        socket.create_connection(("127.0.0.1", stand_in.port))


def test_the_pytest_fixture_is_a_stand_in(stand_in_of_the_plugin: StandIn) -> None:
    assert httpx2.get(f"{stand_in_of_the_plugin.url}/stand-in/report").json()["requests"] == 0


@pytest.fixture
def stand_in_of_the_plugin() -> Iterator[StandIn]:
    yield from plugin.stand_in.__wrapped__(plugin.stand_in_config.__wrapped__())  # type: ignore[attr-defined]
