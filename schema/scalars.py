"""Scalars of the contract: money and months as text that means one thing."""

from __future__ import annotations

from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from service.domain.dates import Month

Money = NewType("Money", str)
MonthText = NewType("MonthText", str)


def _month(value: object) -> MonthText:
    try:
        return MonthText(str(Month.parse(value if isinstance(value, str) else "")))
    except ValueError:
        raise GraphQLError(
            f"{value!r} is not a month; allowed: YYYY-MM", extensions={"code": "BAD_USER_INPUT"}
        ) from None


SCALARS: dict[object, ScalarDefinition] = {
    Money: strawberry.scalar(
        name="Money",
        description="Belopp i kronor som decimaltext, t.ex. `16258.06`. Amount in SEK as a decimal string.",
        serialize=str,
        parse_value=str,
    ),
    MonthText: strawberry.scalar(
        name="Month",
        description="Kalendermånad, `YYYY-MM`. A calendar month in Stockholm.",
        serialize=str,
        parse_value=_month,
    ),
}
