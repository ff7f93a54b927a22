"""Care units (vårdenheter) with their agreements (avtal) and listed counts (antal listade)."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from schema.ids import global_id
from schema.needs import column, described
from schema.scalars import MonthText
from schema.types.common import Node, PageInfo
from service.usecases.views import Row, listed_of


@strawberry.type(description="Avtal mellan region och vårdgivare. The unit's agreement.")
class Agreement:
    kind: str = strawberry.field(description="Avtalsform. Kind of agreement.")
    legal_basis: str = strawberry.field(description="Rättslig grund. Legal basis.")
    valid_from: date = strawberry.field(description="Gäller från och med. Valid from, inclusive.")
    valid_until: date | None = strawberry.field(description="Gäller till, ej med. Valid until, exclusive.")
    external_reference: str | None = strawberry.field(description="Hänvisning till bilaga. External annex.")


@strawberry.type(description="Vårdgivare. The provider.")
class Provider:
    name: str = strawberry.field(description="Namn. Name.")
    orgnr: str = strawberry.field(description="Organisationsnummer utan bindestreck. Ten digits.")


@strawberry.type(description="Antal listade en månad. Listed persons of a month, as known now.")
class ListedCount:
    month: MonthText = strawberry.field(description="Månad. Month.")
    listed: int = strawberry.field(description="Antal listade. Listed persons.")


@strawberry.type(description="Vårdenhet. A care unit.")
class CareUnit(Node):
    row: strawberry.Private[Row]

    hsa_id: str = column("hsa_id", "HSA-id.")
    name: str = column("name", "Enhetens namn. Name of the unit.")
    registered_at: datetime = column("registered_at", "Registrerad. When registered.", datetime.fromisoformat)

    @described("Vårdgivare. Provider.", "provider_name", "provider_orgnr")
    def provider(self) -> Provider:
        return Provider(name=self.row["provider_name"], orgnr=self.row["provider_orgnr"])

    @described("Avtal. Agreements.", children=("agreements",))
    def agreements(self) -> list[Agreement]:
        return [
            Agreement(
                kind=row["kind"],
                legal_basis=row["legal_basis"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
                external_reference=row["external_reference"],
            )
            for row in self.row["agreements"]
        ]

    @described("Antal listade per månad. Listed persons per month.", children=("listed",))
    def listed_counts(self) -> list[ListedCount]:
        found = listed_of(self.row["listed"])
        return [ListedCount(month=MonthText(str(month)), listed=found[month]) for month in sorted(found)]


def care_unit(row: Row) -> CareUnit:
    return CareUnit(id=strawberry.ID(global_id("CareUnit", row["unit_id"])), row=row)


@strawberry.type(description="Vårdenhet i en lista. An edge of the connection.")
class CareUnitEdge:
    cursor: str = strawberry.field(description="Radens markör. Cursor.")

    unit: strawberry.Private[CareUnit]

    @described("Vårdenheten. The unit.", same=True)
    def node(self) -> CareUnit:
        return self.unit


@strawberry.type(description="Vårdenheter, sida för sida. A page of care units.")
class CareUnitConnection:
    page_info: PageInfo = strawberry.field(description="Sidans läge. Page info.")

    found: strawberry.Private[list[CareUnitEdge]]

    @described("Rader. Edges.", same=True)
    def edges(self) -> list[CareUnitEdge]:
        return self.found

    @described("Vårdenheterna själva. The units themselves.", same=True)
    def nodes(self) -> list[CareUnit]:
        return [edge.unit for edge in self.found]
