"""Real clients, and what each of them makes of a scenario."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest import mock

import requests

from activitylint.standin import ClientReport, StandIn
from paths import FIXTURES
from standin.scenarios import Scenario, prepare

__all__ = ["CLIENTS", "STRAVA_V3", "Client", "Outcome", "tried"]

STRAVA_V3: Final = "strava-v3@4.0.2"
_NODE_PROGRAM: Final = Path(__file__).with_name("strava_v3.js")
_PATIENCE_S: Final = 3
"""Seconds after which a client that waits counts as one that waits forever."""


class Outcome(NamedTuple):
    """What a client makes of one scenario, in words, and what the stand-in says about the client."""

    made: str
    report: ClientReport


class _Waits(BaseException):
    """A client goes to sleep for longer than a test can wait."""


class Client(NamedTuple):
    """One client. upload: uploads a file and waits for the result; returns it in words.

    Its arguments: the stand-in, the file, the form fields, the access token, and a folder for whatever it needs.
    """

    name: str
    upload: Callable[[StandIn, Path, dict[str, str], str, Path], str]
    available: Callable[[], bool] = lambda: True


def tried(client: Client, stand_in: StandIn, scenario: Scenario, folder: Path) -> Outcome:
    """Let a client upload the file of a scenario."""
    token = prepare(stand_in, scenario)
    fields = {"data_type": scenario.data_type, "sport_type": scenario.sport_type, "external_id": "ride-1"}
    made = client.upload(stand_in, FIXTURES / scenario.file, fields, token, folder)
    # Ids are odd; one that was rounded is not, and stays visible.
    return Outcome(re.sub(r"\b90\d{13}[13579]\b", "N", made), stand_in.report())


def _curl(stand_in: StandIn, file: Path, fields: dict[str, str], token: str, folder: Path) -> str:
    """The command of the documentation, and then one request per second until the processing ends."""
    certificate = _certificate(stand_in, folder)
    common = ["-sS", "--cacert", certificate, "--max-time", str(_PATIENCE_S), "-w", r"\n%{http_code}"]
    options = [*common, "-H", f"Authorization: Bearer {token}"]
    form = [f"-F{name}={value}" for name, value in fields.items()]
    body, status = _ran("curl", *options, *form, f"-Ffile=@{file}", f"{stand_in.api_url}/uploads", cwd=folder)
    if status != "201":
        return _shortened(f"HTTP {status}: {body}" if status else body)
    try:
        upload = json.loads(body)
    except ValueError:
        return _shortened(f"HTTP 201: {body}")
    for _ in range(_PATIENCE_S):
        if upload["error"] or upload["activity_id"]:
            break
        time.sleep(1.1)
        upload = json.loads(_ran("curl", *options, f"{stand_in.api_url}/uploads/{upload['id_str']}", cwd=folder)[0])
    return str(upload["error"] or upload["status"])


def _certificate(stand_in: StandIn, folder: Path) -> str:
    """The path of a file with the certificate to trust."""
    path = folder / "ca.pem"
    path.write_bytes(stand_in.ca_pem)
    return str(path)


def _ran(*command: str, cwd: Path) -> tuple[str, str]:
    """What curl prints: the body and the HTTP status; or its error and an empty status."""
    ended = subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=60, check=False)
    if ended.returncode:
        return f"exit status {ended.returncode}: {ended.stderr.strip()}", ""
    body, _, status = ended.stdout.rpartition("\n")
    return body, status


def _stravalib(stand_in: StandIn, file: Path, fields: dict[str, str], token: str, folder: Path) -> str:
    """stravalib as it is installed: its host is fixed, so it goes through the proxy."""
    os.environ.setdefault("SILENCE_TOKEN_WARNINGS", "true")
    import stravalib  # noqa: PLC0415 -- it takes a while to load

    session = requests.Session()
    session.proxies = {"https": stand_in.proxy_url}
    session.verify = _certificate(stand_in, folder)
    session.trust_env = False  # a bundle that the environment names would come first
    client = stravalib.Client(access_token=token, requests_session=session)
    chosen: Any = {name: value for name, value in fields.items() if name != "sport_type"}
    if fields["sport_type"] != "Ride":  # it has no sport_type
        chosen["activity_type"] = "flying"
    made = ["waits forever"]

    def work() -> None:
        try:
            with file.open("rb") as opened:
                activity = client.upload_activity(opened, **chosen).wait(timeout=2 * _PATIENCE_S)
            made[0] = f"returns Activity {activity.id}"
        except _Waits:
            made[0] = "sleeps until the next quarter hour"
        except Exception as error:  # noqa: BLE001 -- whatever it raises is the result
            made[0] = _shortened(f"raises {type(error).__name__}: {error}")

    with mock.patch("time.sleep", _short_sleep):
        # If it waits forever, the thread ends with the stand-in, which cuts the connection.
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(4 * _PATIENCE_S)
    return made[0]


_sleep = time.sleep


def _short_sleep(seconds: float) -> None:
    if seconds > _PATIENCE_S:
        raise _Waits
    _sleep(seconds)


def _strava_v3(stand_in: StandIn, file: Path, fields: dict[str, str], token: str, folder: Path) -> str:
    """strava-v3 from npm, installed into the folder once."""
    if not (folder / "node_modules").exists():
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", STRAVA_V3]
        subprocess.run(install, cwd=folder, check=True, timeout=300, capture_output=True)
        shutil.copy(_NODE_PROGRAM, folder)
    given = json.dumps({**fields, "access_token": token})
    command = ["node", _NODE_PROGRAM.name, stand_in.api_url, str(file), given]
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": _certificate(stand_in, folder)}
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return _shortened(ended.stdout or ended.stderr)


def _shortened(text: str) -> str:
    text = re.sub(r"0x[0-9a-f]+|\(ssl\.c:\d+\)|after \d{4,} milliseconds", "...", " ".join(text.split()))
    text = re.sub(r"HTTPS?ConnectionPool\(.*\(Caused by (.*)\)", r"\1", text)
    text = re.sub(r"127\.0\.0\.1:\d+|port \d+", "...", text)
    text = text.rstrip(": ")
    return text if len(text) <= 160 else f"{text[:157]}..."


CLIENTS: Final = (
    Client("curl", _curl, lambda: shutil.which("curl") is not None),
    Client("stravalib 2.6", _stravalib),
    Client("strava-v3 4.0", _strava_v3, lambda: shutil.which("npm") is not None),
)
