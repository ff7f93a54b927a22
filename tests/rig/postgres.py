"""A real database for each test: a copy of one that was migrated once.

On the embedded server, or on the one whose administrator's URL stands in TRAPPA_TEST_DATABASE_URL.
"""

import asyncio
import hmac
import os
import secrets
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg
import pytest

from infra.db.bootstrap import ROLES, DatabaseUrls, bootstrap, database_urls, prepare, quoted
from infra.db.embedded import EmbeddedPostgres
from infra.db.migrate import upgrade

T = TypeVar("T")


class Cluster:
    """A server for tests, and its administrator's connection."""

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url
        # Derived from the server's own secret: two suites on one server agree on the roles' passwords.
        secret = unquote(urlsplit(admin_url).password or "").encode()
        self.passwords = {role: hmac.digest(secret, role.encode(), "sha256").hex() for role in ROLES}
        # A loop of its own, which is never the current one: these fixtures serve plain and async tests.
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._admin: asyncpg.Connection[asyncpg.Record] = self.run(asyncpg.connect(admin_url))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def execute(self, statement: str) -> None:
        self.run(self._admin.execute(statement))

    def close(self) -> None:
        self.run(self._admin.close())
        self._runner.close()

    def admin_url_of(self, urls: DatabaseUrls) -> str:
        """The administrator's URL to the same database: to tamper, to look into the catalogue, to EXPLAIN."""
        return urlunsplit(urlsplit(self.admin_url)._replace(path=urlsplit(urls.app).path))

    def bootstrapped(self, name: str) -> DatabaseUrls:
        return self.run(bootstrap(self.admin_url, name, self.passwords))

    def copied(self, template: str, name: str) -> DatabaseUrls:
        self.execute(f"create database {quoted(name)} template {quoted(template)}")
        # A copy comes without the grants on the database itself.
        self.run(prepare(self.admin_url, name))
        return database_urls(self.admin_url, name, self.passwords)

    def drop(self, name: str) -> None:
        self.execute(f"drop database if exists {quoted(name)} with (force)")


def new_name() -> str:
    return f"trappa_test_{secrets.token_hex(6)}"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    given = os.environ.get("TRAPPA_TEST_DATABASE_URL")
    if given:
        serving = Cluster(given)
        yield serving
        serving.close()
        return
    with EmbeddedPostgres(ephemeral=True) as embedded:
        serving = Cluster(embedded.admin_url)
        yield serving
        serving.close()


@pytest.fixture(scope="session")
def template_database(cluster: Cluster) -> Iterator[str]:
    """The name of a database with all migrations and nobody connected, to be copied."""
    name = new_name()
    urls = cluster.bootstrapped(name)
    try:
        upgrade(urls.owner)
        yield name
    finally:
        cluster.drop(name)


@pytest.fixture
def database(cluster: Cluster, template_database: str) -> Iterator[DatabaseUrls]:
    """A migrated database of the test's own, dropped after it."""
    name = new_name()
    try:
        yield cluster.copied(template_database, name)
    finally:
        cluster.drop(name)


@pytest.fixture
def empty_database(cluster: Cluster) -> Iterator[DatabaseUrls]:
    """Roles and schema, but no migration: for tests of the migrations themselves."""
    name = new_name()
    try:
        yield cluster.bootstrapped(name)
    finally:
        cluster.drop(name)
