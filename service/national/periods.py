"""The periods that figures are reported for: months, quarters, tertials, half-years, years and three years (A6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from service.domain.dates import Month, Period

PeriodKind = Literal["MONTH", "QUARTER", "TERTIAL", "HALF_YEAR", "YEAR", "THREE_YEARS"]

MONTHS: Final[dict[PeriodKind, int]] = {
    "MONTH": 1,
    "QUARTER": 3,
    "TERTIAL": 4,
    "HALF_YEAR": 6,
    "YEAR": 12,
    "THREE_YEARS": 36,
}
WRITTEN: Final = "2026-03, 2026-Q1, 2026-T1, 2026-S1, 2026, 2026-3Y"
"""One period of each kind, as it is written."""

_LETTERS: Final[dict[str, PeriodKind]] = {"Q": "QUARTER", "T": "TERTIAL", "S": "HALF_YEAR"}
_LETTER_OF: Final = {kind: letter for letter, kind in _LETTERS.items()}
_TEXT: Final = re.compile(
    r"(?P<year>[12][0-9]{3})(?:-(?:(?P<month>0[1-9]|1[0-2])|(?P<part>[QTS][1-4])|(?P<three>3Y)))?"
)


@dataclass(frozen=True, slots=True, order=True)
class ReportingPeriod:
    """The `number`th period of its kind in `year`, from 1; three years begin with `year` and have number 1."""

    year: int
    number: int
    kind: PeriodKind

    @classmethod
    def parse(cls, text: str) -> ReportingPeriod:
        """The period of a text as WRITTEN; ValueError for any other."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no period of the form {WRITTEN}")
        year = int(match["year"])
        if match["month"]:
            return cls(year, int(match["month"]), "MONTH")
        if match["three"]:
            return cls(year, 1, "THREE_YEARS")
        if match["part"]:
            kind, number = _LETTERS[match["part"][0]], int(match["part"][1])
            if number * MONTHS[kind] > MONTHS["YEAR"]:
                raise ValueError(f"{text!r} is no period: a year has {MONTHS['YEAR'] // MONTHS[kind]} of that kind")
            return cls(year, number, kind)
        return cls(year, 1, "YEAR")

    def __str__(self) -> str:
        match self.kind:
            case "MONTH":
                return f"{self.year}-{self.number:02d}"
            case "YEAR":
                return str(self.year)
            case "THREE_YEARS":
                return f"{self.year}-3Y"
            case _:
                return f"{self.year}-{_LETTER_OF[self.kind]}{self.number}"

    @property
    def start(self) -> date:
        return date(self.year, (self.number - 1) * MONTHS[self.kind] % 12 + 1, 1)

    @property
    def end(self) -> date:
        """The first day after it."""
        return Month.of(self.start).plus(MONTHS[self.kind]).first

    @property
    def days(self) -> Period:
        return Period(self.start, self.end)

    def within(self, other: ReportingPeriod) -> bool:
        """Whether all of its days are of `other` too."""
        return other.start <= self.start and self.end <= other.end

    def plus(self, periods: int) -> ReportingPeriod:
        """The period of the same kind so many later; three years move by one year at a time."""
        if self.kind == "THREE_YEARS":
            return ReportingPeriod(self.year + periods, 1, self.kind)
        per_year = MONTHS["YEAR"] // MONTHS[self.kind]
        index = self.year * per_year + self.number - 1 + periods
        return ReportingPeriod(index // per_year, index % per_year + 1, self.kind)

    def parts(self, kind: PeriodKind) -> tuple[ReportingPeriod, ...]:
        """The periods of `kind` that it consists of, in order; none where it does not consist of whole ones."""
        if MONTHS[self.kind] % MONTHS[kind]:
            return ()
        first = period_of(self.start, kind)
        return tuple(first.plus(step) for step in range(MONTHS[self.kind] // MONTHS[kind]))


def period_of(day: date, kind: PeriodKind) -> ReportingPeriod:
    """The period of `kind` that the day lies in; of three years, the one that begins with the day's year."""
    if kind == "THREE_YEARS":
        return ReportingPeriod(day.year, 1, kind)
    return ReportingPeriod(day.year, (day.month - 1) // MONTHS[kind] + 1, kind)
