"""What use cases need from the outside, as Protocols. Everything a command touches lies in one transaction."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from service.authorize import Actor, Seat
from service.delivering_ports import DeliveringTx, DeliveryAct, Figures
from service.domain.access import IssuerRegistered
from service.domain.dates import Month, Period
from service.domain.events import CaseEvent, Event
from service.domain.facts import PersonalRef
from service.domain.register_events import Address, Agreement, MonthSettled
from service.domain.unit import UnitState
from service.reads import Read
from service.rules.life import Draft
from service.rules.project import Projection
from service.rules.ruleset import Ruleset


class AccessChanged(Exception):  # noqa: N818 - who calls is found out anew, and then it is done
    """The region's seats or issuers are others than those that the actor was made of. Nothing was done."""


class Clock(Protocol):
    @property
    def stopped(self) -> bool:
        """Whether it stands at one instant, at which everything is then recorded."""
        ...

    def now(self) -> datetime:
        """The instant with offset; the only clock a use case knows."""
        ...


class Pseudonyms(Protocol):
    """What stands for a person, or for what a person wrote, where neither may stand: keyed, and of one region only."""

    def actor_id(self, tenant_id: str, iss: str, sub: str) -> UUID:
        """The same for every token of this subject and issuer in this region."""
        ...

    def digest(self, tenant_id: str, text: str) -> str:
        """64 hex digits by which one text is known again."""
        ...


class Ids(Protocol):
    def new(self) -> UUID:
        """A fresh UUIDv7."""
        ...


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to append: `version` is its place in its stream, from 1; a taken place is a VersionConflict."""

    stream_kind: str
    stream_id: UUID
    version: int
    event: Event


E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class StoredEvent(Generic[E_co]):
    """An event as stored, with its place in the tenant's chain."""

    seq: int
    stream_kind: str
    stream_id: UUID
    version: int
    event: E_co
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CaseStream:
    """A case's events in order."""

    case_id: UUID
    unit_id: UUID
    events: Sequence[CaseEvent]


@dataclass(frozen=True, slots=True)
class GrantedSeat:
    """A seat as it stands: `holder` is the actor whose it is."""

    holder: UUID
    seat: Seat
    version: int


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """An issuer as registered, in one region (or PLATFORM) and at most one of the two; `withdrawn` ones may return."""

    tenant_id: str
    registered: IssuerRegistered
    withdrawn: bool
    version: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """The projection of a case with the columns that lists filter and order by; `seats` may see it from now on."""

    case_id: UUID
    unit_id: UUID | None
    procedure: str
    opened_on: date
    opened_at: datetime
    retrospective: bool
    projection: Projection
    seats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRow:
    """The projection of a draft, under the id of the version that it becomes once it is adopted."""

    ruleset_id: UUID
    draft: Draft


