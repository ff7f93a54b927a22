"""What a publication gives readers to reckon with: counts, and the sums that bind them (C6).

A reader is taken to know every sum that could be made: sexes and categories to their total, regions to the nation,
numerator and rest to the denominator, and the balances and bounds that the national list itself tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Final, Literal

from service.national.cells import RIKET
from service.national.definitions import TOTAL, UNIT, Balance, CountOf, Indicator, NationalPackage, Term
from service.national.disclosure import Table
from service.national.moves import AtMost, Relation, Sum
from service.national.observations import Key, Observation, categories
from service.national.periods import MONTHS, ReportingPeriod
from service.national.statistics import adds, poolable

Part = Literal["NUMERATOR", "DENOMINATOR", "REST", "SUM"]
"""REST is denominator − numerator of a share, SUM what one side of a balance comes to: readers work both out."""
Figure = tuple[Key, Part]
_SHOWN: Final[tuple[Part, Part]] = ("NUMERATOR", "DENOMINATOR")


@dataclass(frozen=True)
class Edition:
    """The regions' figures as a publication had them, by key, and those of which it showed nothing."""

    figures: Mapping[Key, Observation]
    hidden: frozenset[Key] = frozenset()

    def of(self, indicators: Iterable[str], period: ReportingPeriod) -> dict[Key, Observation]:
        """Those of the indicators within the period, but for single care units', which stay in their region."""
        own = (one for indicator in indicators for one in self._by_indicator.get(indicator, ()))
        return {one.key: one for one in own if one.key.period.within(period)}

    @cached_property
    def _by_indicator(self) -> Mapping[str, Sequence[Observation]]:
        found: dict[str, list[Observation]] = {}
        for key, one in self.figures.items():
            if key.category(UNIT) == TOTAL:
                found.setdefault(key.indicator, []).append(one)
        return found


def groups(package: NationalPackage, indicators: Iterable[str]) -> list[tuple[str, ...]]:
    """The indicators, each with all of the list that bounds, balances and shared counts tie to it, in its order."""
    listed = list(dict.fromkeys(one.id for one in package.indicators))
    group = {one: {one} for one in listed}
    for one, other in _bound(package):
        if group[one] is not group[other]:
            merged = group[one] | group[other]
            group |= dict.fromkeys(merged, merged)
    asked = frozenset(indicators)
    found = {id(each): each for each in group.values() if asked & each}
    return [tuple(one for one in listed if one in each) for each in found.values()]


def _bound(package: NationalPackage) -> Iterable[tuple[str, str]]:
    for one in package.indicators:
        if one.at_most is not None:
            yield one.id, one.at_most
    for balance in package.balances:
        named = [balance.total.indicator, *(term.indicator for term in (*balance.plus, *balance.minus))]
        yield from combinations(dict.fromkeys(named), 2)
    for shared in package.shared:
        yield from combinations(dict.fromkeys(one.indicator for one in shared.counts), 2)


def national(indicator: Indicator, figures: Iterable[Observation]) -> dict[Key, list[Observation]]:
    """The nation's keys of one indicator and period, each with the regions' figures of it."""
    found: dict[Key, list[Observation]] = {}
    for one in figures:
        found.setdefault(Key(indicator.id, RIKET, one.key.period, one.key.categories), []).append(one)
    return found


def table(
    package: NationalPackage, indicators: Sequence[Indicator], figures: Mapping[Key, Observation]
) -> Table[Figure]:
    """The counts of a group's figures and of the nation's sums of them, and all that binds them."""
    made = _Making(package)
    for indicator in indicators:
        made.counts_of(indicator, [one for key, one in figures.items() if key.indicator == indicator.id and one.valued])
        if indicator.unit == "SHARE":
            made.rests(indicator)
    places: dict[tuple[str, str, ReportingPeriod], list[Key]] = {}
    for key, part in made.counts:
        if part == "NUMERATOR":
            places.setdefault((key.indicator, key.region, key.period), []).append(key)
    _bind(made, indicators, places)
    aside = frozenset(one for one in made.counts if one[1] == "DENOMINATOR")
    blocks: list[tuple[Figure, ...]] = [((key, "NUMERATOR"), (key, part)) for key, part in aside]
    return Table(made.counts, made.relations, frozenset(made.unseen), aside, blocks)


def _bind(
    made: _Making, indicators: Sequence[Indicator], places: Mapping[tuple[str, str, ReportingPeriod], Sequence[Key]]
) -> None:
    package = made.package
    for indicator in indicators:
        for (indicator_id, _, _), keys in places.items():
            if indicator_id == indicator.id:
                made.splits(indicator, keys)
                made.at_most(indicator, keys)
    for shared in package.shared:
        for one, other in combinations(shared.counts, 2):
            made.tie(one, other, {found.id: found for found in indicators})
    for balance in package.balances:
        for region, period in dict.fromkeys((region, period) for _, region, period in places):
            made.balance(balance, region, period)


