"""The tokens: from the environment, or from a file that only its owner can read.

Tokens are secrets. They are sent in a header or in the body of a request to the server they are for, and go nowhere
else: not into a message, a log, an address or the ledger.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from activitylint.source.atomic import replace_file
from activitylint.source.reading import read_written

__all__ = ["Application", "Tokens", "TokensError", "application", "save"]

_HIDDEN: Final = "***"
_HOW: Final = (
    "set STRAVA_ACCESS_TOKEN, or STRAVA_CLIENT_ID, STRAVA_CLIENT_SECRET and STRAVA_REFRESH_TOKEN, "
    "or run `activitylint upload login`"
)


class TokensError(Exception):
    """There are no tokens that can be used. The message says what to do."""


class Application(NamedTuple):
    """The user's own application at Strava."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return f"Application({self.client_id!r})"


def application(environ: Mapping[str, str]) -> Application | None:
    """The application that the environment names, or None."""
    found = Application(environ.get("STRAVA_CLIENT_ID", ""), environ.get("STRAVA_CLIENT_SECRET", ""))
    return found if all(found) else None


class Tokens:
    """The access token, and what is needed to renew it. Raises TokensError if there is no token.

    environ: the environment. file: where tokens are kept. A token in the environment comes before the file, unless the
    file has the token that Strava gave in exchange for it: the old one is then dead.
    """

    def __init__(self, environ: Mapping[str, str], file: str) -> None:
        self._file = file
        self._application = application(environ)
        self._replaces = ""
        stored = _stored(file)
        refresh = environ.get("STRAVA_REFRESH_TOKEN", "")
        access = environ.get("STRAVA_ACCESS_TOKEN", "")
        if refresh and self._application is not None:
            self._replaces = hashlib.sha256(refresh.encode("utf-8", "surrogateescape")).hexdigest()
            if stored.get("replaces") != self._replaces:
                stored = {"access_token": access, "refresh_token": refresh}
        elif access:
            stored = {"access_token": access}
        self._take(stored)
        if not (self.access or self.can_refresh):
            message = f"there is no token for Strava; {_HOW}"
            raise TokensError(message)

    def __repr__(self) -> str:
        return "Tokens(***)"

    @property
    def can_refresh(self) -> bool:
        """True if a new access token can be fetched."""
        return bool(self._refresh) and self._application is not None

    def grant(self) -> dict[str, str]:
        """The form that asks for a new access token.

        The file is written before: if it cannot be, a new refresh token would be lost. Raises TokensError.
        """
        if self._application is None or not self._refresh:
            message = f"Strava does not accept the access token, and there is no refresh token; {_HOW}"
            raise TokensError(message)
        self._save({})
        return {**self._application._asdict(), "grant_type": "refresh_token", "refresh_token": self._refresh}

    def renewed_elsewhere(self) -> bool:
        """True if another run has renewed the tokens in the file, which are then used."""
        stored = _stored(self._file)
        if stored.get("replaces", "") != self._replaces or stored.get("access_token", "") in {"", self.access}:
            return False
        if not self.can_refresh:
            return False
        self._take(stored)
        return True

    def renew(self, answer: Mapping[str, Any]) -> None:
        """Use and save the tokens of an answer. Raises TokensError if there are none, or they cannot be saved."""
        self._save(answer)

    def hide(self, text: str) -> str:
        """The text without any token or secret in it."""
        secret = self._application.client_secret if self._application else ""
        for one in (self.access, self._refresh, secret):
            text = text.replace(one, _HIDDEN) if one else text
        return text

    def _take(self, stored: Mapping[str, Any]) -> None:
        self.access = str(stored.get("access_token", ""))
        self._refresh = str(stored.get("refresh_token", ""))
        named = Application(str(stored.get("client_id", "")), str(stored.get("client_secret", "")))
        if self._application is None and all(named):
            self._application = named

    def _save(self, answer: Mapping[str, Any]) -> None:
        if answer and not isinstance(answer.get("access_token"), str):
            raise TokensError("Strava's answer to the request for a new token has none")
        assert self._application is not None  # noqa: S101 -- `grant` has checked it
        current = {"access_token": self.access, "refresh_token": self._refresh}
        new = {name: str(answer[name]) for name in current if answer.get(name)}
        self._take(save(self._file, self._application, {**current, **new}, replaces=self._replaces))


def save(file: str, app: Application, answer: Mapping[str, Any], *, replaces: str = "") -> dict[str, str]:
    """Write the tokens of an answer to a file that only its owner can read, and return what was written.

    replaces: the hash of the refresh token in the environment that they replace; then the application stays in the
    environment, too. Raises TokensError.
    """
    content = {name: str(answer.get(name, "")) for name in ("access_token", "refresh_token")}
    content |= {"replaces": replaces} if replaces else app._asdict()
    try:
        os.makedirs(os.path.dirname(os.path.abspath(file)), mode=0o700, exist_ok=True)
        replace_file(file, json.dumps(content, indent=2).encode(), private=True)
    except OSError as error:
        message = f"the tokens cannot be saved in {file}: {error.strerror}"
        raise TokensError(message) from None
    return content


def _stored(file: str) -> dict[str, Any]:
    try:
        mode = os.stat(file).st_mode
        if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
            message = f"others can read {file}, which holds tokens; run: chmod 600 {file}"
            raise TokensError(message)
        content = json.loads(read_written(file))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not JSON"
        message = f"the tokens in {file} cannot be read: {reason}; `activitylint upload login` writes the file again"
        raise TokensError(message) from None
    return content if isinstance(content, dict) else {}
