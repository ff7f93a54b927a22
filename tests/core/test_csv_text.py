"""CSV as spreadsheets write it: what is read, what is refused before it is read, and what no spreadsheet computes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import InvalidInput
from service.domain.messages import message
from service.usecases.csv_text import LONGEST_ROW, Intake, columns, rows, written

MIB = 1024**2
# No control characters, no surrogates; blanks around a cell are its own matter below.
cells = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=12)
tables = st.lists(st.lists(cells, min_size=2, max_size=2), max_size=20)


def read(content: bytes) -> list[tuple[int, list[str]]]:
    return list(rows(io.BytesIO(content)))


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(InvalidInput) as raised:
        act()
    assert message(raised.value, "sv") != message(raised.value, "en")
    return raised.value.code


@given(
    tables, st.sampled_from([";", ",", "\t"]), st.sampled_from(["utf-8", "utf-8-sig"]), st.sampled_from(["\r\n", "\n"])
)
def test_what_a_spreadsheet_writes_is_read_whatever_its_separator_mark_and_line_ends(
    table: list[list[str]], separator: str, encoding: str, ending: str
) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator=ending).writerows([["a", "b"], *table])
    content = buffer.getvalue().encode(encoding)
    expected = [(number, row) for number, row in enumerate(table, 2) if any(row)]
    assert read(content) == [(1, ["a", "b"]), *expected]


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=20), min_size=1)
)
def test_what_is_written_is_read_again_and_nothing_of_it_is_a_formula(texts: list[str]) -> None:
    lines = [f"{text}|" for text in texts]  # no blanks at the end, which reading takes away
    found = read(written([["head", "x"], *([line.lstrip(), "x"] for line in lines)]).encode())
    for (_, (cell, _)), line in zip(found[1:], lines, strict=True):
        assert cell.removeprefix("'") == line.lstrip().removeprefix("'")
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["=1+1", "+46", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_formula_is_written_as_text(text: str) -> None:
    assert written([[text]]).startswith((f"'{text[0]}", f"\"'{text[0]}"))


def test_cells_lose_the_blanks_around_them_and_empty_rows_are_counted_and_left_out() -> None:
    assert read(b"a ; b\r\n\r\n 1;2 \r\n;;\r\n3;4") == [(1, ["a", "b"]), (3, ["1", "2"]), (5, ["3", "4"])]


def test_a_quoted_cell_may_have_lines_and_its_row_is_one() -> None:
    assert read(b'a;b\n"1\n2";x\n3;4\n') == [(1, ["a", "b"]), (2, ["1\n2", "x"]), (3, ["3", "4"])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('a;b\nå;"'.encode(), "CSV_QUOTE_OPEN"),
        (b'a;b\n"1"2;3\n', "CSV_MALFORMED"),
        (b"a;b\n1;2\r3;4\n", "CSV_MALFORMED"),
        ("a;b\nÅngö;1\n".encode("latin-1"), "CSV_ENCODING"),
        ("a;b\nÅngö;1\n".encode("utf-16"), "CSV_ENCODING"),
        (b"a;b\n\0;1\n", "CSV_NUL"),
        (b'a;b\n"' + b"1\n" * LONGEST_ROW, "CSV_ROW_TOO_LONG"),
        (b"a;b\n" + b"1" * (LONGEST_ROW + 1), "CSV_ROW_TOO_LONG"),
    ],
)
def test_what_is_no_csv_is_refused(content: bytes, code: str) -> None:
    assert refused(lambda: read(content)) == code


def test_a_row_of_just_the_limit_is_read() -> None:
    assert read(b"a;b\n" + b"1" * (LONGEST_ROW - 3) + b";2\n")[1][1][1] == "2"


# --- before all of it has come --------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 300), max_size=40), st.integers(1, 64))
def test_a_line_is_as_long_as_it_is_however_it_arrives(lengths: list[int], part: int) -> None:
    content = b"\n".join(b"x" * length for length in lengths)
    intake = Intake(MIB)
    assert b"".join(intake.take(content[at : at + part]) for at in range(0, len(content), part)) == content


def test_a_line_of_200_megabytes_is_refused_with_its_first_parts() -> None:
    taken = 0

    def parts() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(200 * 16):
            taken += 1
            yield b"x" * LONGEST_ROW

    intake = Intake(1024 * MIB)
    assert refused(lambda: [intake.take(part) for part in parts()]) == "CSV_ROW_TOO_LONG"
    assert taken == 2


def test_a_file_is_no_larger_than_allowed_and_holds_no_zero_bytes() -> None:
    intake = Intake(MIB)
    intake.take(b"x\n" * (MIB // 2))
    assert refused(lambda: intake.take(b"x")) == "CSV_TOO_LARGE"
    assert refused(lambda: Intake(MIB).take(b"a\0b")) == "CSV_NUL"


# --- the heading ----------------------------------------------------------------------------------------------------


def test_columns_stand_in_any_order_and_in_capitals_or_not() -> None:
    assert columns(["MONTH", "hsaid", "Listed"], ["hsaId", "month", "listed"], []) == ["month", "hsaId", "listed"]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        (["hsaId", "month"], "CSV_COLUMN_MISSING"),
        (["hsaId", "month", "listed", "personnummer"], "CSV_COLUMN_UNKNOWN"),
        (["hsaId", "month", "listed", ""], "CSV_COLUMN_UNKNOWN"),
        (["hsaId", "month", "listed", "MONTH"], "CSV_COLUMN_TWICE"),
    ],
)
def test_a_heading_is_refused_with_the_columns_that_there_are(heading: list[str], code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        columns(heading, ["hsaId", "month", "listed"], ["note"])
    assert (raised.value.code, raised.value.allowed) == (code, ("hsaId", "month", "listed", "note"))
    assert "personnummer" not in message(raised.value, "sv")
