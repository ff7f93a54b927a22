"""What can be asked of who may come in: oneself, seats, issuers, what became of them, and who read which case."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

import strawberry
from strawberry import argument

from schema.bundles import BUNDLES
from schema.context import Info
from schema.ids import bad_input, own_id
from schema.needs import described, gather, selection
from schema.organisations import WrittenOrganisations
from schema.paging import EMPTY, After, Asked, Before, First, Last, cut, page
from schema.scalars import counted, instant
from schema.types.access import (
    AccessEventConnection,
    AccessEventEdge,
    ReadLogConnection,
    ReadLogEdge,
    Region,
    Viewer,
    access_event,
    read_log_entry,
)
from schema.types.common import role_term
from schema.types.seats import Issuer, Seat, SeatConnection, SeatEdge, issuer, organisation, seat
from service.reads import Filter, Order, Read
from service.usecases.views import Row

_GRANTED: Final = (Order("granted_at", descending=True), Order("seat_id", descending=True))
_ISSUER: Final = (
    "iss",
    "audience",
    "algorithms",
    "jwks_uri",
    "roles_claim",
    "unit_claim",
    "allowed_roles",
    "withdrawn",
)
_READ: Final = (
    Order("read_at", descending=True),
    Order("read_id", descending=True),
    Order("case_id", descending=True),
)
_READER: Final = Read(
    "seats",
    "seat",
    ("seat_id",),
    relation="read_log.seats",
    children=(BUNDLES["seat", "personal"],),
    order=(Order("granted_at"), Order("seat_id")),
)


def no_seats() -> SeatConnection:
    return SeatConnection(page_info=EMPTY, found=[])


def no_access_events() -> AccessEventConnection:
    return AccessEventConnection(page_info=EMPTY, edges=[], nodes=[])


def no_reads() -> ReadLogConnection:
    return ReadLogConnection(page_info=EMPTY, edges=[], nodes=[])


async def load_seat(info: Info, key: str, seat_id: UUID, *path: str) -> Seat | None:
    """The seat with what is selected under `path` of the field being resolved; None without READ_SEATS."""
    if not info.context.actor.holds("READ_SEATS"):
        return None
    raw = info._raw_info  # noqa: SLF001 - the selection is graphql-core's
    wanted = gather(raw, "Seat", selection(raw, *path))
    rows = await info.context.load(wanted.read(key, "seat", where=(Filter("seat_id", "=", seat_id),), one=True))
    row: Row | None = rows[key]
    return None if row is None else seat(row)


async def load_issuer(info: Info, key: str, iss: str) -> Issuer | None:
    """The region's issuer of that name."""
    rows = await info.context.load(Read(key, "issuer", _ISSUER, where=(Filter("iss", "=", iss),), one=True))
    row: Row | None = rows[key]
    return None if row is None else issuer(info, row)


@strawberry.type
class AccessQuery:
    @described("Vem du är här. Who you are here.")
    async def viewer(self, info: Info) -> Viewer:
        context, actor = info.context, info.context.actor
        raw, key = info._raw_info, str(info.path.key)  # noqa: SLF001 - as above
        asked = selection(raw, "seats")
        seats: list[Seat] = []
        if asked:
            wanted = gather(raw, "Seat", asked)
            own = (Filter("holder", "=", actor.id),)
            rows = await context.load(wanted.read(key, "seat", where=own, order=_GRANTED))
            seats = [seat(row) for row in rows[key]]
        acting = None if actor.scope == "NONE" and not actor.roles else actor.acts_for
        return Viewer(
            actor_id=strawberry.ID(str(actor.id)),
            region=Region(code=actor.tenant_id, name=context.say(*context.region)),
            organisation=None if acting is None else organisation(info, acting, None),
            roles=[one for role in sorted(actor.roles) if (one := role_term(info, role)) is not None],
            permissions=sorted(actor.permissions),
            unit_id=strawberry.ID(str(actor.unit_id)) if actor.unit_id else None,
            seats=seats,
        )

    @described(
        "Regionens platser, senast givna först. The region's seats, newest first.",
        permission="READ_SEATS",
        otherwise=no_seats,
    )
    async def seats(
        self,
        info: Info,
        organisation: Annotated[
            strawberry.ID | None, argument(description="Bara en organisations. Of one organisation only.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SeatConnection:
        asked = page(Asked(first, after, last, before), (instant, UUID))
        where: tuple[Filter, ...] = ()
        if organisation is not None:
            found = WrittenOrganisations().read(organisation)
            if found is None:
                raise bad_input("organisation is not the id of one")
            where = (Filter("organisation", "=", found),)
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - as above
        wanted = gather(raw, "SeatConnection", selection(raw))
        rows = await info.context.load(wanted.read(key, "seat", where=where, order=_GRANTED, page=asked))
        marked, page_info = cut(rows[key], asked, ("granted_at", "seat_id"))
        return SeatConnection(
            page_info=page_info, found=[SeatEdge(cursor=mark, found=seat(row)) for mark, row in marked]
        )

    @described("Regionens utfärdare. The region's issuers.", permission="READ_SEATS", otherwise=list)
    async def issuers(self, info: Info) -> list[Issuer]:
        key = str(info.path.key)
        rows = await info.context.load(Read(key, "issuer", _ISSUER, order=(Order("iss"),)))
        return [issuer(info, row) for row in rows[key]]

    @described(
        "Vad som hänt med platser och utfärdare, senast först. What became of seats and issuers, newest first.",
        permission="READ_SEATS",
        otherwise=no_access_events,
    )
    async def access_events(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> AccessEventConnection:
        asked = page(Asked(first, after, last, before), (counted,))
        key = str(info.path.key)
        read = Read(
            key,
            "event",
            ("seq", "type", "recorded_at", "actor_id", "body"),
            where=(Filter("stream_kind", "in", ("seat", "issuer")),),
            order=(Order("seq", descending=True),),
            page=asked,
        )
        marked, page_info = cut((await info.context.load(read))[key], asked, ("seq",))
        edges = [AccessEventEdge(cursor=mark, node=access_event(info, row)) for mark, row in marked]
        return AccessEventConnection(page_info=page_info, edges=edges, nodes=[edge.node for edge in edges])

    @described(
        "Vem som läst vilka ärenden, senast först: revisorers läsningar och alla öppnade krypterade texter. Who read"
        " which cases, newest first.",
        permission="READ_AUDIT",
        otherwise=no_reads,
    )
    async def read_log(
        self,
        info: Info,
        case_id: Annotated[strawberry.ID | None, argument(description="Bara ett ärendes. Of one case only.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ReadLogConnection:
        asked = page(Asked(first, after, last, before), (instant, UUID, UUID))
        where: tuple[Filter, ...] = ()
        if case_id is not None:
            own = own_id("Case", case_id)
            if own is None:
                raise bad_input("caseId is not the id of a case")
            where = (Filter("case_id", "=", own),)
        key = str(info.path.key)
        columns = ("read_id", "case_id", "read_at", "actor_id", "roles", "sealed")
        read = Read(key, "read_log", columns, children=(_READER,), where=where, order=_READ, page=asked)
        marked, page_info = cut((await info.context.load(read))[key], asked, ("read_at", "read_id", "case_id"))
        edges = [ReadLogEdge(cursor=mark, node=read_log_entry(info, row)) for mark, row in marked]
        return ReadLogConnection(page_info=page_info, edges=edges, nodes=[edge.node for edge in edges])
