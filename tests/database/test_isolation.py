"""The database keeps tenants apart, and inside a tenant what a party may not see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import asyncpg
import pytest

from infra.db.bootstrap import DatabaseUrls
from infra.db.policies import APP, REGISTRY, tables_of
from infra.db.reader import PostgresReader
from infra.db.tx import PostgresTenancy
from service.authorize import Actor
from service.domain.errors import VersionConflict
from service.domain.steps import StepTaken
from service.reads import Read
from tests.database.conftest import Plain
from tests.database.facts import (
    IDS,
    NOW,
    Region,
    act,
    classified,
    deliver,
    draft,
    open_region,
    opened,
    party,
    simulate,
    withhold,
)
from tests.database.isolation import holes, scoped, seen

REGIONS = ("05", "08")


async def _two_regions(tenancy: PostgresTenancy, admin: Plain) -> dict[str, Region]:
    found = {tenant: await open_region(tenancy, tenant) for tenant in REGIONS}
    for region in found.values():
        await withhold(tenancy, region)
        await draft(tenancy, region)
        await simulate(admin, region)
        await deliver(admin, region)
        await _audit(tenancy, region)
    return found


async def _audit(tenancy: PostgresTenancy, region: Region) -> None:
    """A read of the region's cases that is logged."""
    reading = PostgresReader(tenancy._pool, IDS).read(
        [Read("cases", "case", ("case_id",))], replace(region.actor, logged=True)
    )
    assert [case["case_id"] for case in (await reading)["cases"]] == [str(region.case_id)]


def _actors(regions: dict[str, Region]) -> dict[str, UUID]:
    return {tenant: region.actor.id for tenant, region in regions.items()}


@pytest.mark.requirement("XC-01", "C7")
@pytest.mark.parametrize("role", ["app", "worker"])
async def test_no_tenant_sees_anothers_rows(
    tenancy: PostgresTenancy, database: DatabaseUrls, admin: Plain, role: str
) -> None:
    actors = _actors(await _two_regions(tenancy, admin))
    connection = await asyncpg.connect(getattr(database, role))
    assert await holes(connection, actors) == []
    await connection.close()


@pytest.mark.requirement("XC-01")
@pytest.mark.parametrize("table", tables_of("tenant"))
async def test_a_hole_in_any_table_is_found(
    tenancy: PostgresTenancy, app: Plain, owner: Plain, admin: Plain, table: str
) -> None:
    actors = _actors(await _two_regions(tenancy, admin))
    await owner.execute(f"create policy planted on {table} for select to trappa_app using (true)")
    assert f"{table}: 05 sees rows of 08" in await holes(app, actors)
    await owner.execute(f"drop policy planted on {table}; drop policy {table}_read on {table}")
    assert f"{table}: 05 does not see its own rows" in await holes(app, actors)
    await owner.execute(f"alter table {table} disable row level security")
    assert f"{table}: shows rows where nothing is set" in await holes(app, actors)


async def _execute(app: Plain, tenant: str, actor: UUID, statement: str) -> str:
    async with app.transaction():
        await scoped(app, tenant, "staff", actor)
        return await app.execute(statement)


@pytest.mark.requirement("XC-01")
async def test_no_row_is_written_into_another_tenant(
    tenancy: PostgresTenancy, app: Plain, admin: Plain, worker: Plain
) -> None:
    regions = await _two_regions(tenancy, admin)
    for table in tables_of("tenant"):
        columns = [
            row[0]
            for row in await admin.fetch(
                "select column_name from information_schema.columns where table_name = $1", table
            )
        ]
        listed = ", ".join(columns)
        values = ", ".join("'08'" if column == "tenant_id" else column for column in columns)
        insert = f"insert into {table} ({listed}) select {values} from {table}"
        who = app if REGISTRY[table].grants[APP].insert else worker
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await _execute(who, "05", regions["05"].actor.id, insert)
    update = "update case_file set state = 'X' where tenant_id = '08'"
    assert await _execute(app, "05", regions["05"].actor.id, update) == "UPDATE 0"
    assert await admin.fetchval("select count(*) from case_file where state = 'X'") == 0


