"""One service over one database for all tests of the API; a test that needs a region to itself gets one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from infra.db.bootstrap import DatabaseUrls
from tests.api.caller import Api, calling
from tests.api.national import Published, first_edition, second_edition
from tests.api.region import Region, untouched
from tests.api.serving import served
from tests.rig.postgres import Cluster, new_name

WITHOUT_RULESET = "07"


@pytest.fixture(scope="session")
def api_database(cluster: Cluster, template_database: str) -> Iterator[DatabaseUrls]:
    name = new_name()
    try:
        yield cluster.copied(template_database, name)
    finally:
        cluster.drop(name)


@asynccontextmanager
async def serving(urls: DatabaseUrls, cluster: Cluster) -> AsyncIterator[Api]:
    """The service, with Kalmar's ruleset in region 08 and none in region 07."""
    with served(urls) as running:
        await running.register()
        async with calling(running, cluster.admin_url_of(urls)) as api:
            await api.adopt("08")
            yield api


@pytest.fixture(scope="session")
async def api(api_database: DatabaseUrls, cluster: Cluster, template_database: str) -> AsyncIterator[Api]:
    """A service has no more regions than Sweden: when tests have had them all, another one follows it."""
    async with AsyncExitStack() as further:

        async def follow() -> Api:
            name = new_name()
            urls = await asyncio.to_thread(cluster.copied, template_database, name)
            further.push_async_callback(asyncio.to_thread, cluster.drop, name)
            following = await further.enter_async_context(serving(urls, cluster))
            following.follow = follow
            return following

        async with serving(api_database, cluster) as api:
            api.follow = follow
            yield api


@pytest.fixture
def kalmar(api: Api) -> Region:
    """The region that the tests share."""
    return Region(api)


@pytest.fixture
async def alone(api: Api) -> Region:
    """A region with the same ruleset that no other test has touched: for what concerns a whole region."""
    return await untouched(api)


@pytest.fixture
def beside(alone: Region) -> Region:
    """The region that tests share, in the service that `alone` is of: which may have followed that of `kalmar`."""
    return Region(alone.api)


@pytest.fixture
def without_ruleset(api: Api) -> Region:
    return Region(api, WITHOUT_RULESET)


@pytest.fixture(scope="module")
def national_database(cluster: Cluster, template_database: str) -> Iterator[DatabaseUrls]:
    name = new_name()
    try:
        yield cluster.copied(template_database, name)
    finally:
        cluster.drop(name)


@pytest.fixture(scope="module")
async def published(national_database: DatabaseUrls, cluster: Cluster) -> AsyncIterator[Published]:
    with served(national_database) as running:
        await running.register()
        async with calling(running, cluster.admin_url_of(national_database)) as api:
            found = Published(api, [])
            await found.add(first_edition())
            await found.add(second_edition())
            yield found
