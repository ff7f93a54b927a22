"""What may leave the process in a span, whoever wrote it, and which requests are drawn."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    Status,
    StatusCode,
    TraceFlags,
    TraceState,
    use_span,
)

from infra.telemetry.allowed import Attribute, may_leave, method_of, span_name
from infra.telemetry.tracing import AllowedOnly, Sampling, Tracing

PERSON = "Test Testsson 19121212-1212"
STATE = TraceState([("who", "testsson")])
CONTEXT = SpanContext(1, 2, is_remote=False, trace_flags=TraceFlags(1), trace_state=STATE)
PARENT = SpanContext(1, 3, is_remote=True, trace_flags=TraceFlags(1), trace_state=STATE)

GOOD: dict[Attribute, Any] = {
    Attribute.METHOD: "POST",
    Attribute.ROUTE: "/dev/issuers/{code}/.well-known/openid-configuration",
    Attribute.STATUS: 503,
    Attribute.CORRELATION: "018f3c1e-0000-4000-8000-000000000001",
    Attribute.REGION: "08",
    Attribute.CODE: "TOKEN_EXPIRED",
    Attribute.OPERATION: "mutation",
    Attribute.FIELDS: ("__typename", "cases"),
    Attribute.READS: 3,
    Attribute.ENTITIES: ("case_internal", "unit"),
    Attribute.COMMAND: "recordListedCounts",
    Attribute.OUTCOME: "DONE",
    Attribute.ERROR: "UndefinedTableError",
}


def handed_on(**given: Any) -> ReadableSpan:
    """What becomes of a span with all that a span can have."""
    exporter = InMemorySpanExporter()
    told: dict[str, Any] = {
        "name": PERSON,
        "context": CONTEXT,
        "parent": PARENT,
        "resource": Resource({"host.name": PERSON}),
        "attributes": {"enduser.id": PERSON},
        "events": [Event("exception", {"exception.message": PERSON})],
        "links": [Link(CONTEXT, {"who": PERSON})],
        "status": Status(StatusCode.ERROR, PERSON),
        "start_time": 1,
        "end_time": 5,
        "instrumentation_scope": InstrumentationScope(PERSON),
    }
    assert AllowedOnly(exporter).export([ReadableSpan(**told | given)]) is SpanExportResult.SUCCESS
    (found,) = exporter.get_finished_spans()
    assert PERSON not in found.to_json()
    return found


def test_every_attribute_leaves_with_a_value_of_its_kind() -> None:
    assert set(GOOD) == set(Attribute)
    found = handed_on(name="POST /graphql", attributes=GOOD)
    assert (found.name, found.attributes) == ("POST /graphql", GOOD)


def test_of_a_span_that_another_wrote_only_its_place_in_time_and_trace_is_left() -> None:
    found = handed_on()
    assert (found.name, dict(found.attributes or {}), found.events, found.links) == ("withheld", {}, (), ())
    assert (found.status.status_code, found.status.description) == (StatusCode.ERROR, None)
    assert (found.start_time, found.end_time) == (1, 5)
    assert (found.context.trace_id, found.context.span_id) == (1, 2)
    assert found.parent is not None
    assert (found.parent.span_id, found.parent.trace_state, found.context.trace_state) == (3, {}, {})
    assert set(found.resource.attributes) == {"service.name", "service.version"}
    assert found.instrumentation_scope is not None
    assert found.instrumentation_scope.name == "trappa"


@pytest.mark.parametrize("name", list(Attribute))
@pytest.mark.parametrize(
    "value",
    [
        PERSON,
        "Anna Andersson",
        "anna@example.invalid",
        "",
        19121212,
        True,
        1.5,
        (PERSON,),
        ["cases"],
        None,
        ("a",) * 33,
    ],
    ids=repr,
)
def test_no_attribute_leaves_with_a_value_of_another_kind(name: Attribute, value: Any) -> None:
    assert not may_leave(name, value)


LINE = st.text(alphabet=st.characters(categories=["L", "N", "P", "Z"]), min_size=1, max_size=40)


@given(st.dictionaries(st.one_of(LINE, st.sampled_from([*map(str, Attribute)])), LINE), LINE)
def test_no_text_with_a_space_or_a_letter_beyond_ascii_leaves(attributes: dict[str, str], name: str) -> None:
    exporter = InMemorySpanExporter()
    AllowedOnly(exporter).export([ReadableSpan(name, CONTEXT, attributes=attributes)])
    (found,) = exporter.get_finished_spans()
    assert set(found.attributes or {}) <= set(map(str, Attribute))
    for value in (found.attributes or {}).values():
        assert isinstance(value, str)
        assert value.isascii()
        assert " " not in value
    assert found.name == (name if name in {"operation", "read", "command"} else span_name(name))


@pytest.mark.parametrize("name", ["GET", "_OTHER /docs/static", "POST /dev/issuers/{code}/token", "operation", "read"])
def test_the_names_that_spans_have_here_are_kept(name: str) -> None:
    assert span_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "get", "reads", "POST /a b", "POST graphql", "Anna", "GET /å", "GET /x\n", "PURGE"]
)
def test_other_names_are_withheld(name: str) -> None:
    assert span_name(name) == "withheld"


def test_a_method_that_a_caller_made_up_is_not_repeated() -> None:
    assert [method_of(one) for one in ("POST", "PATCH", "PURGE", "post", PERSON)] == ["POST", "PATCH", *["_OTHER"] * 3]


@pytest.mark.parametrize(("ratio", "drawn"), [(0.0, 0), (0.5, 128), (1.0, 256)])
async def test_the_share_is_drawn_by_the_trace_and_never_by_the_callers_flag(ratio: float, drawn: int) -> None:
    tracing = Tracing(InMemorySpanExporter(), Sampling(ratio, follow=True))
    for flag in ("00", "01"):
        # The draw goes by the lower half of the id: 256 of them, evenly spread.
        begun = [tracing.begin("GET", f"00-{1:016x}{number << 56:016x}-{1:016x}-{flag}") for number in range(256)]
        assert sum(one is not None for one in begun) == drawn
    await tracing.aclose()


async def test_a_request_has_nothing_to_do_with_what_else_is_traced_in_the_process() -> None:
    exporter = InMemorySpanExporter()
    tracing = Tracing(exporter, Sampling())
    with use_span(NonRecordingSpan(CONTEXT)):
        recorded = tracing.begin("GET", None)
    assert recorded is not None
    recorded.begin("read").end({})
    recorded.end({})
    await tracing.aclose()
    inner, outer = exporter.get_finished_spans()
    assert (outer.parent, outer.context.trace_id != CONTEXT.trace_id) == (None, True)
    assert inner.parent is not None
    assert inner.parent.span_id == outer.context.span_id


class Stuck(SpanExporter):
    """Takes its first batch and does not come back until it is let go."""

    def __init__(self) -> None:
        self.spans = 0
        self.busy = threading.Event()
        self.let_go = threading.Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.busy.set()
        self.let_go.wait()
        self.spans += len(spans)
        return SpanExportResult.SUCCESS


async def test_nobody_waits_for_an_exporter_that_is_stuck_and_what_is_kept_for_it_is_bounded() -> None:
    stuck = Stuck()
    tracing = Tracing(stuck, Sampling())

    def begin_and_end(times: int) -> float:
        started = time.perf_counter()
        for _ in range(times):
            recorded = tracing.begin("GET", None)
            assert recorded is not None
            recorded.end({Attribute.METHOD: "GET"})
        return time.perf_counter() - started

    begin_and_end(512)
    assert stuck.busy.wait(5)
    assert begin_and_end(6000) < 3
    started = time.perf_counter()
    await tracing.aclose()
    assert 2 < time.perf_counter() - started < 6
    stuck.let_go.set()
    for _ in range(500):
        if stuck.spans >= 512 + 2048:
            break
        await asyncio.sleep(0.01)
    assert stuck.spans == 512 + 2048, "one batch on its way, and the queue"
