"""What a type cannot say of a national list: that ids exist, that figures can be worked out, added and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from service.national.definitions import (
    NATIONAL_LEAST,
    OWN_EVENTS,
    SEX,
    TOTAL,
    UNIT,
    Computed,
    Indicator,
    NationalPackage,
    Term,
    Unit,
    Validity,
)
from service.national.periods import period_of
from service.rules.finding import Finding, named, unique, unknown, unlisted
from service.rules.yaml_text import Path

FACTORS: Final[Mapping[Unit, tuple[int, ...]]] = {
    "SHARE": (100,),
    "RATE_PER_1000": (1000,),
    "RATIO": (1, 100, 1000),
}
"""What a quotient of each unit is multiplied by; every other figure by 1 (AM-40)."""
UNITS_COMPUTED: Final[Mapping[Computed, tuple[Unit, ...]]] = {
    "DEVIATIONS": ("COUNT",),
    "PLANS_IN_TIME": ("SHARE",),
    "DAYS_TO_CORRECTION": ("MEDIAN_DAYS",),
    "RUNNING_SANCTIONS": ("COUNT",),
    "SANCTIONED_SEK": ("SEK",),
    "AGREEMENTS_FOLLOWED_UP": ("COUNT", "SHARE"),
    "ACTION_PLANS": ("COUNT", "RATIO"),
    "FURTHER_MEASURES": ("COUNT", "RATIO"),
}
"""The units that the service can count each of its own figures in."""


def lint(package: NationalPackage) -> list[Finding]:
    """Everything that keeps figures by the list from being made or compared, in document order of its sections."""
    return [
        *_vocabularies(package),
        *_codes(package),
        *_named(package),
        *(one for n, indicator in enumerate(package.indicators) for one in _indicator(package, indicator, n)),
        *_versions(package),
        *_bounds(package),
        *_balances(package),
        *_shared(package),
        *unlisted(package.model_dump(), package.documents),
    ]


def _vocabularies(package: NationalPackage) -> Iterator[Finding]:
    if package.threshold < NATIONAL_LEAST:
        problem = f"{package.threshold} is under the national {NATIONAL_LEAST}"
        yield Finding(("threshold",), "THRESHOLD_LOW", problem, f"{NATIONAL_LEAST} or more")
    for field in ("owners", "sources", "scopes", "registrants", "flags", "dimensions", "codes"):
        yield from unique([one.id for one in getattr(package, field)], (field,))
    for n, dimension in enumerate(package.dimensions):
        path: Path = ("dimensions", n)
        categories = [one.id for one in dimension.categories]
        yield from unique(categories, (*path, "categories"))
        if TOTAL in categories:
            place = (*path, "categories", categories.index(TOTAL))
            yield Finding(place, "TOTAL_LISTED", f"{TOTAL} is the total of every dimension", "the other categories")
        if dimension.id == UNIT and categories:
            problem = "care units are each region's own, and never leave it"
            yield Finding((*path, "categories"), "UNIT_LISTED", problem, "no categories")
        if dimension.id != UNIT and not categories:
            yield Finding(path, "CATEGORIES_MISSING", f"{dimension.id} has no categories", "one or more")


def _codes(package: NationalPackage) -> Iterator[Finding]:
    for n, code in enumerate(package.codes):
        path: Path = ("codes", n, "texts")
        yield from unique([text.version for text in code.texts], path)
        yield from _succeeding([(m, text.validity) for m, text in enumerate(code.texts)], path, "TEXTS_OVERLAP")


def _succeeding(ordered: Sequence[tuple[int, Validity]], path: Path, code: str) -> Iterator[Finding]:
    """A finding for each version, given with its place in the list, that begins before the one before it has ended."""
    for (_, before), (place, after) in pairwise(ordered):
        if before.end is None or after.start < before.end:
            ended = "has no end" if before.end is None else f"ends on {before.end}"
            problem = f"begins on {after.start}, and the version before {ended}"
            yield Finding((*path, place, "validity"), code, problem, "a version that ends by the day the next begins")


def _named(package: NationalPackage) -> Iterator[Finding]:
    """Whatever an indicator names is in the vocabularies, and stands once."""
    ones: Path = ("indicators",)
    for fields, vocabulary, code, what in (
        (("owner",), package.owners, "UNKNOWN_OWNER", "owner"),
        (("sources",), package.sources, "UNKNOWN_SOURCE", "source"),
        (("scope", "scopes"), package.scopes, "UNKNOWN_SCOPE", "scope"),
        (("registrants",), package.registrants, "UNKNOWN_REGISTRANT", "registrant"),
        (("dimensions",), package.dimensions, "UNKNOWN_DIMENSION", "dimension"),
        (("code_ids",), package.codes, "UNKNOWN_CODE", "code"),
        (("at_most",), package.indicators, "UNKNOWN_INDICATOR", "indicator"),
    ):
        known = list(dict.fromkeys(one.id for one in vocabulary))
        for field in fields:
            yield from unknown(ones, named(package.indicators, field), known, code, what)
    flags = [flag.id for flag in package.flags]
    for n, indicator in enumerate(package.indicators):
        yield from unknown((*ones, n, "breaks"), named(indicator.breaks, "flag"), flags, "UNKNOWN_FLAG", "flag")
        for field in ("sources", "scopes", "registrants", "dimensions", "code_ids"):
            yield from unique(getattr(indicator, field), (*ones, n, field))


def _indicator(package: NationalPackage, indicator: Indicator, n: int) -> Iterator[Finding]:
    path: Path = ("indicators", n)
    yield from _figure(indicator, path)
    yield from _origin(indicator, path)
    yield from _time(package, indicator, path)
    if indicator.counted == "INDIVIDUALS":
        if indicator.additivity == "ADDITIVE":
            problem = "who was at two units is one individual, and two in their sum"
            allowed = "NOT_OVER_UNITS, NOT_ADDITIVE"
            yield Finding((*path, "additivity"), "INDIVIDUALS_ADDED", problem, allowed)
        if SEX not in indicator.dimensions:
            problem = "individuals are counted, and not by sex"
            yield Finding((*path, "dimensions"), "SEX_MISSING", problem, f"{SEX} among the dimensions", "WARNING")
    if indicator.threshold is not None and indicator.threshold < package.threshold:
        problem = f"{indicator.threshold} is under the national {package.threshold}"
        yield Finding((*path, "threshold"), "THRESHOLD_LOW", problem, f"{package.threshold} or more")


def _figure(indicator: Indicator, path: Path) -> Iterator[Finding]:
    """The figure can be worked out from what is delivered, and is what its unit says."""
    if indicator.quotient and indicator.denominator is None:
        problem = f"{indicator.unit} is of something, and nothing is said to divide by"
        yield Finding(path, "DENOMINATOR_MISSING", problem, "denominator")
    if not indicator.quotient and indicator.denominator is not None:
        problem = f"{indicator.unit} is divided by nothing"
        allowed = "no denominator, or a unit that is a quotient"
        yield Finding((*path, "denominator"), "DENOMINATOR_UNUSED", problem, allowed)
    factors = FACTORS.get(indicator.unit, (1,))
    if indicator.factor not in factors:
        problem = f"{indicator.unit} is not multiplied by {indicator.factor}"
        yield Finding((*path, "factor"), "FACTOR_OF_UNIT", problem, ", ".join(map(str, factors)))


def _origin(indicator: Indicator, path: Path) -> Iterator[Finding]:
    """Figures are counted by the service or delivered, of a scope that is allowed."""
    if indicator.scopes and indicator.scope not in indicator.scopes:
        problem = f"{indicator.scope} is not among the scopes"
        yield Finding((*path, "scope"), "SCOPE_NOT_ALLOWED", problem, ", ".join(indicator.scopes))
    for m, source in enumerate(indicator.sources):
        if (source == OWN_EVENTS) != (indicator.computed is not None):
            counted = "is counted by the service" if indicator.computed else "is delivered"
            problem, allowed = f"{indicator.id} {counted}", OWN_EVENTS if indicator.computed else "another source"
            yield Finding((*path, "sources", m), "SOURCE_OF_COMPUTED", problem, allowed)
    if indicator.computed is not None and indicator.unit not in UNITS_COMPUTED[indicator.computed]:
        problem = f"{indicator.computed} is not counted in {indicator.unit}"
        yield Finding((*path, "unit"), "UNIT_OF_COMPUTED", problem, ", ".join(UNITS_COMPUTED[indicator.computed]))


def _time(package: NationalPackage, indicator: Indicator, path: Path) -> Iterator[Finding]:
    """No period has two definitions, and a break is of the version's own time and says why."""
    validity = indicator.validity
    for field, day in (("start", validity.start), ("end", validity.end)):
        if day is not None and period_of(day, indicator.period).start != day:
            problem = f"{day} lies within a period: its figures would have two definitions"
            allowed = f"the first day of a {indicator.period}"
            yield Finding((*path, "validity", field), "WITHIN_PERIOD", problem, allowed)
    breaking = [flag.id for flag in package.flags if flag.breaks]
    known = {flag.id for flag in package.flags}
    for m, broken in enumerate(indicator.breaks):
        if not validity.period.contains(broken.day):
            problem = f"{broken.day} is no day of the version's"
            yield Finding((*path, "breaks", m, "day"), "BREAK_OUTSIDE", problem, _days(validity.start, validity.end))
        if broken.flag in known and broken.flag not in breaking:
            problem = f"figures with {broken.flag} compare with those without it"
            yield Finding((*path, "breaks", m, "flag"), "BREAK_COMPARES", problem, ", ".join(breaking))


