"""Reads that cannot be compiled, and values that no column could hold."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from infra.db.read_slots import ReadRefusedError, ValueRefusedError
from infra.db.reads import compile_reads
from service.reads import Filter, Order, Page, Read
from tests.reads.rows import CASES, START, staff
from tests.reads.typical import FIRST_CASES, NEWEST_FIRST, UNIT

PLAIN = Read("cases", "case", ("case_id",))
HOSTILE = "x', (select body from trappa.event)) --"


def loose(**fields: Any) -> Read:
    """A read whose fields need not be of the contract's types."""
    return replace(PLAIN, **fields)


@pytest.mark.parametrize(
    ("read", "problem"),
    [
        (loose(entity="secrets"), "no entity 'secrets'"),
        (loose(columns=("tenant_id",)), "no column 'tenant_id' in case_file"),
        (loose(columns=(HOSTILE,)), "no column"),
        (loose(columns=("case_id", "case_id")), "a name stands twice in case_id, case_id"),
        (loose(key=HOSTILE), "cannot be a key"),
        (loose(key="%(tenant)s"), "cannot be a key"),
        (loose(key=""), "cannot be a key"),
        (loose(relation="case.unit"), "a root read has no relation"),
        (loose(children=(replace(UNIT, relation=None),)), "no relation None from case to unit"),
        (loose(children=(replace(UNIT, relation="unit.cases"),)), "no relation 'unit.cases' from case to unit"),
        (loose(children=(replace(UNIT, entity="agreement"),)), "no relation 'case.unit' from case to agreement"),
        (loose(children=(replace(UNIT, relation="unit.cases"),), order=NEWEST_FIRST, page=Page(1)), "no relation"),
        (loose(children=(replace(UNIT, key="case_id"),)), "a name stands twice in case_id, case_id"),
        (loose(where=(Filter(HOSTILE, "=", "x"),)), "no column"),
        (loose(where=(Filter("tenant_id", "null", value=True),)), "no column 'tenant_id' in case_file"),
        (loose(where=(Filter("state", HOSTILE, "x"),)), "no comparison"),  # type: ignore[arg-type]
        (loose(where=(Filter("state", "holds", value=True),)), "state is no truth value"),
        (Read("events", "event", (), where=(Filter("body", "=", "{}"),)), "body can be read, not compared"),
        (Read("all", "personal", (), where=(Filter("nonce", "=", "x"),)), "nonce can be read, not compared"),
        (loose(order=(Order("colour"),)), "colour may be null"),
        (loose(order=(Order(HOSTILE),)), "cannot be a key"),
        (loose(order=(Order("hsa_id"),)), "no column 'hsa_id' in case_file"),
        (loose(order=(Order("case_id"), Order("case_id"))), "a name stands twice"),
        (loose(page=Page(1)), "a page needs an order that no two rows share (with case_id)"),
        (loose(page=Page(1), order=NEWEST_FIRST[:1]), "a page needs an order"),
        (loose(page=Page(1, (START,)), order=NEWEST_FIRST), "1 values to begin behind"),
        (loose(page=Page(1, ()), order=NEWEST_FIRST), "0 values to begin behind"),
        (loose(page=Page(1), order=NEWEST_FIRST, one=True), "one row has no pages"),
    ],
)
def test_what_there_is_not_is_refused_before_any_sql(read: Read, problem: str) -> None:
    with pytest.raises(ReadRefusedError) as refused:
        compile_reads([read], staff())
    assert problem in refused.value.problem
    assert not isinstance(refused.value, ValueRefusedError)


def test_a_refusal_names_the_keys_down_to_the_read() -> None:
    inner = Read("lines", "settlement_line", ("sum",), "case.settled")
    outer = Read("units", "unit", (), children=(Read("cases", "case", (), "unit.cases", (inner,)),))
    with pytest.raises(ReadRefusedError) as refused:
        compile_reads([outer], staff())
    assert refused.value.path == ("units", "cases", "lines")
    assert str(refused.value) == "units/cases/lines: no column 'sum' in settlement_line"


def test_two_roots_under_one_key_are_refused() -> None:
    with pytest.raises(ReadRefusedError, match="twice"):
        compile_reads([PLAIN, PLAIN], staff())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("case_id", str(CASES[0])),
        ("case_id", 1),
        ("opened_at", "2025-01-01"),
        ("opened_at", date(2025, 1, 1)),
        ("opened_at", datetime(2025, 1, 1)),  # noqa: DTZ001 - without offset, which is the point
        ("opened_on", datetime(2025, 1, 1, tzinfo=UTC)),
        ("opened_on", "2025-01-01"),
        ("retrospective", 1),
        ("retrospective", "true"),
        ("version", True),
        ("version", "1"),
        ("version", 1.0),
        ("version", 2**31),
        ("state", 1),
        ("state", None),
        ("state", "O\0"),
        ("state", "\ud800"),
        ("state", ("OPENED",)),
    ],
)
def test_a_value_that_the_column_cannot_hold_is_refused(column: str, value: Any) -> None:
    for condition in (Filter(column, "=", value), Filter(column, "in", (value,))):
        with pytest.raises(ValueRefusedError) as refused:
            compile_reads([replace(PLAIN, where=(condition,))], staff())
        assert refused.value.path == ("cases",)


@pytest.mark.parametrize("value", [None, 0, "true", (True,)])
def test_null_is_true_or_false(value: Any) -> None:
    with pytest.raises(ValueRefusedError):
        compile_reads([replace(PLAIN, where=(Filter("colour", "null", value),))], staff())


def test_in_takes_a_tuple_only() -> None:
    with pytest.raises(ValueRefusedError, match="`in` takes a tuple"):
        compile_reads([replace(PLAIN, where=(Filter("state", "in", "OPENED"),))], staff())


@pytest.mark.parametrize("size", [-1, 10_001, 2**63 - 1, 2**64, True, "1"])
def test_a_page_has_a_sensible_size(size: Any) -> None:
    with pytest.raises(ValueRefusedError):
        compile_reads([replace(FIRST_CASES, page=Page(size))], staff())


@pytest.mark.parametrize("after", [(CASES[0], START), (START, "x"), (START.isoformat(), CASES[0])])
def test_a_page_begins_behind_values_of_its_orders_types(after: tuple[Any, ...]) -> None:
    with pytest.raises(ValueRefusedError):
        compile_reads([replace(FIRST_CASES, page=Page(1, after))], staff())
