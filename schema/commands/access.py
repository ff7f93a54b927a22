"""The commands on seats and issuers."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from schema.commanding import Command, Prepared
from schema.commands.access_inputs import (
    ChangeClaimMappingInput,
    ClaimMappingInput,
    GrantSeatInput,
    LimitSeatInput,
    RevokeSeatInput,
)
from schema.reading_back import ISSUER, SEAT
from schema.written import instant, own
from service.domain.access import ClaimMapping
from service.usecases import issuers, seats
from service.usecases.commanding import Outcome, Sent, Services


def _grant_seat(given: GrantSeatInput) -> Prepared:
    granting = seats.Granting(
        issuer=given.issuer,
        subject=given.subject,
        name=given.name,
        roles=tuple(given.roles),
        unit_id=None if given.unit_id is None else own("CareUnit", given.unit_id, "unitId"),
        valid_from=_instant(given.valid_from, "validFrom"),
        valid_until=_instant(given.valid_until, "validUntil"),
    )

    async def act(services: Services, sent: Sent) -> Outcome:
        return await seats.grant_seat(services, sent, granting)

    return act


def _limit_seat(given: LimitSeatInput) -> Prepared:
    seat_id, until = own("Seat", given.seat_id, "seatId"), instant(given.valid_until, "validUntil")

    async def act(services: Services, sent: Sent) -> Outcome:
        return await seats.limit_seat(services, sent, seat_id, until)

    return act


def _revoke_seat(given: RevokeSeatInput) -> Prepared:
    seat_id = own("Seat", given.seat_id, "seatId")

    async def act(services: Services, sent: Sent) -> Outcome:
        return await seats.revoke_seat(services, sent, seat_id)

    return act


def _change_claim_mapping(given: ChangeClaimMappingInput) -> Prepared:
    async def act(services: Services, sent: Sent) -> Outcome:
        return await issuers.change_claim_mapping(services, sent, given.issuer, _mapping(given.mapping))

    return act


def _instant(value: datetime | None, path: str) -> datetime | None:
    return None if value is None else instant(value, path)


def _mapping(given: ClaimMappingInput | None) -> ClaimMapping | None:
    if given is None:
        return None
    return ClaimMapping(
        roles_claim=given.roles_claim, unit_claim=given.unit_claim, allowed_roles=tuple(given.allowed_roles)
    )


ACCESS: Final = (
    Command(
        "grantSeat",
        "Ge någon en plats i regionen. Give somebody roles in an organisation of the region, for a time.",
        GrantSeatInput,
        SEAT,
        _grant_seat,
    ),
    Command(
        "limitSeat",
        "Låt en plats gälla till en annan tid. Let a seat end at another time.",
        LimitSeatInput,
        SEAT,
        _limit_seat,
    ),
    Command("revokeSeat", "Återkalla en plats genast. Take a seat back at once.", RevokeSeatInput, SEAT, _revoke_seat),
    Command(
        "changeClaimMapping",
        "Ändra vad en utfärdares anspråk får säga. Let the claims of an issuer say something else than before.",
        ChangeClaimMappingInput,
        ISSUER,
        _change_claim_mapping,
    ),
)
