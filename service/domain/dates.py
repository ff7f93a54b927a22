"""Dates as the regions count them: local to Stockholm, periods half-open, deadlines on working days."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

ZONE = ZoneInfo("Europe/Stockholm")
MOST_MONTHS = 240
"""The longest span of months that is read at once."""
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def local_date(instant: datetime) -> date:
    """The calendar day in Stockholm at `instant`, which must carry an offset (EX-14).

    Raises ValueError for a naive datetime: a day guessed from it could be off by one, and so could the money.
    """
    if instant.tzinfo is None:
        message = "an instant needs an offset from UTC"
        raise ValueError(message)
    return instant.astimezone(ZONE).date()


def local_time(*instants: datetime) -> tuple[str, ...]:
    """The instants in Stockholm, `2025-03-11 09:00`: to the minute, or as finely as tells them apart."""
    told: tuple[str, ...] = ()
    for finest in ("minutes", "seconds", "microseconds"):
        told = tuple(one.astimezone(ZONE).replace(tzinfo=None).isoformat(" ", finest) for one in instants)
        if len(set(told)) == len(set(instants)):
            break
    return told


def utc_text(instant: datetime) -> str:
    """`instant` in UTC with six decimals and `Z`: the form in which the hash chain reads it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, written `2025-03`."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Raises ValueError unless `text` is `YYYY-MM`."""
        match = _MONTH.fullmatch(text)
        if match is None or match[1] == "0000":
            message = f"{text!r} is not a month of the form YYYY-MM"
            raise ValueError(message)
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.number)[1]

    def next(self) -> Month:
        return self.plus(1)

    @property
    def index(self) -> int:
        """Months since the year 0: differences count months."""
        return self.year * 12 + self.number - 1

    def plus(self, months: int) -> Month:
        index = self.index + months
        return Month(index // 12, index % 12 + 1)

    @property
    def end(self) -> date:
        """The first day after the month."""
        return self.next().first


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open days [start, end); `end` None means that it still runs."""

    start: date
    end: date | None

    def contains(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def until(self, day: date) -> Period:
        """The same period cut off before `day`."""
        return Period(self.start, day if self.end is None else min(self.end, day))

    def overlaps(self, other: Period) -> bool:
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


def days_in_month(start: date, end: date, month: Month) -> int:
    """How many days of [start, end) lie in `month`; never negative."""
    return max(0, (min(end, month.end) - max(start, month.first)).days)


def months_of(start: date, end: date) -> list[Month]:
    """The months that [start, end) touches, in order; none where the period is empty."""
    if end <= start:
        return []
    month, last, found = Month.of(start), Month.of(end - timedelta(days=1)), []
    while month <= last:
        found.append(month)
        month = month.next()
    return found


def add_months(day: date, months: int) -> date:
    """The same day number `months` later, or the month's last day where it has no such day (EX-13)."""
    month = Month.of(day).plus(months)
    return date(month.year, month.number, min(day.day, month.days))


@lru_cache(maxsize=256)
def _red_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


def is_working_day(day: date) -> bool:
    """Not Saturday, Sunday, a red day, midsommarafton, julafton or nyårsafton (EX-13)."""
    return day.weekday() < calendar.SATURDAY and day not in _red_days(day.year)


def roll_forward(day: date) -> date:
    """`day`, or the first working day after it (EX-13, modelled on law 1930:173)."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def last_working_day(month: Month) -> date:
    """The month's last working day (AM-32)."""
    day = month.end - timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day
