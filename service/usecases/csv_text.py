"""CSV as Swedish spreadsheets write it: UTF-8 with or without a mark, semicolons, quotes; read row by row.

Pure: bytes in, rows of text out. What is no such file is refused, never guessed at.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from service.domain.errors import InvalidInput
from service.domain.spreadsheets import tamed

LONGEST_ROW: Final = 64 * 1024
"""Bytes of a line, and characters of a row that quotes spread over several lines."""
_MARK: Final = b"\xef\xbb\xbf"
_SEPARATORS: Final = (";", "\t", ",")

csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST_ROW))


class Intake:
    """Looks at a file's bytes as they arrive, so that what cannot be one is refused before all of it has come."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._line = 0

    def take(self, chunk: bytes) -> bytes:
        """The chunk itself. InvalidInput CSV_TOO_LARGE, CSV_NUL or CSV_ROW_TOO_LONG."""
        self._size += len(chunk)
        if self._size > self._most:
            raise InvalidInput("CSV_TOO_LARGE", most=self._most // 1024**2)
        if b"\0" in chunk:
            raise InvalidInput("CSV_NUL")
        first, *others = chunk.split(b"\n")
        self._line += len(first)
        longest = max(self._line, *map(len, others)) if others else self._line
        if longest > LONGEST_ROW:
            raise InvalidInput("CSV_ROW_TOO_LONG", most=LONGEST_ROW // 1024)
        if others:
            self._line = len(others[-1])
        return chunk


class _Lines:
    """The text of the lines, and how much of it the row that is being read has had so far."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._begun = False
        self.ended = False
        self.row = 0

    def __iter__(self) -> Iterator[str]:
        for raw in self._lines:
            line = raw if self._begun else raw.removeprefix(_MARK)
            self._begun = True
            try:
                text = line.decode()
            except UnicodeDecodeError:
                raise InvalidInput("CSV_ENCODING") from None
            self.row += len(text)
            if "\0" in text:
                raise InvalidInput("CSV_NUL")
            if self.row > LONGEST_ROW:
                raise InvalidInput("CSV_ROW_TOO_LONG", most=LONGEST_ROW // 1024)
            yield text
        self.ended = True


def rows(lines: Iterable[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number in a spreadsheet, the heading being 1; cells without blanks around them.

    `lines` end where the file's do. The separator is the first of semicolon, tab and comma in the heading. Rows
    without any text are left out. InvalidInput CSV_ENCODING, CSV_NUL, CSV_ROW_TOO_LONG, CSV_QUOTE_OPEN, CSV_MALFORMED.
    """
    read = _Lines(lines)
    texts = iter(read)
    first = next(texts, "")
    found = csv.reader(_after(first, texts), delimiter=separator(first), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(found)
        except StopIteration:
            return
        except csv.Error:
            raise InvalidInput("CSV_QUOTE_OPEN" if read.ended else "CSV_MALFORMED", row=number) from None
        read.row = 0
        trimmed = [cell.strip() for cell in cells]
        if any(trimmed):
            yield number, trimmed


def separator(heading: str) -> str:
    """What stands between the cells of a file, by its first line."""
    return next((one for one in _SEPARATORS if one in heading), ";")


def _after(first: str, texts: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from texts


def columns(
    heading: Sequence[str], needed: Sequence[str], optional: Sequence[str], of_caller: Sequence[str] = ()
) -> list[str]:
    """The names of the columns in their order, by capitals or small letters.

    InvalidInput CSV_COLUMN_UNKNOWN, CSV_COLUMN_TWICE, CSV_COLUMN_MISSING or, for one that the file must not say,
    CSV_COLUMN_OF_CALLER, with the columns that there are; CSV_EMPTY.
    """
    if not heading:
        raise InvalidInput("CSV_EMPTY")
    names = {name.lower(): name for name in (*needed, *optional)}
    allowed = tuple(names.values())
    found: list[str] = []
    callers = {name.lower(): name for name in of_caller}
    for place, text in enumerate(heading, 1):
        if (column := callers.get(text.lower())) is not None:
            raise InvalidInput("CSV_COLUMN_OF_CALLER", column=column, allowed=allowed)
        name = names.get(text.lower())
        if name is None:
            raise InvalidInput("CSV_COLUMN_UNKNOWN", place=place, allowed=allowed)
        if name in found:
            raise InvalidInput("CSV_COLUMN_TWICE", column=name, allowed=allowed)
        found.append(name)
    missing = tuple(name for name in needed if name not in found)
    if missing:
        raise InvalidInput("CSV_COLUMN_MISSING", columns=missing, allowed=allowed)
    return found


def written(rows_of_cells: Iterable[Sequence[str]]) -> str:
    """Rows as CSV for Swedish spreadsheets: semicolons, quotes where they are needed, nothing that is a formula."""
    return "".join(";".join(map(_cell, cells)) + "\r\n" for cells in rows_of_cells)


def _cell(text: str) -> str:
    safe = tamed(text)
    return '"' + safe.replace('"', '""') + '"' if any(one in safe for one in ';"\r\n\t,') else safe
