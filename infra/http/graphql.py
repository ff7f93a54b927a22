"""The HTTP front of the GraphQL schema: authenticate, run, and let no unexpected error tell more than its id."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

import orjson
import structlog
from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.schema import BaseSchema
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.unset import UNSET

from infra.http.callers import BODY_SECONDS, CallerRefused, Entrance, body_late
from infra.http.media import GRAPHQL_JSON, prefers_graphql_json
from infra.http.refusals import unexpected, unsettled
from infra.telemetry.allowed import CHANGED, OPERATION, Attribute, Notes
from infra.telemetry.observed import below, current
from service.ports import AccessChanged

_log = structlog.get_logger(__name__)
_CALLER: Final = "trappa.caller"
_STATUS: Final = "trappa.status"
_EXECUTED: Final = "trappa.executed"
_TRIES: Final = 5
Contexts = Callable[[Any], Any]
"""Makes the schema's context for a caller that its entrance lets in."""


class GraphQLFront(GraphQL[Any, None]):
    """POST only, JSON only, no subscriptions. What it refuses, the edge answers.

    `body_seconds` is how long a body may take to come.
    """

    def __init__(
        self, schema: BaseSchema, callers: Entrance[Any], contexts: Contexts, *, body_seconds: float = BODY_SECONDS
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
        if scope["type"] != "http":
            await self.reject_websocket(WebSocket(scope, receive, send))
            return
        caller = await self._callers.caller(Request(scope, receive))
        scope[_CALLER], current().region = caller, caller.region
        try:
            # The whole of it at once: the server itself would wait for a body as long as it drips.
            async with asyncio.timeout(self._body_seconds):
                body = await Request(scope, receive).body()
        except TimeoutError:
            raise body_late() from None
        except ClientDisconnect:
            return
        await super().__call__(scope, _again(body, receive), send)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Any:  # noqa: ARG002
        return self._contexts(request.scope[_CALLER])

    async def run(self, request: Any, context: Any = UNSET, root_value: Any = UNSET) -> Any:
        """As the base class, and again for a caller whose seats or issuer have changed: nothing was done by then."""
        for _ in range(_TRIES):
            answer = await self._run(request, context, root_value)
            caller = request.scope[_CALLER]
            if caller.watch.done or not request.scope[_EXECUTED] or await self._callers.unchanged(caller):
                return answer
            self._callers.forget(caller)
            request.scope[_CALLER] = await self._callers.caller(request)
        raise unsettled()

    async def _run(self, request: Any, context: Any, root_value: Any) -> Any:
        """As the base class, but in the media type asked for, and a request that is no GraphQL request is refused."""
        try:
            response = await super().run(request, context, root_value)
        except HTTPException as refused:
            unnamed = isinstance(refused.__cause__, CannotGetOperationTypeError)
            reason = "The document has no operation of the name in operationName" if unnamed else refused.reason
            raise not_graphql(refused.status_code, reason) from None
        if prefers_graphql_json(request.headers.get("accept", "")):
            response.headers["content-type"] = f"{GRAPHQL_JSON}; charset=utf-8"
            response.status_code = request.scope[_STATUS]
        return response

    async def execute_single(self, *args: Any, **given: Any) -> ExecutionResult:
        """As the base class, in a span of its own."""
        current().code = None
        with below(OPERATION, {}, expected=(HTTPException,)) as notes:
            result = await super().execute_single(*args, **given)
            _observe(result, notes)
            return result

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        answer: GraphQLHTTPResponse = {"data": result.data}
        # What is not run asks nobody for anything: its errors are of no field.
        executed = not result.errors or any(error.path for error in result.errors)
        request.scope[_EXECUTED], request.scope[_STATUS] = executed, 200
        if result.errors:
            answer["errors"] = [_shown(error) for error in result.errors]
            if not executed:
                request.scope[_STATUS] = 500 if any(map(_cause, result.errors)) else 400
                if prefers_graphql_json(request.headers.get("accept", "")):
                    # Of a document that was not run there is no data, not even none.
                    del answer["data"]
        return answer

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


def _cause(error: GraphQLError) -> Exception | None:
    """The unexpected error behind an error; None for one that is meant for the caller."""
    cause = error.original_error
    return None if cause is None or isinstance(cause, GraphQLError | AccessChanged) else cause


def _code(error: GraphQLError) -> str:
    if _cause(error) is not None:
        return unexpected().code
    if isinstance(error.original_error, AccessChanged):  # in an answer that nobody gets: the request is run again
        return CHANGED
    return str((error.extensions or {}).get("code", "GRAPHQL_INVALID"))


def _shown(error: GraphQLError) -> Any:
    """The error as the caller may see it: ours as it stands, an unexpected one masked behind the correlation id."""
    cause = _cause(error)
    formatted = dict(error.formatted)
    extensions = dict(error.extensions or {})
    if cause is not None:
        _log.error("unexpected_error", error_type=type(cause).__name__, exc_info=cause)
        masked = unexpected()
        formatted["message"] = f"{masked.sv} {masked.en}"
        extensions = {}
    formatted["extensions"] = extensions | {"code": _code(error), "correlationId": current().correlation_id}
    return formatted


def _observe(result: ExecutionResult, notes: Notes) -> None:
    """Notes what was run and the code of the first error there was."""
    observed = current()
    if observed.operation is not None:
        notes |= {Attribute.OPERATION: observed.operation, Attribute.FIELDS: observed.fields}
    errors = result.errors or []
    if errors:
        observed.code = notes[Attribute.CODE] = _code(errors[0])
    causes = [cause for cause in map(_cause, errors) if cause is not None]
    if causes:
        observed.code = notes[Attribute.CODE] = unexpected().code
        notes[Attribute.ERROR] = type(causes[0]).__name__


def not_graphql(status: int, reason: str) -> CallerRefused:
    """The refusal of a request from which no document could be read; `reason` is the framework's, in English."""
    english = f"{reason.rstrip('.')}."
    return CallerRefused(status, "REQUEST_INVALID", "Begäran är ingen GraphQL-begäran i JSON.", english)
