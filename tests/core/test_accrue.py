"""How days and months count: each parameter of the accrual with the figures it gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from service.domain.case_parts import Piece
from service.domain.dates import Month
from service.rules.accrual_terms import Accrual
from service.rules.accrue import Line, accrue, total_ore
from service.rules.settle import owed_ore, settle
from tests.core.kalmar import KALMAR, adopted, varied
from tests.core.play import LATE, named, play

LISTED = {Month(2025, number): 1000 for number in range(1, 13)} | {Month(2024, 12): 500}


def counted(
    pieces: Sequence[tuple[date, int]], end: date | None, until: date = LATE, **parameters: str
) -> tuple[Line, ...]:
    decided = [
        Piece(start, rate, "YELLOW", "STANDARD", "LOW", number, adopted().id)
        for number, (start, rate) in enumerate(pieces, 1)
    ]
    terms: Accrual = varied(**{f"accrual__{name}__value": value for name, value in parameters.items()}).accrual
    return accrue(decided, ended_on=end, until=until, listed=LISTED, terms=terms)


def shown(lines: Sequence[Line]) -> list[tuple[int, int, int, int]]:
    return [(line.month.number, line.rate_ore, line.days, line.days_in_month) for line in lines]


FROM_11_MARCH = [(date(2025, 3, 11), 300)]
TWO_STEPS = [(date(2025, 2, 10), 300), (date(2025, 5, 5), 600)]


@pytest.mark.requirement("AM-07", "A10")
@pytest.mark.parametrize(
    ("proration", "expected"),
    [
        ("ACTUAL_DAYS", [(3, 300, 21, 31), (4, 300, 30, 30), (5, 300, 31, 31), (6, 300, 9, 30)]),
        ("THIRTY_DAYS", [(3, 300, 21, 30), (4, 300, 30, 30), (5, 300, 30, 30), (6, 300, 9, 30)]),
        ("WHOLE_STARTED_MONTHS", [(3, 300, 31, 31), (4, 300, 30, 30), (5, 300, 31, 31), (6, 300, 30, 30)]),
        ("WHOLE_COMPLETED_MONTHS", [(4, 300, 30, 30), (5, 300, 31, 31)]),
    ],
)
def test_a_month_begun_or_left_midway_counts_as_the_ruleset_says(
    proration: str, expected: list[tuple[int, int, int, int]]
) -> None:
    assert shown(counted(FROM_11_MARCH, date(2025, 6, 10), proration=proration)) == expected


@pytest.mark.requirement("AM-07")
def test_a_whole_february_is_thirty_days_where_every_month_has_thirty() -> None:
    whole = [(date(2025, 2, 1), 300)]
    assert shown(counted(whole, date(2025, 3, 1), proration="THIRTY_DAYS")) == [(2, 300, 30, 30)]
    assert shown(counted(whole, date(2025, 2, 28), proration="THIRTY_DAYS")) == [(2, 300, 27, 30)]


@pytest.mark.requirement("AM-03", "AM-07", "A10")
@pytest.mark.parametrize(
    ("proration", "may"),
    [
        ("ACTUAL_DAYS", [(5, 300, 4, 31), (5, 600, 27, 31)]),
        ("THIRTY_DAYS", [(5, 300, 4, 30), (5, 600, 26, 30)]),
        ("WHOLE_STARTED_MONTHS", [(5, 600, 31, 31)]),
        ("WHOLE_COMPLETED_MONTHS", [(5, 300, 31, 31)]),
    ],
)
def test_the_month_in_which_one_step_replaces_another_is_paid_once(
    proration: str, may: list[tuple[int, int, int, int]]
) -> None:
    """A started month costs the step it reached, a completed one the step that lasted all of it."""
    lines = counted(TWO_STEPS, date(2025, 8, 18), proration=proration)
    assert [one for one in shown(lines) if one[0] == 5] == may


@pytest.mark.requirement("AM-03", "A10")
def test_steps_that_add_run_side_by_side_to_the_end() -> None:
    lines = counted(TWO_STEPS, date(2025, 8, 18), in_case="ADD")
    assert [one for one in shown(lines) if one[0] == 6] == [(6, 300, 30, 30), (6, 600, 30, 30)]
    twice = counted([(date(2025, 2, 1), 600), (date(2025, 2, 15), 600)], date(2025, 3, 1), in_case="ADD")
    assert shown(twice) == [(2, 600, 28 + 14, 28)]


@pytest.mark.requirement("AM-09", "A10")
def test_the_listed_count_is_that_of_the_month_or_of_the_month_before() -> None:
    january = [(date(2025, 1, 1), 300)]
    (own,) = counted(january, date(2025, 2, 1))
    (before,) = counted(january, date(2025, 2, 1), listed_day="FIRST_OF_PREVIOUS_MONTH")
    assert (own.listed, own.amount_ore) == (1000, 300000)
    assert (before.listed, before.amount_ore) == (500, 150000)


@pytest.mark.requirement("AM-08", "A10")
def test_the_day_of_approval_costs_only_where_the_ruleset_includes_it() -> None:
    end = date(2025, 4, 1)
    assert shown(counted(FROM_11_MARCH, end)) == [(3, 300, 21, 31)]
    assert shown(counted(FROM_11_MARCH, end, ends="APPROVAL_DAY_INCLUDED"))[-1] == (4, 300, 1, 30)


@pytest.mark.requirement("AM-01", "HV-23")
def test_a_running_sanction_is_counted_until_today_and_today_is_not_over() -> None:
    assert shown(counted(FROM_11_MARCH, None, until=date(2025, 3, 12))) == [(3, 300, 1, 31)]
    assert counted(FROM_11_MARCH, None, until=date(2025, 3, 11)) == ()
    assert counted([], None) == ()


@pytest.mark.requirement("EX-04")
def test_an_interval_that_ends_where_or_before_it_begins_has_no_line() -> None:
    assert counted(FROM_11_MARCH, date(2025, 3, 11)) == ()
    assert counted(FROM_11_MARCH, date(2025, 3, 1)) == ()


@pytest.mark.requirement("AM-37", "AM-09")
def test_a_count_of_zero_that_comes_after_the_month_was_settled_is_settled_as_a_line_of_zero() -> None:
    played, day = play("EX-16"), date(2025, 4, 1)
    february = settle(Month(2025, 2), played.computed(day), [], left_out=[named("A")], today=day)
    played.listed[Month(2025, 2)] = 0
    march = settle(Month(2025, 3), played.computed(day), [february], left_out=(), today=day)
    assert [(line.month, line.listed, line.amount_ore) for line in march.corrections] == [("2025-02", 0, 0)]
    april = settle(Month(2025, 4), played.computed(day), [february, march], left_out=(), today=date(2025, 5, 1))
    assert april.corrections == ()


@pytest.mark.requirement("AM-01", "AM-03", "SM-3")
def test_a_step_decided_after_its_months_were_settled_takes_back_the_lower_rate_and_adds_the_higher() -> None:
    played = play("EX-05", before="2025-06-09")
    played.listed |= {Month(2025, number): 5000 for number in range(2, 9)}
    june = date(2025, 6, 1)
    may = settle(Month(2025, 5), played.computed(june), [], left_out=(), today=june)
    assert [(line.rate_ore, line.amount_ore) for line in may.lines] == [(300, 1500000)]
    decided = play("EX-05")
    settled = settle(Month(2025, 8), decided.computed(), [may], left_out=(), today=date(2025, 9, 1))
    assert [(line.month, line.rate_ore, line.amount_ore) for line in settled.corrections] == [
        ("2025-05", 300, 193548 - 1500000),
        ("2025-05", 600, 2612903),
    ]
    decided.settlements = [may, settled]
    assert owed_ore(decided.ledger()) == total_ore(decided.lines()) == 14469469


def test_the_terms_of_these_tests_are_kalmars_but_for_what_they_name() -> None:
    assert shown(counted(FROM_11_MARCH, date(2025, 4, 1), proration="ACTUAL_DAYS")) == [(3, 300, 21, 31)]
    assert varied(accrual__proration__value="ACTUAL_DAYS") == KALMAR
