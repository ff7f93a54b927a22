"""What holds for every ledger, whatever the pieces, counts and rulesets: the seven invariants of requirements A12."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.case import evolve, replay
from service.domain.case_parts import Piece
from service.domain.dates import Month
from service.domain.events import CaseEvent, decode, encode
from service.domain.register_events import MonthSettled
from service.rules.accrual_terms import Accrual
from service.rules.accrue import Line, RateChange, accrue, rate_changes, total_ore
from service.rules.settle import CaseLines, ledger, owed_ore, settle
from tests.core.kalmar import KALMAR, PROCEDURE, adopted, varied, with_yellow
from tests.core.play import LATE, lines_of, named, play, scenarios

FIRST = date(2024, 1, 1)
MODES = {
    "proration": ["ACTUAL_DAYS", "THIRTY_DAYS", "WHOLE_STARTED_MONTHS", "WHOLE_COMPLETED_MONTHS"],
    "rounding": ["HALF_UP", "HALF_EVEN", "DOWN"],
    "in_case": ["REPLACE", "ADD"],
    "starts": ["OWN_REQUEST", "FIRST_REQUEST"],
    "ends": ["APPROVAL_DAY_FREE", "APPROVAL_DAY_INCLUDED"],
    "listed_day": ["FIRST_OF_MONTH", "FIRST_OF_PREVIOUS_MONTH"],
}
TERMS: Mapping[tuple[str, ...], Accrual] = {
    values: KALMAR.accrual.model_copy(
        update={
            name: type(getattr(KALMAR.accrual, name))(value=value, source=getattr(KALMAR.accrual, name).source)
            for name, value in zip(MODES, values, strict=True)
        }
    )
    for values in product(*MODES.values())
}
RATES = {(ladder.id, rate.step): rate.ore for ladder in KALMAR.ladders for rate in ladder.rates}

days = st.dates(FIRST, date(2026, 12, 31))
rates = st.integers(0, 1500)
ends = st.none() | days
listed = st.fixed_dictionaries(
    {Month(2023, 12): st.integers(0, 15000)}
    | {Month(year, number): st.integers(0, 15000) for year in (2024, 2025, 2026) for number in range(1, 13)}
)
UNTIL = date(2027, 1, 1)


def terms(**fixed: str) -> st.SearchStrategy[Accrual]:
    """Any way of counting, or any with some parameters fixed."""
    chosen = [
        values for values in TERMS if all(values[list(MODES).index(name)] == value for name, value in fixed.items())
    ]
    return st.sampled_from(chosen).map(TERMS.__getitem__)


def piece(start: date, rate: int, number: int, ladder: str = "STANDARD", step: str = "LOW") -> Piece:
    return Piece(start, rate, "YELLOW", ladder, step, number, adopted().id)


@st.composite
def pieces(draw: st.DrawFn, rate: st.SearchStrategy[int] = rates, most: int = 3) -> tuple[Piece, ...]:
    """Decided pieces of one case, each from a later request than the one before."""
    starts = sorted(draw(st.lists(days, min_size=1, max_size=most)))
    return tuple(piece(start, draw(rate), number) for number, start in enumerate(starts, 1))


@dataclass(frozen=True)
class Run:
    """What `accrue` takes, so that a test can change one thing of it."""

    pieces: tuple[Piece, ...]
    ended_on: date | None
    listed: Mapping[Month, int]
    terms: Accrual
    until: date = UNTIL
    changes: tuple[RateChange, ...] = ()

    def lines(self) -> tuple[Line, ...]:
        return accrue(
            self.pieces,
            ended_on=self.ended_on,
            until=self.until,
            listed=self.listed,
            terms=self.terms,
            changes=self.changes,
        )

    def months(self) -> dict[Month, int]:
        found: dict[Month, int] = {}
        for line in self.lines():
            assert line.amount_ore is not None
            found[line.month] = found.get(line.month, 0) + line.amount_ore
        return found

    def total(self) -> int:
        found = total_ore(self.lines())
        assert found is not None
        return found


def runs(**fixed: Any) -> st.SearchStrategy[Run]:
    return st.builds(Run, fixed.pop("pieces", pieces()), ends, listed, terms(**fixed))


# --- (i) splitting --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("A12", "AM-38")
@given(days, days, rates, listed, days, terms(proration="ACTUAL_DAYS", ends="APPROVAL_DAY_FREE"))
def test_splitting_an_interval_moves_no_month_by_more_than_one_ore(
    one: date, other: date, rate: int, counts: dict[Month, int], cut: date, how: Accrual
) -> None:
    start, end = min(one, other), max(one, other)
    cut = min(max(cut, start), end)
    whole = Run((piece(start, rate, 1),), end, counts, how).months()
    first = Run((piece(start, rate, 1),), cut, counts, how).months()
    second = Run((piece(cut, rate, 1),), end, counts, how).months()
    for month in {*whole, *first, *second}:
        assert abs(first.get(month, 0) + second.get(month, 0) - whole.get(month, 0)) <= 1


@pytest.mark.requirement("A12", "AM-04", "EX-09")
@given(pieces(most=1), st.lists(days, max_size=3), ends, listed, terms(in_case="REPLACE", starts="OWN_REQUEST"))
def test_a_later_request_at_the_same_rate_changes_no_line(
    alone: tuple[Piece, ...], cuts: list[date], end: date | None, counts: dict[Month, int], how: Accrual
) -> None:
    (first,) = alone
    later = tuple(
        piece(cut, first.rate_ore, number) for number, cut in enumerate(sorted(cuts), 2) if cut >= first.start
    )
    whole, split = Run(alone, end, counts, how), Run((first, *later), end, counts, how)
    assert [(line.month, line.days, line.amount_ore) for line in split.lines()] == [
        (line.month, line.days, line.amount_ore) for line in whole.lines()
    ]


# --- (ii) sums ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("A12", "HV-25")
@given(st.lists(st.tuples(pieces(), ends), max_size=4), listed, terms())
def test_the_units_total_is_the_sum_of_its_cases(
    cases: list[tuple[tuple[Piece, ...], date | None]], counts: dict[Month, int], how: Accrual
) -> None:
    unit, taken = named("unit"), [Run(decided, end, counts, how) for decided, end in cases]
    lines = [CaseLines(named(str(number)), unit, adopted().id, run.lines()) for number, run in enumerate(taken)]
    assert owed_ore(ledger(lines, [])) == sum(run.total() for run in taken)
    assert owed_ore(ledger(lines, [])) == sum(owed_ore(ledger([one], [])) or 0 for one in lines)


# --- (iii) monotone in the end --------------------------------------------------------------------------------------


@pytest.mark.requirement("A12", "HV-26")
@given(runs(), days, days)
def test_an_approval_that_comes_later_never_costs_less(run: Run, one: date, other: date) -> None:
    sooner, later = replace(run, ended_on=min(one, other)), replace(run, ended_on=max(one, other))
    assert sooner.total() <= later.total() <= replace(run, ended_on=None).total()
    assert replace(run, until=min(one, other)).total() <= replace(run, until=max(one, other)).total()


# --- (iv) trust -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("A12", "HV-30", "AM-10", "AM-12")
@given(st.lists(st.tuples(days, st.sampled_from(["LOW", "HIGH"])), min_size=1, max_size=4), ends, listed, terms())
def test_trust_never_costs_more_than_the_other_column(
    steps: list[tuple[date, str]], end: date | None, counts: dict[Month, int], how: Accrual
) -> None:
    def total(ladder: str) -> int:
        decided = tuple(
            piece(start, RATES[ladder, step], number, ladder, step)
            for number, (start, step) in enumerate(sorted(steps), 1)
        )
        return Run(decided, end, counts, how).total()

    assert total("TRUST") <= total("STANDARD")


# --- (v) replacing --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("A12", "AM-03")
@given(runs(in_case="REPLACE"))
def test_a_step_that_replaces_never_costs_more_than_one_that_adds(run: Run) -> None:
    how = TERMS[tuple("ADD" if name == "in_case" else getattr(run.terms, name).value for name in MODES)]
    assert run.total() <= replace(run, terms=how).total()


# --- (vi) replay ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("A12")
@pytest.mark.parametrize("name", sorted(scenarios()))
def test_stored_events_give_every_line_again_byte_for_byte_as_of_each_of_them(name: str) -> None:
    played = play(name)
    for events in played.events.values():
        bodies, known, state = [], [], None
        for event in events:
            state = evolve(state, event)
            bodies.append(encode(event))
            known.append(repr(lines_of(state, played.versions, played.listed, LATE)).encode())
        for count, expected in enumerate(known, 1):
            read: list[CaseEvent] = [decode(body) for body in bodies[:count]]  # type: ignore[misc]
            assert [encode(event) for event in read] == bodies[:count]
            again = lines_of(replay(read), played.versions, played.listed, LATE)
            assert repr(again).encode() == expected


@pytest.mark.requirement("A12", "EX-11")
def test_stored_settlements_give_the_ledger_again_byte_for_byte() -> None:
    played = play("EX-11")
    read = [decode(encode(event)) for event in played.settlements]
    assert read == played.settlements
    assert repr(ledger(played.computed(), read)) == repr(played.ledger())  # type: ignore[arg-type]


# --- (vii) a later version ------------------------------------------------------------------------------------------


@st.composite
def rate_change(draw: st.DrawFn) -> RateChange:
    return RateChange(draw(days), named("later"), {key: draw(rates) for key in RATES}, frozenset({adopted().id}))


@pytest.mark.requirement("A12", "AM-39")
@given(runs(), st.lists(rate_change(), min_size=1, max_size=2))
def test_a_later_version_changes_nothing_dated_before_it(run: Run, changes: list[RateChange]) -> None:
    after = replace(run, changes=tuple(changes))
    begins = min(change.starts_on for change in changes)
    assert replace(after, until=begins).lines() == replace(run, until=begins).lines()
    earlier = {month: amount for month, amount in run.months().items() if month.end <= begins}
    assert earlier.items() <= after.months().items()
    assert {month for month in after.months() if month.end <= begins} == earlier.keys()


@pytest.mark.requirement("A12", "AM-39")
@given(st.dates(date(2025, 11, 18), date(2026, 3, 1)), st.integers(0, 2000))
def test_a_version_adopted_later_changes_nothing_dated_before_it_in_a_played_case(begins: date, ore: int) -> None:
    later = with_yellow(
        f"{ore // 100}.{ore % 100:02d}",
        label="2",
        validity__valid_from=begins.isoformat(),
        accrual__transition__value="NEW_RATE_FROM_VALIDITY",
    )
    played = play("EX-12-pinned")
    versions = {**played.versions, adopted(later).id: later}
    case = played.cases["A"]
    assert lines_of(case, versions, played.listed, begins) == lines_of(case, played.versions, played.listed, begins)
    changes = [change for change in rate_changes(versions, PROCEDURE) if change.rates]
    assert [change.starts_on for change in changes] == [begins]


@pytest.mark.requirement("AM-39")
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_version_that_pins_never_reaches_a_running_sanction(begins: date) -> None:
    later = varied(label="2", validity__valid_from=begins.isoformat(), ladders__1__rates__0__sek="99.00")
    versions = {adopted().id: KALMAR, adopted(later).id: later}
    assert not any(change.rates for change in rate_changes(versions, PROCEDURE))


# --- settlements ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """What is known when a month is settled: the cases' lines, from counts some of which may be missing."""

    cases: tuple[CaseLines, ...]
    month: Month


