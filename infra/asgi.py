"""The composition root of the API process: what is built from what."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

import asyncpg
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.auth.access import Access
from infra.auth.jwks import KeyCache, open_key_client
from infra.auth.registry import RegisteredIssuers
from infra.auth.tokens import TokenVerifier
from infra.clock import StoppedClock, SystemClock
from infra.db.ids import Uuid7Ids
from infra.db.pool import Pool, open_pool
from infra.db.reader import PostgresReader
from infra.db.traced import TracedReader, TracedTenancy
from infra.db.tx import PostgresTenancy
from infra.dev.issuer import DevKeys, require_dev, routes
from infra.dev.people import Offered
from infra.http.callers import BODY_SECONDS, Caller, Callers
from infra.http.edge import Edge
from infra.http.exports import Exports
from infra.http.graphql import GraphQLFront
from infra.http.headers import SafeHeaders
from infra.http.importing import PREFIX, ImportFront, Importing
from infra.http.national_callers import NationalCallers
from infra.http.pages import docs_routes, health_routes
from infra.http.watching import WatchedReader, WatchedTenancy
from infra.keys.master import master_key
from infra.keys.personal import PersonalKeys
from infra.keys.pseudonyms import Pseudonyms
from infra.keys.unseal import texts_of
from infra.national import NationalSurface
from infra.settings import Environment, Settings, load
from infra.telemetry.logs import configure_logging
from infra.telemetry.observed import tell_operation
from infra.telemetry.tracing import Tracing, tracing_of
from schema.build import build as build_schema
from schema.context import Context, Words
from schema.organisations import WrittenOrganisations, read_unit
from service.authorize import Catalogue
from service.national.definitions import NationalPackage
from service.ports import Reader, Tenancy
from service.usecases.commanding import Services
from service.usecases.views import RulesetCache
from tenants.catalog import grants, roles
from tenants.counterparts import counterparts
from tenants.national_list import national_list
from tenants.registry import regions
from tenants.shipped import packages

GRAPHQL: Final = "/graphql"
NATIONAL: Final = "/national/"


@dataclass(frozen=True, slots=True)
class _Words:
    roles: Mapping[str, Words]
    regions: Mapping[str, Words]
    counterparts: Mapping[str, Words]


class _Late:
    """An ASGI app that is there once the process has started: before, nobody is served."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.app is None:
            raise RuntimeError("the process has not started")
        await self.app(scope, receive, send)


class OpenPool(Protocol):
    """How the process gets its connections: `infra.db.pool.open_pool`, or what watches over it."""

    async def __call__(self, url: str, *, size: int, statement_cache: bool) -> Pool: ...


def offered() -> Offered:
    """The catalogue's roles, to choose from when signing in to the development issuer."""
    named = {name: (role.sv, role.en) for name, role in roles().items()}
    national = {name for name, role in roles().items() if role.side == "national"}
    return Offered(
        regional={name: words for name, words in named.items() if name not in national},
        national={name: words for name, words in named.items() if name in national},
        of_parties=frozenset(name for name, role in roles().items() if role.side == "party"),
    )


