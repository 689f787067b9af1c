"""The requests of clients that cannot run here, in the form in which their source code or their reports show them."""

from __future__ import annotations

import gzip
import json
import urllib.error
import urllib.request
from datetime import date
from typing import Any

import pytest

from activitylint.standin import ClientReport, Config, StandIn
from paths import FIXTURES

pytestmark = pytest.mark.network

DEMO = FIXTURES / "demo"
TCX_GZ = gzip.compress((DEMO / "run.tcx").read_bytes())
FIT = (DEMO / "race.fit").read_bytes()

Part = tuple[str, bytes]
"""The header of a part of a form, and its content."""


def field(name: str, value: str) -> Part:
    return f'Content-Disposition: form-data; name="{name}"', value.encode()


# As Qt writes a form: a number as the boundary, the type of a part first, and a third parameter in its disposition.
def qt(data_type: str, name: str, content: bytes) -> tuple[Part, ...]:
    file = f'Content-Type: text/xml\r\nContent-Disposition: form-data; name="file"; filename="{name}"; type="text/xml"'
    fields = {"access_token": "t", "activity_type": "ride", "activity_name": "Ride", "data_type": data_type}
    return *(field(*one) for one in fields.items()), field("external_id", name.partition(".")[0]), (file, content)


GOLDEN_CHEETAH = qt("tcx.gz", "2026_03_01_08_00_00.tcx.gz", TCX_GZ)
QDOMYOS_ZWIFT = qt("fit", "ride.fit", FIT)
# It uses requests, and sends the token in the header.
TAPIRIIK = (
    field("data_type", "fit"),
    field("activity_name", "Ride"),
    field("activity_type", "Ride"),
    field("private", "0"),
    ('Content-Disposition: form-data; name="file"; filename="tap-sync-5c8b-4711-garminconnect.fit"', FIT),
)


def sent(stand_in: StandIn, parts: tuple[Part, ...], **headers: str) -> tuple[int, str]:
    """The status and the body of the answer to a form."""
    boundary = "48923048230948"
    pieces = [f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n" for head, content in parts]
    request = urllib.request.Request(
        f"{stand_in.api_url}/uploads",
        b"".join(pieces) + f"--{boundary}--\r\n".encode(),
        {"Content-Type": f'multipart/form-data; boundary="{boundary}"', "User-Agent": "Mozilla/5.0", **headers},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def asked(stand_in: StandIn, upload: Any) -> Any:
    request = urllib.request.Request(
        f"{stand_in.api_url}/uploads/{upload['id']}", headers={"Authorization": "Bearer t", "User-Agent": "test"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def remarks(report: ClientReport) -> set[str]:
    return set(report.names()) - {"refused-by-linter"}


@pytest.mark.parametrize("parts", [GOLDEN_CHEETAH, QDOMYOS_ZWIFT], ids=["GoldenCheetah", "qdomyos-zwift"])
def test_a_client_of_qt_sends_the_token_as_a_field_and_reads_only_the_error(parts: tuple[Part, ...]) -> None:
    with StandIn(Config(delay=0)) as stand_in:
        status, body = sent(stand_in, parts)
        assert (status, json.loads(body)["error"]) == (201, None)
        assert remarks(stand_in.report()) == {"token-in-form", "activity-type", "never-polled"}
        assert asked(stand_in, json.loads(body))["status"] == "Your activity is ready."
    with StandIn(Config(as_of=date(2027, 6, 1))) as stand_in:
        assert sent(stand_in, parts)[0] == 401


@pytest.mark.parametrize("duplicates", ["text", "link", "refused"])
def test_tapiriik_finds_the_words_that_it_looks_for(duplicates: Any) -> None:
    with StandIn(Config(delay=0, duplicates=duplicates)) as stand_in:
        status, body = sent(stand_in, TAPIRIIK, Authorization="Bearer t")
        assert (status, json.loads(body)["activity_id"]) == (201, None)
        assert asked(stand_in, json.loads(body))["activity_id"]
        status, body = sent(stand_in, TAPIRIIK, Authorization="Bearer t")
        text = body if status == 400 else asked(stand_in, json.loads(body))["error"]
        # Not if Strava writes the duplicate as a link: then tapiriik reports an error.
        assert ("duplicate of activity" in text) is (duplicates != "link")
        assert remarks(stand_in.report()) == {"activity-type", "no-external-id"}
