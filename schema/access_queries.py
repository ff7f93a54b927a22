"""What can be asked of who may come in: oneself, seats, issuers, what became of them, and who read which case."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

import strawberry
from strawberry import argument

from schema.bundles import BUNDLES
from schema.context import Info
from schema.ids import asked_id, bad_input, global_id
from schema.needs import described, gather, selection
from schema.organisations import WrittenOrganisations
from schema.paging import EMPTY, After, Asked, Before, First, Last, cut, page
from schema.scalars import counted, instant
from schema.types.access import (
    AccessEvent,
    AccessEventConnection,
    AccessEventEdge,
    ReadLogConnection,
    ReadLogEdge,
    Region,
    Viewer,
    read_log_entry,
)
from schema.types.common import role_terms
from schema.types.roles import Role, catalogue
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
    return AccessEventConnection(page_info=EMPTY, found=[])


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
    @described("Vem du är i denna begäran, och vad du får göra. Who you are in this request, and what you may do.")
    async def viewer(self, info: Info) -> Viewer:
        context, actor = info.context, info.context.actor
        raw, key = info._raw_info, str(info.path.key)  # noqa: SLF001 - as above
        reads: list[Read] = []
        if asked := selection(raw, "seats"):
            own = (Filter("holder", "=", actor.id),)
            reads.append(gather(raw, "Seat", asked).read(key, "seat", where=own, order=_GRANTED))
        named = gather(raw, "Organisation", selection(raw, "organisation")).columns
        if named and actor.unit_id is not None and actor.holds("READ_UNITS"):
            unit = (Filter("unit_id", "=", actor.unit_id),)
            reads.append(Read(f"{key}:unit", "unit", tuple(named), where=unit, one=True))
        rows = await context.load(*reads) if reads else {}
        acting = None if actor.scope == "NONE" and not actor.roles else actor.acts_for
        return Viewer(
            actor_id=strawberry.ID(str(actor.id)),
            region=Region(code=actor.tenant_id, name=context.say(*context.region)),
            organisation=None if acting is None else organisation(info, acting, rows.get(f"{key}:unit")),
            roles=role_terms(info, sorted(actor.roles)),
            permissions=sorted(actor.permissions),
            unit_id=strawberry.ID(global_id("CareUnit", actor.unit_id)) if actor.unit_id else None,
            seats=[seat(row) for row in rows.get(key, ())],
        )

    @described(
        "Regionens platser, den senast givna först; tom sida utan READ_SEATS. The region's seats, the newest first;"
        " an empty page without READ_SEATS.",
        permission="READ_SEATS",
        otherwise=no_seats,
    )
    async def seats(
        self,
        info: Info,
        organisation: Annotated[
            strawberry.ID | None,
            argument(
                description="Bara en organisations, skriven som `Organisation.id`; utelämnad: alla. Those of one"
                " only, written as `Organisation.id`; omitted: all."
            ),
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

    @described(
        "Utfärdarna som är registrerade för regionen; tom lista utan READ_SEATS. The issuers that are registered for"
        " the region; an empty list without READ_SEATS.",
        permission="READ_SEATS",
        otherwise=list,
    )
    async def issuers(self, info: Info) -> list[Issuer]:
        key = str(info.path.key)
        rows = await info.context.load(Read(key, "issuer", _ISSUER, order=(Order("iss"),)))
        return [issuer(info, row) for row in rows[key]]

    @described(
        "Rollkatalogen, till formulär för platser; tom lista utan READ_SEATS, som följer med ADMIN_SEATS. The"
        " catalogue of roles, for forms on seats; an empty list without READ_SEATS, which goes with ADMIN_SEATS.",
        permission="READ_SEATS",
        otherwise=list,
    )
    def roles(self, info: Info) -> list[Role]:
        return catalogue(info)

    @described(
        "Vad som hänt med platser och utfärdare, det senaste först; tom sida utan READ_SEATS. What became of seats and"
        " issuers, the latest first; an empty page without READ_SEATS.",
        permission="READ_SEATS",
        otherwise=no_access_events,
    )
    async def access_events(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> AccessEventConnection:
        asked = page(Asked(first, after, last, before), (counted,))
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - as above
        wanted = gather(raw, "AccessEventConnection", selection(raw))
        where = (Filter("stream_kind", "in", ("seat", "issuer")),)
        read = wanted.read(key, "event", where=where, order=(Order("seq", descending=True),), page=asked)
        marked, page_info = cut((await info.context.load(read))[key], asked, ("seq",))
        edges = [AccessEventEdge(cursor=mark, found=AccessEvent(row=row)) for mark, row in marked]
        return AccessEventConnection(page_info=page_info, found=edges)

    @described(
        "Vem som läst vilka ärenden, den senaste läsningen först: revisorers läsningar och alla öppnade krypterade"
        " texter; tom sida utan READ_AUDIT. Who was shown which cases, the latest first: what auditors read, and"
        " whoever opened a text that is kept encrypted; an empty page without READ_AUDIT.",
        permission="READ_AUDIT",
        otherwise=no_reads,
    )
    async def read_log(
        self,
        info: Info,
        case_id: Annotated[
            strawberry.ID | None,
            argument(
                description="Bara ett ärendes läsningar, som globalt id; utelämnat: allas. Those of one case only, by"
                " its global id; omitted: of all."
            ),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ReadLogConnection:
        asked = page(Asked(first, after, last, before), (instant, UUID, UUID))
        where: tuple[Filter, ...] = ()
        if case_id is not None:
            own = asked_id("Case", case_id, "caseId", "case")
            where = (Filter("case_id", "=", own),)
        key = str(info.path.key)
        columns = ("read_id", "case_id", "read_at", "actor_id", "roles", "sealed")
        read = Read(key, "read_log", columns, children=(_READER,), where=where, order=_READ, page=asked)
        marked, page_info = cut((await info.context.load(read))[key], asked, ("read_at", "read_id", "case_id"))
        edges = [ReadLogEdge(cursor=mark, node=read_log_entry(info, row)) for mark, row in marked]
        return ReadLogConnection(page_info=page_info, edges=edges, nodes=[edge.node for edge in edges])
