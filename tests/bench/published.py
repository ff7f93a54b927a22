"""Published cells as the worker writes them: each in every form, by the real renderers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from service.domain.words import Words
from service.national.cells import Cell
from service.national.definitions import Indicator
from service.national.formats import csv_cells, kolada, native, sdmx_csv
from service.national.formats.json_stat import categories_text, row

Plain: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
COLUMNS = (
    *("indicator", "region", "period", "categories", "publication_id", "period_start", "period_kind", "status"),
    *("deleted", "content", "csv", "sdmx", "remark", "value", "kolada", "superseded_in"),
)
PUBLISHED_AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
NOBODY = UUID(int=0)
Record = tuple[Any, ...]


def written(
    cell: Cell, indicator: Indicator, region: Words, publication_id: int, superseded_in: int | None = None
) -> Record:
    """The cell's row."""
    *_, value, status, remark = row(cell)
    made = (
        native.native_object(cell),
        csv_cells.csv_line(cell, indicator, region),
        sdmx_csv.sdmx_line(cell, indicator),
    )
    forms = (*made, remark, value, kolada.kolada_value(cell))
    return (*_key(cell.key, publication_id), status, False, *forms, superseded_in)


def deleted(cell: Cell, indicator: Indicator, region: Words, publication_id: int) -> Record:
    """The row that says that the cell is published no more."""
    key = cell.key
    made = (native.deleted_object(key), csv_cells.deleted_line(key, indicator, region), sdmx_csv.deleted_line(key))
    return (*_key(key, publication_id), cell.status, True, *made, "{}", None, kolada.deleted_value(key), None)


def _key(key: Any, publication_id: int) -> Record:
    at = (key.indicator, key.region, str(key.period), categories_text(key.categories))
    return (*at, publication_id, key.period.start, key.period.kind)


async def publish(admin: Plain, publication_ids: Sequence[int], records: Iterable[Record]) -> None:
    """Publications of one round, and their cells; `admin` is bound by no policy."""
    await admin.execute(
        "insert into trappa.indicator_round values ('2025', 'SKR', 'IN-07', '2026-01-01', '2026-02-01', $1, $2)"
        " on conflict do nothing",
        PUBLISHED_AT,
        NOBODY,
    )
    for one in publication_ids:
        await admin.execute(
            "insert into trappa.publication values ($1, '2025', 'PUBLISHED', 'nationell', $2, $3, $2, 21, 1, 1)",
            one,
            PUBLISHED_AT,
            NOBODY,
        )
    await admin.copy_records_to_table("published_cell", schema_name="trappa", records=records, columns=COLUMNS)
