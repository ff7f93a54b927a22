"""A delivered figure, with all that decides whether it may be compared, and absence as a value of its own (A15)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from service.national.definitions import TOTAL
from service.national.periods import ReportingPeriod

Status = Literal[
    "NORMAL",
    "PRELIMINARY",
    "BREAK",
    "DEFINITION_DIFFERS",
    "NOT_REPORTED",
    "NOT_REPORTED_BY_CHOICE",
    "NOT_APPLICABLE",
    "SUPPRESSED",
    "IMPLAUSIBLE",
]
VALUED: Final[frozenset[Status]] = frozenset({"NORMAL", "PRELIMINARY", "BREAK", "DEFINITION_DIFFERS"})
"""Statuses under which there is a figure; under all others there is none, and it is no zero."""
ABSENT: Final[frozenset[Status]] = frozenset({"NOT_REPORTED", "NOT_REPORTED_BY_CHOICE", "NOT_APPLICABLE"})
"""What a region may deliver in the place of a figure."""
SUPPRESSED: Final[frozenset[Status]] = frozenset({"SUPPRESSED"})

Categories = tuple[tuple[str, str], ...]
"""Dimension and category, ordered by dimension; one that is left out stands at its total."""


def categories(**named: str) -> Categories:
    """The categories as a key takes them: totals left out, the rest ordered."""
    return tuple(sorted((dimension, one) for dimension, one in named.items() if one != TOTAL))


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Which figure: of an indicator, a region (SCB länskod), a period, and categories of its dimensions."""

    indicator: str
    region: str
    period: ReportingPeriod
    categories: Categories = ()

    def category(self, dimension: str) -> str:
        return dict(self.categories).get(dimension, TOTAL)


@dataclass(frozen=True, slots=True)
class Observation:
    """What a region says of one figure.

    `numerator` is the count; with a `denominator` the value is their quotient times the indicator's factor. `value` is
    given where the unit is no count and no quotient (a median: `numerator` is then how many it is of). All three are
    None under a status without a figure. `coverage` is per cent of what should have been registered. `flags` are those
    of the package. `comment` is free text, of the region alone unless it releases it.
    """

    key: Key
    status: Status
    source: str
    scope: str
    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None
    registrant: str | None = None
    code_text: str | None = None
    coverage: Decimal | None = None
    flags: tuple[str, ...] = ()
    comment: str | None = None
    definition: int = 1
    """The version of the indicator's definition that it was made by."""

    @property
    def valued(self) -> bool:
        return self.status in VALUED
