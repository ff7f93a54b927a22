"""Published cells, and what became of them from one publication to the next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import strawberry

from service.publishing_ports import Change


@strawberry.enum(
    description="Om en uppgift finns, och annars varför inte. Whether there is a figure, or why there is none."
)
class CellStatus(Enum):
    NORMAL = strawberry.enum_value("NORMAL", description="Uppgift finns. There is a figure.")
    PRELIMINARY = strawberry.enum_value("PRELIMINARY", description="Preliminär uppgift. A figure that may yet change.")
    BREAK = strawberry.enum_value(
        "BREAK", description="Uppgift efter ett tidsseriebrott. A figure after a break in its series."
    )
    DEFINITION_DIFFERS = strawberry.enum_value(
        "DEFINITION_DIFFERS", description="Uppgift efter avvikande definition. A figure by another definition."
    )
    NOT_REPORTED = strawberry.enum_value(
        "NOT_REPORTED", description="Regionen har inte rapporterat. The region has not reported it."
    )
    NOT_REPORTED_BY_CHOICE = strawberry.enum_value(
        "NOT_REPORTED_BY_CHOICE", description="Regionen avstår. The region chose not to report it."
    )
    NOT_APPLICABLE = strawberry.enum_value(
        "NOT_APPLICABLE", description="Gäller inte regionen. It does not apply to the region."
    )
    SUPPRESSED = strawberry.enum_value(
        "SUPPRESSED",
        description="Dold: liten, eller skulle röja en liten; aldrig noll. Hidden since it is small, or would give a"
        " small one away; never zero.",
    )
    IMPLAUSIBLE = strawberry.enum_value(
        "IMPLAUSIBLE", description="Orimlig, visas inte. A figure that cannot be right, and is not shown."
    )


@strawberry.enum(
    description="Om en uppgift kan jämföras med perioden före. Whether a figure compares with the one before."
)
class Comparability(Enum):
    COMPARABLE = strawberry.enum_value("COMPARABLE", description="Jämförbar. It compares.")
    WITH_RESERVATION = strawberry.enum_value(
        "WITH_RESERVATION", description="Jämförbar med förbehåll: se `reasons`. It compares, with `reasons` in mind."
    )
    NOT_COMPARABLE = strawberry.enum_value(
        "NOT_COMPARABLE", description="Inte jämförbar: se `reasons`. It does not compare: `reasons` say why."
    )
    NOTHING_TO_COMPARE = strawberry.enum_value(
        "NOTHING_TO_COMPARE", description="En period saknar uppgift. One of the two periods has no figure."
    )


@strawberry.type(description="Dimension och kategori. A dimension, and the category of it.")
class CategoryOf:
    dimension: str = strawberry.field(description="Dimensionens id, t.ex. `SEX`. Id of the dimension, e.g. `SEX`.")
    category: str = strawberry.field(description="Kategorins id, t.ex. `K`. Id of the category, e.g. `K`.")


@strawberry.type(
    description="En publicerad uppgift, avgjord en gång: saknad är inte noll. A published figure, decided once; one"
    " that is missing is not zero."
)
class NationalCell:
    indicator: str = strawberry.field(description="Indikatorns id. Id of the indicator it is of.")

    region: str = strawberry.field(description="Regionens länskod; `00` är riket. The county code; `00` is the nation.")

    period: str = strawberry.field(description="Perioden, t.ex. `2026-S1`. The period, e.g. `2026-S1`.")

    categories: list[CategoryOf] = strawberry.field(
        description="Kategorier; utelämnad dimension står på totalen. Its categories; a dimension that is"
        " left out stands at its total."
    )

    status: CellStatus = strawberry.field(
        description="Om uppgiften finns, och annars varför inte. Whether there is a figure, or why not."
    )

    value: Decimal | None = strawberry.field(
        description="Värdet i indikatorns enhet; null: se `status`. The value in the indicator's unit;"
        " null: `status` says why."
    )

    numerator: Decimal | None = strawberry.field(
        description="Täljaren; null: se `status`. The numerator; null: `status` says why, or the unit has none."
    )

    denominator: Decimal | None = strawberry.field(
        description="Nämnaren; null: se `status`. The denominator; null: `status` says why, or the unit has none."
    )

    low: Decimal | None = strawberry.field(
        description="Undre gräns, 95 % (Wilson); null: inte en andel. The lower bound with 95 % confidence"
        " (Wilson); null: it is no share."
    )

    high: Decimal | None = strawberry.field(
        description="Övre gräns, 95 % (Wilson); null: inte en andel. The upper bound with 95 % confidence"
        " (Wilson); null: it is no share."
    )

    unweighted: Decimal | None = strawberry.field(
        description="Rikets ovägda medel av regionerna; null för en region. Of the nation, the unweighted"
        " mean of the regions; null elsewhere."
    )

    answered: int | None = strawberry.field(
        description="Antal regioner i rikets värde; null för en region. How many regions are in the"
        " nation's value; null of a region."
    )

    eligible: int | None = strawberry.field(
        description="Antal regioner som kunde svara; null för en region. How many regions could answer;"
        " null of a region."
    )

    verdict: Comparability = strawberry.field(
        description="Om den kan jämföras med perioden före. Whether it compares with the period before."
    )

    reasons: list[str] = strawberry.field(
        description="Skälen till `verdict`, som koder. What `verdict` rests on, as codes."
    )

    change: Decimal | None = strawberry.field(
        description="Ändring i procent; null där jämförelse inte får göras. The change in per cent; null"
        " where it must not be told."
    )

    definition: int = strawberry.field(
        description="Definitionens version. The version of the definition that it was made by."
    )

    source: str | None = strawberry.field(
        description="Källans id; null för riket. Id of its source; null of the nation."
    )

    scope: str | None = strawberry.field(
        description="Omfattningens id; null för riket. Id of what it covers; null of the nation."
    )

    flags: list[str] = strawberry.field(description="Förbehåll, som id:n. Its reservations, by their ids.")


@strawberry.type(description="En cell som en publicering ändrade. What a publication made of a cell.")
class CellChange:
    publication_id: int = strawberry.field(description="Publiceringens nummer. The number of the publication.")
    deleted: bool = strawberry.field(description="Om cellen inte längre publiceras. Whether it is published no more.")
    indicator: str = strawberry.field(description="Indikatorns id. Id of the indicator it is of.")
    region: str = strawberry.field(description="Regionens länskod; `00` är riket. The county code; `00` is the nation.")
    period: str = strawberry.field(description="Perioden. The period it is of.")
    categories: list[CategoryOf] = strawberry.field(description="Cellens kategorier. The categories of the cell.")
    cell: NationalCell | None = strawberry.field(
        description="Cellen; null när den är borta. The cell as it became; null where it is gone."
    )


@strawberry.type(description="En sida av ändringar. A page of changes, in order.")
class CellChanges:
    changes: list[CellChange] = strawberry.field(description="Ändringarna i ordning. The changes in order.")
    next: str | None = strawberry.field(
        description="Till `after` för nästa sida; null: slut. For `after`, to go on; null: there are no more."
    )


_FIGURES: Final = ("value", "numerator", "denominator", "low", "high", "unweighted", "change")
_SAME: Final = (
    "indicator",
    "region",
    "period",
    "answered",
    "eligible",
    "reasons",
    "definition",
    "source",
    "scope",
    "flags",
)


def shown_cell(text: str) -> NationalCell:
    """The cell of its content, JSON text as it was made at publication."""
    content = json.loads(text, parse_float=Decimal)
    given: dict[str, Any] = {name: content[name] for name in _SAME}
    given |= {name: None if content[name] is None else Decimal(content[name]) for name in _FIGURES}
    return NationalCell(
        **given,
        categories=_categories(content),
        status=CellStatus[content["status"]],
        verdict=Comparability[content["verdict"]],
    )


def shown_change(found: Change) -> CellChange:
    content = json.loads(found.content)
    return CellChange(
        publication_id=found.publication_id,
        deleted=found.deleted,
        indicator=content["indicator"],
        region=content["region"],
        period=content["period"],
        categories=_categories(content),
        cell=None if found.deleted else shown_cell(found.content),
    )


def _categories(content: Mapping[str, Any]) -> list[CategoryOf]:
    return [CategoryOf(dimension=one, category=named) for one, named in content["categories"].items()]