def _days(start: date, end: date | None) -> str:
    return f"{start} or later" if end is None else f"from {start}, before {end}"


def _versions(package: NationalPackage) -> Iterator[Finding]:
    """Each version of an indicator follows the one before it."""
    ones: Path = ("indicators",)
    placed = list(enumerate(package.indicators))
    for indicator_id in dict.fromkeys(one.id for one in package.indicators):
        versions = sorted(((n, one) for n, one in placed if one.id == indicator_id), key=lambda found: found[1].version)
        for (_, before), (n, after) in pairwise(versions):
            if before.version == after.version:
                problem = f"{indicator_id} has two versions {after.version}"
                yield Finding((*ones, n, "version"), "VERSION_TWICE", problem, "each version once")
        yield from _succeeding([(n, one.validity) for n, one in versions], ones, "VERSIONS_OVERLAP")


def _bounds(package: NationalPackage) -> Iterator[Finding]:
    """What bounds another figure is of the same periods, and does not lead back to itself (EX-21)."""
    bounds: dict[str, set[str]] = {one.id: set() for one in package.indicators}
    for one in package.indicators:
        bounds[one.id] |= {one.at_most} if one.at_most else set()
    for n, indicator in enumerate(package.indicators):
        path: Path = ("indicators", n, "at_most")
        others = [one for one in package.indicators if one.id == indicator.at_most]
        if any(one.period != indicator.period for one in others):
            problem = f"{indicator.at_most} is not of the same periods"
            yield Finding(path, "BOUND_OF_OTHER_PERIOD", problem, f"an indicator of each {indicator.period}")
        if any(one.quotient for one in others):
            problem = f"{indicator.at_most} is no count"
            yield Finding(path, "BOUND_NO_COUNT", problem, "an indicator that counts")
        if indicator.at_most and indicator.id in _reached(bounds, indicator.at_most):
            problem = f"{indicator.id} is bounded by itself"
            yield Finding(path, "BOUND_CYCLIC", problem, "bounds that end at an indicator without at_most")


