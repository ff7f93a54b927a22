"""What pulls read: the published tables alone, through an index, and no cell at all for who has them already."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from infra.db.bootstrap import DatabaseUrls
from infra.db.published_reads import (
    Asked,
    Selection,
    Statement,
    cells_statement,
    changes_statement,
    rows_statement,
)
from service.national.cells import Cell
from service.national.observations import Key
from service.national.periods import ReportingPeriod
from tests.bench.published import Record, publish, written
from tests.core.published import INDICATORS, REGIONS
from tests.database.conftest import Plain

MONTHS = 300
SELECTION = Selection(("IN-07", "IN-13"), ("06", "08"), tuple(f"2026-{month:02d}" for month in range(1, 13)))
RANGE = Selection(("IN-07",), first=date(2026, 1, 1), before=date(2027, 1, 1))


def _rows() -> Iterator[Record]:
    """As many as make a plan worth its while: three indicators, four regions, twenty-five years of months."""
    for indicator in INDICATORS.values():
        for region, words in REGIONS.items():
            for step in range(MONTHS):
                period = ReportingPeriod(1990, 1, "MONTH").plus(step)
                yield written(
                    Cell(Key(indicator.id, region, period), "NORMAL", 1, value=Decimal(9)), indicator, words, 1
                )


@pytest.fixture
async def national(database: DatabaseUrls, admin: Plain) -> AsyncIterator[Plain]:
    await publish(admin, [1, 2], _rows())
    await admin.execute("analyze trappa.published_cell")
    connection = await asyncpg.connect(database.national)
    yield connection
    await connection.close()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


async def explained(national: Plain, one: Statement) -> list[dict[str, Any]]:
    """The nodes of the plan, carried out."""
    found = await national.fetchval(f"explain (analyze, format json) {one.text}", *one.arguments)
    return list(nodes(json.loads(found)[0]["Plan"]))


def statements(selection: Selection, held: tuple[int, ...], as_of: int | None) -> dict[str, Statement]:
    asked = Asked(selection, as_of, held, 1000)
    return {
        "native": cells_statement(asked, "content", ","),
        "kolada": cells_statement(asked, "kolada", ","),
        "rows": rows_statement(asked, ["", "SEX=K"]),
        "changes": changes_statement(asked, 0, "sdmx", "", ("R", "D")),
    }


@pytest.mark.requirement("XC-03", "PV-10")
@pytest.mark.parametrize("as_of", [None, 1])
async def test_pulls_read_published_tables_alone_and_through_an_index(national: Plain, as_of: int | None) -> None:
    for selection in (SELECTION, RANGE):
        for name, one in statements(selection, (), as_of).items():
            plan = await explained(national, one)
            assert {node["Relation Name"] for node in plan if "Relation Name" in node} == {
                "publication",
                "published_cell",
            }, name
            cells = [node for node in plan if node.get("Relation Name") == "published_cell" and node["Actual Loops"]]
            assert cells, name
            assert not [node for node in cells if node["Node Type"] == "Seq Scan"], (name, plan)
            assert sum(node["Actual Rows"] for node in cells) <= 48, name


@pytest.mark.parametrize("as_of", [None, 1])
async def test_no_cell_is_read_for_who_has_them_already(national: Plain, as_of: int | None) -> None:
    for name, one in statements(SELECTION, (1, 2), as_of).items():
        plan = await explained(national, one)
        touched = [node for node in plan if node.get("Relation Name") == "published_cell"]
        assert touched or as_of is not None, name
        assert sum(node["Actual Loops"] for node in touched) == 0, name


async def test_the_national_role_sees_no_table_of_a_tenant(national: Plain) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await national.fetch("select * from trappa.observation")
