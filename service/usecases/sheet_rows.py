"""What the rows of the two kinds of sheet say: care units with their agreement, and listed counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.domain.dates import Month
from service.domain.register_events import Address
from service.domain.sheets import Cells, Columns
from service.domain.words import Words
from service.usecases import unit_fields
from service.usecases.checking import invalid, short_text
from service.usecases.unit_fields import Located, Terms
from service.usecases.units import MOST_LISTED

UNITS: Final = Columns(
    ("hsaId", "name", "providerName", "providerOrgnr", "agreementKind", "legalBasis", "validFrom"),
    ("validUntil", "externalReference", "street", "postalCode", "city"),
    ("hsaId", "hsaId"),
)
COUNTS: Final = Columns(("hsaId", "month", "listed"), (), ("hsaId", "month"))

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# As a spreadsheet may write a whole number: with blanks between thousands, and with decimals that are none.
_WHOLE: Final = re.compile(r"([0-9]{1,9})([.,]0{1,6})?")
_BLANKS: Final = str.maketrans("", "", " \u00a0\u202f")
_AGREEMENT: Final = {
    "kind": "agreementKind",
    "legalBasis": "legalBasis",
    "validUntil": "validUntil",
    "externalReference": "externalReference",
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    hsa_id: str
    name: str
    provider_name: str
    provider_orgnr: str
    terms: Terms
    address: Address | None
    stated: frozenset[str]
    """The columns of which the row says something; an address that is left empty says nothing."""


@dataclass(frozen=True, slots=True)
class CountRow:
    hsa_id: str
    month: Month
    listed: int


def unit_row(cells: Cells) -> UnitRow:
    """The unit, checked as `registerUnit` checks it. InvalidInput, whose path is the column."""
    given = Terms(
        kind=cells["agreementKind"],
        legal_basis=cells["legalBasis"],
        valid_from=_day(cells["validFrom"], "validFrom"),
        valid_until=_day(cells["validUntil"], "validUntil") if cells.get("validUntil") else None,
        external_reference=cells.get("externalReference") or None,
    )
    return UnitRow(
        hsa_id=unit_fields.hsa_id(cells["hsaId"], "hsaId"),
        name=short_text(cells["name"], "name"),
        provider_name=short_text(cells["providerName"], "providerName"),
        provider_orgnr=unit_fields.orgnr(cells["providerOrgnr"], "providerOrgnr"),
        terms=unit_fields.checked_terms(given, _AGREEMENT.__getitem__),
        address=(address := _address(cells)),
        stated=frozenset(cells) if address else frozenset(cells) - {"street", "postalCode", "city"},
    )


def count_row(cells: Cells) -> CountRow:
    """The count of one unit and month. InvalidInput, whose path is the column."""
    hsa_id = unit_fields.hsa_id(cells["hsaId"], "hsaId")
    try:
        month = Month.parse(cells["month"])
    except ValueError:
        raise invalid("month", Words("ingen månad", "not a month"), "YYYY-MM") from None
    found = _WHOLE.fullmatch(cells["listed"].translate(_BLANKS))
    if found is None or int(found[1]) > MOST_LISTED:
        raise invalid("listed", Words("inget antal", "not a count"), f"0-{MOST_LISTED}")
    return CountRow(hsa_id, month, int(found[1]))


def _day(text: str, column: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise invalid(column, Words("inget datum", "not a date"), "YYYY-MM-DD")


def _address(cells: Cells) -> Address | None:
    street, code, city = (cells.get(name, "") for name in ("street", "postalCode", "city"))
    if not (street or code or city):
        return None
    return unit_fields.address(Located(street, code, city), lambda name: name)
