"""Which version of a procedure's rules is in force on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal
from uuid import UUID

from service.domain.dates import Period, add_months
from service.rules.ruleset import Ruleset

Standing = Literal["ADOPTED", "IN_FORCE", "SUPERSEDED", "EXPIRED"]
REMINDED: Final = (6, 3)
"""How many months before a version expires its revision is to be begun, at the earliest and at the latest (VG-71)."""


def version_on(versions: Mapping[UUID, Ruleset], procedure: str, day: date) -> UUID | None:
    """The version in force on `day`: the latest to begin, of those the latest adopted; None where none is.

    `versions` stand in order of adoption.
    """
    return latest(periods_of(versions, procedure), day)


def periods_of(versions: Mapping[UUID, Ruleset], procedure: str) -> dict[UUID, Period]:
    """When each version of the procedure is valid, in order of adoption."""
    return {own: one.validity.period for own, one in versions.items() if one.procedure == procedure}


def latest(periods: Mapping[UUID, Period], day: date) -> UUID | None:
    """Of one procedure's versions, in order of adoption, the one in force on `day`; None where none is."""
    best: UUID | None = None
    for ruleset_id, period in periods.items():
        if period.contains(day) and (best is None or period.start >= periods[best].start):
            best = ruleset_id
    return best


def standing(periods: Mapping[UUID, Period], one: UUID, day: date) -> Standing:
    """How an adopted version stands on `day` (SM-9): never stored, since it follows from the dates of all versions.

    Adopted and not begun; in force; superseded by one that was in force on its last day, or is today; or expired with
    nothing in its place.
    """
    period = periods[one]
    if day < period.start:
        return "ADOPTED"
    last = day if period.contains(day) or period.end is None else period.end - timedelta(days=1)
    if latest(periods, last) != one:
        return "SUPERSEDED"
    return "IN_FORCE" if last == day else "EXPIRED"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A version expires in so many months: `on` is the day to be reminded, `due` whether it has come in vain."""

    months: int
    on: date
    due: bool


def reminders(periods: Mapping[UUID, Period], one: UUID, day: date) -> list[Reminder]:
    """When to be reminded that a version expires, REMINDED months before; none for one that holds until further notice.

    Once another version takes over, no reminder is due.
    """
    end = periods[one].end
    if end is None:
        return []
    open_ = not _continued(periods, one, end, day)
    days = {months: add_months(end, -months) for months in REMINDED}
    return [Reminder(months, on, open_ and on <= day) for months, on in days.items()]


@dataclass(frozen=True, slots=True)
class Duty:
    """A version that is to be revised: `months` are left since the day `on`, 0 once it has expired on `expires_on`."""

    ruleset_id: UUID
    months: int
    on: date
    expires_on: date


def duties(periods: Mapping[UUID, Period], day: date) -> Iterator[Duty]:
    """What whoever owns a procedure's rules has to do: of each version that nothing continues, the latest reminder."""
    for own, period in periods.items():
        if period.end is None or _continued(periods, own, period.end, day):
            continue
        reached = [(one.months, one.on) for one in reminders(periods, own, day) if one.due]
        reached += [(0, period.end)] if period.end <= day else []
        if reached:
            months, on = reached[-1]
            yield Duty(own, months, on, period.end)


def _continued(periods: Mapping[UUID, Period], one: UUID, end: date, day: date) -> bool:
    """Whether another version holds on the day on which this one no longer does, or has begun since."""
    others = [period for own, period in periods.items() if own != one]
    return any(period.contains(end) or end <= period.start <= day for period in others)


def after(versions: Mapping[UUID, Ruleset], one: UUID, other: UUID) -> bool:
    """Whether `one` comes after `other`: by the day it begins, on one day by adoption."""
    order = list(versions)
    begins = {ruleset_id: versions[ruleset_id].validity.valid_from for ruleset_id in (one, other)}
    return (begins[one], order.index(one)) > (begins[other], order.index(other))
