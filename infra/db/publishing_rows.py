"""What the worker reads and writes to publish: every region's received figures, the cells there are, and new ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from infra.db.delivery_rows import observation_of
from infra.db.pool import Connection, Pool
from infra.db.tx import SCOPE
from service.domain.access import REGION
from service.national.deliveries import read, written
from service.national.observations import Key, Observation, Status
from service.national.periods import ReportingPeriod

_NOBODY: Final = UUID(int=0)
_TAKE: Final = """
select round_id from publication where publication_id = $1 and state = 'QUEUED' for no key update
"""
_INDICATORS: Final = "select indicators from indicator_round where round_id = $1"
# Of each delivery that was received the figures in effect, the earliest to be received first. Single care units' stay.
_TAKEN: Final = """
select distinct on (received_at, round_id, number, indicator, period, categories)
  indicator, period, categories, status, source, scope, numerator, denominator, value, registrant, code_text, coverage,
  flags, comment, definition, publication_id
from observation join delivery_notice using (tenant_id, round_id, number)
where tenant_id = $1 and received_at is not null and indicator = any($2) and categories !~ '(^|;)UNIT='
order by received_at, round_id, number, indicator, period, categories, batch desc
"""
_CELLS: Final = """
select indicator, region, period, categories, publication_id, superseded_in, status, deleted, content
from published_cell where indicator = any($1)
"""
_SUPERSEDED: Final = """
update published_cell set superseded_in = $1
from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as given (indicator, region, period, categories)
where superseded_in is null and published_cell.indicator = given.indicator and published_cell.region = given.region
  and published_cell.period = given.period and published_cell.categories = given.categories
"""
_ADDED: Final = """
insert into published_cell (publication_id, indicator, region, period, categories, period_start, period_kind, status,
  deleted, content, csv, sdmx, remark, value, kolada)
select $1, given.* from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::text[], $8::text[],
  $9::boolean[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[]) as given
"""
_MARKED: Final = """
update delivery_notice set publication_id = $3
where tenant_id = $1 and round_id = $2 and received_at is not null and publication_id is null
"""
_PUBLISHED: Final = """
update publication set state = 'PUBLISHED', published_at = greatest(clock_timestamp(), asked_at), regions = $2,
  cells = $3, changed = $4
where publication_id = $1
"""
_FAILED: Final = "update publication set state = 'FAILED' where publication_id = $1 and state = 'QUEUED'"


@dataclass(frozen=True, slots=True)
class Taken:
    """A region's figure as it was received; `publication_id` is the first publication that has it, None: none yet."""

    observation: Observation
    publication_id: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """A cell as it holds from its publication until one that supersedes it; `content` as it was rendered."""

    key: Key
    publication_id: int
    superseded_in: int | None
    status: Status
    deleted: bool
    content: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A cell in every form that leaves the house; `kolada` is None where that has no place for it."""

    key: Key
    status: Status
    deleted: bool
    content: str
    csv: str
    sdmx: str
    remark: str
    value: str | None
    kolada: str | None

    def row(self) -> tuple[Any, ...]:
        place = (*_place(self.key), self.key.period.start, self.key.period.kind, self.status, self.deleted)
        return (*place, self.content, self.csv, self.sdmx, self.remark, self.value, self.kolada)


def _place(key: Key) -> tuple[str, str, str, str]:
    return key.indicator, key.region, str(key.period), written(key.categories)


@dataclass(frozen=True, slots=True)
class PublicationRun:
    """One publication, over the worker's pool."""

    pool: Pool
    publication_id: int

    @asynccontextmanager
    async def making(self) -> AsyncIterator[Making]:
        """The transaction that makes it: all of it, or nothing.

        Of one instant: what is received meanwhile is neither in it nor marked as being in it.
        """
        async with self.pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
            yield Making(connection, self.publication_id)

    async def failed(self) -> None:
        async with self.pool.acquire() as connection:
            await connection.execute(_FAILED, self.publication_id)


@dataclass(frozen=True, slots=True)
class Making:
    """Inside the one transaction. What is a region's is read and marked in that region's own scope."""

    connection: Connection
    publication_id: int

    async def begin(self) -> tuple[str, tuple[str, ...]] | None:
        """Round and indicators; None where it waits no more."""
        round_id = await self.connection.fetchval(_TAKE, self.publication_id)
        if round_id is None:
            return None
        indicators = await self.connection.fetchval(_INDICATORS, round_id)
        return round_id, tuple(indicators.split())

    async def taken(self, region: str, indicators: Sequence[str]) -> list[Taken]:
        """The region's received figures, the earliest to be received first."""
        await self._in(region)
        rows = await self.connection.fetch(_TAKEN, region, list(indicators))
        return [Taken(observation_of(row, region), row["publication_id"]) for row in rows]

    async def mark(self, region: str, round_id: str) -> None:
        await self._in(region)
        await self.connection.execute(_MARKED, region, round_id, self.publication_id)

    async def held(self, indicators: Sequence[str]) -> list[Held]:
        """All cells that were ever published of the indicators."""
        rows = await self.connection.fetch(_CELLS, list(indicators))
        return [
            Held(
                Key(row["indicator"], row["region"], ReportingPeriod.parse(row["period"]), read(row["categories"])),
                *(row[name] for name in ("publication_id", "superseded_in", "status", "deleted", "content")),
            )
            for row in rows
        ]

    async def write(self, cells: Sequence[Rendered]) -> None:
        """Has them hold from this publication on, in the place of what held before."""
        if not cells:
            return
        places = map(list, zip(*(_place(one.key) for one in cells), strict=True))
        await self.connection.execute(_SUPERSEDED, self.publication_id, *places)
        rows = map(list, zip(*(one.row() for one in cells), strict=True))
        await self.connection.execute(_ADDED, self.publication_id, *rows)

    async def end(self, regions: int, cells: int, changed: int) -> None:
        await self.connection.execute(_PUBLISHED, self.publication_id, regions, cells, changed)

    async def _in(self, region: str) -> None:
        await self.connection.fetchval(SCOPE, region, REGION, str(_NOBODY), "no")
