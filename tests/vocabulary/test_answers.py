"""Known answers are recognized in every form in which they arrive, and point to rules that exist."""

from __future__ import annotations

import json

import pytest

import activitylint
from activitylint.model.finding import Effect, Severity
from activitylint.vocabulary.answers import Answer, answers, explain, plain

RULES = {rule.code: rule for rule in activitylint.catalogue()}


def names(text: str, status: int = 0) -> list[str]:
    return [found.answer.name for found in explain(text, status)]


@pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.name)
def test_each_answer_is_recognized_in_its_own_text(answer: Answer) -> None:
    assert names(answer.text) == [answer.name]
    upload = {"id": 1, "error": answer.text, "status": "There was an error processing your activity."}
    assert names(json.dumps(upload)) == [answer.name]
    assert names(f"<html><body>{answer.title}</body></html>") == [answer.name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("TIME INFORMATION  is\nmissing from file", "no-time"),
        ("The file is empty, &lt;a href=&quot;x&quot;&gt;More Information&lt;/a&gt;.", "empty"),
        ('{"errors":[{"code":"empty","field":"file","resource":"Upload"}],"message":"Bad Request"}', "no-file"),
        (
            "Unauthorized: [{'resource': 'AccessToken', 'field': 'activity:write_permission', 'code': 'missing'}]",
            "scope-missing",
        ),
        ("HTTP/1.1 429 Too Many Requests", "rate-limit"),
        ("403", "app-inactive"),
        ("<html><title>503</title><h1>Service Unavailable</h1>", "server-error"),
        ("502", "server-error"),
        ('{"error": null, "status": "Your activity is ready.", "activity_id": 5}', "ready"),
    ],
)
def test_answers_are_recognized_in_other_forms(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize("text", ["", "hello", "200", "400 Bad", "missing", "{}", "[" * 90_000, "<" * 90_000, "4291"])
def test_other_texts_are_not_known(text: str) -> None:
    assert names(text) == []


def test_a_status_alone_can_mean_several_things() -> None:
    assert names("401") == names("", 401) == ["scope-missing", "bad-token"]
    assert {"bad-gzip", "no-file", "bad-field"} < {*names("HTTP 400")}
    assert names("", 400) == []  # said of an upload whose answer has other words


@pytest.mark.parametrize(
    "text",
    [
        "a.fit duplicate of activity 9007199254740993",
        "a.fit duplicate of <a href='/activities/9007199254740993' target='_blank'>Ride 7</a>",
        json.dumps({"error": "a.fit duplicate of <a href='/activities/9007199254740993'>7</a>"}).replace(
            "<", "\\u003c"
        ),
        "a.fit duplicate of &lt;a href=&#39;https:\\/\\/www.strava.com\\/activities\\/9007199254740993&#39;&gt;",
    ],
)
def test_a_duplicate_names_the_activity_exactly(text: str) -> None:
    assert [found.activity_id for found in explain(text)] == [9007199254740993]


def test_plain_text_has_neither_markup_nor_json() -> None:
    assert plain('{"error": "A &lt;b&gt;bold&lt;/b&gt;  <i>word</i>"}') == "error A bold word"


def test_every_refusing_rule_belongs_to_one_answer() -> None:
    """A server that answers as Strava does can then choose the answer from the findings."""
    named = [code for answer in answers() if answer.given != "status" for code in answer.rules]
    assert len(named) == len(set(named))
    assert set(named) <= RULES.keys()
    refusing = {code for code, rule in RULES.items() if rule.severity is Severity.ERROR}
    ours = {code for code, rule in RULES.items() if {basis.kind for basis in rule.basis} == {"ours"}}
    assert refusing - ours - set(named) == set()
    assert all(RULES[code].effect is not Effect.IGNORED for code in named)
