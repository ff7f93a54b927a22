"""Every error of the process is JSON of one shape, with a code and the id that its log line and its header have."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from infra.http.edge import Edge
from infra.http.media import GRAPHQL_JSON
from tests.api.caller import Api
from tests.api.lines import beside_requests, logged, request_lines
from tests.api.serving import listening

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
PERSON = "Test Testsson 19121212-1212"


def error_of(answer: httpx2.Response) -> dict[str, Any]:
    """The one error of an answer of the one shape."""
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers.get_list("cache-control") == ["no-store"]
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    (correlation_id,) = answer.headers.get_list("x-correlation-id")
    assert ID.fullmatch(correlation_id)
    body = answer.json()
    assert list(body) == ["data", "errors"]
    assert body["data"] is None
    (error,) = body["errors"]
    assert list(error) == ["message", "extensions"]
    assert list(error["extensions"]) == ["code", "correlationId"]
    assert error["extensions"]["correlationId"] == correlation_id
    return {"status": answer.status_code, "code": error["extensions"]["code"], "message": error["message"]}


UNKNOWN = {"status": 404, "code": "PATH_UNKNOWN", "message": "Adressen finns inte. There is nothing at this address."}
NOT_TAKEN = {
    "status": 405,
    "code": "METHOD_NOT_ALLOWED",
    "message": "Adressen tar inte emot den metoden. The address does not take this method.",
}
TOO_LARGE = {
    "status": 413,
    "code": "BODY_TOO_LARGE",
    "message": "Begärans innehåll är större än en mebibyte. The body of the request is over one mebibyte.",
}
UNEXPECTED = {"status": 500, "code": "INTERNAL_ERROR", "message": "Oväntat fel. Unexpected error."}


@pytest.mark.requirement("XC-07")
@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", UNKNOWN),
        ("POST", "/graphq", UNKNOWN),
        ("GET", f"/{PERSON}", UNKNOWN),
        ("GET", "/docs/static/nothing.js", UNKNOWN),
        ("GET", "/dev/issuers/nobody/jwks", UNKNOWN),
        ("GET", "/graphql", NOT_TAKEN),
        ("PATCH", "/graphql", NOT_TAKEN),
        ("DELETE", "/health/live", NOT_TAKEN),
        ("POST", "/docs", NOT_TAKEN),
        ("POST", "/dev/issuers/08/jwks", NOT_TAKEN),
    ],
)
async def test_what_the_framework_refuses_has_the_shape_too(
    api: Api, method: str, path: str, expected: dict[str, Any]
) -> None:
    assert error_of(await api.client.request(method, path)) == expected


async def test_a_refused_method_is_told_which_there_are(api: Api) -> None:
    assert (await api.client.get("/graphql")).headers["allow"] == "POST"
    assert set((await api.client.put("/health/live")).headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_an_error_without_a_body_has_the_id_all_the_same(api: Api) -> None:
    answer = await api.client.head("/nothing")
    assert (answer.status_code, answer.content) == (404, b"")
    assert ID.fullmatch(answer.headers["x-correlation-id"])


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_too_large_has_the_shape_too(api: Api, *, declared: bool) -> None:
    body = b"x" * (1024 * 1024 + 1)

    async def in_parts() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    headers = {"authorization": f"Bearer {api.served.token(['handler'])}", "content-type": "application/json"}
    answer = await api.client.post("/graphql", content=body if declared else in_parts(), headers=headers)
    assert error_of(answer) == TOO_LARGE
    assert (await api.client.get("/health/live")).status_code == 200


async def test_a_client_of_graphqls_own_media_type_gets_refusals_in_it(api: Api) -> None:
    for method, path, status in (("POST", "/graphql", 401), ("GET", "/graphql", 405), ("GET", "/nothing", 404)):
        answer = await api.client.request(method, path, headers={"accept": GRAPHQL_JSON})
        assert (answer.status_code, answer.headers["content-type"]) == (status, f"{GRAPHQL_JSON}; charset=utf-8")
        body = answer.json()
        assert list(body) == ["errors"]
        assert body["errors"][0]["extensions"]["correlationId"] == answer.headers["x-correlation-id"]


async def test_every_request_has_an_id_of_its_own_that_no_caller_chooses(api: Api) -> None:
    paths = ["/health/live", "/health/ready", "/docs", "/nothing", "/health/live"]
    with logged() as lines:
        answers = [await api.client.get(path, headers={"x-correlation-id": PERSON}) for path in paths]
        told = await request_lines(lines, len(paths))
    ids = [answer.headers.get_list("x-correlation-id") for answer in answers]
    assert all(len(one) == 1 and ID.fullmatch(one[0]) for one in ids)
    assert len({one[0] for one in ids}) == len(paths)
    assert [[line["correlation_id"]] for line in told] == ids
    assert [(line.get("route"), line["status"]) for line in told] == [
        ("/health/live", 200),
        ("/health/ready", 200),
        ("/docs", 200),
        (None, 404),
        ("/health/live", 200),
    ]


async def test_requests_sent_together_on_one_connection_keep_apart(api: Api) -> None:
    host, port = api.served.base_url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    one = f"GET /health/live HTTP/1.1\r\nhost: {host}\r\n"
    with logged() as lines:
        writer.write(f"{one}\r\n{one}\r\n{one}connection: close\r\n\r\n".encode())
        answers = (await reader.read()).decode()
        writer.close()
        told = await request_lines(lines, 3)
    ids = re.findall(rf"x-correlation-id: ({ID.pattern})\r", answers)
    assert len(set(ids)) == 3
    assert [line["correlation_id"] for line in told] == ids


async def fail(_request: Request) -> Response:
    raise ValueError(PERSON)


async def teapot(_request: Request) -> Response:
    raise HTTPException(418, PERSON)


async def plain(_request: Request) -> Response:
    return PlainTextResponse(PERSON, 400, {"x-kept": "yes"})


async def halfway(_request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"begun"
        raise ValueError(PERSON)

    return StreamingResponse(parts())


async def for_ever(_request: Request) -> Response:
    await asyncio.Event().wait()
    raise AssertionError("nobody sets the event")


@contextmanager
def at_the_edge(**options: Any) -> Iterator[str]:
    """The address of an application that goes wrong, behind the service's own edge and protocol."""
    endpoints = {"/fail": fail, "/teapot": teapot, "/plain": plain, "/halfway": halfway, "/ever": for_ever}
    application = Starlette(
        routes=[Route(path, endpoint) for path, endpoint in endpoints.items()], middleware=[Middleware(Edge)]
    )
    with socket.create_server(("127.0.0.1", 0)) as listener, listening(application, listener, **options):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def failing(**options: Any) -> AsyncIterator[httpx2.AsyncClient]:
    with at_the_edge(**options) as base_url:
        async with httpx2.AsyncClient(base_url=base_url) as client:
            yield client


