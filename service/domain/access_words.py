"""What became of seats and issuers in words, Swedish and English."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from service.domain.access import (
    ClaimMapping,
    ClaimMappingChanged,
    IssuerEvent,
    IssuerRegistered,
    IssuerWithdrawn,
    SeatEvent,
    SeatGranted,
    SeatLimited,
    SeatRevoked,
)
from service.domain.dates import ZONE
from service.domain.words import Words


def told(event: SeatEvent | IssuerEvent) -> Words:
    """The event in a sentence."""
    match event:
        case SeatGranted():
            roles, begins = ", ".join(event.roles), _time(event.valid_from)
            sv = f" till {_time(event.valid_until)}" if event.valid_until else ""
            en = f" until {_time(event.valid_until)}" if event.valid_until else ""
            return Words(f"Plats gavs: {roles}, från {begins}{sv}.", f"A seat was granted: {roles}, from {begins}{en}.")
        case SeatLimited():
            ends = _time(event.valid_until)
            return Words(f"Platsen gäller nu till {ends}.", f"The seat now holds until {ends}.")
        case SeatRevoked():
            return Words("Platsen återkallades.", "The seat was revoked.")
        case IssuerRegistered():
            claims = _claims(event.mapping)
            return Words(
                f"Utfärdaren {event.iss} registrerades. {claims.sv}",
                f"The issuer {event.iss} was registered. {claims.en}",
            )
        case ClaimMappingChanged():
            claims = _claims(event.mapping)
            return Words(f"Utfärdaren {event.iss}: {claims.sv}", f"The issuer {event.iss}: {claims.en}")
        case IssuerWithdrawn():
            return Words(
                f"Utfärdaren {event.iss} är inte längre betrodd.", f"The issuer {event.iss} is trusted no more."
            )
        case _:
            assert_never(event)


def _claims(mapping: ClaimMapping | None) -> Words:
    if mapping is None or not mapping.allowed_roles:
        return Words("Dess anspråk ger inga roller.", "Its claims give no roles.")
    roles = ", ".join(mapping.allowed_roles)
    return Words(f"Dess anspråk får ge rollerna {roles}.", f"Its claims may give the roles {roles}.")


def _time(instant: datetime) -> str:
    """To the minute, in Stockholm."""
    return instant.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
