"""What can be asked of the registers: care units, and the providers that run them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry

from schema.arguments import KnownAt, OwnId, check_past
from schema.context import Info
from schema.ids import asked_id
from schema.needs import Gathered, described, gather, selection
from schema.paging import EMPTY, After, Asked, Before, First, Last, cut, page
from schema.types.providers import ProviderConnection, ProviderEdge, registered_provider
from schema.types.units import CareUnit, CareUnitConnection, CareUnitEdge, care_unit
from service.reads import Filter, Order
from service.usecases.unit_views import unit_as_known
from service.usecases.views import Row


def as_it_was(wanted: Gathered) -> None:
    """Lets the read have the events that a unit as it was known is made of."""
    wanted.bundles["history"] = None


async def load_unit(
    info: Info, key: str, unit_id: UUID, *path: str, known_at: datetime | None = None
) -> CareUnit | None:
    """The care unit with what is selected under `path` of the field being resolved; None without READ_UNITS.

    With `known_at` as it was known then, None where it was not registered yet.
    """
    if not info.context.actor.holds("READ_UNITS"):
        return None
    raw = info._raw_info  # noqa: SLF001 - the selection is graphql-core's
    wanted = gather(raw, "CareUnit", selection(raw, *path))
    where = [Filter("unit_id", "=", unit_id)]
    if known_at is not None:
        as_it_was(wanted)
        where.append(Filter("registered_at", "<=", known_at))
    read = wanted.read(key, "unit", known_at=known_at, where=tuple(where), one=True)
    row: Row | None = (await info.context.load(read))[key]
    if row is None:
        return None
    return care_unit(row if known_at is None else unit_as_known(row))


def no_units() -> CareUnitConnection:
    return CareUnitConnection(page_info=EMPTY, found=[])


def no_providers() -> ProviderConnection:
    return ProviderConnection(page_info=EMPTY, found=[])


@strawberry.type
class UnitQuery:
    @described(
        "En vårdenhet, nu eller som den var känd då; null där den inte finns eller inte är din. One care unit, now or"
        " as it was known then; null where it does not exist or is not yours.",
        permission="READ_UNITS",
    )
    async def unit(self, info: Info, id: OwnId, known_at: KnownAt = None) -> CareUnit | None:
        unit_id = asked_id("CareUnit", id, "id", "care unit")
        check_past(info, known_at)
        return await load_unit(info, str(info.path.key), unit_id, known_at=known_at)

    @described(
        "Vårdenheterna som du får se, i svensk bokstavsordning; tom sida utan READ_UNITS. The care units that you may"
        " see, in Swedish alphabetical order; an empty page without READ_UNITS.",
        permission="READ_UNITS",
        otherwise=no_units,
    )
    async def units(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> CareUnitConnection:
        asked = page(Asked(first, after, last, before), (str, UUID))
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - as above
        wanted = gather(raw, "CareUnitConnection", selection(raw))
        order = (Order("name_sort"), Order("unit_id"))
        rows = await info.context.load(wanted.read(key, "unit", order=order, page=asked))
        marked, page_info = cut(rows[key], asked, ("name_sort", "unit_id"))
        edges = [CareUnitEdge(cursor=mark, unit=care_unit(row)) for mark, row in marked]
        return CareUnitConnection(page_info=page_info, found=edges)

    @described(
        "Vårdgivarna som driver eller har drivit en enhet i regionen, i svensk bokstavsordning; tom sida utan"
        " READ_UNITS och för en part. The providers that run or have run a unit of the region, in Swedish alphabetical"
        " order; an empty page without READ_UNITS and for a party.",
        permission="READ_UNITS",
        otherwise=no_providers,
    )
    async def providers(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ProviderConnection:
        asked = page(Asked(first, after, last, before), (str, str))
        if info.context.actor.scope != "STAFF":
            return no_providers()  # as the database would answer, once it had looked at all of them
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - as above
        wanted = gather(raw, "ProviderConnection", selection(raw))
        order = (Order("name_sort"), Order("orgnr"))
        rows = await info.context.load(wanted.read(key, "provider", order=order, page=asked))
        marked, page_info = cut(rows[key], asked, ("name_sort", "orgnr"))
        edges = [ProviderEdge(cursor=mark, found=registered_provider(row)) for mark, row in marked]
        return ProviderConnection(page_info=page_info, found=edges)
