"""A proxy that leads clients with a fixed host to the stand-in. It never connects to anything else."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from activitylint.standin.certificates import STRAVA_HOSTS

__all__ = ["proxy_to"]

_CHUNK: Final = 65_536
_CONNECTED: Final = b"HTTP/1.1 200 Connection established\r\n\r\n"
_REFUSED: Final = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    b"The stand-in takes CONNECT requests for Strava's hosts only.\r\n"
)


@asynccontextmanager
async def proxy_to(target: tuple[str, int], listener: socket.socket) -> AsyncIterator[None]:
    """Take CONNECT requests. Those for Strava's hosts get a connection to the target instead; others are refused."""
    tasks: set[asyncio.Task[None] | None] = set()
    writers: set[asyncio.StreamWriter] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        writers.add(writer)
        # Whatever the client does, it is only a connection that ends.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = await reader.readuntil(b"\r\n\r\n")
            if _is_for_strava(head):
                there_reader, there_writer = await asyncio.open_connection(*target)
                writers.add(there_writer)
                writer.write(_CONNECTED)
                await asyncio.gather(_copy(reader, there_writer), _copy(there_reader, writer))
                writers.discard(there_writer)
            else:
                writer.write(_REFUSED)
                await writer.drain()
        writer.close()
        writers.discard(writer)
        tasks.discard(asyncio.current_task())

    server = await asyncio.start_server(handle, sock=listener)
    try:
        yield
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        await asyncio.gather(*filter(None, tasks))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy until the reader ends, and then end the writer."""
    with suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


def _is_for_strava(head: bytes) -> bool:
    method, _, rest = head.decode("latin-1").partition(" ")
    host = rest.partition(" ")[0].rpartition(":")[0]
    return method == "CONNECT" and host.lower() in STRAVA_HOSTS
