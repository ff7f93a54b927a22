"""The rig itself: a database of one's own per test, and no way out of this machine."""

import socket

import asyncpg
import pytest
from hypothesis import settings

from infra.db.bootstrap import DatabaseUrls
from tests.rig.postgres import Cluster
from tests.rig.sockets import NetworkRefusedError


async def _count_of(url: str, table: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval("select count(*) from pg_tables where tablename = $1", table))
    finally:
        await connection.close()


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_has_a_database_of_its_own(database: DatabaseUrls, turn: int) -> None:
    assert await _count_of(database.app, "mine") == 0
    owner = await asyncpg.connect(database.owner)
    await owner.execute("create table mine (id int primary key)")
    await owner.close()
    assert await _count_of(database.app, "mine") == 1


async def test_a_copied_database_binds_the_app_as_the_first_one_does(database: DatabaseUrls) -> None:
    app = await asyncpg.connect(database.app)
    assert await app.fetchval("show statement_timeout") == "15s"
    assert await app.fetchval("show search_path") == "trappa"
    for statement in ("create table mine (id int)", "create temporary table mine (id int)"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(statement)
    await app.close()


async def test_the_administrator_reaches_the_same_database(database: DatabaseUrls, cluster: Cluster) -> None:
    name = "select current_database()::text"
    admin, app = await asyncpg.connect(cluster.admin_url_of(database)), await asyncpg.connect(database.app)
    assert await admin.fetchval(name) == await app.fetchval(name)
    await admin.close()
    await app.close()


def test_a_plain_test_has_one_too(database: DatabaseUrls, cluster: Cluster) -> None:
    assert cluster.run(_count_of(database.app, "mine")) == 0


def test_only_this_machine_is_reached() -> None:
    with socket.socket() as outward, pytest.raises(NetworkRefusedError):
        outward.connect(("192.0.2.1", 80))
    with socket.socket(socket.AF_INET6) as outward, pytest.raises(NetworkRefusedError):
        outward.connect_ex(("2001:db8::1", 80))
    with socket.create_server(("127.0.0.1", 0)) as here:
        name = here.getsockname()
        with socket.create_connection(name) as inward:
            assert inward.getpeername() == name


def test_hypothesis_sets_no_deadline() -> None:
    assert settings().deadline is None
