"""The rows of a CSV file or a workbook, put in order on disk: memory holds a page of them, however many there are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from types import TracebackType
from typing import Any, BinaryIO, Final, Literal, Self

from infra.sheets import xlsx
from service.domain.sheets import Columns, SheetValue
from service.ports import SheetRow
from service.usecases import csv_text

_AT_ONCE: Final = 1000
# A database without a name is a file that its connection alone sees, gone with it; its pages go to disk beyond 4 MiB.
_SETTINGS: Final = ("pragma journal_mode = off", "pragma synchronous = off", "pragma cache_size = -4096")
_READ: Final = "create table read (key text, second text, number integer, cells text)"
_PUT: Final = "insert into read values (?, ?, ?, ?)"
_SORT: Final = "create table sorted as select number, cells from read order by key, second, number"
_SORTED: Final = "select number, cells from sorted order by rowid"

Form = Literal["CSV", "XLSX"]
Placed = tuple[str, str, int, str | None]
"""The two parts of a row's key, its number, and its cells as JSON."""


class Spool:
    """`service.ports.Sheet` over a file's bytes. A context manager: what it keeps on disk ends with it."""

    def __init__(self, file: BinaryIO, kind: Columns, form: Form = "CSV") -> None:
        """Reads the whole file, from where it stands. InvalidInput for what is no sheet of that kind."""
        self._decimal_comma = form == "CSV" and _comma_is_free(file)
        # Whoever reads a large file does so in another thread, and then hands the rows over.
        self._disk = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        try:
            for statement in (*_SETTINGS, "pragma temp_store = file", _READ):
                self._disk.execute(statement)
            self._disk.execute("begin")
            self._disk.executemany(_PUT, _placed(csv_text.rows(file) if form == "CSV" else xlsx.rows(file), kind))
            self._disk.execute(_SORT)
            self._disk.execute("drop table read")
            self._disk.execute("commit")
        except BaseException:
            self._disk.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._disk.close()

    @property
    def decimal_comma(self) -> bool:
        return self._decimal_comma

    def rows(self) -> Iterator[SheetRow]:
        with closing(self._disk.execute(_SORTED)) as found:
            while page := found.fetchmany(_AT_ONCE):
                for number, cells in page:
                    yield SheetRow(number, None if cells is None else _read(cells))


def _comma_is_free(file: BinaryIO) -> bool:
    """Whether a comma in the CSV file stands between no cells; the file stands where it stood."""
    place = file.tell()
    heading = file.readline(csv_text.LONGEST_ROW)
    file.seek(place)
    return csv_text.separator(heading.decode(errors="replace")) != ","


def _placed(found: Iterator[tuple[int, list[str]]], kind: Columns) -> Iterator[Placed]:
    heading: Sequence[str] = next((cells for _, cells in found), ())
    names = csv_text.columns(heading, kind.needed, kind.optional, kind.of_caller)
    for number, cells in found:
        if len(cells) != len(names):
            yield "", "", number, None
            continue
        named = dict(zip(names, cells, strict=True))
        key, second = (named[one].upper() for one in kind.key)
        yield key, second, number, _written(named)


def _written(named: Mapping[str, str]) -> str:
    cells: Mapping[str, Any] = named
    if SheetValue in set(map(type, named.values())):
        cells = {name: [cell, cell.kind] if isinstance(cell, SheetValue) else cell for name, cell in named.items()}
    return json.dumps(cells, ensure_ascii=False)


def _read(cells: str) -> Mapping[str, str]:
    found: Mapping[str, Any] = json.loads(cells)
    if "[" not in cells:
        return found
    return {name: cell if isinstance(cell, str) else SheetValue(*cell) for name, cell in found.items()}
