"""What tells whether a file is still the one that was linted, and whether a run would lint it in the same way."""

from __future__ import annotations

from activitylint.model.classes import NamedTuple

__all__ = ["Identity", "Run"]


class Identity(NamedTuple):
    """A version of a file, as its disk or its store knows it without reading it.

    size: in bytes, as stored. modified: nanoseconds since 1970-01-01 UTC. etag: what a store calls the version. Each is
    None if it is not known.
    """

    size: int | None = None
    modified: int | None = None
    etag: str | None = None


class Run(NamedTuple):
    """A run whose results are kept.

    name: no other run has it. now: when it was, in seconds since 1970-01-01 UTC. version: of activitylint. settings:
    a hash of everything that decides what is found: the version, rules, form fields, limits and suppressions.
    """

    name: str = ""
    now: float = 0.0
    version: str = ""
    settings: str = ""

    def identify(self, path: str, identity: Identity) -> int:
        """A 64-bit hash that is the same if the same version of a file is linted with the same settings."""
        return _hash(self.settings, path, *identity)

    def number(self, path: str) -> int:
        """A 64-bit hash that only this file of this run has."""
        return _hash(self.name, path)


def _hash(*parts: object) -> int:
    import hashlib  # noqa: PLC0415 -- few runs keep results

    digest = hashlib.blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
