"""One command is one transaction: all of it or nothing, first come first served, and twice is once."""

from __future__ import annotations

import asyncio
from uuid import UUID

import asyncpg
import pytest

from infra.db.bootstrap import DatabaseUrls
from infra.db.pool import open_pool
from infra.db.sealed import unpack
from infra.db.tx import PostgresTenancy
from infra.keys.personal import SealedRecord
from service.authorize import Actor
from service.domain.errors import RuleRefused, VersionConflict
from service.domain.events import CaseOpened
from service.domain.register_events import ListedCountsRecorded
from service.ports import Memory, NewEvent, Recorded
from tests.database.conftest import VAULT, Plain
from tests.database.facts import (
    IDS,
    NOW,
    Region,
    act,
    adopted,
    append,
    classified,
    new_memory,
    open_region,
    opened,
    registered,
    settled,
    staff,
)


async def _opened_case(tenancy: PostgresTenancy, region: Region) -> UUID:
    case_id = IDS.new()
    async with tenancy.begin(region.actor, NOW) as tx:
        first = opened(region.ruleset_id, region.unit_id)
        await tx.record(act(case_id, [], [first], seats=(str(region.unit_id),)))
    return case_id


async def _classify(tenancy: PostgresTenancy, region: Region, case_id: UUID, actor: Actor, memory: Memory) -> None:
    """As a use case does it: what was remembered, the stream, the versions, the facts written."""
    async with tenancy.begin(actor, NOW) as tx:
        if await tx.remembered(memory.command_id) is not None:
            return
        events = [stored.event for stored in await tx.case_events(case_id)]
        await tx.rulesets("halsoval")
        await tx.record(act(case_id, events, [classified(region.ruleset_id)], memory=memory))


