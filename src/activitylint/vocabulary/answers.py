"""What Strava answers to an upload, what each answer means, and which rules find its cause. Source: answers.json."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from activitylint.vocabulary._data import load

__all__ = ["Answer", "Explanation", "answers", "explain", "plain"]

_LONGEST: Final = 100_000
"""Characters of an answer that are read. A page of HTML that says what went wrong says so at its start."""

_TAG: Final = re.compile(r"<[^<>]*+>")
_STATUS: Final = re.compile(
    r"\s*+(?:HTTP(?:/[\d.]++)?+|status(?: code)?+:?+|error:?+)?+\s*+([45]\d\d)\b", re.IGNORECASE
)
_ACTIVITY: Final = re.compile(
    r"duplicate of\b.{0,200}?\b(?:activity |activities/)(\d{1,19})\b", re.IGNORECASE | re.DOTALL
)
_SERVER_ERRORS: Final = range(500, 600)


class Answer(NamedTuple):
    """One answer.

    name: short and unique, such as "no-time".
    given: when Strava gives it: "request" (the request is refused), "processing" (the field `error` of an upload) or
        "status" (the field `status` of an upload).
    status: the HTTP status of a refused request; 0 for the others.
    title: the words to recognize it by, in plain text.
    text: the answer as Strava writes it, with `{name}`, `{activity_id}` and `{field}` where these go.
    phrases: an answer is this one if it has all phrases of any of these groups, in lower case and without punctuation.
    rules: the codes of the rules that find its cause.
    run: commands that help.
    source: who reports it.
    """

    name: str
    given: Literal["request", "processing", "status"]
    status: int
    title: str
    text: str
    phrases: tuple[tuple[str, ...], ...]
    meaning: str
    rules: tuple[str, ...]
    run: tuple[str, ...]
    source: str


class Explanation(NamedTuple):
    """A known answer that was found in a text. activity_id: of a duplicate, the id of the activity Strava has."""

    answer: Answer
    activity_id: int | None


@cache
def answers() -> tuple[Answer, ...]:
    """All known answers: what is more specific comes first."""
    return tuple(
        Answer(
            **{name: value for name, value in one.items() if name not in {"phrases", "rules", "run", "status"}},
            status=one.get("status", 0),
            phrases=tuple(map(tuple, one["phrases"])),
            rules=tuple(one["rules"]),
            run=tuple(one["run"]),
        )
        for one in load("answers")["answers"]
    )


def explain(text: str, status: int = 0) -> tuple[Explanation, ...]:
    """Find the known answer in what Strava sent: a message, a JSON body, HTML, or an HTTP status such as "429".

    status: the HTTP status, if it is known. Only a status without a known message can have several explanations. An
    unknown answer has none.
    """
    readable = text[:_LONGEST]
    words = f" {_words(plain(readable))} "
    found = [one for one in answers() if any(all(f" {part} " in words for part in group) for group in one.phrases)]
    if found:
        # A status such as "There was an error processing your activity." only repeats that there is an error.
        found = [one for one in found if one.given != "status"][:1] or found[:1]
    else:
        number = _STATUS.match(readable)
        given = status or (int(number[1]) if number else 0)
        same = 500 if given in _SERVER_ERRORS else given
        # HTTP 400 has many causes. They help only if there is nothing but the number.
        bare = number is not None and not readable[number.end() :].strip()
        found = [one for one in answers() if one.status == same != 0 and (same != 400 or bare)]
    return tuple(Explanation(one, _activity(readable) if one.name == "duplicate" else None) for one in found)


def plain(text: str) -> str:
    """Return the text of an answer without JSON, HTML and repeated white space."""
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        joined = text
    else:
        joined = " ".join(_texts(parsed))
    # HTML in an answer may be escaped once more.
    for _ in range(2):
        joined = html.unescape(_TAG.sub(" ", joined))
    return " ".join(joined.split())


def _texts(parsed: Any) -> Iterator[str]:
    stack = [parsed]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += [part for pair in reversed(value.items()) for part in reversed(pair)]
        elif isinstance(value, list):
            stack += reversed(value)
        elif value is not None:
            yield str(value)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def _activity(text: str) -> int | None:
    found = _ACTIVITY.search(html.unescape(text).replace("\\/", "/"))
    return int(found[1]) if found else None
