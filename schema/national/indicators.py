"""Definitions of indicators as the contract shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any

import strawberry

from schema.types.common import RuleSource, Term, rule_source
from service.national import definitions
from service.rules.sourced import Label


@strawberry.enum(description="En indikators enhet. The unit of an indicator's values.")
class IndicatorUnit(Enum):
    COUNT = strawberry.enum_value("COUNT", description="Ett antal av något. How many there are.")
    SHARE = strawberry.enum_value(
        "SHARE", description="Andel av nämnaren, i procent. A share of the denominator, in per cent."
    )
    RATE_PER_1000 = strawberry.enum_value(
        "RATE_PER_1000", description="Per 1 000 av nämnaren. For each 1,000 of the denominator."
    )
    RATIO = strawberry.enum_value("RATIO", description="Kvot av två antal. One count over another.")
    MEDIAN_DAYS = strawberry.enum_value("MEDIAN_DAYS", description="Mediantid i dagar. The median of a time in days.")
    DAYS_PER_PERSON = strawberry.enum_value(
        "DAYS_PER_PERSON", description="Dagar för varje person. A mean over individuals."
    )
    PERCENT_OF_FULL_TIME = strawberry.enum_value(
        "PERCENT_OF_FULL_TIME", description="Procent av heltid. Per cent of a full-time post."
    )
    SEK = strawberry.enum_value("SEK", description="Belopp i kronor, med ören. An amount of money.")


@strawberry.type(
    description="Vad en KVÅ-kod säger under en tid: ändras texten, ändras vad som räknas (NI-08). What a code's text"
    " says for a time: with the text, what is counted changes (NI-08)."
)
class IndicatorCodeText:
    code: str = strawberry.field(
        description="Koden som har texten, t.ex. `GC001`. Which of the national codes has it, e.g. `GC001`."
    )
    version: str = strawberry.field(
        description="Textens version, till `codeText`. Which of the texts it is, for `codeText`."
    )
    text: str = strawberry.field(description="Texten på begärt språk. What it says, in the language asked for.")
    valid_from: date = strawberry.field(
        description="Första dagen som texten gäller. The first day on which it says so."
    )
    valid_until: date | None = strawberry.field(
        description="Första dagen den inte gäller; null: tills vidare. The first day on which it no longer says so;"
        " null: until further notice."
    )


@strawberry.type(description="En version av en indikators definition. One version of the definition of an indicator.")
class Indicator:
    id: str = strawberry.field(
        description="Indikatorns id, som består. What it is called wherever figures are of it, for good."
    )

    version: int = strawberry.field(
        description="Definitionens version, från 1. The version of the definition, counted from 1."
    )

    state: str = strawberry.field(
        description="Om den är utkast, i bruk eller avslutad. How far it has come: `DRAFT`, `IN_USE` or `ENDED`."
    )

    label: str = strawberry.field(
        description="Benämning på begärt språk. What it is called, in the language asked for."
    )

    description: str = strawberry.field(description="Vad den säger, för läsare. What it tells, for those who read it.")

    owner: Term = strawberry.field(description="Ägaren, en enda (NI-20). Who owns the definition; there is always one.")

    unit: IndicatorUnit = strawberry.field(
        description="Enheten som `value` är i. What a `value` of it is expressed in."
    )

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
        description="Slaget av period som den redovisas för, t.ex. `HALF_YEAR`. How long it is reported for, e.g."
        " `HALF_YEAR`."
    )

    additivity: str = strawberry.field(
        description="Hur den får summeras. What it adds up over: `ADDITIVE`, `NOT_OVER_UNITS` or `NOT_ADDITIVE`."
    )

    codes: list[str] = strawberry.field(description="KVÅ-koder som den bygger på. The codes that it is counted by.")

    code_texts: list[IndicatorCodeText] = strawberry.field(
        description="Vad koderna säger och har sagt. What the codes say, and have said before."
    )

    sources: list[Term] = strawberry.field(
        description="Källor som den får hämtas ur. Where regions may have its figures from."
    )

    scopes: list[Term] = strawberry.field(
        description="Vad den får omfatta, den egna först. What care its figures may cover, its own first."
    )

    registrants: list[Term] = strawberry.field(
        description="Vilka som kan registrera; tom lista: det spelar ingen roll. Who may register; an empty list: it"
        " makes no difference."
    )

    valid_from: date = strawberry.field(
        description="Första dagen som definitionen gäller. The first day that the definition holds."
    )

    valid_until: date | None = strawberry.field(
        description="Första dagen den inte gäller; null: tills vidare. The first day that it no longer"
        " holds; null: until further notice."
    )

    source: RuleSource | None = strawberry.field(
        description="Var den nämns i underlagen; null där ingen nämner den. Where the founding documents speak of it;"
        " null where none does."
    )


@strawberry.type(
    description="Förbehåll som en uppgift kan bära. A reservation that figures can carry, from the national list."
)
class IndicatorFlag:
    id: str = strawberry.field(description="Förbehållets id, till `flags`. What it is called in `flags`, for good.")
    label: str = strawberry.field(description="Vad det betyder, på begärt språk. What it means, in words.")
    breaks: bool = strawberry.field(
        description="Om uppgifter med det inte kan jämföras med dem utan. Whether figures with it do not compare with"
        " those without."
    )


Say = Callable[[str, str], str]


def shown_flag(say: Say, own: definitions.Flag) -> IndicatorFlag:
    return IndicatorFlag(id=own.id, label=say(own.label.sv, own.label.en), breaks=own.breaks)


def shown_indicator(say: Say, package: definitions.NationalPackage, own: definitions.Indicator) -> Indicator:
    def said(label: Label) -> str:
        return say(label.sv, label.en)

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
        code_texts=[
            IndicatorCodeText(
                code=code.id,
                version=text.version,
                text=said(text.text),
                valid_from=text.validity.start,
                valid_until=text.validity.end,
            )
            for code in package.codes
            if code.id in own.code_ids
            for text in code.texts
        ],
        sources=[term(one, package.sources) for one in own.sources],
        scopes=[term(one, package.scopes) for one in dict.fromkeys((own.scope, *own.scopes))],
        registrants=[term(one, package.registrants) for one in own.registrants],
        valid_from=own.validity.start,
        valid_until=own.validity.end,
        source=rule_source(own.source.source),
    )
