"""One unbroken chain per tenant over all its facts: the database makes it, Python checks it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import asyncpg
import pytest

from infra.db.audit import auditing, projections, read_chain
from infra.db.tx import SCOPE, PostgresTenancy
from service.domain.chain import GENESIS, Break, Link, breaks, link_hash
from service.domain.events import decode
from service.ports import Memory, NewEvent, Recorded
from tests.database.conftest import Plain
from tests.database.facts import IDS, NOW, append, open_region, registered, staff


async def _links(app: Plain, tenant_id: str = "08") -> tuple[list[Link], tuple[int, bytes] | None]:
    async with auditing(app, tenant_id):
        return await read_chain(app, tenant_id)


async def _breaks(app: Plain) -> list[Break]:
    return list(breaks(*await _links(app)))


async def test_the_database_hashes_what_python_hashes(tenancy: PostgresTenancy, app: Plain) -> None:
    stockholm = timezone(timedelta(hours=2))
    for instant in (
        NOW,
        datetime(2025, 6, 1, 0, 30, tzinfo=stockholm),
        datetime(1999, 12, 31, 23, 59, 59, 1, tzinfo=UTC),
    ):
        async with tenancy.begin(staff("08"), instant, stopped=True) as tx:
            name = 'Åsö "vård"\n\\central\t☃ \U0001f3e5'
            new = NewEvent("unit", IDS.new(), 1, registered(f"SE {instant}", name))
            memory = Memory(IDS.new(), "digest", {}) if instant is NOW else None
            await tx.record(Recorded((new,), memory=memory))
    links, head = await _links(app)
    assert [link.hash for link in links] == [link_hash(link.prev_hash, link) for link in links]
    assert [link.seq for link in links] == [1, 2, 3]
    assert links[0].prev_hash == GENESIS
    assert head == (3, links[-1].hash)
    assert [bool(link.command_id) for link in links] == [True, False, False]


async def test_a_tenant_without_events_has_no_break_and_no_head(app: Plain) -> None:
    assert await _links(app) == ([], None)
    assert await _breaks(app) == []


async def test_each_tenant_has_a_chain_of_its_own(tenancy: PostgresTenancy, app: Plain) -> None:
    await open_region(tenancy, "05")
    await open_region(tenancy, "08")
    for tenant_id in ("05", "08"):
        links, head = await _links(app, tenant_id)
        assert [link.seq for link in links] == list(range(1, 11))
        assert {link.tenant_id for link in links} == {tenant_id}
        assert list(breaks(links, head)) == []


async def test_appends_at_the_same_time_make_one_unbroken_chain(tenancy: PostgresTenancy, app: Plain) -> None:
    async def register(number: int) -> None:
        async with tenancy.begin(staff("08"), NOW) as tx:
            both = tuple(NewEvent("unit", IDS.new(), 1, registered(f"SE{number}-{one}")) for one in range(2))
            await tx.record(Recorded(both))

    await asyncio.gather(*(register(number) for number in range(20)))
    links, head = await _links(app)
    assert len(links) == 40
    assert list(breaks(links, head)) == []


async def test_place_and_hashes_are_the_databases_whatever_a_statement_says(
    tenancy: PostgresTenancy, admin: Plain, app: Plain
) -> None:
    await open_region(tenancy, "08")
    await admin.execute(
        "insert into event"
        " (tenant_id, seq, stream_kind, stream_id, version, type, audience, actor_id, recorded_at, body,"
        " prev_hash, hash)"
        " select tenant_id, 77, stream_kind, stream_id, 99, type, audience, actor_id, recorded_at, body, hash, hash"
        " from event where seq = 1"
    )
    links, head = await _links(app)
    assert [link.seq for link in links] == list(range(1, 12))
    assert list(breaks(links, head)) == []


async def test_a_thousand_events_of_one_statement_make_one_unbroken_chain_whose_head_moves_once(
    tenancy: PostgresTenancy, admin: Plain, app: Plain
) -> None:
    await open_region(tenancy, "08")
    await admin.execute("create table moves (seq bigint)")
    await admin.execute(
        "create function noted() returns trigger language plpgsql security definer as"
        " $$ begin insert into trappa.moves values (new.seq); return null; end $$"
    )
    await admin.execute(
        "create trigger noted after update of seq on chain_head for each row when (old.seq <> new.seq)"
        " execute function noted()"
    )
    async with tenancy.begin(staff("08"), NOW) as tx:
        await tx.record(Recorded(tuple(NewEvent("unit", IDS.new(), 1, registered(f"SE{one}")) for one in range(1000))))
    assert await _breaks(app) == []
    assert [row[0] for row in await admin.fetch("select seq from moves")] == [1010]


FORGED = (
    "insert into event (tenant_id, stream_kind, stream_id, version, type, audience, actor_id, recorded_at, body)"
    " select '08', 'unit', gen_random_uuid(), 1, 'UnitRegistered', 'party', $1, now(),"
    " case when row = {row} then set_config('trappa.reached', '{place}', true) || '{{}}' else '{{}}' end"
    " from generate_series(1, 2) as row"
)
ZEROS = "00" * 32


async def _forged(app: Plain, actor_id: UUID, row: int, place: str) -> None:
    """Two events in one statement, before which, and in the row of that number, the place is said to be another."""
    async with app.transaction():
        await app.execute(SCOPE, "08", "staff", str(actor_id), "no")
        await app.execute("select set_config('trappa.reached', $1, true)", place)
        await app.execute(FORGED.format(row=row, place=place), actor_id)


@pytest.mark.parametrize("row", [1, 2])
@pytest.mark.parametrize("place", [f"08 700 {ZEROS}", f"08 10 {ZEROS}", f"08 11 {ZEROS}", f"08 0 {ZEROS}"])
async def test_nobody_says_where_the_chain_has_come_to(
    tenancy: PostgresTenancy, app: Plain, row: int, place: str
) -> None:
    region = await open_region(tenancy, "08")
    before = await _links(app)
    with pytest.raises(asyncpg.PostgresError) as refused:
        await _forged(app, region.actor.id, row, place)
    assert isinstance(refused.value, asyncpg.InsufficientPrivilegeError | asyncpg.UniqueViolationError)
    assert await _links(app) == before
    await _forged(app, region.actor.id, 3, place)  # what stood in the setting before is not gone on from
    links, head = await _links(app)
    assert len(links) == 12
    assert list(breaks(links, head)) == []


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        (
            "update event set body = replace(body, '5000', '4000') where type = 'ListedCountsRecorded'",
            [Break(4, "its content does not match its hash")],
        ),
        (
            "update event set recorded_at = recorded_at + interval '1 microsecond' where seq = 2",
            [Break(2, "its content does not match its hash")],
        ),
        (
            "delete from event where seq = 10",
            [Break(10, "the head does not match the last event, 9")],
        ),
        (
            "delete from event where seq = 3",
            [Break(4, "expected event 3, found 4"), Break(4, "does not follow from the event before")],
        ),
        ("delete from chain_head", [Break(10, "the chain has no head")]),
        ("update chain_head set seq = 9", [Break(9, "the head does not match the last event, 10")]),
    ],
)
async def test_tampering_is_found(
    tenancy: PostgresTenancy, admin: Plain, app: Plain, tampering: str, found: list[Break]
) -> None:
    await open_region(tenancy, "08")
    assert await _breaks(app) == []
    # As somebody who can set triggers aside: for anybody else the head does not move.
    await admin.execute("set session_replication_role = replica")
    await admin.execute(tampering)
    assert await _breaks(app) == found


async def test_erasing_personal_keys_leaves_the_chain_whole(tenancy: PostgresTenancy, admin: Plain, app: Plain) -> None:
    await open_region(tenancy, "08")
    before = await _links(app)
    assert await admin.execute("update event_personal set wrapped_key = null") == "UPDATE 2"
    assert await _links(app) == before
    assert await _breaks(app) == []


async def test_projections_are_read_whole_and_in_order(tenancy: PostgresTenancy, app: Plain) -> None:
    region = await open_region(tenancy, "08")
    await open_region(tenancy, "05")
    async with auditing(app, "08"):
        rows = await projections(app, "08")
        links, _ = await read_chain(app, "08")
    assert {table: len(found) for table, found in rows.items()} == {
        "care_unit": 2,
        "provider": 1,
        "agreement": 2,
        "listed_count": 2,
        "ruleset_version": 1,
        "ruleset_draft": 0,
        "case_file": 1,
        "case_internal": 1,
        "case_seat": 1,
        "settlement": 1,
        "settlement_line": 2,
        "withholding_entry": 0,
        "seat": 1,
        "issuer": 0,
        "access_version": 1,
    }
    assert [(row["month"], row["listed"], row["stream_version"]) for row in rows["listed_count"]] == [
        ("2025-07", 4_990, 2),
        ("2025-08", 5_000, 2),
    ]
    assert [
        (row["position"], row["month"], row["amount_ore"], row["correction"]) for row in rows["settlement_line"]
    ] == [
        (0, "2025-08", 241_935, False),
        (1, "2025-07", -5_000_000_000, True),
    ]
    assert {row["tenant_id"] for found in rows.values() for row in found} == {"08"}
    assert decode(links[-1].body).type == "MonthSettled"
    assert rows["settlement"][0]["settled_on"].isoformat() == "2025-09-01"
    assert rows["case_file"][0]["unit_id"] == region.unit_id


async def test_an_audit_sees_one_moment(tenancy: PostgresTenancy, app: Plain) -> None:
    await open_region(tenancy, "08")
    async with auditing(app, "08"):
        before = await read_chain(app, "08")
        async with tenancy.begin(staff("08"), NOW) as tx:
            await append(tx, "unit", IDS.new(), registered("SE9"))
        assert await read_chain(app, "08") == before
    assert len((await _links(app))[0]) == 11
