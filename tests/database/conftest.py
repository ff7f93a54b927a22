"""The application's own connections to a test's database, and the administrator's to look behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TypeAlias

import asyncpg
import pytest

from infra.db.bootstrap import DatabaseUrls
from infra.db.pool import Pool, open_pool
from infra.db.sealed import Vault
from infra.db.tx import PostgresTenancy
from infra.keys.personal import PersonalKeys
from service.ports import Ids, Tenancy
from tests.database.facts import IDS
from tests.rig.postgres import Cluster

Plain: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

VAULT = PersonalKeys(bytes(range(32)))


@pytest.fixture
async def pool(database: DatabaseUrls) -> AsyncIterator[Pool]:
    pool = await open_pool(database.app, size=6, statement_cache=True)
    yield pool
    await pool.close()


# The type checker holds it against the port.
_port: Callable[[Pool, Vault, Ids], Tenancy] = PostgresTenancy


@pytest.fixture
def tenancy(pool: Pool) -> PostgresTenancy:
    return PostgresTenancy(pool, VAULT, IDS)


@pytest.fixture
async def app(database: DatabaseUrls) -> AsyncIterator[Plain]:
    connection = await asyncpg.connect(database.app)
    yield connection
    await connection.close()


@pytest.fixture
async def worker(database: DatabaseUrls) -> AsyncIterator[Plain]:
    connection = await asyncpg.connect(database.worker)
    yield connection
    await connection.close()


@pytest.fixture
async def owner(database: DatabaseUrls) -> AsyncIterator[Plain]:
    connection = await asyncpg.connect(database.owner)
    yield connection
    await connection.close()


@pytest.fixture
async def admin(database: DatabaseUrls, cluster: Cluster) -> AsyncIterator[Plain]:
    """Whom no policy binds: to see what is there, to tamper, to plant holes."""
    connection = await asyncpg.connect(cluster.admin_url_of(database))
    await connection.execute("set search_path = trappa")
    yield connection
    await connection.close()
