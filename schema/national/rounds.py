"""Rounds of collection, deliveries that regions have approved, and publications, as a national body sees them."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from schema.national.context import Info
from schema.types.common import Term
from service.publishing_ports import Notice, Publication, Round


@strawberry.type(description="En insamlingsomgång. A round in which figures of one period are collected.")
class IndicatorRound:
    period: str = strawberry.field(description="Perioden, som också är omgångens id. Its period, which is also its id.")
    body: str = strawberry.field(description="Organet som öppnade den. The national body that opened it.")
    indicators: list[str] = strawberry.field(description="Efterfrågade indikatorer. Ids of the indicators asked for.")
    opens_on: date = strawberry.field(description="Första dagen för leverans. The first day of delivery.")
    closes_on: date = strawberry.field(description="Första dagen efter leverans. The first day after delivery.")
    opened_at: datetime = strawberry.field(description="När den öppnades. When the body opened it.")


@strawberry.type(description="En leverans som regionen har godkänt. A delivery that its region has approved.")
class RegionDelivery:
    region: Term = strawberry.field(description="Regionen, med länskod. The region, by its county code.")
    number: int = strawberry.field(description="Löpnummer: 1, sedan rättelser. 1, and corrections after it.")
    approved_at: datetime = strawberry.field(description="När regionen godkände. When the region approved it.")
    expected: int = strawberry.field(description="Antal uppgifter som efterfrågas. How many figures were asked for.")
    present: int = strawberry.field(description="Antal som har värde eller skäl. Those with a figure or a reason.")
    answered: int = strawberry.field(description="Antal som har värde. Those of them with a figure.")
    received_at: datetime | None = strawberry.field(
        description="När den mottogs; null: inte. When it was received; null: it was not."
    )
    returned_at: datetime | None = strawberry.field(
        description="När den återsändes; null: inte. When it was sent back; null: it was not."
    )
    return_reason: str | None = strawberry.field(
        description="Varför den återsändes; null: inte. Why it was sent back; null: it was not."
    )
    publication_id: int | None = strawberry.field(
        description="Publiceringen som den först är med i; null: ingen än. The"
        " first publication that it is in; null: none yet."
    )


@strawberry.type(description="En publicering av en omgång. One publication of a round; numbers count up.")
class NationalPublication:
    id: int = strawberry.field(description="Löpnummer, till `changedSince`. Its number, for `changedSince`.")
    period: str = strawberry.field(description="Omgången. The round that was published.")
    state: str = strawberry.field(
        description="`QUEUED`, `PUBLISHED` eller `FAILED`. It waits, is there, or failed: then ask for it again."
    )
    asked_at: datetime = strawberry.field(description="När den begärdes. When a national body asked for it.")
    published_at: datetime | None = strawberry.field(
        description="När den publicerades; null: inte än. When it was published; null: it is not yet."
    )
    regions: int | None = strawberry.field(
        description="Antal regioner med; null: inte än. How many regions are in it; null: it is not yet published."
    )
    cells: int | None = strawberry.field(
        description="Antal celler; null: inte än. How many cells it has; null: it is not yet published."
    )
    changed: int | None = strawberry.field(
        description="Antal som är nya eller ändrade; null: inte än. How many of them"
        " are new or say something else; null: it is not yet published."
    )


def shown_round(found: Round) -> IndicatorRound:
    return IndicatorRound(
        period=found.round_id,
        body=found.body,
        indicators=list(found.indicators),
        opens_on=found.opens_on,
        closes_on=found.closes_on,
        opened_at=found.opened_at,
    )


def shown_delivery(info: Info, found: Notice) -> RegionDelivery:
    return RegionDelivery(
        region=Term(id=found.region, label=info.context.say(*info.context.regions[found.region])),
        number=found.number,
        approved_at=found.approved_at,
        expected=found.expected,
        present=found.present,
        answered=found.answered,
        received_at=found.received_at,
        returned_at=found.returned_at,
        return_reason=found.return_reason,
        publication_id=found.publication_id,
    )


def shown_publication(found: Publication) -> NationalPublication:
    return NationalPublication(
        id=found.publication_id,
        period=found.round_id,
        state=found.state,
        asked_at=found.asked_at,
        published_at=found.published_at,
        regions=found.regions,
        cells=found.cells,
        changed=found.changed,
    )
