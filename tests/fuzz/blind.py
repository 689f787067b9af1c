"""Fuzzing without instrumentation, which is ten times as fast: mutations that know what a file is made of.

It continues from inputs that instrumented runs have kept, and from those with a new combination of findings: a cheap
measure of what code was reached.
"""

from __future__ import annotations

import gc
import hashlib
import mmap
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

from fuzz.targets import Target

__all__ = ["Limits", "Mutation", "confine", "fuzz"]

_KEPT: Final = 20_000
"""The most inputs to continue from."""
_ENOUGH: Final = 20
"""A run ends after this many different failures."""


class Limits(NamedTuple):
    """seconds: CPU time for one input. longest: the largest size of an input in bytes."""

    seconds: int
    longest: int


class TooLong(BaseException):
    """Raised when the time is up. It is not an Exception, because the linter turns those into findings."""


class Mutation:
    """Makes a few random changes to a content: to bytes, or to whole pieces."""

    def __init__(self, target: Target, corpus: list[bytes], chance: random.Random) -> None:
        self._target = target
        self._corpus = corpus
        self._chance = chance

    def next(self, most: int) -> bytes:
        """Return an input of at most this many bytes."""
        data = self._corpus[self._one(self._corpus)]
        mutator = self._target.mutator
        if mutator is None:
            return self._changed(data, most)
        return mutator(data, most, self._chance.getrandbits(30), self._changed)

    def _changed(self, data: bytes, most: int) -> bytes:
        for _ in range(1 + int(self._chance.expovariate(0.7))):
            data = self._bytes(data) if self._chance.random() < 0.4 else self._pieces(data)
        return data[:most]

    def _bytes(self, data: bytes) -> bytes:
        chance = self._chance
        at = chance.randrange(len(data) + 1)
        end = min(at + int(chance.expovariate(0.3)) + 1, len(data))
        match chance.randrange(6):
            case 0:  # a bit
                return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :] if at < end else data
            case 1:
                return data[:at] + chance.randbytes(end - at) + data[end:]
            case 2:
                return data[:at] + data[end:]
            case 3:
                return data[:at] + data[at:end] * chance.randrange(2, 6) + data[end:]
            case 4:
                return data[:at] + chance.choice(_EDGES) + data[min(at + chance.choice((0, 1, 2, 4)), len(data)) :]
            case _:
                words = self._target.dictionary or _EDGES
                return data[:at] + chance.choice(words) + (data[end:] if chance.random() < 0.5 else data[at:])

    def _pieces(self, data: bytes) -> bytes:
        pieces = self._target.pieces(data)
        if not pieces:
            return self._bytes(data)
        chance = self._chance
        at = chance.randrange(len(pieces))
        end = min(at + int(chance.expovariate(0.5)) + 1, len(pieces))
        some = pieces[at:end]
        match chance.randrange(6):
            case 0:
                del pieces[at:end]
            case 1:
                pieces[at:end] = some * chance.choice((2, 3, 20))
            case 2:
                del pieces[at:end]
                to = chance.randrange(len(pieces) + 1)
                pieces[to:to] = some
            case 3:
                pieces[at] = self._bytes(pieces[at])
            case 4:
                pieces[at] = chance.choice(pieces)
            case _:
                other = self._target.pieces(self._content(self._corpus[self._one(self._corpus)]))
                start = chance.randrange(len(other) + 1)
                pieces[at:end] = other[start : start + end - at]
        return b"".join(pieces)

    def _content(self, data: bytes) -> bytes:
        """The function that a container's mutator calls to mutate its content."""
        if self._target.mutator is None:
            return data
        seen = [data]

        def look(inside: bytes, most: int) -> bytes:
            seen.append(inside)
            return inside[:most]

        self._target.mutator(data, len(data), 1, look)
        return seen[1]

    def _one(self, listed: list[bytes]) -> int:
        """Prefers inputs that were kept last."""
        return int(len(listed) * max(self._chance.random(), self._chance.random()))


