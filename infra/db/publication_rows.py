"""A national body's transactions, over the connections of a role that has no tenant's table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from uuid import UUID

import asyncpg

from infra.db.pool import Connection, Pool
from infra.db.queue import queries
from service.domain.errors import RuleRefused, busy
from service.publishing_ports import CellsAsked, Change, Notice, Publication, Round

JOB: Final = "publication"
"""What the queue calls it; the payload is the publication's id."""
_OUT_OF_TURN: Final = (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError, asyncpg.DeadlockDetectedError)
_ROUND: Final = """
select round_id, body, indicators, opens_on, closes_on, opened_at from indicator_round
"""
ONE_ROUND: Final = f"{_ROUND} where round_id = $1"
ALL_ROUNDS: Final = f"{_ROUND} order by opens_on desc, round_id desc limit $1"
_OPEN: Final = """
insert into indicator_round (round_id, body, indicators, opens_on, closes_on, opened_at, opened_by)
values ($1, $2, $3, $4, $5, $6, $7)
"""
NOTICES: Final = """
select tenant_id as region, round_id, number, approved_at, expected, present, answered, received_at, returned_at,
  return_reason, publication_id
from delivery_notice where round_id = $1 order by tenant_id, number
"""
_LOCKED_NOTICES: Final = f"{NOTICES} for no key update"
_RECEIVE: Final = """
update delivery_notice set received_at = $4, received_by = $5 where tenant_id = $1 and round_id = $2 and number = $3
"""
_SEND_BACK: Final = """
update delivery_notice set returned_at = $4, return_reason = $5 where tenant_id = $1 and round_id = $2 and number = $3
"""
_QUEUED: Final = "select count(*) from publication where state = 'QUEUED'"
# Of two that ask at once the second has a number that is taken, and is told that others were first.
_PUBLISH: Final = """
insert into publication (publication_id, round_id, state, package, asked_at, asked_by)
select coalesce(max(publication_id), 0) + 1, $1, 'QUEUED', $2, $3, $4 from publication
returning publication_id
"""
PUBLICATIONS: Final = """
select publication_id, round_id, state, asked_at, published_at, regions, cells, changed
from publication order by publication_id desc limit $1
"""


def round_of(row: asyncpg.Record) -> Round:
    return Round(**{**row, "indicators": tuple(row["indicators"].split())})


def notice_of(row: asyncpg.Record) -> Notice:
    return Notice(**row)


def publication_of(row: asyncpg.Record) -> Publication:
    return Publication(**row)


@dataclass(frozen=True, slots=True)
class PostgresNationalTx:
    """`service.publishing_ports.NationalTx`."""

    connection: Connection
    now: datetime

    async def round(self, round_id: str) -> Round | None:
        row = await self.connection.fetchrow(ONE_ROUND, round_id)
        return None if row is None else round_of(row)

    async def open_round(self, opened: Round, by: UUID) -> None:
        days = (opened.opens_on, opened.closes_on, opened.opened_at)
        try:
            await self.connection.execute(_OPEN, opened.round_id, opened.body, " ".join(opened.indicators), *days, by)
        except asyncpg.UniqueViolationError:
            raise RuleRefused("ROUND_EXISTS", path="period", period=opened.round_id) from None

    async def notices(self, round_id: str) -> Sequence[Notice]:
        return [notice_of(row) for row in await self.connection.fetch(_LOCKED_NOTICES, round_id)]

    async def receive(self, notice: Notice, by: UUID) -> None:
        await self.connection.execute(_RECEIVE, notice.region, notice.round_id, notice.number, self.now, by)

    async def send_back(self, notice: Notice, reason: str) -> None:
        await self.connection.execute(_SEND_BACK, notice.region, notice.round_id, notice.number, self.now, reason)

    async def queued(self) -> int:
        return cast("int", await self.connection.fetchval(_QUEUED))

    async def publish(self, round_id: str, package: str, by: UUID) -> int:
        try:
            publication_id = await self.connection.fetchval(_PUBLISH, round_id, package, self.now, by)
        except asyncpg.UniqueViolationError:
            raise busy() from None
        await queries(self.connection).enqueue(JOB, str(publication_id).encode())
        return cast("int", publication_id)


@dataclass(frozen=True, slots=True)
class PostgresNationalStore:
    """`service.publishing_ports.NationalStore` over the national role's pool."""

    pool: Pool

    @asynccontextmanager
    async def begin(self, now: datetime) -> AsyncIterator[PostgresNationalTx]:
        async with self.pool.acquire() as connection:
            try:
                async with connection.transaction():
                    yield PostgresNationalTx(connection, now)
            except _OUT_OF_TURN as error:
                raise busy() from error


# Which cells; an empty list asks for all. A publication's cells hold until a later one has others.
CELLS_ASKED: Final = """
  (cardinality($1::text[]) = 0 or indicator = any($1)) and (cardinality($2::text[]) = 0 or region = any($2))
  and (cardinality($3::text[]) = 0 or period = any($3)) and not deleted
  and case when $4::integer is null then superseded_in is null
    else publication_id <= $4 and (superseded_in is null or superseded_in > $4) end
"""
IN_ORDER: Final = "indicator, region, period_start, period, categories"
_CELLS: Final = f"""
select content from published_cell where {CELLS_ASKED} order by {IN_ORDER} limit $5
"""  # noqa: S608 - put together from texts of this module
_CHANGES: Final = f"""
select publication_id, deleted, content from published_cell where publication_id > $1
order by publication_id, {IN_ORDER} limit $3 offset $2
"""  # noqa: S608 - as above


def asked_arguments(asked: CellsAsked) -> tuple[list[str], list[str], list[str], int | None]:
    return list(asked.indicators), list(asked.regions), list(asked.periods), asked.until


@dataclass(frozen=True, slots=True)
class PostgresNationalReader:
    """`service.publishing_ports.NationalReader` over the national role's pool."""

    pool: Pool

    async def rounds(self, most: int) -> Sequence[Round]:
        return [round_of(row) for row in await self.pool.fetch(ALL_ROUNDS, most)]

    async def notices(self, round_id: str) -> Sequence[Notice]:
        return [notice_of(row) for row in await self.pool.fetch(NOTICES, round_id)]

    async def publications(self, most: int) -> Sequence[Publication]:
        return [publication_of(row) for row in await self.pool.fetch(PUBLICATIONS, most)]

    async def cells(self, asked: CellsAsked, most: int) -> Sequence[str]:
        return [row["content"] for row in await self.pool.fetch(_CELLS, *asked_arguments(asked), most)]

    async def changes(self, since: int, after: int, most: int) -> Sequence[Change]:
        return [Change(**row) for row in await self.pool.fetch(_CHANGES, since, after, most)]
