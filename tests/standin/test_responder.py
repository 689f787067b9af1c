"""What the stand-in answers, without a network: the judge, duplicates, limits, tokens, disruptions and the report."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

import activitylint
from activitylint.standin import Clock, Config, Disruption, DisruptionKind, RateLimits, Remark, Route
from activitylint.standin.calls import Call, Reply
from activitylint.standin.disruptions import Disruptions
from activitylint.standin.judge import judge
from activitylint.standin.responder import Responder
from activitylint.vocabulary.answers import answers
from fixture_cases import Case, cases
from paths import FIXTURES

DEMO = FIXTURES / "demo"
START = datetime(2026, 7, 1, 12, 1, tzinfo=UTC).timestamp()
ANSWERS = {code: answer for answer in answers() if answer.given != "status" for code in answer.rules}
RULES = {rule.code: rule for rule in activitylint.catalogue()}


def responder(**config: Any) -> Responder:
    clock = Clock()
    clock.stop(START)
    return Responder(Config(**config), clock)


def upload_of(file: str = "race.fit", content: bytes | None = None, /, **fields: str) -> Call:
    form = {"data_type": file.partition(".")[2], "external_id": "1", **fields}
    data = (DEMO / file).read_bytes() if content is None else content
    return Call(Route.UPLOAD, form=form, file=data, file_name=file, bearer="t", agent="test")


def call(route: Route, **fields: Any) -> Call:
    return Call(route, **{"bearer": "t", "agent": "test", **fields})


def body(reply: Reply) -> Any:
    return json.loads(reply.body)


def uploaded(to: Responder, what: Call) -> dict[str, Any]:
    """Upload, wait for the processing to end, and return the status."""
    reply = to.upload(what)
    assert reply.status == 201, reply.body
    to.clock.advance(to.config.delay)
    status: dict[str, Any] = body(to.poll(call(Route.POLL), body(reply)["id_str"]))
    return status


# The judge

REFUSED = [case for case in cases() if case.fails and case.code in ANSWERS and not (case.select or case.make)]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_a_file_with_errors_gets_the_answer_that_belongs_to_its_rule(case: Case) -> None:
    fields = {"data_type": case.path.name.partition(".")[2], **case.request}
    what = upload_of(case.path.name, case.path.read_bytes(), **fields)
    found = judge(what.file or b"", what.file_name, activitylint.UploadRequest(**fields), START).codes
    expected = {ANSWERS[code] for code in found if "ours" not in {basis.kind for basis in RULES[code].basis}}
    if len(expected) != 1:  # several causes, or UPL005 and UPL006, which need a request without data_type
        return
    to, answer = responder(), expected.pop()
    if answer.given == "request":
        reply = to.upload(what)
        assert (reply.status, body(reply)["message"]) == (400, "Bad Request")
        assert body(reply)["errors"][0]["field"] in {"gzip", *fields}
    else:
        status = uploaded(to, what)
        assert status["error"] == answer.text
        assert status["status"] == "There was an error processing your activity."
        assert (status["external_id"], status["activity_id"]) == (None, None)


def test_processing_can_go_on_for_ever() -> None:
    to = responder()
    to.disruptions.order(Disruption(DisruptionKind.NEVER_READY))
    assert uploaded(to, upload_of())["status"] == "Your activity is still being processed."
    to.clock.advance(1e6)
    assert to.report().uploads == {"processing": 1}


def test_what_only_the_linter_cannot_do_is_not_refused() -> None:
    head, tag, rest = (FIXTURES / "samples" / "ride.gpx").read_bytes().partition(b"<gpx")
    what = upload_of("a.gpx", head + b"<!DOCTYPE gpx>" + tag + rest)
    assert judge(what.file or b"", "a.gpx", activitylint.UploadRequest(), START).codes == ("XML004",)
    assert uploaded(responder(), what)["error"] is None


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"data_type": "zip"}, "data_type"),
        ({"sport_type": "ride"}, "sport_type"),
        ({"activity_type": "flying"}, "activity_type"),
        ({"trainer": "yes"}, "trainer"),
        ({"commute": "yes", "name": "trainer"}, "commute"),
    ],
)
def test_a_bad_field_is_named(fields: dict[str, str], named: str) -> None:
    reply = responder().upload(upload_of(**fields))
    assert reply.status == 400
    assert body(reply)["errors"] == [{"resource": "Upload", "field": named, "code": "invalid"}]


def test_a_form_without_a_file_or_a_data_type_is_refused() -> None:
    to = responder()
    no_file = to.upload(call(Route.UPLOAD, form={"data_type": "fit"}))
    assert (no_file.status, body(no_file)["errors"][0]["code"]) == (400, "empty")
    no_type = to.upload(call(Route.UPLOAD, file=b"x", file_name="x.fit"))
    assert (no_type.status, body(no_type)["errors"][0]["field"]) == (400, "data_type")


def test_what_refuses_the_request_comes_before_what_processing_finds() -> None:
    assert responder().upload(upload_of("lunch-ride.gpx", trainer="yes")).status == 400


def test_only_so_many_uploads_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activitylint.standin.uploads._MOST_UPLOADS", 2)
    to = responder()
    assert [to.upload(upload_of()).status for _ in range(3)] == [201, 201, 503]
    to.reset()
    assert to.upload(upload_of()).status == 201


def test_fields_of_the_form_are_used() -> None:
    to = responder()
    fields = {"sport_type": "Run", "name": "N", "description": "D", "trainer": "1", "commute": "1", "data_type": "FIT"}
    status = uploaded(to, upload_of(**fields, external_id="a"))
    assert status["external_id"] == "a.fit"
    activity = body(to.activity(call(Route.READ), str(status["activity_id"])))
    wanted = {"sport_type": "Run", "name": "N", "description": "D", "trainer": True, "commute": True, "elapsed_time": 9}
    assert wanted.items() <= activity.items()


# Duplicates


def test_the_same_activity_in_any_form_is_a_duplicate_of_the_first() -> None:
    to = responder()
    ride = (FIXTURES / "UPL201-duplicate-activity" / "ride.gpx").read_bytes()
    same_time = (FIXTURES / "UPL201-duplicate-activity" / "fail-same-time.tcx").read_bytes()
    first = uploaded(to, upload_of("ride.gpx", ride))["activity_id"]
    for name, data in (("a.gpx", ride), ("a.tcx", same_time), ("b.tcx", same_time), ("a.gpx.gz", gzip.compress(ride))):
        status = uploaded(to, upload_of(name, data))
        assert (status["error"], status["activity_id"]) == (f"{name} duplicate of activity {first}", None)
    assert to.delete_activity(first)
    assert not to.delete_activity(first)
    assert uploaded(to, upload_of("b.tcx", same_time))["error"] is None


def test_a_refused_file_has_no_duplicate() -> None:
    to = responder()
    for _ in range(2):
        assert "duplicate" not in uploaded(to, upload_of("lunch-ride.gpx"))["error"]


def test_duplicates_can_be_a_link_or_be_refused_at_once() -> None:
    to = responder(duplicates="link")
    first = uploaded(to, upload_of())["activity_id"]
    link = f"race.fit duplicate of <a href='/activities/{first}' target='_blank'>Activity</a>"
    assert uploaded(to, upload_of())["error"] == link
    to = responder(duplicates="refused")
    first = uploaded(to, upload_of())["activity_id"]
    reply = to.upload(upload_of())
    assert (reply.status, body(reply)["error"]) == (400, f"race.fit duplicate of activity {first}")


# Limits


def usage(reply: Reply) -> tuple[str, str]:
    return reply.headers["X-RateLimit-Usage"], reply.headers["X-ReadRateLimit-Usage"]


def test_requests_are_counted_by_quarter_hour_and_day() -> None:
    to = responder(limits=RateLimits(4, 8, 2, 3))
    reads = [to.athlete(call(Route.READ)) for _ in range(3)]
    assert [reply.status for reply in reads] == [200, 200, 429]
    assert body(reads[2])["errors"][0]["field"] == "read rate limit"
    assert (reads[2].headers["X-RateLimit-Limit"], usage(reads[2])) == ("4,8", ("3,3", "3,3"))
    uploads = [to.upload(upload_of()) for _ in range(2)]
    assert [reply.status for reply in uploads] == [201, 429]
    assert body(uploads[1])["errors"][0]["field"] == "overall rate limit"
    # The next quarter hour begins at 12:15; requests over the limit count for the day.
    to.clock.advance(14 * 60 - 0.001)
    assert usage(to.athlete(call(Route.READ))) == ("6,6", "4,4")
    to.clock.advance(0.001)
    late = to.athlete(call(Route.READ))
    assert (late.status, usage(late)) == (429, ("1,7", "1,5"))
    to.clock.advance(12 * 3600)
    fresh = to.athlete(call(Route.READ))
    assert (fresh.status, usage(fresh)) == (200, ("1,1", "1,1"))


def test_limits_can_be_turned_off() -> None:
    to = responder(limits=None)
    replies = [to.athlete(call(Route.READ)) for _ in range(300)]
    assert {reply.status for reply in replies} == {200}
    assert "X-RateLimit-Limit" not in replies[0].headers


# Tokens

APPLICATION = {"client_id": "1", "client_secret": "s"}


def granted(to: Responder, **fields: str) -> dict[str, Any]:
    reply = to.token(call(Route.OAUTH, query={**APPLICATION, **fields}))
    assert reply.status == 200, reply.body
    made: dict[str, Any] = body(reply)
    return made


def status_with(to: Responder, token: str, route: Callable[[Responder, Call], Reply] = Responder.athlete) -> int:
    return route(to, call(Route.READ, bearer=token)).status


def test_tokens_are_refreshed_and_end_after_six_hours() -> None:
    to = responder()
    first = granted(to, grant_type="refresh_token", refresh_token="mine")
    assert (first["token_type"], first["expires_in"], first["expires_at"]) == ("Bearer", 21_600, START + 21_600)
    assert status_with(to, first["access_token"]) == 200
    to.clock.advance(21_600)
    assert status_with(to, first["access_token"]) == 401
    second = granted(to, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert status_with(to, second["access_token"]) == 200
    used = to.token(call(Route.OAUTH, form={**APPLICATION, "refresh_token": first["refresh_token"]}))
    assert (used.status, body(used)["errors"][0]["resource"]) == (400, "RefreshToken")
    to.revoke(call(Route.OAUTH, form={"token": second["access_token"]}))
    assert status_with(to, second["access_token"]) == 401


def test_a_refresh_token_can_last() -> None:
    to = responder(rotate=False)
    for _ in range(2):
        assert granted(to, refresh_token="mine")["refresh_token"] == "mine"


def test_a_code_gives_tokens_once_for_the_scope_that_was_asked_for() -> None:
    to = responder()
    asked = {"redirect_uri": "http://localhost:1/back?a=b", "state": "x y", "scope": "activity:read"}
    reply = to.authorize(call(Route.OAUTH, query=asked))
    location = reply.headers["Location"]
    assert (reply.status, location.partition("&code=")[0]) == (302, "http://localhost:1/back?a=b&state=x+y")
    code = location.partition("&code=")[2].partition("&")[0]
    token = granted(to, grant_type="authorization_code", code=code)["access_token"]
    refused = to.upload(Call(Route.UPLOAD, bearer=token, file=b"x"))
    missing = {"resource": "AccessToken", "field": "activity:write_permission", "code": "missing"}
    assert (refused.status, body(refused)["errors"]) == (401, [missing])
    assert status_with(to, token) == 200
    assert (
        to.token(call(Route.OAUTH, form={**APPLICATION, "code": code, "grant_type": "authorization_code"})).status
        == 400
    )
    assert to.authorize(call(Route.OAUTH, query={"redirect_uri": "javascript:x"})).status == 400
    assert to.token(call(Route.OAUTH, form={"client_id": "1"})).status == 400


def test_only_given_tokens_are_accepted_if_there_are_any() -> None:
    to = responder(tokens=("good",))
    assert [status_with(to, token) for token in ("good", "bad", "")] == [200, 401, 401]
    assert status_with(responder(), "") == 401


@pytest.mark.parametrize("where", ["query", "form"])
def test_the_token_may_be_elsewhere_until_june_2027(where: str) -> None:
    elsewhere = Call(Route.READ, agent="test", **{where: {"access_token": "t"}})  # type: ignore[arg-type]
    to = responder()
    assert to.athlete(elsewhere).status == 200
    assert to.report().names() == (f"token-in-{where}",)
    to.clock.stop(datetime(2027, 6, 1, tzinfo=UTC).timestamp())
    assert to.athlete(elsewhere).status == 401
    assert responder(as_of=date(2027, 6, 1)).athlete(elsewhere).status == 401
    assert (responder().deauthorize(elsewhere).status, to.deauthorize(elsewhere).status) == (200, 404)


# Disruptions


@pytest.mark.parametrize(
    ("text", "disruption"),
    [
        ("cut-after", Disruption(DisruptionKind.CUT_AFTER)),
        ("rate-limit:3", Disruption(DisruptionKind.RATE_LIMIT, count=3)),
        ("slow:12.5%@poll", Disruption(DisruptionKind.SLOW, share=0.125, on=Route.POLL)),
        ("expired@oauth", Disruption(DisruptionKind.EXPIRED, on=Route.OAUTH)),
    ],
)
def test_disruptions_are_written_as_text_or_json(text: str, disruption: Disruption) -> None:
    assert Disruption.parse(text) == disruption
    assert Disruption.from_dict(json.loads(json.dumps(disruption.to_dict()))) == disruption


@pytest.mark.parametrize("text", ["", "sad", "slow:0", "slow:-1", "slow:101%", "slow:x", "slow@nowhere", "slow:nan%"])
def test_a_wrong_disruption_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="KIND"):
        Disruption.parse(text)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        5,
        {"kind": "slow", "count": "many"},
        {"kind": "slow", "seconds": 1e9},
        {"kind": "slow", "size": 1},
        {"kind": []},
    ],
)
def test_a_wrong_disruption_in_json_is_refused(fields: Any) -> None:
    with pytest.raises(ValueError, match="not a disruption"):
        Disruption.from_dict(fields)


def test_disruptions_hit_in_the_order_of_their_orders_and_by_share() -> None:
    disruptions = Disruptions(seed=1)
    disruptions.order(Disruption(DisruptionKind.NEVER_READY))
    disruptions.order(Disruption(DisruptionKind.SLOW, count=2, on=Route.POLL))
    disruptions.order(Disruption(DisruptionKind.LOST, share=0.25))
    hits = [disruptions.next(Route.POLL) for _ in range(1002)]
    assert [hit and hit.kind for hit in hits[:2]] == [DisruptionKind.SLOW] * 2
    kinds = [hit.kind for hit in hits[2:] if hit]
    assert set(kinds) == {DisruptionKind.LOST}
    assert 200 < len(kinds) < 300
    assert [disruption.kind for disruption in disruptions.ordered] == [DisruptionKind.NEVER_READY, DisruptionKind.LOST]
    assert disruptions.next(Route.OAUTH) is None


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("rate-limit", 429, "overall rate limit"),
        ("server-error", 500, "<h1>500"),
        ("unavailable", 503, "<h1>503"),
        ("inactive", 403, "Inactive"),
        ("expired", 401, "Application"),
    ],
)
def test_a_disruption_replaces_the_answer_and_nothing_is_done(kind: str, status: int, words: str) -> None:
    to = responder()
    to.disruptions.order(Disruption.parse(kind))
    reply = to.upload(upload_of())
    assert (reply.status, words in reply.body) == (status, True)
    assert to.report().uploads == {}
    assert (reply.headers["X-RateLimit-Usage"] == "200,1") is (kind == "rate-limit")
    assert to.upload(upload_of()).status == 201


# The report on the client


def _polls(to: Responder, wait: float) -> None:
    upload = body(to.upload(upload_of()))["id_str"]
    for _ in range(3):
        to.poll(call(Route.POLL), upload)
        to.clock.advance(wait)


def _rounded(to: Responder) -> None:
    upload = uploaded(to, upload_of())
    rounded = int(float(upload["id"]))
    assert rounded != upload["id"]
    assert to.poll(call(Route.POLL), str(rounded)).status == 404
    to.activity(call(Route.READ), str(int(float(upload["activity_id"]))))


def _again_after_429(to: Responder) -> None:
    to.disruptions.order(Disruption(DisruptionKind.RATE_LIMIT))
    for _ in range(3):
        to.athlete(call(Route.READ))
    to.clock.advance(14 * 60)
    to.athlete(call(Route.READ))


@pytest.mark.parametrize(
    ("remark", "count", "act"),
    [
        (Remark.FAST_POLLS, 2, lambda to: _polls(to, 0.99)),
        (Remark.NEVER_POLLED, 1, lambda to: to.upload(upload_of())),
        (Remark.ROUNDED_ID, 2, _rounded),
        (Remark.FIELDS_IN_QUERY, 1, lambda to: uploaded(to, _moved(upload_of()))),
        (Remark.NO_EXTERNAL_ID, 1, lambda to: uploaded(to, upload_of(external_id=""))),
        (Remark.ACTIVITY_TYPE, 1, lambda to: uploaded(to, upload_of(activity_type="ride"))),
        (Remark.NO_USER_AGENT, 1, lambda to: to.athlete(call(Route.READ, agent=""))),
        (Remark.IGNORED_RATE_LIMIT, 2, _again_after_429),
        (Remark.REFUSED_BY_LINTER, 1, lambda to: uploaded(to, upload_of("lunch-ride.gpx"))),
    ],
)
def test_the_report_has_each_remark(remark: Remark, count: int, act: Callable[[Responder], Any]) -> None:
    to = responder()
    act(to)
    assert [(entry.remark, entry.count) for entry in to.report().remarks] == [(remark, count)]


def _moved(what: Call) -> Call:
    return Call(what.route, query=what.form, file=what.file, file_name=what.file_name, bearer="t", agent="test")


def test_there_is_nothing_to_remark_on_a_careful_client() -> None:
    to = responder()
    _polls(to, 1)
    assert to.report().remarks == ()


def test_small_ids_begin_at_one() -> None:
    to = responder(small_ids=True)
    assert uploaded(to, upload_of())["id"] == 1
    assert to.poll(call(Route.POLL), "2").status == 404
    assert to.report().remarks == ()  # a wrong id, but none that was rounded


@pytest.mark.parametrize("asked", ["0", "-1", "x", "²", "1" * 400, "9" * 5_000, ""])
def test_an_unknown_id_is_not_found(asked: str) -> None:
    to = responder()
    assert to.poll(call(Route.POLL), asked).status == 404
    assert to.activity(call(Route.READ), asked).status == 404


def test_the_clock_runs_stops_and_goes_on() -> None:
    time = [100.0]
    clock = Clock(lambda: time[0])
    clock.advance(5)
    time[0] += 1
    assert clock.now() == 106
    clock.stop()
    time[0] += 10
    clock.advance(2)
    assert clock.now() == 108
    clock.run()
    time[0] += 1
    assert clock.now() == 109
