"""The traces of a service that runs, as they are handed to whatever takes them out of the process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from infra.db.bootstrap import DatabaseUrls
from infra.http.callers import BODY_SECONDS
from infra.telemetry.tracing import Sampling, Tracing
from tests.api.caller import Api, calling
from tests.api.serving import served
from tests.rig.postgres import Cluster

EVERYTHING = Sampling()
OWN_KEYS = "GET /dev/issuers/{code}/jwks"
"""The service fetches the keys of its development issuer from itself."""


@dataclass(frozen=True)
class Tree:
    """A span with what lies below it, in the order of their beginnings. The id of the request is left out."""

    name: str
    notes: Mapping[str, Any]
    status: str = "UNSET"
    below: tuple[Tree, ...] = ()


def tree(span: ReadableSpan, among: Collection[ReadableSpan]) -> Tree:
    children = [one for one in among if one.parent is not None and one.parent.span_id == span.context.span_id]
    children.sort(key=lambda one: one.start_time or 0)
    notes = {name: value for name, value in span.attributes.items() if name != "trappa.correlation_id"}
    return Tree(span.name, notes, span.status.status_code.name, tuple(tree(one, among) for one in children))


@dataclass
class Traced:
    """A service that is called and traced."""

    api: Api
    tracing: Tracing
    exporter: InMemorySpanExporter

    async def spans(self, requests: int) -> list[ReadableSpan]:
        """All spans since the last call, as soon as those of so many requests are there; none of the own keys."""
        for _ in range(500):
            self.tracing.flush()
            found = [one for one in self.exporter.get_finished_spans() if one.name != OWN_KEYS]
            if len(self.roots(found)) >= requests:
                self.exporter.clear()
                return found
            await asyncio.sleep(0.01)
        names = [one.name for one in self.exporter.get_finished_spans()]
        raise AssertionError(f"{requests} requests are not in {names}")

    async def trees(self, requests: int) -> list[Tree]:
        spans = await self.spans(requests)
        return [tree(one, spans) for one in self.roots(spans)]

    @staticmethod
    def roots(spans: Collection[ReadableSpan]) -> list[ReadableSpan]:
        return sorted((one for one in spans if one.kind is SpanKind.SERVER), key=lambda one: one.start_time or 0)


@asynccontextmanager
async def traced(urls: DatabaseUrls, cluster: Cluster, sampling: Sampling = EVERYTHING) -> AsyncIterator[Traced]:
    """The service over the database, with all that leaves it by way of traces kept."""
    exporter = InMemorySpanExporter()
    tracing = Tracing(exporter, sampling)
    with served(urls, BODY_SECONDS, tracing) as running:
        await running.register()
        async with calling(running, cluster.admin_url_of(urls)) as api:
            yield Traced(api, tracing, exporter)
