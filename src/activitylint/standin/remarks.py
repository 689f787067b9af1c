"""The report on a client: what it does that Strava advises against, or that will stop working."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

__all__ = ["ClientReport", "CountedRemark", "Remark", "Tally"]

_MOST_AGENTS: Final = 20
_LONGEST_EXAMPLE: Final = 200


class Remark(StrEnum):
    """What the stand-in remarks on."""

    FAST_POLLS = "fast-polls"
    NEVER_POLLED = "never-polled"
    ROUNDED_ID = "rounded-id"
    TOKEN_IN_QUERY = "token-in-query"  # noqa: S105 -- the name of a remark
    TOKEN_IN_FORM = "token-in-form"  # noqa: S105 -- the name of a remark
    FIELDS_IN_QUERY = "fields-in-query"
    NO_EXTERNAL_ID = "no-external-id"
    ACTIVITY_TYPE = "activity-type"
    NO_USER_AGENT = "no-user-agent"
    IGNORED_RATE_LIMIT = "ignored-rate-limit"
    REFUSED_BY_LINTER = "refused-by-linter"


_TEXTS: Final = {
    Remark.FAST_POLLS: (
        "asked for the status of an upload less than a second after the last time",
        "Strava recommends one second or longer. Every request counts against the limits.",
    ),
    Remark.NEVER_POLLED: (
        "never asked what became of an upload",
        "An upload that was accepted can still fail. Ask for its status until it is ready or has an error.",
    ),
    Remark.ROUNDED_ID: (
        "asked for an id that was rounded to a floating-point number",
        "Ids have 64 bits. In JavaScript, read id_str, or parse the JSON with big integers.",
    ),
    Remark.TOKEN_IN_QUERY: (
        "sent the access token in the URL",
        "URLs are logged. From 2027-06-01, only the header Authorization: Bearer works.",
    ),
    Remark.TOKEN_IN_FORM: (
        "sent the access token as a form field",
        "From 2027-06-01, only the header Authorization: Bearer works.",
    ),
    Remark.FIELDS_IN_QUERY: (
        "sent form fields in the URL",
        "Send all fields in the multipart body, as the documentation shows.",
    ),
    Remark.NO_EXTERNAL_ID: (
        "sent no external_id",
        "Without one, Strava uses the file name. A unique external_id lets you recognize the upload later.",
    ),
    Remark.ACTIVITY_TYPE: (
        "sent activity_type, which is deprecated",
        "Send sport_type.",
    ),
    Remark.NO_USER_AGENT: (
        "sent no User-Agent",
        "Name your application in the header User-Agent.",
    ),
    Remark.IGNORED_RATE_LIMIT: (
        "sent a request after HTTP 429, before the quarter hour was over",
        "Wait until the next quarter hour (:00, :15, :30 or :45).",
    ),
    Remark.REFUSED_BY_LINTER: (
        "uploaded a file with errors that `activitylint lint` finds",
        "Run `activitylint lint` on files before you upload them.",
    ),
}


@dataclass(frozen=True, slots=True)
class CountedRemark:
    """One remark with how often it applies, and an example. count: requests, or uploads."""

    remark: Remark
    count: int
    text: str
    advice: str
    example: str

    def to_dict(self) -> dict[str, Any]:
        """The remark as JSON has it."""
        return {**asdict(self), "remark": self.remark.value}


class ClientReport(NamedTuple):
    """What happened since the start or the last reset.

    requests: how many there were. answers: how many answers had each HTTP status. agents: how many requests had each
    User-Agent, for the first 20. uploads: how many uploads have each status. remarks: what the clients do that Strava
    advises against.
    """

    requests: int
    answers: Mapping[int, int]
    agents: Mapping[str, int]
    uploads: Mapping[str, int]
    remarks: tuple[CountedRemark, ...]

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            **self._asdict(),
            "answers": {str(status): count for status, count in sorted(self.answers.items())},
            "remarks": [one.to_dict() for one in self.remarks],
        }

    def names(self) -> tuple[str, ...]:
        """The names of the remarks."""
        return tuple(one.remark.value for one in self.remarks)


class Tally:
    """What the clients did, in numbers.

    requests: all requests to the API. answers: how many answers had each HTTP status. agents: the values of User-Agent,
    at most 20.
    """

    def __init__(self) -> None:
        self.requests = 0
        self.answers: Counter[int] = Counter()
        self.agents: dict[str, int] = {}
        self._counts: Counter[Remark] = Counter()
        self._examples: dict[Remark, str] = {}

    def add(self, remark: Remark, example: str = "") -> None:
        """Count one remark. The first example is kept."""
        self._counts[remark] += 1
        self._examples.setdefault(remark, example[:_LONGEST_EXAMPLE])

    def add_agent(self, agent: str) -> None:
        """Count a request of this User-Agent."""
        self.requests += 1
        if not agent:
            self.add(Remark.NO_USER_AGENT)
        elif agent in self.agents or len(self.agents) < _MOST_AGENTS:
            self.agents[agent] = self.agents.get(agent, 0) + 1

    def report(self, uploads: Mapping[str, int], never_polled: int) -> ClientReport:
        """The report, with the remarks in a fixed order.

        uploads: how many uploads have each status. never_polled: uploads whose status nobody asked for.
        """
        counts = self._counts | Counter({Remark.NEVER_POLLED: never_polled})
        remarks = [
            CountedRemark(remark, counts[remark], *_TEXTS[remark], self._examples.get(remark, ""))
            for remark in Remark
            if counts[remark]
        ]
        return ClientReport(self.requests, dict(self.answers), dict(self.agents), dict(uploads), tuple(remarks))
