"""The gate against the stand-in: nothing is lost and nothing is sent twice, whatever goes wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from activitylint.model.request import UploadRequest
from activitylint.standin import Clock, Config, Disruption, RateLimits, StandIn
from activitylint.upload.client import UploadError
from activitylint.upload.ledger import Ledger, State
from paths import ROOT
from upload.clocks import START, SetClock
from upload.runs import make_rides, upload

pytestmark = pytest.mark.network
DEMO = ROOT / "fixtures" / "demo"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def stand_in(clock: SetClock) -> Iterator[StandIn]:
    with StandIn(Config(delay=2), clock=Clock(clock.now)) as running:
        yield running


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(str(tmp_path / "ledger.sqlite3"))) as opened:
        yield opened


def test_what_has_errors_is_held_and_the_rest_becomes_activities(
    stand_in: StandIn, ledger: Ledger, clock: SetClock
) -> None:
    paths = [DEMO / "gym.json", DEMO / "race.fit", DEMO / "missing.fit", DEMO / "run.tcx"]
    run = upload(stand_in.api_url, ledger, paths, clock, request=UploadRequest(description="Größe"))
    by_name = {Path(entry.path).name: entry for entry in run.entries}
    assert by_name["gym.json"].state is State.HELD
    assert by_name["gym.json"].text.startswith("SET004: unknown exercise type")
    assert by_name["missing.fit"].text == "cannot be read: No such file or directory"
    for name in ("race.fit", "run.tcx"):
        entry = by_name[name]
        assert entry.state is State.READY
        assert (entry.upload_id or 0) > 2**53
        assert (entry.activity_id or 0) > 2**53
        assert entry.fields["description"] == "Größe"
        assert entry.polls == 1
    assert len({entry.external_id for entry in run.entries if entry.tries}) == 2
    assert [entry.path for entry in ledger.entries(State.HELD)] == [str(DEMO / "gym.json")]
    report = stand_in.report()
    assert report.uploads == {"ready": 2}
    assert report.names() == ()
    assert clock.time >= START + 8


def test_the_first_poll_is_late_and_many_uploads_come_before_it(
    stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path
) -> None:
    run = upload(stand_in.api_url, ledger, make_rides(tmp_path / "rides", 30), clock)
    assert run.states == ["ready"] * 30
    assert clock.slept[0] == 8
    assert all(nap >= 1 for nap in clock.slept)
    assert stand_in.report().requests == 60
    assert clock.time - START >= 8 + 29  # never more than one question a second


def test_what_is_in_the_ledger_is_not_sent_again(
    stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path
) -> None:
    paths = make_rides(tmp_path / "rides", 3)
    upload(stand_in.api_url, ledger, paths[:2], clock)
    copy = tmp_path / "copy.gpx"
    copy.write_bytes(paths[0].read_bytes())
    later = tmp_path / "later.gpx"  # other bytes, the same start
    later.write_bytes(paths[1].read_bytes().replace(b"Example 530", b"Example 540"))
    before = stand_in.report().requests
    run = upload(stand_in.api_url, ledger, [*paths, copy, later], clock)
    assert run.states.count("ready") == 3
    assert stand_in.report().requests == before + 2
    texts = {Path(entry.path).name: entry.text for entry in run.entries if entry.state is State.DUPLICATE}
    assert "same content" in texts["copy.gpx"]
    assert "same start and elapsed time" in texts["later.gpx"]


def test_a_file_that_is_held_makes_no_other_a_duplicate(
    stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path
) -> None:
    (good,) = make_rides(tmp_path / "rides", 1)
    bad = tmp_path / "bad.gpx"
    bad.write_bytes(good.read_bytes()[:-10])
    assert upload(stand_in.api_url, ledger, [bad, good], clock).states == ["held", "ready"]
    bad.write_bytes(good.read_bytes().replace(b"Example", b"Sample"))
    assert upload(stand_in.api_url, ledger, [bad], clock).states == ["duplicate"]
    assert Counter(entry.state for entry in ledger.entries()) == {State.READY: 1, State.DUPLICATE: 1}


def test_a_duplicate_at_strava_has_the_id_of_the_activity(
    stand_in: StandIn, ledger: Ledger, tmp_path: Path, clock: SetClock
) -> None:
    paths = make_rides(tmp_path / "rides", 1)
    (first,) = upload(stand_in.api_url, ledger, paths, clock).entries
    with closing(Ledger(str(tmp_path / "other"))) as other:
        (second,) = upload(stand_in.api_url, other, paths, clock).entries
    assert second.state is State.DUPLICATE
    assert second.activity_id == first.activity_id
    assert second.meaning.startswith("Strava already has this activity")


def test_what_was_accepted_is_asked_for_and_not_sent_again(
    stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path
) -> None:
    paths = make_rides(tmp_path / "rides", 3)

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upload(stand_in.api_url, ledger, paths, clock, before_sleep=interrupt)
    assert {entry.state for entry in ledger.entries()} == {State.PROCESSING}
    assert upload(stand_in.api_url, ledger, [], clock).states == ["ready"] * 3
    assert stand_in.report().answers[201] == 3


def test_what_was_sent_when_the_run_ended_is_sent_again_and_the_duplicate_is_success(
    stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path
) -> None:
    paths = make_rides(tmp_path / "rides", 2)
    first, second = upload(stand_in.api_url, ledger, paths, clock).entries
    for entry in (first, second):
        ledger.write(entry._replace(state=State.SENDING, upload_id=None, activity_id=None))
    paths[1].unlink()
    gone, again = upload(stand_in.api_url, ledger, paths[:1], clock).entries
    assert (again.state, again.activity_id) == (State.READY, first.activity_id)
    assert gone.state is State.FAILED
    assert "the file has changed or is gone" in gone.text


@pytest.mark.parametrize("duplicates", ["text", "link", "refused"])
@pytest.mark.parametrize("disruption", ["cut-after", "lost", "truncated"])
def test_after_a_lost_answer_the_duplicate_is_success(
    tmp_path: Path, ledger: Ledger, clock: SetClock, disruption: str, duplicates: str
) -> None:
    config = Config(duplicates=duplicates)  # type: ignore[arg-type]  # one of the three
    with StandIn(config, clock=Clock(clock.now)) as stand_in:
        stand_in.order(Disruption.parse(f"{disruption}@upload"))
        run = upload(
            stand_in.api_url,
            ledger,
            make_rides(tmp_path / "rides", 2),
            clock,
            timeout=1 if disruption == "lost" else 60,
        )
        assert run.states == ["ready", "ready"]
        ids = [entry.activity_id for entry in run.entries]
        assert len(set(ids)) == 2
        assert None not in ids
        assert sum(stand_in.report().uploads.values()) <= 3


@pytest.mark.parametrize(
    "disruption",
    ["cut-before", "server-error:2", "unavailable:5", "cut-before:2@poll", "truncated@poll", "server-error:3@poll"],
)
def test_what_fails_for_a_while_is_repeated_with_growing_pauses(
    stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path, disruption: str
) -> None:
    stand_in.order(Disruption.parse(disruption))
    run = upload(stand_in.api_url, ledger, make_rides(tmp_path / "rides", 2), clock)
    assert run.states == ["ready", "ready"]
    assert stand_in.report().uploads == {"ready": 2}
    assert "fast-polls" not in stand_in.report().names()


def test_pauses_grow(stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path) -> None:
    stand_in.order(Disruption.parse("server-error:6@upload"))
    paths = make_rides(tmp_path / "rides", 2)
    run = upload(stand_in.api_url, ledger, paths, clock)
    assert run.states == ["failed", "ready"]
    assert run.entries[0].text == "Strava's server failed 6 times: 500 Internal Server Error"
    assert clock.slept[:5] == sorted(clock.slept[:5])
    assert clock.slept[4] > 30
    assert upload(stand_in.api_url, ledger, paths, clock).states == ["failed", "ready"]


def test_a_server_that_fails_on_every_file_ends_the_run(
    stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path
) -> None:
    stand_in.order(Disruption.parse("unavailable:100%@upload"))
    with pytest.raises(UploadError, match="try again later"):
        upload(stand_in.api_url, ledger, make_rides(tmp_path / "rides", 9), clock)
    assert stand_in.report().requests == 18


def test_one_request_too_many_waits_until_the_next_quarter_hour(
    stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path
) -> None:
    clock.time += 100
    stand_in.order(Disruption.parse("rate-limit"))
    run = upload(stand_in.api_url, ledger, make_rides(tmp_path / "rides", 1), clock)
    assert run.states == ["ready"]
    assert run.said == ["Strava allows no more requests for now; waiting until 20:45:05 UTC"]
    assert clock.time > START + 900
    assert stand_in.report().names() == ()


def test_a_token_that_expires_is_renewed(stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path) -> None:
    environ = {"STRAVA_CLIENT_ID": "1", "STRAVA_CLIENT_SECRET": "s3cret", "STRAVA_REFRESH_TOKEN": "r3fresh"}
    stand_in.order(Disruption.parse("expired@upload"))
    stand_in.order(Disruption.parse("expired@poll"))
    run = upload(stand_in.api_url, ledger, make_rides(tmp_path / "rides", 2), clock, environ=environ)
    assert run.states == ["ready", "ready"]
    assert "fast-polls" not in stand_in.report().names()
    access = json.loads(Path(f"{ledger.file}.tokens").read_text(encoding="utf-8"))["access_token"]
    assert access
    for file in tmp_path.glob("ledger.sqlite3*"):
        if not file.name.endswith(".tokens"):
            assert not any(secret in file.read_bytes() for secret in (b"s3cret", b"r3fresh", access.encode()))


def test_an_inactive_application_ends_the_run_and_the_next_goes_on(
    stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path
) -> None:
    paths = make_rides(tmp_path / "rides", 2)
    stand_in.order(Disruption.parse("inactive"))
    with pytest.raises(UploadError, match="needs a subscription"):
        upload(stand_in.api_url, ledger, paths, clock)
    assert upload(stand_in.api_url, ledger, paths, clock).states == ["ready", "ready"]


def test_processing_that_never_ends_is_left_to_the_next_run(
    stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path
) -> None:
    stand_in.order(Disruption.parse("never-ready"))
    run = upload(stand_in.api_url, ledger, make_rides(tmp_path / "rides", 2), clock)
    assert sorted(run.states) == ["processing", "ready"]
    (left,) = ledger.entries(State.PROCESSING)
    assert left.polls == 15
    assert clock.time - START < 1_000


def test_a_deleted_activity_is_reported(stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path) -> None:
    (entry,) = upload(stand_in.api_url, ledger, make_rides(tmp_path / "rides", 1), clock).entries
    stand_in.delete_activity(entry.activity_id or 0)
    ledger.write(entry._replace(state=State.PROCESSING, activity_id=None))
    (again,) = upload(stand_in.api_url, ledger, [], clock).entries
    assert (again.state, again.text) == (State.FAILED, "The created activity has been deleted.")


@pytest.mark.slow
def test_a_thousand_files_pass_the_limits(stand_in: StandIn, ledger: Ledger, clock: SetClock, tmp_path: Path) -> None:
    run = upload(stand_in.api_url, ledger, make_rides(tmp_path / "rides", 1_000), clock)
    assert Counter(run.states) == {"ready": 1_000}
    report = stand_in.report()
    assert report.requests == 2_000
    assert set(report.answers) == {200, 201}
    assert report.names() == ()
    assert clock.time - START < 12 * 3_600
    assert run.said


def test_files_beyond_the_limits_wait_for_the_next_windows(tmp_path: Path, ledger: Ledger, clock: SetClock) -> None:
    limits = RateLimits(quarter=10, day=24, read_quarter=5, read_day=12)
    with StandIn(Config(limits=limits), clock=Clock(clock.now)) as stand_in:
        run = upload(stand_in.api_url, ledger, make_rides(tmp_path / "rides", 13), clock)
        assert run.states == ["ready"] * 13
        assert set(stand_in.report().answers) == {200, 201}
    until = [line.rpartition("until ")[2] for line in run.said]
    assert until == [*sorted(until[:-1]), "00:00:05 UTC"]
    assert until[:2] == ["20:45:05 UTC", "21:00:05 UTC"]