@dataclass(slots=True)
class _Making:
    """A table under way."""

    package: NationalPackage
    counts: dict[Figure, int] = field(default_factory=dict)
    relations: list[Relation[Figure]] = field(default_factory=list)
    unseen: set[Figure] = field(default_factory=set)

    def counts_of(self, indicator: Indicator, own: Sequence[Observation]) -> None:
        for one in own:
            self._count(indicator, one.key, one.numerator, one.denominator)
        if not adds(indicator):
            return
        for key, regional in national(indicator, own).items():
            pooled = poolable(indicator, regional)
            numerators = [one.numerator for one in pooled if one.numerator is not None]
            if not pooled or len(numerators) < len(pooled):
                continue
            denominators = [one.denominator for one in pooled if one.denominator is not None]
            self._count(indicator, key, sum(numerators), sum(denominators) if denominators else None)
            for part in _SHOWN:
                if (key, part) in self.counts:
                    self.relations.append(Sum((key, part), tuple((one.key, part) for one in pooled)))

    def _count(self, indicator: Indicator, key: Key, numerator: int | None, denominator: int | None) -> None:
        if numerator is not None:
            self.counts[key, "NUMERATOR"] = numerator
            if indicator.quotient and denominator is not None:
                self.counts[key, "DENOMINATOR"] = denominator

    def rests(self, indicator: Indicator) -> None:
        """What the numerators of a share leave of their denominators."""
        for key in [one for one, part in self.counts if part == "DENOMINATOR" and one.indicator == indicator.id]:
            numerator, denominator = self.counts[key, "NUMERATOR"], self.counts[key, "DENOMINATOR"]
            if numerator <= denominator:
                self.counts[key, "REST"] = denominator - numerator
                self.unseen.add((key, "REST"))
                self.relations.append(Sum((key, "DENOMINATOR"), ((key, "NUMERATOR"), (key, "REST"))))

    def splits(self, indicator: Indicator, keys: Sequence[Key]) -> None:
        """Over each dimension, for each choice of the others, what stands at its total and what its categories make."""
        for dimension in indicator.dimensions:
            found = self.package.dimension(dimension)
            # One who is in two categories is in the total once.
            exact = found is None or not found.overlapping
            parts: dict[Key, list[Key]] = {}
            for key in keys:
                if key.category(dimension) != TOTAL:
                    rest = {one: named for one, named in key.categories if one != dimension}
                    total = Key(key.indicator, key.region, key.period, categories(**rest))
                    parts.setdefault(total, []).append(key)
            for total, split in parts.items():
                for part in _SHOWN:
                    known = tuple((one, part) for one in split)
                    if self.counts.keys() >= {(total, part), *known}:
                        self.relations.append(Sum((total, part), known, exact=exact))

    def at_most(self, indicator: Indicator, keys: Sequence[Key]) -> None:
        for key in keys if indicator.at_most is not None else ():
            greater = Key(indicator.at_most or "", key.region, key.period, key.categories)
            if (greater, "NUMERATOR") in self.counts:
                self.relations.append(AtMost((key, "NUMERATOR"), (greater, "NUMERATOR")))

    def tie(self, one: CountOf, other: CountOf, indicators: Mapping[str, Indicator]) -> None:
        """The same count twice; or once for a longer period, and then for all periods that make it."""
        if not indicators.keys() >= {one.indicator, other.indicator}:
            return
        whole, part = sorted((one, other), key=lambda each: -MONTHS[indicators[each.indicator].period])
        kind = indicators[part.indicator].period
        exact = kind == indicators[whole.indicator].period or indicators[whole.indicator].counted != "INDIVIDUALS"
        for key in [key for key, named in self.counts if key.indicator == whole.indicator and named == whole.part]:
            split = tuple(
                (Key(part.indicator, key.region, each, key.categories), part.part) for each in key.period.parts(kind)
            )
            if not split or not self.counts.keys() >= set(split):
                continue
            # Where they differ, they are not the count that the list takes them for.
            if not exact or self.counts[key, whole.part] == sum(self.counts[each] for each in split):
                self.relations.append(Sum((key, whole.part), split, exact=exact))

    def balance(self, balance: Balance, region: str, period: ReportingPeriod) -> None:
        """A balance, total + minus = plus, as two sums of one number that is not shown."""

        def figures(terms: Iterable[Term]) -> tuple[Figure, ...]:
            return tuple(
                (Key(one.indicator, region, period, categories(**one.categories)), "NUMERATOR") for one in terms
            )

        plus, other = figures(balance.plus), figures((balance.total, *balance.minus))
        if not self.counts.keys() >= {*plus, *other}:
            return
        one, two = (sum(self.counts[figure] for figure in side) for side in (plus, other))
        if one == two:
            both: Figure = (Key(balance.id, region, period), "SUM")
            self.counts[both] = one
            self.unseen.add(both)
            self.relations += [Sum(both, plus), Sum(both, other)]
