"""Values of figures, exact until they are shown: quotients, pooled and unweighted means, intervals, directions.

Values are fractions; `shown` rounds one to what people read. Half away from zero, as in every table of the documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from typing import Final, Literal, Protocol, TypeVar

from service.national.definitions import Indicator, Unit
from service.national.observations import VALUED, Key, Status

CHANGE_DECIMALS: Final = 3
"""Of a change in per cent (EX-20)."""

_DECIMALS: Final[Mapping[Unit, int]] = {
    "COUNT": 0,
    "SHARE": 4,
    "RATE_PER_1000": 6,
    "RATIO": 5,
    "MEDIAN_DAYS": 1,
    "DAYS_PER_PERSON": 2,
    "PERCENT_OF_FULL_TIME": 1,
    "SEK": 2,
}
"""With the factor 1; a factor of 100 takes two."""
_Z: Final = Decimal("1.959963984540054")
"""The normal distribution's 97.5th percentile."""
_PRECISE: Final = Context(prec=40)
_DIRECTED: Final = Fraction(1, 2)
"""From how many of all pairs, net, a series has a direction (Kendall's tau)."""

Direction = Literal["RISING", "FALLING", "UNCHANGED", "UNCLEAR"]


class Figure(Protocol):
    """What an observation and a published cell have in common, as far as figures are worked out and compared."""

    @property
    def key(self) -> Key: ...
    @property
    def status(self) -> Status: ...
    @property
    def definition(self) -> int: ...
    @property
    def numerator(self) -> int | None: ...
    @property
    def denominator(self) -> int | None: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def source(self) -> str | None: ...
    @property
    def scope(self) -> str | None: ...
    @property
    def registrant(self) -> str | None: ...
    @property
    def code_text(self) -> str | None: ...
    @property
    def coverage(self) -> Decimal | None: ...
    @property
    def flags(self) -> tuple[str, ...]: ...


AnyFigure = TypeVar("AnyFigure", bound=Figure)


def value_of(indicator: Indicator, figure: Figure) -> Fraction | None:
    """What the figure comes to in the indicator's unit; None where its status has no figure or nothing divides it."""
    if figure.status not in VALUED:
        return None
    if indicator.quotient:
        if figure.numerator is None or not figure.denominator:
            return None
        return Fraction(figure.numerator * indicator.factor, figure.denominator)
    given = figure.numerator if indicator.unit == "COUNT" else figure.value
    return None if given is None else Fraction(given)


def decimals(indicator: Indicator) -> int:
    """How many decimals of its values are shown: as many as the worked examples have (EX-20, EX-22, EX-23)."""
    return max(0, _DECIMALS[indicator.unit] - len(str(indicator.factor)) + 1)


def rounded(value: Fraction, places: int) -> Decimal:
    """The value to so many decimals, half away from zero, whatever the precision of the context is."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal((int(value < 0 and whole > 0), tuple(map(int, str(whole))), -places))


def shown(indicator: Indicator, value: Fraction | None) -> Decimal | None:
    """A value of the indicator as it is published."""
    return None if value is None else rounded(value, decimals(indicator))


def change_percent(before: Fraction | None, after: Fraction | None) -> Fraction | None:
    """From `before` to `after`; None without both, and from zero."""
    if before is None or after is None or before == 0:
        return None
    return (after - before) * 100 / abs(before)


@dataclass(frozen=True, slots=True)
class Pooled:
    """One value of several regions: `answered` of `eligible` are in it, the rest are left out and never zero (NI-03).

    `numerator` and `denominator` are sums, `value` their quotient, or the sum of counts; all None where figures do not
    add. `unweighted` is the mean of the regions' values, each counting the same (EX-22).
    """

    answered: int
    eligible: int
    numerator: int | None = None
    denominator: int | None = None
    value: Fraction | None = None
    unweighted: Fraction | None = None


def poolable(indicator: Indicator, figures: Iterable[AnyFigure]) -> tuple[AnyFigure, ...]:
    """The figures that a common value is made of: those with a value by the indicator's own definition."""
    return tuple(
        figure
        for figure in figures
        if figure.status != "DEFINITION_DIFFERS" and value_of(indicator, figure) is not None
    )


