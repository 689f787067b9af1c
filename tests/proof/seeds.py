"""One random file for each seed, always the same, and the check of all properties on it."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from generated.files import FORMATS, ActivityFile, activity_files
from generated.model import Draw
from proof.properties import PROPERTIES, Property

__all__ = ["BrokenPropertyError", "check", "check_file"]

_CHOICES: Final = 1 << 14
"""Bytes of randomness, more than any file needs."""


class BrokenPropertyError(AssertionError):
    """A property does not hold. file: the file that breaks it."""

    def __init__(self, broken: Property, file: ActivityFile, error: Exception) -> None:
        super().__init__(f"{broken.__name__}: {type(error).__name__}: {error}\n{file.name} {file.changes}")
        self.file = file


def check(seed: int, properties: Sequence[Property] = PROPERTIES) -> None:
    """Check properties of the file that belongs to this seed. The format changes from seed to seed.

    Raises BrokenPropertyError.
    """
    _with_choices(seed, lambda draw: _check(draw(activity_files(FORMATS[seed % len(FORMATS)])), properties, draw))


def check_file(file: ActivityFile, seed: int) -> None:
    """Check all properties of this file; the seed decides what they try. Raises BrokenPropertyError."""
    _with_choices(seed, lambda draw: _check(file, PROPERTIES, draw))


def _with_choices(seed: int, work: Callable[[Draw], None]) -> None:
    """Call a function with a `draw` whose choices depend on the seed alone."""
    _WORK.append(work)
    try:
        cast("Any", _run).hypothesis.fuzz_one_input(random.Random(seed).randbytes(_CHOICES))
    finally:
        _WORK.pop()


_WORK: Final[list[Callable[[Draw], None]]] = []


@settings(database=None, deadline=None)
@given(st.data())
def _run(data: st.DataObject) -> None:
    """Do the last work of _WORK. There is one test for all of it, because hypothesis takes long to make one."""
    _WORK[-1](data.draw)


def _check(file: ActivityFile, properties: Sequence[Property], draw: Draw) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for one in properties:
            try:
                one(file, draw)
            except Exception as error:
                raise BrokenPropertyError(one, file, error) from error
