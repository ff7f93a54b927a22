"""What a publication gives readers to reckon with: counts, and the sums that bind them (C6).

A reader is taken to know every sum that could be made: sexes and categories to their total, regions to the nation,
numerator and rest to the denominator, and the balances and bounds that the national list itself tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, Literal

from service.national.cells import RIKET
from service.national.definitions import TOTAL, Balance, Indicator, NationalPackage, Term
from service.national.disclosure import Table
from service.national.moves import AtMost, Relation, Sum
from service.national.observations import Key, Observation, categories
from service.national.periods import ReportingPeriod
from service.national.statistics import adds, poolable

Part = Literal["NUMERATOR", "DENOMINATOR", "REST", "SUM"]
"""REST is denominator − numerator of a share, SUM what one side of a balance comes to: readers work both out."""
Figure = tuple[Key, Part]
_SHOWN: Final[tuple[Part, Part]] = ("NUMERATOR", "DENOMINATOR")


@dataclass(frozen=True, slots=True)
class Edition:
    """The regions' figures as a publication had them, by key, and those of which it showed nothing."""

    figures: Mapping[Key, Observation]
    hidden: frozenset[Key] = frozenset()


def groups(package: NationalPackage, indicators: Iterable[str]) -> list[tuple[str, ...]]:
    """The indicators, those together that a bound or a balance binds, each group in the order given."""
    asked = list(dict.fromkeys(indicators))
    group = {one: {one} for one in asked}
    for one, other in _bound(package):
        if one in group and other in group and group[one] is not group[other]:
            merged = group[one] | group[other]
            group |= dict.fromkeys(merged, merged)
    found: dict[int, tuple[str, ...]] = {}
    for one in asked:
        found.setdefault(id(group[one]), tuple(each for each in asked if each in group[one]))
    return list(found.values())


def _bound(package: NationalPackage) -> Iterable[tuple[str, str]]:
    for one in package.indicators:
        if one.at_most is not None:
            yield one.id, one.at_most
    for balance in package.balances:
        named = [balance.total.indicator, *(term.indicator for term in (*balance.plus, *balance.minus))]
        yield from combinations(dict.fromkeys(named), 2)


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
    made.rests()
    places: dict[tuple[str, str, ReportingPeriod], list[Key]] = {}
    for key, part in made.counts:
        if part == "NUMERATOR":
            places.setdefault((key.indicator, key.region, key.period), []).append(key)
    for indicator in indicators:
        for (indicator_id, _, _), keys in places.items():
            if indicator_id == indicator.id:
                made.splits(indicator, keys)
                made.at_most(indicator, keys)
    for balance in package.balances:
        for region, period in dict.fromkeys((region, period) for _, region, period in places):
            made.balance(balance, region, period)
    aside = frozenset(one for one in made.counts if one[1] == "DENOMINATOR")
    blocks: list[tuple[Figure, ...]] = [((key, "NUMERATOR"), (key, part)) for key, part in aside]
    return Table(made.counts, made.relations, frozenset(made.unseen), aside, blocks)


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

    def rests(self) -> None:
        """What the numerators leave of their denominators, where they are part of them."""
        for key in [key for key, part in self.counts if part == "DENOMINATOR"]:
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
