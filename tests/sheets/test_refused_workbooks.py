"""What is no workbook, or one made to fill the memory or to be read in two ways, is refused before it does harm."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from infra.sheets import package, workbook, xlsx
from service.domain.errors import InvalidInput
from service.domain.messages import message
from tests.sheets.workbooks import MAIN, SHEET, altered, made, of_xml, read, sheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = sheet([["a", "b"], ["1", "2"]])
MIB = 1024**2


def refused(content: bytes) -> str:
    with pytest.raises(InvalidInput) as raised:
        read(content)
    sv, en = message(raised.value, "sv"), message(raised.value, "en")
    assert sv != en
    return raised.value.code


def _types(text: str) -> bytes:
    return altered(WORKBOOK, {"[Content_Types].xml": lambda found: found.replace("sheet.main", text)})


def _two_sheets(book: Any) -> None:
    for name in ("one", "two"):
        book.add_worksheet(name).write(0, 0, name)


def _merged(book: Any) -> None:
    book.add_worksheet().merge_range("A2:A4", "x")


def _flagged() -> bytes:
    """Its first part marked as encrypted, in the list of the parts."""
    content = bytearray(WORKBOOK)
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def _twice() -> bytes:
    buffer = io.BytesIO(WORKBOOK)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as found:
        found.writestr(SHEET, "<worksheet/>")
    return buffer.getvalue()


def _other(compression: int) -> bytes:
    buffer = io.BytesIO(WORKBOOK)
    with zipfile.ZipFile(buffer, "a", compression) as found:
        found.writestr("docProps/more.xml", "<x/>")
    return buffer.getvalue()


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "XLSX_BROKEN"),
    "CSV": (b"a;b\n1;2\n", "XLSX_BROKEN"),
    "a zip file": (
        altered(WORKBOOK, dict.fromkeys(zipfile.ZipFile(io.BytesIO(WORKBOOK)).namelist()), x="x"),
        "XLSX_BROKEN",
    ),
    "an old workbook": (OLE + bytes(4096), "XLSX_OLD"),
    "a binary workbook": (_types("sheet.binary.macroEnabled.main"), "XLSX_OLD"),
    "an encrypted workbook": (OLE + bytes(70_001) + "EncryptedPackage".encode("utf-16-le"), "XLSX_ENCRYPTED"),
    "an encrypted part": (_flagged(), "XLSX_ENCRYPTED"),
    "macros": (_types("sheet.macroEnabled.main"), "XLSX_MACROS"),
    "macros that are not said": (altered(WORKBOOK, {}, **{"xl/vbaProject.bin": "x"}), "XLSX_MACROS"),
    "half a file": (WORKBOOK[: len(WORKBOOK) // 2], "XLSX_BROKEN"),
    "a part twice": (_twice(), "XLSX_BROKEN"),
    "another compression": (_other(zipfile.ZIP_LZMA), "XLSX_BROKEN"),
    "no sheet": (altered(WORKBOOK, {SHEET: None}), "XLSX_BROKEN"),
    "no workbook": (altered(WORKBOOK, {"xl/workbook.xml": None}), "XLSX_BROKEN"),
    "no XML": (altered(WORKBOOK, {SHEET: lambda text: text[:-5]}), "XLSX_BROKEN"),
    "another XML": (altered(WORKBOOK, {SHEET: lambda _: "<html/>"}), "XLSX_BROKEN"),
    "a document type": (
        altered(WORKBOOK, {SHEET: lambda text: text.replace("<worksheet", "<!DOCTYPE worksheet><worksheet", 1)}),
        "XLSX_BROKEN",
    ),
    "two sheets": (made(_two_sheets), "XLSX_SHEETS"),
    "merged cells": (made(_merged), "XLSX_MERGED"),
    "a row again": (of_xml('<row r="2"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row>'), "XLSX_BROKEN"),
    "a cell again": (of_xml('<row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>'), "XLSX_BROKEN"),
    "a row too far": (of_xml('<row r="1048577"><c><v>1</v></c></row>'), "XLSX_BROKEN"),
    "a cell too far": (of_xml('<row><c r="AAAA1"><v>1</v></c></row>'), "XLSX_BROKEN"),
    "a column too far": (of_xml('<row><c r="XFD1"><v>1</v></c></row>'), "XLSX_ROW_TOO_LONG"),
    "a text that is not there": (of_xml('<row><c t="s"><v>7</v></c></row>'), "XLSX_BROKEN"),
    "a text before the first": (of_xml('<row><c t="s"><v>-1</v></c></row>'), "XLSX_BROKEN"),
    "a number that is none": (of_xml("<row><c><v>x</v></c></row>"), "XLSX_BROKEN"),
    "a row within a row": (of_xml("<row><row/></row>"), "XLSX_BROKEN"),
    "a cell within a cell": (of_xml("<row><c><c/></c></row>"), "XLSX_BROKEN"),
    "a value within a value": (of_xml("<row><c><v><v>1</v></v></c></row>"), "XLSX_BROKEN"),
    "a cell without a row": (of_xml("<c><v>1</v></c>"), "XLSX_BROKEN"),
}


@pytest.mark.requirement("XC-07")
@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_workbook_to_read_rows_from_is_refused(case: tuple[bytes, str]) -> None:
    content, code = case
    assert refused(content) == code


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    text = f'<!DOCTYPE w [<!ENTITY e0 "ha">{laughs}]><worksheet xmlns="{MAIN}">&e9;</worksheet>'
    assert refused(altered(WORKBOOK, {SHEET: lambda _: text})) == "XLSX_BROKEN"


# --- made to fill the memory ----------------------------------------------------------------------------------------


def _kept(content: bytes) -> tuple[str, float]:
    """The refusal, and how many MiB were ever held for it besides the file."""
    tracemalloc.start()
    try:
        code = refused(content)
        return code, tracemalloc.get_traced_memory()[1] / MIB
    finally:
        tracemalloc.stop()


# As many as a part of RATIO_FROM bytes may have, which no ratio is asked of.
MANY = package.RATIO_FROM // 16


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(lambda: of_xml("<row>" + "<c/>" * 3_000_000 + "</row>"), "XLSX_UNPACKED", id="zip bomb"),
        pytest.param(lambda: of_xml("<a>" * MANY + "</a>" * MANY), "XLSX_BROKEN", id="depth"),
        pytest.param(lambda: of_xml(f'<a b="{"x" * 4_000_000}"/>'), "XLSX_BROKEN", id="a tag without end"),
        pytest.param(lambda: of_xml(f"<row><c><v>{'1' * 4_000_000}</v></c></row>"), "XLSX_ROW_TOO_LONG", id="a value"),
        pytest.param(
            lambda: of_xml("<row><c><is>" + "<t>x</t>" * 200_000 + "</is></c></row>"), "XLSX_ROW_TOO_LONG", id="pieces"
        ),
        pytest.param(
            lambda: of_xml(
                '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
            ),
            "XLSX_ROW_TOO_LONG",
            id="two corners",
        ),
    ],
)
def test_a_small_file_never_becomes_much_memory(content: Callable[[], bytes], code: str) -> None:
    found, held = _kept(content())
    assert found == code
    assert held < 8


def test_a_list_of_parts_without_end_is_not_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as many:
        for number in range(package.MOST_PARTS + 1):
            many.writestr(f"x{number}", "")
    assert refused(buffer.getvalue()) == "XLSX_UNPACKED"
    content = bytearray(WORKBOOK) + bytes(4 * MIB)
    end = content.rindex(b"PK\x05\x06")
    content += content[end : end + 22]
    content[-10:-6] = struct.pack("<L", 3 * MIB)
    assert refused(bytes(content)) == "XLSX_UNPACKED"


@pytest.mark.parametrize(
    ("module", "limit", "least", "content", "code"),
    [
        (package, "MOST_UNPACKED", 1000, WORKBOOK, "XLSX_UNPACKED"),
        (workbook, "MOST_TEXT", 10, WORKBOOK, "XLSX_TEXT"),
        (xlsx, "MOST_ROWS", 1, WORKBOOK, "XLSX_ROWS"),
        (xlsx, "MOST_CHARACTERS", 3, WORKBOOK, "XLSX_UNPACKED"),
        (xlsx, "LONGEST_ROW", 1, WORKBOOK, "XLSX_ROW_TOO_LONG"),
    ],
)
def test_each_limit_holds(
    monkeypatch: pytest.MonkeyPatch, module: Any, limit: str, least: int, content: bytes, code: str
) -> None:
    assert read(content) == [(1, ["a", "b"]), (2, ["1", "2"])]
    monkeypatch.setattr(module, limit, least)
    assert refused(content) == code