async def test_an_unexpected_error_is_told_by_type_and_id_and_once() -> None:
    async with failing() as client:
        with logged() as lines:
            answer = await client.get("/fail")
            (request,) = await request_lines(lines, 1)
        assert error_of(answer) == UNEXPECTED
        (error,) = beside_requests(lines)
        assert (error["event"], error["error_type"]) == ("unexpected_error", "ValueError")
        ids = {error["correlation_id"], request["correlation_id"], answer.headers["x-correlation-id"]}
        assert len(ids) == 1
        assert (request["status"], request["code"]) == (500, "INTERNAL_ERROR")


@pytest.mark.parametrize("path", ["/teapot", "/plain"])
async def test_an_error_in_plain_text_that_nobody_foresaw_is_unexpected(path: str) -> None:
    async with failing() as client:
        answer = await client.get(path)
        assert error_of(answer) == UNEXPECTED
        assert answer.headers.get("x-kept") == ("yes" if path == "/plain" else None)


async def test_an_answer_that_has_begun_is_cut_and_told_of() -> None:
    async with failing(log_level="critical") as client:
        with logged() as lines:
            with pytest.raises(httpx2.RemoteProtocolError):
                await client.get("/halfway")
            (request,) = await request_lines(lines, 1)
        assert [one["event"] for one in beside_requests(lines)] == ["unexpected_error"]
        assert (request["status"], "code" in request) == (200, False)


async def test_one_caller_too_many_is_refused_in_the_shape_too() -> None:
    async with failing(limit_concurrency=1) as client:
        with logged() as lines:
            answer = await client.get("/fail")
            (request,) = await request_lines(lines, 1)
        assert error_of(answer) == {
            "status": 503,
            "code": "OVERLOADED",
            "message": "Tjänsten har för många anrop just nu. Försök igen om en stund. "
            "The service has too many callers now. Try again in a while.",
        }
        assert answer.headers["connection"] == "close"
        assert (request["status"], request["code"]) == (503, "OVERLOADED")


async def test_what_is_no_http_is_refused_in_the_shape_too() -> None:
    with at_the_edge() as base_url, logged() as lines:
        host, port = base_url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"{PERSON}\r\n\r\n".encode())
        head, _, body = (await asyncio.wait_for(reader.read(), 5)).partition(b"\r\n\r\n")
        writer.close()
        (request,) = await request_lines(lines, 1)
    first, *headers = head.decode().split("\r\n")
    assert first == "HTTP/1.1 400 Bad Request"
    named = dict(line.split(": ", 1) for line in headers)
    assert (named["content-type"], named["connection"]) == ("application/json", "close")
    assert int(named["content-length"]) == len(body)
    (error,) = json.loads(body)["errors"]
    assert error == {
        "message": "Begäran är ingen giltig HTTP-begäran. This is no valid HTTP request.",
        "extensions": {"code": "HTTP_INVALID", "correlationId": named["x-correlation-id"]},
    }
    assert (request["correlation_id"], request["code"]) == (named["x-correlation-id"], "HTTP_INVALID")


async def test_who_still_waits_when_the_process_ends_is_told_so() -> None:
    async def ask(base_url: str) -> httpx2.Response:
        async with httpx2.AsyncClient(base_url=base_url) as client:
            return await client.get("/ever")

    with logged() as lines:
        with at_the_edge(timeout_graceful_shutdown=1, log_level="critical") as base_url:
            asking = asyncio.create_task(asyncio.to_thread(asyncio.run, ask(base_url)))
            await asyncio.sleep(0.3)
        answer = await asking
        (request,) = await request_lines(lines, 1)
    assert error_of(answer) == {
        "status": 503,
        "code": "STOPPING",
        "message": "Tjänsten stängs av innan begäran har besvarats. Läs om vad som gäller och försök igen. "
        "The service is being stopped before the request is answered. Read what holds now and try again.",
    }
    assert (request["status"], request["code"]) == (503, "STOPPING")
