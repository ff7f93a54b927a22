"""What the worker reads and writes of a simulation that it runs, each in the region's own scope."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from infra.db.pool import Connection, Pool
from infra.db.tx import SCOPE
from service.domain.access import REGION

_NOBODY: Final = UUID(int=0)
_HOLD: Final = "select pg_try_advisory_xact_lock(hashtextextended($1, 0))"
# Whatever an earlier run had found is gone with its transaction: it begins anew.
_BEGUN: Final = """
update simulation set state = 'RUNNING', done = 0, cases = null
where tenant_id = $1 and simulation_id = $2 and state in ('QUEUED', 'RUNNING')
returning actor_id, roles, content, since, until, asked_at
"""
_PROGRESS: Final = """
update simulation set done = $3, cases = $4
where tenant_id = $1 and simulation_id = $2 and state = 'RUNNING'
returning true
"""
_GIVEN_BACK: Final = """
update simulation set state = 'QUEUED', done = 0, cases = null
where tenant_id = $1 and simulation_id = $2 and state = 'RUNNING'
"""
_ENDED: Final = """
update simulation set state = $3, done = $4, cases = $5, totals = $6, refusal = $7, ended_at = clock_timestamp()
where tenant_id = $1 and simulation_id = $2 and state = 'RUNNING'
returning true
"""
_FOUND: Final = """
insert into simulation_case (tenant_id, simulation_id, case_id, weight_ore, content)
select $1, $2, given.* from unnest($3::uuid[], $4::bigint[], $5::text[]) as given
"""


@dataclass(frozen=True, slots=True)
class Request:
    """A simulation as it was asked for; `content` is the ruleset as JSON text."""

    actor_id: UUID
    roles: frozenset[str]
    content: str
    since: date | None
    until: date | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A case that comes out otherwise; `weight_ore` is how much, in öre whichever way, -1 where it has no figure."""

    case_id: UUID
    weight_ore: int
    content: str


@dataclass(frozen=True, slots=True)
class End:
    """How a simulation ended: DONE with totals, REFUSED with a refusal (JSON texts), FAILED with neither."""

    state: str
    done: int = 0
    cases: int | None = None
    totals: str | None = None
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class SimulationRun:
    """One simulation of one region, over the worker's pool."""

    pool: Pool
    tenant_id: str
    simulation_id: UUID

    @asynccontextmanager
    async def finding(self) -> AsyncIterator[Finding | None]:
        """The transaction that keeps what is found: all of it, or nothing. None while another worker has it."""
        async with self._scoped() as connection:
            held = await connection.fetchval(_HOLD, f"simulation/{self.tenant_id}/{self.simulation_id}")
            yield Finding(self, connection) if held else None

    async def begin(self) -> Request | None:
        """What to do, from the first case on; None where it has ended, or was cancelled."""
        async with self._scoped() as connection:
            row = await connection.fetchrow(_BEGUN, *self.key)
        if row is None:
            return None
        rest = (row["content"], row["since"], row["until"], row["asked_at"])
        return Request(row["actor_id"], frozenset(row["roles"].split()), *rest)

    async def progress(self, done: int, cases: int | None) -> bool:
        """Tells how many cases are done, of how many; False where it was cancelled meanwhile."""
        async with self._scoped() as connection:
            return await connection.fetchval(_PROGRESS, *self.key, done, cases) is not None

    async def give_back(self) -> None:
        async with self._scoped() as connection:
            await connection.execute(_GIVEN_BACK, *self.key)

    async def end(self, how: End) -> None:
        async with self._scoped() as connection:
            await self.ended(connection, how)

    async def ended(self, connection: Connection, how: End) -> bool:
        """Whether it ended so; False where it was cancelled before."""
        given = (how.state, how.done, how.cases, how.totals, how.refusal)
        return await connection.fetchval(_ENDED, *self.key, *given) is not None

    @property
    def key(self) -> tuple[str, UUID]:
        return self.tenant_id, self.simulation_id

    @asynccontextmanager
    async def _scoped(self) -> AsyncIterator[Connection]:
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.fetchval(SCOPE, self.tenant_id, REGION, str(_NOBODY), "no")
            yield connection


@dataclass(frozen=True, slots=True)
class Finding:
    """The transaction that keeps what a run finds. It asks something every second, so that it is not ended as idle."""

    run: SimulationRun
    connection: Connection

    async def keep(self, rows: Sequence[Row]) -> None:
        columns: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
        for one in rows:
            for column, value in zip(columns, (one.case_id, one.weight_ore, one.content), strict=True):
                column.append(value)
        await self.connection.execute(_FOUND, *self.run.key, *columns)

    async def end(self, how: End) -> bool:
        return await self.run.ended(self.connection, how)
