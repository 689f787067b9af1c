"""What the clients are tried with: one upload each, and what the stand-in answers to it."""

from __future__ import annotations

import json
from typing import Final, NamedTuple

from activitylint.standin import Config, Disruption, StandIn
from activitylint.standin.calls import Call
from activitylint.standin.disruptions import Route
from paths import FIXTURES

__all__ = ["SCENARIOS", "Scenario", "prepare"]

_DELAY: Final = 1.5
"""Seconds of processing, so that the first poll comes too early."""

_AGENT: Final = "the test"


class Scenario(NamedTuple):
    """One upload.

    title: what the stand-in does. file: below fixtures/. sport_type: a field of the form. disruption: as on the command
    line. repeated: the file was uploaded before. scope: what the token allows; empty for a wrong token. config: how
    the stand-in behaves.
    """

    title: str
    file: str = "demo/race.fit"
    sport_type: str = "Ride"
    disruption: str = ""
    repeated: bool = False
    scope: str = "activity:read,activity:write"
    config: Config = Config(delay=_DELAY)

    @property
    def data_type(self) -> str:
        """The data_type of the file, by its suffix."""
        return self.file.rpartition("/")[2].partition(".")[2]


SCENARIOS: Final = (
    Scenario("accepts the file"),
    Scenario("reports a duplicate", repeated=True),
    Scenario("reports a duplicate with a link", repeated=True, config=Config(delay=_DELAY, duplicates="link")),
    Scenario("refuses a duplicate at once", repeated=True, config=Config(delay=_DELAY, duplicates="refused")),
    Scenario("finds points without a time", "demo/lunch-ride.gpx"),
    Scenario("finds a damaged file", "FIT003-crc-mismatch/fail-zero.fit"),
    Scenario("finds a single trackpoint", "TIM013-single-trackpoint/fail-one-trackpoint.tcx"),
    Scenario("refuses broken gzip data", "UPL004-damaged-gzip/fail-cut-short.gpx.gz"),
    Scenario("refuses a field of the form", sport_type="ride"),
    Scenario("refuses the token", scope=""),
    Scenario("misses a scope", scope="activity:read"),
    Scenario("has an inactive application", disruption="inactive"),
    Scenario("has a full quarter hour", disruption="rate-limit"),
    Scenario("fails with HTTP 500", disruption="server-error"),
    Scenario("fails with HTTP 503", disruption="unavailable"),
    Scenario("cuts the connection before", disruption="cut-before"),
    Scenario("cuts the connection after", disruption="cut-after"),
    Scenario("never answers", disruption="lost"),
    Scenario("cuts off the JSON", disruption="truncated"),
    Scenario("never ends processing", disruption="never-ready"),
)


def prepare(stand_in: StandIn, scenario: Scenario) -> str:
    """Set the stand-in up for a scenario, and return the access token to use."""
    stand_in.responder.config = scenario.config._replace(tokens=("other",) if not scenario.scope else ())
    stand_in.reset()
    if scenario.repeated:
        name = scenario.file.rpartition("/")[2]
        form = {"data_type": scenario.data_type, "external_id": "earlier"}
        data = (FIXTURES / scenario.file).read_bytes()
        earlier = Call(Route.UPLOAD, form=form, file=data, file_name=name, bearer="t", agent=_AGENT)
        upload = json.loads(stand_in.responder.upload(earlier).body)
        stand_in.responder.poll(Call(Route.POLL, bearer="t", agent=_AGENT), upload["id_str"])
    if scenario.disruption:
        stand_in.order(Disruption.parse(scenario.disruption))
    asked = {"redirect_uri": "http://localhost/", "scope": scenario.scope or "none"}
    location = stand_in.responder.authorize(Call(Route.OAUTH, query=asked, agent=_AGENT)).headers["Location"]
    code = location.partition("code=")[2].partition("&")[0]
    wanted = {"client_id": "1", "client_secret": "1", "grant_type": "authorization_code", "code": code}
    body = stand_in.responder.token(Call(Route.OAUTH, form=wanted, agent=_AGENT)).body
    token: str = json.loads(body)["access_token"]
    return token if scenario.scope else "wrong"
