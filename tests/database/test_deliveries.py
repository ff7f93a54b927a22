"""Deliveries of figures as they are stored: whose they are, in which order they count, and by how many statements."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from time import perf_counter
from typing import Any

import asyncpg
import pytest

from infra.db.bootstrap import DatabaseUrls
from infra.db.ids import Uuid7Ids
from infra.db.pool import open_pool
from infra.db.tx import PostgresTenancy
from service.authorize import Actor, actor_from
from service.delivering_ports import Figures, Place
from service.domain.errors import NotFound
from service.national.deliveries import digest
from service.national.observations import Observation
from service.national.periods import ReportingPeriod
from service.ports import Memory
from service.usecases import delivering
from service.usecases.delivered import examine
from tests.core.play import catalogue, named
from tests.database.conftest import VAULT, Plain
from tests.database.delivering import (
    APPROVER,
    NOW,
    PLACE,
    REPORTER,
    SECOND,
    WHOLE,
    approved,
    ask,
    cells,
    delivered,
    figure,
    held,
    one_of,
    opened,
    refusal_of,
    sent,
    services,
    unit,
)
from tests.database.isolation import scoped

SECONDS = 10.0
"""Some ten times what it takes where nothing else runs."""
STATEMENTS = 9
"""Those of one command, its beginning and end among them."""


@pytest.fixture
async def asking(admin: Plain) -> None:
    await ask(admin)


@pytest.mark.requirement("NI-03", "NI-07", "NI-21")
async def test_a_figure_comes_back_as_it_was_delivered(tenancy: PostgresTenancy, admin: Plain) -> None:
    await ask(admin, "COST SHARED UNIQUE")
    await opened(tenancy)
    every = figure(
        7,
        "SHARED",
        SEX="K",
        UNIT=unit(1),
        denominator=42,
        registrant="ANYONE",
        coverage=Decimal("81.5"),
        flags=("UNDER_REGISTERED", "NOT_CARE"),
        comment="Räknat för hand; 1 000 rader.",
    )
    priced = figure(12, "COST", value=Decimal("16258.06"))
    absent = figure(None, "UNIQUE", status="NOT_REPORTED_BY_CHOICE", comment="Systemet är nytt.")
    await delivered(tenancy, every, priced, absent)
    assert await held(tenancy) == [priced, every, absent]


@pytest.mark.usefixtures("asking")
async def test_of_a_key_the_latest_batch_counts_and_of_several_numbers_the_latest_that_has_it(
    tenancy: PostgresTenancy, admin: Plain
) -> None:
    await opened(tenancy)
    await delivered(tenancy, *WHOLE)
    await delivered(tenancy, figure(101), *WHOLE[1:])
    assert await admin.fetchval("select count(*) from observation") == len(WHOLE) + 1, "what says nothing new is left"
    assert figure(101) in await held(tenancy)
    await delivered(tenancy, figure(100))
    await approved(tenancy)
    await admin.execute("update delivery_notice set received_at = now(), received_by = $1", named("national"))
    await opened(tenancy, SECOND)
    await delivered(tenancy, figure(41, SEX="M"), figure(101), place=SECOND)
    of_first, of_second = {one.key: one for one in await held(tenancy)}, await held(tenancy, SECOND)
    assert list(of_first.values()) == sorted(WHOLE, key=lambda one: one.key)
    assert {one.key: one.numerator for one in of_second} == {
        **{one.key: one.numerator for one in WHOLE},
        figure(41, SEX="M").key: 41,
        figure(101).key: 101,
    }


@pytest.mark.requirement("RP-13", "NI-03")
@pytest.mark.usefixtures("asking")
async def test_approval_tells_the_national_body_how_complete_it_is_and_binds_the_figures(
    tenancy: PostgresTenancy, admin: Plain, database: DatabaseUrls
) -> None:
    await opened(tenancy)
    await delivered(tenancy, *WHOLE[:5], figure(None, "UNIQUE", SEX="M", status="NOT_REPORTED", comment="Sent."))
    await approved(tenancy)
    national_role = await asyncpg.connect(database.national)
    try:
        (notice,) = await national_role.fetch("select * from delivery_notice")
        for table in ("delivery", "observation"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await national_role.fetch(f"select * from {table}")
    finally:
        await national_role.close()
    assert (notice["tenant_id"], notice["round_id"], notice["number"]) == ("08", "2026-S1", 1)
    assert (notice["expected"], notice["present"], notice["answered"], notice["approved_at"]) == (6, 6, 5, NOW)
    assert notice["digest"] == digest("2026-S1", reversed(await held(tenancy)))
    assert notice["digest"] != digest("2026-S1", WHOLE)


# --- by the database itself ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("asking")
async def test_who_submits_does_not_approve(tenancy: PostgresTenancy, admin: Plain, app: Plain) -> None:
    both = actor_from(named("both"), "08", frozenset({"indicator_reporter", "indicator_approver"}), None, catalogue())
    await opened(tenancy)
    await delivered(tenancy, *WHOLE)
    at = services(tenancy)
    await delivering.submit_delivery(at, sent(both), PLACE, ())
    assert (await refusal_of(admin, delivering.approve_delivery(at, sent(both), PLACE))).code == "APPROVED_BY_SUBMITTER"
    approve = "update delivery set approved_at = now(), approved_by = $1"
    with pytest.raises(asyncpg.CheckViolationError, match="four_eyes"):
        await _as(app, both, approve, both.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await _as(app, both, approve, APPROVER.id)


async def _as(app: Plain, actor: Actor, statement: str, *given: Any) -> None:
    """What the code never says, said by the actor's own connection."""
    async with app.transaction():
        await scoped(app, "08", "none", actor.id)
        await app.execute(statement, *given)


