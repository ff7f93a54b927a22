"""A small national list and figures of it, to be varied by the tests of checks, verdicts and statistics."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from service.national.completeness import Asked
from service.national.definitions import Balance, Break, Indicator, NationalPackage
from service.national.observations import Key, Observation, Status, categories
from service.national.periods import ReportingPeriod

LABEL = {"sv": "Etikett", "en": "Label"}
SOURCE = {"clause": "A6", "derived": LABEL}


def indicator(indicator_id: str, **more: Any) -> Indicator:
    """A count of entries per half-year by sex, added over everything, unless said otherwise."""
    said: dict[str, Any] = {
        "validity": {"start": "2020-01-01"},
        "label": LABEL,
        "description": LABEL,
        "owner": "SKR",
        "unit": "COUNT",
        "counted": "ENTRIES",
        "numerator": LABEL,
        "dimensions": ("SEX", "UNIT", "AREA"),
        "period": "HALF_YEAR",
        "additivity": "ADDITIVE",
        "sources": ("JOURNAL",),
        "scope": "ALL_CARE",
        "source": SOURCE,
    }
    return Indicator.model_validate({"id": indicator_id, **said, **more})


ENTRIES = indicator("ENTRIES")
UNIQUE = indicator("UNIQUE", counted="INDIVIDUALS", additivity="NOT_OVER_UNITS", at_most="ENTRIES")
SHARE = indicator("SHARE", unit="SHARE", factor=100, denominator=LABEL)
RATE = indicator("RATE", unit="RATE_PER_1000", factor=1000, denominator=LABEL, period="YEAR")
RATIO = indicator("RATIO", unit="RATIO", denominator=LABEL, period="YEAR")
MEDIAN = indicator("MEDIAN", unit="MEDIAN_DAYS", counted="DAYS", additivity="NOT_ADDITIVE", dimensions=())
MONTHLY = indicator("MONTHLY", period="MONTH", dimensions=())
AGREEMENTS = tuple(
    indicator(one, counted="AGREEMENTS", period="YEAR", dimensions=("AREA",)) for one in ("START", "NEW", "GONE", "END")
)
ALL = (ENTRIES, UNIQUE, SHARE, RATE, RATIO, MEDIAN, MONTHLY, *AGREEMENTS)


def named(*ids: str, **more: Any) -> tuple[dict[str, Any], ...]:
    return tuple({"id": one, "label": LABEL, **more} for one in ids)


def balance(total: dict[str, Any], plus: list[dict[str, Any]], minus: list[dict[str, Any]]) -> Balance:
    said = {"id": "AGREEMENTS", "label": {"sv": "Avtal", "en": "Agreements"}, "source": SOURCE}
    return Balance.model_validate({**said, "total": total, "plus": plus, "minus": minus})


def national(*indicators: Indicator, **more: Any) -> NationalPackage:
    """The list of ALL, or of these indicators."""
    said: dict[str, Any] = {
        "id": "sample",
        "label": LABEL,
        "documents": {},
        "threshold_source": SOURCE,
        "owners": named("SKR"),
        "sources": named("JOURNAL", "SURVEY"),
        "scopes": named("ALL_CARE", "PRIMARY_CARE"),
        "registrants": named("ANYONE", "COORDINATOR_ONLY"),
        "flags": (*named("UNDER_REGISTERED", "NOT_CARE"), *named("PREVENTION_UNCODED", "SCOPE_CHANGED", breaks=True)),
        "dimensions": (
            {"id": "SEX", "label": LABEL, "categories": named("K", "M")},
            {"id": "UNIT", "label": LABEL},
            {"id": "AREA", "label": LABEL, "categories": named("A", "B")},
        ),
        "codes": (),
        "balances": (
            balance({"indicator": "END"}, [{"indicator": "START"}, {"indicator": "NEW"}], [{"indicator": "GONE"}]),
        ),
    }
    return NationalPackage.model_validate({**said, "indicators": indicators or ALL, **more})


PACKAGE = national()


def broken(of: Indicator, day: str, flag: str) -> Indicator:
    found = Break.model_validate({"day": day, "flag": flag, "source": SOURCE})
    return of.model_copy(update={"breaks": (*of.breaks, found)})


def key(of: Indicator | str, period: str, region: str = "08", **split: str) -> Key:
    name = of if isinstance(of, str) else of.id
    return Key(name, region, ReportingPeriod.parse(period), categories(**split))


def figure(of: Key, numerator: int | None = None, denominator: int | None = None, **more: Any) -> Observation:
    said = {"status": "NORMAL", "source": "JOURNAL", "scope": "ALL_CARE", "numerator": numerator}
    return Observation(of, **{**said, "denominator": denominator, **more})


NOW = "2022-S1"


def asked(*ids: str, period: str = NOW) -> Asked:
    return Asked("08", ReportingPeriod.parse(period), ids)


somewhere = st.builds(
    Key,
    st.sampled_from(["ENTRIES", "UNIQUE", "SHARE", "MONTHLY"]),
    st.just("08"),
    st.sampled_from([ReportingPeriod.parse(one) for one in (NOW, "2022-02", "2021-S2")]),
    st.builds(lambda sex: categories(SEX=sex), st.sampled_from("TKM")),
)
anything = st.builds(
    figure,
    somewhere,
    st.none() | st.integers(0, 50),
    st.none() | st.integers(0, 50),
    status=st.sampled_from(get_args(Status)),
    coverage=st.none() | st.integers(0, 100).map(Decimal),
    comment=st.sampled_from([None, "Osäkert"]),
)
"""Figures that may or may not be of a round for these indicators in NOW."""
