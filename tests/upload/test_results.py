"""What the command prints while it runs."""

from __future__ import annotations

import sys

import pytest

from activitylint.cli.upload.results import Results, line
from activitylint.upload.gate import Progress
from activitylint.upload.ledger import Entry, State

READY = Entry("ab" * 32, "a.fit", State.READY, activity_id=2**60 + 1, updated=5.0)


def test_a_terminal_shows_how_far_the_run_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    results = Results("text", 1.0, 40)
    results.progress(Progress(sent=12, waiting=3, done=9))
    results.add(READY)
    results.progress(Progress(sent=12, waiting=2, done=10))
    results.close()
    out, err = capsys.readouterr()
    assert out == "a.fit: ready https://www.strava.com/activities/1152921504606846977\n"
    assert err == (
        "9 of 40 done, 3 processing at Strava\r\x1b[K10 of 40 done, 2 processing at Strava\r\x1b[K1 file: 1 ready\n"
    )


@pytest.mark.parametrize(
    ("entries", "status"),
    [
        ([], 0),
        ([READY, READY._replace(state=State.DUPLICATE)], 0),
        ([READY, READY._replace(state=State.HELD)], 1),
        ([READY._replace(state=State.FAILED)], 1),
        ([READY._replace(state=State.PROCESSING)], 1),
        ([READY._replace(state=State.FAILED), READY._replace(sha256="", state=State.HELD)], 2),
    ],
)
def test_the_exit_status_says_whether_strava_has_everything(entries: list[Entry], status: int) -> None:
    results = Results("text", 1.0, 0, quiet=True)
    for entry in entries:
        results.count(entry)
    assert results.exit_status == status


def test_texts_of_strava_cannot_act_on_the_terminal() -> None:
    entry = READY._replace(path="\x1b[2J.fit", state=State.FAILED, text="bad\x1b[2J\ndata", meaning="why\r")
    assert line(entry) == "\\x1b[2J.fit: failed: bad\\x1b[2J\\ndata\n  why\\r"
