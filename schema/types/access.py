"""Who the caller is, what became of seats and issuers, and who read which case."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.ids import global_id
from schema.types.common import PageInfo, Term, role_term
from schema.types.seats import Organisation, Seat
from service.domain.access import IssuerEvent, SeatEvent
from service.domain.access_words import told
from service.domain.events import decode
from service.domain.facts import canonical
from service.domain.words import spoken
from service.usecases.views import Row


@strawberry.type(description="Regionen. The region.")
class Region:
    code: str = strawberry.field(description="SCB:s länskod. County code.")
    name: str = strawberry.field(description="Namn. Name.")


@strawberry.type(description="Du: region, organisation, roller och behörigheter. Who you are here.")
class Viewer:
    actor_id: strawberry.ID = strawberry.field(description="Ditt id i händelsekedjan. Your id in the chain.")
    region: Region = strawberry.field(description="Region. Region.")
    organisation: Organisation | None = strawberry.field(
        description="Organisation som du nu företräder; saknas utan plats. The one you act for; null without a seat."
    )
    roles: list[Term] = strawberry.field(description="Roller. Roles.")
    permissions: list[str] = strawberry.field(description="Behörigheter på plattformen. Platform permissions.")
    unit_id: strawberry.ID | None = strawberry.field(description="Vårdenhet som du företräder. Your unit.")
    seats: list[Seat] = strawberry.field(
        description="Dina platser i regionen, även de som upphört. Your seats in the region, ended ones too."
    )


@strawberry.type(description="Vem som gjorde något, så långt du får se det. Who did something, as far as you may see.")
class Person:
    actor_id: strawberry.ID = strawberry.field(description="Id i händelsekedjan. The id in the chain.")
    name: str | None = strawberry.field(description="Namn enligt platsen. The name that the seat has.")


@strawberry.type(description="Något som hänt med platser och utfärdare. What became of a seat or an issuer.")
class AccessEvent:
    type: str = strawberry.field(description="Händelsetyp. Type of event.")
    recorded_at: datetime = strawberry.field(description="När den registrerades. When it was recorded.")
    actor_id: strawberry.ID = strawberry.field(description="Vem som utförde den. Who acted.")
    acted_as: Term | None = strawberry.field(description="Roll vars behörighet användes. The role it was done as.")
    text: str = strawberry.field(description="I ord. In words.")
    body: JSON = strawberry.field(description="Händelsens innehåll, utan personuppgifter. Its content.")


def access_event(info: Info, row: Row) -> AccessEvent:
    """An event of the streams of seats and issuers."""
    event = cast("SeatEvent | IssuerEvent", decode(canonical(row["body"])))
    return AccessEvent(
        type=row["type"],
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
        actor_id=strawberry.ID(row["actor_id"]),
        acted_as=role_term(info, event.acted_as),
        text=spoken(told(event), info.context.language),
        body=JSON(row["body"]),
    )


@strawberry.type(description="Händelse i en lista. An edge of the connection.")
class AccessEventEdge:
    cursor: str = strawberry.field(description="Radens markör. Cursor.")
    node: AccessEvent = strawberry.field(description="Händelsen. The event.")


@strawberry.type(description="Händelser med platser och utfärdare, sida för sida. A page of access events.")
class AccessEventConnection:
    page_info: PageInfo = strawberry.field(description="Sidans läge. Page info.")
    edges: list[AccessEventEdge] = strawberry.field(description="Rader. Edges.")
    nodes: list[AccessEvent] = strawberry.field(description="Händelserna själva. The events themselves.")


@strawberry.type(description="Att någon fick se ett ärende. That somebody was shown a case.")
class ReadLogEntry:
    read_at: datetime = strawberry.field(description="När. When.")
    case_id: strawberry.ID = strawberry.field(description="Ärendet. The case.")
    person: Person = strawberry.field(description="Vem. Who.")
    roles: list[Term] = strawberry.field(description="Roller vid läsningen. Roles at the time.")
    sealed: bool = strawberry.field(description="Om krypterad text öppnades. Whether sealed text was opened.")


def read_log_entry(info: Info, row: Row) -> ReadLogEntry:
    return ReadLogEntry(
        read_at=datetime.fromisoformat(row["read_at"]),
        case_id=strawberry.ID(global_id("Case", row["case_id"])),
        person=person(info, row["actor_id"], row["seats"]),
        roles=[one for role in row["roles"].split() if (one := role_term(info, role)) is not None],
        sealed=row["sealed"],
    )


def person(info: Info, actor_id: str, seats: list[Row]) -> Person:
    """Who acted; `seats` are the actor's, each with its sealed record, newest last."""
    names = (info.context.opened(seat["personal"]).get("name") for seat in reversed(seats))
    return Person(actor_id=strawberry.ID(actor_id), name=next((name for name in names if name), None))


@strawberry.type(description="Läsning i en lista. An edge of the connection.")
class ReadLogEdge:
    cursor: str = strawberry.field(description="Radens markör. Cursor.")
    node: ReadLogEntry = strawberry.field(description="Läsningen. The read.")


@strawberry.type(description="Läsningar av ärenden, sida för sida. A page of reads of cases.")
class ReadLogConnection:
    page_info: PageInfo = strawberry.field(description="Sidans läge. Page info.")
    edges: list[ReadLogEdge] = strawberry.field(description="Rader. Edges.")
    nodes: list[ReadLogEntry] = strawberry.field(description="Läsningarna själva. The reads themselves.")
