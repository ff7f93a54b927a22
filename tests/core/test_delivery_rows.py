"""What a row of delivered figures says, and at which column it is refused, with the value and what is allowed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import InvalidInput
from service.domain.messages import message
from service.domain.sheets import SheetValue
from service.domain.words import spoken
from service.national.completeness import Asked
from service.national.definitions import NationalPackage, Validity
from service.national.delivery_rows import COLUMNS, MOST_COMMENT, Rows, columns_of
from service.national.numbers import MOST
from service.national.observations import Key, Observation, categories
from service.national.periods import ReportingPeriod
from service.usecases.csv_text import columns
from tenants.national_list import national_list

PACKAGE = national_list()
UNIT = "SE2321000073-A1"
PERSON = "191212121212"
COUNT = {
    "indicator": "IN-07",
    "period": "2025-S1",
    "sex": "K",
    "unit": "",
    "numerator": "3330",
    "denominator": "",
    "value": "",
    "status": "NORMAL",
    "source": "JOURNAL",
    "comment": "",
}
SHARE = {"indicator": "IN-05", "period": "2025-S1", "numerator": "7", "denominator": "42", "status": "NORMAL"}
SHARE |= {"source": "INERA_WEBCERT"}
RATE = {**SHARE, "indicator": "IN-03", "period": "2025", "source": "CYKLOP"}
MEDIAN = {"indicator": "IN-24b", "period": "2025-03", "numerator": "9", "value": "12.5", "status": "NORMAL"}
MEDIAN |= {"source": "OWN_EVENTS"}
ASKED = ("IN-05", "IN-07", "IN-03", "IN-24b", "IN-06", "IN-24d")


def rows(*, decimal_comma: bool = False, package: NationalPackage = PACKAGE, round_id: str = "2025") -> Rows:
    return Rows(package, Asked("08", ReportingPeriod.parse(round_id), ASKED), decimal_comma)


def read(row: dict[str, str], *, decimal_comma: bool = False) -> Observation:
    return rows(decimal_comma=decimal_comma).read(2, row)


def refused(row: dict[str, str], *, decimal_comma: bool = False, reader: Rows | None = None) -> InvalidInput:
    with pytest.raises(InvalidInput) as raised:
        (reader or rows(decimal_comma=decimal_comma)).read(3, row)
    found = raised.value
    said = [message(found, language) for language in ("sv", "en")]
    assert said[0] != said[1]
    assert all(spoken(found.allowed, language) or not found.allowed for language in ("sv", "en"))
    assert "None" not in "".join(said)
    return found


def told(row: dict[str, str], *, decimal_comma: bool = False) -> tuple[str, str]:
    found = refused(row, decimal_comma=decimal_comma)
    return found.code, found.params["path"]


# --- what is read ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("NI-21")
def test_a_row_is_read_with_all_that_decides_whether_it_may_be_compared() -> None:
    full = {**COUNT, "unit": UNIT.lower(), "scope": "PRIMARY_CARE", "registrant": "COORDINATOR_ONLY"}
    full |= {"codeText": "A2020", "coverage": "97.5", "flags": "SCOPE_CHANGED, UNDER_REGISTERED", "comment": "Ny rutin"}
    assert read(full) == Observation(
        Key("IN-07", "08", ReportingPeriod.parse("2025-S1"), categories(SEX="K", UNIT=UNIT)),
        "NORMAL",
        "JOURNAL",
        "PRIMARY_CARE",
        numerator=3330,
        registrant="COORDINATOR_ONLY",
        code_text="A2020",
        coverage=Decimal("97.5"),
        flags=("UNDER_REGISTERED", "SCOPE_CHANGED"),
        comment="Ny rutin",
    )


def test_what_is_left_out_stands_at_the_total_and_at_the_indicators_own_scope() -> None:
    needed = {"indicator": "IN-07", "period": "2025-S1", "status": "NORMAL", "source": "JOURNAL", "numerator": "0"}
    definition = PACKAGE.indicator("IN-07")
    assert definition is not None
    assert read(needed) == read({**needed, "sex": "T", "unit": "T", "comment": "", "flags": ""})
    assert (read(needed).key.categories, read(needed).scope, read(needed).numerator) == ((), definition.scope, 0)


@pytest.mark.parametrize(
    ("row", "figure"),
    [
        (COUNT, (3330, None, None)),
        (SHARE, (7, 42, None)),
        ({**RATE, "numerator": "43"}, (43, 42, None)),
        (MEDIAN, (9, None, Decimal("12.5"))),
        ({**MEDIAN, "indicator": "IN-24d", "numerator": ""}, (None, None, Decimal("12.5"))),
        ({**COUNT, "numerator": str(MOST)}, (MOST, None, None)),
        ({**COUNT, "status": "NOT_REPORTED", "numerator": ""}, (None, None, None)),
    ],
)
def test_a_figure_stands_in_the_columns_that_its_unit_asks_for(
    row: dict[str, str], figure: tuple[int | None, int | None, Decimal | None]
) -> None:
    found = read(row)
    assert (found.numerator, found.denominator, found.value) == figure


def test_a_decimal_comma_is_read_only_where_no_comma_parts_the_cells() -> None:
    commas = {**MEDIAN, "value": "12,5", "coverage": "97,5"}
    assert read(commas, decimal_comma=True) == read({**MEDIAN, "coverage": "97.5"})
    assert told(commas) == ("NUMBER_DECIMAL_COMMA", "value")


def test_the_definition_is_the_one_that_is_valid_when_the_period_begins() -> None:
    first = PACKAGE.indicator("IN-06")
    assert first is not None
    turn = ReportingPeriod.parse("2025-06").start
    ended = first.model_copy(update={"validity": Validity(start=first.validity.start, end=turn)})
    later = first.model_copy(update={"version": 2, "validity": Validity(start=turn)})
    package = PACKAGE.model_copy(update={"indicators": (ended, later)})
    row = {**COUNT, "indicator": "IN-06", "sex": "", "source": "INERA_WEBCERT"}
    versions = [rows(package=package).read(2, {**row, "period": one}).definition for one in ("2025-05", "2025-06")]
    assert versions == [1, 2]


@pytest.mark.requirement("NI-07")
def test_a_region_may_choose_not_to_report_if_it_says_why() -> None:
    chosen = {**COUNT, "status": "NOT_REPORTED_BY_CHOICE", "numerator": ""}
    found = read({**chosen, "comment": "Siffrorna går att få fram men har inte kvalitetssäkrats."})
    assert (found.status, found.numerator, found.valued) == ("NOT_REPORTED_BY_CHOICE", None, False)
    assert told(chosen) == ("REASON_MISSING", "comment")
    assert told({**chosen, "numerator": "0", "comment": "x"}) == ("FIGURE_UNDER_ABSENCE", "numerator")


# --- what is refused ------------------------------------------------------------------------------------------------

REFUSED: list[tuple[dict[str, str], dict[str, str], str, str]] = [
    (COUNT, {"indicator": ""}, "CELL_EMPTY", "indicator"),
    (COUNT, {"indicator": "IN-99"}, "VALUE_NOT_LISTED", "indicator"),
    (COUNT, {"indicator": "in-07"}, "VALUE_NOT_LISTED", "indicator"),
    (COUNT, {"indicator": "IN-01", "period": "2025"}, "INDICATOR_NOT_ASKED", "indicator"),
    (COUNT, {"period": ""}, "CELL_EMPTY", "period"),
    (COUNT, {"period": "2025-H1"}, "PERIOD_UNREADABLE", "period"),
    (COUNT, {"period": "45658"}, "PERIOD_UNREADABLE", "period"),
    (COUNT, {"period": "mars 2025"}, "PERIOD_UNREADABLE", "period"),
    (COUNT, {"period": "2025-03-01"}, "PERIOD_UNREADABLE", "period"),
    (COUNT, {"period": "2025-S3"}, "PERIOD_UNREADABLE", "period"),
    (COUNT, {"period": "2025-03"}, "PERIOD_KIND", "period"),
    (COUNT, {"period": "2024-S2"}, "PERIOD_NOT_OPEN", "period"),
    (COUNT, {"sex": "F"}, "VALUE_NOT_LISTED", "sex"),
    (COUNT, {"unit": "Ängö"}, "VALUE_NOT_LISTED", "unit"),
    (COUNT, {"diagnosisGroup": "MENTAL"}, "DIMENSION_NOT_ASKED", "diagnosisGroup"),
    (COUNT, {"status": ""}, "CELL_EMPTY", "status"),
    (COUNT, {"status": "OK"}, "VALUE_NOT_LISTED", "status"),
    (COUNT, {"status": "SUPPRESSED"}, "STATUS_NOT_DELIVERED", "status"),
    (COUNT, {"status": "IMPLAUSIBLE"}, "STATUS_NOT_DELIVERED", "status"),
    (COUNT, {"status": "NOT_REPORTED"}, "FIGURE_UNDER_ABSENCE", "numerator"),
    (COUNT, {"numerator": ""}, "FIGURE_MISSING", "numerator"),
    (COUNT, {"denominator": "4"}, "FIGURE_NOT_ASKED", "denominator"),
    (COUNT, {"value": "4"}, "FIGURE_NOT_ASKED", "value"),
    (SHARE, {"value": "16.7"}, "FIGURE_NOT_ASKED", "value"),
    (SHARE, {"denominator": ""}, "FIGURE_MISSING", "denominator"),
    (SHARE, {"denominator": "0", "numerator": "0"}, "DENOMINATOR_MISSING", "denominator"),
    (SHARE, {"numerator": "43"}, "NUMERATOR_GT_DENOMINATOR", "numerator"),
    (SHARE, {"numerator": "16.7"}, "NUMBER_NOT_WHOLE", "numerator"),
    (SHARE, {"numerator": "16,7"}, "NUMBER_NOT_WHOLE", "numerator"),
    (SHARE, {"numerator": "17 %"}, "NUMBER_PER_CENT", "numerator"),
    (SHARE, {"denominator": "1\u00a0000"}, "NUMBER_THOUSANDS", "denominator"),
    (SHARE, {"denominator": "1 000"}, "NUMBER_THOUSANDS", "denominator"),
    (SHARE, {"denominator": "1.000.000"}, "NUMBER_THOUSANDS", "denominator"),
    (SHARE, {"numerator": "-1"}, "NUMBER_NEGATIVE", "numerator"),
    (SHARE, {"numerator": "\u22121"}, "NUMBER_NEGATIVE", "numerator"),
    (SHARE, {"numerator": "1e3"}, "NUMBER_UNREADABLE", "numerator"),
    (SHARE, {"numerator": "٨"}, "NUMBER_UNREADABLE", "numerator"),
    (SHARE, {"numerator": "+8"}, "NUMBER_UNREADABLE", "numerator"),
    (SHARE, {"denominator": str(MOST + 1)}, "NUMBER_TOO_LARGE", "denominator"),
    (SHARE, {"denominator": "9" * 5000}, "NUMBER_TOO_LARGE", "denominator"),
    (MEDIAN, {"value": ""}, "FIGURE_MISSING", "value"),
    (MEDIAN, {"numerator": ""}, "FIGURE_MISSING", "numerator"),
    (MEDIAN, {"denominator": "9"}, "FIGURE_NOT_ASKED", "denominator"),
    (MEDIAN, {"value": "-12.5"}, "NUMBER_NEGATIVE", "value"),
    (MEDIAN, {"value": "1 012.5"}, "NUMBER_THOUSANDS", "value"),
    (MEDIAN, {"value": "1012.5."}, "NUMBER_UNREADABLE", "value"),
    (COUNT, {"source": ""}, "CELL_EMPTY", "source"),
    (COUNT, {"source": "CYKLOP9"}, "VALUE_NOT_LISTED", "source"),
    (COUNT, {"scope": "POPULATION"}, "VALUE_NOT_LISTED", "scope"),
    (COUNT, {"registrant": "NOBODY"}, "VALUE_NOT_LISTED", "registrant"),
    (COUNT, {"codeText": "A1999"}, "VALUE_NOT_LISTED", "codeText"),
    (SHARE, {"codeText": "A2020"}, "VALUE_NOT_LISTED", "codeText"),
    (COUNT, {"coverage": "100.1"}, "NUMBER_TOO_LARGE", "coverage"),
    (COUNT, {"coverage": "97%"}, "NUMBER_PER_CENT", "coverage"),
    (COUNT, {"coverage": "-1"}, "NUMBER_NEGATIVE", "coverage"),
    (COUNT, {"flags": "UNDER_REGISTERED;X"}, "VALUE_NOT_LISTED", "flags"),
    (COUNT, {"comment": "x" * (MOST_COMMENT + 1)}, "COMMENT_TOO_LONG", "comment"),
    (COUNT, {"comment": f"Se {PERSON}."}, "PERSONAL_NUMBER_IN_COMMENT", "comment"),
]


@pytest.mark.requirement("XC-07")
@pytest.mark.parametrize(
    ("row", "changed", "code", "column"), REFUSED, ids=[f"{code}: {str(cells)[:40]}" for _, cells, code, _ in REFUSED]
)
def test_a_row_is_refused_at_its_column_with_what_is_allowed(
    row: dict[str, str], changed: dict[str, str], code: str, column: str
) -> None:
    found = refused({**row, **changed})
    assert (found.code, found.params["path"]) == (code, column)
    assert found.allowed
    read(row)


def test_a_code_text_that_did_not_hold_in_the_period_is_told_apart_from_one_that_never_was() -> None:
    codes = [code.model_dump() for code in PACKAGE.codes]
    for code in codes:
        text = code["texts"][0]
        late = {**text, "version": "A2026", "validity": {"start": "2026-01-01"}}
        code["texts"] = [{**text, "validity": {**text["validity"], "end": "2026-01-01"}}, late]
    package = NationalPackage.model_validate({**PACKAGE.model_dump(), "codes": codes})
    found = refused({**COUNT, "codeText": "A2026"}, reader=rows(package=package))
    assert (found.code, found.allowed) == ("CODE_TEXT_NOT_VALID", ("A2020",))


@pytest.mark.parametrize("kind", ["DATE", "TRUTH", "ERROR", "FORMULA"])
@pytest.mark.parametrize("column", ["period", "numerator", "comment"])
def test_what_a_workbook_holds_and_no_text_says_is_refused_by_its_kind(column: str, kind: str) -> None:
    found = refused({**COUNT, column: SheetValue("2025-01-01", kind)})  # type: ignore[arg-type]
    assert (found.code, found.params["path"], found.params["value"]) == (f"CELL_{kind}", column, "2025-01-01")
    assert ("2026-03" in found.allowed) == (column == "period" and kind == "DATE")


def test_the_same_figure_twice_is_told_with_the_row_that_it_stands_in_already() -> None:
    reader = rows()
    reader.read(2, COUNT)
    reader.read(3, {**COUNT, "sex": "M"})
    reader.read(2, COUNT)
    with pytest.raises(InvalidInput):
        reader.read(4, {**COUNT, "sex": "T", "numerator": "x"})
    for number, first, changed in ((5, 2, {"numerator": "1"}), (6, 4, {"sex": ""})):
        with pytest.raises(InvalidInput) as raised:
            reader.read(number, {**COUNT, **changed})
        assert (raised.value.code, raised.value.params["row"]) == ("ROW_TWICE", first)


@pytest.mark.parametrize(
    "column", ["indicator", "period", "sex", "unit", "source", "status", "flags", "codeText", "value"]
)
def test_no_refusal_repeats_a_personnummer_or_a_long_text(column: str) -> None:
    base = MEDIAN if column == "value" else COUNT
    for text in (f"{PERSON}x", "x" * 5000):
        found = refused({**base, column: text})
        for language in ("sv", "en"):
            assert PERSON not in message(found, language)
            assert len(message(found, language)) < 200


def test_the_heading_has_a_column_for_each_dimension_and_none_for_the_region() -> None:
    found = columns_of(PACKAGE)
    assert {"sex", "unit", "diagnosisGroup", "agreementForm", "direction"} < set(found.optional)
    assert found.needed == COLUMNS.needed == ("indicator", "period", "status", "source")
    heading = ["SEX", *found.needed]
    assert columns(heading, found.needed, found.optional, found.of_caller) == ["sex", *found.needed]
    with pytest.raises(InvalidInput) as raised:
        columns([*heading, "Region"], found.needed, found.optional, found.of_caller)
    assert raised.value.code == "CSV_COLUMN_OF_CALLER"


@given(st.dictionaries(st.sampled_from([*COLUMNS.needed, *COLUMNS.optional, "sex", "unit"]), st.text(max_size=20)))
def test_whatever_stands_in_a_row_it_is_read_or_refused_at_a_column(changed: dict[str, str]) -> None:
    try:
        found = read({**COUNT, **changed})
    except InvalidInput as refusal:
        assert refusal.params["path"] in {*COLUMNS.needed, *COLUMNS.optional, "sex", "unit"}  # noqa: PT017
    else:
        assert found.key.region == "08"
