"""Which roles the service runs as, and what a connection carries from one use to the next."""

from __future__ import annotations

import asyncio
import logging
import secrets
from urllib.parse import urlsplit, urlunsplit

import pytest

from infra.db.bootstrap import DatabaseUrls
from infra.db.pool import Pool, UnsafeRoleError, open_pool
from infra.db.tx import PostgresTenancy
from tests.database.conftest import VAULT, Plain
from tests.database.facts import IDS, NOW, open_region, party, staff
from tests.rig.postgres import Cluster


@pytest.mark.parametrize("role", ["app", "worker", "national"])
async def test_the_service_runs_as_roles_that_own_nothing(database: DatabaseUrls, role: str) -> None:
    pool = await open_pool(getattr(database, role), size=1, statement_cache=True)
    assert await pool.fetchval("select current_user::text") == f"trappa_{role}"
    await pool.close()


async def test_the_owner_is_refused_in_one_line(database: DatabaseUrls) -> None:
    with pytest.raises(UnsafeRoleError) as refused:
        await open_pool(database.owner, size=1, statement_cache=True)
    assert str(refused.value) == (
        "the database role trappa_owner owns the schema trappa or tables in it: the service refuses to run as it"
        " (allowed: trappa_app, trappa_worker, trappa_national: roles that own nothing and bypass nothing)"
    )


async def test_a_superuser_is_refused(database: DatabaseUrls, cluster: Cluster) -> None:
    with pytest.raises(UnsafeRoleError, match="is a superuser"):
        await open_pool(cluster.admin_url_of(database), size=1, statement_cache=True)


@pytest.mark.parametrize(
    ("attributes", "power"), [("bypassrls", "bypasses row-level security"), ("in role trappa_owner", "owns the schema")]
)
async def test_a_role_that_bypasses_or_may_act_as_the_owner_is_refused(
    database: DatabaseUrls, admin: Plain, attributes: str, power: str
) -> None:
    parts = urlsplit(database.app)
    stray = f"trappa_test_stray_{secrets.token_hex(4)}"
    url = urlunsplit(parts._replace(netloc=f"{stray}:{parts.password}@{parts.hostname}:{parts.port}"))
    await admin.execute(f"create role {stray} login {attributes} password '{parts.password}'")
    await admin.execute(f"grant connect on database {parts.path[1:]} to {stray}")
    try:
        with pytest.raises(UnsafeRoleError, match=power):
            await open_pool(url, size=1, statement_cache=True)
    finally:
        await admin.execute(f"drop owned by {stray}; drop role {stray}")


@pytest.mark.parametrize("statement_cache", [True, False])
async def test_one_connection_serves_one_tenant_after_another(database: DatabaseUrls, statement_cache: bool) -> None:  # noqa: FBT001 - a table's column
    pool = await open_pool(database.app, size=1, statement_cache=statement_cache)
    tenancy = PostgresTenancy(pool, VAULT, IDS)
    first, second = await open_region(tenancy, "05"), await open_region(tenancy, "08")
    for _ in range(3):
        async with tenancy.begin(party("05", first.unit_id), NOW) as tx:
            assert len(await tx.case_events(first.case_id)) == 4
            assert await tx.case_events(second.case_id) == []
        async with tenancy.begin(staff("08"), NOW) as tx:
            assert await tx.case_events(first.case_id) == []
            assert len(await tx.case_events(second.case_id)) == 4
        assert await pool.fetchval("select count(*) from event") == 0
    prepared = await pool.fetchval("select count(*) from pg_prepared_statements")
    assert (prepared > 1) is statement_cache
    await pool.close()


@pytest.mark.parametrize("readonly", [True, False])
async def test_whoever_gives_up_anywhere_in_a_transaction_leaves_none_open(
    pool: Pool,
    tenancy: PostgresTenancy,
    caplog: pytest.LogCaptureFixture,
    readonly: bool,  # noqa: FBT001 - a table's column
) -> None:
    region = await open_region(tenancy, "08")
    ended: list[BaseException | None] = []

    async def look() -> None:
        async with tenancy.begin(region.actor, NOW, readonly=readonly) as tx:
            await tx.case_events(region.case_id)

    while None not in ended:  # one step later each time, until it had come to its end
        looking = asyncio.create_task(look())
        for _ in range(len(ended)):
            await asyncio.sleep(0)
        looking.cancel()
        ended += await asyncio.gather(looking, return_exceptions=True)
        async with pool.acquire() as connection:
            assert not connection.is_in_transaction()
    assert {type(one) for one in ended[:-1]} == {asyncio.CancelledError}
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == []
