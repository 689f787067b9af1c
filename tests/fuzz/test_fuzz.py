"""What the fuzz targets promise holds for their seeds and for all that they have found, without atheris, too."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from activitylint.activity import FaultKind
from activitylint.formats.fit import read
from fuzz import mutators, run
from fuzz.targets import FOUND, TARGETS
from paths import FIXTURES

_EVERY = 7
"""Of the seeds, which the fixtures' own tests lint all: enough to see that a property is about something."""
_CONTAINER = {FaultKind.FIT_CRC, FaultKind.FIT_HEADER_CRC, FaultKind.FIT_DAMAGED_HEADER, FaultKind.FIT_TRUNCATED}


def _flipped(data: bytes, most: int) -> bytes:
    """A mutation such as atheris makes, without it."""
    chosen = random.Random(len(data))
    changed = bytearray(data or b"\0")
    for _ in range(3):
        changed[chosen.randrange(len(changed))] ^= 1 << chosen.randrange(8)
    return bytes(changed[:most])


@pytest.mark.parametrize("name", TARGETS)
def test_the_property_holds_for_seeds_and_what_mutations_make_of_them(name: str) -> None:
    target = TARGETS[name]
    seeds = list(target.seeds())
    assert seeds
    for seed in seeds[::_EVERY] if len(seeds) > _EVERY else seeds:
        mutated = target.mutator(seed, 8192, 1, _flipped) if target.mutator else _flipped(seed, 8192)
        for data in (seed, mutated):
            target.whole(data)
            target.parse(data)


@pytest.mark.parametrize("path", sorted(FOUND.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_is_mended(path: Path) -> None:
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
def test_a_mutator_takes_any_bytes_and_keeps_to_the_limit(mutator: mutators.Mutator, data: bytes) -> None:
    for seed in range(10):
        assert len(mutator(data, 64, seed, _flipped)) <= 64


def test_every_target_can_be_named() -> None:
    assert tuple(TARGETS) == run._NAMES
