"""Inputs of the commands on seats and issuers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry

_COMMAND_ID = "Kommandots eget id: sänds det igen görs inget mer. Makes the command safe to repeat."
_SEAT = "Platsen. The seat."
_ISSUER = "Utfärdare, som i biljetternas `iss`. The issuer, as in `iss`."


@strawberry.input(description="Ge en plats i regionen. Grant a seat in the region.")
class GrantSeatInput:
    issuer: str = strawberry.field(description=_ISSUER)
    subject: str = strawberry.field(description="Personens id hos utfärdaren, `sub`; krypteras. Kept encrypted.")
    name: str = strawberry.field(description="Personens namn; krypteras. The person's name; kept encrypted.")
    roles: list[str] = strawberry.field(description="Roller ur katalogen. Roles of the catalogue.")
    unit_id: strawberry.ID | None = strawberry.field(
        default=None, description="Vårdenhet som företräds; utelämnad: regionen. The unit; omitted: the region."
    )
    valid_from: datetime | None = strawberry.field(
        default=None, description="Från och med, med tidszon; utelämnad: nu. From, with offset; omitted: now."
    )
    valid_until: datetime | None = strawberry.field(
        default=None, description="Till, ej med; utelämnad: tills vidare. Until, exclusive; omitted: no end."
    )
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Begränsa eller förläng en plats som inte upphört. Let a seat end at another time.")
class LimitSeatInput:
    seat_id: strawberry.ID = strawberry.field(description=_SEAT)
    valid_until: datetime = strawberry.field(description="Till, ej med, med tidszon. Until, with offset.")
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Återkalla en plats genast. Revoke a seat at once.")
class RevokeSeatInput:
    seat_id: strawberry.ID = strawberry.field(description=_SEAT)
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)


@strawberry.input(description="Vad en utfärdares anspråk får säga. What an issuer's claims may say.")
class ClaimMappingInput:
    roles_claim: str = strawberry.field(description="Anspråk som anger roller. The claim that names roles.")
    unit_claim: str | None = strawberry.field(
        default=None, description="Anspråk som anger vårdenhet, som UUID. The claim that names the unit, as UUID."
    )
    allowed_roles: list[str] = strawberry.field(description="Roller som godtas. The roles that are accepted.")


@strawberry.input(description="Ändra vad en utfärdares anspråk får säga. Change what an issuer's claims may say.")
class ChangeClaimMappingInput:
    issuer: str = strawberry.field(description=_ISSUER)
    mapping: ClaimMappingInput | None = strawberry.field(
        default=None, description="Utelämnad: anspråken ger inga roller. Omitted: its claims give no roles."
    )
    command_id: UUID | None = strawberry.field(default=None, description=_COMMAND_ID)
