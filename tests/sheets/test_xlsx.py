"""Workbooks as Excel and libraries write them: what is read of them, and as what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.sheets.workbook import shown
from infra.sheets.xlsx import decimal
from service.domain.sheets import SheetValue
from tests.sheets.workbooks import altered, as_saved_by_excel, made, of_xml, read, sheet

texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="\ufffe\uffff_"))
cells = st.one_of(
    texts.filter(lambda text: not text.startswith(("=", "{", "http", "ftp", "mailto", "internal", "external"))),
    st.integers(-(10**14), 10**14),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=8), st.sampled_from([False, True]))
def test_text_and_numbers_are_read_as_text_wherever_texts_are_kept(table: list[list[Any]], in_cells: object) -> None:
    rows = [[*row, "|"] for row in table]
    found = read(sheet([list("abcde"), *rows], constant_memory=in_cells))
    expected = [(n, [str(one) for one in row] + [""] * (5 - len(row))) for n, row in enumerate(rows, 2)]
    assert found == [(1, list("abcde")), *expected]


def test_rows_keep_their_numbers_and_are_as_long_as_the_heading() -> None:
    assert read(sheet([[], ["a", "b", "c"], ["1"], [], ["", "2"], ["", " ", ""], ["3", "4", "5", "6"]])) == [
        (2, ["a", "b", "c"]),
        (3, ["1", "", ""]),
        (5, ["", "2", ""]),
        (7, ["3", "4", "5", "6"]),
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (3.0, "3"),
        (3.5, "3.5"),
        (0.1 + 0.2, "0.3"),
        (33.299999999999997, "33.3"),
        (1e12, "1000000000000"),
        (1e20, "100000000000000000000"),
        (-2.5, "-2.5"),
        (0.0000001, "0.0000001"),
    ],
)
def test_a_number_is_what_excel_shows_of_it(number: float, text: str) -> None:
    assert decimal(number) == text
    assert read(sheet([["a"], [number]]))[1] == (2, [text])


@given(st.floats(-1e300, 1e300))
def test_any_number_is_decimal_and_the_same_to_15_digits(number: float) -> None:
    assert float(decimal(number)) == pytest.approx(number, rel=1e-14, abs=0)
    assert "e" not in decimal(number)


def test_what_is_neither_text_nor_number_is_told_by_its_kind() -> None:
    def fill(book: Any) -> None:
        found = book.add_worksheet()
        day, hour = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": 22})
        month, named = book.add_format({"num_format": "mmm-yy"}), book.add_format({"num_format": "[$-41D]mmmm yyyy"})
        percent = book.add_format({"num_format": '0.0" dym"'})
        found.write_row(0, 0, "abcdefg")
        found.write(1, 0, date(2026, 3, 1), day)
        found.write(1, 1, datetime(2026, 3, 1, 10, 30), hour)  # noqa: DTZ001 - a cell knows no time zone
        found.write(1, 2, date(2026, 3, 1), month)
        found.write(1, 3, date(2026, 3, 2), named)
        found.write(1, 4, True)  # noqa: FBT003 - the value of a cell
        found.write(1, 5, 12.5, percent)
        found.write_formula(1, 6, "=1/0", None, "#DIV/0!")

    _, (number, row) = read(as_saved_by_excel(made(fill)))
    assert (number, row) == (
        2,
        ["2026-03-01", "2026-03-01 10:30:00", "2026-03", "2026-03-02", "TRUE", "12.5", "#DIV/0!"],
    )
    kinds = [one.kind if isinstance(one, SheetValue) else None for one in row]
    assert kinds == ["DATE", "DATE", None, "DATE", "TRUTH", None, "ERROR"]
    assert read(as_saved_by_excel(made(fill, date_1904=True))) == [(1, list("abcdefg")), (2, row)]


@pytest.mark.parametrize(
    ("code", "shows"),
    [
        ("General", None),
        ("0.00", None),
        ('#,##0 "dygn"', None),
        (r"#,##0\ \d", None),
        ("[Red]-0", None),
        ("yyyy-mm-dd", "DATE"),
        ("[h]:mm", "DATE"),
        ("mm:ss", "DATE"),
        ("mmm", "DATE"),
        ("yyyy-mm", "MONTH"),
        ("[$-41D]mmmm\\ yyyy;@", "MONTH"),
    ],
)
def test_a_format_is_of_dates_by_what_it_shows(code: str, shows: str | None) -> None:
    assert shown(code) == shows


def test_a_formula_counts_by_its_value_where_a_program_has_computed_it() -> None:
    def fill(book: Any) -> None:
        found = book.add_worksheet()
        found.write_row(0, 0, "abc")
        found.write_formula(1, 0, "=1+1", None, 2)
        found.write_formula(1, 1, '=T("x")', None, "x")
        found.write_formula(1, 2, "=1-1", None, 0)

    computed = as_saved_by_excel(made(fill))
    assert read(computed)[1] == (2, ["2", "x", "0"])
    _, (_, row) = read(made(fill))
    assert row == ["=1+1", '=T("x")', "=1-1"]
    assert {one.kind for one in row if isinstance(one, SheetValue)} == {"FORMULA"}
    nothing = '<row><c t="str"><f>""</f><v></v></c><c><v>1</v></c></row>'
    assert read(as_saved_by_excel(of_xml(nothing))) == [(1, ["", "1"])]
    _, (_, [cell]) = read(of_xml('<row><c t="inlineStr"><is><t>a</t></is></c></row><row><c><f>A1</f><v/></c></row>'))
    assert isinstance(cell, SheetValue)
    assert (cell, cell.kind) == ("=A1", "FORMULA")


def test_text_in_several_fonts_is_one_and_its_reading_and_escapes_are_not_part_of_it() -> None:
    def fill(book: Any) -> None:
        bold = book.add_format({"bold": True})
        book.add_worksheet().write_rich_string(0, 0, "Reg", bold, "ion", " K")

    assert read(made(fill)) == [(1, ["Region K"])]
    reading = "<is><r><t>a_x000D_</t></r><rPh sb='0' eb='1'><t>zz</t></rPh><r><t>_x005F_b_xD800_</t></r></is>"
    assert read(of_xml(f'<row><c t="inlineStr">{reading}</c></row>')) == [(1, ["a\r_b_xD800_"])]


def test_prefixes_the_strict_form_and_cells_without_addresses_are_read() -> None:
    def prefixed(text: str) -> str:
        return text.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")

    plain = of_xml("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    name = "xl/worksheets/sheet1.xml"
    expected = [(1, ["1", "2"]), (2, ["3", ""])]
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    assert read(plain) == expected
    assert read(altered(plain, {name: prefixed})) == expected
    assert read(altered(plain, {name: lambda text: text.replace(text.split('"')[3], strict)})) == expected


# --- sheets ---------------------------------------------------------------------------------------------------------


def test_the_one_visible_sheet_with_content_is_read_wherever_it_stands() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("empty")
        book.add_worksheet("figures").write_row(0, 0, ["a", "b"])
        book.add_chartsheet().set_chart(_chart(book))
        hidden = book.add_worksheet("lists")
        hidden.write(0, 0, "hidden")
        hidden.hide()
        book.get_worksheet_by_name("figures").activate()

    assert read(made(fill)) == [(1, ["a", "b"])]


def _chart(book: Any) -> Any:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=figures!$A$1:$B$1"})
    return chart


def test_hidden_rows_are_delivered_too() -> None:
    def fill(book: Any) -> None:
        found = book.add_worksheet()
        found.write_column(0, 0, ["a", "1", "2"])
        found.set_row(1, None, None, {"hidden": True})

    assert read(made(fill)) == [(1, ["a"]), (2, ["1"]), (3, ["2"])]


def test_an_empty_workbook_has_no_rows() -> None:
    assert read(made(lambda book: book.add_worksheet())) == []
