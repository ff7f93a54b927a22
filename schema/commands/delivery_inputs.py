"""Inputs of the commands on deliveries of figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Final
from uuid import UUID

import strawberry

from schema.inputs import COMMAND_ID
from schema.types.figures import FigureStatus

_ROUND: Final = (
    "Omgången som levereras till, som i `DeliveryRound.id`. What one delivers to, as `DeliveryRound.id` has it."
)
_NUMBER: Final = "Leveransens nummer, som i `Delivery.number`. Which of the deliveries, as `Delivery.number` has it."
_VERSION: Final = (
    "Leveransens version som beslutet utgår från; utelämnad: vilken som helst. The version of the delivery that it was"
    " decided on; omitted: any."
)


@strawberry.input(description="Kategori i en dimension. A category of a dimension, of a figure that is delivered.")
class FigureCategoryInput:
    dimension: str = strawberry.field(
        description="Dimensionens id, som `SEX`, ur `indicators`. Id of what it splits"
        " by, e.g. `SEX`, from `indicators`."
    )
    category: str = strawberry.field(
        description="Kategorins id, t.ex. `K`; `T` är totalen. Id of the category, e.g. `K`; `T` is the total."
    )


@strawberry.input(
    description="En uppgift som levereras, eller varför den saknas: saknad är aldrig noll. A figure that is delivered,"
    " or why there is none: absent is never zero."
)
class FigureInput:
    indicator: str = strawberry.field(
        description="Indikatorns id, ur `indicators`. Id of the indicator, from `indicators`."
    )
    period: str = strawberry.field(
        description="Perioden som den är för, t.ex. `2026-S1`. The period that it is of, e.g. `2026-S1`."
    )
    categories: list[FigureCategoryInput] = strawberry.field(
        default_factory=list,
        description="Kategorierna; utelämnad dimension: totalen. Its categories; a dimension that is omitted: at its"
        " total.",
    )
    status: FigureStatus = strawberry.field(
        default=FigureStatus.NORMAL,
        description="Om uppgiften finns, och annars varför inte; utelämnad: den finns. Whether there is a figure, or"
        " why"
        " not; omitted: there is.",
    )
    numerator: Decimal | None = strawberry.field(
        default=None,
        description="Antalet, eller täljaren, ett heltal; utelämnat: inget. The count, or the numerator, a whole"
        " number;"
        " omitted: none.",
    )
    denominator: Decimal | None = strawberry.field(
        default=None,
        description="Nämnaren, ett heltal; utelämnad: ingen. What it is a quotient over, a whole number; omitted:"
        " none.",
    )
    value: Decimal | None = strawberry.field(
        default=None,
        description="Värdet där enheten varken är antal eller kvot; utelämnat: inget. The value where the unit is"
        " neither a count nor a quotient; omitted: none.",
    )
    source: str = strawberry.field(
        description="Källans id, ur `Indicator.sources`. Id of where the region has it from, from `Indicator.sources`."
    )
    scope: str = strawberry.field(
        description="Omfattningens id, ur `Indicator.scopes`. Id of what care it covers, from `Indicator.scopes`."
    )
    registrant: str | None = strawberry.field(
        default=None,
        description="Vilka som registrerar, som id; utelämnat: ej angett. Who register, by id; omitted: it is not"
        " said.",
    )
    code_text: str | None = strawberry.field(
        default=None,
        description="Versionen av KVÅ-kodens text; utelämnad: ej angett. The version of the code's text; omitted: it is"
        " not said.",
    )
    coverage: Decimal | None = strawberry.field(
        default=None,
        description="Täckningsgrad i procent; utelämnad: ej angett. Per cent of what should have been registered;"
        " omitted: it is not said.",
    )
    flags: list[str] = strawberry.field(
        default_factory=list,
        description="Förbehåll, som id:n; utelämnade: inga. The reservations that it carries, by their ids; omitted:"
        " none.",
    )
    comment: str | None = strawberry.field(
        default=None,
        description="Kommentar, som bara regionen ser, inga personnummer; utelämnad: ingen. What the region says of it,"
        " for itself alone, no personnummer; omitted: nothing.",
    )


@strawberry.input(
    description="Öppna regionens nästa leverans till en omgång. Open the region's next delivery to a round."
)
class OpenDeliveryInput:
    round: str = strawberry.field(description=_ROUND)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(description="Lägg uppgifter i en öppen leverans. Put figures into a delivery that is open.")
class DeliverFiguresInput:
    round: str = strawberry.field(description=_ROUND)
    number: int = strawberry.field(description=_NUMBER)
    rows: list[FigureInput] = strawberry.field(
        description="Uppgifterna, 1-500; de som redan står så ändrar inget. The figures, 1-500 of them; those that"
        " stand"
        " there already change nothing."
    )
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Lämna in en leverans för godkännande. Hand a delivery to whoever approves it, after its checks."
)
class SubmitDeliveryInput:
    round: str = strawberry.field(description=_ROUND)
    number: int = strawberry.field(description=_NUMBER)
    acknowledged: list[str] = strawberry.field(
        default_factory=list,
        description="Koderna för varningar som du läst; utelämnade: inga. The codes of warnings that you have read;"
        " omitted: none.",
    )
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Ta tillbaka en inlämnad leverans, så att den kan ändras. Take a submitted delivery back, so that it"
    " can"
    " be changed."
)
class WithdrawDeliveryInput:
    round: str = strawberry.field(description=_ROUND)
    number: int = strawberry.field(description=_NUMBER)
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Godkänn en leverans, som någon annan lämnat in. Approve a delivery that somebody else submitted."
)
class ApproveDeliveryInput:
    round: str = strawberry.field(description=_ROUND)
    number: int = strawberry.field(description=_NUMBER)
    release_amounts: bool = strawberry.field(
        default=False,
        description="Om belopp i kronor lämnas ut; utelämnat: nej, och finns de avslås godkännandet. Whether amounts in"
        " kronor are given away; omitted: no, and where there are any, approval is refused.",
    )
    expected_version: int | None = strawberry.field(default=None, description=_VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)
