"""Lint on a Dask cluster: `--executor dask:ADDRESS`, or `dask:local:NUMBER` for one on this computer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from activitylint._version import __version__
from activitylint.cli.extras import require
from activitylint.cli.help import Group, option
from activitylint.cli.messages import UnusableError
from activitylint.engine.many import WorkerVersionError
from activitylint.reports.escape import printable
from activitylint.reports.words import counted

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["executor_option", "opened"]

_KIND: Final = "dask"
_LOCAL: Final = "local"
_SETTINGS: Final = {
    # A task that has lost its worker is not tried again by Dask, but by us: each file on its own.
    "distributed.scheduler.allowed-failures": 0,
    # The log of a worker keeps the results of the tasks in it.
    "distributed.admin.low-level-log-length": 10,
}
"""Settings of Dask for a cluster that is started here."""
_PATIENCE_S: Final = 10
"""Seconds for a scheduler to answer, and to have a worker."""


def _address(_: click.Context, __: click.Parameter, value: str | None) -> str | int | None:
    """The address of a scheduler, or the number of local workers."""
    if value is None:
        return None
    kind, address = value.partition(":")[::2]
    place, number = address.partition(":")[::2]
    if kind == _KIND and place == _LOCAL and number.isascii() and number.isdigit() and int(number):
        return int(number)
    if kind == _KIND and place in {"tcp", "tls", "ucx", "ws", "wss"} and number.startswith("//"):
        return address
    message = f"{value!r} is neither dask:ADDRESS, such as dask:tcp://host:8786, nor dask:local:NUMBER"
    raise click.BadParameter(message)


executor_option = option(
    Group.OTHER,
    "--executor",
    callback=_address,
    metavar="EXECUTOR",
    help="Lint on a Dask cluster: dask:tcp://host:8786, or dask:local:4 for four local workers. Its workers read the "
    "files by the same paths.",
)


@contextmanager
def opened(address: str | int) -> Iterator[Executor]:
    """An executor that works on a Dask cluster. At the end, what is not done is cancelled.

    address: of the scheduler, or the number of workers of a cluster that is started here. Raises click's exceptions if
    the cluster cannot be used.
    """
    require("dask", "distributed", by="--executor dask")
    import logging  # noqa: PLC0415 -- only this option needs it

    import dask.config  # noqa: PLC0415 -- only with the extra
    import distributed  # noqa: PLC0415

    untyped: Any = distributed  # some of its calls have types
    # A worker that dies is reported with the file that killed it.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        if isinstance(address, int):
            stack.enter_context(dask.config.set(_SETTINGS))
            cluster = untyped.LocalCluster(
                n_workers=address, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
            )
            where: Any = stack.enter_context(cluster)
        else:
            where = address
        try:
            client = stack.enter_context(untyped.Client(where, timeout=_PATIENCE_S, set_as_default=False))
            client.wait_for_workers(1, timeout=_PATIENCE_S)
        except (OSError, TimeoutError) as error:
            message = f"--executor dask:{address}: there is no scheduler with workers ({printable(str(error))})"
            raise UnusableError(message) from None
        _check_versions(client.run(_asks_version(), on_error="return"))
        executor = client.get_executor(pure=False)
        try:
            yield executor
        except WorkerVersionError as error:
            raise UnusableError(str(error)) from None
        finally:
            executor.shutdown(wait=False)


def _asks_version() -> Callable[[], str]:
    """A function that returns the version of activitylint where it is called.

    It is sent by value, because it is inside another function. So a worker without activitylint can say that.
    """

    def version() -> str:
        from activitylint import _version  # noqa: PLC0415 -- in the worker

        return _version.__version__

    return version


def _check_versions(found: Mapping[str, object]) -> None:
    """Refuse workers without activitylint, and with another version. found: the version or an error, by worker."""
    for worker, version in sorted(found.items()):
        if version != __version__:
            other = "no activitylint" if isinstance(version, BaseException) else f"activitylint {version}"
            number = counted(sum(one != __version__ for one in found.values()), "worker")
            message = (
                f"the worker {worker} has {other}, and this is {__version__} "
                f"({number} of {len(found):,}); install the same version on all workers"
            )
            raise UnusableError(message)
