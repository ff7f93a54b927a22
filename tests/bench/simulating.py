"""What a simulation costs, reading included: the sample in a database, in three sizes; linear where the rate stays."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from infra.clock import StoppedClock
from infra.db.bootstrap import bootstrap, new_passwords
from infra.db.embedded import EmbeddedPostgres
from infra.db.ids import Uuid7Ids
from infra.db.migrate import upgrade
from infra.db.pool import open_pool
from infra.db.tx import PostgresTenancy
from infra.keys.personal import PersonalKeys
from infra.keys.pseudonyms import Pseudonyms
from infra.settings import LogLevel
from infra.telemetry.logs import configure_logging
from service.authorize import actor_from
from service.usecases.commanding import Services
from service.usecases.simulating import Asked, simulate_ruleset
from tests.core.kalmar import with_yellow
from tests.core.play import catalogue
from tests.core.sample import TODAY, sample
from tests.database.sampled import plant

NOW = datetime.combine(TODAY, datetime.min.time(), UTC)
ROUNDS = {1_000: 5, 10_000: 5, 100_000: 1}
"""How often each number of cases is simulated."""


async def simulating() -> None:
    with EmbeddedPostgres(ephemeral=True) as embedded:
        for cases, rounds in ROUNDS.items():
            url = await _planted(embedded.admin_url, cases)
            # In a process of its own, whose memory is that of simulating alone.
            command = [sys.executable, "-m", "tests.bench.simulating", url, str(rounds)]
            done = await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, text=True)
            told = json.loads(done.stdout)
            median, spread = (
                statistics.median(told["seconds"]),
                f"({min(told['seconds']):.2f}-{max(told['seconds']):.2f})",
            )
            what = f"simulate {told['cases']} cases, {told['differing']} differ"
            print(f"{what:<44} {median:>9.2f} s          {spread} {told['working']:.2f} s at work, {told['mib']} MiB")


async def _planted(admin_url: str, cases: int) -> str:
    """The application's URL of a database with so many cases."""
    name = f"trappa_bench_{cases}"
    urls = await bootstrap(admin_url, name, new_passwords())
    await asyncio.to_thread(upgrade, urls.owner)
    admin = await asyncpg.connect(urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}")))
    await admin.execute("set search_path = trappa")
    await plant(admin, sample(cases))
    await admin.close()
    return urls.app


async def _timed(url: str, rounds: int) -> None:
    pool = await open_pool(url, size=1, statement_cache=False)
    tenancy = PostgresTenancy(pool, PersonalKeys(bytes(32)), Uuid7Ids())
    services = Services(tenancy, StoppedClock(NOW), Uuid7Ids(), catalogue(), Pseudonyms(bytes(32)))
    actor = actor_from(Uuid7Ids().new(), "08", frozenset({"handler"}), None, catalogue())
    asked, seconds, working = Asked(with_yellow("4.00", label="2")), [], time.process_time()
    for _ in range(rounds):
        started = time.perf_counter()
        totals = await simulate_ruleset(services, actor, asked, lambda _one: None, lambda _done, _cases: None)
        seconds.append(time.perf_counter() - started)
    await pool.close()
    told = {"seconds": seconds, "working": (time.process_time() - working) / rounds}
    counted = {"cases": totals.cases, "differing": totals.differing}
    print(json.dumps(told | counted | {"mib": _most_memory()}))


def _most_memory() -> int:
    """The most that this process has held, in MiB; what `getrusage` says begins with its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


if __name__ == "__main__":
    configure_logging(LogLevel.WARNING)
    asyncio.run(_timed(sys.argv[1], int(sys.argv[2])))
