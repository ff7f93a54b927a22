"""The national surface: what its bodies read and what they decide. No type of it leads to a case (XC-03)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Final

import strawberry
from graphql import GraphQLError
from strawberry import argument

from schema.national.cells import CellChanges, NationalCell, shown_cell, shown_change
from schema.national.context import Info
from schema.national.indicators import Indicator, shown_indicator
from schema.national.refusals import NationalRefusal, refused
from schema.national.rounds import (
    IndicatorRound,
    NationalPublication,
    RegionDelivery,
    shown_delivery,
    shown_publication,
    shown_round,
)
from service.domain.errors import Refusal
from service.national.periods import WRITTEN, ReportingPeriod
from service.publishing_ports import CellsAsked
from service.usecases import publishing

MOST_INDICATORS: Final = 25
MOST_REGIONS: Final = 22
"""The regions and the nation."""
MOST_PERIODS: Final = 60
MOST_CELLS: Final = 50_000
MOST_LISTED: Final = 200
MOST_CHANGES: Final = 1000

_PERIOD: Final = f"Perioden, t.ex. {WRITTEN}. The period, as one of these."


def _given(description: str) -> Any:
    return argument(description=description)


def _indicators(info: Info) -> list[Indicator]:
    package = info.context.package
    return [shown_indicator(info.context.say, package, one) for one in package.indicators]


async def _rounds(info: Info) -> list[IndicatorRound]:
    return [shown_round(one) for one in await info.context.reader.rounds(MOST_LISTED)]


async def _deliveries(info: Info, period: Annotated[str, _given(_PERIOD)]) -> list[RegionDelivery]:
    return [shown_delivery(info, one) for one in await info.context.reader.notices(_period(period))]


async def _publications(info: Info) -> list[NationalPublication]:
    return [shown_publication(one) for one in await info.context.reader.publications(MOST_LISTED)]


async def _cells(
    info: Info,
    indicators: Annotated[list[str], _given("Indikatorernas id:n. Ids of the indicators.")],
    periods: Annotated[list[str], _given(_PERIOD)],
    regions: Annotated[
        list[str] | None,
        _given("Länskoder, `00` för riket; utelämnad: alla. County codes, `00` for the nation; all where omitted."),
    ] = None,
    as_of: Annotated[
        int | None,
        _given(
            "Publicering vars läge visas; utelämnad: den senaste. The publication as of which they are shown;"
            " the latest where omitted."
        ),
    ] = None,
) -> list[NationalCell]:
    _bounded("indicators", indicators, MOST_INDICATORS)
    _bounded("periods", periods, MOST_PERIODS)
    if regions is not None:
        _bounded("regions", regions, MOST_REGIONS)
    asked = CellsAsked(tuple(indicators), tuple(regions or ()), tuple(map(_period, periods)), as_of)
    return [shown_cell(one) for one in await info.context.reader.cells(asked, MOST_CELLS)]


async def _changed_since(
    info: Info,
    publication: Annotated[int, _given("Den sista som är känd; 0: ingen. The last one known; 0: none.")],
    first: Annotated[int, _given("Antal, 1 till 1000. How many, 1 to 1000.")] = MOST_CHANGES,
    after: Annotated[str | None, _given("`next` från sidan före. `next` of the page before.")] = None,
) -> CellChanges:
    if not 1 <= first <= MOST_CHANGES:
        raise _bad("first", f"1-{MOST_CHANGES}")
    passed = _passed(after)
    found = await info.context.reader.changes(publication, passed, first + 1)
    changes = [shown_change(one) for one in found[:first]]
    return CellChanges(changes=changes, next=str(passed + first) if len(found) > first else None)


@strawberry.type(description="Det publicerade och det som samlas in. What is published, and what is collected.")
class National:
    indicators: list[Indicator] = strawberry.field(
        resolver=_indicators,
        description="Alla versioner av indikatorernas definitioner. All versions of the definitions of the indicators.",
    )
    rounds: list[IndicatorRound] = strawberry.field(
        resolver=_rounds, description="De senaste insamlingsomgångarna, högst 200. The latest rounds, 200 at most."
    )
    deliveries: list[RegionDelivery] = strawberry.field(
        resolver=_deliveries,
        description="Leveranser till en omgång som regionerna har godkänt. The deliveries to a round that their regions"
        " have approved.",
    )
    publications: list[NationalPublication] = strawberry.field(
        resolver=_publications,
        description="De senaste publiceringarna, högst 200. The latest publications, 200 at most.",
    )
    cells: list[NationalCell] = strawberry.field(
        resolver=_cells,
        description="Publicerade celler; högst 25 indikatorer, 21 regioner och riket, 60 perioder. Published cells; 25"
        " indicators, 21 regions and the nation, and 60 periods at most.",
    )
    changed_since: CellChanges = strawberry.field(
        resolver=_changed_since,
        description="Vad publiceringar efter en viss ändrat, borttaget med. What publications after a given one made of"
        " the cells, those that are gone with them.",
    )


@strawberry.type(description="Allt som ett nationellt organ kan läsa. All that a national body can read.")
class Query:
    national: National = strawberry.field(resolver=National, description="Den nationella ytan. The national surface.")


@strawberry.type(description="Omgången är öppnad. The round is open.")
class RoundOpened:
    period: str = strawberry.field(description="Omgångens id. Id of the round.")


@strawberry.type(description="Leveransen är mottagen eller återsänd. The delivery is received, or sent back.")
class DeliveryAnswered:
    period: str = strawberry.field(description="Omgången. The round it is of.")


@strawberry.type(description="Publiceringen är begärd. The publication is asked for, and the worker makes it.")
class PublicationAsked:
    publication_id: int = strawberry.field(
        description="Dess nummer; läs `publications`. Its number; `publications` tells when it is there."
    )


OpenRoundResult = Annotated[
    RoundOpened | NationalRefusal, strawberry.union("OpenRoundResult", description="Utfallet. What it came to.")
]
AnswerDeliveryResult = Annotated[
    DeliveryAnswered | NationalRefusal,
    strawberry.union("AnswerDeliveryResult", description="Utfallet. What it came to."),
]
PublishRoundResult = Annotated[
    PublicationAsked | NationalRefusal, strawberry.union("PublishRoundResult", description="Utfallet. What it came to.")
]


@strawberry.input(description="Vilken omgång som öppnas. Which round is to be opened.")
class OpenRoundInput:
    period: str = strawberry.field(description=_PERIOD)
    indicators: list[str] = strawberry.field(description="Indikatorernas id:n. Ids of the indicators asked for.")
    opens_on: date = strawberry.field(description="Första dagen för leverans. The first day of delivery.")
    closes_on: date = strawberry.field(description="Första dagen efter leverans. The first day after delivery.")


@strawberry.input(description="Vilken leverans som avses. Which delivery is meant.")
class ReceiveDeliveryInput:
    region: str = strawberry.field(description="Länskod. The county code of the region.")
    period: str = strawberry.field(description=_PERIOD)
    number: int = strawberry.field(description="Leveransens nummer. The number of the delivery.")


@strawberry.input(description="Vilken leverans som återsänds, och varför. Which delivery is sent back, and why.")
class ReturnDeliveryInput(ReceiveDeliveryInput):
    reason: str = strawberry.field(description="Skälet, högst 1000 tecken. The reason, 1000 characters at most.")


@strawberry.input(description="Vilken omgång som publiceras. Which round is to be published.")
class PublishRoundInput:
    period: str = strawberry.field(description=_PERIOD)


_INPUT: Final = "Vad som ska göras. What is to be done."


async def _done(
    info: Info, act: Callable[[], Awaitable[publishing.Outcome]], shown: Callable[[publishing.Outcome], Any]
) -> Any:
    try:
        return shown(await act())
    except Refusal as refusal:
        return refused(info, refusal)


async def _open_round(info: Info, input: Annotated[OpenRoundInput, _given(_INPUT)]) -> OpenRoundResult:
    on, actor = info.context.publishing, info.context.actor
    days = (input.opens_on, input.closes_on)
    outcome: OpenRoundResult = await _done(
        info,
        lambda: publishing.open_round(on, actor, input.period, tuple(input.indicators), days),
        lambda outcome: RoundOpened(period=outcome["round_id"]),
    )
    return outcome


async def _receive_delivery(info: Info, input: Annotated[ReceiveDeliveryInput, _given(_INPUT)]) -> AnswerDeliveryResult:
    on, actor = info.context.publishing, info.context.actor
    outcome: AnswerDeliveryResult = await _done(
        info,
        lambda: publishing.receive(on, actor, input.region, input.period, input.number),
        lambda outcome: DeliveryAnswered(period=outcome["round_id"]),
    )
    return outcome


async def _return_delivery(info: Info, input: Annotated[ReturnDeliveryInput, _given(_INPUT)]) -> AnswerDeliveryResult:
    on, actor = info.context.publishing, info.context.actor
    outcome: AnswerDeliveryResult = await _done(
        info,
        lambda: publishing.send_back(on, actor, input.region, input.period, input.number, input.reason),
        lambda outcome: DeliveryAnswered(period=outcome["round_id"]),
    )
    return outcome


async def _publish_round(info: Info, input: Annotated[PublishRoundInput, _given(_INPUT)]) -> PublishRoundResult:
    on, actor = info.context.publishing, info.context.actor
    outcome: PublishRoundResult = await _done(
        info,
        lambda: publishing.publish(on, actor, input.period),
        lambda outcome: PublicationAsked(publication_id=outcome["publication_id"]),
    )
    return outcome


@strawberry.type(
    description="Kommandon: ett per begäran, vart och ett en transaktion. Commands: one in each request, and each is"
    " one transaction."
)
class Mutation:
    open_round: OpenRoundResult = strawberry.mutation(
        resolver=_open_round, description="Öppna en insamlingsomgång. Open a round of collection."
    )
    receive_delivery: AnswerDeliveryResult = strawberry.mutation(
        resolver=_receive_delivery,
        description="Ta emot en leverans. Receive a delivery, to be published with its round.",
    )
    return_delivery: AnswerDeliveryResult = strawberry.mutation(
        resolver=_return_delivery,
        description="Sänd tillbaka en leverans. Send a delivery back to its region, with the reason.",
    )
    publish_round: PublishRoundResult = strawberry.mutation(
        resolver=_publish_round, description="Publicera det mottagna. Have all that was received of a round published."
    )


def _bad(path: str, allowed: str) -> GraphQLError:
    return GraphQLError(f"{path}: allowed: {allowed}", extensions={"code": "BAD_USER_INPUT", "path": path})


def _bounded(path: str, given: list[str], most: int) -> None:
    if not 1 <= len(given) <= most:
        raise _bad(path, f"1-{most}")


def _period(text: str) -> str:
    try:
        return str(ReportingPeriod.parse(text))
    except ValueError:
        raise _bad("period", WRITTEN) from None


def _passed(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) <= 9):  # noqa: PLR2004 - digits of a number of 32 bits
        raise _bad("after", "`next` of the page before")
    return int(after)
