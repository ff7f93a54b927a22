"""Migrations run as the owner alone, once, and see the rows they are about."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from importlib.resources import files

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from infra.db.audit import auditing, read_chain
from infra.db.bootstrap import DatabaseUrls
from infra.db.migrate import MigrationRoleError, force_lifted, upgrade
from infra.db.policies import REGISTRY, guarded
from infra.db.pool import open_pool
from infra.db.tx import PostgresTenancy
from service.domain.chain import breaks
from service.domain.endings import EndingEvent
from tests.core.play import play, scenarios
from tests.core.stories import STORIES
from tests.database.conftest import VAULT, Plain
from tests.database.facts import IDS, NOW, act, adopted, append, open_region, registered, staff
from tests.rig.postgres import Cluster


async def _tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        return {row[0] for row in await connection.fetch("select tablename from pg_tables where schemaname = 'trappa'")}
    finally:
        await connection.close()


def test_a_database_is_migrated_once_however_many_begin(empty_database: DatabaseUrls, cluster: Cluster) -> None:
    assert cluster.run(_tables(empty_database.owner)) == set()
    first, second = (subprocess.Popen(_upgrade_in_a_process(empty_database.owner)) for _ in range(2))
    assert (first.wait(60), second.wait(60)) == (0, 0)
    upgrade(empty_database.owner)
    assert cluster.run(_tables(empty_database.owner)) == set(REGISTRY)


def _upgrade_in_a_process(url: str) -> list[str]:
    return [sys.executable, "-c", f"from infra.db.migrate import upgrade; upgrade({url!r})"]


def test_a_migration_leaves_the_callers_event_loop_alone(empty_database: DatabaseUrls) -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        upgrade(empty_database.owner)
        assert asyncio.get_event_loop() is loop
    finally:
        asyncio.set_event_loop(None)
        loop.close()


@pytest.mark.parametrize("role", ["app", "worker", "national"])
def test_no_other_role_migrates(empty_database: DatabaseUrls, cluster: Cluster, role: str) -> None:
    with pytest.raises(MigrationRoleError) as refused:
        upgrade(getattr(empty_database, role))
    assert str(refused.value) == f"migrations run as trappa_owner, not as trappa_{role}"
    assert cluster.run(_tables(empty_database.owner)) == set()


def test_not_even_a_superuser_migrates(empty_database: DatabaseUrls, cluster: Cluster) -> None:
    with pytest.raises(MigrationRoleError):
        upgrade(cluster.admin_url_of(empty_database))


def _upgrade_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("infra") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def test_a_database_of_the_first_version_is_brought_to_the_newest(
    empty_database: DatabaseUrls, cluster: Cluster
) -> None:
    engine = create_async_engine(
        make_url(empty_database.owner).set(drivername="postgresql+asyncpg"), poolclass=NullPool
    )
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade_to, "0001")
    await engine.dispose()
    owner = await asyncpg.connect(empty_database.owner)
    asked = (
        "select version_num, has_column_privilege('trappa_app', 'case_file', 'ladder', 'update') from schema_version"
    )
    found = [tuple(await owner.fetchrow(asked) or ())]
    await asyncio.to_thread(upgrade, empty_database.owner)
    found.append(tuple(await owner.fetchrow(asked) or ()))
    await owner.close()
    assert found == [("0001", False), ("0012", True)]


SINCE = {"asked early", "split"}
"""Stories with acts that the older version did not have."""


async def older(revision: str, newest: Plain, urls: DatabaseUrls, cluster: Cluster) -> Plain:
    """The administrator's connection to the empty database, brought to an earlier version with the rows of `newest`.

    Of these it has the columns that there were by then.
    """
    engine = create_async_engine(make_url(urls.owner).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade_to, revision)
    await engine.dispose()
    admin = await asyncpg.connect(cluster.admin_url_of(urls))
    await admin.execute("set search_path = trappa; set session_replication_role = replica")
    columns: dict[str, list[str]] = {}
    for table, column in await admin.fetch(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'trappa' and table_name <> 'schema_version' order by ordinal_position"
    ):
        columns.setdefault(table, []).append(column)
    for table, names in columns.items():
        rows = await newest.fetch(f"select {', '.join(names)} from trappa.{table}")
        await admin.copy_records_to_table(
            table, schema_name="trappa", columns=names, records=[tuple(row) for row in rows]
        )
    return admin


TOLD_TO_ALL = "update case_file set state = $3, version = $4 where tenant_id = $1 and case_id = $2"
SHOWN = """
select case_file.state, case_file.version, internal.state, internal.version
from trappa.case_file join trappa.case_internal as internal using (tenant_id, case_id)
order by case_id
"""


async def test_cases_of_an_older_version_show_their_party_what_it_may_know(
    tenancy: PostgresTenancy, empty_database: DatabaseUrls, admin: Plain, cluster: Cluster
) -> None:
    """Every beginning of every story of that time: a case in each state, and under each kind of last event."""
    played = [play(STORIES.get(name, name)) for name in (*scenarios(), *STORIES) if name not in SINCE]
    actor = staff("08")
    async with tenancy.begin(actor, NOW, stopped=True) as tx:
        for ruleset_id in dict.fromkeys(own for one in played for own in one.versions):
            await append(tx, "ruleset", ruleset_id, adopted(str(ruleset_id)))
        for unit_id in dict.fromkeys(one.unit_id for one in played):
            await append(tx, "unit", unit_id, registered(str(unit_id)))
        for unit_id, events in ((one.unit_id, events) for one in played for events in one.events.values()):
            if any(isinstance(event, EndingEvent) for event in events):
                continue  # what no version of that age could record
            for length in range(1, len(events) + 1):
                await tx.record(act(IDS.new(), [], events[:length], seats=(str(unit_id),)))
    expected = await admin.fetch(SHOWN)
    assert sum(row[0] != row[2] for row in expected) > 20
    before = await older("0003", admin, empty_database, cluster)
    own = await admin.fetch("select tenant_id, case_id, state, version from case_internal")
    await before.executemany(TOLD_TO_ALL, [tuple(row) for row in own])
    assert len({row[0] for row in await before.fetch("select state from case_file")}) > 8
    await asyncio.to_thread(upgrade, empty_database.owner)
    assert await before.fetch(SHOWN) == expected
    forced = await before.fetch("select relname from pg_class where relforcerowsecurity")
    assert {row[0] for row in forced} == {table for table in REGISTRY if guarded(table)}
    await before.close()


REGISTERED = """
select (select json_agg(unit order by unit_id)::text from trappa.care_unit as unit),
  (select json_agg(held order by agreement_id)::text from trappa.agreement as held),
  (select json_agg(provider order by tenant_id, orgnr)::text from trappa.provider)
