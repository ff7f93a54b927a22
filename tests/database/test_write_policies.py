"""What the application's own role may write, whatever statement it is brought to send."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest

from infra.db.tx import PostgresTenancy, PostgresTx
from service.authorize import Actor
from service.domain.errors import RuleRefused, VersionConflict
from service.domain.events import CaseClassified, CaseEvent
from service.domain.messages import message
from service.domain.register_events import ListedCountsRecorded
from tests.database.conftest import Plain
from tests.database.facts import (
    IDS,
    NOW,
    Region,
    act,
    adopted,
    append,
    classified,
    draft,
    open_region,
    opened,
    party,
    registered,
    requested,
    settled,
    staff,
)
from tests.database.isolation import scoped
from tests.database.statements import WRITES, case_file

pytestmark = pytest.mark.requirement("XC-01")
DENIED = asyncpg.InsufficientPrivilegeError


async def _sent(app: Plain, organisation: str, actor: UUID, statement: str, *, team: str = "no") -> str:
    """What the statement answers when the region's own transaction sends it; nothing of it stays."""
    transaction = app.transaction()
    await transaction.start()
    try:
        await scoped(app, "08", organisation, actor, team=team)
        return await app.execute(statement)
    finally:
        await transaction.rollback()


async def _add_classification(tenancy: PostgresTenancy, region: Region) -> None:
    """A classification with a note, by the staff, beside the note of the opening."""
    async with tenancy.begin(region.actor, NOW) as tx:
        events = [one.event for one in await tx.case_events(region.case_id)]
        reference, packed = tx.seal(b'{"text":"what the staff thinks"}')
        event: CaseClassified = classified(region.ruleset_id).model_copy(update={"personal": reference})
        await tx.record(act(region.case_id, events, [event], personal=((reference, packed),)))


async def test_a_party_does_not_see_the_note_of_a_classification(
    tenancy: PostgresTenancy, app: Plain, admin: Plain
) -> None:
    region = await open_region(tenancy, "08")
    await _add_classification(tenancy, region)
    stored = await admin.fetch("select audience from event_personal where stream_kind = 'case' order by 1")
    assert [row["audience"] for row in stored] == ["party", "staff"]
    for organisation, shown in ((str(region.unit_id), ["party"]), ("staff", ["party", "staff"]), ("none", [])):
        async with app.transaction():
            await scoped(app, "08", organisation)
            rows = await app.fetch("select audience from event_personal where stream_kind = 'case' order by 1")
        assert [row["audience"] for row in rows] == shown


# --- what a statement may write, by who sends it --------------------------------------------------------------------


@pytest.mark.parametrize("what", WRITES)
async def test_a_row_is_written_by_those_whose_act_it_is(
    tenancy: PostgresTenancy, app: Plain, admin: Plain, what: str
) -> None:
    region = await open_region(tenancy, "08")
    await draft(tenancy, region)
    statement, may = WRITES[what]
    ids = {"unit": region.unit_id, "other": region.other_unit_id, "case": region.case_id, "new": IDS.new()}
    ids["bare"] = IDS.new()  # a case with nothing beside its own row
    await admin.execute(case_file("unit").format(new=ids["bare"], unit=region.unit_id))
    filled = statement.format(**ids, actor=region.actor.id)
    organisations = {
        "staff": "staff",
        "team": "staff",
        "unit": str(region.unit_id),
        "other unit": str(region.other_unit_id),
    }
    wrote = set()
    for name, organisation in (organisations | {"access": "access", "none": "none", "nothing set": ""}).items():
        try:
            team = "yes" if name == "team" else "no"
            answer = await _sent(app, organisation, region.actor.id, filled, team=team)
        except DENIED as denied:
            assert "row-level security" in str(denied)  # noqa: PT017 - who is denied is what is gathered
        else:
            wrote |= {name} if answer.split()[-1] != "0" else set()
    # Whoever is of the team is of the staff as well.
    assert wrote == may | ({"team"} if "staff" in may else set())


# --- every command still does ---------------------------------------------------------------------------------------


async def test_a_party_opens_a_case_that_lets_in_others_and_none_but_those_named(
    tenancy: PostgresTenancy, admin: Plain
) -> None:
    region = await open_region(tenancy, "08")
    case_id, own, other = IDS.new(), str(region.unit_id), "forsakringskassan"
    async with tenancy.begin(party("08", region.unit_id), NOW) as tx:
        await tx.record(act(case_id, [], [opened(region.ruleset_id, region.unit_id)], seats=(other, own)))
    seats = await admin.fetch("select organisation_id, opened_at from case_seat where case_id = $1", case_id)
    assert {row["organisation_id"] for row in seats} == {own, other}
    assert len({row["opened_at"] for row in seats}) == 1
    assert await admin.fetchval("select count(*) from event where stream_id = $1", case_id) == 1


