"""Arguments that several questions have in common, and what they may be."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument

from schema.context import Info
from schema.ids import asked_id, bad_input
from schema.scalars import MonthText, is_instant
from service.domain.dates import MOST_MONTHS, Month

OwnId = Annotated[
    strawberry.ID, argument(description="Globalt id, som i `id`. The global id, as the field `id` has it.")
]
KnownAt = Annotated[
    datetime | None,
    argument(
        description="Tidpunkten vars kunskap visas, med tidszon, inte i framtiden; utelämnad: nu. The instant whose"
        " knowledge is shown, with its offset, not in the future; omitted: now."
    ),
]
FromMonth = Annotated[
    MonthText, argument(name="from", description="Första månad, med. The first of the months, inclusive.")
]
UntilMonth = Annotated[
    MonthText,
    argument(
        description="Sista månad, med, högst 240 månader bort. The last of the months, inclusive, at most 240 of them."
    ),
]


def unit_asked(unit_id: strawberry.ID) -> UUID:
    """The own id behind the argument `unitId`; GraphQL error BAD_USER_INPUT where it is none of a care unit."""
    return asked_id("CareUnit", unit_id, "unitId", "care unit")


def check_past(info: Info, known_at: datetime | None) -> None:
    """BAD_USER_INPUT for what is no instant, or one that is to come."""
    if known_at is not None and known_at.tzinfo is not None and known_at > info.context.now:
        raise bad_input("knownAt lies in the future; allowed: up to now")
    if known_at is not None and not is_instant(known_at):
        raise bad_input("knownAt is an instant with its offset from UTC")


def check_months(first: MonthText, last: MonthText) -> tuple[Month, Month]:
    """Both months, both inclusive; GraphQL error BAD_USER_INPUT where there is none between them, or too many."""
    start, end = Month.parse(first), Month.parse(last)
    months = end.index - start.index + 1
    if not 1 <= months <= MOST_MONTHS:
        raise bad_input(f"from and until span {months} months; allowed: 1-{MOST_MONTHS}")
    return start, end
