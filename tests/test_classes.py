"""The classes of `model.classes`, compared with the originals."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import typing
from collections.abc import Callable
from typing import Any

import pytest

from activitylint.model import classes


class OurPair(classes.NamedTuple):
    first: int
    second: tuple[int, ...] = (2,)


class Pair(typing.NamedTuple):
    first: int
    second: tuple[int, ...] = (2,)


@classes.dataclass(frozen=True, slots=True)
class OurValue:
    first: int
    second: int = classes.field(default=2, compare=False)
    third: list[int] = classes.field(default_factory=list, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    first: int
    second: int = dataclasses.field(default=2, compare=False)
    third: list[int] = dataclasses.field(default_factory=list, compare=False)


@classes.dataclass(slots=True, eq=False, repr=False)
class OurVariable:
    first: int = 1


@dataclasses.dataclass(slots=True, eq=False, repr=False)
class Variable:
    first: int = 1


def _change(value: Any) -> Any:
    value.first = 5
    return value.first


USES: list[Callable[[Any], Any]] = [
    lambda cls: cls(),
    lambda cls: cls(1),
    lambda cls: cls(1, 5),
    lambda cls: cls(first=1, second=3),
    lambda cls: cls(1, 2, 3, 4),
    lambda cls: cls(1, first=1),
    lambda cls: cls(1, other=1),
    lambda cls: cls(other=1),
    lambda cls: cls(1) == cls(1, 3),
    lambda cls: cls(1) == cls(2),
    lambda cls: hash(cls(1)) == hash(cls(1, 3)),
    lambda cls: hash(cls(1)) == hash(cls(2)),
    lambda cls: _change(cls(1)),
    lambda cls: setattr(cls(1), "other", 1),
    lambda cls: pickle.loads(pickle.dumps(cls(1, 4))),
    lambda cls: copy.deepcopy(cls(1, 4)),
    lambda cls: cls.__match_args__,
    lambda cls: cls(1)._replace(second=7)._asdict(),
    lambda cls: cls._make([1, 2]),
    lambda cls: (len(cls(1)), cls(1)[1], cls._fields, cls._field_defaults, cls(1) == (1, (2,))),
    lambda cls: dataclasses.replace(cls(1), second=7),
    lambda cls: dataclasses.asdict(cls(1)),
    lambda cls: [one.name for one in dataclasses.fields(cls(1))],
    lambda cls: classes.replace(cls(1), second=7),
    lambda cls: cls(1).third is cls(1).third,
]


def _outcome(use: Callable[[Any], Any], cls: type) -> object:
    try:
        return repr(use(cls)).replace("OurP", "P").replace("OurV", "V").partition(" object at ")[0]
    except (TypeError, AttributeError):
        return "refused"


@pytest.mark.parametrize(("ours", "original"), [(OurPair, Pair), (OurValue, Value), (OurVariable, Variable)])
def test_our_classes_do_what_the_originals_do(ours: type, original: type) -> None:
    assert [_outcome(use, ours) for use in USES] == [_outcome(use, original) for use in USES]
