"""A publication: every figure decided once, hidden where it must be, with its verdict, and never touched again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from service.national.cells import RIKET, Cell
from service.national.comparability import compare, compare_pools
from service.national.definitions import Indicator, NationalPackage
from service.national.disclosure import Published, suppress
from service.national.observations import Key, Observation
from service.national.periods import MONTHS, ReportingPeriod, period_of
from service.national.statistics import interval, pool, rounded, shown, value_of
from service.national.tables import Edition, groups, national, table

_CHANGE_DECIMALS = 3
"""Of a change in per cent, as of the worked example (EX-20)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is published: the indicators in their periods within `period`, of so many `regions` by their codes."""

    period: ReportingPeriod
    indicators: tuple[str, ...]
    regions: tuple[str, ...]


def publish(package: NationalPackage, asked: Asked, edition: Edition, earlier: Sequence[Edition] = ()) -> list[Cell]:
    """The cells of a publication, ordered by key.

    `edition` holds the regions' figures in effect, those of earlier periods too; what it says is hidden was so in the
    latest publication. `earlier` are the editions of earlier publications of the same periods: readers have them. A
    region that has delivered nothing of an indicator has a cell that says so.
    """
    made = {
        (indicator.id, period): indicator
        for indicator_id in asked.indicators
        for indicator, period in _defined(package, indicator_id, asked.period)
    }
    # Of all periods first, so that no change is told from a figure that this very publication hides.
    hidden = frozenset(key for key in edition.hidden if (key.indicator, key.period) not in made)
    for group in groups(package, asked.indicators):
        hidden |= {
            key for key in _hidden(package, group, made, edition, earlier) if (key.indicator, key.period) in made
        }
    found: list[Cell] = []
    for (_, period), indicator in made.items():
        figures, before = (edition.of((indicator.id,), one) for one in (period, period.plus(-1)))
        found += _Made(package, indicator, period, asked.regions, figures, before, hidden).cells()
    return sorted(found, key=lambda cell: (cell.key.indicator, cell.key.region, cell.key.period.start, cell.key))


def _defined(
    package: NationalPackage, indicator_id: str, period: ReportingPeriod
) -> Iterable[tuple[Indicator, ReportingPeriod]]:
    """The indicator's periods within `period`, each with the definition that is valid when it begins."""
    first = package.indicator(indicator_id, period.start) or package.indicator(indicator_id)
    for part in period.parts(first.period) if first is not None else ():
        valid = package.indicator(indicator_id, part.start)
        if valid is not None:
            yield valid, part


