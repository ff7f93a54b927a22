"""How much of a large region a page of it touches: plans as the application runs them, under forced policies."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from infra.db.reads import CompiledReads, compile_reads
from schema.money_queries import amounts_reads
from schema.needs import Gathered
from service.authorize import Actor
from service.domain.dates import Month
from service.reads import Filter, Order, Page, Read
from tests.reads.rows import GUEST, START, nobody, party, staff
from tests.reads.typical import CASE, FIRST_CASES, LEDGER, WITHHELD, WITHHELD_OF_A_UNIT
from tests.rig.postgres import Cluster, new_name

CASES = 50_000
UNITS = 100
PROVIDERS = 100
OF_GUEST = 30
ENTRIES = CASES // 10
REGIONS = ", ".join(f"'{number:02}'" for number in range(1, 22))


def id_of(kind: int, number: int) -> UUID:
    return UUID(f"{kind:08x}-0000-7000-8000-{number:012x}")


# A case each half hour, its id made of its number, its unit in turn; two events each; every tenth settled twice.
FILL = f"""
create function pg_temp.id(kind int, number int) returns uuid language sql immutable
return (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid;
insert into trappa.care_unit
select tenant, pg_temp.id(1, n), 'SE-' || n, 'Unit ' || n, 'unit ' || lpad(n::text, 3, '0'), 'Provider',
  (1 + n % 50)::text, now()
from generate_series(1, {UNITS}) as n, unnest(array[{REGIONS}]) as tenant;
insert into trappa.provider
select tenant, n::text, 'Provider ' || n, 'provider ' || lpad(n::text, 4, '0'), now()
from generate_series(1, {PROVIDERS}) as n, unnest(array[{REGIONS}]) as tenant;
insert into trappa.event
select '08', 1000000 + 12 * n + v, 'unit', pg_temp.id(1, n), v, 'ListedCountsRecorded', 'party', '{GUEST}', null, now(),
  '{{"n":1}}', '\\x00', '\\x00'
from generate_series(1, {UNITS}) as n, generate_series(1, 12) as v;
insert into trappa.agreement
select tenant, pg_temp.id(4, n), pg_temp.id(1, n), 'HALSOVAL', 'LOV', date '2024-01-01', null, null, 1, now(),
  null, null
from generate_series(1, {UNITS}) as n, unnest(array[{REGIONS}]) as tenant;
insert into trappa.listed_count
select '08', pg_temp.id(1, n), '2025-' || lpad(m::text, 2, '0'), now(), m, 4000
from generate_series(1, {UNITS}) as n, generate_series(1, 12) as m;
insert into trappa.case_file
select tenant, pg_temp.id(2, n), pg_temp.id(1, 1 + n % {UNITS}), 'halsoval', date '2025-01-01',
  timestamptz '{START.isoformat()}' + n * interval '30 minutes', 'A', false,
  case n % 3 when 0 then 'OPENED' when 1 then 'CLASSIFIED' else 'CLOSED' end, null, null, n % 10 = 0, false, null, 1
from generate_series(1, {CASES}) as n, unnest(array['08', '12']) as tenant where tenant = '08' or n % 10 = 0;
insert into trappa.case_seat
select tenant_id, unit_id::text, opened_at, case_id from trappa.case_file
union all select tenant_id, '{GUEST}', opened_at, case_id from trappa.case_file
where tenant_id = '08'
  and case_id in (select pg_temp.id(2, n * {CASES // OF_GUEST}) from generate_series(1, {OF_GUEST}) as n);
insert into trappa.case_internal select tenant_id, case_id, 'RED', 9, state, version from trappa.case_file;
insert into trappa.event_personal
select tenant_id, gen_random_uuid(), 'case', case_id, 'party', '\\x00', '\\x00', null, repeat('0', 64)
from trappa.case_file;
insert into trappa.event
select '08', 2 * n + v, 'case', pg_temp.id(2, n), v + 1, 'PlanReceived', 'party', '{GUEST}', null, now(), '{{"n":1}}',
  '\\x00', '\\x00'
from generate_series(1, {CASES}) as n, generate_series(0, 1) as v;
insert into trappa.settlement_line
select '08', '2025-' || lpad(m::text, 2, '0'), n, pg_temp.id(2, n * 10), pg_temp.id(1, 1 + n * 10 % {UNITS}),
  pg_temp.id(3, 1),
  '2025-01', 500, 31, 31, 4000, 2000000, false, timestamptz '{START.isoformat()}'
from generate_series(1, {CASES // 10}) as n, generate_series(1, 2) as m;
insert into trappa.withholding_entry
select '08', pg_temp.id(2, n * 10), 9, pg_temp.id(1, 1 + n * 10 % {UNITS}), 1,
  (2016 + n % 10) || '-' || lpad((1 + n % 12)::text, 2, '0'), date '2025-01-01', 100, timestamptz '{START.isoformat()}'
from generate_series(1, {ENTRIES}) as n;
"""


@pytest.fixture(scope="module")
def large_region(cluster: Cluster, template_database: str) -> Iterator[str]:
    """The application's URL to a region of 50,000 cases beside a smaller one."""
    name = new_name()
    try:
        urls = cluster.copied(template_database, name)

        async def fill() -> None:
            admin = await asyncpg.connect(cluster.admin_url_of(urls))
            # Past triggers, foreign keys and policies, which the tests of the writes are about.
            await admin.execute("set session_replication_role = replica")
            await admin.execute(FILL)
            await admin.execute("vacuum analyze")
            await admin.close()

        cluster.run(fill())
        yield urls.app
    finally:
        cluster.drop(name)


@pytest.fixture(scope="module")
async def app(large_region: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    connection = await asyncpg.connect(large_region)
    yield connection
    await connection.close()


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return _literal("{" + ",".join(map(str, value)) + "}")
    return "'" + str(value).replace("'", "''") + "'"


async def plan_of(app: asyncpg.Connection[asyncpg.Record], compiled: CompiledReads, mode: str) -> dict[str, Any]:
    """The plan as executed, for these values (`custom`) or for any (`generic`)."""
    async with app.transaction():
        await app.execute(f"set local plan_cache_mode = force_{mode}_plan")
        await app.execute(f"prepare asked as {compiled.sql}")
        try:
            values = ", ".join(map(_literal, compiled.arguments))
            text = await app.fetchval(f"explain (analyze, format json) execute asked({values})")
        finally:
            await app.execute("deallocate asked")
    plan: dict[str, Any] = json.loads(text)[0]["Plan"]
    return plan


def scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in node and node["Actual Loops"]:
        yield node
    for below in node.get("Plans", ()):
        yield from scans(below)


def touched(node: dict[str, Any]) -> float:
    """Rows that a scan read, those among them that it threw away included."""
    thrown = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return float((node["Actual Rows"] + thrown) * node["Actual Loops"])


MIDDLE = (START + timedelta(minutes=30 * CASES // 2), id_of(2, CASES // 2))
NEXT_CASES = replace(FIRST_CASES, page=Page(50, MIDDLE))
CASES_BACK = replace(FIRST_CASES, page=Page(50, MIDDLE, backwards=True))
OPENED_CASES = replace(FIRST_CASES, where=(Filter("state", "=", "OPENED"),))
MIXED_CASES = replace(FIRST_CASES, order=(Order("opened_at", descending=True), Order("case_id")), page=Page(50, MIDDLE))
OF_A_UNIT = replace(FIRST_CASES, where=(Filter("unit_id", "=", id_of(1, 7)),))
ONE_CASE = replace(CASE, where=(Filter("case_id", "=", id_of(2, 600)),))
UNIT_LEDGER = replace(LEDGER, where=(Filter("unit_id", "=", id_of(1, 1)),))
UNIT_WITHHELD = replace(WITHHELD_OF_A_UNIT, where=(Filter("unit_id", "=", id_of(1, 1)),))
UNITS_WITH_CASES = Read(
    "units",
    "unit",
    ("name",),
    children=(replace(FIRST_CASES, relation="unit.cases", children=(), page=Page(2)),),
    order=(Order("name_sort"), Order("unit_id")),
    page=Page(10),
)
PROVIDERS_OF_UNITS = Read(
    "providers",
    "provider",
    ("orgnr", "name"),
    children=(Read("units", "unit", ("unit_id", "name"), "provider.units", order=(Order("name_sort"),)),),
    order=(Order("name_sort"), Order("orgnr")),
    page=Page(50),
)
HISTORY = Read(
    "unit",
    "unit",
    ("unit_id", "name"),
    children=(Read("history", "event", ("version", "body"), "unit.events", order=(Order("version"),)),),
    where=(Filter("unit_id", "=", id_of(1, 7)),),
    one=True,
)
SETTLED_SPAN, OTHER_SPAN = (Month(2025, 1), Month(2025, 3)), (Month(2025, 3), Month(2025, 5))
OF_REGION = amounts_reads("a", Gathered(), None, SETTLED_SPAN, None)
OF_REGION_LATER = amounts_reads("a", Gathered(), None, OTHER_SPAN, None)
OF_REGION_THEN = amounts_reads("a", Gathered(), None, SETTLED_SPAN, START)
OF_ONE = amounts_reads("a", Gathered(), id_of(1, 1), SETTLED_SPAN, None)
UNIT_1, UNIT_7, REGION, VISITOR = party(id_of(1, 1)), party(id_of(1, 7)), staff(), party(GUEST)

# Rows that a whole statement may read: 51 cases, each with the staff's own state, its unit and two events,
# and a little.
PAGE = 51 * 5 + 20
# A party's list also reads a seat for each case, and each policy asks for one again: of the case, of each event.
PARTY_PAGE = 51 * 8 + 20
GUEST_PAGE = OF_GUEST * 8 + 20
OF_UNIT = CASES // UNITS
SANCTIONED = CASES // 10
# A unit, its agreement and its counts of four months; beside them the settled lines of these months.
PER_UNIT = 1 + 1 + 4
GUARDS: dict[str, tuple[Read, Actor, int]] = {
    "the first 50 cases, as staff": (FIRST_CASES, REGION, PAGE),
    "50 cases in the middle, as staff": (NEXT_CASES, REGION, PAGE),
    "50 cases before the middle, as staff": (CASES_BACK, REGION, PAGE),
    "50 cases in mixed order, as staff": (MIXED_CASES, REGION, PAGE),
    # Every third case is in that state: two are passed over for each, with their states; a found one's is read twice.
    "50 cases by state, as staff": (OPENED_CASES, REGION, PAGE + 5 * 51),
    "50 cases of a unit, as staff": (OF_A_UNIT, REGION, PAGE),
    "one case, as staff": (ONE_CASE, REGION, 10),
    "a unit's ledger, as staff": (UNIT_LEDGER, REGION, 5 * OF_UNIT + 20),
    # A tenth of the entries are of the year that is asked for, and those of a unit are of ten units in turn.
    "what is withheld in the region, as staff": (WITHHELD, REGION, ENTRIES // 10),
    "what is withheld from a unit, as staff": (UNIT_WITHHELD, REGION, ENTRIES // 10 + 20),
    "what is withheld from a unit, as the unit": (UNIT_WITHHELD, UNIT_1, ENTRIES // 10 + 20),
    "units with their newest cases, as staff": (UNITS_WITH_CASES, REGION, UNITS + 2 * 3 * 11 + 20),
    "the first 50 cases, as a unit": (FIRST_CASES, UNIT_7, PARTY_PAGE),
    "50 cases in the middle, as a unit": (NEXT_CASES, UNIT_7, PARTY_PAGE),
    "one case, as a unit": (replace(ONE_CASE, where=(Filter("case_id", "=", id_of(2, 606)),)), UNIT_7, 20),
    "the units of a region's sums, as staff": (OF_REGION[0], REGION, UNITS * PER_UNIT + 2 * SANCTIONED + 20),
    "the units of a region's later sums, as staff": (OF_REGION_LATER[0], REGION, UNITS * PER_UNIT + 20),
    "the units of past sums, as staff": (OF_REGION_THEN[0], REGION, UNITS * PER_UNIT + 2 * SANCTIONED + 20),
    "the cases of a region's sums, as staff": (OF_REGION[1], REGION, 3 * SANCTIONED + 20),
    "the unit of a unit's sums, as staff": (OF_ONE[0], REGION, PER_UNIT + 2 * SANCTIONED // UNITS * 10 + 20),
    "the cases of a unit's sums, as staff": (OF_ONE[1], REGION, OF_UNIT + 2 * OF_UNIT + 20),
    "a unit's ledger, as the unit": (UNIT_LEDGER, UNIT_1, 9 * OF_UNIT + 20),
    "all 30 cases, as a guest": (FIRST_CASES, VISITOR, GUEST_PAGE),
    "cases before the middle, as a guest": (CASES_BACK, VISITOR, GUEST_PAGE),
    "cases by state, as a guest": (OPENED_CASES, VISITOR, GUEST_PAGE),
    "50 providers with their two units each, as staff": (PROVIDERS_OF_UNITS, REGION, PROVIDERS + 2 * 51 + 20),
    "a unit's history, as staff": (HISTORY, REGION, 1 + 12 + 20),
    "a unit's history, as the unit": (HISTORY, UNIT_7, 1 + 12 + 20),
    "a unit's history, as another unit": (HISTORY, UNIT_1, 20),
    "the first 50 cases, as nobody": (FIRST_CASES, nobody(), 0),
    "the first 50 cases, as a stranger": (FIRST_CASES, staff("99"), 0),
}


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("mode", ["generic", "custom"])
@pytest.mark.parametrize("name", GUARDS)
async def test_a_read_touches_little_more_than_it_answers(
    app: asyncpg.Connection[asyncpg.Record], name: str, mode: str
) -> None:
    read, actor, bound = GUARDS[name]
    found = list(scans(await plan_of(app, compile_reads([read], actor, uuid4()), mode)))
    assert [node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"] == []
    rows = [(node["Relation Name"], node["Node Type"], touched(node)) for node in found]
    assert sum(count for _, _, count in rows) <= bound, rows


async def test_the_guards_see_the_rows_that_a_read_answers(app: asyncpg.Connection[asyncpg.Record]) -> None:
    for read, actor, expected in (
        (FIRST_CASES, REGION, 51),
        (FIRST_CASES, UNIT_7, 51),
        (FIRST_CASES, VISITOR, OF_GUEST),
    ):
        compiled = compile_reads([read], actor, uuid4())
        answer = json.loads(await app.fetchval(compiled.sql, *compiled.arguments))
        assert len(answer["cases"]) == expected
        assert all(len(case["events"]) == 2 for case in answer["cases"])
        found = scans(await plan_of(app, compiled, "generic"))
        assert sum(touched(node) for node in found if node["Relation Name"] == "event") == 2 * expected