def build(
    settings: Settings,
    opening: OpenPool = open_pool,
    *,
    body_seconds: float = BODY_SECONDS,
    tracing: Tracing | None = None,
) -> Starlette:
    """The API of one process; its pool, its key client and its tracing, the settings' own by default, end with it."""
    tracing = tracing or tracing_of(settings)
    words = _Words(
        {name: (role.sv, role.en) for name, role in roles().items()},
        {region.code: (region.sv, region.en) for region in regions()},
        {one.id: (one.sv, one.en) for one in counterparts().values()},
    )
    graphql, importing, exports, pools = _Late(), _Late(), Exports(read_unit), list[Pool]()
    national = None
    if settings.national_url is not None:
        national = NationalSurface(settings.public_url, settings.national_contact)
    extra: list[BaseRoute] = []
    if settings.dev_directory is not None:
        require_dev(settings.env)
        keys_of_dev = DevKeys.load_or_create(settings.dev_directory)
        extra.extend(routes(keys_of_dev, settings.public_url, words.regions, offered()))
    if settings.docs:
        extra.extend(docs_routes())
    personal = PersonalKeys(master_key(settings))

    async def ready() -> bool:
        try:
            return bool(pools) and await pools[0].fetchval("select 1", timeout=2) == 1
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if tracing is not None:
                stack.push_async_callback(tracing.aclose)
            pool = await opening(
                settings.database_url, size=settings.pool_size, statement_cache=settings.statement_cache
            )
            stack.push_async_callback(pool.close)
            client = await stack.enter_async_context(open_key_client())
            keys = KeyCache(client)
            stack.push_async_callback(keys.aclose)
            own_machine = settings.env is not Environment.PRODUCTION
            issuers = RegisteredIssuers(pool, own_machine=own_machine)
            verifier = TokenVerifier(issuers, keys, audience=settings.audience)
            pseudonyms = Pseudonyms(settings.pseudonym_key)
            access = Access(pool, pseudonyms, grants(), frozenset(words.regions), issuers)
            callers = Callers(verifier, access, WrittenOrganisations(), header_clock=settings.env is Environment.DEV)
            reader = _reader(pool, traced=tracing is not None)
            contexts = _contexts(pool, reader, personal, pseudonyms, words, traced=tracing is not None)
            exports.serve(callers, reader)
            if national is not None and settings.national_url is not None:
                published = await opening(
                    settings.national_url, size=settings.pool_size, statement_cache=settings.statement_cache
                )
                stack.push_async_callback(published.close)
                clock = settings.env is Environment.DEV
                entrance = NationalCallers(verifier, issuers, pool, pseudonyms, grants(), header_clock=clock)
                national.serve(entrance, published, body_seconds)
            graphql.app = GraphQLFront(build_schema(tell_operation), callers, contexts, body_seconds=body_seconds)
            most_bytes = settings.import_mib * 1024**2
            importing.app = ImportFront(
                Importing(callers, lambda caller: contexts(caller).services, most_bytes, body_seconds)
            )
            pools.append(pool)
            yield
            pools.clear()

    return Starlette(
        routes=[
            Route(GRAPHQL, graphql, methods=["POST"]),
            # Refuses a file that is too large itself; without this the limit of all other bodies would.
            Route(f"{PREFIX}{{kind}}", RequestBodyLimitMiddleware(importing, 2**62), methods=["POST"]),
            *exports.routes(),
            *(national.routes() if national is not None else ()),
            *health_routes(ready),
            *extra,
        ],
        lifespan=lifespan,
        # The limit stands inside, so that its refusal has the headers and the shape of others.
        middleware=[
            Middleware(SafeHeaders, unstored=(GRAPHQL, NATIONAL, PREFIX)),
            Middleware(Edge, tracing=tracing),
            Middleware(RequestBodyLimitMiddleware, max_body_size=1024 * 1024),
        ],
    )


def _reader(pool: Pool, *, traced: bool) -> Reader:
    reader = PostgresReader(pool, Uuid7Ids())
    return TracedReader(reader) if traced else reader


def _contexts(
    pool: Pool, reader: Reader, personal: PersonalKeys, pseudonyms: Pseudonyms, words: _Words, *, traced: bool
) -> partial[Context]:
    ids = Uuid7Ids()
    tenancy: Tenancy = PostgresTenancy(pool, personal, ids)
    if traced:
        tenancy = TracedTenancy(tenancy)
    shared = _Shared(tenancy, reader, ids, grants(), pseudonyms, RulesetCache(), national_list())
    return partial(_context, shared, personal, words)


@dataclass(frozen=True, slots=True)
class _Shared:
    tenancy: Tenancy
    reader: Reader
    ids: Uuid7Ids
    grants: Catalogue
    pseudonyms: Pseudonyms
    rulesets: RulesetCache
    national: NationalPackage


def _context(shared: _Shared, personal: PersonalKeys, words: _Words, caller: Caller) -> Context:
    clock = StoppedClock(caller.now) if caller.now is not None else SystemClock()
    tenancy = WatchedTenancy(shared.tenancy, caller.watch)
    return Context(
        actor=caller.actor,
        services=Services(tenancy, clock, shared.ids, shared.grants, shared.pseudonyms, packages(), shared.national),
        reader=WatchedReader(shared.reader, caller.watch),
        rulesets=shared.rulesets,
        language=caller.language,
        region=words.regions[caller.actor.tenant_id],
        role_words=words.roles,
        counterpart_words=words.counterparts,
        unseal=partial(texts_of, personal),
    )


def create() -> Starlette:
    """The API from the environment: what `uvicorn --factory infra.asgi:create` runs."""
    settings = load(os.environ)
    configure_logging(settings.log_level)
    return build(settings)
