"""What pulls of published figures cost: 25 indicators, 21 regions, 24 months, in each form, over HTTP."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import asyncpg

from infra.db.bootstrap import bootstrap, new_passwords
from infra.db.embedded import EmbeddedPostgres
from infra.db.migrate import upgrade
from infra.settings import LogLevel
from infra.telemetry.logs import configure_logging
from service.national.cells import RIKET, Cell
from service.national.observations import Key
from service.national.periods import ReportingPeriod
from tenants.national_list import national_list
from tests.api.national import NAMES
from tests.api.serving import Served, served
from tests.bench.published import Record, publish, written

ROUNDS = 5
PER_ROUND = 10
MONTHS = 24
FIRST = ReportingPeriod(2024, 1, "MONTH")
INDICATORS = tuple(dict.fromkeys(one.id for one in national_list().indicators))[:25]
REGIONS = tuple(code for code in NAMES if code != RIKET)
EARLIER = 8
"""Publications before, each of which said something else of every cell."""
PULLS = {
    "pull as JSON": "cells?limit=50000&",
    "pull as CSV": "cells/csv?",
    "pull as CSV with semicolons": "cells/csv?separator=semicolon&",
    "pull as SDMX-CSV": "cells/sdmx-csv?",
    "pull as JSON-stat": "cells/json-stat?",
    "pull of changes": f"changes?limit=50000&since={EARLIER}&",
}


def cells() -> Iterator[Cell]:
    for number, indicator in enumerate(INDICATORS):
        for region in NAMES:
            for step in range(MONTHS):
                value = Decimal(number * 31 + int(region) * 7 + step * 3)
                key = Key(indicator, region, FIRST.plus(step))
                found = {"source": "OWN_EVENTS", "scope": "HSV", "coverage": Decimal("93.5"), "change": Decimal("1.5")}
                yield Cell(key, "NORMAL", 1, value=value, numerator=int(value), verdict="COMPARABLE", **found)


def records() -> Iterator[Record]:
    """The cells as they were, publication by publication, and as they hold."""
    listed = {one.id: one for one in national_list().indicators}
    rows = [written(one, listed[one.key.indicator], NAMES[one.key.region], EARLIER + 1) for one in cells()]
    for earlier in range(1, EARLIER + 1):
        yield from ((*row[:4], earlier, *row[5:-1], earlier + 1) for row in rows)
    yield from rows


async def national() -> None:
    with EmbeddedPostgres(ephemeral=True) as embedded:
        urls = await bootstrap(embedded.admin_url, "trappa_bench", new_passwords())
        await asyncio.to_thread(upgrade, urls.owner)
        admin = await asyncpg.connect(embedded.admin_url.rsplit("/", 1)[0] + "/trappa_bench")
        await publish(admin, range(1, EARLIER + 2), records())
        await admin.execute("vacuum analyze trappa.published_cell")
        held = await admin.fetchval("select count(*) from trappa.published_cell")
        await admin.close()
        print(f"# {held} published cells, {len(INDICATORS) * len(REGIONS) * MONTHS} of them in a pull")
        with served(urls) as running:
            await running.register()
            await asyncio.to_thread(_measure, running)


def _measure(running: Served) -> None:
    """By the plainest client there is: the service shares its process, and must not wait for it."""
    address = urlsplit(running.base_url)
    connection = HTTPConnection(address.hostname or "", address.port)
    token = running.token(["national_reader"], region=None)
    months = ",".join(str(FIRST.plus(step)) for step in range(MONTHS))
    selection = f"indicator={','.join(INDICATORS)}&region={','.join(REGIONS)}&period={months}"

    def pull(path: str, etag: str = "") -> HTTPResponse:
        headers = {"authorization": f"Bearer {token}", "if-none-match": etag}
        connection.request("GET", f"/national/v1/{path}{selection}", headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == (304 if etag else 200), answer.status
        return answer

    for what, path in PULLS.items():
        first = pull(path)
        size = int(first.headers["content-length"]) / 2**20
        _row(f"{what}, {size:.1f} MiB", lambda path=path: pull(path))
        etag = first.headers["etag"]
    _row("the last one again, which the caller has", lambda: pull(path, etag))


def _row(what: str, work: Callable[[], object]) -> None:
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(PER_ROUND):
            work()
        rounds.append((time.perf_counter() - started) * 1000 / PER_ROUND)
    print(f"{what:<44} {statistics.median(rounds):>9.2f} ms/pull    ({min(rounds):.2f}-{max(rounds):.2f})")


if __name__ == "__main__":
    configure_logging(LogLevel.WARNING)
    sys.exit(asyncio.run(national()))
