"""Simulations as they are asked for and cancelled: their rows, and the jobs by which the worker learns of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from infra.db.access_writes import Statement
from infra.db.pool import Connection
from infra.db.queue import queries
from service.domain.facts import canonical
from service.ports import Recorded

JOB: Final = "simulation"
"""What the queue calls it; the payload is `region/simulation id`."""
_ASKED: Final = """
insert into simulation (tenant_id, simulation_id, actor_id, roles, content, since, until, asked_at, state, done)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'QUEUED', 0)
"""
_CANCELLED: Final = """
update simulation set state = 'CANCELLED', ended_at = $3
where tenant_id = $1 and simulation_id = $2 and state in ('QUEUED', 'RUNNING')
"""
_HAS: Final = "select exists (select from simulation where tenant_id = $1 and simulation_id = $2)"
_WAITING: Final = "select count(*) from simulation where tenant_id = $1 and state in ('QUEUED', 'RUNNING')"


def simulation_statements(recorded: Recorded, tenant_id: str, actor_id: UUID, at: datetime) -> Iterable[Statement]:
    """The rows of what is asked for, and the end of what is cancelled."""
    for one in recorded.simulations:
        content = canonical(one.ruleset.model_dump(mode="json"))
        asked = [one.simulation_id, actor_id, " ".join(one.roles), content, one.since, one.until]
        yield _ASKED, [tenant_id, *asked, at]
    if recorded.cancelled is not None:
        yield _CANCELLED, [tenant_id, recorded.cancelled, at]


async def has_simulation(connection: Connection, tenant_id: str, simulation_id: UUID) -> bool:
    return cast("bool", await connection.fetchval(_HAS, tenant_id, simulation_id))


async def waiting(connection: Connection, tenant_id: str) -> int:
    return cast("int", await connection.fetchval(_WAITING, tenant_id))


async def enqueue(connection: Connection, tenant_id: str, simulation_id: UUID) -> None:
    """Puts the job into the queue, inside the connection's transaction: the worker sees it once that commits."""
    await queries(connection).enqueue(JOB, payload(tenant_id, simulation_id))


def payload(tenant_id: str, simulation_id: UUID) -> bytes:
    return f"{tenant_id}/{simulation_id}".encode()


def named(payload: bytes | None) -> tuple[str, UUID]:
    """Region and simulation of a job's payload."""
    tenant_id, _, simulation_id = (payload or b"").decode().partition("/")
    return tenant_id, UUID(simulation_id)