@pytest.mark.usefixtures("asking")
async def test_what_is_submitted_cannot_be_changed(tenancy: PostgresTenancy, app: Plain) -> None:
    await opened(tenancy)
    await delivered(tenancy, *WHOLE)
    insert = (
        "insert into observation (tenant_id, round_id, number, batch, indicator, period, categories, status, source,"
        " scope, flags, definition, recorded_at, delivered_by)"
        " values ('08', '2026-S1', 1, $2, 'ENTRIES', '2026-S1', '', 'NOT_REPORTED', 'J', 'A', '', 1, now(), $1)"
    )

    await _as(app, REPORTER, insert, REPORTER.id, 2)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await _as(app, REPORTER, insert, APPROVER.id, 3)
    await delivering.submit_delivery(services(tenancy), sent(), PLACE, ())
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await _as(app, REPORTER, insert, REPORTER.id, 3)
    for change in ("update observation set numerator = 1", "delete from observation", "delete from delivery"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await _as(app, REPORTER, change)


@pytest.mark.usefixtures("asking")
@pytest.mark.parametrize(
    ("tenant", "organisation"),
    [("07", "none"), ("07", "staff"), ("08", str(named("unit"))), ("08", "forsakringskassan")],
)
async def test_no_other_region_and_no_party_sees_any_of_it(
    tenancy: PostgresTenancy, app: Plain, tenant: str, organisation: str
) -> None:
    await opened(tenancy)
    await delivered(tenancy, *WHOLE)
    await approved(tenancy)
    for table in ("delivery", "observation", "delivery_notice"):
        async with app.transaction():
            await scoped(app, "08", "none", REPORTER.id)
            assert await app.fetchval(f"select count(*) from {table}") > 0
            await scoped(app, tenant, organisation, REPORTER.id)
            assert await app.fetchval(f"select count(*) from {table}") == 0
    elsewhere = one_of("indicator_reporter", tenant_id="07")
    assert await held(tenancy, actor=elsewhere) == []
    with pytest.raises(NotFound):
        await delivering.deliver_figures(services(tenancy), sent(elsewhere), PLACE, cells(figure(1, region="07")))


# --- over time -------------------------------------------------------------------------------------------------------


async def test_the_figures_of_earlier_rounds_are_those_that_were_approved(
    tenancy: PostgresTenancy, admin: Plain
) -> None:
    await ask(admin, round_id="2025-S2")
    await ask(admin)
    before = ReportingPeriod.parse("2025-S2")
    earlier = Place("2025-S2", 1)
    then = [replace(one, key=replace(one.key, period=before)) for one in (*WHOLE, figure(3, UNIT=unit(1)))]
    await opened(tenancy, earlier)
    await delivered(tenancy, *then, place=earlier)

    async def known() -> Sequence[Observation]:
        async with tenancy.begin(REPORTER, NOW, readonly=True) as tx:
            return await tx.earlier_figures("2026-S1", ("ENTRIES",))

    assert await known() == []
    await approved(tenancy, earlier)
    assert await known() == list(then[:3])


@pytest.mark.usefixtures("asking")
async def test_nothing_bears_an_earlier_instant_than_what_came_before_it(
    tenancy: PostgresTenancy, admin: Plain
) -> None:
    await opened(tenancy)
    await delivered(tenancy, figure(1))
    await delivered(tenancy, figure(2), now=NOW - timedelta(seconds=3))
    instants = await admin.fetch("select recorded_at from observation order by batch")
    assert [one["recorded_at"] for one in instants] == [NOW, NOW]


# --- how much, and how many statements -------------------------------------------------------------------------------


async def test_each_act_takes_the_same_statements_however_many_figures_there_are(
    database: DatabaseUrls, admin: Plain
) -> None:
    await ask(admin)
    said: list[str] = []
    pool = await open_pool(database.app, size=1, statement_cache=True)
    try:
        tenancy = PostgresTenancy(pool, VAULT, Uuid7Ids())
        await opened(tenancy)
        async with pool.acquire() as connection:
            connection._con.add_query_logger(lambda one: said.append(" ".join(one.query.split())))  # type: ignore[union-attr]

        async def counted(act: Any) -> int:
            said.clear()
            await act
            return len(said)

        await delivered(tenancy, *WHOLE)  # what the driver asks of types, once
        assert await counted(delivered(tenancy, figure(101))) == STATEMENTS, said
        many = [figure(n % 9, UNIT=unit(n)) for n in range(490)]
        assert await counted(delivered(tenancy, *many)) == STATEMENTS
    finally:
        await pool.close()


async def _many(tenancy: PostgresTenancy) -> None:
    """20,000 figures of as many care units, in one batch."""
    split = [figure(n % 9, SEX="K" if n % 2 else "M", UNIT=unit(n // 2)) for n in range(20_000)]

    async def parts() -> AsyncIterator[Figures]:
        for start in range(0, len(split), 5_000):
            yield Figures(PLACE, 1, split[start : start + 5_000])

    async with tenancy.begin(REPORTER, NOW) as tx:
        await tx.deliver_all(parts(), Memory(named("import"), "0" * 64, {}))


@pytest.mark.requirement("RP-13")
async def test_many_figures_go_in_as_one_batch_and_in_time(tenancy: PostgresTenancy, admin: Plain) -> None:
    await ask(admin)
    await opened(tenancy)
    began = perf_counter()
    await _many(tenancy)
    took = perf_counter() - began
    assert took < SECONDS
    assert await admin.fetchval("select count(*) from observation") == 20_000
    began = perf_counter()
    assert len(await held(tenancy)) == 20_000
    assert perf_counter() - began < SECONDS


async def test_others_are_answered_while_a_large_delivery_is_examined(tenancy: PostgresTenancy, admin: Plain) -> None:
    await ask(admin)
    await opened(tenancy)
    await _many(tenancy)
    turns = [perf_counter()]

    async def others() -> None:
        while True:
            await asyncio.sleep(0.001)
            turns.append(perf_counter())

    waiting = asyncio.create_task(others())
    found = await examine(services(tenancy), REPORTER, PLACE)
    waiting.cancel()
    assert found.completeness.missing
    longest = max(later - earlier for earlier, later in pairwise(turns))
    assert longest < (turns[-1] - turns[0]) / 3
