"""Seats (platser), the issuers behind them, what became of both, and who read which case."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import strawberry

from schema.context import Info
from schema.ids import global_id
from schema.needs import KEY, Needs, column, described
from schema.organisations import OF_REGION, WrittenOrganisations
from schema.types.common import CURSOR, EDGES, PAGE_INFO, Node, PageInfo, Term, role_terms
from service.authorize import Seat as SeatFact
from service.domain.access import REGION
from service.usecases.views import Row

_WRITTEN = WrittenOrganisations()


@strawberry.enum(description="Vad för organisation det är. What an organisation is to the region.")
class OrganisationKind(Enum):
    REGION = strawberry.enum_value("REGION", description="Regionen själv. It is the region itself.")
    CARE_UNIT = strawberry.enum_value(
        "CARE_UNIT", description="En av regionens vårdenheter. One that the region follows up."
    )
    COUNTERPART = strawberry.enum_value(
        "COUNTERPART",
        description="En motpart utanför regionen. An organisation outside it that takes part in its cases.",
    )


@strawberry.type(description="Organisation som någon företräder. An organisation that somebody acts for.")
class Organisation:
    kind: OrganisationKind = strawberry.field(description="Vad för organisation det är. What it is to the region.")
    id: strawberry.ID = strawberry.field(
        description="Som den skrivs i huvudet Trappa-Organisation: `region`, en vårdenhets globala id, eller motpartens"
        " eget. As the header Trappa-Organisation names it: `region`, the global id of a care unit, or the"
        " counterpart's own."
    )
    name: str | None = strawberry.field(
        metadata={KEY: Needs(("name",))},
        description="Namnet, att visa; null där enheten är dold för dig. What it is called; null where the unit is"
        " hidden from you.",
    )


def organisation(info: Info, own: str, unit: Row | None) -> Organisation:
    """The organisation as a seat has it; `unit` is the care unit's row, as far as the viewer sees it."""
    if own == REGION:
        return Organisation(
            kind=OrganisationKind.REGION, id=strawberry.ID(OF_REGION), name=info.context.say(*info.context.region)
        )
    written = strawberry.ID(_WRITTEN.write(own))
    if written != own:
        return Organisation(kind=OrganisationKind.CARE_UNIT, id=written, name=unit["name"] if unit else None)
    words = info.context.counterpart_words.get(own)
    return Organisation(kind=OrganisationKind.COUNTERPART, id=written, name=info.context.say(*words) if words else own)


@strawberry.type(description="Den som en plats är given. Whom a seat is granted to.")
class SeatHolder:
    actor_id: strawberry.ID = strawberry.field(
        description="Personens id i händelsekedjan, ett per region; inget nod-id. The person's id in the chain, one in"
        " each region; no id of a node."
    )
    name: str | None = strawberry.field(
        description="Namnet som platsen gavs i; null när det raderats. What the person was called when it was granted;"
        " null once that is erased."
    )
    issuer: str | None = strawberry.field(
        description="Utfärdaren som styrker vem det är; null när det raderats. The issuer whose tokens prove who it"
        " is; null once that is erased."
    )
    subject: str | None = strawberry.field(
        description="Personens id hos utfärdaren; null när det raderats. What the issuer calls the person, `sub`; null"
        " once that is erased."
    )


