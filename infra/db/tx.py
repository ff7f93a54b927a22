"""A command's transaction in one tenant, as one actor."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, cast
from uuid import UUID

import asyncpg

from infra.db import access_loads, draft_rows, loads, sheet_loads, simulations, streams
from infra.db.access_writes import Statement
from infra.db.delivering import DeliveringConnection
from infra.db.delivery_rows import batch_statement, figures_statement
from infra.db.pool import Connection, Pool
from infra.db.read_rows import scope_of
from infra.db.rulesets import Rulesets
from infra.db.sealed import Vault, pack
from infra.db.writes import (
    TAKE_HEAD,
    TAKE_HEAD_AT,
    events_statement,
    own_seats,
    projections_statement,
    seats_statement,
)
from service.authorize import Actor
from service.delivering_ports import Figures
from service.domain.dates import Month, Period
from service.domain.errors import Refusal, RuleRefused, VersionConflict, busy
from service.domain.events import CaseEvent
from service.domain.facts import PersonalRef
from service.domain.register_events import MonthSettled, RulesetAdopted, UnitRegistered
from service.domain.unit import UnitState
from service.national.deliveries import STATES
from service.ports import (
    AccessChanged,
    CaseStream,
    CountedUnit,
    GrantedSeat,
    Ids,
    KnownUnit,
    Memory,
    NewEvent,
    Recorded,
    Remembered,
    StoredEvent,
    TrustedIssuer,
    UnitFacts,
)
from service.rules.life import Draft
from service.rules.ruleset import Ruleset

# The settings, and then, seen by them, the version of the region's seats and issuers.
SCOPE: Final = """
select case
  when set_config('app.tenant', $1, true) is not null and set_config('app.organisation', $2, true) is not null
    and set_config('app.actor', $3, true) is not null and set_config('app.team', $4, true) is not null
  then coalesce((select version from access_version where tenant_id = $1), 0)
end
"""

# Whether nobody was let in or shut out meanwhile, and no seat of the actor's has run out.
STILL_SEATED: Final = """
select coalesce((select version from access_version where tenant_id = $1), 0) = $2
  and not exists (select from seat where tenant_id = $1 and seat_id = any($3::uuid[]) and valid_until <= $4)
"""

# Tables may grow a thousandfold within the transaction. A plan of a foreign key's check that was made while they were
# empty, and kept, may look through all of a tenant's rows for each.
_PLAN_ANEW: Final = "select set_config('plan_cache_mode', 'force_custom_plan', true)"

# The database ended the wait for a lock, the statement or one of two commands that waited for each other.
_OUT_OF_TURN: Final = (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError, asyncpg.DeadlockDetectedError)


class PostgresTenancy:
    """`service.ports.Tenancy` over the application's own connections (`infra.db.pool.open_pool`)."""

    def __init__(self, pool: Pool, vault: Vault, ids: Ids) -> None:
        self._pool = pool
        self._vault = vault
        self._ids = ids
        self._rulesets = Rulesets()

    @asynccontextmanager
    async def begin(
        self, actor: Actor, now: datetime, *, stopped: bool = False, readonly: bool = False
    ) -> AsyncIterator[PostgresTx]:
        """A transaction that sees what the actor may see. ValueError for a `now` without offset.

        RuleRefused BUSY, with nothing written, where the database ended a wait inside it. AccessChanged, before
        anything, where the seats or issuers that the actor was made of have changed.
        """
        if now.tzinfo is None:
            raise ValueError("an instant needs an offset from UTC")
        async with self._pool.acquire() as connection:
            moment = Moment(now, stopped, not readonly)
            tx = PostgresTx(connection, actor, moment, vault=self._vault, ids=self._ids, rulesets=self._rulesets)
            # One that only looks sees one instant, in however many statements; locks see to that for the others.
            begun = connection.transaction(isolation="repeatable_read" if readonly else None, readonly=readonly)
            try:
                # As a block, which is ended even where whoever waits for its BEGIN is told to give up.
                async with begun:
                    await _enter(connection, actor)
                    yield tx
                    if tx.lost is not None:  # swallowed inside: nothing would be written, and nobody told
                        raise tx.lost
            except _OUT_OF_TURN as error:
                raise busy() from error
            except asyncpg.UniqueViolationError as error:
                raise await tx.outrun(error) from error


