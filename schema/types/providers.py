"""Providers (vårdgivare) by their organisation number, with the units that they run."""

from __future__ import annotations

import strawberry

from schema.ids import global_id
from schema.needs import column, described
from schema.types.common import CURSOR, EDGES, PAGE_INFO, PageInfo
from service.usecases.views import Row


@strawberry.type(description="En vårdenhet som en vårdgivare driver. A care unit that a provider runs.")
class ProviderUnit:
    id: strawberry.ID = strawberry.field(
        description="Vårdenhetens globala id, till `unit`. The unit's global id, for `unit`."
    )
    hsa_id: str = strawberry.field(description="Enhetens id i HSA-katalogen. Its id in the national directory.")
    name: str = strawberry.field(description="Vårdenhetens namn, att visa. What the unit is called.")


@strawberry.type(
    description="En vårdgivare i regionens register. A provider as the region's register has it, by its number."
)
class RegisteredProvider:
    row: strawberry.Private[Row]

    orgnr: str = column(
        "orgnr",
        "Organisationsnummer, tio siffror utan bindestreck. Organisation number, ten digits and no hyphen.",
    )
    name: str = column(
        "name",
        "Namnet som senast angavs för numret, i någon enhets registrering eller övergång. The name that was stated for"
        " the number last, with the registration or transfer of any unit.",
    )

    @described(
        "Enheterna som vårdgivaren driver nu, i svensk bokstavsordning; tom lista: den har lämnat dem. The units that"
        " it runs now, in Swedish alphabetical order; an empty list: it has left them.",
        children=("units",),
    )
    def units(self) -> list[ProviderUnit]:
        return [
            ProviderUnit(
                id=strawberry.ID(global_id("CareUnit", row["unit_id"])), hsa_id=row["hsa_id"], name=row["name"]
            )
            for row in self.row["units"]
        ]


def registered_provider(row: Row) -> RegisteredProvider:
    return RegisteredProvider(row=row)


@strawberry.type(description="En vårdgivare i en lista. A provider in a list, with its cursor.")
class ProviderEdge:
    cursor: str = strawberry.field(description=CURSOR)

    found: strawberry.Private[RegisteredProvider]

    @described("Vårdgivaren på raden. The provider of this row.", same=True)
    def node(self) -> RegisteredProvider:
        return self.found


@strawberry.type(description="En sida vårdgivare, i bokstavsordning. A page of providers, in alphabetical order.")
class ProviderConnection:
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    found: strawberry.Private[list[ProviderEdge]]

    @described(EDGES, same=True)
    def edges(self) -> list[ProviderEdge]:
        return self.found

    @described("Vårdgivarna på sidan, utan markörer. The providers of the page, without cursors.", same=True)
    def nodes(self) -> list[RegisteredProvider]:
        return [edge.node() for edge in self.found]
