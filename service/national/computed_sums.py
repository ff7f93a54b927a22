"""Counts by figure, period and categories, as they are kept and added to while a region's events come in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from types import MappingProxyType
from typing import Final, assert_never
from uuid import UUID

from service.domain.case import CaseState
from service.domain.register_events import SettledLine
from service.domain.steps import Value
from service.national.computed_rules import Split
from service.national.definitions import TOTAL, Computed
from service.national.observations import Categories, categories
from service.national.periods import ReportingPeriod
from service.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is counted: in which figure, month (or year, of templates), and categories.

    `days`: of a figure that is a median, how many days it took.
    """

    computed: Computed
    period: ReportingPeriod
    categories: Categories = ()
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What is counted in a place; all whole numbers, negative in what is taken back.

    `numerator` and `denominator` are the figure's. `stock` is what there is more of from the period on, until it is
    taken back by a later one. `ore` is money. `told` is how many templates a figure was stated in, zero or not.
    """

    numerator: int = 0
    denominator: int = 0
    stock: int = 0
    ore: int = 0
    told: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.stock + other.stock,
            self.ore + other.ore,
            self.told + other.told,
        )

    def __neg__(self) -> Amount:
        return Amount(-self.numerator, -self.denominator, -self.stock, -self.ore, -self.told)


NOTHING: Final = Amount()
Sums = Mapping[Place, Amount]
"""What there is in each place; a place with nothing is left out."""


def summed(counted: Iterable[tuple[Place, Amount]]) -> Sums:
    """The amounts by place."""
    found: dict[Place, Amount] = defaultdict(Amount)
    for place, amount in counted:
        found[place] += amount
    return {place: amount for place, amount in found.items() if amount != NOTHING}


def delta(before: Sums, after: Sums) -> Sums:
    """What is to be added to the kept sums for a case that added `before` and now adds `after`."""
    return summed([*after.items(), *((place, -amount) for place, amount in before.items())])


@dataclass(frozen=True, slots=True)
class Beside:
    """What a case's figures follow from beside its events.

    `versions` are all adopted ones in order of adoption. `legal_basis` is that of the agreement it was opened under,
    `agreement_ends_on` the first day on which that no longer holds. `settled` are the case's frozen lines and
    corrections, in order of their settlements.
    """

    versions: Mapping[UUID, Ruleset] = field(default_factory=lambda: MappingProxyType({}))
    legal_basis: str | None = None
    agreement_ends_on: date | None = None
    settled: Sequence[SettledLine] = ()


def split(splits: Iterable[Split], case: CaseState, beside: Beside, values: Mapping[str, Value]) -> list[Categories]:
    """The case's own categories in every combination, the totals among them; `values` are of the fields.

    None at all where it stands in no category of some split, which leaves it out of the figure.
    """
    chosen: list[tuple[str, list[str]]] = []
    for one in splits:
        known = {option.casefold(): category for option, category in one.options.items()}
        options = _options(one, case, beside, values)
        found = {known.get(option.strip().casefold(), one.otherwise) for option in options} or {one.otherwise}
        chosen.append((one.dimension, sorted(category for category in found if category is not None)))
    if not all(found for _, found in chosen):
        return []
    every = product(*([(dimension, one) for one in (TOTAL, *found)] for dimension, found in chosen))
    return [categories(**dict(each)) for each in every]


def _options(one: Split, case: CaseState, beside: Beside, values: Mapping[str, Value]) -> tuple[str, ...]:
    match one.of:
        case "OUTCOME":
            stated: Value | None = case.opened.outcome
        case "LADDER":
            stated = case.ladder
        case "LEGAL_BASIS":
            stated = beside.legal_basis
        case "FIELD":
            stated = values.get(one.field or "")
        case _:
            assert_never(one.of)
    if stated is None:
        return ()
    return stated if isinstance(stated, tuple) else (str(stated),)