def _hidden(
    package: NationalPackage,
    group: Sequence[str],
    made: Iterable[tuple[str, ReportingPeriod]],
    edition: Edition,
    earlier: Sequence[Edition],
) -> frozenset[Key]:
    """What is not shown of a group, over the longest period that any of it is counted for.

    By the highest threshold of the group, zero only where all of it shows zero.
    """
    definitions = [one for indicator_id in group if (one := package.indicator(indicator_id)) is not None]
    longest = max((one.period for one in definitions), key=MONTHS.__getitem__)
    threshold = max(package.threshold, *(one.threshold or 0 for one in definitions))
    zero_shown = all(one.zero_shown for one in definitions)
    found: set[Key] = set()
    for whole in {period_of(period.start, longest) for indicator, period in made if indicator in group}:
        known = []
        for then in earlier:
            told = table(package, definitions, then.of(group, whole))
            known.append(Published(told, [figure for figure in told.cells if figure[0] in then.hidden]))
        own = table(package, definitions, edition.of(group, whole))
        # Which of them are the small ones is told to nobody.
        found |= {key for key, _ in suppress(own, threshold, zero_shown=zero_shown, earlier=known)}
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Made:
    """The cells of one indicator in one period."""

    package: NationalPackage
    indicator: Indicator
    period: ReportingPeriod
    regions: tuple[str, ...]
    figures: Mapping[Key, Observation]
    before: Mapping[Key, Observation]
    hidden: frozenset[Key]

    def cells(self) -> list[Cell]:
        own = [one for key, one in self.figures.items() if key.indicator == self.indicator.id]
        found = [self._regional(one) for one in own]
        answered = {one.key.region for one in own}
        found += [self._missing(region) for region in self.regions if region not in answered]
        nation = national(self.indicator, own)
        return found + [self._national(key, regional) for key, regional in nation.items()]

    def _missing(self, region: str) -> Cell:
        return Cell(Key(self.indicator.id, region, self.period), "NOT_REPORTED", self.indicator.version)

    def _regional(self, one: Observation) -> Cell:
        told = Cell(
            key=one.key,
            status=one.status,
            definition=one.definition,
            source=one.source,
            scope=one.scope,
            registrant=one.registrant,
            code_text=one.code_text,
            coverage=one.coverage,
            flags=one.flags,
        )
        value = shown(self.indicator, value_of(self.indicator, one))
        if one.key in self.hidden:
            return replace(told, status="SUPPRESSED")
        if value is None:
            # A figure that nothing can be said of is none: a median of nobody, a share of nothing.
            return replace(told, status="NOT_APPLICABLE") if one.valued else told
        if self._unknown_number(one):
            return replace(told, status="SUPPRESSED")
        low, high = interval(self.indicator, one) or (None, None)
        compared = replace(told, numerator=one.numerator, denominator=one.denominator, value=value, low=low, high=high)
        before = self._before(one.key)
        if before is None:
            return compared
        comparison = compare(self.package, self.indicator, before, one)
        change = _rounded(comparison.change)
        return replace(compared, verdict=comparison.verdict, reasons=comparison.reasons, change=change)

    def _unknown_number(self, one: Observation) -> bool:
        """Whether the value is of persons of whom nobody said how many they are: they may be few."""
        return one.numerator is None and self.indicator.unit == "MEDIAN_DAYS"

    def _before(self, key: Key) -> Observation | None:
        """The same figure of the period before, where readers have it."""
        earlier = Key(key.indicator, key.region, self.period.plus(-1), key.categories)
        return None if earlier in self.hidden else self.before.get(earlier)

    def _national(self, key: Key, regional: Sequence[Observation]) -> Cell:
        pooled = pool(self.indicator, regional, len(self.regions))
        value = shown(self.indicator, pooled.value)
        told = Cell(key, "NORMAL", self.indicator.version, answered=pooled.answered, eligible=pooled.eligible)
        if key in self.hidden:
            return replace(told, status="SUPPRESSED")
        # The mean would tell a single hidden region's value.
        all_shown = not any(one.key in self.hidden or self._unknown_number(one) for one in regional)
        unweighted = shown(self.indicator, pooled.unweighted) if all_shown else None
        if value is None:
            value = unweighted
        if value is None:
            return replace(told, status="NOT_REPORTED" if not pooled.answered else "SUPPRESSED")
        low = high = None
        if pooled.value is not None:
            of_all = Observation(
                key, "NORMAL", "", "", pooled.numerator, pooled.denominator, None if self.indicator.quotient else value
            )
            low, high = interval(self.indicator, of_all) or (None, None)
        compared = replace(
            told,
            numerator=pooled.numerator,
            denominator=pooled.denominator,
            value=value,
            unweighted=unweighted,
            low=low,
            high=high,
        )
        return self._compared(compared, key, regional)

    def _compared(self, cell: Cell, key: Key, regional: Sequence[Observation]) -> Cell:
        earlier = Key(key.indicator, RIKET, self.period.plus(-1), key.categories)
        then = [one for other in self.regions if (one := self.before.get(replace(earlier, region=other))) is not None]
        if earlier in self.hidden or not then:
            return cell
        comparison = compare_pools(self.package, self.indicator, then, regional)
        change = _rounded(comparison.change)
        return replace(cell, verdict=comparison.verdict, reasons=comparison.reasons, change=change)


def _rounded(change: Fraction | None) -> Decimal | None:
    return None if change is None else rounded(change, _CHANGE_DECIMALS)