async def test_what_was_recorded_is_read_back(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    async with tenancy.begin(staff("08"), NOW) as tx:
        events = await tx.case_events(region.case_id)
        unit = await tx.unit(region.unit_id)
        assert [(stored.version, stored.event.type) for stored in events] == [
            (1, "CaseOpened"),
            (2, "CaseClassified"),
            (3, "CorrectionRequestSent"),
            (4, "SanctionDecided"),
        ]
        assert [stored.seq for stored in events] == [5, 6, 7, 8]
        assert {stored.recorded_at for stored in events} == {NOW}
        assert unit is not None
        assert (unit.version, unit.name, unit.agreements[0].valid_until) == (
            2,
            "Ängö vårdcentral",
            None,
        )
        assert await tx.unit(region.case_id) is None
        assert await tx.unit_with_hsa_id("SE08-2") == region.other_unit_id
        assert await tx.unit_with_hsa_id("SE05-2") is None
        assert await tx.stream_version("unit", region.unit_id) == 2
        assert await tx.stream_version("unit", IDS.new()) == 0


async def test_a_case_row_follows_its_case(tenancy: PostgresTenancy, admin: Plain) -> None:
    region = await open_region(tenancy, "08")
    shown = await admin.fetchrow("select state, version, sanctioned, sanction_runs, closed_on from case_file")
    assert tuple(shown or ()) == ("REQUEST_SENT", 3, True, True, None)
    internal = await admin.fetchrow("select state, version, classified, score from case_internal")
    assert tuple(internal or ()) == ("REQUEST_SENT", 4, classified(region.ruleset_id).colour, 9)
    seats = await admin.fetch("select organisation_id, case_id from case_seat")
    assert [tuple(seat) for seat in seats] == [(str(region.unit_id), region.case_id)]


async def test_nothing_of_a_command_that_fails_is_kept(tenancy: PostgresTenancy, admin: Plain) -> None:
    region = await open_region(tenancy, "08")
    before = await admin.fetchval("select seq from chain_head")

    async def opens_and_fails() -> None:
        async with tenancy.begin(region.actor, NOW) as tx:
            await tx.record(act(IDS.new(), [], [opened(region.ruleset_id, region.unit_id)], memory=new_memory()))
            raise RuleRefused("CASE_CLOSED")

    with pytest.raises(RuleRefused):
        await opens_and_fails()
    assert await admin.fetchval("select seq from chain_head") == before
    assert await admin.fetchval("select count(*) from case_file") == 1
    assert await admin.fetchval("select count(*) from command_memory") == 1


@pytest.mark.requirement("XC-04")
async def test_of_two_acts_on_one_version_exactly_one_is_recorded(tenancy: PostgresTenancy, admin: Plain) -> None:
    region = await open_region(tenancy, "08")
    case_id = await _opened_case(tenancy, region)
    first = opened(region.ruleset_id, region.unit_id)

    async def write() -> str:
        # Without loading, which would lock the case: both come with what they saw before.
        async with tenancy.begin(staff("08"), NOW) as tx:
            await tx.record(act(case_id, [first], [classified(region.ruleset_id)]))
        return "recorded"

    outcomes = await asyncio.gather(*(write() for _ in range(5)), return_exceptions=True)
    conflicts = [outcome for outcome in outcomes if isinstance(outcome, VersionConflict)]
    assert outcomes.count("recorded") == 1
    assert [dict(conflict.params) for conflict in conflicts] == [{"expected": 1, "current": 2}] * 4
    assert await admin.fetchval("select count(*) from event where stream_id = $1", case_id) == 2


async def test_acts_that_load_the_case_wait_for_each_other(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    case_id = await _opened_case(tenancy, region)
    await asyncio.gather(*(_classify(tenancy, region, case_id, staff("08"), new_memory()) for _ in range(5)))
    async with tenancy.begin(region.actor, NOW) as tx:
        assert len(await tx.case_events(case_id)) == 6


@pytest.mark.requirement("XC-04")
async def test_a_command_sent_twice_at_once_is_recorded_once(tenancy: PostgresTenancy, admin: Plain) -> None:
    region = await open_region(tenancy, "08")
    case_id = await _opened_case(tenancy, region)
    actor, memory = staff("08"), new_memory()
    await asyncio.gather(*(_classify(tenancy, region, case_id, actor, memory) for _ in range(5)))
    assert await admin.fetchval("select count(*) from event where stream_id = $1", case_id) == 2
    assert await admin.fetchval("select command_id from event where stream_id = $1 and version = 2", case_id) == (
        memory.command_id
    )


@pytest.mark.requirement("XC-04")
async def test_a_command_is_remembered_for_its_own_actor_only(tenancy: PostgresTenancy) -> None:
    actor, colleague, memory = staff("08"), staff("08"), new_memory()
    async with tenancy.begin(actor, NOW) as tx:
        event = NewEvent("unit", IDS.new(), 1, registered("SE1"))
        await tx.record(Recorded((event,), memory=memory))
    async with tenancy.begin(actor, NOW) as tx:
        found = await tx.remembered(memory.command_id)
        assert found is not None
        assert (found.input_digest, dict(found.outcome)) == (memory.input_digest, dict(memory.outcome))
        assert await tx.remembered(IDS.new()) is None
    async with tenancy.begin(colleague, NOW) as tx:
        assert await tx.remembered(memory.command_id) is None
        await tx.record(Recorded((NewEvent("unit", IDS.new(), 1, registered("SE2")),), memory=memory))
    async with tenancy.begin(Actor(actor.id, "05", actor.roles, actor.permissions, "STAFF"), NOW) as tx:
        assert await tx.remembered(memory.command_id) is None


@pytest.mark.parametrize("first_there", ["unit", "ruleset", "settlement"])
async def test_a_second_one_of_what_there_is_once_is_refused_by_name(
    tenancy: PostgresTenancy, first_there: str
) -> None:
    region = await open_region(tenancy, "08")
    event, code, params = {
        "unit": (registered("SE08-1"), "UNIT_ALREADY_REGISTERED", {"path": "hsaId", "hsa_id": "SE08-1"}),
        "ruleset": (
            adopted("2025-1"),
            "VERSION_ALREADY_ADOPTED",
            {"procedure": adopted().procedure, "label": "2025-1"},
        ),
        "settlement": (
            settled(region.case_id, region.unit_id),
            "MONTH_ALREADY_SETTLED",
            {"path": "month", "month": "2025-08"},
        ),
    }[first_there]

    async def again() -> None:
        async with tenancy.begin(region.actor, NOW) as tx:
            await append(tx, first_there, IDS.new(), event)  # type: ignore[arg-type]

    with pytest.raises(RuleRefused) as refused:
        await again()
    assert (refused.value.code, dict(refused.value.params)) == (code, params)


async def test_a_transaction_that_lost_writes_nothing_and_says_so_even_where_its_error_is_swallowed(
    tenancy: PostgresTenancy, admin: Plain
) -> None:
    region = await open_region(tenancy, "08")
    before = await admin.fetchval("select seq from chain_head")

    async def swallow() -> None:
        async with tenancy.begin(region.actor, NOW) as tx:
            await append(tx, "unit", IDS.new(), registered("SE3"))
            with pytest.raises(asyncpg.UniqueViolationError):
                await append(tx, "unit", region.unit_id, ListedCountsRecorded(counts={"2025-08": 1}), 2)

    with pytest.raises(VersionConflict):
        await swallow()
    assert await admin.fetchval("select seq from chain_head") == before


async def test_personal_content_is_stored_sealed_beside_its_event(tenancy: PostgresTenancy, admin: Plain) -> None:
    region = await open_region(tenancy, "08")
    row = await admin.fetchrow("select * from event_personal")
    assert row is not None
    assert (row["stream_kind"], row["stream_id"]) == ("case", region.case_id)
    sealed = SealedRecord(row["ciphertext"], row["nonce"], row["wrapped_key"], row["digest"])
    assert VAULT.open("08", row["record_id"], sealed) == b'{"reported_by":"[namn]"}'
    async with tenancy.begin(region.actor, NOW) as tx:
        first = (await tx.case_events(region.case_id))[0].event
    assert isinstance(first, CaseOpened)
    assert first.personal is not None
    assert VAULT.verify("08", first.personal.record_id, sealed, first.personal.digest)


async def test_personal_content_that_no_event_refers_to_is_refused(tenancy: PostgresTenancy) -> None:
    async with tenancy.begin(staff("08"), NOW) as tx:
        orphan = tx.seal(b"{}")
        assert unpack(orphan[1]).wrapped_key
        with pytest.raises(ValueError, match=str(orphan[0].record_id)):
            await tx.record(Recorded((NewEvent("unit", IDS.new(), 1, registered("SE1")),), personal=(orphan,)))


async def test_an_instant_without_offset_begins_nothing(tenancy: PostgresTenancy) -> None:
    with pytest.raises(ValueError, match="offset"):
        async with tenancy.begin(staff("08"), NOW.replace(tzinfo=None)):
            pass


async def test_a_command_is_eleven_statements(database: DatabaseUrls) -> None:
    pool = await open_pool(database.app, size=1, statement_cache=True)
    tenancy = PostgresTenancy(pool, VAULT, IDS)
    region = await open_region(tenancy, "08")
    case_id = await _opened_case(tenancy, region)
    said: list[str] = []
    connection: Plain = pool._holders[0]._con  # type: ignore[attr-defined]
    connection.add_query_logger(lambda logged: said.append(" ".join(logged.query.split())))
    for _ in ("parses the ruleset", "knows it"):
        said.clear()
        await _classify(tenancy, region, case_id, staff("08"), new_memory())
    await pool.close()
    assert [statement.split()[0].rstrip(";").lower() for statement in said] == [
        "begin",
        "select",  # tenant, organisation and actor
        "select",  # waits for a twin
        "select",  # what was remembered
        "select",  # locks the case
        "select",  # its stream
        "select",  # the versions adopted
        "insert",  # takes the head of the chain, and the instant of the record
        "with",  # projections and memory
        "insert",  # the events, and with them the chain
        "commit",
    ]
    assert said[-4].startswith("insert into chain_head ")
    assert said[-2].startswith("insert into event ")
