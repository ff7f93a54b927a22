"""What a replay compares: a tenant's chain as stored, and the projections beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from infra.db.access_loads import trusted
from infra.db.pool import Connection, Pool
from infra.db.tables import (
    access_version,
    agreement,
    care_unit,
    case_file,
    case_internal,
    case_seat,
    issuer,
    listed_count,
    provider,
    ruleset_draft,
    ruleset_version,
    seat,
    settlement,
    settlement_line,
    withholding_entry,
)
from infra.db.tx import SCOPE
from service.domain.access import IssuerEvent, SeatEvent
from service.domain.chain import Link
from service.domain.events import decode
from service.ports import TrustedIssuer

_PROJECTIONS: Final = (
    care_unit,
    provider,
    agreement,
    listed_count,
    ruleset_version,
    ruleset_draft,
    case_file,
    case_internal,
    case_seat,
    settlement,
    settlement_line,
    withholding_entry,
    seat,
    issuer,
    access_version,
)
_LINK: Final = tuple(field.name for field in fields(Link))
_CHAIN: Final = f"select {', '.join(_LINK)} from event where tenant_id = $1 order by seq"  # noqa: S608 - Link's fields
_HEAD: Final = "select seq, hash from chain_head where tenant_id = $1"
_ACCESS: Final = """
select recorded_at, stream_id, actor_id, body from event
where tenant_id = $1 and stream_kind in ('seat', 'issuer') order by seq
"""
_ISSUERS: Final = "select * from issuer order by tenant_id, iss"
_NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """What was recorded of a seat, whose id is the stream's, or of an issuer; and by whom."""

    recorded_at: datetime
    stream_id: UUID
    actor_id: UUID
    event: SeatEvent | IssuerEvent


async def access_events(pool: Pool, tenant_id: str) -> list[AccessEvent]:
    """What was recorded of the tenant's seats and issuers, in chain order."""
    async with pool.acquire() as connection, auditing(connection, tenant_id):
        rows = await connection.fetch(_ACCESS, tenant_id)
    return [
        AccessEvent(
            row["recorded_at"],
            row["stream_id"],
            row["actor_id"],
            cast("SeatEvent | IssuerEvent", decode(row["body"])),
        )
        for row in rows
    ]


async def all_issuers(pool: Pool) -> list[TrustedIssuer]:
    """Every issuer of every region and of the platform, withdrawn ones too."""
    return [trusted(dict(row)) for row in await pool.fetch(_ISSUERS)]


@asynccontextmanager
async def auditing(connection: Connection, tenant_id: str) -> AsyncIterator[None]:
    """A read-only transaction that sees the whole tenant as it was at one moment, on a connection of the application's.

    `read_chain` and `projections` belong into one such block, since writing goes on beside it.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(SCOPE, tenant_id, "staff", str(_NOBODY), "yes")
        yield


async def read_chain(connection: Connection, tenant_id: str) -> tuple[list[Link], tuple[int, bytes] | None]:
    """All events of the tenant in order of `seq`, and the head of the chain (`seq`, hash); None where there is none."""
    rows = await connection.fetch(_CHAIN, tenant_id)
    head = await connection.fetchrow(_HEAD, tenant_id)
    return [Link(**row) for row in rows], None if head is None else (head["seq"], head["hash"])


async def projections(connection: Connection, tenant_id: str) -> Mapping[str, list[dict[str, Any]]]:
    """Table name → its rows of the tenant, as column → value, in order of the primary key."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in _PROJECTIONS:
        columns = ", ".join(column.name for column in table.columns)
        key = ", ".join(column.name for column in table.primary_key)
        select = f"select {columns} from {table.name} where tenant_id = $1 order by {key}"  # noqa: S608 - our tables
        found[table.name] = [dict(row) for row in await connection.fetch(select, tenant_id)]
    return found
