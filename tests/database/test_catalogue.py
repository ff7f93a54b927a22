"""What the database's own catalogue says of tables, rights and policies, against the registry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from infra.db import national_tables, tables
from infra.db.bootstrap import ROLES, DatabaseUrls
from infra.db.embedded import EmbeddedPostgres
from infra.db.embedded_install import Installation
from infra.db.migrate import upgrade
from infra.db.policies import NATIONAL, REGISTRY, TENANT_ROLES, Grant, statements, tables_of
from tests.database.conftest import Plain
from tests.rig.postgres import Cluster, new_name

(METADATA,) = {tables.metadata, national_tables.metadata}
IN_SCHEMA = "relnamespace = 'trappa'::regnamespace"
# Everything that tables and policies say, as PostgreSQL itself writes it down.
CATALOGUE = {
    "columns": (
        "select relname, attname, format_type(atttypid, atttypmod), attnotnull from pg_attribute"
        f" join pg_class on pg_class.oid = attrelid where {IN_SCHEMA} and relkind = 'r' and attnum > 0 order by 1, 2"
    ),
    "constraints": (
        "select relname, conname, pg_get_constraintdef(pg_constraint.oid) from pg_constraint"
        f" join pg_class on pg_class.oid = conrelid where {IN_SCHEMA} and contype <> 'n' order by 1, 2"
    ),
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'trappa' order by 1, 2",
    "policies": (
        "select tablename, policyname, permissive, roles::text[], cmd, qual, with_check from pg_policies"
        " where schemaname = 'trappa' order by 1, 2"
    ),
    "security": (
        f"select relname, relrowsecurity, relforcerowsecurity from pg_class where {IN_SCHEMA} and relkind = 'r'"
        " order by 1"
    ),
    "rights": (
        "select relname, grantee::regrole::text, privilege_type, attname::text from pg_class,"
        " lateral (select null::name as attname, (aclexplode(relacl)).* union all"
        " select attname, (aclexplode(attacl)).* from pg_attribute where attrelid = pg_class.oid) as given"
        f" where {IN_SCHEMA} and relkind = 'r' order by 1, 2, 3, 4"
    ),
}

NO_DIFFERENCE: dict[str, list[tuple[object, ...]]] = {name: [] for name in CATALOGUE}


async def _catalogue(connection: Plain) -> dict[str, list[tuple[object, ...]]]:
    found = {name: [tuple(row) for row in await connection.fetch(query)] for name, query in CATALOGUE.items()}
    made_by_others = {"schema_version", *tables_of("queue")}
    return {name: [row for row in rows if row[0] not in made_by_others] for name, rows in found.items()}


def _made_from_the_registry() -> Iterator[str]:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in METADATA.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            yield str(CreateIndex(index).compile(dialect=dialect))
    yield from statements(table.name for table in METADATA.sorted_tables)


async def _difference(migrated: str, empty: str) -> dict[str, list[tuple[object, ...]]]:
    """What stands in one of the two catalogues only, after the registry has been carried out in the second."""
    one, other = await asyncpg.connect(migrated), await asyncpg.connect(empty)
    for statement in _made_from_the_registry():
        await other.execute(statement)
    left, right = await _catalogue(one), await _catalogue(other)
    await one.close()
    await other.close()
    assert left["policies"]
    assert left["rights"]
    return {
        name: [row for row in left[name] + right[name] if (row in left[name]) != (row in right[name])] for name in left
    }


async def test_migrations_lead_to_what_tables_and_policies_say(
    database: DatabaseUrls, empty_database: DatabaseUrls
) -> None:
    assert await _difference(database.owner, empty_database.owner) == NO_DIFFERENCE


def test_migrations_lead_there_on_postgresql_15_too(needs_postgresql_15: Path) -> None:
    with EmbeddedPostgres(ephemeral=True, installation=Installation(needs_postgresql_15)) as server:
        cluster = Cluster(server.admin_url)
        migrated, empty = cluster.bootstrapped(new_name()), cluster.bootstrapped(new_name())
        upgrade(migrated.owner)
        assert cluster.run(_difference(migrated.owner, empty.owner)) == NO_DIFFERENCE
        cluster.close()


async def test_every_table_has_exactly_one_class(owner: Plain) -> None:
    there = {
        row[0] for row in await owner.fetch(f"select relname from pg_class where {IN_SCHEMA} and relkind in ('r', 'p')")
    }
    assert there == set(REGISTRY)
    assert {table.name for table in METADATA.sorted_tables} == set(REGISTRY) - {"schema_version", *tables_of("queue")}
    others = await owner.fetch(f"select relname from pg_class where {IN_SCHEMA} and relkind not in ('r', 'p', 'i')")
    assert {row[0] for row in others} == {f"{table}_id_seq" for table in tables_of("queue")}
    assert set(tables_of("queue")) == {"pgqueuer", *(f"pgqueuer_{name}" for name in ("log", "statistics", "schedules"))}


@pytest.mark.requirement("XC-01")
async def test_row_level_security_is_enabled_and_forced_where_rows_are_a_tenants_or_written_by_one(
    owner: Plain,
) -> None:
    bound = await owner.fetch(
        f"select relname from pg_class where {IN_SCHEMA} and relrowsecurity and relforcerowsecurity"
    )
    half = await owner.fetch(
        f"select relname from pg_class where {IN_SCHEMA} and relrowsecurity <> relforcerowsecurity"
    )
    assert {row[0] for row in bound} == {*tables_of("tenant"), "issuer", "delivery_notice"}
    assert half == []


async def test_every_key_of_a_tenant_table_begins_with_the_tenant(owner: Plain) -> None:
    keys = await owner.fetch(
        "select relname, conname as key, conkey[1] as first from pg_constraint join pg_class on pg_class.oid = conrelid"
        f" where {IN_SCHEMA} and contype in ('p', 'u', 'f')"
        " union all select tables.relname, indexes.relname, indkey[0] from pg_index"
        " join pg_class as tables on tables.oid = indrelid join pg_class as indexes on indexes.oid = indexrelid"
        f" where tables.{IN_SCHEMA}"
    )
    first = {(row["relname"], row["key"]): row["first"] for row in keys if row["relname"] in tables_of("tenant")}
    assert {table for table, _ in first} == set(tables_of("tenant"))
    assert {key: place for key, place in first.items() if place != 1} == {}
    columns = await owner.fetch(
        "select attname from pg_attribute join pg_class on pg_class.oid = attrelid"
        f" where {IN_SCHEMA} and attnum = 1 and relname = any($1)",
        list(tables_of("tenant")),
    )
    assert {row[0] for row in columns} == {"tenant_id"}


async def test_columns_have_the_types_that_may_be_filtered_by(owner: Plain) -> None:
    types = await owner.fetch(
        "select distinct format_type(atttypid, null) from pg_attribute join pg_class on pg_class.oid = attrelid"
        f" where {IN_SCHEMA} and relkind = 'r' and attnum > 0 and relname <> all($1)",
        ["schema_version", *tables_of("queue")],
    )
    assert {row[0] for row in types} == {
        "bigint",
        "boolean",
        "bytea",
        "date",
        "integer",
        "text",
        "timestamp with time zone",
        "uuid",
    }


@pytest.mark.requirement("XC-06")
async def test_amounts_and_counts_are_whole_numbers(owner: Plain) -> None:
    types = await owner.fetch(
        "select table_name || '.' || column_name, data_type from information_schema.columns"
        " where table_schema = 'trappa'"
        " and (column_name like '%\\_ore' or column_name in ('days', 'days_in_month', 'listed'))"
    )
    assert dict(map(tuple, types)) == {
        "listed_count.listed": "integer",
        "simulation_case.weight_ore": "bigint",
        "settlement_line.rate_ore": "integer",
        "settlement_line.amount_ore": "bigint",
        "settlement_line.days": "integer",
        "settlement_line.days_in_month": "integer",
        "settlement_line.listed": "integer",
        "withholding_entry.amount_ore": "bigint",
    }


async def test_roles_may_do_what_the_registry_grants_and_nothing_else(owner: Plain) -> None:
    for table, rule in REGISTRY.items():
        columns = [
            row[0]
            for row in await owner.fetch(
                "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0", table
            )
        ]
        for role in ROLES:
            if role == "trappa_owner":
                continue
            grant = rule.grants.get(role, Grant())
            for privilege in ("select", "insert", "update", "delete", "truncate", "references", "trigger"):
                held = await owner.fetchval("select has_table_privilege($1, $2, $3)", role, table, privilege)
                assert held == (privilege != "update" and getattr(grant, privilege, False)), (
                    role,
                    table,
                    privilege,
                )
            changed = [
                column
                for column in columns
                if await owner.fetchval("select has_column_privilege($1, $2, $3, 'update')", role, table, column)
            ]
            assert set(changed) == set(grant.update), (role, table)


async def test_events_are_only_added_and_the_national_role_has_no_tenant_table() -> None:
    assert REGISTRY["event"].grants["trappa_app"] == Grant(select=True, insert=True)
    of_national = {table for table, rule in REGISTRY.items() if NATIONAL in rule.grants}
    assert of_national == {*tables_of("published"), "pgqueuer", "pgqueuer_log"}
    assert {role for table in tables_of("tenant") for role in REGISTRY[table].grants} == set(TENANT_ROLES)


async def test_no_role_but_the_owner_owns_or_bypasses(owner: Plain) -> None:
    owners = await owner.fetch(f"select distinct relowner::regrole::text from pg_class where {IN_SCHEMA}")
    assert [row[0] for row in owners] == ["trappa_owner"]
    powers = await owner.fetch(
        "select rolname from pg_roles where rolname = any($1) and (rolsuper or rolbypassrls)", list(ROLES)
    )
    assert powers == []
    definers = await owner.fetch(
        "select proname from pg_proc where pronamespace = 'trappa'::regnamespace and (prosecdef or proleakproof)"
    )
    assert definers == []
