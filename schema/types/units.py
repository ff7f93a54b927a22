"""Care units (vårdenheter) with their agreements (avtal) and listed counts (antal listade)."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from schema.context import Info
from schema.enums import AgreementEndReason
from schema.ids import global_id
from schema.needs import column, described
from schema.scalars import MonthText
from schema.types.common import CURSOR, EDGES, PAGE_INFO, Node, PageInfo
from schema.types.unit_history import UnitHistoryEntry, history_entry
from service.usecases.unit_views import unit_events
from service.usecases.views import Row, agreements_of, listed_of


@strawberry.type(
    description="Avtal mellan region och vårdgivare om enheten. What the region and the provider have agreed on for"
    " the unit."
)
class Agreement:
    id: strawberry.ID = strawberry.field(
        description="Avtalets id, till `endAgreement`; inget nod-id. The agreement's id, for `endAgreement`; no id of a"
        " node."
    )
    kind: str = strawberry.field(
        description="Avtalsform i regionens egna ord, ur ingen fast lista, t.ex. `HALSOVAL`. Form of contract in the"
        " region's own words, of no fixed list, e.g. `HALSOVAL`."
    )
    legal_basis: str = strawberry.field(
        description="Den lag eller bilaga som uppföljningen stöds på, ur ingen fast lista, t.ex. `LOV`. The act or"
        " annex by which the unit is followed up, of no fixed list, e.g. `LOV`."
    )
    valid_from: date = strawberry.field(description="Avtalets första dag. First day on which it holds.")
    valid_until: date | None = strawberry.field(
        description="Dagen efter avtalets sista dag; null: tills vidare. The day after the last on which it holds;"
        " null: until further notice."
    )
    end_reason: AgreementEndReason | None = strawberry.field(
        description="Varför det upphör; null där det gäller så länge det slöts för. The reason for which it ends; null"
        " where it holds for as long as it was made for."
    )
    end_reference: str | None = strawberry.field(
        description="Beslut eller diarienummer om upphörandet; null där inget angetts. Decision or registration number"
        " of its end; null where none was given."
    )
    external_reference: str | None = strawberry.field(
        description="Bilaga eller diarienummer; null där inget angetts. Annex or registration number; null where none"
        " was given."
    )


@strawberry.type(
    description="Vårdgivaren: den juridiska person som driver enheten. The legal entity that runs the unit."
)
class Provider:
    name: str = strawberry.field(description="Vårdgivarens namn, att visa. What the legal entity is called.")
    orgnr: str = strawberry.field(
        description="Organisationsnummer, tio siffror utan bindestreck. Organisation number, ten digits and no hyphen."
    )


@strawberry.type(description="En vårdenhets besöksadress. The address at which a care unit is visited.")
class UnitAddress:
    street: str = strawberry.field(description="Gata och nummer. Name of the street, and the number in it.")
    postal_code: str = strawberry.field(
        description="Postnummer med mellanslag efter tre siffror, `NNN NN`. Five digits with a space after the third,"
        " `NNN NN`."
    )
    city: str = strawberry.field(description="Postort, som den angavs. Postal town, as it was stated.")


@strawberry.type(
    description="Antal listade i en månad, som det är känt nu. How many persons are listed in a month, as it is known"
    " now."
)
class ListedCount:
    month: MonthText = strawberry.field(description="Månaden som talet gäller. The month that the number is of.")
    listed: int = strawberry.field(description="Antal listade personer. How many persons are on the unit's list.")


@strawberry.type(description="Vårdenhet som regionen följer upp. A care unit that the region follows up.")
class CareUnit(Node):
    row: strawberry.Private[Row]

    hsa_id: str = column(
        "hsa_id",
        "Enhetens id i HSA-katalogen, unikt i regionen. The unit's id in the national directory, one per unit.",
    )
    name: str = column("name", "Vårdenhetens namn, att visa. What the unit is called.")
    registered_at: datetime = column(
        "registered_at", "När den registrerades. The instant at which it was entered.", datetime.fromisoformat
    )

    @described("Vårdgivaren som driver den. The legal entity that runs the unit.", "provider_name", "provider_orgnr")
    def provider(self) -> Provider:
        return Provider(name=self.row["provider_name"], orgnr=self.row["provider_orgnr"])

    @described(
        "Besöksadressen; null där den inte är registrerad. Where it is visited; null where that is not registered.",
        "street",
        "postal_code",
        "city",
    )
    def address(self) -> UnitAddress | None:
        street, postal_code, city = (self.row[name] for name in ("street", "postal_code", "city"))
        return None if street is None else UnitAddress(street=street, postal_code=postal_code, city=city)

    @described(
        "Vad som registrerats om enheten, i den ordningen: avtal, ägare, namn, adress och antal listade. What was"
        " recorded of the unit, in that order: agreements, owner, name, address and listed counts.",
        children=("history", "acting"),
    )
    def history(self, info: Info) -> list[UnitHistoryEntry]:
        rows = self.row["history"]
        acting = {row["version"]: row["seats"] for row in self.row["acting"]}
        return [
            history_entry(info, row, event, acting[row["version"]])
            for row, event in zip(rows, unit_events(rows), strict=True)
        ]

    @described("Avtalen, det tidigaste först. What the unit works under, the earliest first.", children=("agreements",))
    def agreements(self) -> list[Agreement]:
        return [
            Agreement(
                id=strawberry.ID(global_id("Agreement", row["agreement_id"])),
                kind=row["kind"],
                legal_basis=row["legal_basis"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
                external_reference=row["external_reference"],
                end_reason=AgreementEndReason(row["end_reason"]) if row["end_reason"] else None,
                end_reference=row["end_reference"],
            )
            for row in agreements_of(self.row["agreements"])
        ]

    @described("Antal listade, ett tal per månad. How many persons are listed, month by month.", children=("listed",))
    def listed_counts(self) -> list[ListedCount]:
        found = listed_of(self.row["listed"])
        return [ListedCount(month=MonthText(str(month)), listed=found[month]) for month in sorted(found)]


def care_unit(row: Row) -> CareUnit:
    return CareUnit(id=strawberry.ID(global_id("CareUnit", row["unit_id"])), row=row)


@strawberry.type(description="En vårdenhet i en lista. A care unit in a list, with its cursor.")
class CareUnitEdge:
    cursor: str = strawberry.field(description=CURSOR)

    unit: strawberry.Private[CareUnit]

    @described("Vårdenheten på raden. The care unit of this row.", same=True)
    def node(self) -> CareUnit:
        return self.unit


@strawberry.type(description="En sida vårdenheter, i bokstavsordning. A page of care units, in alphabetical order.")
class CareUnitConnection:
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    found: strawberry.Private[list[CareUnitEdge]]

    @described(EDGES, same=True)
    def edges(self) -> list[CareUnitEdge]:
        return self.found

    @described("Vårdenheterna på sidan, utan markörer. The care units of the page, without cursors.", same=True)
    def nodes(self) -> list[CareUnit]:
        return [edge.unit for edge in self.found]
