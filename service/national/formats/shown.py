"""What every format has in common: what may be shown of a cell, its numbers as text, and what each status is in SDMX.

The letters are those of SDMX's cross-domain code lists CL_OBS_STATUS 2.2 and CL_CONF_STATUS 1.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from service.domain.words import Words
from service.national.cells import Cell
from service.national.definitions import UNIT, Unit
from service.national.observations import VALUED, Key, Status

DELETED: Final = "DELETED"
"""The status, in a list of changes, of a cell that is no longer published."""


class Letters(NamedTuple):
    observation: str
    confidentiality: str


LETTERS: Final[dict[Status, Letters]] = {
    "NORMAL": Letters("A", "F"),
    "PRELIMINARY": Letters("P", "F"),
    "BREAK": Letters("B", "F"),
    "DEFINITION_DIFFERS": Letters("D", "F"),
    "NOT_REPORTED": Letters("O", "F"),
    "NOT_REPORTED_BY_CHOICE": Letters("L", "F"),
    "NOT_APPLICABLE": Letters("M", "F"),
    "SUPPRESSED": Letters("Q", "C"),
    "IMPLAUSIBLE": Letters("O", "N"),
}
"""What each status is in SDMX: no two of them have the same two letters."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit's words, and with how many decimals a value is usually shown: values are never rounded to them."""

    words: Words
    decimals: int


UNITS: Final[dict[Unit, Measure]] = {
    "COUNT": Measure(Words("antal", "count"), 0),
    "SHARE": Measure(Words("andel", "share"), 1),
    "RATE_PER_1000": Measure(Words("per 1 000", "per 1,000"), 1),
    "RATIO": Measure(Words("kvot", "ratio"), 2),
    "MEDIAN_DAYS": Measure(Words("dagar, median", "days, median"), 1),
    "DAYS_PER_PERSON": Measure(Words("dagar per person", "days per person"), 1),
    "PERCENT_OF_FULL_TIME": Measure(Words("procent av heltid", "per cent of full time"), 0),
    "SEK": Measure(Words("kronor", "SEK"), 2),
}


def shown(cell: Cell) -> Cell:
    """The cell itself. ValueError for one that must not leave, or that shows neither a figure nor why there is none.

    No figure leaves under a status that has none (C6), and nothing of a care unit leaves at all (PV-10).
    """
    shown_key(cell.key)
    figures = (cell.numerator, cell.denominator, cell.value, cell.low, cell.high, cell.unweighted, cell.change)
    if cell.status in VALUED:
        if cell.value is None:
            raise ValueError(f"{cell.key} is {cell.status} and has no value")
    elif any(figure is not None for figure in figures):
        raise ValueError(f"{cell.key} is {cell.status} and has a figure")
    return cell


def shown_key(key: Key) -> Key:
    """The key itself. ValueError where it is of a care unit (PV-10)."""
    if any(dimension == UNIT for dimension, _ in key.categories):
        raise ValueError(f"{key.indicator} {key.region} {key.period}: figures of care units stay in their region")
    return key


def number(value: Decimal | int | None) -> str | None:
    """Digits with a decimal point and no exponent, as CSV and JSON both read them. ValueError for no finite number."""
    if value is None:
        return None
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is no number to show")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
