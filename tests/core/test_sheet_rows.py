"""What a row of a sheet says, and which column is wrong where it says nothing that can be recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.dates import Month
from service.domain.errors import InvalidInput
from service.domain.register_events import Address
from service.usecases.sheet_rows import COUNTS, UNITS, count_row, unit_row

UNIT = {
    "hsaId": "se2321000073-a1",
    "name": "Ängö",
    "providerName": "Region Kalmar län",
    "providerOrgnr": "232100-0073",
    "agreementKind": "HALSOVAL",
    "legalBasis": "LOV",
    "validFrom": "2024-01-01",
}
COUNT = {"hsaId": "SE2321000073-A1", "month": "2025-03", "listed": "8000"}


def test_a_unit_is_read_with_and_without_what_may_be_left_out() -> None:
    plain = unit_row(UNIT)
    assert (plain.hsa_id, plain.provider_orgnr, plain.terms.valid_from) == (
        "SE2321000073-A1",
        "2321000073",
        date(2024, 1, 1),
    )
    assert (plain.address, plain.terms.valid_until, plain.terms.external_reference) == (None, None, None)
    given_all = {
        **UNIT,
        "validUntil": "2025-01-01",
        "externalReference": "A 17",
        "street": "Storgatan 1",
        "postalCode": "39233",
        "city": "Kalmar",
    }
    full = unit_row(given_all)
    assert full.address == Address(street="Storgatan 1", postal_code="392 33", city="Kalmar")
    assert (full.terms.valid_until, full.terms.external_reference) == (date(2025, 1, 1), "A 17")
    assert set(given_all) == {*UNITS.needed, *UNITS.optional}
    empty = unit_row({**UNIT, "validUntil": "", "street": "", "postalCode": "", "city": ""})
    assert replace(empty, stated=plain.stated) == plain
    assert (plain.stated, empty.stated, full.stated) == (
        frozenset(UNIT),
        frozenset({*UNIT, "validUntil"}),
        frozenset(given_all),
    )


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("hsaId", "SE1-A"),
        ("name", ""),
        ("providerName", "a" * 201),
        ("providerOrgnr", "232100-0074"),
        ("providerOrgnr", "121212-1212"),
        ("agreementKind", ""),
        ("legalBasis", "19121212-1212"),
        ("validFrom", "2024-13-01"),
        ("validFrom", "01/02/2024"),
        ("validFrom", ""),
        ("validFrom", "20240101"),
        ("validUntil", "2024-01-01"),
        ("externalReference", "=HYPERLINK(1)"),
        ("street", "c/o Kim"),
        ("postalCode", "3923"),
        ("city", ""),
    ],
)
def test_a_unit_is_refused_at_its_column(column: str, text: str) -> None:
    place = {"street": "Storgatan 1", "postalCode": "39233", "city": "Kalmar"}
    with pytest.raises(InvalidInput) as refused:
        unit_row({**UNIT, **place, column: text})
    assert refused.value.params["path"] == column


@pytest.mark.parametrize(
    ("text", "listed"),
    [("8000", 8000), ("8 000", 8000), ("8\u00a0000,0", 8000), ("8000.00", 8000), ("0", 0), ("1000000", 1_000_000)],
)
def test_a_count_is_read_as_a_swedish_spreadsheet_writes_a_whole_number(text: str, listed: int) -> None:
    row = count_row({**COUNT, "listed": text})
    assert (row.hsa_id, row.month, row.listed) == ("SE2321000073-A1", Month(2025, 3), listed)
    assert set(COUNT) == set(COUNTS.needed)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("listed", "8000,5"),
        ("listed", "-1"),
        ("listed", "1000001"),
        ("listed", "1e3"),
        ("listed", ""),
        ("listed", "٨"),
        ("month", "2025-13"),
        ("month", "mar-25"),
        ("month", "0000-01"),
        ("hsaId", "x"),
    ],
)
def test_a_count_is_refused_at_its_column(column: str, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        count_row({**COUNT, column: text})
    assert refused.value.params["path"] == column


def wrong(read: Callable[[], object]) -> str | None:
    """The column at which it is refused; None where it is read."""
    try:
        read()
    except InvalidInput as refused:
        return str(refused.params["path"])
    return None


@given(st.dictionaries(st.sampled_from([*UNITS.needed, *UNITS.optional]), st.text(max_size=30)))
def test_whatever_stands_in_a_row_of_units_it_is_read_or_refused_at_a_column(changed: dict[str, str]) -> None:
    assert wrong(lambda: unit_row({**UNIT, **changed})) in {None, *UNITS.needed, *UNITS.optional}


@given(st.text(max_size=20), st.text(max_size=12))
def test_whatever_stands_in_a_row_of_counts_it_is_read_or_refused_at_a_column(listed: str, month: str) -> None:
    assert wrong(lambda: count_row({**COUNT, "listed": listed, "month": month})) in {None, *COUNTS.needed}
