"""A transaction that only looks: it writes nothing, waits for nobody, and sees the region at one instant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from uuid import UUID

import asyncpg
import pytest

from infra.db.tx import PostgresTenancy
from service.domain.dates import Month, Period
from service.domain.register_events import ListedCountsRecorded
from service.ports import NewEvent, Recorded, Tx
from tests.database.conftest import Plain
from tests.database.facts import NOW, Region, act, append, open_region, party, requested

SECONDS = 5.0


@pytest.fixture
async def region(tenancy: PostgresTenancy) -> Region:
    return await open_region(tenancy, "08")


async def rows(admin: Plain) -> list[int]:
    tables = await admin.fetch("select tablename from pg_tables where schemaname = 'trappa' order by 1")
    return [await admin.fetchval(f"select count(*) from trappa.{one['tablename']}") for one in tables]


async def request_again(tenancy: PostgresTenancy, region: Region) -> None:
    async with tenancy.begin(region.actor, NOW) as tx:
        earlier = [one.event for one in await tx.case_events(region.case_id)]
        again = requested(region.ruleset_id).model_copy(update={"number": 2})
        await tx.record(act(region.case_id, earlier, [again]))


@asynccontextmanager
async def held(admin: Plain) -> AsyncIterator[None]:
    """Another transaction holds every row that a command would lock."""
    async with admin.transaction():
        for table in ("case_file", "chain_head", "seat", "issuer", "care_unit"):
            await admin.fetch(f"select from {table} for update")
        yield


async def test_the_database_lets_it_write_nothing(tenancy: PostgresTenancy, region: Region, admin: Plain) -> None:
    before = await rows(admin)
    new = Recorded((NewEvent("unit", region.unit_id, 3, ListedCountsRecorded(counts={"2025-08": 1})),))
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with tenancy.begin(region.actor, NOW, readonly=True) as tx:
            await tx.record(new)
    assert await rows(admin) == before
    async with tenancy.begin(region.actor, NOW) as tx:
        await tx.record(new)
    assert sum(await rows(admin)) == sum(before) + 2, "its event and its projection, in a transaction that may"


async def reads(tx: Tx, region: Region, seat_id: UUID) -> int:
    """All that commands lock as they read it."""
    found = [await tx.case_events(region.case_id), await tx.settlements(), await tx.seat(seat_id)]
    return sum(1 for one in found if one)


async def test_it_waits_for_nobody_who_holds_what_a_command_would_lock(
    tenancy: PostgresTenancy, region: Region, admin: Plain
) -> None:
    seat_id = await admin.fetchval("select seat_id from seat")
    async with held(admin):
        async with asyncio.timeout(SECONDS), tenancy.begin(region.actor, NOW, readonly=True) as tx:
            assert await reads(tx, region, seat_id) == 3
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5), tenancy.begin(region.actor, NOW) as tx:
                await reads(tx, region, seat_id)


async def test_nobody_waits_for_it(tenancy: PostgresTenancy, region: Region, admin: Plain) -> None:
    seat_id = await admin.fetchval("select seat_id from seat")
    async with tenancy.begin(region.actor, NOW, readonly=True) as tx:
        assert await reads(tx, region, seat_id) == 3
        async with asyncio.timeout(SECONDS):
            await request_again(tenancy, region)


@pytest.mark.parametrize("by_party", [False, True])
async def test_it_sees_the_region_as_it_was_when_it_began(
    tenancy: PostgresTenancy,
    region: Region,
    by_party: bool,  # noqa: FBT001 - a table's column
) -> None:
    actor = party("08", region.unit_id) if by_party else region.actor
    async with tenancy.begin(actor, NOW, readonly=True) as tx:
        first = await tx.case_events(region.case_id)
        await request_again(tenancy, region)
        async with tenancy.begin(region.actor, NOW) as other:
            await append(other, "unit", region.unit_id, ListedCountsRecorded(counts={"2025-08": 1}), 3)
        assert await tx.case_events(region.case_id) == first
        assert (await tx.unit_facts(region.unit_id)).listed == {Month(2025, 7): 4990, Month(2025, 8): 5000}
    async with tenancy.begin(actor, NOW, readonly=True) as tx:
        assert len(await tx.case_events(region.case_id)) == len(first) + 1
        assert (await tx.unit_facts(region.unit_id)).listed[Month(2025, 8)] == 1


async def test_the_facts_of_a_unit_are_its_own_and_every_settled_month(
    tenancy: PostgresTenancy, region: Region
) -> None:
    async with tenancy.begin(region.actor, NOW, readonly=True) as tx:
        facts, none = await tx.unit_facts(region.unit_id), await tx.unit_facts(region.other_unit_id)
        (event,) = await tx.settlements()
    assert facts.listed == {Month(2025, 7): 4990, Month(2025, 8): 5000}
    assert facts.agreements == [Period(date(2023, 1, 1), None)]
    assert facts.settled == [event]
    assert (none.listed, none.settled[0].month, none.settled[0].total_ore) == ({}, event.month, 0)
    assert (none.settled[0].lines, none.settled[0].corrections) == ((), ())
