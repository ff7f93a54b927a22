"""What is known to a command: all that its region has recorded, in the order of its chain."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from infra.db.tx import PostgresTenancy
from service.domain.dates import Month
from service.domain.events import CaseEvent
from service.domain.register_events import ListedCountsRecorded
from service.rules.ruleset import Ruleset
from tests.database.facts import (
    IDS,
    NOW,
    Region,
    act,
    adopted,
    append,
    classified,
    open_region,
    opened,
    requested,
    ruleset,
    sanctioned,
    settled,
    staff,
)

LATER = NOW + timedelta(days=3)
BEFORE = NOW - timedelta(microseconds=1)


@pytest.mark.requirement("C3")
async def test_the_listed_count_recorded_last_counts(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    # The later record bears the earlier time: a stopped clock may be set back.
    async with tenancy.begin(region.actor, BEFORE, stopped=True) as tx:
        await append(tx, "unit", region.unit_id, ListedCountsRecorded(counts={"2025-08": 4_800}), 3)
        assert await tx.listed_counts() == {
            region.unit_id: {Month(2025, 7): 4_990, Month(2025, 8): 4_800},
        }


async def test_versions_come_in_order_of_adoption_and_by_procedure(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    second = IDS.new()
    async with tenancy.begin(region.actor, LATER) as tx:
        await append(tx, "ruleset", second, adopted("2025-2"))
    async with tenancy.begin(region.actor, NOW) as tx:
        versions = await tx.rulesets(ruleset().procedure)
        assert list(versions) == [region.ruleset_id, second]
        assert list(versions.values()) == [ruleset()] * 2
        assert await tx.rulesets("another") == {}
        assert list(await tx.rulesets()) == [region.ruleset_id, second]
        assert await tx.ruleset_version(IDS.new()) is None
        assert await tx.ruleset_version(second) == (second, ruleset())


async def test_what_one_region_has_parsed_is_unknown_to_another(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    async with tenancy.begin(region.actor, NOW) as tx:
        found = await tx.ruleset_version(region.ruleset_id)
        assert found is not None
        assert isinstance(found[1], Ruleset)
    async with tenancy.begin(staff("05"), NOW) as tx:
        assert await tx.ruleset_version(region.ruleset_id) is None


async def test_cases_are_sanctioned_from_the_act_that_decides_it(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    case_id, first = IDS.new(), opened(region.ruleset_id, region.other_unit_id)
    second: list[CaseEvent] = [classified(region.ruleset_id), requested(region.ruleset_id)]
    async with tenancy.begin(region.actor, NOW) as tx:
        await tx.record(act(case_id, [], [first, *second]))
        assert list(await tx.sanctioned_cases()) == [region.case_id]
    async with tenancy.begin(region.actor, NOW) as tx:
        await tx.record(act(case_id, [first, *second], [sanctioned(region.ruleset_id)]))
    async with tenancy.begin(region.actor, BEFORE) as tx:
        assert {case: len(events) for case, events in (await tx.sanctioned_cases()).items()} == {
            region.case_id: 4,
            case_id: 4,
        }


async def test_settlements_come_in_order_of_the_chain(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    async with tenancy.begin(region.actor, BEFORE, stopped=True) as tx:
        await append(tx, "settlement", IDS.new(), settled(region.case_id, region.unit_id, "2025-06"))
    async with tenancy.begin(region.actor, BEFORE) as tx:
        assert [event.month for event in await tx.settlements()] == ["2025-08", "2025-06"]


async def test_whoever_settles_holds_the_regions_chain(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    other = await open_region(tenancy, "05")
    order: list[str] = []
    settling = asyncio.Event()

    async def settle() -> None:
        async with tenancy.begin(region.actor, NOW) as tx:
            months = [event.month for event in await tx.settlements()]
            settling.set()
            await asyncio.sleep(0.2)
            assert [event.month for event in await tx.settlements()] == months
            order.append("settled")

    async def count(where: Region) -> None:
        await settling.wait()
        async with tenancy.begin(where.actor, NOW) as tx:
            await append(tx, "unit", where.unit_id, ListedCountsRecorded(counts={"2025-08": 1}), 3)
        order.append(f"counted in {where.tenant_id}")

    await asyncio.gather(settle(), count(region), count(other))
    assert order == ["counted in 05", "settled", "counted in 08"]


async def test_two_who_settle_at_once_take_turns(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")

    async def settle_june() -> int:
        async with tenancy.begin(region.actor, NOW) as tx:
            earlier = await tx.settlements()
            if all(event.month != "2025-06" for event in earlier):
                await append(tx, "settlement", IDS.new(), settled(region.case_id, region.unit_id, "2025-06"))
            return len(earlier)

    assert sorted(await asyncio.gather(*(settle_june() for _ in range(4)))) == [1, 2, 2, 2]
