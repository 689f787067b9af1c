"""The stand-in as a server in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Final, Self

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from activitylint.standin.app import make_app
from activitylint.standin.clock import Clock
from activitylint.standin.config import DEFAULT, Config
from activitylint.standin.disruptions import Disruption
from activitylint.standin.remarks import ClientReport
from activitylint.standin.responder import Responder

__all__ = ["StandIn"]

_LOOPBACK: Final = "127.0.0.1"
_ANY: Final = {"0.0.0.0": _LOOPBACK, "::": "::1"}  # noqa: S104 -- where to reach a server that listens everywhere


class StandIn:
    """A server that answers as Strava's upload API does, for tests of programs that upload.

    config: how it behaves. host: where it listens; anything but a loopback address lets other computers in. port: 0
    takes a free one. clock: by default one that follows the computer's. tls: with a certificate that `ca_pem` signs.
    proxy: also be a proxy that takes clients to it that connect to Strava's hosts; this needs and turns on TLS.
    proxy_port: 0 takes a free one. log: called with one line for each request, in another thread.

    Use it as a context manager:

        with StandIn() as stand_in:
            upload_everything(base_url=stand_in.api_url)
        assert stand_in.report().names() == ()

    Raises OSError on entry if a port cannot be used.
    """

    def __init__(
        self,
        config: Config = DEFAULT,
        *,
        host: str = _LOOPBACK,
        port: int = 0,
        clock: Clock | None = None,
        tls: bool = False,
        proxy: bool = False,
        proxy_port: int = 0,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self.responder = Responder(config, clock)
        self.host, self.port = host, port
        self.proxy_port = proxy_port
        self.ca_pem = b""
        self._tls, self._proxy = tls or proxy, proxy
        self._log = log or (lambda _: None)
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
    def url(self) -> str:
        """Where it is, such as `http://127.0.0.1:8000`."""
        return f"http{'s' if self._tls else ''}://{_authority(self.host, self.port)}"

    @property
    def api_url(self) -> str:
        """The base URL of the API, in place of `https://www.strava.com/api/v3`."""
        return f"{self.url}/api/v3"

    @property
    def proxy_url(self) -> str:
        """What to set HTTPS_PROXY to; empty without a proxy."""
        return f"http://{_authority(self.host, self.proxy_port)}" if self._proxy else ""

    @property
    def clock(self) -> Clock:
        """The clock, to be set or advanced."""
        return self.responder.clock

    def order(self, *disruptions: Disruption) -> None:
        """Order disruptions for the next requests."""
        for disruption in disruptions:
            self.responder.disruptions.order(disruption)

    def delete_activity(self, activity_id: int) -> bool:
        """Delete an activity, as an athlete does on the site. False if there is none with this id."""
        return self.responder.delete_activity(activity_id)

    def report(self) -> ClientReport:
        """What the clients did so far."""
        return self.responder.report()

    def reset(self) -> None:
        """Forget everything that happened, and all disruptions. The clock stays as it is."""
        self.responder.reset()

    def start(self) -> None:
        """Start to listen. Requests can be sent at once."""
        listener = _listen(self.host, self.port)
        self.port = listener.getsockname()[1]
        connections: dict[tuple[str, int], asyncio.Transport] = {}
        app = make_app(self.responder, lambda client: _abort(connections.get(client)), self._log)
        config = uvicorn.Config(
            app,
            http=_tracking(connections),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
        )
        if self._tls:
            from activitylint.standin.certificates import Authority  # noqa: PLC0415 -- takes a while, and few need it

            authority = Authority(self.host)
            self.ca_pem = authority.pem
            config.ssl_context_factory = lambda *_: authority.context()
        self._server = uvicorn.Server(config)
        work = self._serve(self._server, listener, self._proxy_listener() if self._proxy else None)
        self._thread = threading.Thread(target=asyncio.run, args=(work,), name="activitylint stand-in", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, and cut what is still open."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join()
            self._server = self._thread = None

    def _proxy_listener(self) -> socket.socket:
        listener = _listen(self.host, self.proxy_port)
        self.proxy_port = listener.getsockname()[1]
        return listener

    async def _serve(self, server: uvicorn.Server, listener: socket.socket, proxy: socket.socket | None) -> None:
        async with AsyncExitStack() as opened:
            if proxy is not None:
                from activitylint.standin.proxy import proxy_to  # noqa: PLC0415 -- as the certificates

                target = (_ANY.get(self.host, self.host), self.port)
                await opened.enter_async_context(proxy_to(target, proxy))
            await server.serve(sockets=[listener])


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


def _abort(transport: asyncio.Transport | None) -> None:
    """Cut a connection, unless the client has ended it."""
    if transport is not None:
        transport.abort()


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    # Connections inherit this. Without it, an answer can wait 40 ms for the client to acknowledge its head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _authority(host: str, port: int) -> str:
    reachable = _ANY.get(host, host)
    return f"[{reachable}]:{port}" if ":" in reachable else f"{reachable}:{port}"
