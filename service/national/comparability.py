"""Whether two figures may be compared, and what stands in the way (C5, NI-05, NI-06, NI-08, EX-24).

A reason is a stable code: a status of A15, a flag of the package, or one of REASONS in `check_words`. Where the
national list has a flag for what differs (A6: OMFATTNING_ÄNDRAD, ANNAN_KÄLLA, KODTEXT_ÄNDRAD), the reason has its id,
whether the region has declared it or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from service.national.cells import Verdict
from service.national.definitions import Indicator, NationalPackage
from service.national.observations import VALUED
from service.national.periods import ReportingPeriod
from service.national.statistics import (
    Direction,
    Figure,
    adds,
    change_percent,
    direction,
    pool,
    poolable,
    value_of,
)

SCOPE_DIFFERS: Final = "SCOPE_CHANGED"
SOURCE_DIFFERS: Final = "OTHER_SOURCE"
CODE_TEXT_DIFFERS: Final = "CODE_TEXT_CHANGED"
REGISTRANT_DIFFERS: Final = "REGISTRANT_DIFFERS"
VERSION_DIFFERS: Final = "DEFINITION_VERSION_DIFFERS"
COVERAGE_DIFFERS: Final = "COVERAGE_DIFFERS"
COVERAGE_LOW: Final = "COVERAGE_LOW"
DENOMINATOR_CHANGED: Final = "DENOMINATOR_CHANGED"
ANSWERING_DIFFERS: Final = "ANSWERING_DIFFERS"
NO_VALUE: Final = "NO_VALUE"

_WORST_FIRST: Final[tuple[Verdict, ...]] = ("NOT_COMPARABLE", "WITH_RESERVATION", "COMPARABLE")
_LEAST_TREND: Final = 3
"""Two periods are a change, not a trend."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on two figures. `change` is exact, in per cent from the first; None where it may not be told."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    change: Fraction | None = None


def compare(package: NationalPackage, indicator: Indicator, first: Figure, second: Figure) -> Comparison:
    """Two periods of one region, or two regions: the same either way but for the sign of the change.

    ValueError where indicator, kind of period or categories are not the same: those are no pair.
    """
    one, other = first.key, second.key
    if (one.indicator, one.period.kind, one.categories) != (other.indicator, other.period.kind, other.categories):
        raise ValueError(f"{one} and {other} are no pair to compare")
    values = value_of(indicator, first), value_of(indicator, second)
    nothing = {_absence(figure) for figure, value in zip((first, second), values, strict=True) if value is None}
    if nothing:
        return Comparison("NOTHING_TO_COMPARE", tuple(sorted(nothing)))
    bars = dict.fromkeys(_bars(package, indicator, first, second))
    reserved = [code for code in dict.fromkeys(_reservations(package, first, second)) if code not in bars]
    if bars:
        return Comparison("NOT_COMPARABLE", (*bars, *reserved))
    return Comparison("WITH_RESERVATION" if reserved else "COMPARABLE", tuple(reserved), change_percent(*values))


def _absence(figure: Figure) -> str:
    return NO_VALUE if figure.status in VALUED else figure.status


def _bars(package: NationalPackage, indicator: Indicator, one: Figure, other: Figure) -> Iterator[str]:
    """What makes figures of different things."""
    if one.scope != other.scope:
        yield SCOPE_DIFFERS
    if one.registrant != other.registrant:
        yield REGISTRANT_DIFFERS
    if one.definition != other.definition:
        yield VERSION_DIFFERS
    differing = "DEFINITION_DIFFERS" in {one.status, other.status}
    if differing and not (one.status == other.status and one.key.region == other.key.region):
        yield "DEFINITION_DIFFERS"
    later = max(one, other, key=lambda figure: figure.key.period.start)
    if one.key.period != other.key.period and later.status == "BREAK":
        yield "BREAK"
    yield from _breaks(indicator, one.key.period, other.key.period)
    for flag in sorted(set(one.flags) ^ set(other.flags)):
        if _breaking(package, flag):
            yield flag
    if not indicator.quotient and _coverage_gap(package, one, other):
        yield COVERAGE_DIFFERS


def _breaks(indicator: Indicator, one: ReportingPeriod, other: ReportingPeriod) -> Iterator[str]:
    """The declared breaks that the periods do not lie on the same side of, or that cut them differently."""
    for declared in indicator.breaks:
        sides = {(period.start >= declared.day, period.end > declared.day) for period in (one, other)}
        if one != other and (len(sides) > 1 or sides == {(False, True)}):
            yield declared.flag


def _reservations(package: NationalPackage, one: Figure, other: Figure) -> Iterator[str]:
    """What a reader has to know beside the two figures."""
    if one.source != other.source:
        yield SOURCE_DIFFERS
    if one.code_text != other.code_text:
        yield CODE_TEXT_DIFFERS
    for status in ("DEFINITION_DIFFERS", "PRELIMINARY"):
        if status in {one.status, other.status}:
            yield status
    if any(figure.coverage is not None and figure.coverage < package.limits.coverage for figure in (one, other)):
        yield COVERAGE_LOW
    if _coverage_gap(package, one, other):
        yield COVERAGE_DIFFERS
    if one.key.region == other.key.region and denominator_jump(package, one.denominator, other.denominator):
        yield DENOMINATOR_CHANGED
    yield from sorted({*one.flags, *other.flags})


