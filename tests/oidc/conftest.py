"""One API for all tests here, and two kinds of provider: what is asked of one is asked of the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from infra.cli.issuers import register_all
from infra.db.bootstrap import DatabaseUrls
from infra.settings import DEV_AUDIENCE
from tests.api.caller import Answer, Api, Json, calling
from tests.api.serving import served
from tests.oidc.browser import Client, client_of
from tests.oidc.providers import Provider, Start, dev_provider, npm_provider
from tests.rig.identity import serving_at
from tests.rig.postgres import Cluster, new_name

KALMAR, OTHER = "08", "13"
ALLOWED = ("coordination_office", "finance_officer", "handler", "unit_head")
VIEWER = "{ viewer { actorId region { code } roles { id } unitId } }"


@dataclass(frozen=True)
class Trusting:
    """The API that trusts a provider, and that provider's clients."""

    api: Api
    redirect_uri: str

    async def register(
        self, provider: Provider, allowed_roles: Collection[str] = ALLOWED, *, audience: str = DEV_AUDIENCE
    ) -> None:
        await register_all(self.api.served.where, [provider.registration(allowed_roles, audience=audience)])

    async def ask(self, token: str, document: str = VIEWER, **variables: Json) -> Answer:
        answer = await self.api.client.post(
            "/graphql",
            json={"query": document, "variables": variables},
            headers={"authorization": f"Bearer {token}"},
        )
        return Answer(answer.status_code, answer.headers, answer.json())

    async def viewer(self, token: str) -> Json:
        return (await self.ask(token)).data["viewer"]

    async def refusal(self, token: str) -> tuple[int, list[str]]:
        """Status and codes of a token that is not let in."""
        answer = await self.ask(token)
        assert answer.body["data"] is None
        return answer.status, answer.codes


@pytest.fixture(scope="session")
def redirect_uri() -> Iterator[str]:
    """The client's address that browsers come back to."""

    async def back(_request: Request) -> Response:
        return PlainTextResponse("back at the client")

    with serving_at(lambda _base_url: [Route("/callback", back)]) as base_url:
        yield f"{base_url}/callback"


@pytest.fixture(scope="session")
def oidc_database(cluster: Cluster, template_database: str) -> Iterator[DatabaseUrls]:
    name = new_name()
    try:
        yield cluster.copied(template_database, name)
    finally:
        cluster.drop(name)


@pytest.fixture(scope="session")
async def trusting(oidc_database: DatabaseUrls, cluster: Cluster, redirect_uri: str) -> AsyncIterator[Trusting]:
    with served(oidc_database) as running:
        await running.register()
        async with calling(running, cluster.admin_url_of(oidc_database)) as api:
            for region in (KALMAR, OTHER):
                await api.adopt(region)
            yield Trusting(api, redirect_uri)


@pytest.fixture(scope="session", params=["oidc-provider", "dev-issuer"])
def start(request: pytest.FixtureRequest, redirect_uri: str) -> Start:
    """Starts a provider of the kind that the test runs with."""
    if request.param == "dev-issuer":
        return dev_provider
    return partial(npm_provider, request.getfixturevalue("needs_node"), redirect_uri)


@pytest.fixture(scope="module")
async def two(start: Start, trusting: Trusting) -> AsyncIterator[tuple[Provider, Provider]]:
    """Two providers at once, each registered by its region."""
    with start(KALMAR) as kalmar, start(OTHER) as other:
        await trusting.register(kalmar)
        await trusting.register(other)
        yield kalmar, other


@pytest.fixture
async def at_kalmar(two: tuple[Provider, Provider], redirect_uri: str) -> AsyncIterator[Client]:
    async with client_of(two[0], redirect_uri) as client:
        yield client


@pytest.fixture
async def at_other(two: tuple[Provider, Provider], redirect_uri: str) -> AsyncIterator[Client]:
    async with client_of(two[1], redirect_uri) as client:
        yield client
