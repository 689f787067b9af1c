"""The ledger keeps what it is given, and is about one server."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from activitylint.upload.ledger import Entry, Ledger, LedgerError, State
from activitylint.upload.limits import Clock
from upload.clocks import SetClock

ENTRY = Entry(
    "ab" * 32,
    "/rides/a.fit",
    State.DUPLICATE,
    external_id="a-abab",
    fields={"data_type": "fit", "name": "Größe \U0001f6b4"},
    start=1.5,
    lost=True,
    upload_id=2**53 + 1,
    activity_id=10**30 + 1,
    text="duplicate of activity",
    tries=1,
    updated=3.0,
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(str(tmp_path / "ledger.sqlite3"), "strava.com")) as opened:
        yield opened


def test_an_entry_comes_back_as_it_was_written(ledger: Ledger) -> None:
    ledger.write(ENTRY)
    assert ledger.get(ENTRY.sha256) == ENTRY
    with closing(Ledger(ledger.file)) as other:
        assert other.entries() == [ENTRY]
    ledger.write(ENTRY._replace(state=State.READY))
    assert ledger.entries(State.DUPLICATE) == []
    assert [one.state for one in ledger.entries(State.HELD, State.READY)] == [State.READY]


def test_a_path_can_have_any_bytes(ledger: Ledger) -> None:
    path = os.fsdecode(b"/rides/\xff.fit")
    ledger.write(ENTRY._replace(path=path))
    assert ledger.entries()[0].path == path
    ledger.write(ENTRY._replace(path=path, state=State.HELD))
    ledger.forget_older(path, "another")
    assert ledger.entries() == []


def test_only_entries_that_did_not_get_to_strava_are_forgotten(ledger: Ledger) -> None:
    for number, (state, tries) in enumerate([(state, tries) for state in State for tries in (0, 1)]):
        ledger.write(ENTRY._replace(sha256=f"{number:064x}", state=state, tries=tries))
    ledger.forget_older(ENTRY.path, "another")
    assert {one.state for one in ledger.entries()} == set(State) - {State.HELD, State.FAILED}
    assert [one.tries for one in ledger.entries(State.DUPLICATE)] == [1]


def test_a_ledger_is_about_one_server(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match=r"about strava\.com, not 127\.0\.0\.1:80"):
        Ledger(ledger.file, "127.0.0.1:80")


def test_what_is_no_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"not a database, but a text that is long enough to be one" * 100)
    for name in ("text", "missing/ledger"):
        with pytest.raises(LedgerError, match=f"{name} cannot be used"):
            Ledger(str(tmp_path / name))


def test_one_run_waits_for_another(ledger: Ledger) -> None:
    said: list[str] = []
    clock = SetClock()
    lock = ledger.only_run(Clock(), "", said.append)
    lock.__enter__()

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if len(clock.slept) == 3:
            lock.__exit__(None, None, None)

    with closing(Ledger(ledger.file)) as other, other.only_run(Clock(clock.now, sleep), "waiting", said.append):
        assert len(clock.slept) == 3
    assert said == ["waiting"]


def test_the_ledger_is_durable_before_the_next_step(ledger: Ledger) -> None:
    with closing(sqlite3.connect(ledger.file)) as base:
        assert base.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert ledger._base.execute("PRAGMA synchronous").fetchone() == (2,)
    assert not ledger._base.in_transaction