def _breaking(package: NationalPackage, flag_id: str) -> bool:
    flag = package.flag(flag_id)
    return flag is not None and flag.breaks


def _coverage_gap(package: NationalPackage, one: Figure, other: Figure) -> bool:
    if one.coverage is None or other.coverage is None:
        return False
    return abs(one.coverage - other.coverage) > package.limits.coverage_gap


def denominator_jump(package: NationalPackage, one: int | None, other: int | None) -> bool:
    """Whether the larger exceeds the smaller by more than the package's limit, whichever came first."""
    if one is None or other is None:
        return False
    smaller, larger = sorted((one, other))
    return (larger - smaller) * 100 > package.limits.denominator * smaller


def _together(pairs: Sequence[Comparison]) -> tuple[Verdict, tuple[str, ...]]:
    """The worst verdict of several that there is something to compare in, with all reasons in order."""
    reasons = tuple(dict.fromkeys(code for pair in pairs for code in pair.reasons))
    verdicts = {pair.verdict for pair in pairs}
    for verdict in _WORST_FIRST:
        if verdict in verdicts:
            return verdict, reasons
    return "NOTHING_TO_COMPARE", reasons


def compare_pools(
    package: NationalPackage, indicator: Indicator, first: Sequence[Figure], second: Sequence[Figure]
) -> Comparison:
    """The common values of several regions in two periods: comparable as far as each region with itself is.

    Sums of different regions do not compare; quotients of different regions do with the reservation that they are.
    """
    before, after = ({one.key.region: one for one in poolable(indicator, figures)} for figures in (first, second))
    if not before or not after:
        return Comparison("NOTHING_TO_COMPARE", tuple(sorted({_absence(one) for one in (*first, *second)})))
    pairs = [compare(package, indicator, before[region], after[region]) for region in sorted(before.keys() & after)]
    if before.keys() != after.keys():
        verdict: Verdict = "NOT_COMPARABLE" if _summed(indicator) else "WITH_RESERVATION"
        pairs.append(Comparison(verdict, (ANSWERING_DIFFERS,)))
    verdict, reasons = _together(pairs)
    if verdict == "NOT_COMPARABLE":
        return Comparison(verdict, reasons)
    change = change_percent(_common(indicator, tuple(before.values())), _common(indicator, tuple(after.values())))
    return Comparison(verdict, reasons, change)


def compare_with_pool(
    package: NationalPackage, indicator: Indicator, figure: Figure, members: Sequence[Figure]
) -> Comparison:
    """A region's figure with the common value of several in the same period, its own among them or not.

    Not comparable where it is so with all the others, with reservation where it is so with some. `change` is from the
    common value to the region's; a sum never compares with one of its parts.
    """
    others = [one for one in poolable(indicator, members) if one.key != figure.key]
    pairs = [compare(package, indicator, one, figure) for one in others]
    if value_of(indicator, figure) is None or not pairs:
        return Comparison("NOTHING_TO_COMPARE", () if value_of(indicator, figure) is not None else (_absence(figure),))
    worst, reasons = _together(pairs)
    if worst == "NOT_COMPARABLE" and any(pair.verdict != worst for pair in pairs):
        worst = "WITH_RESERVATION"
    if worst == "NOT_COMPARABLE" or _summed(indicator):
        return Comparison(worst, reasons)
    return Comparison(worst, reasons, change_percent(_common(indicator, members), value_of(indicator, figure)))


def _summed(indicator: Indicator) -> bool:
    return adds(indicator) and not indicator.quotient


def _common(indicator: Indicator, figures: Sequence[Figure]) -> Fraction | None:
    pooled = pool(indicator, figures, len(figures))
    return pooled.value if adds(indicator) else pooled.unweighted


@dataclass(frozen=True, slots=True)
class Trend:
    """Which way a series goes over so many periods with figures, from the first to the last of them."""

    direction: Direction
    periods: int
    first: ReportingPeriod
    last: ReportingPeriod


def trend(package: NationalPackage, indicator: Indicator, series: Sequence[Figure]) -> Trend | None:
    """The trend of one region's figure; None under three periods, and where a break lies between any two (NI-17)."""
    ordered = sorted(series, key=lambda figure: figure.key.period.start)
    valued = [(figure, value) for figure in ordered if (value := value_of(indicator, figure)) is not None]
    if len(valued) < _LEAST_TREND:
        return None
    if any(
        compare(package, indicator, one, following).verdict == "NOT_COMPARABLE"
        for (one, _), (following, _) in pairwise(valued)
    ):
        return None
    periods = [figure.key.period for figure, _ in valued]
    return Trend(direction([value for _, value in valued]), len(valued), periods[0], periods[-1])
