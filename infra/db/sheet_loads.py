"""What importing a sheet looks up: many units of a region at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from infra.db.pool import Connection
from service.domain.register_events import Address, Agreement
from service.ports import CountedUnit, KnownUnit

_UNITS: Final = """
select hsa_id, unit_id, name, provider_name, provider_orgnr, street, postal_code, city
from care_unit where tenant_id = $1 and hsa_id = any($2)
"""
# As they were agreed: what ended them early stands in later rows.
_AGREED: Final = """
select distinct on (agreement_id)
  unit_id, agreement_id, kind, legal_basis, valid_from, valid_until, external_reference
from agreement where tenant_id = $1 and unit_id = any($2) order by agreement_id, stream_version
"""
_COUNTED: Final = """
select care_unit.hsa_id, care_unit.unit_id,
  (
    select max(version) from event
    where event.tenant_id = $1 and stream_kind = 'unit' and stream_id = care_unit.unit_id
  ) as version,
  (select min(valid_from) from agreement where agreement.tenant_id = $1 and agreement.unit_id = care_unit.unit_id)
    as begins,
  (
    select coalesce(json_object_agg(month, listed), '{}')::text
    from (
      select distinct on (month) month, listed from listed_count
      where listed_count.tenant_id = $1 and listed_count.unit_id = care_unit.unit_id
      order by month desc, stream_version desc
    ) as latest
  ) as listed
from care_unit where tenant_id = $1 and hsa_id = any($2)
"""


async def known_units(connection: Connection, tenant_id: str, hsa_ids: Sequence[str]) -> dict[str, KnownUnit]:
    rows = await connection.fetch(_UNITS, tenant_id, list(hsa_ids))
    agreed: dict[UUID, list[Agreement]] = {row["unit_id"]: [] for row in rows}
    if rows:
        for row in await connection.fetch(_AGREED, tenant_id, list(agreed)):
            terms = {name: row[name] for name in Agreement.model_fields}
            agreed[row["unit_id"]].append(Agreement(**terms))
    return {
        row["hsa_id"]: KnownUnit(
            row["name"],
            row["provider_name"],
            row["provider_orgnr"],
            _address(row["street"], row["postal_code"], row["city"]),
            agreed[row["unit_id"]],
        )
        for row in rows
    }


def _address(street: str | None, postal_code: str | None, city: str | None) -> Address | None:
    if street is None or postal_code is None or city is None:
        return None
    return Address(street=street, postal_code=postal_code, city=city)


async def counted_units(connection: Connection, tenant_id: str, hsa_ids: Sequence[str]) -> dict[str, CountedUnit]:
    return {
        row["hsa_id"]: CountedUnit(row["unit_id"], row["version"], row["begins"], json.loads(row["listed"]))
        for row in await connection.fetch(_COUNTED, tenant_id, list(hsa_ids))
    }
