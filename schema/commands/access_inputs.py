"""Inputs of the commands on seats and issuers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry

from schema.inputs import COMMAND_ID

_SEAT = "Platsen, som globalt id. Which seat it is, by its global id."
_ISSUER = (
    "Utfärdaren, som i biljetternas `iss` och i `issuers`. Who issues the tokens, as in their `iss` and in `issuers`."
)


@strawberry.input(
    description="Ge någon en plats i regionen. Give somebody a seat in the region: roles in one organisation, for a"
    " time."
)
class GrantSeatInput:
    issuer: str = strawberry.field(description=_ISSUER)
    subject: str = strawberry.field(
        description="Personens id hos utfärdaren, som i biljetternas `sub`, 1-255 tecken; lagras krypterat. The"
        " person's id at the issuer, as in the tokens' `sub`, 1-255 characters; kept encrypted."
    )
    name: str = strawberry.field(
        description="Personens namn, 1-200 tecken; lagras krypterat. What the person is called, 1-200 characters; kept"
        " encrypted."
    )
    roles: list[str] = strawberry.field(
        description="Rollernas id:n ur `roles`, 1-20 som kan innehas i organisationen (`Role.heldIn`). Ids from"
        " `roles`, 1-20 of those that can be held in the organisation (`Role.heldIn`)."
    )
    unit_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Vårdenhet som företräds, som globalt id; utelämnad: regionen, eller utfärdarens motpart. The"
        " care unit acted for, by its global id; omitted: the region, or the counterpart whose issuer it is.",
    )
    valid_from: datetime | None = strawberry.field(
        default=None,
        description="Från och med, med tidszon; utelämnad: nu. The instant from which it holds, with its offset;"
        " omitted: now.",
    )
    valid_until: datetime | None = strawberry.field(
        default=None,
        description="Till, ej med, med tidszon; utelämnad: tills vidare. The instant from which it holds no longer,"
        " with its offset; omitted: no end.",
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Begränsa eller förläng en plats som inte upphört. Let a seat that has not ended end at another time."
)
class LimitSeatInput:
    seat_id: strawberry.ID = strawberry.field(description=_SEAT)
    valid_until: datetime = strawberry.field(
        description="Till, ej med, med tidszon; senare än nu. The instant from which it holds no longer, with its"
        " offset; later than now."
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(description="Återkalla en plats genast. Take a seat back at once.")
class RevokeSeatInput:
    seat_id: strawberry.ID = strawberry.field(description=_SEAT)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Vad en utfärdares anspråk får säga i regionen. What an issuer's claims may say in the region."
)
class ClaimMappingInput:
    roles_claim: str = strawberry.field(description="Anspråk som anger roller. The name of the claim that tells roles.")
    unit_claim: str | None = strawberry.field(
        default=None,
        description="Anspråk som anger vårdenhet, som UUID; utelämnat: inget. The name of the claim that tells the care"
        " unit, as a UUID; omitted: none does.",
    )
    allowed_roles: list[str] = strawberry.field(
        description="Rollernas id:n, ur `roles`, som godtas; andra ger inget. Ids from `roles` that are accepted;"
        " others give nothing."
    )


@strawberry.input(
    description="Ändra vad en utfärdares anspråk får säga; det gäller från nästa begäran. Change what an issuer's"
    " claims may say, from the next request on."
)
class ChangeClaimMappingInput:
    issuer: str = strawberry.field(description=_ISSUER)
    mapping: ClaimMappingInput | None = strawberry.field(
        default=None,
        description="Vad de får säga; utelämnad: anspråken ger inga roller. What they may say; omitted: the claims"
        " give no roles.",
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)
