"""The rows of an Excel workbook (.xlsx), one after the other, as `csv_text.rows` gives those of a CSV file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from math import isfinite
from typing import BinaryIO, Final

from infra.sheets.package import Package
from infra.sheets.workbook import MAIN, Workbook, unescaped, workbook
from service.domain.sheets import SheetValue
from service.usecases import xlsx_refusals as refusal
from service.usecases.csv_text import LONGEST_ROW

MOST_ROWS: Final = 300_000
MOST_COLUMNS: Final = 256
MOST_CHARACTERS: Final = 256 * 1024**2
"""Of all rows together, as a text that stands in the workbook once can stand in any number of cells."""
LAST_ROW: Final = 1_048_576
_DIGITS: Final = "0123456789"
_DEEPEST: Final = 100
_PLACES: Final = 15
"""Digits of a number, as Excel itself keeps and shows them: 33.3 is stored as 33.299999999999997."""
_COLUMN: Final = re.compile(r"[A-Z]{1,3}")
_CELLS: Final = re.compile(r"[A-Z]{1,3}[0-9]{1,7}(:[A-Z]{1,3}[0-9]{1,7})?")
_SHOWN_FORMULA: Final = 100
# Excel counts 1900 as a leap year: from March of it on its days are counted from the 30th of December.
_FIRST_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell knows no time zone
_FIRST_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001 - as above


def rows(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Each row that says something, with its number in the sheet; cells as text without blanks around them.

    Rows are filled up with empty cells to the length of the first. Numbers are decimal with a point; a date that is
    shown as a month and begins it is `2026-03`; what else is neither text nor number is a SheetValue. The one visible
    worksheet that holds anything is read, with its hidden rows; hidden sheets are not, nor other files. InvalidInput
    XLSX_…, after some rows perhaps: they count only once all have been read.
    """
    package = Package(file)
    book = workbook(package)
    held = [found for sheet in book.sheets if (found := _held(package, book, sheet)) is not None]
    if len(held) > 1:
        raise refusal.several_sheets(len(held))
    width = 0
    characters = 0
    for number, cells in chain.from_iterable(held):
        width = width or len(cells)
        characters += sum(map(len, cells))
        if characters > MOST_CHARACTERS:
            raise refusal.unpacked(MOST_CHARACTERS)
        if len(cells) < width:
            cells.extend([""] * (width - len(cells)))
        yield number, cells


Row = tuple[int, list[str]]


def _held(package: Package, book: Workbook, sheet: str) -> Iterator[Row] | None:
    """The rows of the sheet; None for one that is empty."""
    found = _sheet_rows(package, book, sheet)
    first = next(found, None)
    return None if first is None else chain([first], found)


def _sheet_rows(package: Package, book: Workbook, sheet: str) -> Iterator[Row]:
    told = _Sheet(book, sheet)
    for _ in package.parsing(sheet, told):
        told.check_growing()
        yield from told.rows
        told.rows.clear()