def confine(megabytes: int) -> None:
    """Let this process allocate this much more memory. Beyond that it gets a MemoryError, which counts as a failure."""
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * mmap.PAGESIZE
    resource.setrlimit(resource.RLIMIT_AS, (used + megabytes * 1_000_000,) * 2)
    gc.collect()
    gc.freeze()  # no need to scan what has been imported so far


def fuzz(
    target: Target,
    check: Callable[[bytes], object],
    corpus: Iterable[bytes],
    keep: Path,
    *,
    limits: Limits,
    seed: int,
    runs: int,
    seconds: int,
) -> int:
    """Try inputs until the number of runs, the seconds or the number of failures is reached; return the failures.

    check: raises if the property does not hold; its result stands for the code that was reached.
    runs, seconds: -1 and 0 mean no limit.
    keep: a folder. Failing inputs are written to it; one that kills the process is left there as `current`.
    """
    known = sorted(set(corpus), key=lambda data: (-len(data), data))  # prefers short ones
    mutation = Mutation(target, known, random.Random(seed))
    seen: set[object] = set()
    found: set[str] = set()
    current = _Current(keep / "current", limits.longest)
    signal.signal(signal.SIGVTALRM, _too_long)
    first = len(known)
    started = time.monotonic()
    done = 0
    while done != runs and len(found) < _ENOUGH and not (seconds and time.monotonic() - started > seconds):
        data = known[done] if done < first else mutation.next(limits.longest)
        current.write(data)
        done += 1
        _watch(limits.seconds)
        try:
            reached = check(data)
        except (Exception, TooLong) as error:  # noqa: BLE001 -- any exception is a failure
            found |= _tell(error, data, keep, found)
            continue
        finally:
            _watch(0)
        if reached in seen:
            continue
        seen.add(reached)
        if done > first and len(known) < _KEPT:
            known.append(data)
            (keep / "corpus" / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)
    current.close()
    speed = done / max(time.monotonic() - started, 1e-9)
    print(f"Done {done} runs, {speed:.0f} a second, {len(found)} findings, {len(known)} inputs kept")  # noqa: T201
    return len(found)


class _Current:
    """Keeps the current input in a file that stays if the process is killed."""

    def __init__(self, path: Path, longest: int) -> None:
        self._path = path
        path.write_bytes(bytes(longest + 4))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 0)

    def write(self, data: bytes) -> None:
        self._map[: 4 + len(data)] = len(data).to_bytes(4, "little") + data

    def close(self) -> None:
        self._map.close()
        self._path.unlink()


def _tell(error: BaseException, data: bytes, keep: Path, known: set[str]) -> set[str]:
    """Write a failing input, unless another one has raised at the same place."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    kind = f"{type(error).__name__} {last.filename}:{last.lineno} {str(error)[:120]}"
    if kind in known:
        return set()
    path = keep / f"crash-{hashlib.sha1(data, usedforsecurity=False).hexdigest()}"
    path.write_bytes(data)
    print(f"{kind}\n{''.join(traceback.format_exception(error))}\n{path}", file=sys.stderr, flush=True)  # noqa: T201
    return {kind}


def _watch(seconds: int) -> None:
    """The first timer raises. The second kills the process if that has no effect, as in C code; `current` stays."""
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    signal.setitimer(signal.ITIMER_PROF, 2 * seconds)


def _too_long(_signal: int, _frame: object) -> NoReturn:
    raise TooLong


_EDGES: Final = (
    *(b"\0", b"\1", b"\x7f", b"\x80", b"\xff", b"\xfe", b"\xff\xff", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f"),
    *(b"\0\0\0\0", b"\0\0\0\x80", b"\xf0\xf8\xff\xff", b"0", b"-1", b"1e308", b" ", b"\n", b"\r", b'"', b"'", b"\\"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"&", b"<", b">"),
)
"""Values at the limits of a field, and characters with a special meaning."""
