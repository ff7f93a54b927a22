"""The outermost layer of every request: its id, its span, its line in the log, and one shape for every error."""

from __future__ import annotations

import asyncio
import time
from typing import Final
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.http.callers import CallerRefused
from infra.http.problems import answer_to
from infra.http.refusals import CORRELATION, by_status, stopping, unexpected
from infra.telemetry.allowed import Attribute, Notes, method_of
from infra.telemetry.observed import Observed, Recorded, observing
from infra.telemetry.tracing import Tracing

_log = structlog.get_logger(__name__)
_FAILED: Final = 500
_ERRORS: Final = 400
_ANSWERED_ELSEWHERE: Final = frozenset({"content-type", "content-length"})


class Edge:
    """Gives each request an id that its answer, its errors, its spans and its lines in the log have in common.

    A refusal raised inside becomes its answer, and so does an error that the framework answers in plain text.
    """

    def __init__(self, app: ASGIApp, tracing: Tracing | None = None) -> None:
        self._app = app
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        observed = Observed(str(uuid4()))
        recorded = None
        if self._tracing is not None:
            recorded = self._tracing.begin(method_of(scope["method"]), Headers(scope=scope).get("traceparent"))
        answer = _Answer(scope, receive, send, observed)
        with observing(observed, recorded):
            try:
                await self._run(answer)
            finally:
                _tell(answer, observed, time.perf_counter() - started)
                if recorded is not None:
                    _end(recorded, answer, observed)

    async def _run(self, answer: _Answer) -> None:
        try:
            await self._app(answer.scope, answer.receive, answer.send)
        except CallerRefused as refused:
            await answer.refuse(refused)
        except asyncio.CancelledError:
            if answer.status is None:
                await answer.refuse(stopping())
            raise
        except Exception as error:
            answer.error = type(error).__name__
            _log.exception("unexpected_error", error_type=answer.error)
            if answer.status is not None:
                raise
            await answer.refuse(unexpected())


class _Answer:
    """What is sent back for one request. `status` is None until it has begun, `error` the type of an unexpected one."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, observed: Observed) -> None:
        self.scope = scope
        self.receive = receive
        self.status: int | None = None
        self.error: str | None = None
        self._send = send
        self._observed = observed
        self._replaced = False

    @property
    def route(self) -> str | None:
        """The template of the address, as the service wrote it; None for an address that is not there."""
        path = getattr(self.scope.get("route"), "path", None)
        return path if isinstance(path, str) else None

    async def send(self, message: Message) -> None:
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            if message["status"] >= _ERRORS and _bare(message):
                self._replaced = True
                await self.refuse(by_status(message["status"]), message)
                return
            self.status = message["status"]
            MutableHeaders(scope=message)[CORRELATION] = self._observed.correlation_id
        await self._send(message)

    async def refuse(self, refused: CallerRefused, instead: Message | None = None) -> None:
        """Answers with the refusal, with what else stands in the head of the answer `instead` of which it comes."""
        self.status, self._observed.code = refused.status, refused.code
        accepted = Headers(scope=self.scope).get("accept", "")
        response = answer_to(refused, self._observed.correlation_id, accepted, self.scope["path"])
        if instead is not None:
            for name, value in Headers(scope=instead).items():
                if name not in _ANSWERED_ELSEWHERE:
                    response.headers.setdefault(name, value)
        await response(self.scope, self.receive, self._send)


def _bare(message: Message) -> bool:
    """Whether an answer is the framework's, which says in plain text or not at all what is wrong."""
    return Headers(scope=message).get("content-type", "text/plain").startswith("text/plain")


def _tell(answer: _Answer, observed: Observed, seconds: float) -> None:
    known = {
        "method": method_of(answer.scope["method"]),
        "route": answer.route,
        "status": answer.status,
        "duration_ms": round(seconds * 1000, 1),
        "region": observed.region,
        "operation": observed.operation,
        "fields": list(observed.fields) or None,
        "code": observed.code,
    }
    _log.info("request", **{name: value for name, value in known.items() if value is not None})


def _end(recorded: Recorded, answer: _Answer, observed: Observed) -> None:
    method, route = method_of(answer.scope["method"]), answer.route
    failed = answer.status is not None and answer.status >= _FAILED
    notes: Notes = {Attribute.METHOD: method, Attribute.CORRELATION: observed.correlation_id}
    for name, value in (
        (Attribute.ROUTE, route),
        (Attribute.STATUS, answer.status),
        (Attribute.REGION, observed.region),
        (Attribute.CODE, observed.code),
        (Attribute.ERROR, answer.error or (observed.code if failed else None)),
    ):
        if value is not None:
            notes[name] = value
    recorded.span.update_name(method if route is None else f"{method} {route}")
    recorded.end(notes)
