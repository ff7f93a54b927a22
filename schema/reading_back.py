"""What commands come to: the union of success and refusals, and how what was changed is read again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import UUID

import strawberry

from schema.access_queries import load_issuer, load_seat
from schema.context import Info
from schema.delivery_queries import load_delivery
from schema.queries import load_case
from schema.ruleset_queries import load_draft
from schema.settled import settlement_of, settlement_reads
from schema.simulation_job_queries import load_simulation
from schema.types.cases import Case
from schema.types.deliveries import Delivery
from schema.types.ledger import Settlement
from schema.types.refusals import InvalidInput, MandateMissing, NotFound, RuleRefused, VersionConflict
from schema.types.ruleset_drafts import RulesetDraft
from schema.types.seats import Issuer, Seat
from schema.types.simulation_jobs import SimulationJob
from schema.types.units import CareUnit
from schema.unit_queries import load_unit
from service.domain import errors
from service.usecases.commanding import Outcome

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`read` gives the success of an outcome (ids and codes) as the caller may see it; NotFound where it may not."""

    union: Any
    read: Callable[[Info, Outcome], Awaitable[Any]]


@strawberry.type(
    description="Kommandot utfördes på ett ärende. The command was carried out, and this is what became of its case."
)
class CaseChanged:
    case: Case = strawberry.field(description="Ärendet som det nu är. The case as it is now.")


@strawberry.type(
    description="Kommandot utfördes på en vårdenhet. The command was carried out, and this is what became of its unit."
)
class UnitChanged:
    unit: CareUnit = strawberry.field(description="Vårdenheten som den nu är. The unit as it is now.")


@strawberry.type(description="Månaden är avräknad. The lines of the month are frozen.")
class MonthSettled:
    settlement: Settlement = strawberry.field(description="Avräkningen som den frystes. What was frozen of the month.")


@strawberry.type(
    description="Kommandot utfördes på en plats. The command was carried out, and this is what became of its seat."
)
class SeatChanged:
    seat: Seat = strawberry.field(description="Platsen som den nu är. The seat as it is now.")


@strawberry.type(
    description="Kommandot utfördes på en utfärdare. The command was carried out, and this is what became of its"
    " issuer."
)
class IssuerChanged:
    issuer: Issuer = strawberry.field(description="Utfärdaren som den nu är. The issuer as it is now.")


@strawberry.type(
    description="Kommandot utfördes på ett utkast till regelverk. The command was carried out, and this is what became"
    " of its draft."
)
class RulesetDraftChanged:
    draft: RulesetDraft = strawberry.field(description="Utkastet som det nu är. The draft as it is now.")


@strawberry.type(
    description="Kommandot utfördes på en simulering. The command was carried out, and this is what became of its"
    " simulation."
)
class SimulationChanged:
    simulation: SimulationJob = strawberry.field(description="Simuleringen som den nu är. The simulation as it is now.")


@strawberry.type(
    description="Kommandot utfördes på en leverans. The command was carried out, and this is what became of its"
    " delivery."
)
class DeliveryChanged:
    delivery: Delivery = strawberry.field(description="Leveransen som den nu är. The delivery as it is now.")


def _present(found: Found | None) -> Found:
    """What was written and now is read again; NotFound where the caller may no longer see it."""
    if found is None:
        raise errors.NotFound
    return found


def _key(info: Info) -> str:
    return str(info.path.key)


async def _case(info: Info, outcome: Outcome) -> CaseChanged:
    return CaseChanged(case=_present(await load_case(info, _key(info), UUID(outcome["case_id"]), "case")))


async def _unit(info: Info, outcome: Outcome) -> UnitChanged:
    return UnitChanged(unit=_present(await load_unit(info, _key(info), UUID(outcome["unit_id"]), "unit")))


async def _seat(info: Info, outcome: Outcome) -> SeatChanged:
    return SeatChanged(seat=_present(await load_seat(info, _key(info), UUID(outcome["seat_id"]), "seat")))


