"""Kills the gate while it uploads to a stand-in, lets it go on, and checks that nothing is lost.

A program, because it forks: `kills.py URL FOLDER steps STEP` kills before every STEPth step, where a step is a write to
the ledger or a request, or the end of one. `kills.py URL FOLDER random NUMBER` kills at NUMBER random moments, and
`kills.py URL FOLDER two NUMBER` starts two gates on one ledger. It prints how many processes were killed, how many of
them between the first and the last step, and how many rides were uploaded.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final

from activitylint.upload.client import Strava
from activitylint.upload.ledger import Ledger, State
from upload.clocks import SetClock
from upload.runs import make_rides, upload

RIDES: Final = 3
FIRST_S: Final = 0.3
"""The longest time from the start of the first gate to its kill."""


def main(url: str, folder: Path, mode: str, number: int) -> None:
    """Kill and check as often as it takes."""
    kills = inside = runs = 0
    moments, longest = random.Random(1), FIRST_S
    for turn in count():
        paths = make_rides(folder / "rides", RIDES, first=turn * RIDES)
        file = str(folder / f"ledger-{turn}")
        runs += 1
        whole = partial(_upload, url, file, paths)
        if mode == "two":
            both = [_forked(whole), _forked(whole)]
            assert [_ended(one) for one in both] == [0, 0]
            status = 0
        elif mode == "steps":
            status = _ended(_forked(partial(_upload, url, file, paths, last_step=turn * number)))
        else:
            child = _forked(whole)
            time.sleep(moments.uniform(0, longest))
            os.kill(child, signal.SIGKILL)
            status = _ended(child)
            # However busy the machine is, about as many gates are killed too early as too late.
            longest *= 0.8 if _states(file) == {State.READY} else 1 if _states(file) else 1.25
        if mode != "two":
            kills += status == -signal.SIGKILL
            inside += _states(file) not in (set(), {State.READY})
            assert status in (0, -signal.SIGKILL)
            assert _ended(_forked(whole)) == 0
        _check(file)
        if (mode == "steps" and status == 0) or (mode != "steps" and runs == number):
            break
    sys.stdout.write(f"{kills} {inside} {runs * RIDES}\n")


def _upload(url: str, file: str, paths: list[Path], last_step: int | None = None) -> None:
    if last_step is not None:
        _die_before_step(last_step)
    with closing(Ledger(file, "stand-in")) as ledger:
        run = upload(url, ledger, paths, SetClock(), before_sleep=lambda: time.sleep(0.001))
        assert set(run.states) == {"ready"}, run.entries


def _states(file: str) -> set[State]:
    """The states of what a gate has left in its ledger."""
    with closing(Ledger(file, "stand-in")) as ledger:
        return {entry.state for entry in ledger.entries()}


def _check(file: str) -> None:
    with closing(Ledger(file)) as ledger:
        entries = ledger.entries()
        assert len(entries) == RIDES
        assert {entry.state for entry in entries} == {State.READY}
        assert len({entry.activity_id for entry in entries} - {None}) == RIDES


def _die_before_step(number: int) -> None:
    """From now on, count the steps, and kill this process before the one with this number."""
    steps = count()

    def step() -> None:
        if next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def inner(*arguments: Any, **named: Any) -> Any:
            step()
            result = function(*arguments, **named)
            step()
            return result

        return inner

    for home, name in ((Ledger, "write"), (Strava, "send"), (Strava, "poll")):
        setattr(home, name, counted(getattr(home, name)))


def _forked(work: Callable[[], object]) -> int:
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return child


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
