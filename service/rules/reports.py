"""When a report falls due, and which period it then covers (EX-13, AM-32)."""

from __future__ import annotations

from datetime import date, timedelta

from service.domain.dates import Month, Period, add_months, last_working_day
from service.rules.procedure import Cadence, Report

_TERMS = (6, 12)
_QUARTERS = (3, 6, 9, 12)


def due_days(cadence: Cadence, year: int) -> list[date]:
    """The days of the year by which the report is to be made, in order; none where no rule sets a day."""
    months = _months(cadence, year)
    if cadence.day is None:
        return []
    found = []
    for number in months:
        month = Month(year, number)
        match cadence.day:
            case "LAST_WORKING_DAY":
                found.append(last_working_day(month))
            case "LAST_DAY":
                found.append(month.end - timedelta(days=1))
            case "FIRST_DAY":
                found.append(month.first)
    return found


def _months(cadence: Cadence, year: int) -> tuple[int, ...]:
    match cadence.kind:
        case "MONTHS":
            return tuple(sorted(cadence.months))
        case "MONTHLY":
            return tuple(range(cadence.every, 13, cadence.every))
        case "QUARTERLY":
            return _QUARTERS
        case "TERM":
            return _TERMS
        case "YEARLY":
            return (12,) if year % cadence.every == 0 else ()
        case "DAILY" | "PER_DECISION" | "ON_EVENT" | "ON_CLOSE":
            return ()


def covered(report: Report, due_on: date) -> Period | None:
    """The period that the report due on that day is about, half-open; None where the ruleset does not say."""
    year = due_on.year
    match report.covers:
        case "PREVIOUS_HALF_YEAR":
            half = date(year, 1, 1) if due_on.month <= 6 else date(year, 7, 1)  # noqa: PLR2004 - the first half of a year
            return Period(add_months(half, -6), half)
        case "PREVIOUS_YEAR":
            return Period(date(year - 1, 1, 1), date(year, 1, 1))
        case "PREVIOUS_MONTH":
            first = date(year, due_on.month, 1)
            return Period(add_months(first, -1), first)
        case "CASE" | "UNSTATED":
            return None
