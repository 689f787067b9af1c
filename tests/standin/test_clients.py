"""Real clients against the stand-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from activitylint.standin import StandIn
from standin.clients import CLIENTS, Client, tried
from standin.matrix import PAGE, between, generated
from standin.scenarios import SCENARIOS

pytestmark = pytest.mark.network

ACCEPTED = SCENARIOS[0]


@pytest.mark.parametrize(
    "client",
    [CLIENTS[0], pytest.param(CLIENTS[1], marks=pytest.mark.slow)],  # stravalib takes seconds to load
    ids=lambda client: client.name,
)
def test_an_unmodified_client_uploads_a_file(client: Client, tmp_path: Path) -> None:
    if not client.available():
        pytest.skip(f"{client.name} is not installed")
    with StandIn(proxy=True) as stand_in:
        quick = ACCEPTED._replace(config=ACCEPTED.config._replace(delay=0))
        made, report = tried(client, stand_in, quick, tmp_path)
    assert made in {"Your activity is ready.", "returns Activity N"}
    assert report.uploads == {"ready": 1}
    assert set(report.names()) == ({"fields-in-query"} if "stravalib" in client.name else set())


@pytest.mark.slow
def test_the_page_shows_what_clients_make_of_the_answers(tmp_path: Path) -> None:
    if not all(client.available() for client in CLIENTS):
        pytest.skip("curl or npm is not installed")
    assert generated(tmp_path) == between(PAGE.read_text(encoding="utf-8"))[1]
