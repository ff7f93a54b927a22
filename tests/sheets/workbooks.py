"""Workbooks made by a library that makes them, and what else can be made of them by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter

from infra.sheets.xlsx import rows

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def made(fill: Callable[[Any], object], **options: Any) -> bytes:
    """The file that `fill` makes of a new workbook of XlsxWriter's."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        fill(book)
    return buffer.getvalue()


def sheet(table: Iterable[Sequence[object]], **options: Any) -> bytes:
    """One sheet with these rows."""

    def fill(book: Any) -> None:
        found = book.add_worksheet()
        for number, cells in enumerate(table):
            found.write_row(number, 0, cells)

    return made(fill, **options)


def altered(content: bytes, parts: dict[str, Callable[[str], str] | None], **more: str) -> bytes:
    """The package with some parts changed, those at None left out and `more` put in by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = parts.get(name, str)
            if change is not None:
                new.writestr(name, change(old.read(name).decode()))
        for name, text in more.items():
            new.writestr(name, text)
    return buffer.getvalue()


def as_saved_by_excel(content: bytes) -> bytes:
    """Without the word that all formulas are still to be computed, which a library leaves and Excel does not."""
    return altered(content, {"xl/workbook.xml": lambda text: text.replace(' fullCalcOnLoad="1"', "")})


def of_xml(data: str, after: str = "") -> bytes:
    """A workbook whose sheet is this."""
    text = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{after}</worksheet>'
    return altered(sheet([["x"]]), {SHEET: lambda _: text})


def read(content: bytes) -> list[tuple[int, list[str]]]:
    return list(rows(io.BytesIO(content)))
