"""The HTTP side of the stand-in: decodes requests, and sends the answers, with their disruptions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NoReturn

from python_multipart.exceptions import FormParserError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.routing import Route as Path

from activitylint.standin.calls import Call, Reply
from activitylint.standin.disruptions import Disruption, DisruptionKind, Route
from activitylint.standin.responder import Responder

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

__all__ = ["make_app"]

_MOST_BYTES: Final = 64_000_000
"""Bytes of a request's body. Strava reportedly accepts files of up to 25 MB."""

_CUT: Final = frozenset({DisruptionKind.CUT_AFTER, DisruptionKind.CUT_BEFORE})


def make_app(
    responder: Responder, cut: Callable[[tuple[str, int]], None], log: Callable[[str], None] = lambda _: None
) -> Starlette:
    """The application.

    cut: cuts the connection of a client, given its address and port. log: called with one line for each request.
    """

    def api(route: Route, answer: Callable[..., Reply]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            call = await _decoded(request, route)
            reply = await run_in_threadpool(answer, call, *request.path_params.values())
            outcome = f"{reply.status} {reply.note}" if reply.disruption is None else reply.disruption.kind.value
            log(f"{request.method} {request.url.path} {outcome}".rstrip())
            return await _response(reply, responder, lambda: cut(request.scope["client"]))

        return endpoint

    paths = [
        Path("/uploads", api(Route.UPLOAD, responder.upload), methods=["POST"]),
        Path("/uploads/{id}", api(Route.POLL, responder.poll)),
        Path("/activities/{id}", api(Route.READ, responder.activity)),
        Path("/athlete", api(Route.READ, responder.athlete)),
        Path("/oauth/token", api(Route.OAUTH, responder.token), methods=["POST"]),
    ]
    oauth = [
        Path("/oauth/authorize", api(Route.OAUTH, responder.authorize)),
        Path("/oauth/revoke", api(Route.OAUTH, responder.revoke), methods=["POST"]),
        Path("/oauth/deauthorize", api(Route.OAUTH, responder.deauthorize), methods=["POST"]),
    ]
    control = Mount("/stand-in", routes=_control(responder))

    async def gone(request: Request, _: Exception) -> Response:
        log(f"{request.method} {request.url.path} cut off by the client")
        return _Silence()

    routes = [*paths, *oauth, Mount("/api/v3", routes=paths), control]
    return Starlette(routes=routes, exception_handlers={ClientDisconnect: gone})


class _InMemory(MultiPartParser):
    """A parser that never writes a file to disk."""

    spool_max_size = _MOST_BYTES


async def _decoded(request: Request, route: Route) -> Call:
    form: dict[str, str] = {}
    file, file_name = None, ""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        body = _bounded(request)
        parser = _InMemory(request.headers, body) if kind.startswith("multipart") else FormParser(request.headers, body)
        try:
            parts = await parser.parse()
        except (MultiPartException, FormParserError, KeyError):  # KeyError: no boundary
            parts = None
        for name, value in parts.multi_items() if parts else ():
            if not isinstance(value, UploadFile):
                form.setdefault(name, value)
            elif name.lower() == "file":  # the documentation says that its case does not matter
                file, file_name = await value.read(), value.filename or ""
        if parts is not None:
            await parts.close()
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return Call(
        route,
        query=dict(request.query_params),
        form=form,
        file=file,
        file_name=file_name,
        bearer=token.strip() if scheme.lower() == "bearer" else "",
        agent=request.headers.get("user-agent", ""),
    )


async def _bounded(request: Request) -> Any:
    """The body in pieces. Raises HTTPException (413) if it is too large."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _MOST_BYTES:
            raise HTTPException(413, f"The stand-in takes at most {_MOST_BYTES // 1_000_000} MB.")
        yield chunk


async def _response(reply: Reply, responder: Responder, cut: Callable[[], None]) -> Response:
    """The response to send, or what goes wrong instead."""
    disruption = reply.disruption or Disruption(DisruptionKind.SLOW, seconds=0)
    if disruption.kind is DisruptionKind.SLOW:
        await asyncio.sleep(disruption.seconds)
    if disruption.kind in _CUT:
        cut()
    if disruption.kind in _CUT or disruption.kind is DisruptionKind.LOST:
        return _Silence()
    responder.count_answer(reply.status)
    body = reply.body[: len(reply.body) // 2] if disruption.kind is DisruptionKind.TRUNCATED else reply.body
    return Response(body, reply.status, dict(reply.headers))


class _Silence(Response):
    """No answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 -- the ASGI signature
        """Wait until the client has gone."""
        while (await receive())["type"] != "http.disconnect":
            pass


def _control(responder: Responder) -> list[Path]:
    async def report(_: Request) -> Response:
        return JSONResponse(responder.report().to_dict())

    async def reset(_: Request) -> Response:
        responder.reset()
        return Response(status_code=204)

    async def disruptions(request: Request) -> Response:
        if request.method == "DELETE":
            responder.disruptions.clear()
        elif request.method == "POST":
            fields = await _json(request)
            try:
                ordered = [Disruption.from_dict(one) for one in (fields if isinstance(fields, list) else [fields])]
            except ValueError as error:
                _complain(str(error))
            for disruption in ordered:
                responder.disruptions.order(disruption)
        return JSONResponse([disruption.to_dict() for disruption in responder.disruptions.ordered])

    async def clock(request: Request) -> Response:
        if request.method == "POST":
            _set_clock(responder, await _json(request))
        now = responder.clock.now()
        return JSONResponse({"now": now, "time": datetime.fromtimestamp(now, UTC).isoformat()})

    async def delete(request: Request) -> Response:
        found = responder.delete_activity(request.path_params["id"])
        return Response(status_code=204 if found else 404)

    return [
        Path("/report", report),
        Path("/reset", reset, methods=["POST"]),
        Path("/disruptions", disruptions, methods=["GET", "POST", "DELETE"]),
        Path("/clock", clock, methods=["GET", "POST"]),
        Path("/activities/{id:int}", delete, methods=["DELETE"]),
    ]


async def _json(request: Request) -> Any:
    try:
        return json.loads(b"".join([chunk async for chunk in _bounded(request)]))
    except (ValueError, RecursionError) as error:
        _complain(f"the body is not JSON: {error}")


def _set_clock(responder: Responder, fields: Any) -> None:
    """Set the clock: `now` (seconds, or an ISO 8601 text) stops it there, `advance` moves it, `run` lets it go on."""
    clock = responder.clock
    try:
        now = fields.get("now")
        if isinstance(now, str):
            moment = datetime.fromisoformat(now)
            now = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        ahead = float(fields.get("advance", 0))
        datetime.fromtimestamp((clock.now() if now is None else float(now)) + ahead, UTC)  # is it a time at all?
    except (AttributeError, TypeError, ValueError, OverflowError, OSError) as error:
        _complain(f"give now, advance or run: {error}")
    if now is not None:
        clock.stop(float(now))
    clock.advance(ahead)
    if fields.get("run"):
        clock.run()


def _complain(text: str) -> NoReturn:
    raise HTTPException(400, text)