@st.composite
def stages(draw: st.DrawFn) -> tuple[list[Stage], tuple[CaseLines, ...]]:
    """Settlements of different months, between which pieces, ends and counts change at will, and what is known last."""
    months = draw(st.lists(days.map(Month.of), unique=True, max_size=4))
    every = [Month(2023, 12), *(Month(year, number) for year in (2024, 2025, 2026) for number in range(1, 13))]
    how = draw(terms())

    def known() -> tuple[CaseLines, ...]:
        gaps = draw(st.sets(st.sampled_from(every), max_size=2))
        counts = {month: count for month, count in draw(listed).items() if month not in gaps}
        return tuple(
            CaseLines(named(letter), named(f"unit {letter}"), adopted().id, run.lines())
            for letter, run in ((one, Run(draw(pieces(most=2)), draw(ends), counts, how)) for one in "AB")
        )

    return [Stage(known(), month) for month in months], known()


def settled(stages: Sequence[Stage]) -> list[MonthSettled]:
    """Each month settled with what is known then; the cases that await a count are left out by name."""
    earlier: list[MonthSettled] = []
    for number, stage in enumerate(stages):
        done = {event.month for event in earlier} | {str(stage.month)}
        awaiting = {
            case.case_id
            for case in stage.cases
            for line in case.lines
            if line.amount_ore is None and str(line.month) in done
        }
        today = UNTIL + timedelta(days=number)
        earlier.append(settle(stage.month, stage.cases, earlier, left_out=awaiting, today=today))
    return earlier