async def test_a_party_opens_no_case_in_which_it_has_no_part(tenancy: PostgresTenancy, admin: Plain) -> None:
    region = await open_region(tenancy, "08")
    case_id = IDS.new()
    with pytest.raises(DENIED):
        async with tenancy.begin(party("08", region.unit_id), NOW) as tx:
            await tx.record(act(case_id, [], [opened(region.ruleset_id, region.unit_id)], seats=("vaxjo",)))
    assert await admin.fetchval("select count(*) from case_file where case_id = $1", case_id) == 0


async def test_a_party_opens_its_units_case_with_a_note_and_then_acts_in_it(
    tenancy: PostgresTenancy, app: Plain, admin: Plain
) -> None:
    region = await open_region(tenancy, "08")
    case_id, unit = IDS.new(), party("08", region.unit_id)
    async with tenancy.begin(unit, NOW) as tx:
        reference, packed = tx.seal(b"{}")
        first = opened(region.ruleset_id, region.unit_id, reference)
        seats = (str(region.unit_id),)
        await tx.record(act(case_id, [], [first], seats=seats, personal=((reference, packed),)))
    async with tenancy.begin(staff("08"), NOW) as tx:
        events: list[CaseEvent] = [one.event for one in await tx.case_events(case_id)]
        await tx.record(act(case_id, events, [classified(region.ruleset_id)]))
    async with tenancy.begin(unit, NOW) as tx:
        events = [one.event for one in await tx.case_events(case_id)]
        await tx.record(act(case_id, events, [requested(region.ruleset_id)], seats=seats))
    shown = "select case_file.version, case_internal.version from case_file join case_internal using (case_id)"
    row = await admin.fetchrow(f"{shown} where case_id = $1", case_id)
    assert row is not None
    assert tuple(row) == (2, 3)
    async with app.transaction():
        await scoped(app, "08", str(region.unit_id))
        seen = await app.fetch("select version from event where stream_id = $1 order by 1", case_id)
    assert [row["version"] for row in seen] == [1, 3]


async def test_a_party_opens_no_case_of_another_unit(tenancy: PostgresTenancy, admin: Plain) -> None:
    region = await open_region(tenancy, "08")

    async def open_theirs() -> None:
        async with tenancy.begin(party("08", region.other_unit_id), NOW) as tx:
            first = opened(region.ruleset_id, region.unit_id)
            await tx.record(act(IDS.new(), [], [first], seats=(str(region.other_unit_id),)))

    with pytest.raises(DENIED, match='"case_file"'):
        await open_theirs()
    assert await admin.fetchval("select count(*) from case_file") == 1


def _approver() -> Actor:
    return Actor(IDS.new(), "08", frozenset({"approver"}), frozenset({"ADOPT_RULESET"}), "NONE")


@dataclass(frozen=True)
class Trial:
    """What is recorded, and the table that keeps it from whoever may not."""

    does: Callable[[PostgresTx, Region], Awaitable[None]]
    table: str


TRIALS = {
    "registering a unit": Trial(lambda tx, _: append(tx, "unit", IDS.new(), registered("SE9")), "care_unit"),
    "recording listed counts": Trial(
        lambda tx, region: append(tx, "unit", region.unit_id, ListedCountsRecorded(counts={"2025-08": 1}), 3),
        "listed_count",
    ),
    "adopting a ruleset": Trial(lambda tx, _: append(tx, "ruleset", IDS.new(), adopted("next")), "ruleset_version"),
    "settling a month": Trial(
        lambda tx, region: append(tx, "settlement", IDS.new(), settled(region.case_id, region.unit_id, "2025-09")),
        "settlement",
    ),
}


@pytest.mark.parametrize("name", TRIALS)
async def test_the_regions_own_commands_are_for_its_staff(tenancy: PostgresTenancy, name: str) -> None:
    region = await open_region(tenancy, "08")

    async def attempt(actor: Actor) -> None:
        async with tenancy.begin(actor, NOW) as tx:
            await TRIALS[name].does(tx, region)

    with pytest.raises(DENIED, match="row-level security"):
        await attempt(party("08", region.unit_id))
    await attempt(staff("08"))


async def test_a_ruleset_is_adopted_by_somebody_who_reads_no_case(tenancy: PostgresTenancy, admin: Plain) -> None:
    async with tenancy.begin(_approver(), NOW) as tx:
        await append(tx, "ruleset", IDS.new(), adopted())
    assert await admin.fetchval("select count(*) from ruleset_version") == 1


# --- the head of the chain ------------------------------------------------------------------------------------------


