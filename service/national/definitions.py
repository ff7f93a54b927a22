"""Indicators as data: what is counted, over what, by whom, from when, and how it may be added and compared (A6)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from service.domain.dates import Period
from service.national.periods import PeriodKind
from service.rules.sourced import Id, Label, Rule, Section, SourceText, Truth, Whole

Unit = Literal[
    "COUNT",
    "SHARE",
    "RATE_PER_1000",
    "RATIO",
    "MEDIAN_DAYS",
    "DAYS_PER_PERSON",
    "PERCENT_OF_FULL_TIME",
    "SEK",
]
Counted = Literal["INDIVIDUALS", "CONTACTS", "ENTRIES", "DOCUMENTS", "EPISODES", "UNITS", "DAYS", "CASES", "AGREEMENTS"]
Additivity = Literal["ADDITIVE", "NOT_OVER_UNITS", "NOT_ADDITIVE"]
"""Adds over everything; over all but care units, as unique individuals do not; or over nothing, as medians."""
Computed = Literal[
    "DEVIATIONS",
    "PLANS_IN_TIME",
    "DAYS_TO_CORRECTION",
    "RUNNING_SANCTIONS",
    "SANCTIONED_SEK",
    "AGREEMENTS_FOLLOWED_UP",
    "ACTION_PLANS",
    "FURTHER_MEASURES",
]
"""What the service counts from a region's own events (IN-23…25)."""

QUOTIENTS: Final[frozenset[Unit]] = frozenset({"SHARE", "RATE_PER_1000", "RATIO", "DAYS_PER_PERSON"})
"""Units whose value is numerator / denominator × factor; the rest are delivered as a count or a value."""
SEX: Final = "SEX"
UNIT: Final = "UNIT"
"""The two dimensions that the service knows by name: SEX has `T` for its total, UNIT never leaves the region."""
TOTAL: Final = "T"
"""The category of every dimension that stands for all of it."""
OWN_EVENTS: Final = "OWN_EVENTS"
"""The source that the service computes from, and no other."""
NATIONAL_LEAST: Final = 5
"""The smallest number that may be shown anywhere (PV-08)."""


class Named(Section):
    id: Id
    label: Label


class Validity(Section):
    """Half-open days."""

    start: date
    end: date | None = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end is not None and self.end <= self.start:
            raise ValueError("a validity ends after it starts")
        return self

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)


class CodeText(Rule):
    """A version of what a code's text says: KVÅ texts change, and figures with them (NI-08)."""

    version: Id
    text: Label
    validity: Validity


class Code(Section):
    """A code of a code system, `KVA` `GC001`, with the versions of its text in order."""

    system: Id
    id: Id
    texts: tuple[CodeText, ...] = Field(min_length=1)


class Dimension(Section):
    """What figures are split by; `T`, the total, belongs to every dimension and is not listed.

    `overlapping`: one and the same may stand in several of its categories, so that they do not add up to the total.
    """

    id: Id
    label: Label
    categories: tuple[Named, ...] = ()
    overlapping: Truth = False


class Break(Rule):
    """A day from which figures no longer compare with earlier ones; `flag` says why (A6)."""

    day: date
    flag: Id


class Flag(Named):
    """A reservation that figures carry. `breaks`: those with it do not compare with those without it."""

    breaks: Truth = False


