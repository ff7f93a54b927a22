"""A simulation over what is stored: as the pure core has it, of one instant, with nothing written, part by part."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from time import perf_counter
from typing import Any

import pytest

from infra.clock import StoppedClock
from infra.db.bootstrap import DatabaseUrls
from infra.db.ids import Uuid7Ids
from infra.db.pool import open_pool
from infra.db.tx import PostgresTenancy
from service.authorize import Actor, actor_from
from service.domain.errors import InvalidInput, MandateMissing, Refusal, RuleRefused
from service.rules.ruleset import Ruleset
from service.rules.simulate import CaseDifference, Totals
from service.usecases.commanding import Services
from service.usecases.simulating import Asked, simulate_ruleset
from tests.core.histories import simulation
from tests.core.kalmar import varied, with_yellow
from tests.core.play import catalogue, named
from tests.core.sample import TODAY, sample
from tests.database.conftest import VAULT, Plain
from tests.database.facts import PSEUDONYMS, open_region
from tests.database.sampled import of_its_unit, plant, unit
from tests.database.test_readonly import rows

pytestmark = pytest.mark.requirement("C1")
FOUR = with_yellow("4.00", label="2")
CLOCK = StoppedClock(datetime.combine(TODAY, time(12), UTC))


def one_of(*roles: str, tenant_id: str = "08", **party: Any) -> Actor:
    return actor_from(named("somebody"), tenant_id, frozenset(roles), party.get("unit_id"), catalogue())


def services(tenancy: PostgresTenancy) -> Services:
    return Services(tenancy, CLOCK, Uuid7Ids(), catalogue(), PSEUDONYMS)


async def simulated(
    tenancy: PostgresTenancy,
    ruleset: Ruleset = FOUR,
    actor: Actor | None = None,
    progress: Callable[[int, int], None] = lambda _done, _cases: None,
    **asked: Any,
) -> tuple[Totals, list[CaseDifference]]:
    found: list[CaseDifference] = []
    by = actor or one_of("handler")
    totals = await simulate_ruleset(services(tenancy), by, Asked(ruleset, **asked), found.append, progress)
    return totals, found


async def test_it_is_what_the_pure_core_makes_of_the_same_cases(tenancy: PostgresTenancy, admin: Plain) -> None:
    cases = list(sample(300))
    await plant(admin, cases)
    since, until = date(2025, 6, 1), date(2027, 6, 1)
    totals, found = await simulated(tenancy, since=since, until=until)
    pure = simulation(FOUR, since=since, until=until, today=TODAY)
    told = [pure.take(of_its_unit(one)) for one in sorted(cases, key=lambda one: one.case_id)]
    assert totals == pure.totals
    assert found == [one for one in told if one is not None]
    assert 0 < totals.differing < totals.cases - totals.outside < totals.cases == 300


async def test_it_writes_nothing_and_leaves_the_chain_as_it_was(tenancy: PostgresTenancy, admin: Plain) -> None:
    region = await open_region(tenancy, "08")
    before = await rows(admin), await admin.fetch("select * from chain_head")
    totals, _ = await simulated(tenancy)
    assert totals.cases == 1
    assert (await rows(admin), await admin.fetch("select * from chain_head")) == before
    assert region.tenant_id == "08"


async def test_it_takes_the_same_statements_however_many_cases_there_are(database: DatabaseUrls, admin: Plain) -> None:
    said: list[str] = []

    async def logged(connection: Any) -> None:
        connection.add_query_logger(lambda one: said.append(" ".join(one.query.split())))

    await plant(admin, sample(700))
    pool = await open_pool(database.app, size=1, statement_cache=True)
    try:
        tenancy = PostgresTenancy(pool, VAULT, Uuid7Ids())
        await simulated(tenancy)
        async with pool.acquire() as connection:
            await logged(connection._con)  # type: ignore[union-attr]
        progress: list[tuple[int, int]] = []
        await simulated(tenancy, progress=lambda done, cases: progress.append((done, cases)))
    finally:
        await pool.close()
    assert progress == [(done, 700) for done in range(1, 701)]
    begun, *read, ended = said
    assert (begun, ended) == ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;", "COMMIT;")
    assert len(read) == 5, read


async def test_whoever_tells_of_progress_can_end_it_between_two_cases(tenancy: PostgresTenancy, admin: Plain) -> None:
    await plant(admin, sample(20))

    def stop(done: int, _cases: int) -> None:
        if done == 7:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await simulated(tenancy, progress=stop)
    totals, _ = await simulated(tenancy)
    assert totals.cases == 20


@pytest.mark.parametrize(
    ("actor", "ruleset", "asked", "code"),
    [
        (one_of("medical_adviser"), FOUR, {}, "MANDATE_MISSING"),
        (one_of("ruleset_editor"), FOUR, {}, "MANDATE_MISSING"),
        (one_of("unit_head", unit_id=unit(1)), FOUR, {}, "MANDATE_MISSING"),
        (one_of("handler", tenant_id="13"), FOUR, {}, "WRONG_REGION"),
        (one_of("handler"), varied(procedure="another"), {}, "NO_RULESET_IN_FORCE"),
        (one_of("handler"), FOUR, {"since": date(2026, 1, 1), "until": date(2026, 1, 1)}, "INVALID_INPUT"),
    ],
)
async def test_who_may_not_and_what_cannot_be_is_refused(
    actor: Actor, ruleset: Ruleset, asked: dict[str, date], code: str, tenancy: PostgresTenancy, admin: Plain
) -> None:
    await plant(admin, sample(1))
    with pytest.raises(Refusal) as refused:
        await simulated(tenancy, ruleset, actor, **asked)
    assert refused.value.code == code
    assert isinstance(refused.value, MandateMissing | RuleRefused | InvalidInput)


async def test_another_regions_cases_are_never_among_them(tenancy: PostgresTenancy, admin: Plain) -> None:
    await plant(admin, sample(5))
    await open_region(tenancy, "13")
    theirs = varied(label="2", region="13")
    totals, _ = await simulated(tenancy, theirs, one_of("handler", tenant_id="13"))
    assert totals.cases == 1


async def planted(admin: Plain, cases: int) -> None:
    """So many cases of the sample, and no others."""
    await admin.execute("truncate event, case_file, care_unit, agreement, listed_count, ruleset_version cascade")
    await plant(admin, sample(cases))


async def test_ten_times_the_cases_take_ten_times_the_time(tenancy: PostgresTenancy, admin: Plain) -> None:
    async def took(cases: int) -> float:
        await planted(admin, cases)
        started = perf_counter()
        totals, _ = await simulated(tenancy)
        assert totals.cases == cases
        return perf_counter() - started

    await took(150)  # what is made once for all comes with the first
    few, many = await took(150), await took(1500)
    assert many / few < 20


async def test_more_cases_take_no_more_memory(tenancy: PostgresTenancy, admin: Plain) -> None:
    async def peak(cases: int) -> int:
        await planted(admin, cases)
        asked = services(tenancy), one_of("handler"), Asked(FOUR)
        tracemalloc.start()
        try:
            await simulate_ruleset(*asked, lambda _one: None, lambda _done, _cases: None)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    await peak(100)
    few, many = await peak(200), await peak(600)
    assert many / few < 1.5
