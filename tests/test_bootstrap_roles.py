"""The four roles: made by an administrator who is no superuser, and able to do no more than they should."""

from collections.abc import AsyncIterator, Iterator
from typing import TypeAlias
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from infra.db.bootstrap import (
    ROLES,
    DatabaseUrls,
    PasswordsRefusedError,
    bootstrap,
    database_urls,
    new_passwords,
    prepare,
)
from infra.db.embedded import EmbeddedPostgres
from infra.db.embedded_install import Installation
from tests.rig.postgres import new_name

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
BOUNDED = ("app", "worker", "national")


@pytest.fixture(params=["bundled PostgreSQL 18", "PostgreSQL 15"], scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[EmbeddedPostgres]:
    """A server of its own, since its roles are made and unmade here."""
    installed = None
    if request.param == "PostgreSQL 15":
        installed = Installation(request.getfixturevalue("needs_postgresql_15"))
    with EmbeddedPostgres(ephemeral=True, installation=installed) as running:
        yield running


@pytest.fixture
async def superuser(server: EmbeddedPostgres) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(server.admin_url)
    yield connection
    await connection.close()


@pytest.fixture
async def plain_admin(server: EmbeddedPostgres, superuser: Connection) -> str:
    """The URL of a login as a managed PostgreSQL gives it: CREATEROLE and CREATEDB, nothing else."""
    if not await superuser.fetchval("select exists (select from pg_roles where rolname = 'manager')"):
        await superuser.execute("create role manager login createrole createdb password 'managed'")
    parts = urlsplit(server.admin_url)
    return urlunsplit(parts._replace(netloc=f"manager:managed@{parts.hostname}:{parts.port}"))


async def _value(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def _refused(url: str, statement: str) -> str:
    """The SQLSTATE with which `statement` is refused."""
    connection = await asyncpg.connect(url)
    try:
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await connection.execute(statement)
    finally:
        await connection.close()
    return str(refusal.value.sqlstate)


async def test_a_login_that_is_no_superuser_makes_database_roles_and_schema(plain_admin: str) -> None:
    urls = await bootstrap(plain_admin, new_name(), new_passwords())
    for role, url in zip(ROLES, (urls.owner, urls.app, urls.worker, urls.national), strict=True):
        assert await _value(url, "select current_user::text") == role
    await _value(urls.owner, "create table proof (id int primary key)")
    owner = "select tableowner || ' ' || schemaname from pg_tables where tablename = 'proof'"
    assert await _value(urls.app, owner) == "trappa_owner trappa"


async def test_no_role_can_do_more_than_log_in(plain_admin: str, superuser: Connection) -> None:
    await bootstrap(plain_admin, new_name(), new_passwords())
    found = await superuser.fetch(
        """select rolname from pg_roles where rolname like 'trappa\\_%' and rolcanlogin
           and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)"""
    )
    assert {row["rolname"] for row in found} == set(ROLES)
    memberships = "select count(*) from pg_auth_members where member::regrole::text like 'trappa\\_%'"
    assert await superuser.fetchval(memberships) == 0


async def test_running_twice_changes_nothing_but_the_passwords(plain_admin: str, superuser: Connection) -> None:
    name = new_name()
    first, second = new_passwords(), new_passwords()
    old = await bootstrap(plain_admin, name, first)
    await _value(old.owner, "create table kept as select 7 as value")
    catalogue = """select array[
        (select count(*) from pg_roles), (select count(*) from pg_auth_members),
        (select sum(cardinality(setconfig)) from pg_db_role_setting),
        (select count(*) from pg_namespace)]::int[]"""
    before = await superuser.fetchval(catalogue)
    new = await bootstrap(plain_admin, name, second)
    assert await superuser.fetchval(catalogue) == before
    assert await _value(new.owner, "select value from kept") == 7
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(old.app)


async def test_the_file_runs_again_as_another_administrator(
    plain_admin: str, server: EmbeddedPostgres, superuser: Connection
) -> None:
    name = new_name()
    await bootstrap(plain_admin, name, new_passwords())
    await prepare(server.admin_url, name)
    assert await superuser.fetchval("select has_database_privilege('trappa_app', $1, 'CONNECT')", name)


async def test_a_fresh_connection_is_bounded_in_time(plain_admin: str) -> None:
    urls = await bootstrap(plain_admin, new_name(), new_passwords())
    for role in BOUNDED:
        settings = [
            await _value(getattr(urls, role), f"show {name}")
            for name in (
                "statement_timeout",
                "lock_timeout",
                "idle_in_transaction_session_timeout",
                "search_path",
                "TimeZone",
            )
        ]
        assert settings == ["15s", "4s", "30s", "trappa", "UTC"], role
    assert await _value(urls.owner, "show statement_timeout") == "0"
    assert await _refused(urls.app, "set statement_timeout = '5ms'; select pg_sleep(1)") == "57014"


@pytest.mark.parametrize("role", BOUNDED)
async def test_only_the_owner_makes_tables(plain_admin: str, role: str) -> None:
    urls = await bootstrap(plain_admin, new_name(), new_passwords())
    await _value(urls.owner, "create table theirs (id int)")
    for statement in (
        "create table mine (id int)",
        "create table public.mine (id int)",
        "create temporary table mine (id int)",
        "create schema mine",
        "create function mine() returns int language sql as 'select 1'",
        "create extension btree_gist",
        "select * from trappa.theirs",
        "set role trappa_owner",
        "create role mine",
        "drop schema trappa cascade",
    ):
        assert await _refused(getattr(urls, role), statement) == "42501", statement


async def test_a_trusted_extension_is_within_the_owners_reach(plain_admin: str) -> None:
    urls = await bootstrap(plain_admin, new_name(), new_passwords())
    await _value(urls.owner, "create extension btree_gist")
    where = "select extnamespace::regnamespace::text from pg_extension where extname = 'btree_gist'"
    assert await _value(urls.app, where) == "trappa"


async def test_another_login_cannot_connect(plain_admin: str, superuser: Connection) -> None:
    name = new_name()
    await bootstrap(plain_admin, name, new_passwords())
    assert not await superuser.fetchval(
        "select exists (select from aclexplode((select datacl from pg_database where datname = $1)) where grantee = 0)",
        name,
    )


async def test_text_sorts_by_code_point_on_every_version(plain_admin: str) -> None:
    urls = await bootstrap(plain_admin, new_name(), new_passwords())
    letters = "select string_agg(l, '' order by l) from unnest(array['ö','a','Z','å','z','ä','A']) as l"
    assert await _value(urls.app, letters) == "AZazäåö"


@pytest.mark.parametrize("power", ["superuser", "bypassrls", "createrole", "createdb", "replication"])
async def test_a_role_with_powers_is_refused(plain_admin: str, superuser: Connection, power: str) -> None:
    name = new_name()
    await bootstrap(plain_admin, name, new_passwords())
    await superuser.execute(f"alter role trappa_app {power}")
    try:
        with pytest.raises(asyncpg.InvalidRoleSpecificationError, match="trappa_app"):
            await prepare(plain_admin, name)
    finally:
        await superuser.execute(f"alter role trappa_app no{power}")
    await prepare(plain_admin, name)


@pytest.mark.parametrize("membership", ["trappa_owner", "trappa_worker", "pg_read_all_data"])
async def test_a_role_that_may_act_as_another_is_refused(
    plain_admin: str, superuser: Connection, membership: str
) -> None:
    name = new_name()
    await bootstrap(plain_admin, name, new_passwords())
    await superuser.execute(f"grant {membership} to trappa_national")
    try:
        with pytest.raises(asyncpg.InvalidRoleSpecificationError, match=f"trappa_national in {membership}"):
            await prepare(plain_admin, name)
    finally:
        await superuser.execute(f"revoke {membership} from trappa_national")


async def test_a_right_to_create_tables_is_found(plain_admin: str, superuser: Connection) -> None:
    name = new_name()
    urls = await bootstrap(plain_admin, name, new_passwords())
    await _value(urls.owner, "grant create on schema trappa to trappa_app")
    with pytest.raises(asyncpg.PostgresError, match="trappa_app in trappa"):
        await prepare(plain_admin, name)


@pytest.mark.parametrize("awkward", ["trappa-test", 'tra"ppa', "Trappa Å", "select"])
async def test_a_database_may_have_any_name(plain_admin: str, superuser: Connection, awkward: str) -> None:
    urls = await bootstrap(plain_admin, awkward, new_passwords())
    assert await _value(urls.app, "select current_database()::text") == awkward


async def test_of_a_password_only_the_verifier_is_stored(plain_admin: str, superuser: Connection) -> None:
    await bootstrap(plain_admin, new_name(), new_passwords())
    stored = await superuser.fetch("select rolpassword from pg_authid where rolname like 'trappa\\_%'")
    assert all(row["rolpassword"].startswith("SCRAM-SHA-256$4096:") for row in stored)
    assert len(stored) == 4


def test_passwords_are_one_for_each_role() -> None:
    given = new_passwords()
    del given["trappa_worker"]
    given |= {"trappa_app": "", "trappa_owner": "lösen", "postgres": "x"}
    with pytest.raises(PasswordsRefusedError) as refusal:
        database_urls("postgresql://a:b@127.0.0.1:5432/postgres", "one", given)
    assert refusal.value.missing == {"trappa_worker"}
    assert refusal.value.unknown == {"postgres"}
    assert refusal.value.unfit == {"trappa_app", "trappa_owner"}
    assert "trappa_worker" in str(refusal.value)


def test_urls_keep_the_servers_options_and_quote_what_they_must() -> None:
    passwords = dict.fromkeys(ROLES, "a/b@c:d")
    urls = database_urls("postgresql://boss:pw@db.invalid:6432/postgres?sslmode=require", "one", passwords)
    assert urls == DatabaseUrls(
        app="postgresql://trappa_app:a%2Fb%40c%3Ad@db.invalid:6432/one?sslmode=require",
        owner="postgresql://trappa_owner:a%2Fb%40c%3Ad@db.invalid:6432/one?sslmode=require",
        worker="postgresql://trappa_worker:a%2Fb%40c%3Ad@db.invalid:6432/one?sslmode=require",
        national="postgresql://trappa_national:a%2Fb%40c%3Ad@db.invalid:6432/one?sslmode=require",
    )