class _Sheet:
    """Puts rows together of what expat tells of a worksheet.

    Its methods run several times for each of millions of cells: what most cells are is asked first, and in one place.
    """

    def __init__(self, book: Workbook, part: str) -> None:
        self.rows: list[Row] = []
        self._said: list[str] = []
        self.text = self._said.append
        self._book = book
        self._part = part
        self._c = self._v = self._row = self._merged = self._reading = ""
        self._parts: tuple[str, str] = ("", "")
        self._number = self._count = self._column = self._inside = 0
        self._columns: dict[str, int] = {}
        self._cells: list[str] | None = None
        self._cell: dict[str, str] | None = None
        self._value: str | None = None
        self._formula: str | None = None
        self._open = self._read_aloud = False

    def start(self, name: str, given: dict[str, str], /) -> None:
        if name == self._c:
            if self._cells is None or self._cell is not None:
                raise refusal.broken(self._part)
            self._cell, self._value, self._formula = given, None, None
        elif name == self._v or name in self._parts:
            if self._open:
                raise refusal.broken(self._part)
            self._open = True
            self._said.clear()
        elif name == self._row:
            self._begin_row(given)
        else:
            self._begin_other(name, given)

    def end(self, name: str, /) -> None:
        if name == self._v:
            self._open = False
            self._value = self._said[0] if len(self._said) == 1 else "".join(self._said)
        elif name == self._c:
            self._end_cell()
        elif name == self._row:
            self._end_row()
        elif name in self._parts:
            self._end_part(name)
        else:
            self._inside -= 1
            self._read_aloud &= name != self._reading

    def check_growing(self) -> None:
        """What one cell has been told so far is no more than a row may have."""
        if sum(map(len, self._said)) + len(self._value or "") > LONGEST_ROW:
            raise refusal.row_too_long(self._number, LONGEST_ROW)

    def _begin_other(self, name: str, given: dict[str, str]) -> None:
        if not self._inside:
            main = next((one for one in MAIN if name == f"{one}worksheet"), None)
            if main is None:
                raise refusal.broken(self._part)
            self._c, self._v, self._row, self._merged, self._reading = (
                main + one for one in ("c", "v", "row", "mergeCell", "rPh")
            )
            self._parts = (f"{main}f", f"{main}t")
        self._inside += 1
        self._said.clear()
        if self._inside > _DEEPEST:
            raise refusal.broken(self._part)
        if name == self._merged:
            cells = given.get("ref", "")
            raise refusal.merged(cells) if _CELLS.fullmatch(cells) else refusal.broken(self._part)
        self._read_aloud |= name == self._reading

    def _end_part(self, name: str) -> None:
        """A formula, or a part of a text that stands in the cell itself."""
        self._open = False
        said = "".join(self._said)
        if name == self._parts[0]:
            self._formula = f"={said[:_SHOWN_FORMULA]}"
        elif not self._read_aloud:
            self._value = (self._value or "") + said

    def _begin_row(self, given: dict[str, str]) -> None:
        number = _whole(given.get("r"), self._number + 1)
        self._count += 1
        if self._count > MOST_ROWS:
            raise refusal.too_many_rows(MOST_ROWS)
        if self._cells is not None or not self._number < number <= LAST_ROW:
            raise refusal.broken(self._part)
        self._number, self._column, self._cells = number, 0, []
        self._said.clear()

    def _end_row(self) -> None:
        cells, self._cells = self._cells, None
        if cells:
            if sum(map(len, cells)) > LONGEST_ROW:
                raise refusal.row_too_long(self._number, LONGEST_ROW)
            self.rows.append((self._number, cells))

    def _end_cell(self) -> None:
        given, self._cell = self._cell, None
        if given is None or self._cells is None:
            raise refusal.broken(self._part)
        reference = given.get("r")
        column = self._column + 1 if reference is None else self._columns.get(reference.rstrip(_DIGITS))
        if column is None:
            column = self._new_column(reference)
        if column <= self._column:
            raise refusal.broken(self._part)
        self._column = column
        value, kind = self._value, given.get("t", "n")
        if not value and self._formula is None:
            return
        if kind == "s" and self._formula is None:
            said = self._text_at(value)
        else:
            said = self._shown(value, kind, given.get("s"))
        if not said:
            return
        if column > MOST_COLUMNS:
            raise refusal.row_too_long(self._number, LONGEST_ROW)
        cells = self._cells
        if len(cells) < column - 1:
            cells.extend([""] * (column - 1 - len(cells)))
        cells.append(said)

    def _new_column(self, reference: str | None) -> int:
        """The number of a column that no row had a cell in yet, from 1."""
        letters = (reference or "").rstrip(_DIGITS)
        if not _COLUMN.fullmatch(letters):
            raise refusal.broken(self._part)
        found = 0
        for letter in letters:
            found = found * 26 + ord(letter) - ord("A") + 1
        self._columns[letters] = found
        return found

    def _text_at(self, place: str | None) -> str:
        found = self._book.texts.get(place or "")
        if found is None:
            raise refusal.broken(self._part)
        return found

    def _shown(self, value: str | None, kind: str, style: str | None) -> str:
        """The cell as people see it, or what else it is."""
        if self._formula is not None and (not self._book.computed or (not value and kind != "str")):
            return SheetValue(self._formula, "FORMULA")
        match kind:
            case "n" if value:
                return self._number_shown(value, style)
            case "s" if value:
                return self._text_at(value)
            case "str" | "inlineStr":
                return unescaped(value or "").strip()
            case "b":
                return SheetValue("TRUE" if value in {"1", "true"} else "FALSE", "TRUTH")
            case "e" | "d":
                return SheetValue((value or "")[:_SHOWN_FORMULA], "ERROR" if kind == "e" else "DATE")
            case _:
                raise refusal.broken(self._part)

    def _number_shown(self, value: str, style: str | None) -> str:
        shows = None if style is None else self._book.shows.get(style)
        if shows is None and value.isdecimal() and value.isascii() and len(value) <= _PLACES:
            return value
        try:
            number = float(value)
        except ValueError:
            raise refusal.broken(self._part) from None
        if shows is None:
            return decimal(number) if isfinite(number) else SheetValue(value[:_SHOWN_FORMULA], "ERROR")
        try:
            day = (_FIRST_1904 if self._book.from_1904 else _FIRST_1900) + timedelta(days=number)
        except OverflowError:
            return SheetValue(value[:_SHOWN_FORMULA], "ERROR")
        if shows == "MONTH" and day.day == 1 and day.time() == time():
            return f"{day:%Y-%m}"
        return SheetValue(day.date().isoformat() if day.time() == time() else f"{day:%Y-%m-%d %H:%M:%S}", "DATE")


def decimal(number: float) -> str:
    """A number of Excel's as a decimal text, with the digits that Excel shows of it."""
    text = format(number, f".{_PLACES}g")
    return text if text.replace(".", "", 1).isdecimal() else f"{Decimal(text):f}"


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_ROW)) + 1 else -1
