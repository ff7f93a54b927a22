"""Money is whole öre, from the ruleset's text to the ledger's sum."""

from __future__ import annotations

import ast
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import service.domain.case
import service.domain.events
import service.domain.money
import service.rules.accrue
import service.rules.ruleset
import service.rules.sanctions
import service.rules.settle
from service.domain.money import Rounding, format_sek, parse_sek, share
from service.rules.accrue import accrue
from tests.core.kalmar import KALMAR, varied
from tests.core.play import LATE
from tests.core.vectors import SANCTIONS, expected_cases, listed_counts

MODULES = [
    service.domain.money,
    service.domain.case,
    service.domain.events,
    service.rules.accrue,
    service.rules.ruleset,
    service.rules.sanctions,
    service.rules.settle,
]
DECIMAL: dict[Rounding, str] = {"HALF_UP": ROUND_HALF_UP, "HALF_EVEN": ROUND_HALF_EVEN, "DOWN": ROUND_DOWN}


def _floats(source: str) -> list[str]:
    """What could make a float of an amount: a literal, the word, a true division, a rounding."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=float()):
                found.append(f"{node.lineno}: the literal {node.value!r}")
            case ast.Name(id="float" | "round"):
                found.append(f"{node.lineno}: {node.id}")
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                found.append(f"{node.lineno}: a true division")
            case _:
                pass
    return found


@pytest.mark.requirement("XC-06")
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_float_stands_where_money_is_made(module: object) -> None:
    assert _floats(Path(str(module.__file__)).read_text(encoding="utf-8")) == []  # type: ignore[attr-defined]


def test_the_search_for_floats_finds_each_kind() -> None:
    assert len(_floats("a = 1.5\nb = float(a)\nc = a / b\nc /= 2\nd = round(c)")) == 5


@pytest.mark.requirement("XC-06", "AM-38")
@given(
    st.integers(0, 10**12),
    st.integers(0, 62),
    st.integers(1, 62),
    st.sampled_from(["HALF_UP", "HALF_EVEN", "DOWN"]),
)
def test_a_share_is_rounded_as_decimal_arithmetic_rounds_it(
    ore: int, numerator: int, denominator: int, rounding: Rounding
) -> None:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(ore * numerator) / Decimal(denominator)
        assert share(ore, numerator, denominator, rounding) == int(exact.quantize(Decimal(1), DECIMAL[rounding]))


@pytest.mark.requirement("AM-38")
@pytest.mark.parametrize(
    ("rounding", "expected"), [("HALF_UP", [1, 2, 3]), ("HALF_EVEN", [0, 2, 2]), ("DOWN", [0, 1, 2])]
)
def test_half_an_ore_goes_where_the_ruleset_sends_it(rounding: Rounding, expected: list[int]) -> None:
    assert [share(ore, 1, 2, rounding) for ore in (1, 3, 5)] == expected


@pytest.mark.requirement("AM-38", "A10")
def test_the_rounding_of_the_ruleset_reaches_the_lines() -> None:
    (case,) = expected_cases(SANCTIONS["EX-15a"])
    counts = listed_counts(SANCTIONS["EX-15a"])
    terms = varied(accrual__rounding__value="DOWN").accrual
    exact = accrue(case.decided, ended_on=case.end, until=LATE, listed=counts, terms=KALMAR.accrual)
    down = accrue(case.decided, ended_on=case.end, until=LATE, listed=counts, terms=terms)
    assert [line.amount_ore for line in (*exact, *down)] == [10, 9]


@pytest.mark.parametrize(("ore", "numerator", "denominator"), [(-1, 1, 2), (1, -1, 2), (1, 1, 0), (1, 1, -2)])
def test_a_share_of_less_than_nothing_is_refused(ore: int, numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="non-negative"):
        share(ore, numerator, denominator)


@pytest.mark.requirement("XC-06")
@given(st.integers(-(10**13), 10**13))
def test_an_amount_is_written_with_two_decimals_and_read_back(ore: int) -> None:
    text = format_sek(ore)
    assert Decimal(text) * 100 == ore
    assert text[-3] == "."
    assert parse_sek(text) == ore


@pytest.mark.parametrize(("text", "ore"), [("3", 300), ("3.5", 350), ("0.07", 7), ("-180.00", -18000), ("0", 0)])
def test_an_amount_with_fewer_decimals_is_the_same_amount(text: str, ore: int) -> None:
    assert parse_sek(text) == ore


@pytest.mark.requirement("XC-06")
@pytest.mark.parametrize(
    "text", ["3,00", "3.001", "1e3", "", " 3.00", "3.00\n", "+3", "3.", ".5", "nan", "0x10", "٣.00", "1_000", "--3"]
)
def test_other_text_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="kronor"):
        parse_sek(text)
