"""The command `activitylint upload` and those below it, against the stand-in."""

from __future__ import annotations

import csv
import gzip
import json
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from activitylint.cli import main
from activitylint.cli.upload import send
from activitylint.standin import Config, Disruption, StandIn
from paths import ROOT
from upload.clocks import SetClock
from upload.runs import make_rides

pytestmark = pytest.mark.network
DEMO = ROOT / "fixtures" / "demo"

Run = Callable[..., Result]


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn(Config(delay=0)) as running:
        yield running


@pytest.fixture
def run(stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    clock = SetClock(time.time())
    monkeypatch.setattr(send, "Clock", lambda: clock.clock)
    monkeypatch.chdir(tmp_path)
    for name in ("STRAVA_CLIENT_ID", "STRAVA_CLIENT_SECRET", "STRAVA_REFRESH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STRAVA_ACCESS_TOKEN", "s3cret-token")
    monkeypatch.setenv("STRAVA_API_URL", stand_in.api_url)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def upload(*arguments: str | Path) -> Result:
        clock.sleep(1)  # so that what earlier runs did was earlier
        result = CliRunner().invoke(main, ["upload", *map(str, arguments)])
        assert "s3cret-token" not in result.output
        return result

    return upload


def test_the_first_run_is_a_preview(run: Run, stand_in: StandIn) -> None:
    first = run(DEMO, "--sport-type", "Ride")
    assert first.exit_code == 1
    lines = first.stdout.splitlines()
    assert lines[0].startswith(f"{DEMO}/gym.json: held: UPL110: ")
    assert lines[2].startswith(f"{DEMO}/race.fit: would be sent with data_type=fit, sport_type=Ride, external_id=race-")
    assert "2 of 4 files would be sent; nothing was sent" in first.stderr
    assert "add --send" in first.stderr
    assert stand_in.report().requests == 0
    assert run("status").stdout == "nothing has been uploaded with this ledger yet\n"


def test_what_is_uploaded_is_uploaded_once(run: Run, stand_in: StandIn) -> None:
    sent = run("--send", DEMO)
    assert sent.exit_code == 1
    assert sent.stdout.count(": ready https://www.strava.com/activities/900") == 2
    assert "4 files: 2 held, 2 ready" in sent.stderr
    requests = stand_in.report().requests
    again = run(DEMO / "race.fit", DEMO / "run.tcx")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "2 files: 2 ready (2 of them from earlier runs)" in again.stderr
    assert stand_in.report().requests == requests
    status = run("status", "--all")
    assert status.exit_code == 1
    assert status.stdout.splitlines()[-1] == "4 files: 2 held, 2 ready"


@pytest.mark.parametrize("output_format", ["json", "jsonl"])
def test_results_as_json_have_exact_ids(run: Run, output_format: str) -> None:
    result = run("--send", "--format", output_format, DEMO / "race.fit", DEMO / "gym.json")
    text = result.stdout
    files = json.loads(text)["files"] if output_format == "json" else [json.loads(one) for one in text.splitlines()]
    by_state = {one["state"]: one for one in files}
    assert set(by_state) == {"held", "ready"}
    assert by_state["ready"]["activity_id"] > 2**53
    assert by_state["ready"]["fields"]["data_type"] == "fit"
    preview = run("--dry-run", "--format", output_format, DEMO / "race.fit")
    shown = json.loads(preview.stdout)
    assert (shown["files"][0] if output_format == "json" else shown)["would_send"] is False


def test_what_strava_refused_can_be_sent_again(run: Run, stand_in: StandIn, tmp_path: Path) -> None:
    (ride,) = make_rides(tmp_path / "rides", 1)
    stand_in.order(Disruption.parse("server-error:6@upload"))
    failed = run("--send", "--name", "Tour", ride)
    assert failed.exit_code == 1
    assert failed.stdout == "rides/ride-0000.gpx: failed: Strava's server failed 6 times: 500 Internal Server Error\n"
    assert run(ride).exit_code == 1
    again = run("retry", "--format", "json")
    assert again.exit_code == 0, again.output
    assert json.loads(again.stdout)["files"][0]["fields"]["name"] == "Tour"
    assert run("status").exit_code == 0


def test_the_ledger_can_be_exported(run: Run) -> None:
    run("--send", "--name", "=1+1", DEMO)
    rows = list(csv.DictReader(run("export").stdout.splitlines()))
    assert {row["state"] for row in rows} == {"ready", "held"}
    ready = next(row for row in rows if row["state"] == "ready")
    assert ready["activity"] == f"https://www.strava.com/activities/{ready['activity_id']}"
    assert ready["name"] == "'=1+1"
    assert ready["sent"].endswith("+00:00")


def test_batches_are_folders_of_25_good_files(run: Run, stand_in: StandIn, tmp_path: Path) -> None:
    make_rides(tmp_path / "rides", 27)
    other = tmp_path / "rides" / "other"
    make_rides(other, 1, first=100)[0].rename(other / "ride-0000.gpx")
    (tmp_path / "rides" / "copy.gpx").write_bytes((tmp_path / "rides" / "ride-0003.gpx").read_bytes())
    (tmp_path / "rides" / "empty.gpx").touch()
    result = run("--batches", "out", "rides")
    assert result.exit_code == 1
    assert "out: 28 files in 2 folders" in result.stderr
    folders = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert folders == ["batch-001", "batch-002"]
    names = [[path.name for path in (tmp_path / "out" / name).iterdir()] for name in folders]
    assert [len(one) for one in names] == [25, 3]
    assert stand_in.report().requests == 0
    assert run("--batches", "out", "rides").exit_code == 2
    sent = {path.read_bytes() for path in (tmp_path / "out").rglob("*.gpx")}
    assert sent == {path.read_bytes() for path in (tmp_path / "rides").rglob("ride*.gpx")}


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], "no path is given"),
        (["-"], "standard input cannot be uploaded"),
        (["--base-url", "http://www.strava.com", "x.fit"], "https only"),
        (["--ledger", "missing/ledger", "--send", "x.fit"], "the ledger missing/ledger cannot be used"),
        (["--send", "missing.fit"], "cannot be read"),
        (["export", "--nothing"], "there is no option --nothing"),
    ],
)
def test_what_cannot_work_ends_with_a_sentence(run: Run, arguments: list[str], text: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert text in result.output


def test_no_token_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRAVA_ACCESS_TOKEN")
    result = run("--send", DEMO)
    assert result.exit_code == 2
    assert "Error: there is no token for Strava; set STRAVA_ACCESS_TOKEN" in result.stderr


def test_without_the_extra_a_sentence_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "httpx2" else name)
    for arguments in (["x.fit"], ["status"], ["retry"], ["export"], ["login"]):
        result = run(*arguments)
        assert result.exit_code == 2
        assert result.stderr == "Error: this command needs more packages: pip install 'activitylint[upload]'\n"