"""


async def test_units_of_an_older_version_have_their_agreements_and_providers(
    tenancy: PostgresTenancy, empty_database: DatabaseUrls, admin: Plain, cluster: Cluster
) -> None:
    for tenant_id in ("05", "08"):
        await open_region(tenancy, tenant_id)
    expected = await admin.fetchrow(REGISTERED)
    assert expected is not None
    assert [text.count("tenant_id") for text in expected] == [4, 4, 2]
    before = await older("0004", admin, empty_database, cluster)
    await asyncio.to_thread(upgrade, empty_database.owner)
    assert await before.fetchrow(REGISTERED) == expected
    await before.close()


async def test_a_chain_of_an_older_version_is_gone_on_from(
    tenancy: PostgresTenancy, empty_database: DatabaseUrls, admin: Plain, cluster: Cluster
) -> None:
    await open_region(tenancy, "08")
    before = await older("0004", admin, empty_database, cluster)
    await before.close()
    await asyncio.to_thread(upgrade, empty_database.owner)
    pool = await open_pool(empty_database.app, size=1, statement_cache=True)
    async with PostgresTenancy(pool, VAULT, IDS).begin(staff("08"), NOW) as tx:
        await append(tx, "unit", IDS.new(), registered("SE08-NEW"))
    async with pool.acquire() as connection, auditing(connection, "08"):
        links, head = await read_chain(connection, "08")
    await pool.close()
    assert len(links) == 11
    assert list(breaks(links, head)) == []


BACKFILL = "update trappa.case_file set state = 'BACKFILLED'"
NEW_KEY = (
    "alter table trappa.settlement_line add constraint line_of_case foreign key (tenant_id, case_id)"
    " references trappa.case_internal (tenant_id, case_id)"
)


def _backfilled(connection: Connection) -> tuple[int, int]:
    bound = connection.execute(text(BACKFILL)).rowcount
    with force_lifted(connection, "case_file"):
        return bound, connection.execute(text(BACKFILL)).rowcount


def _foreign_key(connection: Connection) -> None:
    connection.execute(text("alter table trappa.case_internal no force row level security"))
    connection.execute(text("delete from trappa.case_internal"))
    connection.execute(text("alter table trappa.case_internal force row level security"))
    with force_lifted(connection, "settlement_line", "case_internal"):
        connection.execute(text(NEW_KEY))


async def test_a_backfill_sees_the_rows_only_with_the_force_lifted(
    tenancy: PostgresTenancy, database: DatabaseUrls, owner: Plain
) -> None:
    await open_region(tenancy, "05")
    await open_region(tenancy, "08")
    engine = create_async_engine(make_url(database.owner).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    async with engine.begin() as connection:
        assert await connection.run_sync(_backfilled) == (0, 2)
    await engine.dispose()
    assert await owner.fetchval("select count(*) from case_file") == 0


async def test_a_constraint_meets_the_rows_that_violate_it_only_with_the_force_lifted(
    tenancy: PostgresTenancy, database: DatabaseUrls, owner: Plain
) -> None:
    await open_region(tenancy, "08")
    # Bound by the force, the owner adds the key over rows that violate it, and PostgreSQL says nothing.
    async with owner.transaction():
        await owner.execute("alter table case_internal no force row level security")
        await owner.execute("delete from case_internal")
        await owner.execute("alter table case_internal force row level security")
        await owner.execute(NEW_KEY)
        await owner.execute("alter table settlement_line drop constraint line_of_case")
    engine = create_async_engine(make_url(database.owner).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.run_sync(_foreign_key)
    await engine.dispose()
    forced = await owner.fetch("select relname from pg_class where relforcerowsecurity")
    assert {row[0] for row in forced} == {table for table in REGISTRY if guarded(table)}
