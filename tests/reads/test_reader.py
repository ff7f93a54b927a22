"""One statement per call, in which the caller's settings hold, and after which nothing of them is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from asyncpg.connection import LoggedQuery

from infra.db.bootstrap import DatabaseUrls
from infra.db.ids import Uuid7Ids
from infra.db.reader import PostgresReader
from infra.db.reads import compile_reads
from service.authorize import Actor
from service.reads import Filter, Order, Page, Read
from tests.reads.conftest import keep
from tests.reads.naive import Naive
from tests.reads.rows import CASES, START, TENANTS, UNITS, Rows, nobody, party, staff
from tests.reads.typical import CASE, EVENTS, FIRST_CASES, TYPICAL

UNIT_NAMES = Read("units", "unit", ("name",))
HOSTILE = ("' or true --", "'); drop table trappa.event; --", "$1", "\\", "%(tenant)s", "{OPENED}", '"', ":p0")


@pytest.mark.requirement("XC-03")
async def test_any_number_of_reads_is_exactly_one_statement(known_database: DatabaseUrls) -> None:
    seen: list[str] = []

    def note(query: LoggedQuery) -> None:
        seen.append(query.query)

    async def watched(connection: asyncpg.Connection[asyncpg.Record]) -> None:
        connection.add_query_logger(note)

    reads = [replace(read, key=name) for name, (read, _) in TYPICAL.items()]
    async with asyncpg.create_pool(known_database.app, min_size=1, max_size=1, init=watched, reset=keep) as pool:
        reader = PostgresReader(pool, Uuid7Ids())
        for asked in (reads, reads, []):
            seen.clear()
            await reader.read(asked, staff())
            assert seen == [compile_reads(asked, staff()).sql]


async def test_no_reads_have_an_empty_answer(reader: PostgresReader) -> None:
    assert await reader.read([], staff()) == {}


@pytest.mark.requirement("XC-03")
async def test_the_settings_hold_in_the_statement_and_nowhere_after(
    pool: asyncpg.Pool[asyncpg.Record], reader: PostgresReader
) -> None:
    names = ("app.tenant", "app.organisation", "app.actor", "app.team")
    for _ in range(2):
        async with pool.acquire() as connection:
            for table in ("case_file", "event", "care_unit", "case_seat", "settlement"):
                assert await connection.fetchval(f"select count(*) from {table}") == 0
            left = [await connection.fetchval("select current_setting($1, true)", name) for name in names]
            assert not any(left)
        # Row-level security is forced, and the settings were not there before: the rows are the policies' own answer.
        assert len((await reader.read([FIRST_CASES], staff()))["cases"]) == len(CASES)


@pytest.mark.requirement("XC-03")
async def test_callers_in_turn_on_one_connection_get_each_their_own(reader: PostgresReader, known_rows: Rows) -> None:
    actors = [staff(tenant) for tenant in TENANTS] + [party(unit) for unit in UNITS] + [nobody()]
    # Often enough for the server to keep one plan for all of them.
    for _ in range(8):
        for actor in actors:
            assert await reader.read([CASE, UNIT_NAMES], actor) == Naive(known_rows, actor).answer(CASE, UNIT_NAMES)


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("actor", [staff("99"), staff(""), nobody(), party(CASES[0])])
async def test_a_stranger_sees_nothing(reader: PostgresReader, actor: Actor) -> None:
    answer = await reader.read([CASE, FIRST_CASES, UNIT_NAMES], actor)
    assert answer == {"case": None, "cases": [], "units": []}


@pytest.mark.requirement("XC-03")
async def test_a_party_reads_no_staff_event_and_no_internal_colour(reader: PostgresReader) -> None:
    read = Read("cases", "case", (), children=(*CASE.children[1:2], replace(EVENTS, columns=("audience",))))
    seen = (await reader.read([read], party()))["cases"]
    assert {event["audience"] for case in seen for event in case["events"]} == {"party"}
    assert {case["internal"] for case in seen} == {None}
    whole = (await reader.read([read], staff()))["cases"]
    assert {event["audience"] for case in whole for event in case["events"]} == {"party", "staff"}


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_hostile_text_is_a_text_in_every_place(reader: PostgresReader, text: str) -> None:
    by_name = Read("units", "unit", ("name",), order=(Order("name_sort"), Order("unit_id")))
    conditions = (Filter("name", "=", text), Filter("name", "in", (text, text)))
    filtered = [replace(by_name, key=f"filter{number}", where=(each,)) for number, each in enumerate(conditions)]
    child = Read("events", "event", ("seq",), "unit.events", where=(Filter("type", "=", text),))
    beyond = replace(by_name, key="beyond", page=Page(9, (text, UNITS[0])))
    before = replace(by_name, key="before", page=Page(9, (text, UNITS[0]), backwards=True))
    answer = await reader.read([*filtered, replace(by_name, children=(child,)), beyond, before], staff())
    assert answer["filter0"] == answer["filter1"] == []
    assert len(answer["units"]) == len(answer["beyond"]) + len(answer["before"]) == len(UNITS)
    assert all(unit["events"] == [] for unit in answer["units"])
    # The caller's own texts are values too.
    stranger = replace(staff(), tenant_id=text)
    assert await reader.read([UNIT_NAMES], stranger) == {"units": []}


async def test_an_object_may_have_more_keys_than_a_function_has_arguments(
    reader: PostgresReader, known_rows: Rows
) -> None:
    aliases = tuple(replace(EVENTS, key=f"events_{number}", page=Page(number)) for number in range(120))
    read = replace(CASE, children=aliases)
    roots = [replace(UNIT_NAMES, key=f"units_{number}") for number in range(101)]
    assert await reader.read([read, *roots], staff()) == Naive(known_rows, staff()).answer(read, *roots)


async def test_pages_follow_each_other_without_gap_or_repetition(reader: PostgresReader) -> None:
    for actor in (staff(), party()):
        every = (await reader.read([replace(FIRST_CASES, page=None)], actor))["cases"]
        for backwards in (False, True):
            found: list[Any] = []
            after = None
            while True:
                read = replace(FIRST_CASES, page=Page(4, after, backwards=backwards))
                rows = (await reader.read([read], actor))["cases"]
                more = len(rows) > 4
                kept = rows[-4:] if backwards else rows[:4]
                found = kept + found if backwards else found + kept
                if not more:
                    break
                edge = kept[0] if backwards else kept[-1]
                after = (datetime.fromisoformat(edge["opened_at"]), UUID(edge["case_id"]))
            assert found == every


async def test_times_keep_microseconds_and_offset(reader: PostgresReader) -> None:
    read = Read("unit", "unit", ("registered_at",), where=(Filter("unit_id", "=", UNITS[0]),), one=True)
    answer = await reader.read([read], staff())
    assert answer["unit"]["registered_at"] == "2025-01-01T08:30:00.123456+00:00"
    assert datetime.fromisoformat(answer["unit"]["registered_at"]) == START
