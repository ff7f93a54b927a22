"""The national surface of the API process, put together: who is let in, what is read, over connections of its own."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.clock import SystemClock
from infra.db.pool import Pool
from infra.db.publication_rows import PostgresNationalReader, PostgresNationalStore
from infra.db.published_reads import PublishedReads
from infra.http.graphql import GraphQLFront
from infra.http.national_callers import NationalCaller, NationalCallers
from infra.http.national_examples import api_info
from infra.http.national_exports import NationalExports, Shown
from infra.http.national_openapi import openapi_text
from infra.http.national_resources import OFFERED
from infra.http.problems import ROOT
from infra.telemetry.observed import tell_operation
from schema.national.build import build as build_schema
from schema.national.context import NationalContext
from service.domain.words import Words
from service.national.cells import RIKET
from service.national.formats.dcat import Publisher, catalogue_text
from service.national.formats.definitions_out import definitions_text
from service.national.formats.native import as_json
from service.usecases.publishing import Publishing
from tenants.catalog import grants
from tenants.national_list import national_list
from tenants.registry import regions

GRAPHQL: Final = "/national/graphql"
_NATION: Final = Words("Riket", "Sweden")


class NationalSurface:
    """Its routes, to whose callers it answers once it is told to serve."""

    def __init__(self, base: str, contact: str) -> None:
        """`base` is the service's own address, `contact` the e-mail address of whom the catalogue sends people to."""
        self._app: ASGIApp | None = None
        named = {region.code: Words(region.sv, region.en) for region in regions()}
        self._exports = NationalExports(
            Shown(national_list(), named | {RIKET: _NATION}, base, version("trappa")), _open_texts(base, contact)
        )

    def serve(self, callers: NationalCallers, pool: Pool, body_seconds: float) -> None:
        """Over `pool`, whose role has no tenant's table."""
        store, reader = PostgresNationalStore(pool), PostgresNationalReader(pool)
        names = {region.code: (region.sv, region.en) for region in regions()}
        codes, package = frozenset(names), national_list()

        def context(caller: NationalCaller) -> NationalContext:
            now = caller.now or SystemClock().now()
            publishing = Publishing(store, package, codes, grants(), now)
            return NationalContext(
                caller.actor, publishing, reader, caller.language, names | {RIKET: (_NATION.sv, _NATION.en)}
            )

        self._app = GraphQLFront(build_schema(tell_operation), callers, context, body_seconds=body_seconds)
        self._exports.serve(callers, PublishedReads(pool), reader)

    def routes(self) -> list[BaseRoute]:
        return [Route(GRAPHQL, self, methods=["POST"]), *self._exports.routes()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None:
            raise RuntimeError("the process has not started")
        await self._app(scope, receive, send)


def _open_texts(base: str, contact: str) -> dict[str, str]:
    """The resources that are metadata, by their paths."""
    package = national_list()
    in_use = [
        one
        for id in dict.fromkeys(one.id for one in package.indicators)
        if (one := package.indicator(id)) and one.state == "IN_USE"
    ]
    by = Publisher(
        base=base,
        title=Words("Nationella uppgifter", "National figures"),
        description=Words(
            "Jämförbara uppgifter om uppföljning av vårdavtal och avvikelser, som regionerna har levererat.",
            "Comparable figures on the follow-up of care contracts and deviations, delivered by the regions.",
        ),
        name=Words("Trappa", "Trappa"),
        contact=Words("Trappa", "Trappa"),
        email=contact,
        api=ROOT,
        api_description=f"{ROOT}/openapi",
    )
    return {
        "indicators": definitions_text(package),
        "catalog": catalogue_text(package, in_use, OFFERED, by),
        "api-info": as_json(api_info(f"{base}{ROOT}/openapi")),
        "openapi": openapi_text(base, contact),
    }
