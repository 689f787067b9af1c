"""The ledger: what was sent to Strava and what became of it, in an SQLite file.

Each step is written before it is done. So a run that is killed leaves an entry `sending` if the answer may be lost, and
`processing` if the id of the upload is known; the next run goes on from there. Tokens are never in the ledger.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from typing import Any, Final, NamedTuple

from activitylint.upload.limits import Clock

__all__ = ["Entry", "Ledger", "LedgerError", "State"]

_BUSY_S: Final = 30.0
_WAIT_S: Final = 2.0

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS service (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS uploads (
    sha256 TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    state TEXT NOT NULL,
    external_id TEXT NOT NULL,
    fields TEXT NOT NULL,
    start REAL,
    elapsed REAL,
    lost INTEGER NOT NULL,
    upload_id TEXT,
    activity_id TEXT,
    text TEXT NOT NULL,
    meaning TEXT NOT NULL,
    tries INTEGER NOT NULL,
    polls INTEGER NOT NULL,
    sent REAL,
    updated REAL NOT NULL
);
"""


class LedgerError(Exception):
    """The ledger cannot be used. The message says why and what to do."""


class State(StrEnum):
    """What became of a file."""

    HELD = "held"
    """Not sent: it has findings, or cannot be read."""
    SENDING = "sending"
    """About to be sent, or sent and the answer is not here yet."""
    PROCESSING = "processing"
    """Strava has the file and has not read it yet."""
    READY = "ready"
    """Strava made an activity of it."""
    DUPLICATE = "duplicate"
    """Strava, or this batch, already has the activity."""
    FAILED = "failed"
    """Strava refused it."""


class Entry(NamedTuple):
    """One file. All times are seconds since 1970-01-01 UTC.

    sha256: of the unpacked content, so that a file and its gzipped copy have the same. path: as the user gave it, or
    absolute if it comes from the ledger. fields: the form fields. start, elapsed: of the activity, None if unknown.
    lost: an answer may be lost, so a duplicate may be this very file. upload_id, activity_id: as Strava gave them, of
    any size. text: what Strava answered, or why the file was not sent. meaning: what that means, empty if unknown.
    tries, polls: requests made. sent: when it was last sent. updated: when the entry last changed.
    """

    sha256: str
    path: str
    state: State
    external_id: str = ""
    fields: Mapping[str, str] = {}
    start: float | None = None
    elapsed: float | None = None
    lost: bool = False
    upload_id: int | None = None
    activity_id: int | None = None
    text: str = ""
    meaning: str = ""
    tries: int = 0
    polls: int = 0
    sent: float | None = None
    updated: float = 0.0

    @property
    def is_at_strava(self) -> bool:
        """True if Strava has the activity, or is about to."""
        if self.state is State.DUPLICATE:
            return self.tries > 0
        return self.state in {State.SENDING, State.PROCESSING, State.READY}

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as plain data."""
        return {**self._asdict(), "state": self.state.value, "fields": dict(self.fields)}


class Ledger:
    """An open ledger. service: the server that it is about, such as `strava.com`; "" opens the ledger of any.

    Raises LedgerError if the file cannot be opened, is not a ledger, or is about another server.
    """

    def __init__(self, file: str, service: str = "") -> None:
        self.file = file
        with self._usable(), ExitStack() as stack:
            self._base = sqlite3.connect(file, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
            stack.callback(self.close)
            self._base.execute("PRAGMA journal_mode=WAL")
            # A commit is on the disk before the next step begins, even after a power failure.
            self._base.execute("PRAGMA synchronous=FULL")
            self._base.executescript(_SCHEMA)
            if service:
                self._base.execute("INSERT INTO service SELECT ? WHERE NOT EXISTS (SELECT * FROM service)", (service,))
            found = self._base.execute("SELECT name FROM service").fetchone()
            if service and found[0] != service:
                message = f"the ledger {file} is about {found[0]}, not {service}; choose another with --ledger"
                raise LedgerError(message)
            stack.pop_all()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    @contextmanager
    def only_run(self, clock: Clock, waiting: str, say: Callable[[str], None]) -> Iterator[None]:
        """Let only one run at a time send with this ledger. The lock ends with the process, however it ends.

        waiting: said once through `say` if another run must end first.
        """
        lock = sqlite3.connect(f"{self.file}.lock", timeout=0, isolation_level=None, check_same_thread=False)
        with contextlib.closing(lock):
            said = False
            while True:
                try:
                    lock.execute("BEGIN EXCLUSIVE")
                    break
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                        message = f"{self.file}.lock cannot be used: {error}"
                        raise LedgerError(message) from None
                if not said:
                    said = True
                    say(waiting)
                clock.sleep(_WAIT_S)
            yield

    def write(self, entry: Entry) -> None:
        """Add an entry, or replace the one with the same content. It is on the disk when this returns."""
        values = {
            **entry._asdict(),
            "path": _to_sql(os.path.abspath(entry.path)),
            "state": entry.state.value,
            "fields": json.dumps(dict(entry.fields)),
            "lost": int(entry.lost),
            # As text: SQLite's own integers have 64 bits, and an id is of any size.
            "upload_id": None if entry.upload_id is None else str(entry.upload_id),
            "activity_id": None if entry.activity_id is None else str(entry.activity_id),
        }
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        with self._usable():
            self._base.execute(f"INSERT OR REPLACE INTO uploads ({names}) VALUES ({marks})", values)  # noqa: S608 -- our own names

    def get(self, sha256: str) -> Entry | None:
        """The entry of a content, or None."""
        return next(self._select("WHERE sha256 = ?", sha256), None)

    def entries(self, *states: State) -> list[Entry]:
        """All entries in these states, or all there are: oldest change first."""
        marks = ", ".join("?" * len(states))
        return list(self._select(f"WHERE state IN ({marks})" if states else "", *states))

    def forget_older(self, path: str, sha256: str) -> None:
        """Forget the entry of an older content of a file that did not get to Strava."""
        with self._usable():
            self._base.execute(
                "DELETE FROM uploads WHERE path = ? AND sha256 != ? AND (state IN (?, ?) OR state = ? AND tries = 0)",
                (_to_sql(os.path.abspath(path)), sha256, State.HELD, State.FAILED, State.DUPLICATE),
            )

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            message = f"the ledger {self.file} cannot be used: {error}"
            raise LedgerError(message) from None

    def _select(self, where: str, *values: str) -> Iterator[Entry]:
        names = ", ".join(Entry._fields)
        with self._usable():
            query = f"SELECT {names} FROM uploads {where} ORDER BY updated, path"  # noqa: S608 -- as above
            rows = self._base.execute(query, values).fetchall()
        for row in rows:
            entry = Entry(*row)
            yield entry._replace(
                path=os.fsdecode(entry.path),
                state=State(entry.state),
                fields=json.loads(str(entry.fields)),
                lost=bool(entry.lost),
                upload_id=None if entry.upload_id is None else int(entry.upload_id),
                activity_id=None if entry.activity_id is None else int(entry.activity_id),
            )


def _to_sql(path: str) -> str | bytes:
    """A path as text, or as bytes if it is not text."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return path
