"""When something was recorded follows the chain, whatever the clocks of those who recorded it said."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from infra.clock import StoppedClock, SystemClock
from infra.db.audit import auditing, projections, read_chain
from infra.db.swedish_order import swedish_key
from infra.db.tx import PostgresTenancy
from service.authorize import actor_from
from service.domain.dates import Month
from service.domain.events import CaseEvent
from service.domain.register_events import ListedCountsRecorded
from service.ports import Clock, NewEvent, Recorded
from service.usecases.commanding import Sent, Services
from service.usecases.replay import Replayed, verify
from service.usecases.settlement import settle_month
from tenants.catalog import grants
from tests.database.conftest import Plain
from tests.database.facts import (
    IDS,
    NOW,
    PSEUDONYMS,
    Region,
    act,
    adopted,
    append,
    classified,
    granted,
    new_memory,
    open_region,
    opened,
    registered,
    staff,
    withhold,
)

MILLISECOND = timedelta(milliseconds=1)
# Every column that repeats when the event of its row was recorded.
REPEATED = {
    "care_unit": "registered_at",
    "listed_count": "recorded_at",
    "ruleset_version": "adopted_at",
    "case_file": "opened_at",
    "case_seat": "opened_at",
    "settlement": "recorded_at",
    "settlement_line": "recorded_at",
    "withholding_entry": "recorded_at",
    "seat": "granted_at",
}


@dataclass(frozen=True)
class Slow:
    """A clock that goes, on a server where it is still this early."""

    instant: datetime

    @property
    def stopped(self) -> bool:
        return False

    def now(self) -> datetime:
        return self.instant


async def _settle(tenancy: PostgresTenancy, region: Region, month: str, clock: Clock) -> None:
    officer = actor_from(region.actor.id, region.tenant_id, frozenset({"finance_officer"}), None, grants())
    sent = Sent(officer, None, "settleMonth", {"month": month})
    await settle_month(Services(tenancy, clock, IDS, grants(), PSEUDONYMS), sent, month, ())


async def _replayed(app: Plain) -> Replayed:
    async with auditing(app, "08"):
        links, head = await read_chain(app, "08")
        return verify("08", links, head, await projections(app, "08"), swedish_key)


async def _recorded(app: Plain) -> list[datetime]:
    async with auditing(app, "08"):
        return [link.recorded_at for link in (await read_chain(app, "08"))[0]]


async def _count(tenancy: PostgresTenancy, region: Region, version: int, now: datetime, *, stopped: bool) -> None:
    async with tenancy.begin(region.actor, now, stopped=stopped) as tx:
        await append(tx, "unit", region.unit_id, ListedCountsRecorded(counts={"2025-08": version}), version)


@pytest.mark.requirement("AM-01")
@pytest.mark.parametrize("kind", [StoppedClock, Slow])
async def test_a_correction_is_frozen_once_though_the_second_who_settled_began_first(
    tenancy: PostgresTenancy, kind: type[StoppedClock | Slow]
) -> None:
    region = await open_region(tenancy, "08")
    october = datetime(2025, 11, 3, 9, tzinfo=UTC)
    async with tenancy.begin(region.actor, october, stopped=True) as tx:
        counts = ListedCountsRecorded(counts={"2025-09": 5_000, "2025-10": 5_000})
        await append(tx, "unit", region.unit_id, counts, 3)
    await _settle(tenancy, region, "2025-09", kind(october + 2 * MILLISECOND))
    await _settle(tenancy, region, "2025-10", kind(october + MILLISECOND))
    async with tenancy.begin(region.actor, NOW) as tx:
        first, second = (await tx.settlements())[1:]
    assert (first.month, second.month) == ("2025-09", "2025-10")
    assert first.corrections
    assert second.corrections == ()


@pytest.mark.requirement("AM-01")
async def test_two_who_settle_at_once_freeze_a_correction_once(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    october = datetime(2025, 11, 3, 9, tzinfo=UTC)
    async with tenancy.begin(region.actor, october, stopped=True) as tx:
        counts = ListedCountsRecorded(counts={"2025-09": 5_000, "2025-10": 5_000})
        await append(tx, "unit", region.unit_id, counts, 3)
    months = (("2025-09", 1), ("2025-10", 2))
    await asyncio.gather(
        *(_settle(tenancy, region, month, Slow(october + late * MILLISECOND)) for month, late in months)
    )
    async with tenancy.begin(region.actor, NOW) as tx:
        late = [event for event in (await tx.settlements())[1:] if event.corrections]
    assert len(late) == 1


@pytest.mark.requirement("XC-06")
async def test_recorded_at_grows_along_the_chain_though_clocks_differ(tenancy: PostgresTenancy, app: Plain) -> None:
    region = await open_region(tenancy, "08")
    ahead = datetime.now(UTC) + timedelta(hours=1)
    for version, now in enumerate((ahead, NOW, ahead - timedelta(minutes=1), ahead, NOW), start=3):
        await _count(tenancy, region, version, now, stopped=False)
    instants = (await _recorded(app))[-6:]
    assert all(earlier < later for earlier, later in pairwise(instants))
    assert instants[1:] == [ahead + step * timedelta(microseconds=1) for step in range(5)]


@pytest.mark.requirement("XC-06")
async def test_what_waited_is_recorded_when_it_was_its_turn(tenancy: PostgresTenancy, app: Plain) -> None:
    region = await open_region(tenancy, "08")
    settling = asyncio.Event()

    async def settle() -> datetime:
        async with tenancy.begin(region.actor, NOW) as tx:
            await tx.settlements()
            settling.set()
            await asyncio.sleep(0.2)
            return datetime.now(UTC)

    async def count() -> None:
        await settling.wait()
        await _count(tenancy, region, 3, datetime.now(UTC), stopped=False)

    asked_as_of, _ = await asyncio.gather(settle(), count())
    assert asked_as_of < (await _recorded(app))[-1]


async def test_a_stopped_clock_keeps_its_instant(tenancy: PostgresTenancy, app: Plain, admin: Plain) -> None:
    region = await open_region(tenancy, "08")
    instants = [NOW + timedelta(days=3), NOW - timedelta(days=3), NOW]
    for version, now in enumerate(instants, start=3):
        await _count(tenancy, region, version, now, stopped=True)
        assert await admin.fetchval("select recorded_at from chain_head") == now
    assert (await _recorded(app))[-3:] == instants
    listed = await admin.fetch("select recorded_at from listed_count where stream_version > 2 order by stream_version")
    assert [row[0] for row in listed] == instants


@pytest.mark.requirement("C4")
async def test_every_row_says_when_its_event_was_recorded_and_replay_finds_nothing(
    tenancy: PostgresTenancy, app: Plain, admin: Plain
) -> None:
    region = await open_region(tenancy, "08", settle=False)
    ahead = datetime.now(UTC) + timedelta(hours=1)
    async with tenancy.begin(region.actor, ahead) as tx:
        await append(tx, "unit", IDS.new(), registered("SE08-3"))
        await append(tx, "ruleset", IDS.new(), adopted("2025-2"))
        person, sealed = tx.seal(b"{}")
        new = NewEvent("seat", IDS.new(), 1, granted(IDS.new(), person))
        await tx.record(Recorded((new,), personal=((person, sealed),)))
    case_id, first = IDS.new(), opened(region.ruleset_id, region.other_unit_id)
    async with tenancy.begin(staff("08"), NOW) as tx:
        seats = (str(region.other_unit_id),)
        await tx.record(act(case_id, [], [first], seats=seats, memory=new_memory()))
    async with tenancy.begin(staff("08"), NOW) as tx:
        known: list[CaseEvent] = [stored.event for stored in await tx.case_events(case_id)]
        await tx.record(act(case_id, known, [classified(region.ruleset_id)]))
    await withhold(tenancy, region, stopped=False)
    await _count(tenancy, region, 3, NOW, stopped=False)
    await _settle(tenancy, region, "2025-08", Slow(NOW))
    found = await _replayed(app)
    assert (found.findings, found.settlements, found.lines) == ((), 1, 1)
    for table, column in REPEATED.items():
        assert await admin.fetchval(f"select max({column}) from {table}") > NOW, table
    assert await admin.fetchval("select recorded_at from chain_head") == (await _recorded(app))[-1]


async def test_what_was_recorded_later_than_now_is_known_to_a_command(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    async with tenancy.begin(region.actor, NOW - timedelta(days=1)) as tx:
        assert [event.month for event in await tx.settlements()] == ["2025-08"]
        assert await tx.listed_counts() == {region.unit_id: {Month(2025, 7): 4_990, Month(2025, 8): 5_000}}
        assert list(await tx.sanctioned_cases()) == [region.case_id]
        assert list(await tx.rulesets()) == [region.ruleset_id]


async def test_a_command_without_events_leaves_the_chain_alone(tenancy: PostgresTenancy, admin: Plain) -> None:
    async with tenancy.begin(staff("08"), NOW) as tx:
        await tx.record(Recorded((), memory=new_memory()))
    assert await admin.fetchval("select count(*) from chain_head") == 0
    assert await admin.fetchval("select recorded_at from command_memory") == NOW


def test_only_a_stopped_clock_says_that_it_stands() -> None:
    assert StoppedClock(NOW).stopped
    assert not SystemClock().stopped
