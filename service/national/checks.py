"""The automatic checks of a delivery: what cannot be so, and what is so unlikely that the region has to say why.

They flag and reject, and never correct (EX-21: 33756 individuals of 11598 entries stay as they were delivered).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from service.domain.identifiers import personal_number_in
from service.domain.words import Words
from service.national.checks_history import over_time
from service.national.completeness import Asked, completeness, unexplained
from service.national.definitions import TOTAL, UNIT, Balance, Indicator, NationalPackage
from service.national.finding import Finding
from service.national.observations import Categories, Key, Observation, categories
from service.national.periods import ReportingPeriod
from service.national.statistics import value_of

UNDER_REGISTERED: Final = "UNDER_REGISTERED"
"""The flag of the package that declares that not all is registered (NI-07)."""

Figures = Mapping[Key, Observation]
Definitions = Mapping[tuple[str, ReportingPeriod], Indicator]
Definition = Callable[[Key], Indicator]

_NO_FIGURE: Final = Words("ingen siffra", "no figure")
_A_FIGURE: Final = Words(
    "en siffra, eller en status som säger varför den saknas", "a figure, or a status that says why"
)
_A_REASON: Final = Words("en kommentar som säger varför", "a comment that says why")
_NO_NUMBER: Final = Words("text utan personnummer", "text without a personnummer")
_FROM_ONE: Final = Words("minst 1, eller statusen NOT_APPLICABLE", "at least 1, or the status NOT_APPLICABLE")


def check(
    package: NationalPackage,
    asked: Asked,
    observations: Sequence[Observation],
    earlier: Iterable[Observation] = (),
    denominators: Mapping[Key, int] | None = None,
) -> tuple[Finding, ...]:
    """Everything found in a delivery, errors first.

    `earlier` are the region's figures of earlier periods as they are now known; `denominators` those that are known
    from elsewhere. A figure that the round does not ask for is told as such and checked no further.
    """
    definitions = asked.definitions(package)

    def definition(key: Key) -> Indicator:
        return definitions[key.indicator, key.period]

    own = [one for one in observations if _asked(asked, definitions, one.key)]
    figures = {one.key: one for one in own}
    valued = {key: one for key, one in figures.items() if value_of(definition(key), one) is not None}
    found = [
        *_outside(asked, definitions, observations),
        *_twice(own),
        *(finding for one in own for finding in _row(package, definition(one.key), one)),
        *_bounds(valued, definition),
        *_sums(package, valued, definition),
        *_balances(package, valued),
        *_missing(package, asked, own),
        *_known(valued, denominators or {}),
        *over_time(package, valued, definition, earlier),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.severity, finding.code, finding.key)))


def _asked(asked: Asked, definitions: Definitions, key: Key) -> bool:
    return key.region == asked.region and (key.indicator, key.period) in definitions


def _outside(asked: Asked, definitions: Definitions, observations: Iterable[Observation]) -> Iterator[Finding]:
    for one in observations:
        key = one.key
        if not _asked(asked, definitions, key):
            periods = [str(period) for indicator, period in definitions if indicator == key.indicator]
            allowed = tuple(periods) if periods and key.region == asked.region else asked.indicators
            params = {"indicator": key.indicator, "region": key.region, "period": str(key.period)}
            yield Finding("OUTSIDE_ROUND", "ERROR", key, params, allowed)


def _twice(own: Iterable[Observation]) -> Iterator[Finding]:
    for key, times in Counter(one.key for one in own).items():
        if times > 1:
            yield Finding("FIGURE_TWICE", "ERROR", key, {"times": times}, ("1",))


# --- one figure -----------------------------------------------------------------------------------------------------


def _row(package: NationalPackage, indicator: Indicator, one: Observation) -> Iterator[Finding]:
    key, numbers = one.key, (one.numerator, one.denominator, one.value)
    if not one.valued and any(number is not None for number in numbers):
        yield Finding("FIGURE_UNDER_ABSENCE", "ERROR", key, {"status": one.status}, (_NO_FIGURE,))
    if unexplained(one):
        yield Finding("REASON_MISSING", "ERROR", key, {}, (_A_REASON,))
    if one.comment is not None and personal_number_in(one.comment):
        yield Finding("PERSONAL_NUMBER_IN_COMMENT", "ERROR", key, {}, (_NO_NUMBER,))
    if one.valued:
        yield from _valued(indicator, one)
    least = package.limits.coverage
    if one.valued and one.coverage is not None and one.coverage < least and UNDER_REGISTERED not in one.flags:
        params = {"coverage": one.coverage, "least": least}
        yield Finding("UNDER_REGISTRATION_UNDECLARED", "WARNING", key, params, (UNDER_REGISTERED,))


def _valued(indicator: Indicator, one: Observation) -> Iterator[Finding]:
    numerator, denominator = one.numerator, one.denominator
    if (one.value if indicator.unit != "COUNT" and not indicator.quotient else numerator) is None:
        yield Finding("FIGURE_MISSING", "ERROR", one.key, {"status": one.status}, (_A_FIGURE,))
    elif indicator.quotient and not denominator:
        yield Finding("DENOMINATOR_MISSING", "ERROR", one.key, {"denominator": denominator}, (_FROM_ONE,))
    elif indicator.unit == "SHARE" and numerator is not None and denominator is not None and numerator > denominator:
        params = {"numerator": numerator, "denominator": denominator}
        yield Finding("NUMERATOR_GT_DENOMINATOR", "ERROR", one.key, params, (f"0…{denominator}",))


# --- figures of one period with each other --------------------------------------------------------------------------


def _bounds(valued: Figures, definition: Definition) -> Iterator[Finding]:
    """Unique individuals cannot be more than the entries that they are counted in (EX-21)."""
    for key, one in valued.items():
        bound = definition(key).at_most
        most = None if bound is None else valued.get(Key(bound, key.region, key.period, key.categories))
        if most is None or one.numerator is None or most.numerator is None:
            continue
        if one.numerator > most.numerator:
            params = {"unique": one.numerator, "entries": most.numerator, "bound": bound}
            yield Finding("UNIQUE_GT_COUNT", "ERROR", key, params, (f"0…{most.numerator}",))


def _split(key: Key) -> Iterator[tuple[Key, str]]:
    """Each total that the figure is a part of, with the dimension that it is split by."""
    for dimension, _ in key.categories:
        rest = tuple(pair for pair in key.categories if pair[0] != dimension)
        yield Key(key.indicator, key.region, key.period, rest), dimension


def _sums(package: NationalPackage, valued: Figures, definition: Definition) -> Iterator[Finding]:
    """Categories against their total; a part that is hidden or absent is not taken for zero."""
    split: dict[tuple[Key, str], list[Key]] = defaultdict(list)
    for key in valued:
        for total, dimension in _split(key):
            if total in valued:
                split[total, dimension].append(key)
    for (total, dimension), keys in split.items():
        indicator = definition(total)
        if indicator.additivity == "NOT_ADDITIVE":
            continue
        listed = package.dimension(dimension)
        categories_of = set() if listed is None else {one.id for one in listed.categories}
        whole = bool(categories_of) and categories_of == {key.category(dimension) for key in keys}
        overlapping = (
            indicator.counted == "INDIVIDUALS"
            or (indicator.additivity == "NOT_OVER_UNITS" and dimension == UNIT)
            or (listed is not None and listed.overlapping)
        )
        for part in ("numerator", "denominator"):
            numbers = [number for key in keys if (number := getattr(valued[key], part)) is not None]
            of = getattr(valued[total], part)
            if of is not None and len(numbers) == len(keys):
                params = {"dimension": dimension, "part": _PARTS[part]}
                yield from _sum(total, params, of, numbers, whole=whole, overlapping=overlapping)


_PARTS: Final[Mapping[str, Words]] = {
    "numerator": Words("täljare", "numerators"),
    "denominator": Words("nämnare", "denominators"),
}


def _sum(
    key: Key, params: Mapping[str, object], of: int, numbers: Sequence[int], *, whole: bool, overlapping: bool
) -> Iterator[Finding]:
    summed, largest = sum(numbers), max(numbers)
    if overlapping and largest > of:
        allowed = (f"{largest}…{summed}",)
        yield Finding("PART_GT_TOTAL", "ERROR", key, {**params, "total": of, "largest": largest}, allowed)
    elif not overlapping and summed > of:
        yield Finding("PARTS_GT_TOTAL", "ERROR", key, {**params, "total": of, "sum": summed}, (str(summed),))
    elif whole and summed < of:
        # Not an error: those whose sex is not registered are in the total and in neither part.
        yield Finding("PARTS_LT_TOTAL", "WARNING", key, {**params, "total": of, "sum": summed}, (str(summed),))


def _balances(package: NationalPackage, valued: Figures) -> Iterator[Finding]:
    """What there was at the start, with the new and without the ended, is what there is at the end (EX-25, VG-24)."""
    for balance in package.balances:
        total = balance.total
        fixed = {dimension for term in (total, *balance.plus, *balance.minus) for dimension in term.categories}
        for key, one in valued.items():
            if key.indicator != total.indicator or one.numerator is None:
                continue
            if any(key.category(dimension) != total.categories.get(dimension, TOTAL) for dimension in fixed):
                continue
            rest = tuple(pair for pair in key.categories if pair[0] not in fixed)
            expected = _expected(balance, valued, key, rest)
            if expected is not None and expected != one.numerator:
                label = Words(balance.label.sv, balance.label.en)
                params = {"balance": label, "given": one.numerator, "expected": expected}
                yield Finding("BALANCE_WRONG", "ERROR", key, params, (str(expected),))


def _expected(balance: Balance, valued: Figures, key: Key, rest: Categories) -> int | None:
    expected = 0
    for sign, terms in ((1, balance.plus), (-1, balance.minus)):
        for term in terms:
            of = categories(**(dict(rest) | term.categories))
            figure = valued.get(Key(term.indicator, key.region, key.period, of))
            if figure is None or figure.numerator is None:
                return None
            expected += sign * figure.numerator
    return expected


# --- figures that are not there, and denominators known from elsewhere ----------------------------------------------


def _missing(package: NationalPackage, asked: Asked, own: Sequence[Observation]) -> Iterator[Finding]:
    """One finding for each indicator: its first missing figure, and how many there are."""
    reach = completeness(package, asked, own)
    expected = Counter(key.indicator for key in asked.expected(package))
    given = {one.key for one in own}
    missing = sorted((key for key in reach.missing if key not in given), key=lambda key: key.indicator)
    for indicator, group in groupby(missing, key=lambda key: key.indicator):
        keys = list(group)
        params = {"missing": len(keys), "expected": expected[indicator]}
        yield Finding("FIGURES_MISSING", "WARNING", min(keys), params, (_A_FIGURE,))


def _known(valued: Figures, denominators: Mapping[Key, int]) -> Iterator[Finding]:
    for key, known in denominators.items():
        one = valued.get(key)
        if one is not None and one.denominator is not None and one.denominator != known:
            params = {"denominator": one.denominator, "known": known}
            yield Finding("DENOMINATOR_DIFFERS", "WARNING", key, params, (str(known),))
