"""What a command reads: plain statements in a tenant's transaction. Each names the tenant, beside the policies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final, cast
from uuid import UUID

from infra.db.pool import Connection
from service.domain.dates import Month, Period
from service.domain.events import Audience, CaseEvent, SanctionDecided, decode
from service.domain.register_events import MonthSettled, UnitEvent
from service.domain.unit import UnitState, replay
from service.ports import Remembered, StoredEvent, UnitFacts
from service.usecases.views import frozen_month

# A command that is sent twice at once waits here for its twin, so that it then finds the twin's outcome.
_AWAIT_TWIN: Final = "select pg_advisory_xact_lock($1)"
_REMEMBERED: Final = """
select input_digest, outcome from command_memory where tenant_id = $1 and actor_id = $2 and command_id = $3
"""
# Sees the case in the actor's own scope and locks it; then, and only if there was a row, lets the rest of the
# transaction see what its rules need: an act is decided on the whole stream, which a party may not read, nor all staff.
_SEE_CASE: Final = """
select set_config('app.organisation', 'staff', true), set_config('app.team', 'yes', true)
from (select from case_file where tenant_id = $1 and case_id = $2{lock}) as seen
"""
_LOCK_CASE: Final = _SEE_CASE.format(lock=" for no key update")
_ONLY_SEE_CASE: Final = _SEE_CASE.format(lock="")
_STREAM: Final = """
select seq, version, recorded_at, body
from event
where tenant_id = $1 and stream_kind = 'case' and stream_id = $2
order by version
"""
_UNIT: Final = """
select body from event where tenant_id = $1 and stream_kind = 'unit' and stream_id = $2 order by version
"""
_HAS_UNIT: Final = "select exists (select from care_unit where tenant_id = $1 and unit_id = $2)"
_UNIT_WITH_HSA_ID: Final = "select unit_id from care_unit where tenant_id = $1 and hsa_id = $2"
_SANCTIONED: Final = """
select event.stream_id, event.body
from case_file join event
  on event.tenant_id = case_file.tenant_id and event.stream_kind = 'case' and event.stream_id = case_file.case_id
where case_file.tenant_id = $1 and case_file.sanctioned and ($2::uuid is null or case_file.unit_id = $2)
order by event.stream_id, event.version
"""
_CASES_OF_UNIT: Final = "select case_id, opened_on from case_file where tenant_id = $1 and unit_id = $2"
_LISTED: Final = """
select distinct on (unit_id, month) unit_id, month, listed
from listed_count
where tenant_id = $1
order by unit_id desc, month desc, stream_version desc
"""
_LISTED_OF_UNIT: Final = """
select distinct on (month) month, listed from listed_count
where tenant_id = $1 and unit_id = $2 order by month desc, stream_version desc
"""
_AGREEMENTS_OF_UNIT: Final = """
select distinct on (agreement_id) valid_from, valid_until from agreement
where tenant_id = $1 and unit_id = $2 order by agreement_id desc, stream_version desc
"""
# Every settled month of the region, with the unit's own lines in it or without.
_SETTLED_OF_UNIT: Final = """
select settlement.month as settled_month, settlement.settled_on, line.*
from settlement left join settlement_line as line
  on line.tenant_id = settlement.tenant_id and line.settled_in = settlement.month and line.unit_id = $2