def test_login_goes_through_the_browser_and_checks_the_state(
    run: Run, stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    def browse(address: str) -> None:
        """What the browser does: a stranger's answer comes first, then Strava's."""
        back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        for target in (f"{back}?code=evil&state=guess", f"{back}?code=evil", address):
            try:
                with urllib.request.urlopen(target, timeout=20) as page:
                    pages.append(page.read().decode())
            except urllib.error.HTTPError as error:
                pages.append(error.read().decode())

    def in_the_background(address: str) -> None:
        threading.Thread(target=browse, args=[address]).start()

    monkeypatch.setattr("webbrowser.open", in_the_background)
    monkeypatch.delenv("STRAVA_ACCESS_TOKEN")
    monkeypatch.setenv("STRAVA_CLIENT_ID", "123")
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", "cl1ent-secret")
    result = run("login")
    assert result.exit_code == 0, result.output
    assert [page[:4] for page in pages] == ["This", "This", "You "]
    (file,) = (tmp_path / "config" / "activitylint").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    stored = json.loads(file.read_text(encoding="utf-8"))
    assert stored["client_secret"] == "cl1ent-secret"
    for secret in (stored["access_token"], stored["refresh_token"], "cl1ent-secret"):
        assert secret
        assert secret not in result.output
    monkeypatch.delenv("STRAVA_CLIENT_ID")
    monkeypatch.delenv("STRAVA_CLIENT_SECRET")
    assert run("--send", DEMO / "race.fit").exit_code == 0
    assert "token-in" not in " ".join(stand_in.report().names())


def test_files_in_an_archive_are_uploaded_as_they_are(run: Run, stand_in: StandIn, tmp_path: Path) -> None:
    rides = make_rides(tmp_path / "rides", 2)
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("activities/1.gpx", rides[0].read_bytes())
        archive.writestr("activities/2.gpx.gz", gzip.compress(rides[1].read_bytes()))
    sent = run("--send", "export.zip")
    assert sent.exit_code == 0, sent.output
    assert sent.stdout.splitlines()[1].startswith("export.zip!/activities/2.gpx.gz: ready https://")
    assert "2 files: 2 ready" in sent.stderr
    assert run("export.zip", *rides).exit_code == 0
    assert stand_in.report().uploads == {"ready": 2}
    (tmp_path / "damaged.zip").write_bytes((tmp_path / "export.zip").read_bytes()[:-40])
    damaged = run("damaged.zip")
    assert damaged.exit_code == 2
    assert damaged.stdout.startswith("damaged.zip: held: the archive is damaged")
