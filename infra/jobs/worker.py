"""The worker: takes jobs off the queue, two at a time, until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

import asyncpg
from pgqueuer.models import Job

from infra.db.pool import Pool, open_pool
from infra.db.publication_rows import JOB as PUBLICATION
from infra.db.publishing_rows import PublicationRun
from infra.db.queue import manager
from infra.db.simulation_runs import SimulationRun
from infra.db.simulations import JOB, named
from infra.jobs.publications import Publisher, run_publication
from infra.jobs.simulations import CONNECTIONS, run_simulation
from service.usecases.commanding import Services

AT_A_TIME: Final = 2
"""Jobs that take turns in one process, so that a short one does not wait for a long one to end."""
_LOOKS_EVERY: Final = timedelta(seconds=5)
"""How long a job may wait whose notice was missed."""
_PRESUMED_DEAD: Final = timedelta(seconds=60)
"""How long the job of a worker that says nothing any more is left alone."""


async def work(
    url: str,
    services: Callable[[Pool], Services],
    publisher: Publisher,
    stop: asyncio.Event,
    started: Callable[[], None],
) -> None:
    """Until `stop` is set: a simulation that runs then is given back, to be run anew.

    Raises UnsafeRoleError as `open_pool`, what asyncpg raises, and FailingListenerError once the database is silent.
    """
    async with _pool(url) as pool, _listener(url) as listener:
        queue = manager(listener)
        queue.shutdown = stop
        its_own = services(pool)

        @queue.entrypoint(JOB)
        async def simulation(job: Job) -> None:
            await run_simulation(its_own, SimulationRun(pool, *named(job.payload)), stop.is_set, job.attempts)

        @queue.entrypoint(PUBLICATION)
        async def publication(job: Job) -> None:
            run = PublicationRun(pool, int((job.payload or b"").decode()))
            await run_publication(publisher, run, job.attempts)

        started()
        await queue.run(
            dequeue_timeout=_LOOKS_EVERY,
            batch_size=1,
            max_concurrent_tasks=AT_A_TIME,
            shutdown_on_listener_failure=True,
            heartbeat_timeout=_PRESUMED_DEAD,
            log_aggregation_interval=timedelta(0),
        )


@asynccontextmanager
async def _pool(url: str) -> AsyncIterator[Pool]:
    pool = await open_pool(url, size=AT_A_TIME * CONNECTIONS, statement_cache=True)
    try:
        yield pool
    finally:
        await pool.close()


@asynccontextmanager
async def _listener(url: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A connection to the server itself: what listens cannot go through PgBouncer in transaction mode."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()