def adds(indicator: Indicator) -> bool:
    """Whether regions have a common value: medians and degrees of service have none, whatever the package says."""
    return indicator.additivity != "NOT_ADDITIVE" and indicator.unit not in {"MEDIAN_DAYS", "PERCENT_OF_FULL_TIME"}


def pool(indicator: Indicator, figures: Iterable[Figure], regions: int) -> Pooled:
    """The common value of one figure of several regions, out of so many; those it does not apply to are not eligible.

    ValueError where the figures are not one of each region, all of one period and the same categories.
    """
    given = tuple(figures)
    if len({figure.key.region for figure in given}) < len(given):
        raise ValueError("a region has two figures")
    if len({(figure.key.indicator, figure.key.period, figure.key.categories) for figure in given}) > 1:
        raise ValueError("the figures are not of one indicator, period and category")
    eligible = regions - sum(figure.status == "NOT_APPLICABLE" for figure in given)
    pooled = poolable(indicator, given)
    if not pooled:
        return Pooled(0, eligible)
    values = [value for figure in pooled if (value := value_of(indicator, figure)) is not None]
    mean = sum(values, Fraction(0)) / len(values)
    if not adds(indicator):
        return Pooled(len(pooled), eligible, unweighted=mean)
    numerator = _sum(figure.numerator for figure in pooled)
    if not indicator.quotient:
        return Pooled(len(pooled), eligible, numerator, value=sum(values, Fraction(0)), unweighted=mean)
    denominator = _sum(figure.denominator for figure in pooled)
    value = Fraction(numerator * indicator.factor, denominator) if numerator is not None and denominator else None
    return Pooled(len(pooled), eligible, numerator, denominator, value, mean)


def _sum(parts: Iterable[int | None]) -> int | None:
    """None where a part is: what is unknown is not zero."""
    found = 0
    for part in parts:
        if part is None:
            return None
        found += part
    return found


def wilson(count: int, of: int) -> tuple[Decimal, Decimal]:
    """Wilson's 95 per cent interval of a proportion, within 0 and 1 (EX-23); ValueError unless 0 ≤ count ≤ of > 0."""
    if not 0 <= count <= of or of == 0:
        raise ValueError(f"{count} of {of} is no proportion")
    with localcontext(_PRECISE):
        squared = _Z * _Z
        spread = _Z * (squared + Decimal(4 * count * (of - count)) / of).sqrt()
        middle, width = 2 * count + squared, 2 * (of + squared)
        return (middle - spread) / width, (middle + spread) / width


def interval(indicator: Indicator, figure: Figure) -> tuple[Decimal, Decimal] | None:
    """The bounds of a share's value as they are shown; None for other units, and where there is no possible share."""
    numerator, denominator = figure.numerator, figure.denominator
    if indicator.unit != "SHARE" or value_of(indicator, figure) is None or numerator is None or denominator is None:
        return None
    if not 0 <= numerator <= denominator:
        return None
    low, high = (
        rounded(Fraction(one) * indicator.factor, decimals(indicator)) for one in wilson(numerator, denominator)
    )
    return low, high


def median(values: Iterable[Fraction]) -> Fraction | None:
    """The middle value, or the mean of the two in the middle; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def median_days(days: Iterable[int]) -> Decimal | None:
    """The median of whole days, to the half day that it can fall on."""
    found = median(map(Fraction, days))
    return None if found is None else rounded(found, 1)


def direction(values: Sequence[Fraction]) -> Direction:
    """Which way a series goes in order: what at least half of all pairs, net of those against it, say."""
    if len(set(values)) <= 1:
        return "UNCHANGED"
    pairs = list(combinations(values, 2))
    net = sum((later > earlier) - (later < earlier) for earlier, later in pairs)
    if abs(net) < _DIRECTED * len(pairs):
        return "UNCLEAR"
    return "RISING" if net > 0 else "FALLING"
