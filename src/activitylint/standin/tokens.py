"""Access tokens, refresh tokens and codes: what is valid, for how long, and for what."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Final, NamedTuple, TypeVar

__all__ = ["ALL_SCOPES", "Granted", "Tokens"]

ALL_SCOPES: Final = "activity:read,activity:write"

_Kept = TypeVar("_Kept")

_LIFETIME_S: Final = 6 * 3_600
_MOST: Final = 10_000
"""Tokens and codes to remember; the oldest go first."""


class Granted(NamedTuple):
    """A pair of tokens. expires_at: seconds since 1970-01-01 UTC, when the access token ends."""

    access_token: str
    refresh_token: str
    expires_at: int
    scope: str


class Tokens:
    """Gives out tokens and knows which are valid.

    accepted: the access tokens that are valid from the start. If there are none, every token is valid that was not
    given out here, so that a test needs no token of its own. rotate: a refresh token ends when it is used.
    """

    def __init__(self, accepted: Iterable[str] = (), *, rotate: bool = True) -> None:
        self._accepted = frozenset(accepted)
        self._rotate = rotate
        self._granted: dict[str, Granted] = {}
        self._refresh: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._dead: dict[str, None] = {}

    def scope(self, token: str, now: float) -> str | None:
        """What an access token allows, such as "activity:read,activity:write"; None if it is not valid."""
        if token in self._granted:
            granted = self._granted[token]
            return granted.scope if now < granted.expires_at else None
        if not token or token in self._dead or (self._accepted and token not in self._accepted):
            return None
        return ALL_SCOPES

    def authorize(self, scope: str) -> str:
        """A code that can be exchanged once for tokens with this scope."""
        code = secrets.token_hex(20)
        _remember(self._codes, code, scope)
        return code

    def exchange(self, code: str, now: float) -> Granted | None:
        """Tokens for a code; None if the code is unknown or used."""
        scope = self._codes.pop(code, None)
        return None if scope is None else self._grant(scope, now)

    def refresh(self, token: str, now: float) -> Granted | None:
        """New tokens for a refresh token; None if it has ended."""
        if not token or token in self._dead or (self._accepted and token not in self._refresh):
            return None
        scope = self._refresh.get(token, ALL_SCOPES)
        if self._rotate:
            self.revoke(token)
        return self._grant(scope, now, None if self._rotate else token)

    def revoke(self, token: str) -> None:
        """End a token of either kind."""
        self._granted.pop(token, None)
        self._refresh.pop(token, None)
        _remember(self._dead, token, None)

    def expire(self) -> None:
        """End all access tokens that were given out, as if six hours had passed."""
        self._granted = {token: granted._replace(expires_at=0) for token, granted in self._granted.items()}

    def _grant(self, scope: str, now: float, refresh_token: str | None = None) -> Granted:
        granted = Granted(secrets.token_hex(20), refresh_token or secrets.token_hex(20), int(now) + _LIFETIME_S, scope)
        _remember(self._granted, granted.access_token, granted)
        _remember(self._refresh, granted.refresh_token, scope)
        return granted


def _remember(kept: dict[str, _Kept], key: str, value: _Kept) -> None:
    kept[key] = value
    if len(kept) > _MOST:
        del kept[next(iter(kept))]
