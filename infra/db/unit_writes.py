"""What care units are projected to: each kind of row of all events together is one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from infra.db.access_writes import Statement
from infra.db.swedish_order import swedish_key
from service.domain.register_events import (
    AgreementAdded,
    AgreementEnded,
    ListedCountsRecorded,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitTransferred,
)
from service.ports import NewEvent

_UNITS = """
insert into care_unit
  (tenant_id, registered_at, unit_id, hsa_id, name, name_sort, provider_name, provider_orgnr, street, postal_code, city)
select $1, $2, given.*
from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
  $11::text[]) as given
"""
_AGREEMENTS = """
insert into agreement
  (tenant_id, recorded_at, agreement_id, unit_id, kind, legal_basis, valid_from, valid_until, external_reference,
   stream_version)
select $1, $2, given.*
from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::date[], $8::date[], $9::text[], $10::int[]) as given
"""
# What was agreed stays as it is; of what was known before, the last row says it.
_ENDED = """
insert into agreement
  (tenant_id, agreement_id, unit_id, kind, legal_basis, valid_from, external_reference,
   valid_until, stream_version, recorded_at, end_reason, end_reference)
select tenant_id, agreement_id, unit_id, kind, legal_basis, valid_from, external_reference, $3, $4, $5, $6, $7
from agreement where tenant_id = $1 and agreement_id = $2 order by stream_version limit 1
"""
_PROVIDERS = """
insert into provider (tenant_id, stated_at, orgnr, name, name_sort)
select $1, $2, given.* from unnest($3::text[], $4::text[], $5::text[]) as given
on conflict (tenant_id, orgnr) do update
set name = excluded.name, name_sort = excluded.name_sort, stated_at = excluded.stated_at
"""
_TRANSFERRED = """
update care_unit set provider_name = $3, provider_orgnr = $4 where tenant_id = $1 and unit_id = $2
"""
_RENAMED = "update care_unit set name = $3, name_sort = $4 where tenant_id = $1 and unit_id = $2"
_MOVED = "update care_unit set street = $3, postal_code = $4, city = $5 where tenant_id = $1 and unit_id = $2"
_LISTED = """
insert into listed_count (tenant_id, unit_id, month, recorded_at, stream_version, listed)
select $1, unit_id, month, $2, stream_version, listed
from unnest($3::uuid[], $4::text[], $5::int[], $6::int[]) as given (unit_id, month, stream_version, listed)
"""


def unit_statements(events: Sequence[NewEvent], tenant_id: str, at: datetime) -> Iterable[Statement]:
    """The rows of the events among `events` that concern care units; none where none does."""
    for text, rows in (
        (_UNITS, [_unit(one) for one in events if isinstance(one.event, UnitRegistered)]),
        (_AGREEMENTS, [_agreement(one) for one in events if isinstance(one.event, UnitRegistered | AgreementAdded)]),
        (_PROVIDERS, list(_providers(events).values())),
        (_LISTED, list(_listed(events))),
    ):
        if rows:
            yield text, [tenant_id, at, *map(list, zip(*rows, strict=True))]
    for one in events:
        yield from _changed(one, tenant_id, at)


def _unit(one: NewEvent) -> tuple[Any, ...]:
    assert isinstance(one.event, UnitRegistered)  # noqa: S101 - narrowed by the caller
    unit, address = one.event, one.event.address
    place = (address.street, address.postal_code, address.city) if address else (None, None, None)
    names = (unit.hsa_id, unit.name, swedish_key(unit.name), unit.provider_name, unit.provider_orgnr)
    return (one.stream_id, *names, *place)


def _agreement(one: NewEvent) -> tuple[Any, ...]:
    assert isinstance(one.event, UnitRegistered | AgreementAdded)  # noqa: S101 - as above
    terms = one.event.agreement
    dates = (terms.valid_from, terms.valid_until)
    kinds = (terms.kind, terms.legal_basis)
    return (terms.agreement_id, one.stream_id, *kinds, *dates, terms.external_reference, one.version)


def _providers(events: Iterable[NewEvent]) -> Mapping[str, tuple[str, str, str]]:
    """By orgnr, as stated last."""
    stated = (one.event for one in events if isinstance(one.event, UnitRegistered | UnitTransferred))
    named = {event.provider_orgnr: event.provider_name for event in stated}
    return {orgnr: (orgnr, name, swedish_key(name)) for orgnr, name in named.items()}


def _listed(events: Iterable[NewEvent]) -> Iterable[tuple[Any, ...]]:
    for one in events:
        if isinstance(one.event, ListedCountsRecorded):
            for month, listed in one.event.counts.items():
                yield one.stream_id, month, one.version, listed


def _changed(one: NewEvent, tenant_id: str, at: datetime) -> Iterable[Statement]:
    match one.event:
        case AgreementEnded() as ended:
            because = [ended.reason, ended.external_reference]
            yield _ENDED, [tenant_id, ended.agreement_id, ended.ends_on, one.version, at, *because]
        case UnitTransferred() as transferred:
            yield _TRANSFERRED, [tenant_id, one.stream_id, transferred.provider_name, transferred.provider_orgnr]
        case UnitRenamed() as renamed:
            yield _RENAMED, [tenant_id, one.stream_id, renamed.name, swedish_key(renamed.name)]
        case UnitMoved() as moved:
            address = moved.address
            yield _MOVED, [tenant_id, one.stream_id, address.street, address.postal_code, address.city]
        case _:  # what is not of a unit, or was projected above
            pass
