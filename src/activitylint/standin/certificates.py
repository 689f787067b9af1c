"""A certificate authority to throw away, for clients that insist on TLS or on Strava's host name."""

from __future__ import annotations

import ssl
from typing import Final

import trustme

__all__ = ["STRAVA_HOSTS", "Authority"]

STRAVA_HOSTS: Final = frozenset({"www.strava.com", "strava.com", "api-v3.strava.com", "www.api-v3.strava.com"})
"""The hosts that Strava's API has, or will have from 2027 on."""

_LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")


class Authority:
    """Signs one certificate for this computer and for Strava's hosts. Its key is never stored.

    host: a further name or address for the certificate. pem: the certificate of the authority, for clients to trust.
    """

    def __init__(self, host: str) -> None:
        authority = trustme.CA(organization_name="activitylint stand-in, for tests only")
        self.pem: bytes = authority.cert_pem.bytes()
        self._certificate = authority.issue_cert(*sorted({host, *_LOCAL_NAMES, *STRAVA_HOSTS}))

    def context(self) -> ssl.SSLContext:
        """The TLS settings of the server."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._certificate.configure_cert(context)
        return context