async def test_an_act_cannot_be_recorded_in_anothers_name(tenancy: PostgresTenancy, app: Plain) -> None:
    region = await open_region(tenancy, "08")
    forged = (
        "insert into event (tenant_id, stream_kind, stream_id, version, type, audience, actor_id, recorded_at, body)"
        f" values ('08', 'case', '{region.case_id}', 9, 'CaseClosed', 'party', '{region.actor.id}', now(), '{{}}')"
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await _execute(app, "08", IDS.new(), forged)


async def test_events_can_be_neither_changed_nor_removed(app: Plain, tenancy: PostgresTenancy) -> None:
    await open_region(tenancy, "08")
    for statement in ("update event set body = '{}'", "delete from event", "truncate event"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(statement)


async def _rows(app: Plain, tenant: str, organisation: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    async with app.transaction():
        await scoped(app, tenant, organisation)
        for table in tables_of("tenant"):
            counts[table] = await app.fetchval(f"select count(*) from {table}")
    return counts


async def test_a_unit_sees_its_own_and_of_its_cases_what_concerns_it(
    tenancy: PostgresTenancy, app: Plain, admin: Plain
) -> None:
    region = await open_region(tenancy, "08")
    await withhold(tenancy, region)
    await draft(tenancy, region)
    await simulate(admin, region)
    await deliver(admin, region)
    unit = await _rows(app, "08", str(region.unit_id))
    assert unit == {
        "chain_head": 1,
        "event": 7,  # its own registration and counts, and its case without the classification
        "event_personal": 1,
        "care_unit": 1,
        "provider": 0,
        "agreement": 1,
        "listed_count": 2,
        "case_file": 1,
        "case_internal": 0,
        "case_seat": 1,
        "ruleset_version": 1,
        "ruleset_draft": 0,
        "settlement": 1,
        "settlement_line": 2,
        "withholding_entry": 2,
        "command_memory": 0,
        "seat": 0,
        "access_version": 1,
        "read_log": 0,
        "simulation": 0,
        "simulation_case": 0,
        "delivery": 0,
        "observation": 0,
    }
    nothing_of_the_case = dict.fromkeys(
        ("event_personal", "listed_count", "case_file", "case_seat", "settlement_line", "withholding_entry"), 0
    )
    registered_alone = {"event": 1}
    assert await _rows(app, "08", str(region.other_unit_id)) == unit | nothing_of_the_case | registered_alone
    nothing_of_a_unit = dict.fromkeys(("care_unit", "agreement", "event"), 0)
    nothing = unit | nothing_of_the_case | nothing_of_a_unit
    for stranger in ("a-municipality", str(IDS.new())):
        assert await _rows(app, "08", stranger) == nothing
    # Of the region and reading no case: its rules, how they came to be, and what it delivers to national bodies.
    assert await _rows(app, "08", "none") == nothing | {
        "ruleset_draft": 1,
        "event": 3,
        "event_personal": 1,
        "delivery": 1,
        "observation": 1,
    }


async def test_a_setting_left_behind_by_a_transaction_shows_nothing(tenancy: PostgresTenancy, app: Plain) -> None:
    region = await open_region(tenancy, "08")
    assert await seen(app, "event", "08", "staff", region.actor.id) == {"08"}
    assert await app.fetchval("select current_setting('app.tenant', true)") == ""
    for table in tables_of("tenant"):
        assert await app.fetchval(f"select count(*) from {table}") == 0


async def test_a_party_acts_on_the_whole_stream_of_its_own_case_and_on_no_other(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    async with tenancy.begin(party("08", region.unit_id), NOW) as tx:
        assert [one.event.type for one in await tx.case_events(region.case_id)][1] == "CaseClassified"
    nobody = Actor(IDS.new(), "08", frozenset(), frozenset(), "NONE")
    for stranger in (party("08", region.other_unit_id), party("05", region.unit_id), nobody):
        async with tenancy.begin(stranger, NOW) as tx:
            assert await tx.case_events(region.case_id) == []
            assert await tx.stream_version("case", region.case_id) == 0
    async with tenancy.begin(party("08", region.other_unit_id), NOW) as tx:
        assert await tx.unit(region.unit_id) is None
        assert (await tx.unit(region.other_unit_id)) is not None


async def test_a_party_opens_a_case_and_staff_goes_on_with_it(tenancy: PostgresTenancy, app: Plain) -> None:
    region = await open_region(tenancy, "08")
    case_id, unit = IDS.new(), str(region.unit_id)
    first = opened(region.ruleset_id, region.unit_id)
    async with tenancy.begin(party("08", region.unit_id), NOW) as tx:
        await tx.record(act(case_id, [], [first], seats=(unit,)))
    async with tenancy.begin(region.actor, NOW) as tx:
        assert len(await tx.case_events(case_id)) == 1
        # The seats may be given again with each act: one that is there stays.
        await tx.record(act(case_id, [first], [classified(region.ruleset_id)], seats=(unit, "a-municipality")))
    async with app.transaction():
        await scoped(app, "08", "a-municipality")
        assert await app.fetchval("select count(*) from case_file") == 1
        assert await app.fetchval("select count(*) from case_seat") == 1


def _of_team(actor: Actor) -> Actor:
    return replace(actor, permissions=actor.permissions | {"READ_TEAM"})


async def _taken(tenancy: PostgresTenancy, region: Region) -> None:
    """An act that the team alone may read, with its text, by somebody of it."""
    async with tenancy.begin(_of_team(region.actor), NOW) as tx:
        earlier = [one.event for one in await tx.case_events(region.case_id)]
        reference, packed = tx.seal(b'{"text":"what the team thinks"}')
        step = StepTaken(
            act="ASSESS", outcome="RED", taken_on=date(2025, 8, 25), shared=False, team=True, personal=reference
        )
        await tx.record(act(region.case_id, earlier, [step], personal=((reference, packed),)))


@pytest.mark.requirement("PV-02", "VG-10", "XC-01")
async def test_what_the_team_alone_reads_is_shown_to_nobody_else_whatever_is_asked(
    tenancy: PostgresTenancy, app: Plain
) -> None:
    region = await open_region(tenancy, "08")
    await _taken(tenancy, region)
    shown = {}
    for organisation in ("staff", "access", "none", str(region.unit_id), str(region.other_unit_id), "a_municipality"):
        for team in ("yes", "no", "", "staff"):
            async with app.transaction():
                await scoped(app, "08", organisation, region.actor.id, team=team)
                shown[organisation, team] = [
                    await app.fetchval(f"select count(*) from {table} where audience = 'team'")
                    for table in ("event", "event_personal")
                ]
    assert {scope for scope, counts in shown.items() if counts != [0, 0]} == {("staff", "yes")}
    assert shown["staff", "yes"] == [1, 1]


@pytest.mark.requirement("PV-02", "XC-03")
async def test_a_version_is_how_many_events_its_reader_sees(tenancy: PostgresTenancy) -> None:
    region = await open_region(tenancy, "08")
    await _taken(tenancy, region)
    reader = PostgresReader(tenancy._pool, IDS)
    read = Read(
        "cases", "case", ("version", "state"), children=(Read("events", "event", ("version", "type"), "case.events"),)
    )
    seen = []
    for actor in (_of_team(region.actor), region.actor, party("08", region.unit_id)):
        ((case,),) = (await reader.read([read], actor)).values()
        assert case["version"] == len(case["events"])
        seen.append((case["version"], "StepTaken" in {event["type"] for event in case["events"]}))
    assert seen == [(5, True), (4, False), (3, False)]


@pytest.mark.requirement("PV-02")
async def test_staff_who_are_not_of_the_team_act_on_the_whole_stream_and_are_told_of_what_they_see(
    tenancy: PostgresTenancy,
) -> None:
    region = await open_region(tenancy, "08")
    await _taken(tenancy, region)
    async with tenancy.begin(region.actor, NOW) as tx:
        stored = await tx.case_events(region.case_id)
        assert stored[-1].event.type == "StepTaken"
        earlier = [one.event for one in stored]
        await tx.record(act(region.case_id, earlier, [classified(region.ruleset_id)]))
    for actor, counted in ((region.actor, (4, 5)), (_of_team(region.actor), (5, 6))):
        with pytest.raises(VersionConflict) as refused:
            async with tenancy.begin(actor, NOW) as tx:
                await tx.record(act(region.case_id, earlier, [classified(region.ruleset_id)]))
        assert (refused.value.params["expected"], refused.value.params["current"]) == counted
