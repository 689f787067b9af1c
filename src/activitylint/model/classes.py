"""`NamedTuple` and `dataclass` for the classes that every run loads, made in a fraction of the time.

The originals compile code for each class: 0.15 and 0.7 ms, together a tenth of what a run on a small file took. Here
all classes share one implementation. Type checkers see the originals; `copy`, `pickle` and the functions of
`dataclasses` treat instances like theirs. To make an instance takes up to two microseconds longer. So classes that few
runs load, and those of which a file has many thousands, are made with the originals.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
    from typing import NamedTuple

__all__ = ["NamedTuple", "dataclass", "field", "replace"]


def _arguments(cls: Any, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
    """The value of each field, in the order of the class.

    Raises TypeError if the class cannot be called like this.
    """
    if not named and len(values) in cls._tails:
        tail: tuple[Any, ...] = cls._tails[len(values)]
        return values + tail
    names = cls.__match_args__
    defaults, in_order = _rest(cls, len(values))
    given = defaults | named
    try:
        rest: tuple[Any, ...] = in_order(given)
    except KeyError as missing:
        message = f"{cls.__name__}() needs the argument {missing}"
        raise TypeError(message) from None
    if len(values) + len(given) != len(names):
        message = f"{cls.__name__}() takes the arguments {', '.join(names)}, each once"
        raise TypeError(message)
    return values + rest


@cache
def _rest(cls: Any, count: int) -> tuple[dict[str, Any], Callable[[dict[str, Any]], tuple[Any, ...]]]:
    """What follows the first values of a class: the defaults of the other fields, and what puts these in order."""
    names = cls.__match_args__[count:]
    defaults = {name: value for name, value in cls._field_defaults.items() if name in names}
    in_order = itemgetter(*names) if len(names) > 1 else lambda given: tuple([given[name] for name in names])
    return defaults, in_order


def _described(names: tuple[str, ...], namespace: dict[str, Any]) -> dict[str, Any]:
    """What a class has to know of its fields. _tails: the defaults that follow a number of values."""
    defaults = {name: namespace[name] for name in names if name in namespace}
    last = tuple(defaults.values())
    tails = {len(names) - count: last[-count:] for count in range(1, len(last) + 1)}
    return {"__match_args__": names, "_field_defaults": defaults, "_tails": tails}


def _values(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__match_args__]


def _repr(self: Any) -> str:
    """The class and its fields, written like the call that makes it."""
    written = [f"{name}={value!r}" for name, value in zip(self.__match_args__, _values(self), strict=True)]
    return f"{type(self).__qualname__}({', '.join(written)})"


if not TYPE_CHECKING:
    from collections import _tuplegetter

    _new = tuple.__new__

    class _TupleType(type):
        """Turns the annotated names of a class into the fields of a tuple."""

        def __new__(mcs, name, bases, namespace):
            names = tuple(namespace.get("__annotations__", ()))
            getters = {one: _tuplegetter(index, "") for index, one in enumerate(names)}
            own = _described(names, namespace) | {"__slots__": (), "_fields": names}
            return super().__new__(mcs, name, bases, namespace | getters | own)

    class NamedTuple(tuple, metaclass=_TupleType):
        """Like typing.NamedTuple."""

        __slots__ = ()

        def __new__(cls, *values, **named):
            """Make a tuple of the values, and of the defaults of the fields that have none."""
            if named or len(values) != len(cls._fields):
                values = _arguments(cls, values, named)
            return _new(cls, values)

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **changes):
            return type(self)(**self._asdict() | changes)

        def __getnewargs__(self):
            return tuple(self)

        __repr__ = _repr
        __replace__ = _replace

    class field:  # noqa: N801 -- named like the original
        """Like dataclasses.field. default: the field itself if there is a factory, which then makes the default."""

        def __init__(self, *, default=None, default_factory=None, compare=True):
            self.default = default if default_factory is None else self
            self.make = default_factory
            self.compare = compare

    def replace(instance, /, **changes):
        """Like dataclasses.replace."""
        return type(instance)(**dict(zip(instance.__match_args__, _values(instance), strict=True)) | changes)

    def _init(self, *values, **named):
        if named or len(values) != len(self.__match_args__):
            values = _arguments(type(self), values, named)
            if self._has_factories:
                values = [value.make() if type(value) is field else value for value in values]
        _restore(self, values)

    def _restore(self, values):
        for put, value in zip(self._setters, values, strict=True):
            put(self, value)

    def _compared(self):
        return [getattr(self, name) for name in self._names_compared]

    def _eq(self, other):
        return _compared(self) == _compared(other) if type(other) is type(self) else NotImplemented

    def _hash(self):
        return hash(tuple(_compared(self)))

    def _refuse(_, name, *__):
        from dataclasses import FrozenInstanceError  # noqa: PLC0415 -- it takes long to import, and never happens

        message = f"the field {name!r} cannot be changed"
        raise FrozenInstanceError(message)

    class _Fields:
        """What the functions of `dataclasses` look for, made when they do."""

        def __get__(self, instance, cls):
            from dataclasses import field, make_dataclass  # noqa: PLC0415 -- it takes long to import

            specs = [(name, cls.__annotations__[name], field()) for name in cls.__match_args__]
            cls.__dataclass_fields__ = make_dataclass(cls.__name__, specs).__dataclass_fields__
            return cls.__dataclass_fields__

    _SHARED = {
        "__init__": _init,
        "__getstate__": _values,
        "__setstate__": _restore,
        "__replace__": replace,
        "__dataclass_fields__": _Fields(),
    }
    _FROZEN = {"__setattr__": _refuse, "__delattr__": _refuse}

    def dataclass(*, slots, frozen=False, eq=True, repr=True):  # noqa: A002, ARG001 -- as in the original
        """Like dataclasses.dataclass, with slots in any case."""

        def made(cls):
            names = tuple(cls.__annotations__)
            written = {name: vars(cls)[name] for name in names if name in vars(cls)}
            defaults = {name: one.default if type(one) is field else one for name, one in written.items()}
            own = _described(names, defaults) | {"__slots__": names}
            own["_names_compared"] = [name for name in names if getattr(written.get(name), "compare", True)]
            own["_has_factories"] = any(type(one) is field for one in defaults.values())
            own |= _SHARED | (_FROZEN if frozen else {}) | ({"__repr__": _repr} if repr else {})
            own |= {"__eq__": _eq, "__hash__": _hash if frozen else None} if eq else {}
            left_out = {"__dict__", "__weakref__", *defaults}
            inside = {name: one for name, one in vars(cls).items() if name not in left_out}
            done = type(cls)(cls.__name__, cls.__bases__, own | inside)
            done._setters = [vars(done)[name].__set__ for name in names]  # noqa: SLF001 -- of a class that is made here
            return done

        return made
