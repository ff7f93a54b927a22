"""Two settlements compared, and sums over time: what differs and why, and that nothing is lost between the parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.dates import Month
from service.domain.money import share
from service.rules.compare import Change, changes
from service.rules.over_time import MonthSum, month_sums, total_ore
from service.rules.settle import Entry, frozen_entries, owed_ore
from tests.core.play import LATE, named, play

MARCH, APRIL = Month(2025, 3), Month(2025, 4)


def entry(
    case: str = "A",
    *,
    month: Month = MARCH,
    rate: int = 300,
    days: int | None = None,
    listed: int = 8000,
    ruleset: str = "ruleset",
    correction: bool = False,
    amount: int | None = None,
) -> Entry:
    """A frozen line; of a whole month where no days are said."""
    counted = month.days if days is None else days
    owed = share(listed * rate, counted, month.days) if amount is None else amount
    place = (named(case), named(f"unit of {case}"), named(ruleset))
    return Entry(*place, month, rate, counted, month.days, listed, owed, "SETTLED", correction, str(month))


def told(found: Sequence[Change]) -> list[tuple[UUID, tuple[str, ...], int]]:
    return [(one.entry.case_id, one.reasons, one.difference_ore) for one in found]


def test_a_whole_month_is_as_long_as_another_and_nothing_differs() -> None:
    assert changes([entry(month=MARCH)], [entry(month=APRIL)]) == []


@pytest.mark.parametrize(
    ("changed", "reasons", "difference"),
    [
        ({"rate": 600}, ("RATE",), 2400000),
        ({"days": 15}, ("DAYS",), -1200000),
        ({"listed": 7900}, ("LISTED_COUNT",), -30000),
        ({"ruleset": "other"}, ("RULESET",), 0),
        ({"rate": 600, "days": 15, "listed": 7900}, ("RATE", "DAYS", "LISTED_COUNT"), -30000),
    ],
)
def test_a_line_differs_by_those_of_its_inputs_that_are_others(
    changed: dict[str, int], reasons: tuple[str, ...], difference: int
) -> None:
    (change,) = changes([entry()], [entry(month=APRIL, **changed)])  # type: ignore[arg-type]
    assert (change.reasons, change.difference_ore) == (reasons, difference)


def test_new_lines_gone_ones_and_corrections_stand_alone() -> None:
    before = [entry("A"), entry("B", correction=True, amount=-500)]
    after = [entry("C", month=APRIL), entry("C", month=MARCH, correction=True, amount=-100)]
    found = {(one.entry.case_id, *one.reasons): one.difference_ore for one in changes(before, after)}
    assert found == {
        (named("A"), "LINE_GONE"): -2400000,
        (named("B"), "CORRECTION"): 500,
        (named("C"), "NEW_LINE"): 2400000,
        (named("C"), "CORRECTION"): -100,
    }


def test_a_month_at_two_rates_is_set_against_one_at_one_of_them() -> None:
    split = [entry(rate=300, days=10), entry(rate=600, days=21)]
    whole = [entry(rate=600, month=APRIL)]
    found = told(changes(split, whole))
    assert {reasons for _, reasons, _ in found} == {("LINE_GONE",), ("DAYS",)}
    assert sum(difference for _, _, difference in found) == 4800000 - sum(one.amount_ore or 0 for one in split)


@pytest.mark.requirement("EX-11", "AM-01")
def test_the_worked_settlements_of_november_and_december_differ_by_the_correction_and_the_days() -> None:
    played = play("EX-11")
    november, december = (
        next(one for one in played.settlements if one.month == month) for month in ("2025-11", "2025-12")
    )
    found = changes(frozen_entries(november), frozen_entries(december))
    assert ("CORRECTION",) in {one.reasons for one in found}
    assert [one.difference_ore for one in found if one.reasons == ("CORRECTION",)] == [-18000]
    assert sum(one.difference_ore for one in found) == december.total_ore - november.total_ore


lines = st.lists(
    st.builds(
        entry,
        st.sampled_from("AB"),
        month=st.just(MARCH),
        rate=st.sampled_from([100, 300, 600]),
        days=st.integers(0, 31),
        listed=st.sampled_from([0, 7900, 8000]),
        correction=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: (one.case_id, one.rate_ore, one.correction),
)


@given(lines, lines)
def test_the_differences_always_come_to_the_difference_of_the_sums_and_each_has_a_reason(
    before: list[Entry], after: list[Entry]
) -> None:
    found = changes(before, after)
    sums = [sum(one.amount_ore or 0 for one in side) for side in (before, after)]
    assert sum(one.difference_ore for one in found) == sums[1] - sums[0]
    assert all(one.reasons for one in found)
    shown = [id(side) for one in found for side in (one.before, one.after) if side is not None]
    assert len(shown) == len(set(shown)), "no line stands in two changes"
    assert [one for one in changes(before, before) if one.reasons != ("CORRECTION",)] == []


@pytest.mark.requirement("AM-38")
def test_sums_by_month_tell_settled_from_pending_and_awaited_and_every_month_has_one() -> None:
    settled, awaited = entry(), replace(entry(month=APRIL), amount_ore=None, status="AWAITING_LISTED_COUNT")
    pending = replace(entry(correction=True, amount=-500), status="PENDING_CORRECTION", settled_in=None)
    may = replace(entry(month=Month(2025, 5), listed=100), status="COMPUTED")
    found = month_sums([awaited, settled, may, pending], Month(2025, 2), Month(2025, 5))
    assert found == [
        MonthSum(Month(2025, 2), 0, 0, 0, 0),
        MonthSum(MARCH, 2400000, -500, 0, 0),
        MonthSum(APRIL, 0, 0, None, 1),
        MonthSum(Month(2025, 5), 0, 0, 30000, 0),
    ]
    assert [one.total_ore for one in found] == [0, 2399500, None, 30000]
    assert total_ore(found) is None
    assert total_ore(found[:2]) == 2399500
    missing = replace(pending, amount_ore=None, status="AWAITING_LISTED_COUNT")
    assert month_sums([settled, missing], MARCH, MARCH) == [MonthSum(MARCH, 2400000, None, 0, 1)]


@pytest.mark.requirement("EX-02", "EX-03", "EX-05", "EX-11")
@pytest.mark.parametrize("scenario", ["EX-02", "EX-03", "EX-05", "EX-09", "EX-11"])
def test_the_sums_over_all_months_are_what_the_worked_ledger_owes(scenario: str) -> None:
    entries = play(scenario).ledger(LATE)
    assert total_ore(month_sums(entries, Month(2024, 1), Month(2034, 12))) == owed_ore(entries)
