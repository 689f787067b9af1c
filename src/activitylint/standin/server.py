"""The stand-in as a server in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from types import TracebackType
from typing import Final, Self

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from activitylint.standin.app import make_app
from activitylint.standin.clock import Clock
from activitylint.standin.faults import Fault
from activitylint.standin.service import DEFAULT, Config, Report, Service

__all__ = ["StandIn"]

_LOOPBACK: Final = "127.0.0.1"
_START_S: Final = 60


class StandIn:
    """A server that answers as Strava's upload API does, for tests of programs that upload.

    host: where to listen; anything but a loopback address lets other machines in. port: 0 takes a free one. config: how
    it behaves. clock: by default one that follows the computer's.

    Use it as a context manager:

        with StandIn() as stand_in:
            upload_everything(base_url=stand_in.api_url)
        assert stand_in.report().names() == ()

    Raises OSError on entry if the port cannot be used.
    """

    def __init__(
        self, config: Config = DEFAULT, *, host: str = _LOOPBACK, port: int = 0, clock: Clock | None = None
    ) -> None:
        self.service = Service(config, clock)
        self._host, self._port = host, port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port that it listens on; 0 before the start if any will do."""
        return self._port

    @property
    def url(self) -> str:
        """Where it is, such as `http://127.0.0.1:8000`."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def api_url(self) -> str:
        """The base URL of the API, in place of `https://www.strava.com/api/v3`."""
        return f"{self.url}/api/v3"

    @property
    def clock(self) -> Clock:
        """The clock, to be set or advanced."""
        return self.service.clock

    def order(self, *faults: Fault) -> None:
        """Order faults for the next requests."""
        for fault in faults:
            self.service.faults.order(fault)

    def delete_activity(self, activity_id: int) -> bool:
        """Delete an activity, as an athlete does on the site. False if there is none with this id."""
        return self.service.delete_activity(activity_id)

    def report(self) -> Report:
        """What the clients did so far."""
        return self.service.report()

    def reset(self) -> None:
        """Forget everything that happened, and all faults. The clock stays as it is."""
        self.service.reset()

    def start(self) -> None:
        """Listen, and return once requests are answered."""
        listener = socket.create_server((self._host, self._port), family=_family(self._host))
        self._port = listener.getsockname()[1]
        connections: dict[tuple[str, int], asyncio.Transport] = {}
        config = uvicorn.Config(
            make_app(self.service, lambda client: connections[client].abort()),
            http=_tracking(connections),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="activitylint stand-in", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, and cut what is still open."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._server = self._thread = None


def _tracking(connections: dict[tuple[str, int], asyncio.Transport]) -> type[asyncio.Protocol]:
    """The protocol of uvicorn, which also enters each connection here by the client's address and port."""

    class Tracking(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
            super().connection_made(transport)
            if self.client is not None:
                connections[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            if self.client is not None:
                connections.pop(self.client, None)
            super().connection_lost(exc)

    return Tracking


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
