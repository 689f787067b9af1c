"""The properties hold for the files of some fixed seeds. `python -m proof` tries as many as you like.

For 0.2.0, `python -m proof --seed 50000 --count 6400` made 101,215 calls of `lint`, `fix` and `inspect` without a
failure. Its last lines count the calls.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from generated.files import ActivityFile
from proof.properties import PROPERTIES
from proof.seeds import check, check_file

_FEW, _GROUP = 60, 5
_MANY, _LARGE_GROUP = 400, 50
_FOUND: Final = Path(__file__).resolve().parent / "found"
"""Inputs that broke a property once."""


@pytest.mark.parametrize("first", range(0, _FEW, _GROUP))
def test_a_property_holds_for_the_files_of_fixed_seeds(first: int) -> None:
    """Each group of seeds has files of all formats and tries one property; the next group tries the next one."""
    for seed in range(first, first + _GROUP):
        check(seed, [PROPERTIES[first // _GROUP % len(PROPERTIES)]])


@pytest.mark.slow
@pytest.mark.parametrize("first", range(10_000, 10_000 + _MANY, _LARGE_GROUP))
def test_all_properties_hold_for_the_files_of_many_seeds(first: int) -> None:
    for seed in range(first, first + _LARGE_GROUP):
        check(seed)


@pytest.mark.parametrize("path", sorted(_FOUND.iterdir()), ids=lambda path: path.name)
def test_inputs_that_were_found_no_longer_fail(path: Path) -> None:
    for choices in range(3):
        check_file(ActivityFile(path.read_bytes(), path.name), choices)
