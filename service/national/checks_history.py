"""The checks of a delivery against what the region delivered before: what differs, and what jumps (NI-05, NI-17)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from service.national.comparability import compare, denominator_jump
from service.national.definitions import Indicator, Limits, NationalPackage
from service.national.finding import Finding
from service.national.observations import Categories, Key, Observation
from service.national.periods import PeriodKind
from service.national.statistics import median, rounded, shown, value_of

_REMEMBERED: Final = 12
"""How many earlier figures of a series are looked at."""
_DESCRIBED: Final = (
    ("scope", "SCOPE_CHANGED"),
    ("source", "SOURCE_CHANGED"),
    ("registrant", "REGISTRANT_CHANGED"),
    ("code_text", "CODE_TEXT_CHANGED"),
)
_NOISE: Final = 9
"""Counts of independent events vary by the root of the expected one: under three times that is no outlier."""

Series = tuple[str, str, PeriodKind, Categories]


def over_time(
    package: NationalPackage,
    valued: Mapping[Key, Observation],
    definition: Callable[[Key], Indicator],
    earlier: Iterable[Observation],
) -> Iterator[Finding]:
    """Findings on the delivery's valued figures, with `earlier` ones and the delivery's own as their history."""
    history = _History([*earlier, *valued.values()])
    changed: dict[tuple[str, str, str | None, str | None], list[Key]] = defaultdict(list)
    for key, one in valued.items():
        before = history.before(key)
        if not before:
            continue
        previous = before[-1]
        for field, code in _DESCRIBED:
            was, now = getattr(previous, field), getattr(one, field)
            if was != now:
                changed[code, key.indicator, was, now].append(key)
        if denominator_jump(package, previous.denominator, one.denominator):
            params = {
                "before": previous.denominator,
                "now": one.denominator,
                "most": package.limits.denominator,
            }
            yield Finding("DENOMINATOR_CHANGED", "WARNING", key, params, (str(previous.denominator),))
        yield from _outlier(package, definition(key), one, before)
        yield from _relation(package, definition(key), one, previous, valued, history)
    for (code, _, was, now), keys in changed.items():
        yield Finding(code, "WARNING", min(keys), {"before": was, "now": now, "figures": len(keys)}, (was or "",))


class _History:
    """The valued figures of a region by series, each in order of time."""

    def __init__(self, observations: Iterable[Observation]) -> None:
        self._series: dict[Series, list[Observation]] = defaultdict(list)
        for one in {one.key: one for one in observations if one.valued}.values():
            self._series[_series(one.key)].append(one)
        for series in self._series.values():
            series.sort(key=_start)

    def before(self, key: Key) -> Sequence[Observation]:
        """Those of the same series that begin before it, the latest last."""
        series = self._series.get(_series(key), [])
        at = bisect_left(series, key.period.start, key=_start)
        return series[max(0, at - _REMEMBERED) : at]

    def at(self, key: Key) -> Observation | None:
        series = self._series.get(_series(key), [])
        at = bisect_left(series, key.period.start, key=_start)
        return series[at] if at < len(series) and series[at].key == key else None


def _start(one: Observation) -> date:
    return one.key.period.start


def _series(key: Key) -> Series:
    return key.indicator, key.region, key.period.kind, key.categories


def _outlier(
    package: NationalPackage, indicator: Indicator, one: Observation, before: Sequence[Observation]
) -> Iterator[Finding]:
    """Far from the median of the figures that it compares with, in their own spread and in per cent."""
    value = value_of(indicator, one)
    if value is None or len(before) < package.limits.outlier_periods:
        return
    values = [
        then
        for earlier in before
        if (then := value_of(indicator, earlier)) is not None
        and compare(package, indicator, earlier, one).verdict != "NOT_COMPARABLE"
    ]
    usual = median(values)
    if usual is None or len(values) < package.limits.outlier_periods:
        return
    if _far(package.limits, value, usual, values) and not _noise(indicator, value, usual):
        params = {"value": shown(indicator, value), "usual": shown(indicator, usual), "periods": len(values)}
        yield Finding("OUTLIER", "WARNING", one.key, params)


def _far(limits: Limits, value: Fraction, usual: Fraction, values: Sequence[Fraction]) -> bool:
    off = abs(value - usual)
    spread = median([abs(then - usual) for then in values]) or Fraction(0)
    return off > limits.outlier * spread and off * 100 > limits.outlier_percent * abs(usual)


def _noise(indicator: Indicator, value: Fraction, usual: Fraction) -> bool:
    return indicator.unit == "COUNT" and (value - usual) ** 2 <= _NOISE * usual


def _relation(
    package: NationalPackage,
    indicator: Indicator,
    one: Observation,
    previous: Observation,
    valued: Mapping[Key, Observation],
    history: _History,
) -> Iterator[Finding]:
    """Individuals per entry, or contact, that leap from one period to the next (EX-21: from 0.32 to 2.91)."""
    if indicator.at_most is None:
        return
    now = _per(one, valued.get(_bound(indicator.at_most, one.key)))
    then = _per(previous, history.at(_bound(indicator.at_most, previous.key)))
    if now is None or then is None:
        return
    smaller, larger = sorted((now, then))
    if larger > package.limits.relation * smaller:
        params = {"before": rounded(then, 2), "now": rounded(now, 2), "bound": indicator.at_most}
        yield Finding("RELATION_JUMPS", "WARNING", one.key, params)


def _bound(bound: str, key: Key) -> Key:
    return Key(bound, key.region, key.period, key.categories)


def _per(one: Observation, bound: Observation | None) -> Fraction | None:
    if bound is None or not bound.numerator or one.numerator is None:
        return None
    return Fraction(one.numerator, bound.numerator)
