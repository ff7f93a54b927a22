"""The national surface of the API process, put together: who is let in, what is read, over connections of its own."""

from __future__ import annotations

from typing import Final

from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.clock import SystemClock
from infra.db.pool import Pool
from infra.db.publication_rows import PostgresNationalReader, PostgresNationalStore
from infra.http.graphql import GraphQLFront
from infra.http.national_callers import NationalCaller, NationalCallers
from infra.telemetry.observed import tell_operation
from schema.national.build import build as build_schema
from schema.national.context import NationalContext
from service.national.cells import RIKET
from service.usecases.publishing import Publishing
from tenants.catalog import grants
from tenants.national_list import national_list
from tenants.registry import regions

GRAPHQL: Final = "/national/graphql"


class NationalSurface:
    """Its routes, to whose callers it answers once it is told to serve."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None

    def serve(self, callers: NationalCallers, pool: Pool, body_seconds: float) -> None:
        """Over `pool`, whose role has no tenant's table."""
        store, reader = PostgresNationalStore(pool), PostgresNationalReader(pool)
        names = {region.code: (region.sv, region.en) for region in regions()}
        codes, package = frozenset(names), national_list()

        def context(caller: NationalCaller) -> NationalContext:
            now = caller.now or SystemClock().now()
            publishing = Publishing(store, package, codes, grants(), now)
            return NationalContext(
                caller.actor, publishing, reader, caller.language, names | {RIKET: ("Riket", "Sweden")}
            )

        self._app = GraphQLFront(build_schema(tell_operation), callers, context, body_seconds=body_seconds)

    def routes(self) -> list[BaseRoute]:
        return [Route(GRAPHQL, self, methods=["POST"])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None:
            raise RuntimeError("the process has not started")
        await self._app(scope, receive, send)
