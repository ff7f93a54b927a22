"""The rows of a CSV file, put in order on disk: memory holds a page of them, however many there are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from types import TracebackType
from typing import BinaryIO, Final, Self

from service.ports import SheetRow
from service.usecases.csv_text import columns, rows
from service.usecases.sheet_rows import Columns

_AT_ONCE: Final = 1000
# A database without a name is a file that its connection alone sees, gone with it; its pages go to disk beyond 4 MiB.
_SETTINGS: Final = ("pragma journal_mode = off", "pragma synchronous = off", "pragma cache_size = -4096")
_READ: Final = "create table read (key text, second text, number integer, cells text)"
_PUT: Final = "insert into read values (?, ?, ?, ?)"
_SORT: Final = "create table sorted as select number, cells from read order by key, second, number"
_SORTED: Final = "select number, cells from sorted order by rowid"

Placed = tuple[str, str, int, str | None]
"""The two parts of a row's key, its number, and its cells as JSON."""


class Spool:
    """`service.ports.Sheet` over a file's bytes. A context manager: what it keeps on disk ends with it."""

    def __init__(self, file: BinaryIO, kind: Columns) -> None:
        """Reads the whole file, from where it stands. InvalidInput for what is no sheet of that kind."""
        # Whoever reads a large file does so in another thread, and then hands the rows over.
        self._disk = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        try:
            for statement in (*_SETTINGS, "pragma temp_store = file", _READ):
                self._disk.execute(statement)
            self._disk.execute("begin")
            self._disk.executemany(_PUT, _placed(file, kind))
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

    def rows(self) -> Iterator[SheetRow]:
        with closing(self._disk.execute(_SORTED)) as found:
            while page := found.fetchmany(_AT_ONCE):
                for number, cells in page:
                    yield SheetRow(number, None if cells is None else json.loads(cells))


def _placed(file: BinaryIO, kind: Columns) -> Iterator[Placed]:
    found = rows(file)
    heading: Sequence[str] = next((cells for _, cells in found), ())
    names = columns(heading, kind.needed, kind.optional)
    for number, cells in found:
        if len(cells) != len(names):
            yield "", "", number, None
            continue
        named = dict(zip(names, cells, strict=True))
        key, second = (named[one].upper() for one in kind.key)
        yield key, second, number, json.dumps(named, ensure_ascii=False)
