"""Work that waits for a store, done in threads ahead of the time when its result is needed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["IN_FLIGHT", "ahead"]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

IN_FLIGHT: Final = 16
"""How many objects are read at the same time."""
_MOST_HELD: Final = 64_000_000
"""Bytes of objects that may wait for an earlier one."""


def ahead(
    work: Callable[[_Item], _Result],
    items: Iterable[_Item],
    *,
    waits: Callable[[_Item], bool] = lambda _: True,
    number: int = IN_FLIGHT,
    weigh: Callable[[_Result], int] = lambda _: 0,
) -> Iterator[tuple[_Item, Callable[[], _Result]]]:
    """Yield each item with a function that returns its result, or raises what the work raised, in order.

    waits: True for an item whose work waits for others; it is begun ahead, in a thread. Any other is done here, when
    its function is called. number: how many are begun ahead at most. weigh: the bytes of a result; when those that are
    not yet taken have 64 MB, no more are begun.
    """
    waiting: deque[tuple[_Item, Callable[[], _Result], Future[_Result] | None]] = deque()
    pool: Any = None
    try:
        for item in items:
            if waits(item):
                if pool is None:
                    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 -- only stores need threads

                    pool = ThreadPoolExecutor(number)
                future = pool.submit(work, item)
                waiting.append((item, future.result, future))
            else:
                waiting.append((item, partial(work, item), None))
            while waiting and (waiting[0][2] is None or len(waiting) >= number or _held(waiting, weigh) >= _MOST_HELD):
                yield waiting.popleft()[:2]
        while waiting:
            yield waiting.popleft()[:2]
    finally:
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def _held(waiting: Iterable[tuple[Any, Any, Future[_Result] | None]], weigh: Callable[[_Result], int]) -> int:
    """The bytes of the results that nobody has taken yet."""
    done = [future for _, _, future in waiting if future is not None and future.done()]
    return sum(weigh(future.result()) for future in done if future.exception() is None)
