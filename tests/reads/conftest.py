"""One database of known rows for all tests of reads, which change nothing; and a pool as the application has it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from infra.db.bootstrap import DatabaseUrls
from infra.db.ids import Uuid7Ids
from infra.db.reader import PostgresReader
from tests.reads.rows import Rows, two_regions, write
from tests.rig.postgres import Cluster, new_name


@pytest.fixture(scope="session")
def known_rows() -> Rows:
    return two_regions()


@pytest.fixture(scope="session")
def known_database(cluster: Cluster, template_database: str, known_rows: Rows) -> Iterator[DatabaseUrls]:
    name = new_name()
    try:
        urls = cluster.copied(template_database, name)

        async def fill() -> None:
            admin = await asyncpg.connect(cluster.admin_url_of(urls))
            await write(admin, known_rows)
            await admin.close()

        cluster.run(fill())
        yield urls
    finally:
        cluster.drop(name)


async def keep(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """No reset between uses: what a statement sets must end with it."""


@pytest.fixture(scope="session")
async def pool(known_database: DatabaseUrls) -> AsyncIterator[asyncpg.Pool[asyncpg.Record]]:
    """One connection of the application, so that each use follows the one before on it."""
    async with asyncpg.create_pool(known_database.app, min_size=1, max_size=1, reset=keep) as opened:
        yield opened


@pytest.fixture(scope="session")
def reader(pool: asyncpg.Pool[asyncpg.Record]) -> PostgresReader:
    return PostgresReader(pool, Uuid7Ids())