@pytest.mark.requirement("C4")
@pytest.mark.parametrize(
    "moved",
    [
        "update chain_head set seq = seq - 1",
        "update chain_head set seq = seq + 1",
        "update chain_head set hash = decode(repeat('00', 32), 'hex')",
        "update chain_head set seq = seq + 1, hash = decode(repeat('ab', 32), 'hex')",
        (
            "insert into chain_head values ('08', 0, decode(repeat('00', 32), 'hex'), now())"
            " on conflict (tenant_id) do update set seq = 0, hash = excluded.hash"
        ),
    ],
)
async def test_nobody_moves_the_head_of_the_chain(
    tenancy: PostgresTenancy, app: Plain, owner: Plain, moved: str
) -> None:
    region = await open_region(tenancy, "08")
    with pytest.raises(DENIED, match="the head of the chain"):
        await _sent(app, "staff", region.actor.id, moved)
    await owner.execute("alter table chain_head no force row level security")
    with pytest.raises(DENIED, match="the head of the chain"):
        await owner.execute(moved)


@pytest.mark.requirement("C4")
@pytest.mark.parametrize("values", ["7, decode(repeat('00', 32), 'hex')", "0, decode(repeat('ab', 32), 'hex')"])
async def test_a_chain_begins_at_its_beginning(app: Plain, values: str) -> None:
    with pytest.raises(DENIED, match="row-level security"):
        await _sent(app, "staff", IDS.new(), f"insert into chain_head values ('08', {values}, now())")


async def test_the_instant_of_the_head_may_be_taken(tenancy: PostgresTenancy, app: Plain) -> None:
    region = await open_region(tenancy, "08")
    assert await _sent(app, "none", region.actor.id, "update chain_head set recorded_at = now()") == "UPDATE 1"


async def test_a_head_behind_its_chain_is_an_error_and_no_conflict(tenancy: PostgresTenancy, admin: Plain) -> None:
    await open_region(tenancy, "08")
    await admin.execute("set session_replication_role = replica")
    await admin.execute("update chain_head set seq = seq - 1")

    async def register() -> None:
        async with tenancy.begin(staff("08"), NOW) as tx:
            await append(tx, "unit", IDS.new(), registered("SE9"))

    with pytest.raises(asyncpg.UniqueViolationError, match="event_pk"):
        await register()
    assert await admin.fetchval("select count(*) from care_unit") == 2


async def test_a_version_that_is_taken_is_still_a_conflict(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")

    async def record() -> None:
        async with tenancy.begin(staff("08"), NOW) as tx:
            await append(tx, "unit", region.unit_id, ListedCountsRecorded(counts={"2025-01": 1}), 2)

    with pytest.raises(VersionConflict):
        await record()


# --- out of turn ----------------------------------------------------------------------------------------------------


async def _refused(work: Awaitable[object]) -> RuleRefused:
    with pytest.raises(RuleRefused) as refused:
        await work
    assert refused.value.code == "BUSY"
    assert "again" in message(refused.value, "en")
    assert "igen" in message(refused.value, "sv")
    return refused.value


async def _set_first(tenancy: PostgresTenancy, region: Region, setting: str) -> None:
    """Reads the case after the transaction's own `set local`."""
    async with tenancy.begin(staff("08"), NOW) as tx:
        await tx._connection.execute(f"set local {setting}")
        await tx.case_events(region.case_id)


@pytest.mark.requirement("XC-04")
@pytest.mark.parametrize(
    ("setting", "cause"),
    [
        ("lock_timeout = '50ms'", asyncpg.LockNotAvailableError),
        ("statement_timeout = '50ms'", asyncpg.QueryCanceledError),
    ],
)
async def test_a_command_that_waits_too_long_is_told_to_try_again(
    tenancy: PostgresTenancy, admin: Plain, setting: str, cause: type[Exception]
) -> None:
    region = await open_region(tenancy, "08")
    async with admin.transaction():
        await admin.execute("select from case_file for update")
        refused = await _refused(_set_first(tenancy, region, setting))
    assert isinstance(refused.__cause__, cause)
    async with tenancy.begin(staff("08"), NOW) as tx:
        assert len(await tx.case_events(region.case_id)) == 4


@pytest.mark.requirement("XC-04")
async def test_of_two_commands_that_wait_for_each_other_one_is_told_to_try_again(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    other = IDS.new()
    async with tenancy.begin(region.actor, NOW) as tx:
        await tx.record(act(other, [], [opened(region.ruleset_id, region.unit_id)]))
    both_hold = asyncio.Barrier(2)

    async def take(first: UUID, second: UUID) -> str:
        async with tenancy.begin(staff("08"), NOW) as tx:
            await tx.case_events(first)
            await both_hold.wait()
            await tx.case_events(second)
        return "done"

    outcomes = await asyncio.gather(take(region.case_id, other), take(other, region.case_id), return_exceptions=True)
    (refused,) = (one for one in outcomes if one != "done")
    assert isinstance(refused, RuleRefused)
    assert (refused.code, type(refused.__cause__)) == ("BUSY", asyncpg.DeadlockDetectedError)
