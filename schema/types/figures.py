"""Figures of indicators as a region delivers them, page by page."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from schema.needs import column, described
from schema.types.common import CURSOR, EDGES, PAGE_INFO, PageInfo
from service.national.deliveries import read
from service.usecases.views import Row


@strawberry.enum(
    description="Om en uppgift finns, och annars varför inte; saknad är aldrig noll. Whether there is a figure, or why"
    " there is none; absent is never zero."
)
class FigureStatus(Enum):
    NORMAL = strawberry.enum_value("NORMAL", description="Det finns en uppgift. There is a figure.")
    PRELIMINARY = strawberry.enum_value("PRELIMINARY", description="Preliminär uppgift. A figure that may yet change.")
    BREAK = strawberry.enum_value(
        "BREAK", description="Uppgift efter ett tidsseriebrott. A figure after a break in its series."
    )
    DEFINITION_DIFFERS = strawberry.enum_value(
        "DEFINITION_DIFFERS", description="Uppgift efter avvikande definition. A figure by another definition."
    )
    NOT_REPORTED = strawberry.enum_value(
        "NOT_REPORTED", description="Regionen har inte uppgiften. The region does not have the figure."
    )
    NOT_REPORTED_BY_CHOICE = strawberry.enum_value(
        "NOT_REPORTED_BY_CHOICE",
        description="Regionen avstår; kommentaren säger varför. The region chooses not to report it; the comment says"
        " why.",
    )
    NOT_APPLICABLE = strawberry.enum_value(
        "NOT_APPLICABLE", description="Gäller inte regionen. It does not apply to the region."
    )


@strawberry.type(description="Kategori i en dimension som en uppgift gäller. The category of a dimension, of a figure.")
class FigureCategory:
    dimension: str = strawberry.field(
        description="Dimensionens id, som `SEX`, ur `indicators`. Id of what it splits"
        " by, e.g. `SEX`, from `indicators`."
    )
    category: str = strawberry.field(
        description="Kategorins id inom den, t.ex. `K`. Which of its values it is, by id, e.g. `K`."
    )


@strawberry.type(
    description="En uppgift som gäller i en leverans, med allt som avgör om den kan jämföras. A figure in effect with a"
    " delivery, with all that decides whether it may be compared."
)
class DeliveredFigure:
    row: strawberry.Private[Row]

    indicator: str = column("indicator", "Indikatorns id, ur `indicators`. Id of the indicator, from `indicators`.")
    period: str = column(
        "period", "Perioden som den är för, t.ex. `2026-S1`. The period that it is of, e.g. `2026-S1`."
    )
    status: FigureStatus = column(
        "status", "Om uppgiften finns, och annars varför inte. Whether there is a figure, or why not.", FigureStatus
    )
    numerator: Decimal | None = column(
        "numerator",
        "Antalet, eller täljaren; null: se `status`, eller enheten har inget. The count, or the numerator; null:"
        " `status` says why, or the unit has none.",
        Decimal,
    )
    denominator: Decimal | None = column(
        "denominator",
        "Nämnaren; null: se `status`, eller enheten har ingen. What it is a quotient over; null: `status` says why, or"
        " the unit has none.",
        Decimal,
    )
    value: Decimal | None = column(
        "value",
        "Värdet där enheten varken är antal eller kvot; null annars. The value where the unit is neither a count nor a"
        " quotient; null otherwise.",
        Decimal,
    )
    source: str = column("source", "Källan som den är hämtad ur, som id. Where the region has it from, by its id.")
    scope: str = column("scope", "Vilken vård den omfattar, som id. What care it covers, by its id.")
    registrant: str | None = column(
        "registrant", "Vilka som registrerar, som id; null: ej angett. Who register, by id; null: it is not said."
    )
    code_text: str | None = column(
        "code_text",
        "Versionen av KVÅ-kodens text; null: ej angett. The version of the code's text; null: it is not said.",
    )
    coverage: Decimal | None = column(
        "coverage",
        "Täckningsgrad i procent av det som skulle ha registrerats; null: ej angett. Per cent of what should have been"
        " registered; null: it is not said.",
        Decimal,
    )
    comment: str | None = column(
        "comment",
        "Regionens kommentar, som bara regionen ser; null: ingen. What the region says of it, for itself alone; null:"
        " nothing.",
    )
    definition: int = column(
        "definition",
        "Versionen av definitionen som den är räknad efter. The version of the indicator's definition"
        " that it was made by.",
    )
    number: int = column(
        "number", "Leveransen den kom med, av rundans. The number of the delivery that it came with, of the round's."
    )
    batch: int = column("batch", "Omgången den kom i, inom leveransen. The batch of that delivery that it came in.")
    recorded_at: datetime = column(
        "recorded_at", "När den levererades. The instant at which it was delivered.", datetime.fromisoformat
    )
    delivered_by: strawberry.ID = column(
        "delivered_by",
        "Personen som levererade den, som i `Viewer.actorId`. The person who sent it, as `Viewer.actorId` has it.",
    )

    @described(
        "Kategorierna; en dimension som inte står här är på sin total. Its categories; a dimension that is not among"
        " them stands at its total.",
        "categories",
    )
    def categories(self) -> list[FigureCategory]:
        return [FigureCategory(dimension=one, category=other) for one, other in read(self.row["categories"])]

    @described("Förbehåll, som id:n ur `indicators`. The reservations that it carries, by their ids.", "flags")
    def flags(self) -> list[str]:
        found: list[str] = self.row["flags"].split()
        return found


@strawberry.type(description="En uppgift i en lista. A figure in a list, with its cursor.")
class DeliveredFigureEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: DeliveredFigure = strawberry.field(description="Uppgiften på raden. The figure of this row.")


@strawberry.type(
    description="En sida uppgifter, ordnade efter indikator, period och kategorier. A page of figures, by indicator,"
    " period and categories."
)
class DeliveredFigureConnection:
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)
    edges: list[DeliveredFigureEdge] = strawberry.field(description=EDGES)

    @described("Uppgifterna på sidan, utan markörer. The figures of the page, without cursors.", same=True)
    def nodes(self) -> list[DeliveredFigure]:
        return [edge.node for edge in self.edges]
