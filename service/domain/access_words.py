"""What became of seats and issuers in words, Swedish and English. Whose seat it is, the words do not say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

Called = Mapping[str, tuple[str, str]]
"""Role → what it is called in Swedish and in English."""


def told(event: SeatEvent | IssuerEvent, called: Called) -> Words:
    """The event in a sentence."""
    match event:
        case SeatGranted():
            roles, begins = _roles(event.roles, called), _time(event.valid_from)
            sv = f" till {_time(event.valid_until)}" if event.valid_until else ""
            en = f" until {_time(event.valid_until)}" if event.valid_until else ""
            return Words(
                f"Plats gavs: {roles.sv}, från {begins}{sv}.", f"A seat was granted: {roles.en}, from {begins}{en}."
            )
        case SeatLimited():
            ends = _time(event.valid_until)
            return Words(f"Platsen gäller nu till {ends}.", f"The seat now holds until {ends}.")
        case SeatRevoked():
            return Words("Platsen återkallades.", "The seat was revoked.")
        case IssuerRegistered():
            claims = _claims(event.mapping, called)
            return Words(
                f"Utfärdaren {event.iss} registrerades. {claims.sv}",
                f"The issuer {event.iss} was registered. {claims.en}",
            )
        case ClaimMappingChanged():
            claims = _claims(event.mapping, called)
            return Words(f"Utfärdaren {event.iss}: {claims.sv}", f"The issuer {event.iss}: {claims.en}")
        case IssuerWithdrawn():
            return Words(
                f"Utfärdaren {event.iss} är inte längre betrodd.", f"The issuer {event.iss} is trusted no more."
            )
        case _:
            assert_never(event)


def _claims(mapping: ClaimMapping | None, called: Called) -> Words:
    if mapping is None or not mapping.allowed_roles:
        return Words("Dess anspråk ger inga roller.", "Its claims give no roles.")
    roles = _roles(mapping.allowed_roles, called)
    return Words(f"Dess anspråk får ge rollerna {roles.sv}.", f"Its claims may give the roles {roles.en}.")


def _roles(roles: Iterable[str], called: Called) -> Words:
    known = [called.get(role, (role, role)) for role in roles]
    return Words(", ".join(sv for sv, _ in known), ", ".join(en for _, en in known))


def _time(instant: datetime) -> str:
    """To the minute, in Stockholm."""
    return instant.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
