"""Cells as SDMX-CSV 2.0 (SDMX 3.0): codes and figures alone, one observation on each line.

A line is made once and without its first three columns, since what is done with it (ACTION) differs between a whole
pull and a list of changes: `Action.before` goes before it. A time period of three years is `2022-01-01/P3Y`; SEX has
the codes of CL_SEX, and CATEGORY all other dimensions in one code, `COLOUR@RED$DIRECTION@IN`, so that the structure
stays when the national list gets a dimension. `STATUS` is our own status; OBS_STATUS and CONF_STATUS are its letters.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from service.domain.spreadsheets import tamed
from service.national.cells import Cell
from service.national.definitions import SEX, TOTAL, Indicator
from service.national.formats.csv_cells import LINE_END, line
from service.national.formats.shown import LETTERS, number, shown, shown_key
from service.national.observations import Key
from service.national.periods import ReportingPeriod

MEDIA_TYPE: Final = "application/vnd.sdmx.data+csv; version=2.0.0"
STRUCTURE_ID: Final = "TRAPPA:NATIONAL_CELLS(1.0.0)"
DIMENSIONS: Final = ("INDICATOR", "REF_AREA", "SEX", "CATEGORY", "TIME_PERIOD")
ATTRIBUTES: Final = (
    "OBS_STATUS",
    "CONF_STATUS",
    "STATUS",
    "UNIT_MEASURE",
    "NUMERATOR",
    "DENOMINATOR",
    "LOWER_BOUND",
    "UPPER_BOUND",
    "UNWEIGHTED_MEAN",
    "ANSWERED",
    "ELIGIBLE",
    "VERDICT",
    "REASONS[]",
    "CHANGE",
    "DEFINITION",
    "SOURCE",
    "SCOPE",
    "REGISTRANT",
    "CODE_TEXT",
    "COVERAGE",
    "FLAGS[]",
)
HEAD: Final = ",".join(("STRUCTURE[;]", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE", *ATTRIBUTES)) + LINE_END

Action = Literal["I", "R", "D"]
"""For information, in a whole pull; replaced or deleted, in a list of changes."""

_SEXES: Final = {TOTAL: "_T", "K": "F", "M": "M"}


def before(action: Action) -> str:
    """What goes before each line that `sdmx_line` or `deleted_line` made."""
    return f"dataflow,{STRUCTURE_ID},{action},"


def sdmx_line(cell: Cell, indicator: Indicator) -> str:
    """The cell's line but for its first three columns, CRLF included. ValueError for one that must not leave."""
    shown(cell)
    counted = (cell.numerator, cell.denominator, cell.low, cell.high, cell.unweighted, cell.answered, cell.eligible)
    texts = (cell.source, cell.scope, cell.registrant, cell.code_text)
    return line(
        *_key(cell.key),
        number(cell.value),
        *LETTERS[cell.status],
        cell.status,
        indicator.unit,
        *(number(one) for one in counted),
        cell.verdict,
        tamed(";".join(cell.reasons)),
        number(cell.change),
        str(cell.definition),
        *(None if text is None else tamed(text) for text in texts),
        number(cell.coverage),
        tamed(";".join(cell.flags)),
    )


def deleted_line(key: Key) -> str:
    """The line of a cell that is no longer published, for action `D`: a whole key and nothing else deletes it."""
    return line(*_key(shown_key(key)), None, *(None for _ in ATTRIBUTES))


def sdmx_text(lines: Iterable[tuple[Action, str]]) -> str:
    """A whole message of lines as they were made, each with what is done with it."""
    return HEAD + "".join(before(action) + made for action, made in lines)


def time_period(period: ReportingPeriod) -> str:
    """The period as an ObservationalTimePeriod of SDMX: as we write it, and three years as `2022-01-01/P3Y`."""
    return f"{period.start.isoformat()}/P3Y" if period.kind == "THREE_YEARS" else str(period)


def _key(key: Key) -> tuple[str, ...]:
    sex = key.category(SEX)
    others = "$".join(f"{dimension}@{category}" for dimension, category in key.categories if dimension != SEX)
    return key.indicator, key.region, _SEXES.get(sex, sex), others or _SEXES[TOTAL], time_period(key.period)
