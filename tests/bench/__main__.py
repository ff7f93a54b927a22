"""What the service costs on this machine: median of five rounds with spread. `make bench` on an idle machine."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import date

from infra.db.bootstrap import bootstrap, new_passwords
from infra.db.embedded import EmbeddedPostgres
from infra.db.migrate import upgrade
from infra.settings import LogLevel
from infra.telemetry.logs import configure_logging
from service.domain.dates import Month
from service.rules.accrue import accrue, explain_total
from tests.api.caller import calling, noon
from tests.api.documents import preview_document
from tests.api.region import Region
from tests.api.serving import served
from tests.bench.national import national
from tests.bench.sheets import sheets
from tests.bench.simulating import simulating
from tests.core.kalmar import KALMAR, adopted
from tests.core.play import play

ROUNDS = 5
CASES = 200
UNITS = 20
NOW = noon("2025-12-01")
PER_ROUND = 40
PURE = 10_000
DOCUMENTS = {
    "cases(first: 50), plain fields": "{ cases(first: 50) { nodes { id openedOn version planDueOn sanctionRuns } } }",
    "cases(first: 50), labels and units": (
        "{ cases(first: 50) { nodes { id state { label } colour { label } unit { name } } pageInfo { endCursor } } }"
    ),
    "cases(first: 50), sanction and duties": (
        "{ cases(first: 50) { nodes { id sanction { total lines { month amount } } obligations { label dueOn } } } }"
    ),
    "cases(first: 50), what may be done": (
        "{ cases(first: 50) { nodes { availableActions { command allowed refusal { code } } nextStep { command } } } }"
    ),
    "cases(first: 50), timelines as text": "{ cases(first: 50) { nodes { timelineText } } }",
    "a unit's ledger of a year, 10 cases": (
        'query ($unit: ID!) { ledger(unitId: $unit, from: "2025-01", until: "2025-12") '
        "{ total months { month total } lines { month amount explanation { text } } } }"
    ),
}


def row(what: str, rounds: list[float], unit: str) -> None:
    """One figure: its median, and the spread of the rounds."""
    print(f"{what:<44} {statistics.median(rounds):>9.2f} {unit:<10} ({min(rounds):.2f}-{max(rounds):.2f})")


async def timed(work: Callable[[], Awaitable[object]], times: int) -> list[float]:
    """Milliseconds per call, for each round."""
    await work()
    found = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(times):
            await work()
        found.append((time.perf_counter() - started) * 1000 / times)
    return found


def pure() -> None:
    """Lines and explanations of one worked example, many times: what reading a region's ledger costs without I/O."""
    case = play("EX-05").cases["A"]
    listed = dict.fromkeys((Month(2025, number) for number in range(1, 13)), 5000)
    computed, explained = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(PURE):
            lines = accrue(
                case.pieces, ended_on=case.corrected_on, until=date(2026, 1, 1), listed=listed, terms=KALMAR.accrual
            )
        computed.append((time.perf_counter() - started) * 1e6 / PURE)
        started = time.perf_counter()
        for _ in range(PURE // 10):
            explain_total(lines, {adopted().id: KALMAR}, adopted().id)
        explained.append((time.perf_counter() - started) * 1e6 / (PURE // 10))
    row("EX-05: all lines of a case", computed, "µs")
    row("EX-05: their explanation", explained, "µs")


async def over_http() -> None:
    with EmbeddedPostgres(ephemeral=True) as embedded:
        urls = await bootstrap(embedded.admin_url, "trappa_bench", new_passwords())
        await asyncio.to_thread(upgrade, urls.owner)
        with served(urls) as running:
            await running.register()
            async with calling(running, embedded.admin_url.rsplit("/", 1)[0] + "/trappa_bench") as api:
                await api.adopt("08")
                await measure(Region(api))


async def measure(region: Region) -> None:
    started = time.perf_counter()
    for _ in range(UNITS):
        unit = await region.unit()
        await region.counted(unit, {f"2025-{number:02d}": 5000 for number in range(3, 12)})
        for _ in range(CASES // UNITS):
            await region.sanctioned(unit)
    print(f"# {CASES} cases with a running sanction, at {UNITS} units: {time.perf_counter() - started:.1f} s over HTTP")

    async def read(document: str) -> object:
        return await region.api.ask(region.office, document, {"unit": unit}, now=NOW)

    async def foresee(given: dict[str, object]) -> object:
        return await region.api.ask(region.office, preview_document("decideSanction"), given, now=NOW)

    for what, document in DOCUMENTS.items():
        row(what, await timed(lambda document=document: read(document), PER_ROUND), "ms/request")
    row("openCase", await timed(lambda: region.opened(unit), PER_ROUND), "ms/command")
    case = await region.until("sendCorrectionRequest", unit)
    given = {"given": {"caseId": case, "decidedOn": "2025-12-01"}}
    row("preview { decideSanction }", await timed(lambda: foresee(given), PER_ROUND), "ms/request")


def main() -> int:
    # The report is on stdout; a line per request beside it would be in the way of who reads it.
    configure_logging(LogLevel.WARNING)
    pure()
    sheets()
    asyncio.run(over_http())
    asyncio.run(national())
    asyncio.run(simulating())
    return 0


if __name__ == "__main__":
    sys.exit(main())
