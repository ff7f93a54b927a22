"""`trappa worker`: the process that runs jobs, and what it is built from."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Callable
from typing import Final

import structlog
from pgqueuer.errors import FailingListenerError

from infra.cli.failures import CommandFailed, database_errors
from infra.clock import SystemClock
from infra.db.ids import Uuid7Ids
from infra.db.pool import Pool
from infra.db.tx import PostgresTenancy
from infra.jobs.publications import Publisher
from infra.jobs.worker import work
from infra.keys.master import master_key
from infra.keys.personal import PersonalKeys
from infra.keys.pseudonyms import Pseudonyms
from infra.settings import Settings, load
from infra.telemetry.logs import configure_logging
from service.domain.words import Words
from service.usecases.commanding import Services
from tenants.catalog import grants
from tenants.national_list import national_list
from tenants.registry import regions

_log = structlog.get_logger(__name__)
_STOPS: Final = (signal.SIGTERM, signal.SIGINT)


def worker(_given: argparse.Namespace) -> int:
    """Until a signal ends it: 0. Refuses to start where its database is out of reach or names an unsafe role."""
    settings = load(os.environ, "TRAPPA_WORKER_URL")
    configure_logging(settings.log_level)
    with database_errors():
        try:
            asyncio.run(_work(settings))
        except FailingListenerError:
            raise CommandFailed("DATABASE_UNREACHABLE", "the database no longer answers what listens") from None
    return 0


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    for one in _STOPS:
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    await work(settings.needed_worker_url(), services_by(settings), publisher(), stop, lambda: _log.info("working"))


def publisher() -> Publisher:
    """What national figures are published by: the shipped list, and the registry's names."""
    names = {region.code: Words(region.sv, region.en) for region in regions()}
    return Publisher(national_list(), names, Words("Riket", "Sweden"))


def services_by(settings: Settings) -> Callable[[Pool], Services]:
    """What a worker's jobs are done with, over its pool."""

    def services(pool: Pool) -> Services:
        ids = Uuid7Ids()
        tenancy = PostgresTenancy(pool, PersonalKeys(master_key(settings)), ids)
        return Services(tenancy, SystemClock(), ids, grants(), Pseudonyms(settings.pseudonym_key))

    return services