@strawberry.type(
    description="Plats: en persons roller i en organisation under en tid. A person's roles in one organisation, for a"
    " time."
)
class Seat(Node):
    row: strawberry.Private[Row]

    valid_from: datetime = column(
        "valid_from", "När den börjar gälla. The instant from which it holds.", datetime.fromisoformat
    )
    valid_until: datetime | None = column(
        "valid_until",
        "När den upphör; null: tills vidare. The instant from which it holds no longer; null: until further notice.",
        datetime.fromisoformat,
    )
    revoked_at: datetime | None = column(
        "revoked_at",
        "När den återkallades; null där den inte är det. The instant at which it was taken back; null where it was"
        " not.",
        datetime.fromisoformat,
    )
    granted_at: datetime = column(
        "granted_at", "När den gavs. The instant at which it was given.", datetime.fromisoformat
    )

    @described("Den som platsen är given. The person that it was granted to.", "holder", children=("personal",))
    def holder(self, info: Info) -> SeatHolder:
        person = info.context.opened(self.row["personal"])
        return SeatHolder(
            actor_id=strawberry.ID(self.row["holder"]),
            name=person.get("name"),
            issuer=person.get("issuer"),
            subject=person.get("subject"),
        )

    @described(
        "Organisationen som den ger roller i. The organisation for which its holder acts.",
        "organisation",
        "unit_id",
        children=("unit",),
    )
    def organisation(self, info: Info) -> Organisation:
        return organisation(info, self.row["organisation"], self.row["unit"])

    @described("Rollerna som den ger. The roles that its holder may act as.", "roles")
    def roles(self, info: Info) -> list[Term]:
        return role_terms(info, self.row["roles"].split())

    @described(
        "Om den gäller nu. Whether it has begun, and has not ended or been revoked.",
        "valid_from",
        "valid_until",
        "revoked_at",
    )
    def holds(self, info: Info) -> bool:
        times = (self.row["valid_from"], self.row["valid_until"], self.row["revoked_at"])
        found = [None if time is None else datetime.fromisoformat(time) for time in times]
        return SeatFact("", frozenset(), None, *found).holds_at(info.context.now)


def seat(row: Row) -> Seat:
    return Seat(id=strawberry.ID(global_id("Seat", row["seat_id"])), row=row)


@strawberry.type(description="En plats i en lista. A seat in a list, with its cursor.")
class SeatEdge:
    cursor: str = strawberry.field(description=CURSOR)

    found: strawberry.Private[Seat]

    @described("Platsen på raden. The seat of this row.", same=True)
    def node(self) -> Seat:
        return self.found


@strawberry.type(description="En sida platser. A page of seats.")
class SeatConnection:
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    found: strawberry.Private[list[SeatEdge]]

    @described(EDGES, same=True)
    def edges(self) -> list[SeatEdge]:
        return self.found

    @described("Platserna på sidan, utan markörer. The seats of the page, without cursors.", same=True)
    def nodes(self) -> list[Seat]:
        return [edge.found for edge in self.found]


@strawberry.type(
    description="Vad en utfärdares anspråk får säga i regionen. What an issuer's claims may say in the region."
)
class ClaimMapping:
    roles_claim: str = strawberry.field(description="Anspråk som anger roller. The name of the claim that tells roles.")
    unit_claim: str | None = strawberry.field(
        description="Anspråk som anger vårdenhet, som UUID; null där inget gör det. The name of the claim that tells"
        " the care unit, as a UUID; null where none does."
    )
    allowed_roles: list[Term] = strawberry.field(
        description="Rollerna som godtas; andra ger inget. The roles that are accepted; others give nothing."
    )


@strawberry.type(
    description="Utfärdare av åtkomstbiljetter, registrerad för regionen. Who issues access tokens, and is registered"
    " for the region."
)
class Issuer:
    iss: str = strawberry.field(
        description="Utfärdarens id, som i biljetternas `iss`. What it calls itself in the `iss` of its tokens."
    )
    audience: str = strawberry.field(
        description="Mottagaren som biljetterna gäller, `aud`. For whom its tokens are, as in their `aud`."
    )
    algorithms: list[str] = strawberry.field(
        description="Signaturalgoritmer som godtas. Those by which its tokens may be signed."
    )
    jwks_uri: str = strawberry.field(
        description="Var nycklarna publiceras. The address at which its keys are published."
    )
    withdrawn: bool = strawberry.field(description="Om den inte längre är betrodd. Whether it is trusted no longer.")
    mapping: ClaimMapping | None = strawberry.field(
        description="Vad dess anspråk får säga; null: inget. What its claims may say; null: nothing."
    )


def issuer(info: Info, row: Row) -> Issuer:
    mapping = None
    if row["roles_claim"] is not None:
        roles = role_terms(info, row["allowed_roles"].split())
        mapping = ClaimMapping(roles_claim=row["roles_claim"], unit_claim=row["unit_claim"], allowed_roles=roles)
    return Issuer(
        iss=row["iss"],
        audience=row["audience"],
        algorithms=row["algorithms"].split(),
        jwks_uri=row["jwks_uri"],
        withdrawn=row["withdrawn"],
        mapping=mapping,
    )
