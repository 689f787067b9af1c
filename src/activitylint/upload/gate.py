"""The loop: send one file at a time, ask about the uploads late, and wait whenever the limits say so.

Before each request the ledger says what is about to be done, and after it what came of it. So a run can end at any
moment, and the next one goes on: it asks about what is `processing`, and sends again what is `sending`. If the first
try had reached Strava, the second gets the answer "duplicate of activity", which is then taken as success.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Final, NamedTuple, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from activitylint.upload.client import (
    LimitedError,
    RefusedError,
    Strava,
    TroubleError,
    UnreachableError,
    Upload,
    UploadError,
)
from activitylint.upload.ledger import Entry, Ledger, State
from activitylint.upload.limits import Clock
from activitylint.upload.plan import Decision, read_again
from activitylint.vocabulary.answers import Explanation

__all__ = ["Gate", "Progress"]

_FIRST_POLL_S: Final = 8.0
_LONGEST_PAUSE_S: Final = 60.0
_POLL_INTERVAL_S: Final = 1.0
_MOST_POLLS: Final = 15
"""After so many polls, which take a quarter of an hour, the next run asks again."""
_TRIES: Final = 6
_LONGEST_RETRY_S: Final = 60.0
_TROUBLES: Final = 3
"""Files in a row that the server failed on; more would fail as well."""

_Result = TypeVar("_Result")


class Progress(NamedTuple):
    """How far a run is: files sent, files that wait for Strava, and files that are done."""

    sent: int
    waiting: int
    done: int


class Gate:
    """Sends files to Strava.

    done: called with each entry when nothing more will happen to it in this run. say: called with a line for the user.
    progress: called after each step. read_limit: in bytes, for a file that is sent again.
    """

    def __init__(
        self,
        strava: Strava,
        ledger: Ledger,
        *,
        clock: Clock,
        done: Callable[[Entry], None],
        say: Callable[[str], None],
        progress: Callable[[Progress], None] = lambda _: None,
        read_limit: int,
    ) -> None:
        self._strava = strava
        self._ledger = ledger
        self._clock = clock
        self._done = done
        self._say = say
        self._progress = progress
        self._read_limit = read_limit
        self._waiting: list[tuple[float, int, Entry]] = []
        self._number = 0
        self._counts = Progress(0, 0, 0)
        self._next_poll = self._said = 0.0
        self._troubles = 0

    def run(self, decisions: Iterable[Decision]) -> None:
        """Finish what earlier runs left, then carry out the decisions.

        Each decision is asked for when its turn has come. Raises UploadError if nothing can be sent.
        """
        jobs = self._jobs(decisions)
        job = next(jobs, None)
        while job is not None or self._waiting:
            now = self._clock.now()
            budget = self._strava.budget
            send_at = budget.free_at(now, read=False) if job is not None else float("inf")
            poll_at = float("inf")
            if self._waiting:
                poll_at = max(self._waiting[0][0], self._next_poll, budget.free_at(now, read=True))
            self._wait_until(min(send_at, poll_at), now)
            if job is None or poll_at <= send_at:
                self._poll()
            else:
                job = self._send(job) or next(jobs, None)

    def _jobs(self, decisions: Iterable[Decision]) -> Iterator[Decision]:
        """The files to send, first those of which an answer may be lost."""
        for entry in self._ledger.entries(State.PROCESSING):
            self._wait_for(entry, self._clock.now())
        for entry in self._ledger.entries(State.SENDING):
            data = read_again(entry, self._read_limit)
            if data is not None:
                yield Decision(entry._replace(lost=True), data)
                continue
            text = "the run ended before Strava answered, and the file has changed or is gone; look for it at Strava"
            self._finish(entry._replace(state=State.FAILED, text=text, meaning="", lost=True))
        for decision in decisions:
            entry = decision.entry
            if decision.data is not None:
                self._ledger.forget_older(entry.path, entry.sha256)
                yield decision
            elif entry.updated:
                # It was in the ledger when the run began. If it was not finished then, this run finishes it.
                if entry.state not in {State.SENDING, State.PROCESSING}:
                    self._count(entry)
            elif entry.external_id:
                self._ledger.forget_older(entry.path, entry.sha256)
                self._finish(entry)
            else:
                self._count(entry)  # it repeats a file of this run, or cannot be read

    def _send(self, job: Decision) -> Decision | None:
        """Send a file. If the limits did not allow it, return what to send later."""
        entry = job.entry._replace(state=State.SENDING, text="", meaning="")
        entry = self._written(entry._replace(sent=self._clock.now(), tries=entry.tries + 1))

        def before_retry(call: RetryCallState) -> None:
            nonlocal entry
            lost = entry.lost or (call.outcome is not None and isinstance(call.outcome.exception(), TroubleError))
            entry = self._written(entry._replace(lost=lost, tries=entry.tries + 1))

        try:
            upload = self._retried(partial(self._strava.send, job.data or b"", entry.fields), before_retry)
        except LimitedError:
            return job._replace(entry=entry)
        except RefusedError as error:
            self._troubles = 0
            self._conclude(entry, error.text, error.explanation)
        except TroubleError as error:
            self._give_up(entry._replace(lost=True), error)
        else:
            self._troubles = 0
            entry = self._written(entry._replace(state=State.PROCESSING, upload_id=upload.id, polls=0))
            self._counts = self._counts._replace(sent=self._counts.sent + 1)
            if upload.error or upload.activity_id is not None:
                self._settle(entry, upload)
            else:
                self._wait_for(entry, self._clock.now() + _FIRST_POLL_S)
        return None

    def _poll(self) -> None:
        """Ask about the upload that has waited longest."""
        entry = heapq.heappop(self._waiting)[2]
        entry = entry._replace(polls=entry.polls + 1)
        try:
            upload = self._retried(partial(self._strava.poll, entry.upload_id or 0))
        except LimitedError:
            self._wait_for(entry._replace(polls=entry.polls - 1), self._clock.now())
        except RefusedError as error:
            self._conclude(entry, error.text, error.explanation)
        except TroubleError as error:
            self._count(self._written(entry._replace(text=f"Strava's server failed {_TRIES} times: {error}")))
        else:
            self._settle(entry, upload)
        self._next_poll = self._clock.now() + _POLL_INTERVAL_S

    def _settle(self, entry: Entry, upload: Upload) -> None:
        """Take note of what Strava said about an upload."""
        name = upload.explanation.answer.name if upload.explanation else ""
        if upload.error or name in {"deleted", "failed"}:
            self._conclude(entry, upload.error or upload.status, upload.explanation)
        elif upload.activity_id is not None or name == "ready":
            self._finish(entry._replace(state=State.READY, activity_id=upload.activity_id, text=upload.status))
        elif entry.polls >= _MOST_POLLS:
            text = "Strava has not finished; `activitylint upload retry` asks again"
            self._count(self._written(entry._replace(text=text)))
        else:
            pause = min(_FIRST_POLL_S * 2**entry.polls, _LONGEST_PAUSE_S)
            self._wait_for(self._written(entry), self._clock.now() + pause)

    def _conclude(self, entry: Entry, text: str, found: Explanation | None) -> None:
        """Take note of an error: of the file, or that Strava has it already."""
        meaning = found.answer.meaning if found else ""
        entry = entry._replace(text=text, meaning=meaning)
        if found is not None and found.answer.name == "duplicate":
            # If an answer was lost, this is the file that was sent.
            state = State.READY if entry.lost else State.DUPLICATE
            entry = entry._replace(state=state, activity_id=found.activity_id)
        else:
            entry = entry._replace(state=State.FAILED)
        self._finish(entry)

    def _give_up(self, entry: Entry, error: TroubleError) -> None:
        text = f"Strava's server failed {_TRIES} times: {error}"
        self._finish(entry._replace(state=State.FAILED, text=text))
        self._troubles += 1
        if self._troubles == _TROUBLES:
            message = f"Strava's server failed on {_TROUBLES} files in a row ({error}); try again later"
            raise UploadError(message)

    def _retried(
        self, request: Callable[[], _Result], before_retry: Callable[[RetryCallState], None] | None = None
    ) -> _Result:
        """Make a request, and repeat it with growing pauses while the server fails or the connection breaks."""
        retrying = Retrying(
            sleep=self._clock.sleep,
            wait=wait_exponential(multiplier=2, max=_LONGEST_RETRY_S),
            stop=stop_after_attempt(_TRIES),
            retry=retry_if_exception_type((TroubleError, UnreachableError)),
            before_sleep=before_retry,
            reraise=True,
        )
        return retrying(request)

    def _wait_until(self, moment: float, now: float) -> None:
        if moment <= now:
            return
        limits = {self._strava.budget.free_at(now, read=read) for read in (True, False)}
        if moment in limits and moment != self._said:
            self._said = moment
            until = datetime.fromtimestamp(moment, UTC)
            self._say(f"Strava allows no more requests for now; waiting until {until:%H:%M:%S} UTC")
        self._clock.sleep_until(moment)

    def _wait_for(self, entry: Entry, moment: float) -> None:
        self._number += 1
        heapq.heappush(self._waiting, (moment, self._number, entry))
        self._show()

    def _written(self, entry: Entry) -> Entry:
        entry = entry._replace(updated=self._clock.now())
        self._ledger.write(entry)
        return entry

    def _finish(self, entry: Entry) -> None:
        self._count(self._written(entry))

    def _count(self, entry: Entry) -> None:
        self._counts = self._counts._replace(done=self._counts.done + 1)
        self._done(entry)
        self._show()

    def _show(self) -> None:
        with suppress(OSError):
            self._progress(self._counts._replace(waiting=len(self._waiting)))
