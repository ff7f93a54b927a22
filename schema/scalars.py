"""Scalars of the contract: money and months as text that means one thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NewType
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry.scalars import JSON
from strawberry.schema.types.scalar import DEFAULT_SCALAR_REGISTRY
from strawberry.types.scalar import ScalarDefinition

from service.domain.dates import Month
from service.domain.money import format_sek, parse_sek

Money = NewType("Money", str)
MonthText = NewType("MonthText", str)


_YEARS: Final = range(1900, 3000)
"""Beyond these calendars and time zones end before the arithmetic does."""
_DIGITS: Final = 18
"""Of the longest whole number that the database can hold whatever it is."""


def _month(value: object) -> MonthText:
    try:
        month = Month.parse(value if isinstance(value, str) else "")
    except ValueError:
        month = None
    if month is None or month.year not in _YEARS:
        problem = f"not a month; allowed: YYYY-MM, {_YEARS[0]}-{_YEARS[-1]}"
        raise GraphQLError(problem, extensions={"code": "BAD_USER_INPUT"})
    return MonthText(str(month))


def _money(value: object) -> Money:
    try:
        ore = parse_sek(value if isinstance(value, str) else "")
    except ValueError:
        problem = "not an amount; allowed: kronor as decimal text with at most two decimals"
        raise GraphQLError(problem, extensions={"code": "BAD_USER_INPUT"}) from None
    return Money(format_sek(ore))


def is_instant(value: datetime) -> bool:
    """Whether the value names one instant: with its offset, and in years that every time zone has."""
    return value.tzinfo is not None and value.year in _YEARS


def instant(text: str) -> datetime:
    """The instant of an ISO 8601 text; ValueError for any other."""
    value = datetime.fromisoformat(text)
    if not is_instant(value):
        raise ValueError(text)
    return value


def counted(text: str) -> int:
    """The whole number of a text, one that the database can hold; ValueError for any other."""
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise ValueError(text)
    return int(text)


def _uuid(value: object) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise GraphQLError("not a UUID", extensions={"code": "BAD_USER_INPUT"}) from None


SCALARS: dict[object, ScalarDefinition] = {
    Money: strawberry.scalar(
        name="Money",
        description="Belopp i kronor som decimaltext med två decimaler, t.ex. `16258.06`. An amount in kronor as"
        " decimal text with two decimals, e.g. `16258.06`.",
        serialize=str,
        parse_value=_money,
    ),
    UUID: strawberry.scalar(
        name="UUID",
        description="UUID i textform enligt RFC 9562. A UUID in its text form, by RFC 9562.",
        serialize=str,
        parse_value=_uuid,
    ),
    MonthText: strawberry.scalar(
        name="Month",
        description="Kalendermånad i Stockholm, `YYYY-MM`, från år 1900 till 2999. A calendar month in Stockholm,"
        " `YYYY-MM`, of the years 1900 to 2999.",
        serialize=str,
        parse_value=_month,
    ),
}

_STANDARD: Final = {
    date: "Kalenderdag i Stockholm, `YYYY-MM-DD`. A calendar day in Stockholm, `YYYY-MM-DD`.",
    datetime: (
        "Tidpunkt enligt ISO 8601 med tidszon, t.ex. `2025-03-11T09:00:00+01:00`; utan tidszon avvisas den. An instant"
        " by ISO 8601 with its offset, e.g. `2025-03-11T09:00:00+01:00`; one without an offset is refused."
    ),
    Decimal: (
        "Tal som decimaltext, t.ex. `12.5`, utan avrundning. A number as decimal text, e.g. `12.5`, not rounded."
    ),
    JSON: (
        "Vilket JSON-värde som helst; vad det håller står vid fältet. Any JSON value; what it holds is said at its"
        " field."
    ),
}
STANDARD: dict[object, ScalarDefinition] = {
    kind: replace(DEFAULT_SCALAR_REGISTRY[kind], description=description) for kind, description in _STANDARD.items()
}
"""The library's own, described as the rest of the contract is."""
