"""The operator's commands: the product's own use cases, carried out from the command line in a region's name."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from infra.cli.demo.place import with_demo
from infra.cli.failures import database_errors
from infra.clock import SystemClock
from infra.db.ids import Uuid7Ids
from infra.db.pool import Pool, open_pool
from infra.db.tx import PostgresTenancy
from infra.keys.master import master_key
from infra.keys.personal import PersonalKeys
from infra.keys.pseudonyms import Pseudonyms
from infra.settings import DEV_PSEUDONYM_KEY, load
from service.authorize import Actor, Permission, actor_from
from service.domain.access import OPERATOR
from service.ports import Clock
from service.usecases.commanding import Sent, Services
from tenants.catalog import grants

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Where:
    """The database that commands go to, and the keys of what they store about persons."""

    database_url: str
    personal_key: bytes
    pseudonym_key: bytes = DEV_PSEUDONYM_KEY


@dataclass(frozen=True, slots=True)
class Operating:
    """What use cases run on, and the pool behind it."""

    services: Services
    pool: Pool

    def sent(self, tenant_id: str, permission: Permission, name: str) -> Sent:
        """A command of the operator's, as one who holds the permission in that region and no other role."""
        may = frozenset(role for role, grant in grants().items() if permission in grant.permissions)
        return Sent(operator(tenant_id, may), None, name, {})


def operator(tenant_id: str, roles: frozenset[str]) -> Actor:
    return actor_from(OPERATOR, tenant_id, roles, None, grants())


@asynccontextmanager
async def operating(where: Where, clock: Clock | None = None) -> AsyncIterator[Operating]:
    pool = await open_pool(where.database_url, size=1, statement_cache=False)
    try:
        ids = Uuid7Ids()
        tenancy = PostgresTenancy(pool, PersonalKeys(where.personal_key), ids)
        pseudonyms = Pseudonyms(where.pseudonym_key)
        yield Operating(Services(tenancy, clock or SystemClock(), ids, grants(), pseudonyms), pool)
    finally:
        await pool.close()


def operate(work: Callable[[Operating], Awaitable[T]]) -> T:
    """Does `work` where the environment, or the demo, says. CommandFailed for what the database refuses."""
    settings = load(with_demo(os.environ))
    where = Where(settings.database_url, master_key(settings), settings.pseudonym_key)

    async def done() -> T:
        async with operating(where) as here:
            return await work(here)

    with database_errors():
        return asyncio.run(done())