@pytest.mark.requirement("EX-11", "AM-01")
@given(stages())
def test_the_ledger_sums_to_the_computed_lines_whatever_was_settled_and_corrected(
    told: tuple[list[Stage], tuple[CaseLines, ...]],
) -> None:
    earlier, now = settled(told[0]), told[1]
    lines = [line for case in now for line in case.lines]
    assert owed_ore(ledger(now, earlier)) == total_ore(lines)
    for case in now:
        assert owed_ore(ledger([case], earlier)) == total_ore(case.lines)


@given(stages())
def test_settling_again_with_the_same_knowledge_corrects_nothing(
    told: tuple[list[Stage], tuple[CaseLines, ...]],
) -> None:
    earlier, now = settled(told[0]), told[1]
    for month in (Month(2027, 1), Month(2027, 2)):
        in_question = {str(month)} | {event.month for event in earlier}
        awaiting = {
            case.case_id
            for case in now
            for line in case.lines
            if line.amount_ore is None and str(line.month) in in_question
        }
        earlier.append(settle(month, now, earlier, left_out=awaiting, today=LATE))
    assert earlier[-1].corrections == ()
    assert earlier[-1].total_ore == 0


@given(stages())
def test_a_settlements_total_is_the_sum_of_what_it_freezes_and_is_never_changed_by_a_later_one(
    told: tuple[list[Stage], tuple[CaseLines, ...]],
) -> None:
    earlier = settled(told[0])
    for event in earlier:
        assert event.total_ore == sum(line.amount_ore for line in (*event.lines, *event.corrections))
        assert {line.month for line in event.lines} <= {event.month}
    assert settled(told[0][:1]) == earlier[:1]
    frozen = [entry for entry in ledger(told[1], earlier) if entry.status == "SETTLED"]
    assert sum(entry.amount_ore or 0 for entry in frozen) == sum(event.total_ore for event in earlier)