class Indicator(Rule):
    """One version of an indicator's definition. `code_ids` name codes of the package, `at_most` another indicator.

    `numerator` and `denominator` say in words what is counted; `factor` is 1, 100 or 1000. `at_most`: this one's
    numerator cannot exceed that one's for the same region, period and categories (EX-21). `threshold` is the smallest
    number that is shown, where this indicator asks for more than the national least. `scopes` are all that figures may
    have, `scope` among them, and `registrants` likewise; none are stated where it makes no difference who registers.
    """

    id: Id
    version: Whole = 1
    state: Literal["DRAFT", "IN_USE", "ENDED"] = "DRAFT"
    validity: Validity
    label: Label
    description: Label
    owner: Id
    unit: Unit
    counted: Counted
    numerator: Label
    denominator: Label | None = None
    factor: Whole = 1
    dimensions: tuple[Id, ...] = ()
    period: PeriodKind
    additivity: Additivity
    code_ids: tuple[Id, ...] = ()
    sources: tuple[Id, ...] = Field(min_length=1)
    scope: Id
    scopes: tuple[Id, ...] = ()
    registrants: tuple[Id, ...] = ()
    at_most: Id | None = None
    computed: Computed | None = None
    breaks: tuple[Break, ...] = ()
    threshold: Whole | None = None
    zero_shown: Truth = True

    @property
    def quotient(self) -> bool:
        return self.unit in QUOTIENTS


class Term(Section):
    """A figure of a balance: an indicator, and the categories that it stands at."""

    indicator: Id
    categories: dict[Id, Id] = Field(default_factory=dict)


class Balance(Rule):
    """Counts that add up in each region and period: `total` is the sum of `plus` less that of `minus` (EX-25)."""

    id: Id
    label: Label
    total: Term
    plus: tuple[Term, ...] = Field(min_length=1)
    minus: tuple[Term, ...] = ()


class CountOf(Section):
    """A numerator or a denominator of an indicator."""

    indicator: Id
    part: Literal["NUMERATOR", "DENOMINATOR"] = "NUMERATOR"


class Shared(Rule):
    """One and the same count in several indicators: what hides it in one of them, hides it in all.

    In those of longer periods it is the sum of the shorter ones', or of individuals at most that.
    """

    counts: tuple[CountOf, ...] = Field(min_length=2)


class Limits(Section):
    """From where on figures are questioned; no document states them, and a package may set its own.

    `coverage` is the least per cent that needs no reservation, `coverage_gap` the points by which two may differ, and
    `denominator` the per cent by which a region's own may change. An outlier lies `outlier` median absolute deviations
    and `outlier_percent` from the median of at least `outlier_periods` earlier figures. `relation` is how many times
    the count per individual may change.
    """

    coverage: Whole = 80
    coverage_gap: Whole = 10
    denominator: Whole = 20
    outlier: Whole = 6
    outlier_percent: Whole = 20
    outlier_periods: Annotated[Whole, Field(ge=1)] = 4
    relation: Annotated[Whole, Field(ge=1)] = 2


class DocumentRef(Section):
    file: str
    title: str


class NationalPackage(Section):
    """The national list: indicators and the vocabularies that they are made of. `threshold` is at least 5 (PV-08)."""

    id: Id
    label: Label
    documents: dict[str, DocumentRef]
    threshold: Whole = NATIONAL_LEAST
    threshold_source: SourceText
    owners: tuple[Named, ...]
    sources: tuple[Named, ...]
    scopes: tuple[Named, ...]
    registrants: tuple[Named, ...]
    flags: tuple[Flag, ...]
    dimensions: tuple[Dimension, ...]
    codes: tuple[Code, ...]
    indicators: tuple[Indicator, ...]
    balances: tuple[Balance, ...] = ()
    shared: tuple[Shared, ...] = ()
    limits: Limits = Limits()

    def indicator(self, indicator_id: str, day: date | None = None) -> Indicator | None:
        """The version that is valid on `day`, or the latest; None where there is none."""
        found = [one for one in self.indicators if one.id == indicator_id]
        if day is not None:
            found = [one for one in found if one.validity.period.contains(day)]
        return max(found, key=lambda one: one.version, default=None)

    def dimension(self, dimension_id: str) -> Dimension | None:
        return next((one for one in self.dimensions if one.id == dimension_id), None)

    def code(self, code_id: str) -> Code | None:
        return next((one for one in self.codes if one.id == code_id), None)

    def flag(self, flag_id: str) -> Flag | None:
        return next((one for one in self.flags if one.id == flag_id), None)
