"""The figures that a region delivers of what is counted from its own events: made of kept sums, never of cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Final

from service.domain.money import format_sek
from service.national.completeness import Asked
from service.national.computed_rules import OF_TEMPLATES, ComputedRules
from service.national.computed_sums import NOTHING, Amount, Place, Sums
from service.national.definitions import OWN_EVENTS, TOTAL, Computed, Indicator, NationalPackage
from service.national.observations import Categories, Key, Observation, Status, categories
from service.national.periods import ReportingPeriod
from service.national.statistics import median_days
from service.rules.ruleset import Ruleset

_NONE: Final[Status] = "NOT_APPLICABLE"


def figures(
    package: NationalPackage, rules: ComputedRules, asked: Asked, kept: Sums, versions: Collection[Ruleset]
) -> list[Observation]:
    """Every computed figure that the round asks of the region, in order of indicators, periods and categories.

    `kept` are the region's sums of all time up to the round's end, `versions` its adopted ones. A figure of a procedure
    that the region does not have in the period is NOT_APPLICABLE, and so is one of nothing: a share of no plans, a
    median of no cases. Kronor are NOT_REPORTED until the month is settled, and PRELIMINARY while a case of it is not;
    counts of a template that nobody has filled in are NOT_REPORTED.
    """
    counted = _Counted(kept)
    found: list[Observation] = []
    for (indicator_id, period), indicator in asked.definitions(package).items():
        computed, key = indicator.computed, Key(indicator_id, asked.region, period)
        if computed is None:
            continue
        if not _has(rules, computed, versions, period) and not counted.any(computed, period):
            found.append(_absent(indicator, key, _NONE))
            continue
        every = _split(package, rules, indicator, computed)
        found += [_figure(indicator, computed, replace(key, categories=chosen), counted) for chosen in every]
    return found


def _has(rules: ComputedRules, computed: Computed, versions: Iterable[Ruleset], period: ReportingPeriod) -> bool:
    procedures = {one.procedure for one in rules.of(computed)}
    return any(one.procedure in procedures and one.validity.period.overlaps(period.days) for one in versions)


def _split(
    package: NationalPackage, rules: ComputedRules, indicator: Indicator, computed: Computed
) -> Iterator[Categories]:
    """The total, and every combination of categories that the figure is counted by and its definition splits it by."""
    counted_by = {by.dimension for one in rules.of(computed) for by in one.splits}
    dimensions = [one for one in package.dimensions if one.id in counted_by and one.id in indicator.dimensions]
    for chosen in product(*((TOTAL, *(category.id for category in one.categories)) for one in dimensions)):
        yield categories(**dict(zip((one.id for one in dimensions), chosen, strict=True)))


def _absent(indicator: Indicator, key: Key, status: Status) -> Observation:
    return Observation(key, status, OWN_EVENTS, indicator.scope, definition=indicator.version)


def _figure(indicator: Indicator, computed: Computed, key: Key, counted: _Counted) -> Observation:
    """The figure by its unit, or the status that says why there is none."""
    made = Observation(key, "NORMAL", OWN_EVENTS, indicator.scope, definition=indicator.version)
    if computed == "SANCTIONED_SEK":
        return _kronor(indicator, made, counted)
    if computed == "DAYS_TO_CORRECTION":
        took = counted.days(key)
        median = median_days(took)
        return _absent(indicator, key, _NONE) if median is None else replace(made, numerator=len(took), value=median)
    amount = counted.amount(computed, key.categories, key.period)
    if computed in OF_TEMPLATES and not amount.told:
        return _absent(indicator, key, "NOT_REPORTED")
    if not indicator.quotient:
        return replace(made, numerator=amount.stock if computed == "RUNNING_SANCTIONS" else amount.numerator)
    if not amount.denominator:
        return _absent(indicator, key, _NONE)
    return replace(made, numerator=amount.numerator, denominator=amount.denominator)


def _kronor(indicator: Indicator, made: Observation, counted: _Counted) -> Observation:
    """Kronor with öre; of one month with how many cases had a sanction in it, which months do not add up to."""
    key = made.key
    months = [counted.amount("SANCTIONED_SEK", key.categories, month) for month in key.period.parts("MONTH")]
    settled = sum(one.numerator for one in months)
    # A case with a line and nothing to settle any more awaits a correction, as one without a line awaits its first.
    open_still = sum(one.stock + one.numerator - 2 * one.denominator for one in months)
    if open_still and not settled:
        return _absent(indicator, key, "NOT_REPORTED")
    return replace(
        made,
        status="PRELIMINARY" if open_still else "NORMAL",
        numerator=settled if len(months) == 1 else None,
        value=Decimal(format_sek(sum(one.ore for one in months))),
    )


@dataclass(frozen=True)
class _Counted:
    """Kept sums by figure and categories."""

    kept: Sums

    @cached_property
    def _by_figure(self) -> Mapping[tuple[Computed, Categories], Sequence[tuple[Place, Amount]]]:
        found: dict[tuple[Computed, Categories], list[tuple[Place, Amount]]] = defaultdict(list)
        for place, amount in self.kept.items():
            found[place.computed, place.categories].append((place, amount))
        return found

    def _of(self, computed: Computed, chosen: Categories) -> Sequence[tuple[Place, Amount]]:
        return self._by_figure.get((computed, chosen), ())

    def amount(self, computed: Computed, chosen: Categories, period: ReportingPeriod) -> Amount:
        """What was counted in the period, with the stock at its end; a template's year is no part of a longer time."""
        own = [(place.period, amount) for place, amount in self._of(computed, chosen)]
        whole = computed in OF_TEMPLATES
        flow = (one for at, one in own if (at == period if whole else at.within(period)))
        stock = sum(one.stock for at, one in own if at.end <= period.end)
        return replace(sum(flow, NOTHING), stock=stock)

    def days(self, key: Key) -> list[int]:
        """How long each case took that was corrected in the period."""
        own = self._of("DAYS_TO_CORRECTION", key.categories)
        found = ((place.days, amount.numerator) for place, amount in own if place.period.within(key.period))
        return [days for days, times in found if days is not None for _ in range(times)]

    def any(self, computed: Computed, period: ReportingPeriod) -> bool:
        return self.amount(computed, (), period) != NOTHING
