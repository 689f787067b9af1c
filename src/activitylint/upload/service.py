"""Where Strava's API is, and which files belong to it."""

from __future__ import annotations

import os
from typing import Final, NamedTuple
from urllib.parse import urlsplit

__all__ = ["DEFAULT_URL", "Service", "WrongUrlError"]

DEFAULT_URL: Final = "https://www.strava.com/api/v3"
_STRAVA: Final = "strava.com"


class WrongUrlError(ValueError):
    """The base URL cannot be used. The message says why."""


class Service(NamedTuple):
    """A server with Strava's API. name: what the ledger is about. api, oauth: URLs without a slash at the end."""

    name: str
    api: str
    oauth: str

    @classmethod
    def at(cls, base_url: str) -> Service:
        """The service at a base URL, such as `https://www.strava.com/api/v3`.

        All of Strava's hosts are one service, and have their tokens from `www.strava.com`. Raises WrongUrlError: tokens
        are sent over https only, unless the server is on this machine.
        """
        try:
            parts = urlsplit(base_url)
            host, _ = parts.hostname or "", parts.port
        except ValueError as error:
            raise WrongUrlError(str(error)) from None
        if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment or "@" in parts.netloc:
            message = f"it does not look like {DEFAULT_URL}"
            raise WrongUrlError(message)
        if parts.scheme == "http" and host not in {"localhost", "127.0.0.1", "::1"}:
            raise WrongUrlError("tokens are sent over https only, or to this machine")
        if host == _STRAVA or host.endswith(f".{_STRAVA}"):
            return cls(_STRAVA, base_url.rstrip("/"), "https://www.strava.com/oauth")
        return cls(parts.netloc, base_url.rstrip("/"), f"{parts.scheme}://{parts.netloc}/oauth")

    @property
    def ledger(self) -> str:
        """The default file of the ledger. Its folder is created."""
        from platformdirs import user_data_dir  # noqa: PLC0415 -- part of the extra

        folder = user_data_dir("activitylint", appauthor=False)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        return os.path.join(folder, f"uploads{self._suffix}.sqlite3")

    @property
    def tokens(self) -> str:
        """The default file of the tokens."""
        from platformdirs import user_config_dir  # noqa: PLC0415 -- as above

        return os.path.join(user_config_dir("activitylint", appauthor=False), f"tokens{self._suffix}.json")

    @property
    def _suffix(self) -> str:
        return "" if self.name == _STRAVA else f"-{self.name.replace(':', '-')}"
