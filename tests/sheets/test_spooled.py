"""Files of figures from their bytes to observations: the same by either form, in order, and in little memory."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from infra.sheets.spool import Form, Spool
from service.domain.errors import InvalidInput
from service.domain.sheets import SheetValue
from service.national.delivery_rows import Rows, columns_of
from service.national.observations import Observation
from service.ports import SheetRow
from tenants.national_list import national_list
from tests.sheets.figures import ASKED, HEADING, read_apart, written
from tests.sheets.workbooks import of_xml, sheet

KIND = columns_of(national_list())


def spooled(content: bytes, form: Form) -> list[SheetRow]:
    with Spool(io.BytesIO(content), KIND, form) as found:
        return list(found.rows())


def observed(path: Path) -> dict[int, Observation]:
    form: Form = "CSV" if path.suffix == ".csv" else "XLSX"
    with path.open("rb") as file, Spool(file, KIND, form) as found:
        reader = Rows(national_list(), ASKED, found.decimal_comma)
        return {row.number: reader.read(row.number, row.cells or {}) for row in found.rows()}


def test_a_workbook_and_a_csv_file_of_the_same_figures_are_the_same(tmp_path: Path) -> None:
    found = observed(written(tmp_path / "figures.xlsx", 40))
    assert found == observed(written(tmp_path / "figures.csv", 40))
    assert list(found) == list(range(2, 42))
    assert found[3].key.categories == (("SEX", "M"), ("UNIT", "SE2321000073-A0"))


def test_rows_come_in_order_of_indicator_and_period_and_those_of_the_wrong_length_first() -> None:
    table = [["indicator", "period", "status", "source"], ["B", "2025", "x", "y"], ["a", "2026", "x", "y"]]
    table += [["A", "2025", "x", "y"], ["A", "2025", "x", "y", "z"]]
    rows = spooled(sheet(table), "XLSX")
    assert [row.number for row in rows] == [5, 4, 3, 2]
    assert (rows[0].cells, rows[3].cells) == (None, dict(zip(table[0], table[1], strict=True)))


def test_the_kinds_of_cells_outlast_the_disk() -> None:
    heading = "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in KIND.needed)
    row = '<c t="inlineStr"><is><t>[x]</t></is></c><c t="d"><v>2025-01-01</v></c><c t="b"><v>1</v></c><c><v>1</v></c>'
    (found,) = spooled(of_xml(f"<row>{heading}</row><row>{row}</row>"), "XLSX")
    assert found.cells == {"indicator": "[x]", "period": "2025-01-01", "status": "TRUE", "source": "1"}
    kinds = [one.kind if isinstance(one, SheetValue) else None for one in found.cells.values()]
    assert kinds == [None, "DATE", "TRUTH", None]


@pytest.mark.parametrize(
    ("separator", "form", "free"), [(";", "CSV", True), ("\t", "CSV", True), (",", "CSV", False), ("", "XLSX", False)]
)
def test_a_decimal_comma_is_free_where_no_comma_parts_the_cells(separator: str, form: Form, *, free: bool) -> None:
    heading = list(KIND.needed)
    content = sheet([heading]) if form == "XLSX" else ("\ufeff" + separator.join(heading)).encode()
    with Spool(io.BytesIO(content), KIND, form) as found:
        assert (found.decimal_comma, list(found.rows())) == (free, [])


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ([*HEADING, "region"], "CSV_COLUMN_OF_CALLER"),
        ([*HEADING, "kommun"], "CSV_COLUMN_UNKNOWN"),
        (HEADING[1:], "CSV_COLUMN_MISSING"),
        ([*HEADING, "Sex"], "CSV_COLUMN_TWICE"),
        ([], "CSV_EMPTY"),
    ],
)
def test_the_heading_of_a_workbook_is_refused_as_that_of_a_csv_file(heading: list[str], code: str) -> None:
    for content, form in ((sheet([heading]), "XLSX"), (";".join(heading).encode(), "CSV")):
        with pytest.raises(InvalidInput) as raised:
            spooled(content, form)
        assert raised.value.code == code


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.csv"])
def test_ten_thousand_rows_take_little_time_and_memory(tmp_path: Path, name: str) -> None:
    told = read_apart(written(tmp_path / name, 10_000))
    assert told["rows"] == 10_000
    # Of a tenth of the largest file: that one is timed by make bench, on an idle machine.
    assert told["mib"] < 30
    assert told["seconds"] < 6
