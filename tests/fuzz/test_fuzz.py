"""The properties of the fuzz targets hold for their seeds and for all inputs found so far. This needs no atheris."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from activitylint.formats.fit import read
from activitylint.model.faults import FaultKind
from fuzz import blind, mutators, pieces, run
from fuzz.targets import FOUND, TARGETS, starts
from paths import FIXTURES

_EVERY = 31
"""One seed in so many is tried. The tests of the fixtures lint all of them; here we only check the property itself."""
_CONTAINER = {FaultKind.FIT_CRC, FaultKind.FIT_HEADER_CRC, FaultKind.FIT_DAMAGED_HEADER, FaultKind.FIT_TRUNCATED}


def _flipped(data: bytes, most: int) -> bytes:
    """Mutate as atheris does, but without it."""
    chosen = random.Random(len(data))
    changed = bytearray(data or b"\0")
    for _ in range(3):
        changed[chosen.randrange(len(changed))] ^= 1 << chosen.randrange(8)
    return bytes(changed[:most])


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_the_property_holds_for_seeds_and_their_mutations(name: str) -> None:
    target = TARGETS[name]
    seeds = list(target.seeds())
    assert seeds
    for seed in seeds[::_EVERY] if len(seeds) > _EVERY else seeds:
        mutated = target.mutator(seed, 8192, 1, _flipped) if target.mutator else _flipped(seed, 8192)
        for data in (seed, mutated):
            target.whole(data)
            target.parse(data)


@pytest.mark.parametrize("path", sorted(FOUND.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_inputs_found_by_fuzzing_no_longer_fail(path: Path) -> None:
    TARGETS[path.parent.name].whole(path.read_bytes())


def test_a_mutated_fit_file_keeps_its_container() -> None:
    data = (FIXTURES / "samples" / "ride.fit").read_bytes()
    made = mutators.FIT(data, 1 << 20, 1, _flipped)
    assert made != data
    kinds = {fault.kind for fault in read(made).faults}
    assert not kinds & (_CONTAINER - {FaultKind.FIT_TRUNCATED})
    assert {fault.kind for fault in read(_flipped(data, 1 << 20)).faults} & _CONTAINER


@pytest.mark.parametrize("mutator", [mutators.FIT, mutators.GZIP])
@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", gzip.compress(b"x", mtime=0), bytes(100)])
def test_a_mutator_accepts_any_bytes_and_respects_the_limit(mutator: mutators.Mutator, data: bytes) -> None:
    for seed in range(10):
        assert len(mutator(data, 64, seed, _flipped)) <= 64


def test_the_command_knows_every_target() -> None:
    assert tuple(TARGETS) == run._NAMES


@pytest.mark.parametrize("name", TARGETS)
def test_the_pieces_of_an_input_are_the_input(name: str) -> None:
    target = TARGETS[name]
    for data in starts(name):
        for content in (data, mutators.messages(data), data[: len(data) // 2]):
            assert b"".join(target.pieces(content)) == content


@pytest.mark.parametrize(
    ("name", "expected"),
    [("gpx", (b"<trkpt", b"</trkpt>")), ("json", (b'"sets"', b"{")), ("settings", (b"[limits]\n",))],
)
def test_typical_parts_of_a_file_are_pieces(name: str, expected: tuple[bytes, ...]) -> None:
    cut = {piece for data in starts(name) for piece in TARGETS[name].pieces(data)}
    assert all(any(piece.startswith(start) for piece in cut) for start in expected)


def test_the_messages_of_a_fit_file_are_its_pieces() -> None:
    data = (FIXTURES / "samples" / "ride.fit").read_bytes()
    read_here = read(data).fit
    assert read_here is not None
    cut = pieces.messages(mutators.messages(data))
    assert len([part for part in cut if part and part[0] & 0xC0 != 0x40]) == sum(map(len, read_here.messages.values()))


def _fuzzed(check: Callable[[bytes], object], keep: Path, runs: int = 2_000, mutator: str = "json") -> int:
    (keep / "corpus").mkdir()
    target = TARGETS[mutator]
    corpus = [data for data in starts(mutator) if len(data) < 400]
    return blind.fuzz(target, check, corpus, keep, limits=blind.Limits(1, 2_048), seed=1, runs=runs, seconds=0)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fit", "json", "gzip"])
def test_blind_fuzzing_keeps_failing_inputs(name: str, tmp_path: Path) -> None:
    known = set(starts(name))

    def check(data: bytes) -> object:
        if data not in known:
            raise ValueError
        return len(data)

    assert _fuzzed(check, tmp_path, mutator=name) == 1  # each place that raises counts once
    (kept,) = tmp_path.glob("crash-*")
    assert kept.read_bytes() not in known
    assert not (tmp_path / "current").exists()


@pytest.mark.slow
def test_blind_fuzzing_continues_from_inputs_that_reach_something_new(tmp_path: Path) -> None:
    reached: list[int] = []

    def check(data: bytes) -> object:
        reached.append(min(data.count(b"[]"), 30))
        return reached[-1]

    assert _fuzzed(check, tmp_path, runs=10_000) == 0
    assert max(reached) == 30
    assert len(list((tmp_path / "corpus").iterdir())) >= len(set(reached)) - 3  # the seeds are not kept again


@pytest.mark.slow
def test_blind_fuzzing_stops_an_input_that_takes_too_long(tmp_path: Path) -> None:
    def check(data: bytes) -> object:
        while data:
            pass
        return None

    assert _fuzzed(check, tmp_path, runs=1) == 1
    assert list(tmp_path.glob("crash-*"))


def test_the_current_input_is_kept_in_case_the_process_is_killed(tmp_path: Path) -> None:
    def check(data: bytes) -> object:
        left = (tmp_path / "current").read_bytes()
        assert left[4:][: int.from_bytes(left[:4], "little")] == data
        return data

    assert _fuzzed(check, tmp_path, runs=50) == 0
