"""Who may come in, as events: seats (platser) of persons, and the issuers whose tokens prove who they are.

A person stands in them as a pseudonym alone: name and subject lie in the seat's sealed record.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid5

from service.domain.facts import Fact, PersonalRef, Recordable

REGION: Final = "staff"
"""The organisation of those who act for the region itself."""
PLATFORM: Final = "00"
"""The chain of what concerns no single region: issuers of national bodies and of counterparts. No county has it."""
OPERATOR: Final = uuid5(UUID("b1f3f2a4-62d0-5a3c-8a0b-3f5f0a4d7e10"), "trappa ruleset adopt")
"""The actor of acts by command line: no person's id, since who ran it is the machine's to know."""


class SeatGranted(Recordable):
    """`organisation` is REGION, a care unit's id or a counterpart's; the times are instants, half-open."""

    type: Literal["SeatGranted"] = "SeatGranted"
    holder: UUID
    organisation: str
    roles: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime | None
    personal: PersonalRef


class SeatLimited(Recordable):
    """The seat holds until another instant than before."""

    type: Literal["SeatLimited"] = "SeatLimited"
    valid_until: datetime


class SeatRevoked(Recordable):
    """The seat holds no longer, from the instant it was recorded at."""

    type: Literal["SeatRevoked"] = "SeatRevoked"


class ClaimMapping(Fact):
    """What the issuer's claims may say: a role outside `allowed_roles` is dropped."""

    roles_claim: str
    unit_claim: str | None
    allowed_roles: tuple[str, ...]


class IssuerRegistered(Recordable):
    """Registered or registered anew. Of `national_body` and `counterpart` one is set in PLATFORM, none in a region."""

    type: Literal["IssuerRegistered"] = "IssuerRegistered"
    iss: str
    national_body: str | None
    counterpart: str | None
    audience: str
    algorithms: tuple[str, ...]
    jwks_uri: str
    mapping: ClaimMapping | None


class ClaimMappingChanged(Recordable):
    """What the region lets the issuer's claims say from now on; None: nothing."""

    type: Literal["ClaimMappingChanged"] = "ClaimMappingChanged"
    iss: str
    mapping: ClaimMapping | None


class IssuerWithdrawn(Recordable):
    """Its tokens prove nothing any longer."""

    type: Literal["IssuerWithdrawn"] = "IssuerWithdrawn"
    iss: str


SeatEvent = SeatGranted | SeatLimited | SeatRevoked
IssuerEvent = IssuerRegistered | ClaimMappingChanged | IssuerWithdrawn
