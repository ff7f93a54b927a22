"""The HTTP front of the GraphQL schema: authenticate, run, and let no unexpected error tell more than its id."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

import orjson
import structlog
from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.schema import BaseSchema
from strawberry.types import ExecutionResult
from strawberry.types.unset import UNSET

from infra.http.callers import BODY_SECONDS, Caller, CallerRefused, Callers, body_late
from service.ports import AccessChanged

_log = structlog.get_logger(__name__)
CORRELATION: Final = "x-correlation-id"
_CALLER: Final = "trappa.caller"
_CORRELATION: Final = "trappa.correlation"
_EXECUTED: Final = "trappa.executed"
_TRIES: Final = 5
_UNEXPECTED: Final = ("Oväntat fel.", "Unexpected error.")
Contexts = Callable[[Caller], Any]
"""Makes the schema's context for a caller."""


class GraphQLFront(GraphQL[Any, None]):
    """POST only, JSON only, no subscriptions; every answer carries a correlation id.

    `body_seconds` is how long a body may take to come.
    """

    def __init__(
        self, schema: BaseSchema, callers: Callers, contexts: Contexts, *, body_seconds: float = BODY_SECONDS
    ) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            allow_queries_via_get=False,
            subscription_protocols=(),
            multipart_uploads_enabled=False,
        )
        self._callers = callers
        self._contexts = contexts
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        correlation = str(uuid4())
        if scope["type"] != "http":
            await self.reject_websocket(WebSocket(scope, receive, send))
            return
        scope[_CORRELATION] = correlation

        async def with_id(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (CORRELATION.encode(), correlation.encode())]
            await send(message)

        try:
            scope[_CALLER] = await self._callers.caller(Request(scope, receive))
        except CallerRefused as refused:
            await refusal_response(refused, correlation)(scope, receive, with_id)
            return
        except Exception as error:  # noqa: BLE001 - who calls could not be found out; the rest masks its own
            _log_unexpected(error, correlation)
            unexpected = CallerRefused(500, "INTERNAL_ERROR", *_UNEXPECTED)
            await refusal_response(unexpected, correlation)(scope, receive, with_id)
            return
        try:
            # The whole of it at once: the server itself would wait for a body as long as it drips.
            async with asyncio.timeout(self._body_seconds):
                body = await Request(scope, receive).body()
        except TimeoutError:
            await refusal_response(body_late(), correlation)(scope, receive, with_id)
            return
        except ClientDisconnect:
            return
        await super().__call__(scope, _again(body, receive), with_id)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Any:  # noqa: ARG002
        return self._contexts(request.scope[_CALLER])

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        answer: GraphQLHTTPResponse = {"data": result.data}
        # What is not run asks nobody for anything: its errors are of no field.
        request.scope[_EXECUTED] = not result.errors or any(error.path for error in result.errors)
        if result.errors:
            correlation = request.scope[_CORRELATION]
            answer["errors"] = [_shown(error, correlation) for error in result.errors]
        return answer

    async def run(self, request: Any, context: Any = UNSET, root_value: Any = UNSET) -> Any:
        """As the base class, and again for a caller whose seats or issuer have changed: nothing was done by then."""
        for _ in range(_TRIES):
            answer = await self._run(request, context, root_value)
            caller = request.scope[_CALLER]
            if caller.watch.done or not request.scope.get(_EXECUTED) or await self._callers.unchanged(caller):
                return answer
            self._callers.forget(caller)
            try:
                request.scope[_CALLER] = await self._callers.caller(request)
            except CallerRefused as refused:
                return refusal_response(refused, request.scope[_CORRELATION])
        return refusal_response(unsettled(), request.scope[_CORRELATION])

    async def _run(self, request: Any, context: Any, root_value: Any) -> Any:
        """As the base class, except that a request that is no GraphQL request is refused in JSON, with a code."""
        try:
            return await super().run(request, context, root_value)
        except HTTPException as refused:
            correlation = request.scope[_CORRELATION]
            return refusal_response(not_graphql(refused.status_code, refused.reason), correlation)

    def decode_json(self, data: str | bytes) -> object:
        """Refuses what json.loads would let through or fall over: bytes that are no UTF-8, half surrogates, abysses."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


def _again(body: bytes, receive: Receive) -> Receive:
    """What the server sends, from the body on, which has been read."""
    unread = [body]

    async def replayed() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        return await receive()

    return replayed


def _shown(error: GraphQLError, correlation: str) -> Any:
    """The error as the caller may see it: ours as it stands, an unexpected one masked behind the correlation id."""
    cause = error.original_error
    formatted = dict(error.formatted)
    if isinstance(cause, AccessChanged):  # an answer that nobody gets: the request is run again
        return formatted
    extensions = dict(error.extensions or {})
    if cause is not None and not isinstance(cause, GraphQLError):
        _log_unexpected(cause, correlation)
        formatted["message"] = " ".join(_UNEXPECTED)
        extensions = {"code": "INTERNAL_ERROR"}
    extensions.setdefault("code", "GRAPHQL_INVALID")
    extensions["correlationId"] = correlation
    formatted["extensions"] = extensions
    return formatted


def unsettled() -> CallerRefused:
    """The refusal where the region's seats changed each time the request was run."""
    return CallerRefused(
        503,
        "ACCESS_CHANGING",
        "Regionens platser ändras just nu. Försök igen.",
        "The region's seats are being changed. Try again.",
    )


def _log_unexpected(error: Exception, correlation: str) -> None:
    _log.error("unexpected_error", error_type=type(error).__name__, correlation_id=correlation, exc_info=error)


def not_graphql(status: int, reason: str) -> CallerRefused:
    """The refusal of a request from which no document could be read; `reason` is the framework's, in English."""
    english = f"{reason.rstrip('.')}."
    return CallerRefused(status, "REQUEST_INVALID", "Begäran är ingen GraphQL-begäran i JSON.", english)


def refusal_response(refused: CallerRefused, correlation: str) -> JSONResponse:
    body = {
        "data": None,
        "errors": [
            {
                "message": f"{refused.sv} {refused.en}",
                "extensions": {"code": refused.code, "correlationId": correlation, **refused.extensions},
            }
        ],
    }
    headers = {}
    if refused.status == 401:  # noqa: PLR2004 - the status of RFC 9110 that wants this header
        headers["www-authenticate"] = f'Bearer error="invalid_token", error_description="{refused.code}"'
    if refused.status == 408:  # noqa: PLR2004 - the rest of the body is not waited for
        headers["connection"] = "close"
    return JSONResponse(body, status_code=refused.status, headers=headers)
