"""The SQL that reads become, beside the reads (typical.py). SNAPSHOTS=write writes it anew."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from infra.db.reads import compile_reads
from service.reads import Filter, Order, Page, Read
from tests.reads.rows import CASES, START, party, staff
from tests.reads.typical import CASE, CASES_BEFORE, FIRST_CASES, NEWEST_FIRST, TYPICAL

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("name", sorted(TYPICAL))
def test_typical_read_becomes_this_sql(name: str) -> None:
    read, actor = TYPICAL[name]
    lines = compile_reads([read], actor).sql.splitlines()
    sql = "\n".join(line.rstrip() for line in lines) + "\n"
    snapshot = SNAPSHOTS / f"{name}.sql"
    if os.environ.get("SNAPSHOTS") == "write":
        snapshot.write_text(sql, encoding="utf-8")
    assert snapshot.read_text(encoding="utf-8") == sql


def test_every_snapshot_has_its_read() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.sql")} == set(TYPICAL)


def test_the_same_shape_with_other_values_is_the_same_text() -> None:
    other = replace(
        CASES_BEFORE,
        where=(Filter("state", "in", ("CLOSED",)),),
        page=Page(3, (START + timedelta(days=9), CASES[7]), backwards=True),
    )
    one, two = compile_reads([CASES_BEFORE], party()), compile_reads([other], party(tenant="12"))
    assert one.sql is two.sql
    assert one.arguments != two.arguments


@pytest.mark.parametrize(
    "other",
    [
        replace(CASES_BEFORE, key="other"),
        replace(CASES_BEFORE, columns=("case_id",)),
        replace(CASES_BEFORE, where=(Filter("state", "=", "OPENED"),)),
        replace(CASES_BEFORE, order=tuple(Order(each.column) for each in NEWEST_FIRST)),
        replace(CASES_BEFORE, page=Page(50)),
        replace(CASES_BEFORE, page=None),
        replace(CASES_BEFORE, page=None, one=True),
        replace(CASES_BEFORE, children=(Read("unit", "unit", ("name",), "case.unit", one=True),)),
    ],
)
def test_another_shape_is_another_text(other: Read) -> None:
    assert compile_reads([other], party()).sql != compile_reads([CASES_BEFORE], party()).sql


def test_staff_and_party_have_their_own_way_to_the_same_list() -> None:
    assert "case_seat" in compile_reads([FIRST_CASES], party()).sql
    assert "case_seat" not in compile_reads([FIRST_CASES], staff()).sql


def test_a_party_finds_a_case_it_names_by_the_case_itself() -> None:
    assert "case_seat" not in compile_reads([CASE], party()).sql


def test_values_go_to_the_driver_as_they_are() -> None:
    after = (START + timedelta(days=1), CASES[3])
    arguments = compile_reads([CASES_BEFORE], party()).arguments
    assert arguments[:4] == ("08", party().organisation, str(party().id), "no")
    rest: list[Any] = list(arguments[4:])
    assert rest == [["OPENED", "CLASSIFIED"], *after, 51]
    assert isinstance(rest[2], UUID)


def test_every_sub_select_of_a_tenants_table_names_the_tenant() -> None:
    for read, actor in TYPICAL.values():
        sql = compile_reads([read], actor).sql
        noted = sql.count("INSERT INTO trappa.read_log (tenant_id,")
        assert sql.count("tenant_id = $1::") == sql.count("trappa.") - noted
