"""The queue of jobs: pgqueuer's, under names of our own, whatever the environment says to it."""

from __future__ import annotations

from typing import Any, Final, cast

import asyncpg
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.db import AsyncpgDriver
from pgqueuer.domain.settings import DBSettings
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries
from pgqueuer.types import Channel

from infra.db.columns import SCHEMA
from infra.db.pool import Connection


class _Names(DBSettings):
    """It would read names as common as CHANNEL or FUNCTION from the environment."""

    @classmethod
    def settings_customise_sources(  # type: ignore[override]  # the other sources come by name, and are not asked
        cls, _: Any, init_settings: Any, **__: Any
    ) -> tuple[Any, ...]:
        return (init_settings,)


_NAMES: Final = _Names(db_schema=SCHEMA)


def queries(connection: Connection) -> Queries:
    """What can be asked of the queue over the connection, in its transaction where it is in one."""
    driver = AsyncpgDriver(cast("asyncpg.Connection[asyncpg.Record]", connection))
    builders = (QueryBuilderEnvironment(_NAMES), QueryQueueBuilder(_NAMES), QuerySchedulerBuilder(_NAMES))
    return Queries(driver, *builders)


def manager(connection: Connection) -> QueueManager:
    """What takes jobs off the queue, over a connection of its own, which listens."""
    return QueueManager(queries(connection), Channel(_NAMES.channel))
