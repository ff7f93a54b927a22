"""An Excel workbook as the ZIP package that it is, opened with care: nothing in it is unpacked beyond a limit.

Read with Python's own zipfile and expat: see docs/decisions/0026-workbooks.md for what was measured beside them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, Final, Protocol
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from service.usecases import xlsx_refusals as refusal

MOST_UNPACKED: Final = 256 * 1024**2
"""Bytes of all parts unpacked: a hundred thousand rows of fifteen cells are some 80 MiB."""
MOST_RATIO: Final = 200
"""How many times a part of over RATIO_FROM bytes may grow when it is unpacked; deflate itself can do a thousand."""
RATIO_FROM: Final = 4 * 1024**2
MOST_PARTS: Final = 1000
SMALL: Final = 8 * 1024**2
"""Bytes of a part that is no sheet and no table of texts."""
_AT_ONCE: Final = 64 * 1024
_LONGEST_READ: Final = 1024**2
"""Of the file at once: the list of the parts is read so, and is no longer."""
_LONGEST_TAG: Final = 256 * 1024
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_ZIP: Final = b"PK\x03\x04"
_UNREADABLE: Final = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


class Told(Protocol):
    """What is told of a part's XML, as expat tells it: names with their namespace and a blank before them."""

    def start(self, name: str, given: dict[str, str], /) -> None: ...

    def end(self, name: str, /) -> None: ...

    def text(self, text: str, /) -> None: ...


class Package:
    """The parts of a workbook by name. InvalidInput for what is no workbook, or more than it should be."""

    def __init__(self, file: BinaryIO) -> None:
        _check_begin(file)
        try:
            self._zip = ZipFile(_Careful(file))
        except _UNREADABLE:
            raise refusal.broken("ZIP") from None
        parts = self._zip.infolist()
        self.names = frozenset(one.filename for one in parts)
        if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
            raise refusal.unpacked(MOST_UNPACKED)
        for one in parts:
            if one.flag_bits & 1:
                raise refusal.encrypted()
            if one.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
                raise refusal.broken("ZIP")
            if one.file_size > RATIO_FROM and one.file_size > MOST_RATIO * one.compress_size:
                raise refusal.unpacked(MOST_UNPACKED)
        if len(self.names) != len(parts):
            raise refusal.broken("ZIP")

    def size(self, name: str) -> int:
        """Bytes of a part unpacked; none for one that there is not."""
        return self._zip.getinfo(name).file_size if name in self.names else 0

    def parse(self, name: str, told: Told, most: int = SMALL) -> None:
        """Tells a part from its beginning to its end; XLSX_UNPACKED for one of over `most` bytes."""
        for _ in self.parsing(name, told, most):
            pass

    def parsing(self, name: str, told: Told, most: int = MOST_UNPACKED) -> Iterator[None]:
        """Tells it bit by bit, as it is asked to go on. InvalidInput where it is no XML, or has a document type."""
        if name not in self.names:
            raise refusal.broken(name)
        if self.size(name) > most:
            raise refusal.unpacked(most)
        parser = ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = told.start
        parser.EndElementHandler = told.end
        parser.CharacterDataHandler = told.text
        parser.StartDoctypeDeclHandler = lambda *_: _no_document_type(name)
        read = 0
        try:
            with self._zip.open(name) as part:
                while chunk := _chunk(part, name):
                    read += len(chunk)
                    parser.Parse(chunk)
                    # What is not told yet is held in memory: a single tag, which no workbook has as long as this.
                    if read - parser.CurrentByteIndex > _LONGEST_TAG:
                        raise refusal.broken(name)
                    yield
            parser.Parse(b"", True)  # noqa: FBT003 - expat takes it so
        except (ExpatError, *_UNREADABLE):
            raise refusal.broken(name) from None
        yield


@dataclass(slots=True)
class _Careful:
    """The file of a package, of which nothing is read that would fill the memory."""

    file: BinaryIO

    def read(self, size: int = -1) -> bytes:
        found = self.file.read(_LONGEST_READ + 1 if size < 0 else size) if size <= _LONGEST_READ else None
        if found is None or len(found) > _LONGEST_READ:
            raise refusal.unpacked(MOST_UNPACKED)
        return found

    def seek(self, place: int, whence: int = 0) -> int:
        return self.file.seek(place, whence)

    def tell(self) -> int:
        return self.file.tell()

    def seekable(self) -> bool:
        return True


def _check_begin(file: BinaryIO) -> None:
    begin = file.read(len(_OLE))
    if begin == _OLE:
        raise refusal.encrypted() if _holds(file, _ENCRYPTED) else refusal.old()
    if not begin.startswith(_ZIP):
        raise refusal.broken("ZIP")


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    last = b""
    while chunk := file.read(_AT_ONCE):
        if wanted in last + chunk:
            return True
        last = chunk[-len(wanted) :]
    return False


def _chunk(part: IO[bytes], name: str) -> bytes:
    try:
        return part.read(_AT_ONCE)
    except _UNREADABLE:
        raise refusal.broken(name) from None


def _no_document_type(name: str) -> None:
    raise refusal.broken(name)
