"""Reads as the interface asks them, for the snapshots of their SQL and for the guards on their plans."""

from dataclasses import replace
from datetime import timedelta

from service.authorize import Actor
from service.reads import Filter, Order, Page, Read
from tests.reads.rows import CASES, START, UNITS, party, staff

NEWEST_FIRST = (Order("opened_at", descending=True), Order("case_id", descending=True))
UNIT = Read("unit", "unit", ("unit_id", "name"), "case.unit", one=True)
EVENTS = Read("events", "event", ("version", "type", "recorded_at", "body"), "case.events", order=(Order("version"),))

CASE = Read(
    "case",
    "case",
    ("case_id", "state", "colour", "opened_at", "version"),
    children=(
        UNIT,
        Read("internal", "case_internal", ("classified", "score"), "case.internal", one=True),
        EVENTS,
        Read("personal", "personal", ("record_id", "ciphertext", "nonce", "wrapped_key"), "case.personal"),
    ),
    where=(Filter("case_id", "=", CASES[0]),),
    one=True,
)
FIRST_CASES = Read(
    "cases",
    "case",
    ("case_id", "state", "opened_at"),
    children=(UNIT, EVENTS),
    order=NEWEST_FIRST,
    page=Page(50),
)
CASES_BEFORE = Read(
    "cases",
    "case",
    ("case_id", "state", "opened_at"),
    where=(Filter("state", "in", ("OPENED", "CLASSIFIED")),),
    order=NEWEST_FIRST,
    page=Page(50, (START + timedelta(days=1), CASES[3]), backwards=True),
)
UNITS_NEXT = Read(
    "units",
    "unit",
    ("unit_id", "name"),
    order=(Order("name_sort"), Order("unit_id", descending=True)),
    page=Page(50, ("ange", UNITS[1])),
)
LEDGER = Read(
    "unit",
    "unit",
    ("unit_id", "name"),
    children=(
        Read("cases", "case", ("case_id",), "unit.cases", (EVENTS,), (Filter("sanctioned", "=", value=True),)),
        Read("listed", "listed_count", ("month", "stream_version", "recorded_at", "listed"), "unit.listed"),
        Read(
            "settled",
            "settlement_line",
            ("settled_in", "position", "case_id", "month", "amount_ore"),
            "unit.settled",
            where=(Filter("recorded_at", "<=", START + timedelta(days=365)),),
        ),
    ),
    where=(Filter("unit_id", "=", UNITS[0]),),
    one=True,
)

_WITHHELD = ("case_id", "unit_id", "month", "amount_ore")
WITHHELD = Read(
    "withheld",
    "withholding_entry",
    _WITHHELD,
    where=(Filter("month", ">=", "2025-01"), Filter("month", "<=", "2025-12")),
    order=(Order("month"), Order("case_id"), Order("stream_version")),
)
WITHHELD_OF_A_UNIT = Read(
    "unit",
    "unit",
    ("unit_id",),
    children=(replace(WITHHELD, relation="unit.withheld"),),
    where=(Filter("unit_id", "=", UNITS[0]),),
    one=True,
)

TYPICAL: dict[str, tuple[Read, Actor]] = {
    "case": (CASE, staff()),
    "cases_first_as_staff": (FIRST_CASES, staff()),
    "cases_first_as_party": (FIRST_CASES, party()),
    "cases_filtered_before_as_party": (CASES_BEFORE, party()),
    "ledger_of_a_unit": (LEDGER, staff()),
    "withheld_of_a_unit": (WITHHELD_OF_A_UNIT, party()),
    "withheld_of_the_region": (WITHHELD, staff()),
    "units_next_in_mixed_order": (UNITS_NEXT, staff()),
}
