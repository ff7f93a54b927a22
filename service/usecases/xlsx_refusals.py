"""Why a file is no workbook that rows are read from: each refusal of the file as a whole."""

from __future__ import annotations

from service.domain.errors import InvalidInput

_MIB = 1024**2


def old() -> InvalidInput:
    """A workbook as Excel wrote it until 2003 (.xls), or in binary (.xlsb)."""
    return InvalidInput("XLSX_OLD", allowed=("xlsx", "csv"))


def encrypted() -> InvalidInput:
    return InvalidInput("XLSX_ENCRYPTED")


def macros() -> InvalidInput:
    return InvalidInput("XLSX_MACROS", allowed=("xlsx", "csv"))


def broken(part: str) -> InvalidInput:
    """`part` is what cannot be read, as the package names its parts."""
    return InvalidInput("XLSX_BROKEN", column=part)


def too_large(most_bytes: int) -> InvalidInput:
    return InvalidInput("XLSX_TOO_LARGE", most=most_bytes // _MIB)


def unpacked(most_bytes: int) -> InvalidInput:
    """For its size unpacked, its parts, or how much smaller it is packed."""
    return InvalidInput("XLSX_UNPACKED", most=most_bytes // _MIB)


def too_much_text(most_bytes: int) -> InvalidInput:
    return InvalidInput("XLSX_TEXT", most=most_bytes // _MIB)


def row_too_long(row: int, most_characters: int) -> InvalidInput:
    return InvalidInput("XLSX_ROW_TOO_LONG", row=row, most=most_characters // 1024)


def too_many_rows(most: int) -> InvalidInput:
    return InvalidInput("XLSX_ROWS", most=most)


def several_sheets(count: int) -> InvalidInput:
    return InvalidInput("XLSX_SHEETS", count=count)


def merged(cells: str) -> InvalidInput:
    """`cells` is a range, `A2:A4`."""
    return InvalidInput("XLSX_MERGED", value=cells)
