"""A region in which scenarios of the demo have been played through the API, to be copied and tampered with."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from infra.cli.demo.client import Client
from infra.cli.demo.player import Player
from infra.cli.demo.running import adopt_packages, issuers
from infra.cli.issuers import register_all
from infra.cli.operating import Where
from infra.clock import StoppedClock
from infra.db.bootstrap import DatabaseUrls
from infra.dev.issuer import DevKeys
from infra.keys.master import load_or_create_dev_master_key
from tenants.demo.scenarios import scenarios
from tests.cli.command_line import PATIENCE, await_ready, free_port, started
from tests.database.conftest import Plain
from tests.rig.postgres import Cluster, new_name

PLAYED = ("EX-02", "EX-06", "EX-11")


@pytest.fixture(scope="module")
def played_database(cluster: Cluster, template_database: str) -> Iterator[str]:
    """The name of a database in which `trappa serve` has been told PLAYED; nobody is connected to it."""
    name = new_name()
    urls = cluster.copied(template_database, name)
    port = free_port()
    base_url = f"http://127.0.0.1:{port}"
    try:
        with tempfile.TemporaryDirectory() as directory:
            place = Path(directory)
            keys, key = DevKeys.load_or_create(place), load_or_create_dev_master_key(place, env="dev")
            where = Where(urls.app, key)
            cluster.run(register_all(where, issuers(base_url), StoppedClock(datetime(2023, 1, 1, tzinfo=UTC))))
            cluster.run(adopt_packages(where))
            settings = {
                "TRAPPA_ENV": "dev",
                "TRAPPA_DATABASE_URL": urls.app,
                "TRAPPA_PORT": str(port),
                "TRAPPA_PUBLIC_URL": base_url,
                "TRAPPA_DEV_DIRECTORY": directory,
                "TRAPPA_LOG_LEVEL": "warning",
            }
            with started(place, "serve", settings=settings) as process, Client(base_url, keys) as client:
                await_ready(base_url, process)
                player = Player(client)
                for scenario in scenarios():
                    if scenario.id in PLAYED:
                        assert all(row.ok for row in player.play(scenario).rows)
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=PATIENCE)
        yield name
    finally:
        cluster.drop(name)


@pytest.fixture
def played(cluster: Cluster, played_database: str) -> Iterator[DatabaseUrls]:
    """A copy of the region, the test's own."""
    name = new_name()
    try:
        yield cluster.copied(played_database, name)
    finally:
        cluster.drop(name)


@pytest.fixture
async def tamperer(played: DatabaseUrls, cluster: Cluster) -> AsyncIterator[Plain]:
    """A superuser for whom no trigger and no policy stands in the way."""
    connection = await asyncpg.connect(cluster.admin_url_of(played))
    await connection.execute("set search_path = trappa; set session_replication_role = replica")
    yield connection
    await connection.close()