async def _issuer(info: Info, outcome: Outcome) -> IssuerChanged:
    if not info.context.actor.holds("READ_SEATS"):
        raise errors.NotFound
    return IssuerChanged(issuer=_present(await load_issuer(info, _key(info), outcome["iss"])))


async def _draft(info: Info, outcome: Outcome) -> RulesetDraftChanged:
    found = await load_draft(info, _key(info), UUID(outcome["ruleset_id"]), "draft")
    return RulesetDraftChanged(draft=_present(found))


async def _simulation(info: Info, outcome: Outcome) -> SimulationChanged:
    found = await load_simulation(info, _key(info), UUID(outcome["simulation_id"]), "simulation")
    return SimulationChanged(simulation=_present(found))


async def _delivery(info: Info, outcome: Outcome) -> DeliveryChanged:
    found = await load_delivery(info, _key(info), outcome["round_id"], outcome["number"], "delivery")
    return DeliveryChanged(delivery=_present(found))


async def _settlement(info: Info, outcome: Outcome) -> MonthSettled:
    if not info.context.actor.holds("READ_LEDGER"):
        raise errors.NotFound
    rows = await info.context.load(*settlement_reads(info, _key(info), outcome["month"], "settlement"))
    return MonthSettled(settlement=_present(settlement_of(info.context, rows, _key(info))))


CASE = Outcomes(
    Annotated[
        CaseChanged | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
        strawberry.union(
            "CaseResult",
            description="Vad ett kommando på ett ärende ledde till: ärendet eller ett avslag. What a command on a"
            " case came to: the case or a refusal.",
        ),
    ],
    _case,
)
UNIT = Outcomes(
    Annotated[
        UnitChanged | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
        strawberry.union(
            "UnitResult",
            description="Vad ett kommando på en vårdenhet ledde till: enheten eller ett avslag. What a command on a"
            " unit came to: the unit or a refusal.",
        ),
    ],
    _unit,
)
SETTLEMENT = Outcomes(
    Annotated[
        MonthSettled | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
        strawberry.union(
            "SettleResult",
            description="Vad ett kommando om avräkning ledde till: avräkningen eller ett avslag. What settling came"
            " to: the settlement or a refusal.",
        ),
    ],
    _settlement,
)
SEAT = Outcomes(
    Annotated[
        SeatChanged | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
        strawberry.union(
            "SeatResult",
            description="Vad ett kommando på en plats ledde till: platsen eller ett avslag. What a command on a seat"
            " came to: the seat or a refusal.",
        ),
    ],
    _seat,
)
ISSUER = Outcomes(
    Annotated[
        IssuerChanged | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
        strawberry.union(
            "IssuerResult",
            description="Vad ett kommando på en utfärdare ledde till: den eller ett avslag. What a command on an"
            " issuer came to: the issuer or a refusal.",
        ),
    ],
    _issuer,
)
DRAFT = Outcomes(
    Annotated[
        RulesetDraftChanged | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
        strawberry.union(
            "RulesetDraftResult",
            description="Vad ett kommando på ett utkast ledde till: utkastet eller ett avslag. What a command on a"
            " draft came to: the draft or a refusal.",
        ),
    ],
    _draft,
)
SIMULATION = Outcomes(
    Annotated[
        SimulationChanged | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
        strawberry.union(
            "SimulationJobResult",
            description="Vad ett kommando på en simulering ledde till: den eller ett avslag. What a command on a"
            " simulation came to: the simulation or a refusal.",
        ),
    ],
    _simulation,
)
DELIVERY = Outcomes(
    Annotated[
        DeliveryChanged | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
        strawberry.union(
            "DeliveryResult",
            description="Vad ett kommando på en leverans ledde till: den eller ett avslag. What a command on a"
            " delivery came to: the delivery or a refusal.",
        ),
    ],
    _delivery,
)
