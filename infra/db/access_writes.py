"""What seats and issuers are projected to, as statements; each change moves the region's access version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, get_args

from service.authorize import unit_of
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
from service.ports import NewEvent

Statement = tuple[str, list[Any]]

_GRANTED = """
insert into seat
  (tenant_id, seat_id, holder, organisation, unit_id, roles, valid_from, valid_until, granted_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_LIMITED = "update seat set valid_until = $3, version = $4 where tenant_id = $1 and seat_id = $2"
_REVOKED = "update seat set revoked_at = $3, version = $4 where tenant_id = $1 and seat_id = $2"
_REGISTERED = """
insert into issuer (tenant_id, iss, national_body, counterpart, audience, algorithms, jwks_uri, roles_claim, unit_claim,
  allowed_roles, withdrawn, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false, $11)
on conflict (iss) do update set
  national_body = excluded.national_body, counterpart = excluded.counterpart, audience = excluded.audience,
  algorithms = excluded.algorithms, jwks_uri = excluded.jwks_uri, roles_claim = excluded.roles_claim,
  unit_claim = excluded.unit_claim, allowed_roles = excluded.allowed_roles, withdrawn = false,
  version = excluded.version
"""
_MAPPED = """
update issuer set roles_claim = $3, unit_claim = $4, allowed_roles = $5, version = $6 where tenant_id = $1 and iss = $2
"""
_WITHDRAWN = "update issuer set withdrawn = true, version = $3 where tenant_id = $1 and iss = $2"
_MOVED = """
insert into access_version (tenant_id, version) values ($1, $2)
on conflict (tenant_id) do update set version = access_version.version + excluded.version
"""


def access_statements(events: Iterable[NewEvent], tenant_id: str, at: datetime) -> Iterable[Statement]:
    """The rows of the events among `events` that concern access; none where none does."""
    concerned = [one for one in events if isinstance(one.event, get_args(SeatEvent) + get_args(IssuerEvent))]
    for one in concerned:
        yield _of(one, tenant_id, at)
    if concerned:
        yield _MOVED, [tenant_id, len(concerned)]


def _of(one: NewEvent, tenant_id: str, at: datetime) -> Statement:
    match one.event:
        case SeatGranted() as granted:
            held = [granted.holder, granted.organisation, unit_of(granted.organisation), " ".join(granted.roles)]
            times = [granted.valid_from, granted.valid_until, at]
            return _GRANTED, [tenant_id, one.stream_id, *held, *times, one.version]
        case SeatLimited() as limited:
            return _LIMITED, [tenant_id, one.stream_id, limited.valid_until, one.version]
        case SeatRevoked():
            return _REVOKED, [tenant_id, one.stream_id, at, one.version]
        case IssuerRegistered() as issuer:
            kind = [issuer.national_body, issuer.counterpart]
            keys = [issuer.audience, " ".join(issuer.algorithms), issuer.jwks_uri]
            return _REGISTERED, [tenant_id, issuer.iss, *kind, *keys, *_mapping(issuer.mapping), one.version]
        case ClaimMappingChanged() as changed:
            return _MAPPED, [tenant_id, changed.iss, *_mapping(changed.mapping), one.version]
        case IssuerWithdrawn() as withdrawn:
            return _WITHDRAWN, [tenant_id, withdrawn.iss, one.version]
        case _:
            raise TypeError(f"{one.event.type} does not concern access")


def _mapping(mapping: ClaimMapping | None) -> list[str | None]:
    if mapping is None:
        return [None, None, None]
    return [mapping.roles_claim, mapping.unit_claim, " ".join(mapping.allowed_roles)]