async def _enter(connection: Connection, actor: Actor) -> None:
    """From then on the transaction sees what the actor may see. Raises AccessChanged."""
    version = await connection.fetchval(SCOPE, *scope_of(actor))
    if actor.access_version not in {None, version}:
        raise AccessChanged


@dataclass(frozen=True, slots=True)
class Moment:
    """When a transaction takes place, and whether it locks what it reads: one that records nothing does not."""

    now: datetime
    stopped: bool
    locks: bool


class PostgresTx(DeliveringConnection):
    """`service.ports.Tx`. Besides refusals, its methods raise what asyncpg raises."""

    def __init__(
        self,
        connection: Connection,
        actor: Actor,
        moment: Moment,
        *,
        vault: Vault,
        ids: Ids,
        rulesets: Rulesets,
    ) -> None:
        self.lost: asyncpg.UniqueViolationError | None = None
        self._connection = connection
        self._recorded: Recorded | None = None
        self._actor = actor
        self._tenant_id = actor.tenant_id
        self._now = moment.now
        self._stopped = moment.stopped
        self._locks = moment.locks
        self._vault = vault
        self._ids = ids
        self._rulesets = rulesets

    @property
    def now(self) -> datetime:
        return self._now

    async def remembered(self, command_id: UUID) -> Remembered | None:
        """The actor's own earlier command of that id. Waits for a twin that is under way, and then sees its outcome."""
        named = f"{self._tenant_id}/{self._actor.id}/{command_id}"
        lock = int.from_bytes(sha256(named.encode()).digest()[:8], "big", signed=True)
        return await loads.remembered(self._connection, self._tenant_id, self._actor.id, command_id, lock)

    async def case_events(self, case_id: UUID) -> list[StoredEvent[CaseEvent]]:
        """The case's whole stream, also what a party may not read: what it decides is decided on all of it."""
        return await loads.case_events(self._connection, self._tenant_id, case_id, lock=self._locks)

    async def unit(self, unit_id: UUID) -> UnitState | None:
        """The unit as its events make it: the region's staff see every one, a party its own."""
        return await loads.unit(self._connection, self._tenant_id, unit_id)

    async def has_unit(self, unit_id: UUID) -> bool:
        return await loads.has_unit(self._connection, self._tenant_id, unit_id)

    async def unit_with_hsa_id(self, hsa_id: str) -> UUID | None:
        return await loads.unit_with_hsa_id(self._connection, self._tenant_id, hsa_id)

    async def known_units(self, hsa_ids: Sequence[str]) -> dict[str, KnownUnit]:
        return await sheet_loads.known_units(self._connection, self._tenant_id, hsa_ids)

    async def counted_units(self, hsa_ids: Sequence[str]) -> dict[str, CountedUnit]:
        return await sheet_loads.counted_units(self._connection, self._tenant_id, hsa_ids)

    async def rulesets(self, procedure: str | None = None) -> dict[UUID, Ruleset]:
        """All adopted versions, of one procedure or of all, in order of adoption."""
        return await self._rulesets.adopted(self._connection, self._tenant_id, procedure)

    async def ruleset_version(self, ruleset_id: UUID) -> tuple[UUID, Ruleset] | None:
        """The version of that id, whenever it was adopted."""
        return await self._rulesets.version(self._connection, self._tenant_id, ruleset_id)

    async def draft(self, ruleset_id: UUID) -> Draft | None:
        return await draft_rows.draft(self._connection, self._tenant_id, ruleset_id, lock=self._locks)

    async def has_simulation(self, simulation_id: UUID) -> bool:
        return await simulations.has_simulation(self._connection, self._tenant_id, simulation_id)

    async def waiting_simulations(self) -> int:
        return await simulations.waiting(self._connection, self._tenant_id)

    async def hold_chain(self) -> None:
        if self._locks:
            await loads.hold_chain(self._connection, self._tenant_id)

    async def sanctioned_cases(self, unit_id: UUID | None = None) -> dict[UUID, list[CaseEvent]]:
        """Cases with a decided sanction, each with its whole stream."""
        return await loads.sanctioned_cases(self._connection, self._tenant_id, unit_id)

    async def count_cases(self, procedure: str) -> int:
        return await streams.count_cases(self._connection, self._tenant_id, procedure)

    def case_streams(self, procedure: str) -> AsyncGenerator[Sequence[CaseStream], None]:
        return streams.case_streams(self._connection, self._tenant_id, procedure)

    async def cases_of(self, unit_id: UUID) -> dict[UUID, date]:
        return await loads.cases_of(self._connection, self._tenant_id, unit_id)

    async def unit_facts(self, unit_id: UUID) -> UnitFacts:
        return await loads.unit_facts(self._connection, self._tenant_id, unit_id)

    async def listed_counts(self) -> dict[UUID, dict[Month, int]]:
        return await loads.listed_counts(self._connection, self._tenant_id)

    async def agreements(self) -> dict[UUID, list[Period]]:
        return await loads.agreements(self._connection, self._tenant_id)

    async def settlements(self) -> list[MonthSettled]:
        """All settlements, with the region's chain locked.

        Whoever settles asks for this first: nothing can then be recorded that the rest of its reads would miss.
        """
        return await loads.settlements(self._connection, self._tenant_id, lock=self._locks)

    async def seat(self, seat_id: UUID) -> GrantedSeat | None:
        return await access_loads.seat(self._connection, self._tenant_id, seat_id, lock=self._locks)

    async def issuer(self, iss: str) -> TrustedIssuer | None:
        return await access_loads.issuer(self._connection, iss)

    async def stream_version(self, stream_kind: str, stream_id: UUID) -> int:
        """The version of the stream's last event that the actor may see; 0 for none."""
        return await loads.stream_version(self._connection, self._tenant_id, stream_kind, stream_id)

    def seal(self, plain: bytes) -> tuple[PersonalRef, bytes]:
        record_id = self._ids.new()
        sealed = self._vault.seal(self._tenant_id, record_id, plain)
        return PersonalRef(record_id=record_id, digest=sealed.digest), pack(sealed)

    async def record(self, recorded: Recorded) -> None:
        """Takes the head of the chain, and with it the instant of what is recorded; projects; appends.

        Three statements, the first and the last only where there are events; two more where a party opens a case and
        others are let in. The instant is the time at which the head was taken, later than that of every event before;
        a stopped clock's own, where such a clock runs.

        Where another transaction was first, the block ends with VersionConflict, with `expected` and `current` for a
        stream or the command, or RuleRefused for registering the unit, adopting the version or settling the month.
        """
        at = await self._instant() if recorded.events else self._now
        await self._write(recorded, recorded, at)

    async def record_all(self, batches: AsyncIterable[Sequence[NewEvent]], memory: Memory) -> None:
        """Takes the head once, and then projects and appends one batch after the other; see `record`."""
        await self._connection.execute(_PLAN_ANEW)
        at: datetime | None = None
        async for batch in batches:
            if not batch:
                continue
            # The command is remembered with the first batch; every event names it.
            noted = Recorded(tuple(batch), memory=memory)
            projected = noted if at is None else Recorded(noted.events)
            at = at or await self._instant()
            await self._write(projected, noted, at)

    async def deliver_all(self, batches: AsyncIterable[Figures], memory: Memory) -> None:
        """One statement for each part, and one for the delivery's new batch and the memory of the command."""
        await self._connection.execute(_PLAN_ANEW)
        last: Figures | None = None
        async for part in batches:
            last = part
            await self._execute(figures_statement(part, self._tenant_id, self._actor.id, self._now))
        if last is not None:
            await self._execute(batch_statement(last, self._tenant_id, self._now))
            await self._write(Recorded((), memory=memory), Recorded(()), self._now)

    async def _write(self, projected: Recorded, appended: Recorded, at: datetime) -> None:
        self._recorded = appended
        scope = (self._tenant_id, self._actor.id, at)
        own, others = own_seats(projected, self._actor.organisation) if self._actor.by_party else (projected, {})
        try:
            await self._execute(projections_statement(own, *scope))
            for case_id, seats in others.items():
                await loads.see_case(self._connection, self._tenant_id, case_id)
                await self._execute(seats_statement(self._tenant_id, case_id, seats, at))
            await self._execute(events_statement(appended, *scope))
            for asked in projected.simulations:
                await simulations.enqueue(self._connection, self._tenant_id, asked.simulation_id)
        except asyncpg.UniqueViolationError as error:
            self.lost = error
            raise

    async def _execute(self, statement: Statement | None) -> None:
        if statement is not None:
            text, arguments = statement
            await self._connection.execute(text, *arguments)

    async def _instant(self) -> datetime:
        """When the chain's next events are recorded, with its head taken until the transaction ends.

        AccessChanged where the actor is no longer let in by then: who grants and revokes takes the head as well.
        """
        take_head = TAKE_HEAD_AT if self._stopped else TAKE_HEAD
        at = cast("datetime", await self._connection.fetchval(take_head, self._tenant_id, self._now))
        if self._actor.access_version is not None:
            seats = list(self._actor.seats.values())
            still = (self._tenant_id, self._actor.access_version, seats, at)
            # A statement of its own: one that waited for the head would still look at what was there before.
            if not await self._connection.fetchval(STILL_SEATED, *still):
                raise AccessChanged
        return at

    async def outrun(self, error: asyncpg.UniqueViolationError) -> Refusal:
        """What it means that another transaction wrote a row first, once this one is rolled back."""
        if self._recorded is None:
            raise error
        recorded = self._recorded
        details: dict[str, Any] = {one.event.type: one.event for one in recorded.events}
        if getattr(error, "constraint_name", None) == "event_pk":
            raise error  # the head is behind its chain: nobody was first, and trying again does not help
        match getattr(error, "table_name", None):
            case "care_unit" if sum(isinstance(one.event, UnitRegistered) for one in recorded.events) > 1:
                return busy()  # one of many units, and once more it is told which
            case "care_unit" if isinstance(unit := details.get("UnitRegistered"), UnitRegistered):
                return RuleRefused("UNIT_ALREADY_REGISTERED", path="hsaId", hsa_id=unit.hsa_id)
            case "ruleset_version" if isinstance(adopted := details.get("RulesetAdopted"), RulesetAdopted):
                return RuleRefused("VERSION_ALREADY_ADOPTED", procedure=adopted.procedure, label=adopted.label)
            case "settlement" | "settlement_line" if isinstance(settled := details.get("MonthSettled"), MonthSettled):
                return RuleRefused("MONTH_ALREADY_SETTLED", path="month", month=settled.month)
            case "delivery" if (opened := recorded.delivery) is not None:
                return RuleRefused("DELIVERY_UNDER_WAY", number=opened.place.number, standing=STATES["OPEN"])
            case "event" | "listed_count" | "case_file" | "command_memory":
                return await self._conflict(recorded.events)
            case _:
                raise error

    async def _conflict(self, events: tuple[NewEvent, ...]) -> VersionConflict:
        """The first stream in which another was first; where only the command was, the first stream as it is."""
        first = {(one.stream_kind, one.stream_id): one.version - 1 for one in reversed(events)}
        found = [(0, 0)]  # what a command without events starts from
        async with self._connection.transaction(readonly=True):
            # The actor got as far as writing to these streams; a party's own scope would show a part of them only.
            await self._connection.execute(SCOPE, self._tenant_id, "staff", str(self._actor.id), "yes")
            for stream, version in first.items():
                shown = self._actor.audiences
                found.append(await loads.stream_shown(self._connection, self._tenant_id, stream, version, shown))
        expected, current = next((pair for pair in found if pair[0] != pair[1]), found[-1])
        return VersionConflict("VERSION_CONFLICT", expected=expected, current=current)
