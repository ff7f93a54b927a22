"""The commands on seats and issuers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from schema.access_inputs import (
    ChangeClaimMappingInput,
    ClaimMappingInput,
    GrantSeatInput,
    LimitSeatInput,
    RevokeSeatInput,
)
from schema.access_queries import load_issuer, load_seat
from schema.commanding import answer, given_as, instant, own, present, sent_as
from schema.context import Info
from schema.needs import described
from schema.types.refusals import InvalidInput, MandateMissing, NotFound, RuleRefused, VersionConflict
from schema.types.seats import Issuer, Seat
from service.domain.access import ClaimMapping
from service.usecases import issuers, seats
from service.usecases.commanding import Outcome


@strawberry.type(description="Kommandot utfördes. The command was carried out.")
class SeatChanged:
    seat: Seat = strawberry.field(description="Platsen som den nu är. The seat as it is now.")


@strawberry.type(description="Kommandot utfördes. The command was carried out.")
class IssuerChanged:
    issuer: Issuer = strawberry.field(description="Utfärdaren som den nu är. The issuer as it is now.")


SeatResult = Annotated[
    SeatChanged | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
    strawberry.union("SeatResult", description="Utfall: platsen eller ett avslag. The seat or a refusal."),
]
IssuerResult = Annotated[
    IssuerChanged | MandateMissing | RuleRefused | VersionConflict | InvalidInput | NotFound,
    strawberry.union("IssuerResult", description="Utfall: utfärdaren eller ett avslag. The issuer or a refusal."),
]


async def _seat_changed(info: Info, outcome: Outcome) -> SeatChanged:
    return SeatChanged(seat=present(await load_seat(info, str(info.path.key), UUID(outcome["seat_id"]), "seat")))


def _instant(value: datetime | None, path: str) -> datetime | None:
    return None if value is None else instant(value, path)


def _mapping(given: ClaimMappingInput | None) -> ClaimMapping | None:
    if given is None:
        return None
    return ClaimMapping(
        roles_claim=given.roles_claim, unit_claim=given.unit_claim, allowed_roles=tuple(given.allowed_roles)
    )


@strawberry.type
class AccessMutation:
    @described("Ge någon en plats i regionen. Grant somebody a seat in the region.")
    async def grant_seat(self, info: Info, input: Annotated[GrantSeatInput, given_as("Indata. Input.")]) -> SeatResult:
        async def act() -> SeatChanged:
            granting = seats.Granting(
                issuer=input.issuer,
                subject=input.subject,
                name=input.name,
                roles=tuple(input.roles),
                unit_id=None if input.unit_id is None else own("CareUnit", input.unit_id, "unitId"),
                valid_from=_instant(input.valid_from, "validFrom"),
                valid_until=_instant(input.valid_until, "validUntil"),
            )
            sent = sent_as(info, "grantSeat", input)
            return await _seat_changed(info, await seats.grant_seat(info.context.services, sent, granting))

        return await answer(info, act)

    @described("Låt en plats gälla till en annan tid. Let a seat end at another time.")
    async def limit_seat(self, info: Info, input: Annotated[LimitSeatInput, given_as("Indata. Input.")]) -> SeatResult:
        async def act() -> SeatChanged:
            seat_id, until = own("Seat", input.seat_id, "seatId"), instant(input.valid_until, "validUntil")
            sent = sent_as(info, "limitSeat", input)
            return await _seat_changed(info, await seats.limit_seat(info.context.services, sent, seat_id, until))

        return await answer(info, act)

    @described("Återkalla en plats genast. Revoke a seat at once.")
    async def revoke_seat(
        self, info: Info, input: Annotated[RevokeSeatInput, given_as("Indata. Input.")]
    ) -> SeatResult:
        async def act() -> SeatChanged:
            seat_id, sent = own("Seat", input.seat_id, "seatId"), sent_as(info, "revokeSeat", input)
            return await _seat_changed(info, await seats.revoke_seat(info.context.services, sent, seat_id))

        return await answer(info, act)

    @described("Ändra vad en utfärdares anspråk får säga. Change what an issuer's claims may say.")
    async def change_claim_mapping(
        self, info: Info, input: Annotated[ChangeClaimMappingInput, given_as("Indata. Input.")]
    ) -> IssuerResult:
        async def act() -> IssuerChanged:
            sent = sent_as(info, "changeClaimMapping", input)
            await issuers.change_claim_mapping(info.context.services, sent, input.issuer, _mapping(input.mapping))
            if not info.context.actor.holds("READ_SEATS"):
                return present(None)
            return IssuerChanged(issuer=present(await load_issuer(info, str(info.path.key), input.issuer)))

        return await answer(info, act)
