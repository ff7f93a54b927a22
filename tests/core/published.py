"""A small national list with words that formats stumble over, and cells of every status, for the formats' tests."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, get_args

from hypothesis import strategies as st

from service.domain.words import Words
from service.national.cells import RIKET, Cell, Verdict
from service.national.definitions import Indicator, NationalPackage
from service.national.observations import VALUED, Key, Status, categories
from service.national.periods import MONTHS, WRITTEN, PeriodKind, ReportingPeriod

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
REGIONS: Final = {
    RIKET: Words("Riket", "Sweden"),
    "05": Words("Region Östergötland", "Region Östergötland"),
    "06": Words("Region Jönköpings län", "Region Jönköping County"),
    "08": Words("Region Kalmar län", "Region Kalmar County"),
}
PERIODS: Final = tuple(ReportingPeriod.parse(text) for text in WRITTEN.split(", "))
_SOURCE: Final = {"clause": "tests", "derived": "made up for the tests"}


def _label(sv: str, en: str = "in English") -> dict[str, str]:
    return {"sv": sv, "en": en}


def _named(*ids: str) -> list[dict[str, Any]]:
    return [{"id": id, "label": _label(f"{id} på svenska")} for id in ids]


def _indicator(id: str, label: str, **said: Any) -> dict[str, Any]:
    return {
        "id": id,
        "validity": {"start": "2021-01-01"},
        "label": _label(label, f"{id} in English"),
        "description": _label('Hur många, och\n"hur" de räknas; åäö'),
        "owner": "SKR",
        "unit": "COUNT",
        "counted": "INDIVIDUALS",
        "numerator": _label("personer", "persons"),
        "period": "YEAR",
        "additivity": "NOT_OVER_UNITS",
        "sources": ["FK"],
        "scope": "HSV",
        "source": _SOURCE,
    } | said


PACKAGE: Final = NationalPackage.model_validate(
    {
        "id": "nationell",
        "label": _label('Nationella "indikatorer"', 'National "indicators"'),
        "documents": {},
        "threshold_source": _SOURCE,
        "owners": _named("SKR", "SOS"),
        "sources": _named("FK", "REKO"),
        "scopes": _named("HSV", "PV"),
        "registrants": _named("ALLA"),
        "flags": [{"id": "UNDERREGISTRERING", "label": _label("Underregistrering"), "breaks": True}],
        "dimensions": [
            {"id": "SEX", "label": _label("Kön", "Sex"), "categories": _named("K", "M")},
            {"id": "DIRECTION", "label": _label("Riktning"), "categories": _named("IN", "OUT")},
            {"id": "COLOUR", "label": _label("Färg"), "categories": _named("RED", "GREEN"), "overlapping": True},
            {"id": "UNIT", "label": _label("Vårdenhet"), "categories": []},
        ],
        "codes": [
            {
                "system": "KVA",
                "id": "GC001",
                "texts": [
                    {
                        "version": f"v{number}",
                        "text": _label(f"Insatser, lydelse {number}"),
                        "validity": {"start": f"202{number}-01-01", "end": end},
                        "source": _SOURCE,
                    }
                    for number, end in ((1, "2022-01-01"), (2, None))
                ],
            }
        ],
        "indicators": [
            _indicator("IN-07", '=Unika "patienter"; med insats,\nåäö', code_ids=["GC001"], dimensions=["SEX"]),
            _indicator("IN-07", "Unika patienter", version=2, validity={"start": "2024-01-01", "end": "2025-01-01"}),
            _indicator("IN-13", "Andel intyg", unit="SHARE", factor=100, period="HALF_YEAR", owner="SOS"),
            _indicator("IN-24", "Dagar till rättelse", unit="MEDIAN_DAYS", period="MONTH", dimensions=["COLOUR"]),
        ],
        "balances": [
            {
                "id": "SLUT",
                "label": _label("Avtal"),
                "total": {"indicator": "IN-07"},
                "plus": [{"indicator": "IN-13", "categories": {"SEX": "K"}}],
                "source": _SOURCE,
            }
        ],
    }
)


def indicator(id: str, version: int = 1) -> Indicator:
    return next(one for one in PACKAGE.indicators if (one.id, one.version) == (id, version))


INDICATORS: Final = {id: indicator(id) for id in ("IN-07", "IN-13", "IN-24")}


def cell(
    status: Status = "NORMAL",
    value: Decimal | str | None = None,
    *,
    of: str = "IN-07",
    region: str = "08",
    period: str = "2026",
    split: dict[str, str] | None = None,
    **said: Any,
) -> Cell:
    """A cell of that status, with a value where the status has one."""
    figure = Decimal(value or "12.5") if status in VALUED else None
    key = Key(of, region, ReportingPeriod.parse(period), categories(**(split or {})))
    return Cell(key, status, 1, value=figure, **said)


_TEXTS = st.text(st.sampled_from("abåäöÅÄÖ=+-@\"',;|\r\n\t \\{}éß漢"), max_size=12)
_IDS = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,9}", fullmatch=True)
_COUNTS = st.integers(0, 10**9)
_FIGURES = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=5) | st.sampled_from(
    [Decimal(0), Decimal("1E+3"), Decimal("0E-7"), Decimal("-0.0000001")]
)


@st.composite
def periods(draw: Callable[..., Any]) -> ReportingPeriod:
    kind: PeriodKind = draw(st.sampled_from(list(MONTHS)))
    return ReportingPeriod(draw(st.integers(1990, 2100)), draw(st.integers(1, max(1, 12 // MONTHS[kind]))), kind)


@st.composite
def keys(draw: Callable[..., Any]) -> Key:
    split = {"SEX": ["T", "K", "M"], "COLOUR": ["T", "RED", "GREEN"], "DIRECTION": ["T", "IN", "OUT"]}
    named = {dimension: draw(st.sampled_from(found)) for dimension, found in split.items()}
    at = draw(st.sampled_from(sorted(INDICATORS)))
    return Key(at, draw(st.sampled_from(sorted(REGIONS))), draw(periods()), categories(**named))


@st.composite
def cells(draw: Callable[..., Any]) -> Cell:
    """Any cell that may leave."""
    status: Status = draw(st.sampled_from(STATUSES))
    there = status in VALUED
    counts = {name: draw(st.none() | _COUNTS) if there else None for name in ("numerator", "denominator")}
    figures = {name: draw(st.none() | _FIGURES) if there else None for name in ("low", "high", "unweighted", "change")}
    return Cell(
        draw(keys()),
        status,
        draw(st.integers(1, 99)),
        value=draw(_FIGURES) if there else None,
        **counts,
        **figures,
        answered=draw(st.none() | st.integers(0, 21)),
        eligible=draw(st.none() | st.integers(0, 21)),
        verdict=draw(st.sampled_from(get_args(Verdict))),
        reasons=tuple(draw(st.lists(_IDS, max_size=3))),
        source=draw(st.none() | _TEXTS),
        scope=draw(st.none() | _TEXTS),
        registrant=draw(st.none() | _TEXTS),
        code_text=draw(st.none() | _TEXTS),
        coverage=draw(st.none() | st.decimals(0, 100, places=1)),
        flags=tuple(draw(st.lists(_IDS, max_size=3))),
    )
