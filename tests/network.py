"""Keeps the network from every test that is not marked with `network`."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["GUARD", "Guard", "is_network"]

_EVENTS = {"socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}


class Guard:
    """Refuses connections and look-ups of names, in this process, as long as they are not allowed.

    attempts: what was refused, in case the program went on as if nothing had happened.
    """

    def __init__(self) -> None:
        self.allowed = True
        self.attempts: list[str] = []

    def install(self) -> None:
        """Watch from now on. Python has no way to stop."""
        sys.addaudithook(self._on_event)

    def _on_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.allowed and is_network(event, arguments):
            self.attempts.append(f"{event}{arguments}")
            message = f"{event}: a test that uses the network needs the marker `network`"
            raise PermissionError(message)


def is_network(event: str, arguments: tuple[Any, ...]) -> bool:
    """True if an audit event is about the network. The address of a Unix socket is a path."""
    return event in _EVENTS and not (len(arguments) == 2 and isinstance(arguments[1], str | bytes))


GUARD = Guard()
"""The one that conftest.py sets for each test."""