def _reached(bounds: Mapping[str, set[str]], start: str) -> set[str]:
    """The indicators that one or another version leads to from `start`, itself among them."""
    reached, pending = set[str](), [start]
    while pending:
        one = pending.pop()
        if one not in reached:
            reached.add(one)
            pending += bounds.get(one, ())
    return reached


def _balances(package: NationalPackage) -> Iterator[Finding]:
    """What has to add up is there, and of the same periods (EX-25)."""
    ids = list(dict.fromkeys(one.id for one in package.indicators))
    yield from unique([one.id for one in package.balances], ("balances",))
    for n, balance in enumerate(package.balances):
        path: Path = ("balances", n)
        total = package.indicator(balance.total.indicator)
        placed = [
            (("total",), balance.total),
            *((("plus", m), term) for m, term in enumerate(balance.plus)),
            *((("minus", m), term) for m, term in enumerate(balance.minus)),
        ]
        for place, term in placed:
            where: Path = (*path, *place)
            indicator = package.indicator(term.indicator)
            if indicator is None:
                allowed = ", ".join(ids)
                problem = f"{term.indicator} is no indicator"
                yield Finding((*where, "indicator"), "UNKNOWN_INDICATOR", problem, allowed)
                continue
            if total is not None and indicator.period != total.period:
                problem = f"{term.indicator} is not of the same periods as {total.id}"
                yield Finding((*where, "indicator"), "BALANCE_OF_OTHER_PERIOD", problem, f"a {total.period}")
            yield from _categories(package, indicator, term, where)


def _shared(package: NationalPackage) -> Iterator[Finding]:
    """What several indicators share is there: a denominator only of those that have one."""
    ids = ", ".join(dict.fromkeys(one.id for one in package.indicators))
    for n, shared in enumerate(package.shared):
        for m, count in enumerate(shared.counts):
            where: Path = ("shared", n, "counts", m)
            indicator = package.indicator(count.indicator)
            if indicator is None:
                yield Finding((*where, "indicator"), "UNKNOWN_INDICATOR", f"{count.indicator} is no indicator", ids)
            elif count.part == "DENOMINATOR" and not indicator.quotient:
                problem = f"{indicator.id} has no denominator to share"
                yield Finding((*where, "part"), "NO_DENOMINATOR_TO_SHARE", problem, "NUMERATOR")


def _categories(package: NationalPackage, indicator: Indicator, term: Term, where: Path) -> Iterator[Finding]:
    for dimension_id, category in term.categories.items():
        dimension = package.dimension(dimension_id)
        place = (*where, "categories", dimension_id)
        if dimension is None or dimension_id not in indicator.dimensions:
            problem = f"{indicator.id} is not split by {dimension_id}"
            yield Finding(place, "UNKNOWN_DIMENSION", problem, ", ".join(indicator.dimensions))
        elif category not in (known := [one.id for one in dimension.categories]):
            yield Finding(place, "UNKNOWN_CATEGORY", f"{category} is no {dimension_id}", ", ".join(known))
