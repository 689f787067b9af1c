"""A request to the stand-in and its answer, as plain Python."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from activitylint.standin.disruptions import Disruption, Route
from activitylint.standin.judge import answer_named

__all__ = ["HTML", "Call", "Reply", "answer", "refusal"]

HTML: Final = "text/html; charset=utf-8"
_JSON: Final = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Call:
    """One request, decoded.

    query, form: the fields in the URL and in the body. file: the content of the part named `file`, and file_name its
    name. bearer: the token in the header. agent: the header User-Agent.
    """

    route: Route
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    file: bytes | None = None
    file_name: str = ""
    bearer: str = ""
    agent: str = ""

    def get(self, name: str) -> str | None:
        """A field, wherever it was sent."""
        return self.form.get(name, self.query.get(name))


class Reply(NamedTuple):
    """One answer. disruption: what goes wrong while it is sent. note: what it says, for a log."""

    status: int
    body: str
    headers: Mapping[str, str] = {}
    disruption: Disruption | None = None
    note: str = ""


def answer(status: int, body: Mapping[str, Any], note: str = "") -> Reply:
    """An answer with JSON."""
    return Reply(status, json.dumps(body), {"Content-Type": _JSON}, note=note)


def refusal(name: str, **words: str) -> Reply:
    """A known answer by its name. words: what to put into its text."""
    known = answer_named(name)
    body = known.text
    for word, text in words.items():
        body = body.replace(f"{{{word}}}", text)
    return Reply(known.status, body, {"Content-Type": HTML if body.startswith("<") else _JSON}, note=known.title)
