"""Cells as CSV (RFC 4180, UTF-8): a line for each cell, made once, and a heading of names that stay.

Commas between columns, CRLF after each line; lists within a column have `|` between them. Figures are never quoted and
have decimal points. Texts that a spreadsheet would take for a formula begin with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final, Literal

from service.domain.spreadsheets import tamed
from service.domain.words import Words
from service.national.cells import Cell
from service.national.definitions import SEX, TOTAL, Indicator
from service.national.formats.shown import DELETED, number, shown, shown_key
from service.national.observations import Key

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
LINE_END: Final = "\r\n"
COLUMNS: Final = (
    "indicator",
    "indicator_name",
    "unit",
    "region",
    "region_name",
    "period",
    "sex",
    "categories",
    "status",
    "value",
    "numerator",
    "denominator",
    "low",
    "high",
    "unweighted",
    "answered",
    "eligible",
    "verdict",
    "reasons",
    "change",
    "definition",
    "source",
    "scope",
    "registrant",
    "code_text",
    "coverage",
    "flags",
)
HEAD: Final = ",".join(COLUMNS) + LINE_END

Separator = Literal[",", ";"]


def csv_line(cell: Cell, indicator: Indicator, region: Words) -> str:
    """The cell's line, CRLF included. ValueError for a cell that must not leave (`shown`).

    The names are Swedish, as of the day on which the line is made.
    """
    shown(cell)
    figures = (cell.value, cell.numerator, cell.denominator, cell.low, cell.high, cell.unweighted)
    texts = (cell.source, cell.scope, cell.registrant, cell.code_text)
    return line(
        *_key(cell.key, tamed(indicator.label.sv), indicator.unit, tamed(region.sv)),
        cell.status,
        *(number(one) for one in (*figures, cell.answered, cell.eligible)),
        cell.verdict,
        tamed("|".join(cell.reasons)),
        number(cell.change),
        str(cell.definition),
        *(None if text is None else tamed(text) for text in texts),
        number(cell.coverage),
        tamed("|".join(cell.flags)),
    )


def deleted_line(key: Key, indicator: Indicator, region: Words) -> str:
    """The line that tells, in a list of changes, that the cell is no longer published: its status is `DELETED`."""
    named = _key(shown_key(key), tamed(indicator.label.sv), indicator.unit, tamed(region.sv))
    return line(*named, DELETED, *(None for _ in range(len(COLUMNS) - len(named) - 1)))


def csv_text(lines: Iterable[str], separator: Separator = ",") -> str:
    """A whole file of lines as they were made; with semicolons for spreadsheets that take a comma for a decimal."""
    text = HEAD + "".join(lines)
    return text if separator == "," else _with_semicolons(text)


def line(*columns: str | None) -> str:
    """A line of such columns, quoted where they must be, with its CRLF; None is an empty column."""
    return ",".join("" if column is None else _quoted(column) for column in columns) + LINE_END


def _key(key: Key, indicator_name: str, unit: str, region_name: str) -> tuple[str, ...]:
    others = "|".join(f"{dimension}={category}" for dimension, category in key.categories if dimension != SEX)
    named = (key.indicator, indicator_name, unit, key.region, region_name, str(key.period))
    return *named, key.category(SEX), others or TOTAL


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(one in text for one in ',;"\r\n') else text


def _with_semicolons(text: str) -> str:
    if '"' not in text:
        return text.replace(",", ";")
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator=LINE_END).writerows(csv.reader(io.StringIO(text, newline="")))
    return written.getvalue()
