"""Brings a database to the newest schema, as its owner."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import ClassVar, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from infra.db.columns import SCHEMA

OWNER: Final = "trappa_owner"
VERSION_TABLE: Final = "schema_version"
# One migration at a time per database; a second one waits and then finds nothing to do.
_LOCK: Final = 7_266_112_002
_LOCK_WAIT: Final = "60s"
# A migration that cannot have a table at once fails instead of queueing all traffic behind itself.
_LOCK_TIMEOUT: Final = "4s"


class MigrationRoleError(Exception):
    """Migrations run as trappa_owner alone: what another role makes would belong to it."""

    code: ClassVar[str] = "MIGRATION_ROLE"

    def __init__(self, role: str) -> None:
        self.role = role
        super().__init__(f"migrations run as {OWNER}, not as {role}")


def upgrade(owner_url: str) -> None:
    """Runs what is missing, all of it or nothing, in one transaction.

    `owner_url` is `postgresql://trappa_owner:…@host:port/database`. Not to be called where an event loop runs: give it
    a thread there. MigrationRoleError for another role; what PostgreSQL raises, as SQLAlchemy wraps it.
    """
    # A loop that never becomes the current one, so that the caller's own stays what it is.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(_upgrade(owner_url))


@contextmanager
def force_lifted(connection: Connection, *tables: str) -> Iterator[None]:
    """Within the block, the owner sees the rows of these tenant tables.

    For every migration that reads or checks rows: forced row-level security binds the owner too, so that a backfill
    would touch nothing and a new constraint pass over rows that violate it, both without a word. Other sessions wait,
    since the tables stay locked until the transaction ends; if the block raises, its rollback sets the force again.
    """
    for table in tables:
        connection.execute(text(f"alter table {SCHEMA}.{table} no force row level security"))
    yield
    for table in tables:
        connection.execute(text(f"alter table {SCHEMA}.{table} force row level security"))


async def _upgrade(owner_url: str) -> None:
    engine = create_async_engine(make_url(owner_url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            role = (await connection.execute(text("select current_user"))).scalar_one()
            if role != OWNER:
                raise MigrationRoleError(role)
            for setting in (
                f"set local lock_timeout = '{_LOCK_WAIT}'",
                f"select pg_advisory_xact_lock({_LOCK})",
                f"set local lock_timeout = '{_LOCK_TIMEOUT}'",
            ):
                await connection.execute(text(setting))
            await connection.run_sync(_run)
    finally:
        await engine.dispose()


def _run(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("infra") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
