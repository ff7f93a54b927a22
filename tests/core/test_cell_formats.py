"""Rows as CSV, SDMX-CSV, Kolada and our own JSON: what is read back is what was said, and absence is never 0."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.spreadsheets import tamed
from service.domain.words import Words
from service.national.cells import RIKET, Cell
from service.national.formats import csv_cells, kolada, native, sdmx_csv
from service.national.formats.csv_cells import csv_line, csv_text
from service.national.formats.json_stat import row
from service.national.formats.kolada import kolada_head, kolada_text, kolada_value
from service.national.formats.native import native_object, native_text
from service.national.formats.sdmx_csv import sdmx_line, sdmx_text, time_period
from service.national.formats.shown import LETTERS, number
from service.national.observations import VALUED, Key, Status
from service.national.periods import ReportingPeriod
from tests.core.published import INDICATORS, PERIODS, REGIONS, STATUSES, cell, cells, keys

ABSENT = [status for status in STATUSES if status not in VALUED]
AWKWARD = Words('=1+1;"å",\r\nÄ\nö', "")


def as_csv(one: Cell, region: Words | None = None) -> str:
    return csv_line(one, INDICATORS[one.key.indicator], region or REGIONS[one.key.region])


def as_sdmx(one: Cell) -> str:
    return sdmx_line(one, INDICATORS[one.key.indicator])


def as_kolada(one: Cell) -> str:
    value = kolada_value(one)
    assert value is not None
    return value


def records(text: str, separator: str = ",") -> list[dict[str, str]]:
    """The records of a strict reader; each has as many columns as the heading."""
    heading, *found = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    return [dict(zip(heading, columns, strict=True)) for columns in found]


def figure(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


# --- what is read back ------------------------------------------------------------------------------------------------


@given(st.lists(cells(), max_size=4), st.sampled_from([",", ";"]))
@pytest.mark.requirement("C6")
def test_any_cells_come_back_from_csv_whatever_their_texts(found: list[Cell], separator: Any) -> None:
    read = records(csv_text([as_csv(one, AWKWARD) for one in found], separator), separator)
    assert len(read) == len(found)
    for said, one in zip(read, found, strict=True):
        assert (said["status"], figure(said["value"])) == (one.status, one.value)
        assert [figure(said[name]) for name in ("numerator", "low", "change")] == [one.numerator, one.low, one.change]
        assert (said["region"], said["period"], said["sex"]) == (
            one.key.region,
            str(one.key.period),
            one.key.category("SEX"),
        )
        assert said["region_name"] == "'" + AWKWARD.sv
        assert said["source"] == tamed(one.source or "")
        assert said["flags"] == "|".join(one.flags)


@given(st.lists(cells(), max_size=4))
@pytest.mark.requirement("C6")
def test_any_cells_come_back_from_sdmx_csv_by_their_status_and_by_its_letters(found: list[Cell]) -> None:
    read = records(sdmx_text([("I", as_sdmx(one)) for one in found]))
    assert len(read) == len(found)
    statuses = {letters: status for status, letters in LETTERS.items()}
    for said, one in zip(read, found, strict=True):
        assert (said["STATUS"], figure(said["OBS_VALUE"])) == (one.status, one.value)
        assert statuses[said["OBS_STATUS"], said["CONF_STATUS"]] == one.status
        assert (said["INDICATOR"], said["REF_AREA"]) == (one.key.indicator, one.key.region)
        assert [figure(said[name]) for name in ("DENOMINATOR", "UPPER_BOUND")] == [one.denominator, one.high]
        assert said["REASONS[]"] == ";".join(one.reasons)


@given(st.lists(cells(), max_size=4), st.none() | st.just("/next?page=2&q=å"))
@pytest.mark.requirement("C6")
def test_any_cells_come_back_whole_from_our_own_json(found: list[Cell], following: str | None) -> None:
    page = json.loads(native_text([native_object(one) for one in found], following), parse_float=Decimal)
    assert (page["count"], page["next"]) == (len(found), following)
    for said, one in zip(page["cells"], found, strict=True):
        key = Key(
            said.pop("indicator"),
            said.pop("region"),
            ReportingPeriod.parse(said.pop("period")),
            tuple(said.pop("categories").items()),
        )
        named = {"codeText": "code_text"}
        members = {
            named.get(name, name): tuple(value) if isinstance(value, list) else value for name, value in said.items()
        }
        assert members.keys() | {"key"} == {field.name for field in fields(Cell)}
        assert Cell(key, **members) == one


@given(cells())
@pytest.mark.requirement("C6")
def test_a_cell_has_its_place_in_koladas_form_or_none(one: Cell) -> None:
    value = kolada_value(one)
    assert (value is not None) == (one.key.period.kind == "YEAR" and {*dict(one.key.categories)} <= {"SEX"})
    if value is not None:
        said = json.loads(value, parse_float=Decimal)
        assert (said["value"], said["gender"]) == (one.value, one.key.category("SEX"))
        assert said["status"] == ("" if one.status == "NORMAL" else one.status)
        assert said["isdeleted"] is False


# --- absence ----------------------------------------------------------------------------------------------------------


FORMATS: list[tuple[Callable[[Cell], str], Callable[[str], tuple[Any, Any]]]] = [
    (as_csv, lambda text: (records(csv_text([text]))[0]["status"], records(csv_text([text]))[0]["value"])),
    (
        as_sdmx,
        lambda text: (
            tuple(records(sdmx_text([("I", text)]))[0][name] for name in ("OBS_STATUS", "CONF_STATUS")),
            records(sdmx_text([("I", text)]))[0]["OBS_VALUE"],
        ),
    ),
    (as_kolada, lambda text: (json.loads(text)["status"], json.loads(text)["value"])),
    (native_object, lambda text: (json.loads(text)["status"], json.loads(text)["value"])),
]


@pytest.mark.requirement("C6", "NI-03")
@pytest.mark.parametrize(("made", "read"), FORMATS)
def test_every_status_is_told_apart_and_absence_is_never_a_number(
    made: Callable[[Cell], str], read: Callable[[str], tuple[Any, Any]]
) -> None:
    said = {status: read(made(cell(status, "0"))) for status in STATUSES}
    assert len({status for status, _ in said.values()}) == len(STATUSES)
    for status in ABSENT:
        assert said[status][0]
        assert said[status][1] in ("", None)
    for status in VALUED:
        assert Decimal(str(said[status][1])) == 0


@pytest.mark.requirement("C6", "PV-10")
@pytest.mark.parametrize("made", [as_csv, as_sdmx, kolada_value, native_object, row])
def test_no_format_lets_out_a_figure_that_has_none_nor_a_care_unit(made: Callable[[Cell], Any]) -> None:
    for status in ABSENT:
        for name in ("numerator", "denominator", "value", "low", "high", "unweighted", "change"):
            with pytest.raises(ValueError, match="has a figure"):
                made(replace(cell(status), **{name: 0}))
    for there in VALUED:
        with pytest.raises(ValueError, match="has no value"):
            made(replace(cell(there), value=None))
    with pytest.raises(ValueError, match="care units"):
        made(cell(split={"UNIT": "SE2321000073-1"}))


def test_a_number_is_digits_and_what_is_none_is_refused() -> None:
    assert [number(one) for one in (None, 0, 12, Decimal("1E+3"), Decimal("0E-7"), Decimal("-0.50"))] == [
        None,
        "0",
        "12",
        "1000",
        "0.0000000",
        "-0.50",
    ]
    for none in ("NaN", "Infinity"):
        with pytest.raises(ValueError, match="no number"):
            number(Decimal(none))


@pytest.mark.requirement("C6")
def test_suppressed_is_said_as_confidential_and_declined_as_existing() -> None:
    expected: dict[Status, tuple[str, str]] = {
        "SUPPRESSED": ("Q", "C"),
        "NOT_REPORTED": ("O", "F"),
        "NOT_REPORTED_BY_CHOICE": ("L", "F"),
        "NOT_APPLICABLE": ("M", "F"),
        "IMPLAUSIBLE": ("O", "N"),
    }
    assert {status: LETTERS[status] for status in expected} == expected
    assert LETTERS.keys() == set(STATUSES)


# --- frames -----------------------------------------------------------------------------------------------------------


def test_a_pull_of_no_cells_is_a_heading_or_an_empty_list() -> None:
    assert records(csv_text([])) == records(csv_text([], ";"), ";") == records(sdmx_text([])) == []
    assert csv_text([]) == ",".join(csv_cells.COLUMNS) + "\r\n"
    assert json.loads(native_text([])) == {"cells": [], "count": 0, "next": None}
    assert json.loads(kolada_text([])) == {"values": [], "count": 0, "next_page": None}


def test_sdmx_csv_names_its_structure_and_what_is_done_with_each_line() -> None:
    one = cell(split={"SEX": "K", "COLOUR": "RED", "DIRECTION": "IN"}, period="2026-S1")
    gone = sdmx_csv.deleted_line(one.key)
    first, second = records(sdmx_text([("R", as_sdmx(one)), ("D", gone)]))
    assert list(first)[:3] == ["STRUCTURE[;]", "STRUCTURE_ID", "ACTION"]
    assert (first["STRUCTURE[;]"], first["STRUCTURE_ID"]) == ("dataflow", "TRAPPA:NATIONAL_CELLS(1.0.0)")
    assert (first["ACTION"], second["ACTION"]) == ("R", "D")
    key = {"INDICATOR": "IN-07", "REF_AREA": "08", "SEX": "F", "CATEGORY": "COLOUR@RED$DIRECTION@IN"}
    for said in (first, second):
        assert {name: said[name] for name in (*key, "TIME_PERIOD")} == key | {"TIME_PERIOD": "2026-S1"}
    assert not any(text for name, text in list(second.items())[3:] if name not in {*key, "TIME_PERIOD"})
    assert (
        records(sdmx_text([("I", as_sdmx(cell()))]))[0] | {"SEX": "_T", "CATEGORY": "_T"}
        == records(sdmx_text([("I", as_sdmx(cell()))]))[0]
    )


def test_periods_are_written_as_sdmx_writes_them() -> None:
    assert [time_period(one) for one in PERIODS] == [
        "2026-03",
        "2026-Q1",
        "2026-T1",
        "2026-S1",
        "2026",
        "2026-01-01/P3Y",
    ]


def test_kolada_gathers_the_sexes_of_a_region_and_year_under_four_digits() -> None:
    found = [
        cell(split={"SEX": "K"}, value="7"),
        cell("SUPPRESSED", split={"SEX": "M"}),
        cell(value="10"),
        cell(region=RIKET, value="20", answered=18, eligible=21),
    ]
    values = [(kolada_head(one.key.indicator, one.key.region, str(one.key.period)), as_kolada(one)) for one in found]
    page = json.loads(kolada_text(values, "/kolada?page=2"))
    assert (page["count"], page["next_page"]) == (2, "/kolada?page=2")
    kalmar, riket = page["values"]
    assert (kalmar["kpi"], kalmar["municipality"], kalmar["period"]) == ("IN-07", "0008", 2026)
    assert [(one["gender"], one["value"], one["status"], one["count"]) for one in kalmar["values"]] == [
        ("K", 7, "", 1),
        ("M", None, "SUPPRESSED", 0),
        ("T", 10, "", 1),
    ]
    assert (riket["municipality"], riket["values"][0]["count"]) == ("0000", 18)


@pytest.mark.parametrize(
    "other", [cell(period="2026-S1"), cell(period="2026-3Y"), cell(split={"COLOUR": "RED"}), cell(split={"SEX": "X"})]
)
def test_koladas_form_leaves_out_what_it_cannot_say(other: Cell) -> None:
    assert kolada_value(other) is None
    assert kolada.deleted_value(other.key) is None


@given(keys())
def test_a_deleted_cell_is_told_by_its_key_in_every_list_of_changes(key: Key) -> None:
    (said,) = records(csv_text([csv_cells.deleted_line(key, INDICATORS[key.indicator], AWKWARD)]))
    assert (said["status"], said["value"], said["period"]) == ("DELETED", "", str(key.period))
    ours = json.loads(native.deleted_object(key))
    assert (ours["status"], ours["categories"], "value" in ours) == ("DELETED", dict(key.categories), False)
    theirs = kolada.deleted_value(key)
    assert (theirs is not None) == kolada.has_place(key)
    if theirs is not None:
        assert json.loads(theirs)["isdeleted"] is True


@pytest.mark.requirement("PV-10")
def test_not_even_the_key_of_a_care_unit_is_told_as_deleted() -> None:
    key = cell(split={"UNIT": "SE2321000073-1"}).key
    for made in (
        lambda: csv_cells.deleted_line(key, INDICATORS["IN-07"], AWKWARD),
        lambda: sdmx_csv.deleted_line(key),
        lambda: native.deleted_object(key),
        lambda: kolada.deleted_value(key),
    ):
        with pytest.raises(ValueError, match="care units"):
            made()


def test_a_text_that_a_spreadsheet_would_run_is_tamed_and_a_negative_figure_is_not() -> None:
    (said,) = records(csv_text([as_csv(cell(value="-1.334", source="=HYPERLINK(1)"), Words("@x", ""))]))
    assert (said["value"], said["source"], said["region_name"]) == ("-1.334", "'=HYPERLINK(1)", "'@x")
    assert said["indicator_name"] == "'" + INDICATORS["IN-07"].label.sv
    (exchanged,) = records(sdmx_text([("I", as_sdmx(cell(source="+1")))]))
    assert exchanged["SOURCE"] == "'+1"
