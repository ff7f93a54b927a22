"""Definitions of indicators as the contract shows them."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

import strawberry

from schema.national.context import Info
from schema.types.common import RuleSource, Term, rule_source
from service.national import definitions
from service.rules.sourced import Label


@strawberry.enum(description="En indikators enhet. The unit of an indicator's values.")
class IndicatorUnit(Enum):
    COUNT = strawberry.enum_value("COUNT", description="Antal. A count.")
    SHARE = strawberry.enum_value(
        "SHARE", description="Andel av nämnaren, i procent. A share of the denominator, in per cent."
    )
    RATE_PER_1000 = strawberry.enum_value(
        "RATE_PER_1000", description="Per 1 000 av nämnaren. For each 1,000 of the denominator."
    )
    RATIO = strawberry.enum_value("RATIO", description="Kvot av två antal. One count over another.")
    MEDIAN_DAYS = strawberry.enum_value("MEDIAN_DAYS", description="Mediantid i dagar. The median of a time in days.")
    DAYS_PER_PERSON = strawberry.enum_value("DAYS_PER_PERSON", description="Dagar per person. Days for each person.")
    PERCENT_OF_FULL_TIME = strawberry.enum_value(
        "PERCENT_OF_FULL_TIME", description="Procent av heltid. Per cent of a full-time post."
    )
    SEK = strawberry.enum_value("SEK", description="Kronor. Swedish kronor.")


@strawberry.type(description="En version av en indikators definition. One version of the definition of an indicator.")
class Indicator:
    id: str = strawberry.field(
        description="Indikatorns id, som består. Its id, for good; `cells(indicators:)` takes it."
    )

    version: int = strawberry.field(
        description="Definitionens version, från 1. The version of the definition, counted from 1."
    )

    state: str = strawberry.field(description="Utkast, i bruk eller avslutad. `DRAFT`, `IN_USE` or `ENDED`.")

    label: str = strawberry.field(
        description="Benämning på begärt språk. What it is called, in the language asked for."
    )

    description: str = strawberry.field(description="Vad den säger, för läsare. What it tells, for those who read it.")

    owner: Term = strawberry.field(description="Ägaren, en enda (NI-20). Who owns the definition; there is always one.")

    unit: IndicatorUnit = strawberry.field(description="Enheten för `value`. The unit that `value` is in.")

    numerator: str = strawberry.field(description="Vad täljaren räknar, med ord. What the numerator counts, in words.")

    denominator: str | None = strawberry.field(
        description="Vad nämnaren räknar; null utan nämnare. What the denominator counts; null without."
    )

    factor: int = strawberry.field(
        description="Talet som kvoten gångras med. What the quotient is multiplied by: 1, 100 or 1000."
    )

    dimensions: list[Term] = strawberry.field(
        description="Dimensioner som den delas på. The dimensions that its figures are split by."
    )

    period: str = strawberry.field(
        description="Periodens slag, t.ex. `HALF_YEAR`. The kind of its periods, e.g. `HALF_YEAR`."
    )

    additivity: str = strawberry.field(
        description="Hur den får summeras. What it adds up over: `ADDITIVE`, `NOT_OVER_UNITS` or `NOT_ADDITIVE`."
    )

    codes: list[str] = strawberry.field(description="KVÅ-koder som den bygger på. The codes that it is counted by.")

    valid_from: date = strawberry.field(
        description="Första dagen som definitionen gäller. The first day that the definition holds."
    )

    valid_until: date | None = strawberry.field(
        description="Första dagen den inte gäller; null: tills vidare. The first day that it no longer"
        " holds; null: until further notice."
    )

    source: RuleSource | None = strawberry.field(
        description="Var den nämns i underlagen. Where the founding documents speak of it."
    )


def shown_indicator(info: Info, own: definitions.Indicator) -> Indicator:
    package = info.context.package

    def said(label: Label) -> str:
        return info.context.say(label.sv, label.en)

    def term(own_id: str, named: Any) -> Term:
        return Term(id=own_id, label=said(next(one.label for one in named if one.id == own_id)))

    return Indicator(
        id=own.id,
        version=own.version,
        state=own.state,
        label=said(own.label),
        description=said(own.description),
        owner=term(own.owner, package.owners),
        unit=IndicatorUnit[own.unit],
        numerator=said(own.numerator),
        denominator=None if own.denominator is None else said(own.denominator),
        factor=own.factor,
        dimensions=[term(one, package.dimensions) for one in own.dimensions],
        period=own.period,
        additivity=own.additivity,
        codes=list(own.code_ids),
        valid_from=own.validity.start,
        valid_until=own.validity.end,
        source=rule_source(own.source.source),
    )
