"""Seats (platser), the issuers behind them, what became of both, and who read which case."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import strawberry

from schema.context import Info
from schema.ids import global_id
from schema.needs import column, described
from schema.organisations import OF_REGION, WrittenOrganisations
from schema.types.common import Node, PageInfo, Term, role_term
from service.authorize import Seat as SeatFact
from service.domain.access import REGION
from service.usecases.views import Row

_WRITTEN = WrittenOrganisations()


@strawberry.enum(description="Slag av organisation. Kind of organisation.")
class OrganisationKind(Enum):
    REGION = strawberry.enum_value("REGION", description="Regionen själv. The region itself.")
    CARE_UNIT = strawberry.enum_value("CARE_UNIT", description="Vårdenhet. A care unit.")
    COUNTERPART = strawberry.enum_value("COUNTERPART", description="Motpart utanför regionen. A counterpart outside.")


@strawberry.type(description="Organisation som någon företräder. The organisation that somebody acts for.")
class Organisation:
    kind: OrganisationKind = strawberry.field(description="Slag. Kind.")
    id: strawberry.ID = strawberry.field(
        description="Som den skrivs i huvudet Trappa-Organisation. As the header Trappa-Organisation names it."
    )
    name: str | None = strawberry.field(description="Namn, där du får se det. Its name, where you may see it.")


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


@strawberry.type(description="Vem en plats är given. Whom a seat is granted to.")
class SeatHolder:
    actor_id: strawberry.ID = strawberry.field(description="Id i händelsekedjan. The id in the chain.")
    name: str | None = strawberry.field(description="Namn; saknas när det raderats. Null once erased.")
    issuer: str | None = strawberry.field(description="Utfärdare som styrker vem det är. The issuer.")
    subject: str | None = strawberry.field(description="Personens id hos utfärdaren. The issuer's own id.")


@strawberry.type(description="Plats: roller i en organisation under en tid. Roles in one organisation, for a time.")
class Seat(Node):
    row: strawberry.Private[Row]

    valid_from: datetime = column("valid_from", "Gäller från. Valid from, inclusive.", datetime.fromisoformat)
    valid_until: datetime | None = column(
        "valid_until", "Gäller till, ej med. Until, exclusive.", datetime.fromisoformat
    )
    revoked_at: datetime | None = column("revoked_at", "Återkallad. When it was revoked.", datetime.fromisoformat)
    granted_at: datetime = column("granted_at", "Given. When it was granted.", datetime.fromisoformat)
    version: int = column("version", "Version. Version.")

    @described("Vem platsen är given. Who holds it.", "holder", children=("personal",))
    def holder(self, info: Info) -> SeatHolder:
        person = info.context.opened(self.row["personal"])
        return SeatHolder(
            actor_id=strawberry.ID(self.row["holder"]),
            name=person.get("name"),
            issuer=person.get("issuer"),
            subject=person.get("subject"),
        )

    @described("Organisation som platsen är i. The organisation.", "organisation", "unit_id", children=("unit",))
    def organisation(self, info: Info) -> Organisation:
        return organisation(info, self.row["organisation"], self.row["unit"])

    @described("Roller som platsen ger. The roles it carries.", "roles")
    def roles(self, info: Info) -> list[Term]:
        return [one for role in self.row["roles"].split() if (one := role_term(info, role)) is not None]

    @described("Om den gäller nu. Whether it holds now.", "valid_from", "valid_until", "revoked_at")
    def holds(self, info: Info) -> bool:
        times = (self.row["valid_from"], self.row["valid_until"], self.row["revoked_at"])
        found = [None if time is None else datetime.fromisoformat(time) for time in times]
        return SeatFact("", frozenset(), None, *found).holds_at(info.context.now)


def seat(row: Row) -> Seat:
    return Seat(id=strawberry.ID(global_id("Seat", row["seat_id"])), row=row)


@strawberry.type(description="Plats i en lista. An edge of the connection.")
class SeatEdge:
    cursor: str = strawberry.field(description="Radens markör. Cursor.")

    found: strawberry.Private[Seat]

    @described("Platsen. The seat.", same=True)
    def node(self) -> Seat:
        return self.found


@strawberry.type(description="Platser, sida för sida. A page of seats.")
class SeatConnection:
    page_info: PageInfo = strawberry.field(description="Sidans läge. Page info.")

    found: strawberry.Private[list[SeatEdge]]

    @described("Rader. Edges.", same=True)
    def edges(self) -> list[SeatEdge]:
        return self.found

    @described("Platserna själva. The seats themselves.", same=True)
    def nodes(self) -> list[Seat]:
        return [edge.found for edge in self.found]


@strawberry.type(description="Vad en utfärdares anspråk får säga. What an issuer's claims may say.")
class ClaimMapping:
    roles_claim: str = strawberry.field(description="Anspråk som anger roller. The claim that names roles.")
    unit_claim: str | None = strawberry.field(description="Anspråk som anger vårdenhet. The claim that names the unit.")
    allowed_roles: list[Term] = strawberry.field(description="Roller som godtas. The roles that are accepted.")


@strawberry.type(description="Utfärdare av åtkomstbiljetter för regionen. An issuer of the region's access tokens.")
class Issuer:
    iss: str = strawberry.field(description="Namn, som i biljetternas `iss`. Its name, as in `iss`.")
    audience: str = strawberry.field(description="Mottagare som biljetterna gäller. Audience of its tokens.")
    algorithms: list[str] = strawberry.field(description="Godtagna signaturalgoritmer. Accepted algorithms.")
    jwks_uri: str = strawberry.field(description="Var nycklarna publiceras. Where its keys are published.")
    withdrawn: bool = strawberry.field(description="Betrodd inte längre. Trusted no longer.")
    mapping: ClaimMapping | None = strawberry.field(
        description="Vad dess anspråk får säga; saknas: inget. What its claims may say; null: nothing."
    )


def issuer(info: Info, row: Row) -> Issuer:
    mapping = None
    if row["roles_claim"] is not None:
        roles = [one for role in row["allowed_roles"].split() if (one := role_term(info, role)) is not None]
        mapping = ClaimMapping(roles_claim=row["roles_claim"], unit_claim=row["unit_claim"], allowed_roles=roles)
    return Issuer(
        iss=row["iss"],
        audience=row["audience"],
        algorithms=row["algorithms"].split(),
        jwks_uri=row["jwks_uri"],
        withdrawn=row["withdrawn"],
        mapping=mapping,
    )
