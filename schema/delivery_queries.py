"""Questions about what a region delivers to national bodies: rounds, deliveries, their figures."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import strawberry
from strawberry import argument

from schema.arguments import KnownAt, check_past
from schema.context import Info
from schema.ids import bad_input
from schema.national.indicators import Indicator, IndicatorFlag, shown_flag, shown_indicator
from schema.needs import described, gather, selection
from schema.paging import EMPTY, After, Asked, Before, First, Last, cut, page
from schema.types.deliveries import Delivery, DeliveryRound, delivery
from schema.types.figures import DeliveredFigure, DeliveredFigureConnection, DeliveredFigureEdge
from service.national.periods import WRITTEN, ReportingPeriod
from service.reads import NEVER, Filter, Order, Page, Read
from service.usecases.views import Row

MOST_ROUNDS: Final = 100
_BY_FIGURE: Final = ("indicator", "period", "categories", "number", "batch")
RoundId = Annotated[
    str,
    argument(
        name="round",
        description="Omgången som levereras till, som i `DeliveryRound.id`. What one delivers to, as `DeliveryRound.id`"
        " has it.",
    ),
]
Number = Annotated[int, argument(description="Leveransens nummer, från 1. The number of the delivery, from 1.")]


def _asked(round_id: str, number: int) -> tuple[Filter, Filter]:
    try:
        ReportingPeriod.parse(round_id)
    except ValueError:
        raise bad_input(f"round is a period: {WRITTEN}") from None
    if number < 1:
        raise bad_input("number is at least 1")
    return Filter("round_id", "=", round_id), Filter("number", "=", number)


async def load_delivery(
    info: Info, key: str, round_id: str, number: int, *path: str, known_at: datetime | None = None
) -> Delivery | None:
    """The delivery with what is selected under `path` of the field being resolved; None without READ_DELIVERIES."""
    if not info.context.actor.holds("READ_DELIVERIES"):
        return None
    raw = info._raw_info  # noqa: SLF001 - the selection is graphql-core's
    wanted = gather(raw, "Delivery", selection(raw, *path))
    wanted.bundles["notice"] = None
    where: tuple[Filter, ...] = (Filter("round_id", "=", round_id), Filter("number", "=", number))
    if known_at is not None:
        where = (*where, Filter("opened_at", "<=", known_at))
    row: Row | None = (await info.context.load(wanted.read(key, "delivery", where=where, one=True)))[key]
    return None if row is None else delivery(row, known_at)


def no_figures() -> DeliveredFigureConnection:
    return DeliveredFigureConnection(page_info=EMPTY, edges=[])


@strawberry.type
class DeliveryQuery:
    @described(
        "Nationella insamlingsomgångar, de senaste först, högst 100; tom lista utan READ_DELIVERIES. Rounds in which"
        " national bodies collect figures, the latest first, at most 100; an empty list without READ_DELIVERIES.",
        permission="READ_DELIVERIES",
        otherwise=list,
    )
    async def delivery_rounds(self, info: Info) -> list[DeliveryRound]:
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - as above
        wanted = gather(raw, "DeliveryRound", selection(raw))
        order = (Order("opens_on", descending=True), Order("round_id", descending=True))
        rows = (await info.context.load(wanted.read(key, "indicator_round", order=order, page=Page(MOST_ROUNDS))))[key]
        return [DeliveryRound(row=row) for row in rows[:MOST_ROUNDS]]

    @described(
        "Den nationella listans indikatorer, med definitioner, koder och källor; tom lista utan READ_DELIVERIES. The"
        " indicators of the national list, with definitions, codes and sources; an empty list without READ_DELIVERIES.",
        permission="READ_DELIVERIES",
        otherwise=list,
    )
    def indicators(self, info: Info) -> list[Indicator]:
        package = info.context.services.national
        if package is None:
            return []
        return [shown_indicator(info.context.say, package, one) for one in package.indicators]

    @described(
        "Förbehåll som uppgifter kan bära; tom lista utan READ_DELIVERIES. The reservations that figures can carry; an"
        " empty list without READ_DELIVERIES.",
        permission="READ_DELIVERIES",
        otherwise=list,
    )
    def indicator_flags(self, info: Info) -> list[IndicatorFlag]:
        package = info.context.services.national
        return [] if package is None else [shown_flag(info.context.say, one) for one in package.flags]

    @described(
        "En av regionens leveranser, nu eller som den var känd då; null där den inte finns. One of the region's"
        " deliveries, now or as it was known then; null where there is none.",
        permission="READ_DELIVERIES",
    )
    async def delivery(
        self, info: Info, round_id: RoundId, number: Number, known_at: KnownAt = None
    ) -> Delivery | None:
        _asked(round_id, number)
        check_past(info, known_at)
        return await load_delivery(info, str(info.path.key), round_id, number, known_at=known_at)

    @described(
        "Uppgifterna som gäller med en leverans, med dem ur tidigare nummer som den inte rättar, nu eller som de var"
        " kända då; tom sida utan READ_DELIVERIES. The figures in effect with a delivery, with those of earlier numbers"
        " that it does not correct, now or as they were known then; an empty page without READ_DELIVERIES.",
        permission="READ_DELIVERIES",
        otherwise=no_figures,
    )
    async def delivery_figures(  # noqa: PLR0917 - GraphQL arguments, always by name
        self,
        info: Info,
        round_id: RoundId,
        number: Number,
        known_at: KnownAt = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> DeliveredFigureConnection:
        of_round, _ = _asked(round_id, number)
        check_past(info, known_at)
        asked = page(Asked(first, after, last, before), (str, str, str, int, int))
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - as above
        nodes = [*selection(raw, "nodes"), *selection(raw, "edges", "node")]
        wanted = gather(raw, "DeliveredFigure", nodes)
        where = [of_round, Filter("delivery", "=", number)]
        if known_at is None:
            where.append(Filter("superseded_at", "=", NEVER))
        else:
            where += [Filter("recorded_at", "<=", known_at), Filter("superseded_at", ">", known_at)]
        columns = tuple(dict.fromkeys((*_BY_FIGURE, *wanted.columns)))
        order = tuple(Order(name) for name in _BY_FIGURE)
        read = Read(key, "figure", columns, where=tuple(where), order=order, page=asked)
        marked, page_info = cut((await info.context.load(read))[key], asked, _BY_FIGURE)
        edges = [DeliveredFigureEdge(cursor=mark, node=DeliveredFigure(row=row)) for mark, row in marked]
        return DeliveredFigureConnection(page_info=page_info, edges=edges)
