"""A draft over what has happened: the worked examples, what it says is what playing it would give, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain.dates import Month, Period
from service.domain.errors import Refusal
from service.domain.events import CaseEvent
from service.domain.money import parse_sek
from service.rules.accrue import total_ore
from service.rules.commands import CaseCommand
from service.rules.ruleset import Ruleset
from service.rules.simulate import History
from service.rules.track import position, possible
from tests.core.acts import OPENED, Led, led, opening
from tests.core.histories import case_of, simulated, simulation
from tests.core.kalmar import KALMAR, adopted, varied, with_yellow
from tests.core.play import ends_on, lines_of, named, play, scenarios
from tests.core.sample import TODAY, sample
from tests.core.simulated_drafts import DRAFTS, EVERY_DRAFT
from tests.core.stories import STORIES
from tests.core.test_any_order import commands
from tests.core.vectors import SANCTIONS, VECTORS

SAME = varied(label="2")
FOUR = with_yellow("4.00", label="2")
NEW_YEAR = date(2026, 1, 1)
WHAT_IF = VECTORS["what_if"]


def from_new_year(transition: str) -> Ruleset:
    return with_yellow("4.00", label="2", accrual__transition__value=transition)


@pytest.mark.requirement("EX-28", "C1")
def test_yellow_at_four_kronor_is_told_case_by_case_and_in_total() -> None:
    asked, found = simulated(FOUR, "EX-02", "EX-06")
    expected = {
        case_of("EX-02"): WHAT_IF["cases"]["EX-02"],
        case_of("EX-06", "A"): WHAT_IF["cases"]["EX-06A"],
    }
    assert {case_id: one.difference_ore for case_id, one in found.items()} == {
        case_id: parse_sek(text) for case_id, text in expected.items()
    }
    assert found[case_of("EX-02")].after_ore == parse_sek("138322.58")
    assert WHAT_IF["cases"]["EX-06B"] == "0.00", "the red case is not among those that differ"
    totals = asked.totals
    assert (totals.cases, totals.differing) == (3, 2)
    assert totals.difference_ore == parse_sek(WHAT_IF["total"]) == parse_sek("52580.65")
    assert totals.changed["COLOUR"] == WHAT_IF["colour_changes"] == 0
    assert {one.cause.rule for one in found.values() if one.cause is not None} == {"STANDARD.LOW"}


@pytest.mark.requirement("EX-12", "C1", "AM-39")
def test_a_rate_from_new_year_reaches_a_running_sanction_only_where_the_draft_says_so() -> None:
    asked, found = simulated(from_new_year("NEW_RATE_FROM_VALIDITY"), "EX-12-pinned", since=NEW_YEAR)
    (one,) = found.values()
    variants = SANCTIONS["EX-12-pinned"]["variants"]
    assert (one.before_ore, one.after_ore) == (
        parse_sek(SANCTIONS["EX-12-pinned"]["total"]),
        parse_sek(variants["new_rate_4_from_2026-01-01"]),
    )
    assert one.difference_ore == asked.totals.difference_ore == parse_sek(variants["what_if_difference"])
    assert one.cause is not None
    assert one.cause.rule == "accrual.transition"
    pinned, none = simulated(from_new_year("PINNED"), "EX-12-pinned", since=NEW_YEAR)
    assert (none, pinned.totals.outside, pinned.totals.difference_ore) == ({}, 0, 0)


@pytest.mark.requirement("EX-05", "C1")
@pytest.mark.parametrize(
    ("parameter", "value", "total"),
    [
        ("in_case", "ADD", "195985.02"),
        ("starts", "FIRST_REQUEST", "186808.75"),
        ("ends", "APPROVAL_DAY_INCLUDED", "145662.43"),
    ],
)
def test_a_parameter_of_how_sanctions_run_is_named_as_the_cause(parameter: str, value: str, total: str) -> None:
    _, found = simulated(varied(label="2", **{f"accrual__{parameter}__value": value}), "EX-05")
    (one,) = found.values()
    assert (one.before_ore, one.after_ore) == (14469469, parse_sek(total))
    assert one.cause is not None
    assert (one.cause.operation, one.cause.rule) == ("what_if", f"accrual.{parameter}")
    assert one.cause.because[0].value == value


# --- what it says is what would have been ---------------------------------------------------------------------------

PLAYED = {**dict(zip(scenarios(), scenarios(), strict=True)), **STORIES}


@pytest.mark.requirement("C1")
@pytest.mark.parametrize("parameters", DRAFTS.values(), ids=DRAFTS)
def test_what_it_says_of_a_case_is_what_the_same_acts_come_to_under_the_draft(parameters: dict[str, Any]) -> None:
    ruleset, told = varied(label="2", **parameters), 0
    for name, scenario in PLAYED.items():
        try:
            other = play(scenario, ruleset)
        except Refusal:
            continue  # what people then could not have done says nothing of what it would have cost
        asked, found = simulated(ruleset, (name, scenario))
        own = play(scenario)
        for letter in own.events:
            sums = total_ore(own.lines(letter)), total_ore(other.lines(letter))
            one = found.get(case_of(name, letter))
            if one is None:
                assert sums[0] == sums[1]
                assert (own.cases[letter].colour, own.cases[letter].ladder) == (
                    other.cases[letter].colour,
                    other.cases[letter].ladder,
                )
            else:
                assert (one.before_ore, one.after_ore) == sums
                told += 1
        assert asked.totals.cases == len(own.events)
    assert told > 0


@pytest.mark.requirement("C1")
def test_the_version_that_was_in_force_differs_from_itself_nowhere() -> None:
    asked, found = simulated(SAME, *PLAYED.items())
    assert found == {}
    assert asked.totals.cases > len(PLAYED)
    assert asked.totals.differing == asked.totals.difference_ore == 0


@dataclass
class AtRandom:
    """A case led by random acts over some months, those that are refused left out; and the day it is looked at."""

    case: Led
    acts: list[tuple[CaseCommand, date, date | None]]
    today: date

    @property
    def history(self) -> History:
        return History(named("case"), self.case.events, COUNTS, [Period(date(2024, 1, 1), ends_on(self.case.state))])


COUNTS = {Month(year, number): 1000 + number for year in range(2025, 2030) for number in range(1, 13)}


def led_at_random(data: st.DataObject) -> AtRandom:
    found = AtRandom(led(trust=data.draw(st.booleans()), ruleset=KALMAR), [], OPENED)
    for _ in range(data.draw(st.integers(5, 40))):
        found.today += timedelta(days=data.draw(st.sampled_from([0, 1, 7, 35])))
        case = found.case
        command = data.draw(commands(found.today, possible(KALMAR, position(KALMAR, case.state))))
        ended = ends_on(case.state)
        try:
            case.do(command, found.today, agreement_ends_on=ended)
        except Refusal:
            continue
        found.acts.append((command, found.today, ended))
    return found


days = st.none() | st.dates(date(2025, 2, 1), date(2026, 6, 1))


@pytest.mark.requirement("C1")
@given(st.data())
def test_an_identical_draft_differs_nowhere_whatever_was_done_and_whenever_it_begins(data: st.DataObject) -> None:
    led_so = led_at_random(data)
    asked = simulation(SAME, since=data.draw(days), until=data.draw(days), today=led_so.today)
    assert asked.take(led_so.history) is None
    assert asked.totals.differing == 0
    assert asked.totals.before_ore == asked.totals.after_ore


UNLIKE = varied(
    label="2",
    ladders__1__rates__0__sek="4.00",
    ladders__0__rates__0__sek="0.50",
    accrual__proration__value="THIRTY_DAYS",
    accrual__ends__value="APPROVAL_DAY_INCLUDED",
    accrual__transition__value="NEW_RATE_FROM_VALIDITY",
    signal_tie__value="IMPULSE",
    colours__1__next="BLACK",
)


def led_again(led_so: AtRandom, ruleset: Ruleset) -> Led | None:
    """The same acts on the same days under another ruleset; None where one of them is refused."""
    case = Led(adopted(ruleset), list(opening_as(led_so.case, ruleset)))
    for command, today, ended in led_so.acts:
        try:
            case.do(command, today, agreement_ends_on=ended)
        except Refusal:
            return None
    return case


def opening_as(case: Led, ruleset: Ruleset) -> tuple[CaseEvent, ...]:
    opened = case.state.opened
    return opening(opened.signal, opened.impulse, ruleset=ruleset).events


OTHER_LADDER = varied(label="another ladder", ladders__0__id="CONFIDENCE", ladders__0__rates__0__sek="1.50")
ANY_DRAFT = st.sampled_from([*EVERY_DRAFT, UNLIKE, OTHER_LADDER])


@pytest.mark.requirement("C1")
@given(st.data())
def test_acts_at_random_come_to_what_the_same_acts_would_have_come_to_under_the_draft(data: st.DataObject) -> None:
    led_so, ruleset = led_at_random(data), data.draw(ANY_DRAFT)
    again = led_again(led_so, ruleset)
    assume(again is not None)
    assert again is not None
    asked = simulation(ruleset, today=led_so.today)
    one = asked.take(led_so.history)
    own, other = (
        lines_of(case.state, {case.adopted.id: case.adopted.ruleset}, COUNTS, led_so.today)
        for case in (led_so.case, again)
    )
    assert (asked.totals.before_ore, asked.totals.after_ore) == (total_ore(own), total_ore(other))
    if one is None:
        before, after = led_so.case.state, again.state
        assert (before.colour, before.ladder) == (after.colour, after.ladder)
        assert [one.plan_due_on for one in before.requests] == [one.plan_due_on for one in after.requests]
    elif one.difference_ore:
        assert one.difference_ore == asked.totals.difference_ore


@pytest.mark.requirement("C1", "A12")
@given(st.data())
def test_a_draft_that_begins_later_changes_no_amount_dated_before_it(data: st.DataObject) -> None:
    led_so = led_at_random(data)
    since = data.draw(st.dates(OPENED, led_so.today))
    asked = simulation(UNLIKE, since=since, today=since)
    asked.take(led_so.history)
    assert asked.totals.before_ore == asked.totals.after_ore


@pytest.mark.requirement("C1")
@given(st.data())
def test_every_case_that_differs_says_by_which_clause_of_the_draft(data: st.DataObject) -> None:
    led_so = led_at_random(data)
    asked = simulation(data.draw(ANY_DRAFT), since=data.draw(days), today=led_so.today)
    one = asked.take(led_so.history)
    assert (one is None) == (asked.totals.differing == 0)
    if one is not None:
        assert one.cause is not None
        for node in (*one.cause.walk(), *(node for change in one.changes for node in change.cause.walk())):
            assert node.rule
            assert node.source is not None
        assert all(change.before != change.after for change in one.changes)
        if one.difference_ore:
            assert one.cause.operation == "what_if"


def test_the_order_of_cases_and_their_number_change_no_figure_of_any() -> None:
    cases = [one.history for one in sample(40)]
    forwards, backwards = simulation(FOUR, today=TODAY), simulation(FOUR, today=TODAY)
    told = [forwards.take(one) for one in cases]
    assert [backwards.take(one) for one in reversed(cases)] == told[::-1]
    assert forwards.totals == backwards.totals
    assert sum(one.difference_ore or 0 for one in told if one is not None) == forwards.totals.difference_ore > 0
