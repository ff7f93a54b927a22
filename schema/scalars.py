"""Scalars of the contract: money and months as text that means one thing."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NewType
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from service.domain.dates import Month

Money = NewType("Money", str)
MonthText = NewType("MonthText", str)


_YEARS: Final = range(1900, 3000)
"""Beyond these calendars and time zones end before the arithmetic does."""


def _month(value: object) -> MonthText:
    try:
        month = Month.parse(value if isinstance(value, str) else "")
    except ValueError:
        month = None
    if month is None or month.year not in _YEARS:
        problem = f"not a month; allowed: YYYY-MM, {_YEARS[0]}-{_YEARS[-1]}"
        raise GraphQLError(problem, extensions={"code": "BAD_USER_INPUT"})
    return MonthText(str(month))


def is_instant(value: datetime) -> bool:
    """Whether the value names one instant: with its offset, and in years that every time zone has."""
    return value.tzinfo is not None and value.year in _YEARS


def instant(text: str) -> datetime:
    """The instant of an ISO 8601 text; ValueError for any other."""
    value = datetime.fromisoformat(text)
    if not is_instant(value):
        raise ValueError(text)
    return value


def _uuid(value: object) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise GraphQLError("not a UUID", extensions={"code": "BAD_USER_INPUT"}) from None


SCALARS: dict[object, ScalarDefinition] = {
    Money: strawberry.scalar(
        name="Money",
        description="Belopp i kronor som decimaltext, t.ex. `16258.06`. Amount in SEK as a decimal string.",
        serialize=str,
        parse_value=str,
    ),
    UUID: strawberry.scalar(
        name="UUID",
        description="UUID i text, RFC 9562. A UUID as text.",
        serialize=str,
        parse_value=_uuid,
    ),
    MonthText: strawberry.scalar(
        name="Month",
        description="Kalendermånad, `YYYY-MM`. A calendar month in Stockholm.",
        serialize=str,
        parse_value=_month,
    ),
}
