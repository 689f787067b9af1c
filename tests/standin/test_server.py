"""The stand-in as a server: uploads over HTTP, with the faults that only a connection can have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from activitylint.standin import Clock, Config, Fault, Remark, StandIn
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


@pytest.mark.parametrize("fault", ["cut-before", "cut-after", "lost"])
def test_a_lost_answer_leaves_the_upload_done_or_not(client: httpx2.Client, stand_in: StandIn, fault: str) -> None:
    stand_in.order(Fault.parse(fault))
    expected = httpx2.TimeoutException if fault == "lost" else (httpx2.NetworkError, httpx2.RemoteProtocolError)
    with pytest.raises(expected):
        upload(client)
    assert stand_in.report().uploads == ({} if fault == "cut-before" else {"processing": 1})
    # Sent again, it is new or a duplicate.
    again = upload(client).json()["id"]
    stand_in.clock.advance(3)
    error = client.get(f"/uploads/{again}").json()["error"]
    assert (error is None) if fault == "cut-before" else error.startswith("race.fit duplicate of activity 90071")


def test_json_can_be_cut_off(client: httpx2.Client, stand_in: StandIn) -> None:
    stand_in.order(Fault.parse("truncated"))
    answer = upload(client)
    assert answer.status_code == 201
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()


def test_faults_clock_and_report_have_endpoints(client: httpx2.Client, stand_in: StandIn) -> None:
    control = f"{stand_in.url}/stand-in"

    def post(path: str, body: Any) -> httpx2.Response:
        return client.post(f"{control}/{path}", json=body)

    assert post("faults", [{"kind": "server-error", "count": 2}, {"kind": "unavailable"}]).status_code == 200
    assert [upload(client).status_code for _ in range(4)] == [500, 500, 503, 201]
    assert post("faults", {"kind": "sad"}).status_code == 400
    assert post("clock", {"now": "2027-06-01T00:00:00Z"}).json()["time"] == "2027-06-01T00:00:00+00:00"
    assert post("clock", {"advance": 60}).json()["time"] == "2027-06-01T00:01:00+00:00"
    client.get("/athlete", headers={"User-Agent": ""})
    report = client.get(f"{control}/report").json()
    assert report["answers"] == {"200": 1, "201": 1, "500": 2, "503": 1}
    assert [one["remark"] for one in report["remarks"]] == [Remark.NEVER_POLLED, Remark.NO_USER_AGENT]
    assert client.post(f"{control}/reset").status_code == 204
    assert stand_in.report().requests == 0
