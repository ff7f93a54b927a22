"""Who the caller is, what became of seats and issuers, and who read which case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import cast

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.ids import global_id
from schema.needs import column, described
from schema.organisations import shown_body
from schema.types.acting import ActingPerson, named_person
from schema.types.common import CURSOR, EDGES, PAGE_INFO, PageInfo, Term, role_term, role_terms
from schema.types.seats import Organisation, Seat, organisation, seat
from service.domain.access import IssuerEvent, SeatEvent, SeatGranted
from service.domain.access_words import told
from service.domain.events import decode
from service.domain.facts import canonical
from service.domain.words import spoken
from service.usecases.views import Row


@strawberry.type(description="Regionen som begäran gäller. The region that the request is about.")
class Region:
    code: str = strawberry.field(
        description="SCB:s länskod, två siffror, som i huvudet Trappa-Region. The county code of Statistics Sweden, two"
        " digits, as in the header Trappa-Region."
    )
    name: str = strawberry.field(
        description="Regionens namn på begärt språk. What it is called, in the language asked for."
    )


@strawberry.type(
    description="Du, som den du nu är: region, organisation, roller och behörigheter. Who you are in this request:"
    " region, organisation, roles and permissions."
)
class Viewer:
    actor_id: strawberry.ID = strawberry.field(
        description="Ditt id i händelsekedjan, ett per region; inget nod-id. Your id in the chain, one in each"
        " region; no id of a node."
    )
    region: Region = strawberry.field(description="Regionen som du handlar i. The one in which you act.")
    organisation: Organisation | None = strawberry.field(
        description="Organisationen som du nu företräder; null utan plats och roll. The one that you act for now; null"
        " without a seat or a role."
    )
    roles: list[Term] = strawberry.field(
        description="Rollerna som du nu har; tom lista: inga. The roles that you hold now; an empty list: none."
    )
    permissions: list[str] = strawberry.field(
        description="Vad rollerna får göra på plattformen; id:na står med ord i docs/api.md och `Role.permissions`."
        " What the roles may do on the platform; the ids stand with words in docs/api.md and `Role.permissions`."
    )
    unit_id: strawberry.ID | None = strawberry.field(
        description="Vårdenheten som du nu företräder, som globalt id; null där du inte företräder någon. The care"
        " unit that you act for now, by its global id; null where you act for none."
    )
    seats: list[Seat] = strawberry.field(
        description="Dina platser i regionen, även de som upphört, den senaste först. Your seats in the region, ended"
        " ones too, the newest first."
    )


@strawberry.type(
    description="Någon som gjorde något, så långt du får se det. Somebody who did something, as far as you may see."
)
class Person:
    actor_id: strawberry.ID = strawberry.field(
        description="Personens id i händelsekedjan, ett per region; inget nod-id. The person's id in the chain, one"
        " in each region; no id of a node."
    )
    name: str | None = strawberry.field(
        description="Namnet enligt en plats; null utan plats och när det raderats. What a seat calls the person; null"
        " without a seat and once it is erased."
    )


@strawberry.type(
    description="Något som hänt med en plats eller en utfärdare. Something that became of a seat or an issuer."
)
class AccessEvent:
    row: strawberry.Private[Row]

    @cached_property
    def event(self) -> SeatEvent | IssuerEvent:
        return cast("SeatEvent | IssuerEvent", decode(canonical(self.row["body"])))

    type: str = column(
        "type",
        "Händelsens slag, t.ex. `SeatGranted`; alla står i docs/api.md. The kind of event, e.g. `SeatGranted`; all"
        " stand in docs/api.md.",
    )
    recorded_at: datetime = column(
        "recorded_at", "När det registrerades. The instant at which it was noted.", datetime.fromisoformat
    )

    @described(
        "Den som gjorde det, eller tjänstens operatör. Who did it, or the operator of the service.",
        "actor_id",
        "body",
        children=("seats",),
    )
    def actor(self, info: Info) -> ActingPerson:
        return named_person(info, self.row, self.row["seats"])

    @described(
        "Rollen vars behörighet användes; null där ingen roll antecknats. The role whose permission was used; null"
        " where none was noted.",
        "body",
    )
    def acted_as(self, info: Info) -> Term | None:
        return role_term(info, self.event.acted_as)

    @described(
        "Platsen som det hände med, som den nu är; null för en utfärdare. The seat that it happened to, as it is now;"
        " null for an issuer.",
        to=("seat", "seat"),
    )
    def seat(self) -> Seat | None:
        found = self.row["seat"]
        return None if found is None else seat(found)

    @described(
        "Utfärdaren som det hände med, som `Issuer.iss`; null för en plats. The issuer that it happened to, as"
        " `Issuer.iss`; null for a seat.",
        "body",
    )
    def issuer(self) -> str | None:
        return None if isinstance(self.event, SeatEvent) else self.event.iss

    @described(
        "Vems plats, roller och organisation, och vad som hände, i ord på begärt språk. Whose seat, its roles and"
        " organisation, and what happened, in words in the language asked for.",
        "body",
        children=("about",),
    )
    def text(self, info: Info) -> str:
        sentence = spoken(told(self.event, info.context.role_words), info.context.language)
        about = ", ".join(_about(info, self.row["about"], granted=isinstance(self.event, SeatGranted)))
        return f"{about}: {sentence}" if about else str(sentence)

    @described(
        "Innehållet som det lagrats, utan personuppgifter; organisationen skrivs som `Organisation.id`; att granska,"
        " inte att visa. What is stored of it, with nothing personal; the organisation is written as"
        " `Organisation.id`; to audit, not to show.",
        "body",
    )
    def body(self) -> JSON:
        return JSON(shown_body(self.row["body"]))


def _about(info: Info, about: Row | None, *, granted: bool) -> Iterator[str]:
    """Whose seat, with which roles (where the sentence does not tell them), in which organisation."""
    if about is None:
        return
    name = info.context.opened(about["personal"]).get("name")
    if name is not None:
        yield name
    if not granted:
        yield from (one.label for one in role_terms(info, about["roles"].split()))
    where = organisation(info, about["organisation"], about["unit"])
    yield where.name or where.id


@strawberry.type(description="En händelse i en lista. An access event in a list, with its cursor.")
class AccessEventEdge:
    cursor: str = strawberry.field(description=CURSOR)

    found: strawberry.Private[AccessEvent]

    @described("Händelsen på raden. The access event of this row.", same=True)
    def node(self) -> AccessEvent:
        return self.found


@strawberry.type(description="En sida händelser med platser och utfärdare. A page of what became of seats and issuers.")
class AccessEventConnection:
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    found: strawberry.Private[list[AccessEventEdge]]

    @described(EDGES, same=True)
    def edges(self) -> list[AccessEventEdge]:
        return self.found

    @described("Händelserna på sidan, utan markörer. The access events of the page, without cursors.", same=True)
    def nodes(self) -> list[AccessEvent]:
        return [edge.found for edge in self.found]


@strawberry.type(description="Att någon fick se ett ärende. That somebody was shown a case.")
class ReadLogEntry:
    read_at: datetime = strawberry.field(description="När det visades. The instant at which it was shown.")
    case_id: strawberry.ID = strawberry.field(
        description="Ärendet som visades, som globalt id. The case that was shown, by its global id."
    )
    person: Person = strawberry.field(description="Den som fick se det. Who was shown it.")
    roles: list[Term] = strawberry.field(
        description="Rollerna som personen då hade. The roles that the person held then."
    )
    sealed: bool = strawberry.field(
        description="Om krypterad text öppnades. Whether a text that is kept encrypted was opened."
    )


def read_log_entry(info: Info, row: Row) -> ReadLogEntry:
    return ReadLogEntry(
        read_at=datetime.fromisoformat(row["read_at"]),
        case_id=strawberry.ID(global_id("Case", row["case_id"])),
        person=person(info, row["actor_id"], row["seats"]),
        roles=role_terms(info, row["roles"].split()),
        sealed=row["sealed"],
    )


def person(info: Info, actor_id: str, seats: list[Row]) -> Person:
    """Who acted; `seats` are the actor's, each with its sealed record, newest last."""
    names = (info.context.opened(seat["personal"]).get("name") for seat in reversed(seats))
    return Person(actor_id=strawberry.ID(actor_id), name=next((name for name in names if name), None))


@strawberry.type(description="En läsning i en lista. A read in a list, with its cursor.")
class ReadLogEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: ReadLogEntry = strawberry.field(description="Läsningen på raden. The read of this row.")


@strawberry.type(description="En sida läsningar av ärenden. A page of reads of cases.")
class ReadLogConnection:
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)
    edges: list[ReadLogEdge] = strawberry.field(description=EDGES)
    nodes: list[ReadLogEntry] = strawberry.field(
        description="Läsningarna på sidan, utan markörer. The reads of the page, without cursors."
    )
