"""`cached_property` for the objects of which each file has many.

The original takes a lock in Python 3.11, which costs more than most of what is worked out here. Type checkers see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["cached_property"]

if TYPE_CHECKING:
    from functools import cached_property
else:

    class cached_property:  # noqa: N801 -- named like the original
        """Like functools.cached_property."""

        def __init__(self, work):
            self.work = work
            self.__doc__ = work.__doc__

        def __set_name__(self, owner, name):
            self.name = name

        def __get__(self, instance, owner):
            if instance is None:
                return self
            # The class has no __set__. So the instance's own attribute is what is found from now on.
            found = instance.__dict__[self.name] = self.work(instance)
            return found
