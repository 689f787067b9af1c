"""Disruptions to order: what goes wrong, for which requests, and how often."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

__all__ = ["Disruption", "DisruptionKind", "Disruptions", "Route"]


class Route(StrEnum):
    """What a request is for."""

    UPLOAD = "upload"
    """POST /uploads."""
    POLL = "poll"
    """GET /uploads/:id."""
    READ = "read"
    """GET /activities/:id and GET /athlete."""
    OAUTH = "oauth"
    """Everything about tokens."""


class DisruptionKind(StrEnum):
    """What goes wrong."""

    RATE_LIMIT = "rate-limit"
    """HTTP 429, and headers that say that the quarter hour is used up."""
    SERVER_ERROR = "server-error"
    """HTTP 500 with HTML."""
    UNAVAILABLE = "unavailable"
    """HTTP 503 with HTML."""
    INACTIVE = "inactive"
    """HTTP 403: the application is inactive."""
    EXPIRED = "expired"
    """HTTP 401, as after six hours. Tokens that the stand-in gave out end."""
    SLOW = "slow"
    """The answer takes some seconds."""
    CUT_BEFORE = "cut-before"
    """The connection is cut before anything is done."""
    CUT_AFTER = "cut-after"
    """The request is done, for example an upload is accepted, and then the connection is cut without an answer."""
    LOST = "lost"
    """The request is done, and no answer ever comes. The connection stays open."""
    TRUNCATED = "truncated"
    """The request is done, and the JSON of the answer ends in the middle."""
    NEVER_READY = "never-ready"
    """The upload is accepted, and its processing never ends."""


_UPLOADS_ONLY: Final = frozenset({DisruptionKind.NEVER_READY})
_DEFAULT_SECONDS: Final = 5.0
_MOST_SECONDS: Final = 3_600


@dataclass(frozen=True, slots=True)
class Disruption:
    """One kind of disruption.

    count: how many requests it hits, the next ones. share: instead, the share of all requests that it hits, 0 to 1.
    on: the requests that it can hit; None means all but those about tokens, or uploads only where nothing else makes
    sense. seconds: how long a slow answer takes.
    """

    kind: DisruptionKind
    count: int = 1
    share: float | None = None
    on: Route | None = None
    seconds: float = _DEFAULT_SECONDS

    def hits(self, route: Route) -> bool:
        """True if requests of this kind can have the disruption."""
        if self.on is not None:
            return route is self.on
        return route is Route.UPLOAD if self.kind in _UPLOADS_ONLY else route is not Route.OAUTH

    @classmethod
    def parse(cls, text: str) -> Disruption:
        """Read `KIND[:COUNT or SHARE%][@ROUTE]`, such as `cut-after`, `server-error:3` or `slow:10%@poll`.

        Raises ValueError if the text is anything else.
        """
        rest, _, route = text.partition("@")
        kind, _, often = rest.partition(":")
        try:
            disruption = cls(DisruptionKind(kind), on=Route(route) if route else None)
            if often.endswith("%"):
                return _checked(replace(disruption, share=float(often[:-1]) / 100))
            return _checked(replace(disruption, count=int(often or 1)))
        except ValueError:
            message = (
                f"{text!r} is not KIND[:COUNT or SHARE%][@ROUTE]; KIND is {_one_of(DisruptionKind)}, ROUTE is "
                f"{_one_of(Route)}; for example slow:10%@poll"
            )
            raise ValueError(message) from None

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Disruption:
        """Read a disruption from JSON, with the fields of this class. Raises ValueError if one is wrong."""
        try:
            given = dict(fields)
            on = given.pop("on", None)
            made = cls(DisruptionKind(given.pop("kind")), on=None if on is None else Route(on), **given)
            share = None if made.share is None else float(made.share)
            return _checked(replace(made, count=int(made.count), share=share, seconds=float(made.seconds)))
        except (KeyError, TypeError, ValueError) as error:
            message = f"not a disruption: {error}"
            raise ValueError(message) from None

    def to_dict(self) -> dict[str, Any]:
        """The disruption as JSON has it."""
        return {**asdict(self), "kind": self.kind.value, "on": self.on and self.on.value}


class Disruptions:
    """The disruptions that are ordered. seed: makes the choice by share the same in every run."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 -- chooses which request fails in a test
        self._ordered: list[Disruption] = []

    @property
    def ordered(self) -> tuple[Disruption, ...]:
        """The disruptions that can still hit a request, in the order of their orders."""
        return tuple(self._ordered)

    def order(self, disruption: Disruption) -> None:
        """Add a disruption after those that are ordered."""
        self._ordered.append(disruption)

    def clear(self) -> None:
        """Drop all disruptions."""
        self._ordered.clear()

    def next(self, route: Route) -> Disruption | None:
        """The disruption that hits this request, if any."""
        for place, disruption in enumerate(self._ordered):
            if not disruption.hits(route):
                continue
            if disruption.share is None:
                left = replace(disruption, count=disruption.count - 1)
                self._ordered[place : place + 1] = [left] if left.count else []
                return disruption
            if self._random.random() < disruption.share:
                return disruption
        return None


def _checked(disruption: Disruption) -> Disruption:
    if disruption.count < 1 or not 0 <= disruption.seconds <= _MOST_SECONDS or not 0 <= (disruption.share or 0) <= 1:
        raise ValueError("count must be at least 1, share 0 to 1, and seconds 0 to 3600")
    return disruption


def _one_of(words: type[StrEnum]) -> str:
    *others, last = (word.value for word in words)
    return f"{', '.join(others)} or {last}"