where settlement.tenant_id = $1
order by settlement.recorded_at, settlement.month, line.position
"""
_AGREEMENTS: Final = """
select distinct on (agreement_id) unit_id, valid_from, valid_until from agreement
where tenant_id = $1 order by agreement_id desc, stream_version desc
"""
# Whoever settles holds the chain until it has settled: nothing is recorded between what it reads and what it freezes.
# It reads all that the chain then holds, whatever the clocks of those who recorded it said.
_LOCK_CHAIN: Final = "select from chain_head where tenant_id = $1 for no key update"
_SETTLEMENTS: Final = """
select body from event where tenant_id = $1 and stream_kind = 'settlement' order by seq
"""
_STREAM_VERSION: Final = """
select coalesce(max(version), 0) from event where tenant_id = $1 and stream_kind = $2 and stream_id = $3
"""
# Everybody counts the events that they see: of streams of others than cases nothing is kept from the staff.
_STREAM_SHOWN: Final = """
select count(*) filter (where version <= $4), count(*)
from event where tenant_id = $1 and stream_kind = $2 and stream_id = $3 and audience = any($5)
"""


async def remembered(
    connection: Connection, tenant_id: str, actor_id: UUID, command_id: UUID, lock: int
) -> Remembered | None:
    # Two statements: one that waited would still look at what was there before it waited.
    await connection.execute(_AWAIT_TWIN, lock)
    row = await connection.fetchrow(_REMEMBERED, tenant_id, actor_id, command_id)
    return None if row is None else Remembered(row["input_digest"], json.loads(row["outcome"]))


async def see_case(connection: Connection, tenant_id: str, case_id: UUID) -> None:
    """Lets the rest of the transaction see and write what its rules need, where the actor sees the case."""
    await connection.execute(_ONLY_SEE_CASE, tenant_id, case_id)


async def case_events(
    connection: Connection, tenant_id: str, case_id: UUID, *, lock: bool
) -> list[StoredEvent[CaseEvent]]:
    if await connection.fetchrow(_LOCK_CASE if lock else _ONLY_SEE_CASE, tenant_id, case_id) is None:
        return []
    rows = await connection.fetch(_STREAM, tenant_id, case_id)
    return [
        StoredEvent(row["seq"], "case", case_id, row["version"], _case_event(row["body"]), row["recorded_at"])
        for row in rows
    ]


async def unit(connection: Connection, tenant_id: str, unit_id: UUID) -> UnitState | None:
    """The unit as its events make it; None where the actor may not see it."""
    rows = await connection.fetch(_UNIT, tenant_id, unit_id)
    return replay(cast("UnitEvent", decode(row["body"])) for row in rows) if rows else None


async def has_unit(connection: Connection, tenant_id: str, unit_id: UUID) -> bool:
    return cast("bool", await connection.fetchval(_HAS_UNIT, tenant_id, unit_id))


async def unit_with_hsa_id(connection: Connection, tenant_id: str, hsa_id: str) -> UUID | None:
    return cast("UUID | None", await connection.fetchval(_UNIT_WITH_HSA_ID, tenant_id, hsa_id))


async def sanctioned_cases(connection: Connection, tenant_id: str, unit_id: UUID | None) -> dict[UUID, list[CaseEvent]]:
    streams: dict[UUID, list[CaseEvent]] = {}
    rows = await connection.fetch(_SANCTIONED, tenant_id, unit_id)
    for case_id, group in groupby(rows, key=lambda row: cast("UUID", row["stream_id"])):
        events = [_case_event(row["body"]) for row in group]
        if any(isinstance(event, SanctionDecided) for event in events):
            streams[case_id] = events
    return streams


async def cases_of(connection: Connection, tenant_id: str, unit_id: UUID) -> dict[UUID, date]:
    return {row["case_id"]: row["opened_on"] for row in await connection.fetch(_CASES_OF_UNIT, tenant_id, unit_id)}


async def listed_counts(connection: Connection, tenant_id: str) -> dict[UUID, dict[Month, int]]:
    counts: dict[UUID, dict[Month, int]] = {}
    for row in await connection.fetch(_LISTED, tenant_id):
        counts.setdefault(row["unit_id"], {})[Month.parse(row["month"])] = row["listed"]
    return counts


async def agreements(connection: Connection, tenant_id: str) -> dict[UUID, list[Period]]:
    periods: dict[UUID, list[Period]] = {}
    for row in await connection.fetch(_AGREEMENTS, tenant_id):
        periods.setdefault(row["unit_id"], []).append(Period(row["valid_from"], row["valid_until"]))
    return {unit_id: _by_beginning(found) for unit_id, found in periods.items()}


async def unit_facts(connection: Connection, tenant_id: str, unit_id: UUID) -> UnitFacts:
    """Three statements."""
    counts = await connection.fetch(_LISTED_OF_UNIT, tenant_id, unit_id)
    periods = await connection.fetch(_AGREEMENTS_OF_UNIT, tenant_id, unit_id)
    months: dict[tuple[str, date], list[Mapping[str, Any]]] = {}
    for row in await connection.fetch(_SETTLED_OF_UNIT, tenant_id, unit_id):
        lines = months.setdefault((row["settled_month"], row["settled_on"]), [])
        if row["case_id"] is not None:
            lines.append(dict(row))
    return UnitFacts(
        {Month.parse(row["month"]): row["listed"] for row in counts},
        _by_beginning(Period(row["valid_from"], row["valid_until"]) for row in periods),
        [frozen_month(month, settled_on, lines) for (month, settled_on), lines in months.items()],
    )


async def hold_chain(connection: Connection, tenant_id: str) -> None:
    await connection.execute(_LOCK_CHAIN, tenant_id)


async def settlements(connection: Connection, tenant_id: str, *, lock: bool) -> list[MonthSettled]:
    if lock:
        await hold_chain(connection, tenant_id)
    events = [decode(row["body"]) for row in await connection.fetch(_SETTLEMENTS, tenant_id)]
    return [event for event in events if isinstance(event, MonthSettled)]


async def stream_version(connection: Connection, tenant_id: str, stream_kind: str, stream_id: UUID) -> int:
    return cast("int", await connection.fetchval(_STREAM_VERSION, tenant_id, stream_kind, stream_id))


async def stream_shown(
    connection: Connection, tenant_id: str, stream: tuple[str, UUID], version: int, audiences: Sequence[Audience]
) -> tuple[int, int]:
    """How many of the stream's events are of these audiences: up to that version, and in all."""
    row = await connection.fetchrow(_STREAM_SHOWN, tenant_id, *stream, version, list(audiences))
    return cast("tuple[int, int]", tuple(row or (0, 0)))


def _by_beginning(periods: Iterable[Period]) -> list[Period]:
    return sorted(periods, key=lambda period: period.start)


def _case_event(body: str) -> CaseEvent:
    return cast("CaseEvent", decode(body))