@dataclass(frozen=True, slots=True)
class Remembered:
    """The stored outcome of an earlier command: ids and codes only."""

    input_digest: str
    outcome: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit's listed persons by month, the periods of its agreements, and every settled month with its own lines."""

    listed: Mapping[Month, int]
    agreements: Sequence[Period]
    settled: Sequence[MonthSettled]


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit as it is called now, and its agreements as they were agreed."""

    name: str
    provider_name: str
    provider_orgnr: str
    address: Address | None
    agreements: Sequence[Agreement]


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """A unit's listed persons by month (`YYYY-MM`), as last recorded, and the first day of its first agreement."""

    unit_id: UUID
    version: int
    begins: date
    listed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row by its number in the spreadsheet; `cells` by column, None where it has not as many as the heading."""

    number: int
    cells: Mapping[str, str] | None


class Sheet(Protocol):
    """The rows of a file, kept outside of memory."""

    @property
    def decimal_comma(self) -> bool:
        """Whether `12,5` can be a number in it: in CSV whose cells are not parted by commas."""
        ...

    def rows(self) -> Iterable[SheetRow]:
        """Once more from the first: in order of their key, rows of one key together in order of their number."""
        ...


@dataclass(frozen=True, slots=True)
class Memory:
    """What to remember of this command, so that sending it again changes nothing."""

    command_id: UUID
    input_digest: str
    outcome: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SimulationAsked:
    """A simulation for the worker to run as an actor with these roles; since and until as of `simulating.Asked`."""

    simulation_id: UUID
    roles: tuple[str, ...]
    ruleset: Ruleset
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """Everything one command writes; all of it or nothing."""

    events: tuple[NewEvent, ...]
    cases: tuple[CaseRow, ...] = ()
    personal: tuple[tuple[PersonalRef, bytes], ...] = ()
    memory: Memory | None = None
    drafts: tuple[DraftRow, ...] = ()
    simulations: tuple[SimulationAsked, ...] = ()
    cancelled: UUID | None = None
    delivery: DeliveryAct | None = None


class Tx(DeliveringTx, Protocol):
    """One tenant transaction, as one actor.

    `now` is what its rules decide by; what it reads is all that the region has recorded, also where another server's
    clock was ahead of `now`.
    """

    @property
    def now(self) -> datetime: ...

    async def remembered(self, command_id: UUID) -> Remembered | None:
        """The actor's own earlier command of that id; another actor's is unknown. A command asks this first."""
        ...

    async def case_events(self, case_id: UUID) -> list[StoredEvent[CaseEvent]]:
        """The case's whole stream, locked until the transaction ends; empty where the actor may not see the case."""
        ...

    async def unit(self, unit_id: UUID) -> UnitState | None:
        """The unit as all its events make it; None where the region has none, or the actor may not see it."""
        ...

    async def has_unit(self, unit_id: UUID) -> bool:
        """Whether the region has the unit: known also to those who keep its seats and read no case."""
        ...

    async def unit_with_hsa_id(self, hsa_id: str) -> UUID | None: ...

    async def known_units(self, hsa_ids: Sequence[str]) -> dict[str, KnownUnit]:
        """Those units of the region that have one of the HSA-ids."""
        ...

    async def counted_units(self, hsa_ids: Sequence[str]) -> dict[str, CountedUnit]: ...

    async def rulesets(self, procedure: str | None = None) -> dict[UUID, Ruleset]:
        """All adopted versions, of one procedure or of all, in order of adoption."""
        ...

    async def ruleset_version(self, ruleset_id: UUID) -> tuple[UUID, Ruleset] | None: ...

    async def draft(self, ruleset_id: UUID) -> Draft | None:
        """The draft as its events make it, locked until the transaction ends; None where the actor may see none."""
        ...

    async def has_simulation(self, simulation_id: UUID) -> bool: ...

    async def waiting_simulations(self) -> int:
        """How many of the region's simulations have not ended."""
        ...

    async def hold_chain(self) -> None:
        """Lets nothing be recorded in the region until the transaction ends but what it records itself."""
        ...

    async def sanctioned_cases(self, unit_id: UUID | None = None) -> dict[UUID, list[CaseEvent]]:
        """The whole streams of every case of the region, or of the unit, with a decided sanction."""
        ...

    async def count_cases(self, procedure: str) -> int: ...

    def case_streams(self, procedure: str) -> AsyncGenerator[Sequence[CaseStream], None]:
        """The whole streams of every case of the procedure, in order of case id, some at a time: one statement."""
        ...

    async def cases_of(self, unit_id: UUID) -> dict[UUID, date]:
        """The cases of a unit, each with the day on which it was opened."""
        ...

    async def listed_counts(self) -> dict[UUID, dict[Month, int]]:
        """Unit → month → listed persons, as last recorded."""
        ...

    async def agreements(self) -> dict[UUID, list[Period]]:
        """Unit → the periods of its agreements, in order of their beginning."""
        ...

    async def unit_facts(self, unit_id: UUID) -> UnitFacts:
        """What the ledger of one unit rests on beside its cases."""
        ...

    async def settlements(self) -> list[MonthSettled]:
        """All settlements, in chain order.

        Locks the region's chain until the transaction ends; settling asks this first, so that nothing moves under it.
        """
        ...

    async def seat(self, seat_id: UUID) -> GrantedSeat | None:
        """The seat, locked until the transaction ends."""
        ...

    async def issuer(self, iss: str) -> TrustedIssuer | None:
        """The issuer registered under exactly this `iss`, whoever registered it."""
        ...

    async def stream_version(self, stream_kind: str, stream_id: UUID) -> int: ...

    def seal(self, plain: bytes) -> tuple[PersonalRef, bytes]:
        """Personal content under a key of its own: the reference for the event, and what `record` stores."""
        ...

    async def record(self, recorded: Recorded) -> None:
        """Append and project. Where another transaction was first, its block ends with VersionConflict.

        Everything bears one instant, later than that of every event before it, so that what was known at a time stays
        known: `now` at the earliest, and of a stopped clock exactly `now`. A new case's `opened_at` is that instant.
        """
        ...

    async def record_all(self, batches: AsyncIterable[Sequence[NewEvent]], memory: Memory) -> None:
        """As `record`, for what is too much to hold at once: one command, of one instant, in one transaction."""
        ...

    async def deliver_all(self, batches: AsyncIterable[Figures], memory: Memory) -> None:
        """As `record`, for more figures than can be held at once: all of one batch of one delivery."""
        ...


class Tenancy(Protocol):
    """Opens transactions."""

    def begin(
        self, actor: Actor, now: datetime, *, stopped: bool = False, readonly: bool = False
    ) -> AbstractAsyncContextManager[Tx]:
        """Commits when the block ends, rolls back when it raises. `stopped` is the clock's that gave `now`.

        `readonly`: nothing can be recorded in it, it locks nothing, and all it reads is of the instant it began at.
        """
        ...


class Reader(Protocol):
    async def read(self, reads: Sequence[Read], actor: Actor) -> Mapping[str, Any]:
        """All reads of one request in one statement: response key → rows. AccessChanged as `Tenancy.begin`."""
        ...
