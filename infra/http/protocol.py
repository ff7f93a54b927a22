"""uvicorn's HTTP protocol, with what it refuses before any application sees it in the shape of every other error."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import structlog
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.flow_control import service_unavailable
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from infra.http.edge import Edge
from infra.http.refusals import http_invalid, overloaded, refusal_response

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

_log = structlog.get_logger(__name__)


async def _refuse(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise overloaded()


_FULL: Final[Any] = Edge(_refuse)


class Protocol(HttpToolsProtocol):
    """For uvicorn's option `http`."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        super()._start_asgi_task(cycle, _FULL if app is service_unavailable else app)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's one sentence, in English
        correlation_id = str(uuid4())
        refused = http_invalid()
        _log.info("request", status=refused.status, code=refused.code, correlation_id=correlation_id)
        response = refusal_response(refused, correlation_id, accepted="")
        head = [f"HTTP/1.1 {refused.status} {HTTPStatus(refused.status).phrase}".encode()]
        head += [b"%s: %s" % header for header in response.raw_headers]
        self.transport.write(b"\r\n".join([*head, b"", bytes(response.body)]))
        self.transport.close()
