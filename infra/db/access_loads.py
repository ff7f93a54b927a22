"""What is read of seats and issuers: by commands in their transaction, and to find out who calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from infra.db.pool import Connection, Pool
from service.authorize import Seat
from service.domain.access import ClaimMapping, IssuerRegistered
from service.ports import GrantedSeat, TrustedIssuer

_SEAT: Final = """
select holder, organisation, roles, valid_from, valid_until, revoked_at, version
from seat where tenant_id = $1 and seat_id = $2
"""
_LOCK_SEAT: Final = f"{_SEAT} for no key update"
_ISSUER: Final = """
select tenant_id, iss, national_body, counterpart, audience, algorithms, jwks_uri, roles_claim, unit_claim,
  allowed_roles, withdrawn, version
from issuer where iss = $1
"""
# The settings first, then what row-level security shows by them; one value, since a pool's statement is a transaction.
_STANDING: Final = """
select case
  when set_config('app.tenant', $1, true) is not null and set_config('app.organisation', 'none', true) is not null
    and set_config('app.actor', $2, true) is not null
  then json_build_object(
    'version', coalesce((select version from access_version where tenant_id = $1), 0),
    'issuer_version', (select version from issuer where iss = $3 and not withdrawn),
    'seats', coalesce((
      select json_agg(json_build_object(
        'seat_id', seat_id, 'organisation', organisation, 'roles', roles,
        'valid_from', valid_from, 'valid_until', valid_until, 'revoked_at', revoked_at
      ) order by granted_at, seat_id)
      from seat as access_seats where tenant_id = $1 and holder = $2::text::uuid
    ), '[]'::json)
  )::text
end
"""
_VERSION: Final = """
select case
  when set_config('app.tenant', $1, true) is not null
  then coalesce((select version from access_version where tenant_id = $1), 0)
end
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's granted seats in a region, ended ones too, and the region's access version that they are of.

    `issuer_version` is that of the issuer of the person's token, None where it is trusted no more.
    """

    version: int
    issuer_version: int | None
    seats: tuple[Seat, ...]


async def standing(pool: Pool, tenant_id: str, actor_id: UUID, iss: str) -> Standing:
    """One statement."""
    found = orjson.loads(await pool.fetchval(_STANDING, tenant_id, str(actor_id), iss))
    return Standing(found["version"], found["issuer_version"], tuple(map(_seat, found["seats"])))


async def access_version(pool: Pool, tenant_id: str) -> int:
    """The region's access version as it is now; one statement."""
    found: int = await pool.fetchval(_VERSION, tenant_id)
    return found


async def seat(connection: Connection, tenant_id: str, seat_id: UUID, *, lock: bool) -> GrantedSeat | None:
    """The seat, locked where asked for."""
    row = await connection.fetchrow(_LOCK_SEAT if lock else _SEAT, tenant_id, seat_id)
    if row is None:
        return None
    held = Seat(
        row["organisation"],
        frozenset(row["roles"].split()),
        seat_id,
        row["valid_from"],
        row["valid_until"],
        row["revoked_at"],
    )
    return GrantedSeat(row["holder"], held, row["version"])


async def issuer(connection: Connection | Pool, iss: str) -> TrustedIssuer | None:
    """The issuer of exactly this `iss`, whoever registered it."""
    if "\x00" in iss:  # no text of PostgreSQL's: it would be an error, and no issuer is called so
        return None
    row = await connection.fetchrow(_ISSUER, iss)
    return None if row is None else trusted(dict(row))


def trusted(row: Mapping[str, Any]) -> TrustedIssuer:
    """A row of `issuer`."""
    mapping = None
    if row["roles_claim"] is not None:
        mapping = ClaimMapping(
            roles_claim=row["roles_claim"],
            unit_claim=row["unit_claim"],
            allowed_roles=tuple(row["allowed_roles"].split()),
        )
    registered = IssuerRegistered(
        iss=row["iss"],
        national_body=row["national_body"],
        counterpart=row["counterpart"],
        audience=row["audience"],
        algorithms=tuple(row["algorithms"].split()),
        jwks_uri=row["jwks_uri"],
        mapping=mapping,
    )
    return TrustedIssuer(row["tenant_id"], registered, row["withdrawn"], row["version"])


def _seat(row: Mapping[str, Any]) -> Seat:
    texts = (row[name] for name in ("valid_from", "valid_until", "revoked_at"))
    times = [None if text is None else datetime.fromisoformat(text) for text in texts]
    return Seat(row["organisation"], frozenset(row["roles"].split()), UUID(row["seat_id"]), *times)
