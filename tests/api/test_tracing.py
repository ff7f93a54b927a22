"""Spans of the service as it runs: a request, the operation in it, its reads and its command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from infra.db.bootstrap import DatabaseUrls
from infra.telemetry.tracing import Sampling
from tests.api.caller import Api, Json, noon
from tests.api.documents import command_document
from tests.api.lines import beside_requests, logged, request_lines
from tests.api.region import NO_UNIT, Region, seated
from tests.api.traces import Traced, Tree, traced
from tests.rig.postgres import Cluster

READ = """query Named($first: Int!) {
  mine: cases(first: $first) { nodes { id unit { name } events { type } } }
  viewer { region { code } }
}"""
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
async def watched(api: Api, api_database: DatabaseUrls, cluster: Cluster) -> AsyncIterator[Traced]:
    """The service, traced, over the database that the tests share."""
    async with traced(api_database, cluster) as found:
        yield found


def request(*below: Tree, status: int = 200, code: str | None = None) -> Tree:
    """The tree of a request to the API by a caller of region 08."""
    notes: dict[str, Any] = {"http.request.method": "POST", "http.route": "/graphql", "trappa.region": "08"}
    notes |= {"http.response.status_code": status} | ({} if code is None else {"trappa.code": code})
    return Tree("POST /graphql", notes, below=below)


def operation(kind: str, fields: tuple[str, ...], *below: Tree) -> Tree:
    return Tree("operation", {"graphql.operation.type": kind, "trappa.fields": fields}, below=below)


def read(reads: int, *entities: str) -> Tree:
    return Tree("read", {"trappa.reads": reads, "trappa.entities": entities})


def command(name: str, outcome: str) -> Tree:
    return Tree("command", {"trappa.command": name, "trappa.outcome": outcome})


async def test_a_query_is_a_request_an_operation_and_one_read(watched: Traced) -> None:
    await watched.api.ask(Region(watched.api).handler, READ, {"first": 1})
    (found,) = await watched.trees(1)
    assert found == request(operation("query", ("cases", "viewer"), read(1, "case", "event", "unit")))


async def test_the_fields_are_those_of_the_operation_that_is_run_each_once(watched: Traced) -> None:
    document = """query One { node(id: "x") { id } } query Two { b: viewer { actorId } ...F a: viewer { actorId } }
      fragment F on Query { ... on Query { units(first: 1) { nodes { id } } } }"""
    body = {"query": document, "operationName": "Two"}
    headers = {"authorization": f"Bearer {watched.api.token_of(Region(watched.api).handler)}"}
    assert (await watched.api.client.post("/graphql", json=body, headers=headers)).status_code == 200
    (found,) = await watched.trees(1)
    assert found == request(operation("query", ("units", "viewer"), read(1, "unit")))


async def test_a_query_that_needs_no_row_has_no_read(watched: Traced) -> None:
    await watched.api.ask(Region(watched.api).handler, "{ viewer { region { code } } __typename }")
    (found,) = await watched.trees(1)
    assert found == request(operation("query", ("__typename", "viewer")))


async def test_a_command_that_is_done_is_a_transaction_and_a_read_of_what_it_changed(watched: Traced) -> None:
    region = Region(watched.api)
    unit = await region.unit()
    await region.counted(unit, {"2025-03": 4000})
    found = await watched.trees(2)
    changed = read(1, "agreement", "event", "listed_count", "personal", "seat", "unit")
    assert found == [
        request(operation("mutation", (name,), command(name, "DONE"), changed))
        for name in ("registerUnit", "recordListedCounts")
    ]


@pytest.mark.parametrize(("month", "code"), [("2025-03", "NOT_FOUND"), ("2030-01", "MONTH_IN_FUTURE")])
async def test_a_command_that_is_refused_names_the_code_and_did_not_fail(
    watched: Traced, month: str, code: str
) -> None:
    region, name = Region(watched.api), "recordListedCounts"
    unit = await region.unit()
    given = {"unitId": NO_UNIT if code == "NOT_FOUND" else unit, "counts": [{"month": month, "listed": 1}]}
    await watched.api.refused(region.handler, name, given, now=noon("2025-12-01"))
    _, foreseen, found = await watched.trees(3)
    assert foreseen == request(operation("query", ("preview",), command("preview", code)))
    assert found == request(operation("mutation", (name,), command(name, code)))


async def test_a_preview_is_told_as_one_whatever_it_stands_beside(watched: Traced) -> None:
    document = """query($given: RecordListedCountsInput!) {
      cases(first: 1) { nodes { id } } preview { recordListedCounts(input: $given) { __typename } } }"""
    region = Region(watched.api)
    counts = {"unitId": await region.unit(), "counts": [{"month": "2025-03", "listed": 1}]}
    await watched.api.ask(region.handler, document, {"given": counts}, now=noon("2025-12-01"))
    _, found = await watched.trees(2)
    (asked,) = found.below
    assert asked.notes["trappa.fields"] == ("cases", "preview")
    assert sorted(asked.below, key=lambda one: one.name) == [command("preview", "DONE"), read(1, "case")]


async def test_a_command_that_is_refused_before_its_transaction_has_none(watched: Traced) -> None:
    given = {"unitId": "nonsense", "counts": [{"month": "2025-03", "listed": 1}]}
    region = Region(watched.api)
    await watched.api.refused(region.handler, "recordListedCounts", given, now=noon("2025-12-01"))
    foreseen, found = await watched.trees(2)
    assert foreseen == request(operation("query", ("preview",)))
    assert found == request(operation("mutation", ("recordListedCounts",)))


async def test_an_unexpected_error_is_told_by_its_type_where_it_happened(
    database: DatabaseUrls, cluster: Cluster
) -> None:
    async with traced(database, cluster) as watched:
        region = Region(watched.api)
        await watched.api.adopt("08")
        unit = await region.unit()
        await watched.spans(1)
        await watched.api.admin.execute("drop table trappa.agreement cascade; drop table trappa.command_memory cascade")
        given: Json = {"unitId": unit, "counts": [{"month": "2025-03", "listed": 1}]}
        given["commandId"] = "018f3c1e-0000-7000-8000-000000000001"
        with logged() as lines:
            document = "query($u: ID!) { unit(id: $u) { agreements { kind } } }"
            await watched.api.send(region.handler, document, {"u": unit})
            document = command_document("recordListedCounts")
            await watched.api.send(region.handler, document, {"given": given}, now=noon("2025-12-01"))
            told = await request_lines(lines, 2, "/graphql")
        spans = await watched.spans(2)
        errors = beside_requests(lines)
    failed = {"trappa.code": "INTERNAL_ERROR", "error.type": "UndefinedTableError"}
    unread = {"trappa.reads": 1, "trappa.entities": ("agreement", "unit"), "error.type": "UndefinedTableError"}
    undone = {"trappa.command": "recordListedCounts", "error.type": "UndefinedTableError"}
    by_name = {(one.name, one.status.status_code.name): dict(one.attributes or {}) for one in spans}
    assert by_name.pop(("read", "ERROR")) == unread
    assert by_name.pop(("command", "ERROR")) == undone
    assert by_name.pop(("operation", "ERROR")) == {
        "graphql.operation.type": "mutation",
        "trappa.fields": ("recordListedCounts",),
        **failed,
    }
    assert [name for name, _ in by_name] == ["POST /graphql"]
    assert [one.events for one in spans] == [()] * 6
    assert {one.status.description for one in spans} == {None}
    traces = [f"{one.context.trace_id:032x}" for one in watched.roots(spans)]
    assert [line["trace_id"] for line in told] == [line["trace_id"] for line in errors] == traces
    assert [line["code"] for line in told] == ["INTERNAL_ERROR"] * 2


async def test_an_error_outside_of_any_operation_fails_the_request(database: DatabaseUrls, cluster: Cluster) -> None:
    async with traced(database, cluster) as watched:
        await watched.api.admin.execute("revoke select on trappa.issuer from trappa_app")
        with logged():
            await watched.api.send(Region(watched.api).handler, READ, {"first": 1})
            (found,) = await watched.trees(1)
    failed = {"trappa.code": "INTERNAL_ERROR", "error.type": "InsufficientPrivilegeError"}
    known = {"http.request.method": "POST", "http.route": "/graphql", "http.response.status_code": 500}
    assert found == Tree("POST /graphql", known | failed, "ERROR")


def refused(method: str, route: str | None, status: int, code: str) -> Tree:
    known = {"http.request.method": method, "http.response.status_code": status, "trappa.code": code}
    return Tree(f"{method} {route}", known | {"http.route": route}) if route else Tree(method, known)


@pytest.mark.parametrize(
    ("method", "path", "token", "expected"),
    [
        ("POST", "/graphql", "x", refused("POST", "/graphql", 401, "TOKEN_MALFORMED")),
        ("POST", "/graphql", "", refused("POST", "/graphql", 401, "TOKEN_MISSING")),
        ("GET", "/graphql", "", refused("GET", "/graphql", 405, "METHOD_NOT_ALLOWED")),
        ("GET", "/nothing/here", "", refused("GET", None, 404, "PATH_UNKNOWN")),
        ("PURGE", "/health/live", "", refused("_OTHER", "/health/live", 405, "METHOD_NOT_ALLOWED")),
    ],
)
async def test_a_request_that_is_refused_is_a_request_and_nothing_below(
    watched: Traced, method: str, path: str, token: str, expected: Tree
) -> None:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    await watched.api.client.request(method, path, headers=headers)
    assert await watched.trees(1) == [expected]


async def test_what_is_run_again_for_changed_seats_is_told_so_and_did_not_fail(watched: Traced) -> None:
    region = Region(watched.api)
    document = "{ cases(first: 1) { nodes { id } } }"
    await watched.api.ask(region.handler, document)
    await seated(region, "handler", "seated in between")
    with logged() as lines:
        await watched.api.ask(region.handler, document)
        (line,) = await request_lines(lines, 1, "/graphql")
    *_, found = await watched.trees(3)
    told = {"graphql.operation.type": "query", "trappa.fields": ("cases",)}
    asked = {"trappa.reads": 1, "trappa.entities": ("case",)}
    assert found == request(
        Tree(
            "operation",
            told | {"trappa.code": "ACCESS_CHANGED"},
            below=(Tree("read", asked | {"trappa.outcome": "ACCESS_CHANGED"}),),
        ),
        Tree("operation", told, below=(Tree("read", asked),)),
    )
    assert "code" not in line


async def test_a_document_that_is_not_run_names_neither_kind_nor_fields(watched: Traced) -> None:
    await watched.api.send(Region(watched.api).handler, "query Anna { annasson }")
    (found,) = await watched.trees(1)
    not_run = Tree("operation", {"trappa.code": "GRAPHQL_INVALID"})
    assert found == request(not_run, code="GRAPHQL_INVALID")


async def test_what_is_no_graphql_request_has_no_operation_or_one_without_a_name(watched: Traced) -> None:
    headers = {"authorization": f"Bearer {watched.api.token_of(Region(watched.api).handler)}"}
    unknown = {"query": "{ viewer { actorId } }", "operationName": "Anna"}
    await watched.api.client.post("/graphql", json=[], headers=headers)
    await watched.api.client.post("/graphql", json=unknown, headers=headers)
    expected = {"status": 400, "code": "REQUEST_INVALID"}
    assert await watched.trees(2) == [request(**expected), request(Tree("operation", {}), **expected)]


async def test_the_line_of_a_request_tells_of_its_operation_and_its_trace(watched: Traced) -> None:
    region = Region(watched.api)
    with logged() as lines:
        answer = await watched.api.send(region.handler, READ, {"first": 1})
        refused = await watched.api.send(region.handler, "{ nothing }")
        first, second = await request_lines(lines, 2, "/graphql")
    spans = await watched.spans(2)
    one, two = watched.roots(spans)
    assert isinstance(first["duration_ms"], float)
    known = {
        "event": "request",
        "method": "POST",
        "route": "/graphql",
        "status": 200,
        "region": "08",
        "log_level": "info",
    }
    assert dict(first) == known | {
        "correlation_id": answer.headers["x-correlation-id"],
        "trace_id": f"{one.context.trace_id:032x}",
        "duration_ms": first["duration_ms"],
        "operation": "query",
        "fields": ["cases", "viewer"],
    }
    assert dict(second) == known | {
        "correlation_id": refused.headers["x-correlation-id"],
        "trace_id": f"{two.context.trace_id:032x}",
        "duration_ms": second["duration_ms"],
        "code": "GRAPHQL_INVALID",
    }
    ids = [(span.attributes or {})["trappa.correlation_id"] for span in (one, two)]
    assert ids == [first["correlation_id"], second["correlation_id"]]


async def live(watched: Traced, **headers: str) -> httpx2.Response:
    return await watched.api.client.get("/health/live", headers=headers)


@pytest.mark.parametrize("sampled", ["00", "01"])
async def test_no_caller_chooses_its_trace_or_whether_there_is_one(watched: Traced, sampled: str) -> None:
    await live(watched, traceparent=f"{PARENT[:-2]}{sampled}", tracestate="a=b")
    (span,) = await watched.spans(1)
    assert (span.parent, f"{span.context.trace_id:032x}" in PARENT) == (None, False)


async def test_behind_a_gateway_a_trace_goes_on_but_for_its_state_and_its_choice(
    api_database: DatabaseUrls, cluster: Cluster
) -> None:
    async with traced(api_database, cluster, Sampling(1.0, follow=True)) as watched:
        for sampled in ("00", "01"):
            await live(watched, traceparent=f"{PARENT[:-2]}{sampled}", tracestate="a=b", baggage="a=b")
        await live(watched, traceparent="nonsense", tracestate="a=b")
        *followed, own = watched.roots(await watched.spans(3))
    for span in followed:
        assert span.parent is not None
        assert f"00-{span.context.trace_id:032x}-{span.parent.span_id:016x}-01" == PARENT
        assert (len(span.context.trace_state), len(span.parent.trace_state)) == (0, 0)
    assert own.parent is None


async def test_what_is_not_drawn_leaves_no_span_and_no_trace_in_the_log(
    api_database: DatabaseUrls, cluster: Cluster
) -> None:
    async with traced(api_database, cluster, Sampling(0.0)) as watched:
        with logged() as lines:
            await watched.api.ask(Region(watched.api).handler, READ, {"first": 1})
            (line,) = await request_lines(lines, 1, "/graphql")
        assert await watched.spans(0) == []
    assert "trace_id" not in line
    assert line["fields"] == ["cases", "viewer"]


async def test_requests_on_one_connection_are_traces_of_their_own(watched: Traced) -> None:
    for _ in range(3):
        await live(watched)
    spans = await watched.spans(3)
    assert [span.parent for span in spans] == [None] * 3
    assert len({span.context.trace_id for span in spans}) == 3


async def test_a_request_sent_right_behind_another_is_not_taken_for_a_part_of_its_trace(
    api_database: DatabaseUrls, cluster: Cluster
) -> None:
    # The share is drawn by the lower half of the trace's id.
    drawn, not_drawn = f"00-{1:032x}-{1:016x}-01", f"00-{'f' * 32}-{1:016x}-01"
    async with traced(api_database, cluster, Sampling(0.5, follow=True)) as watched:
        host, port = watched.api.served.base_url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = f"GET /health/live HTTP/1.1\r\nhost: {host}\r\n"
        with logged() as lines:
            writer.write(f"{head}traceparent: {drawn}\r\n\r\n".encode())
            writer.write(f"{head}traceparent: {not_drawn}\r\nconnection: close\r\n\r\n".encode())
            await reader.read()
            writer.close()
            first, second = await request_lines(lines, 2)
        (span,) = await watched.spans(1)
    assert first["trace_id"] == f"{span.context.trace_id:032x}" == f"{1:032x}"
    assert "trace_id" not in second
