"""Acts and settlements at random: the kept sums are at any time what is counted anew, and by hand from the events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.dates import Month
from service.domain.errors import Refusal
from service.domain.events import (
    CaseClosed,
    CaseEvent,
    CaseReopened,
    FollowUpRecorded,
    InDepthStarted,
    PlanDecided,
    PlanDueExtended,
    PlanReceived,
    decode,
    encode,
)
from service.domain.register_events import MonthSettled
from service.domain.request_events import ActionPlanRequested, CorrectionRequestSent
from service.national.computed import contributions
from service.national.computed_sums import Beside, Sums, delta
from service.rules.accrue import Line
from service.rules.ruleset import Ruleset
from service.rules.settle import Facts, case_lines, settle
from service.rules.track import position, possible
from tests.core.acts import OPENED, Led, led
from tests.core.counted import RULES, added, lines_of_case, made, read
from tests.core.kalmar import KALMAR, varied
from tests.core.play import LATE, ends_on, lines_of, named
from tests.core.test_any_order import DISORDERLY, commands

LISTED = {Month(2025 + n // 12, n % 12 + 1): 100 + n for n in range(36)}
MONTHS = sorted(LISTED)
SHOWN = MONTHS[:12]
CASE = named("A")
OTHERWISE = varied(accrual__in_case__value="ADD", accrual__ends__value="APPROVAL_DAY_INCLUDED")


class Walk:
    """A case, what the region has settled of it, and the sums as they are kept on the way."""

    def __init__(self, ruleset: Ruleset, *, trust: bool) -> None:
        self.case: Led = led(trust=trust, ruleset=ruleset)
        self.settlements: list[MonthSettled] = []
        self.kept: Sums = {}
        self.seen: tuple[Sequence[CaseEvent], Beside] = ((), self.beside)
        self.keep()

    @property
    def beside(self) -> Beside:
        versions = {self.case.adopted.id: self.case.adopted.ruleset}
        return Beside(versions, "LOV", ends_on(self.case.state), lines_of_case(self.settlements, CASE))

    def keep(self) -> None:
        """What the last event or settlement changes is added to the sums, and nothing else."""
        now: tuple[Sequence[CaseEvent], Beside] = (tuple(self.case.events), self.beside)
        self.kept = added(self.kept, delta(contributions(RULES, *self.seen), contributions(RULES, *now)))
        self.seen = now

    def settle(self, today: date) -> None:
        """Settle the earliest month that is not, if it has ended."""
        month = MONTHS[len(self.settlements)]
        if month.end <= today and month < MONTHS[-1]:
            facts = Facts(self.beside.versions, LISTED, today, ends_on(self.case.state))
            lines = [case_lines(CASE, self.case.state, facts)] if self.case.state.pieces else []
            self.settlements.append(settle(month, lines, self.settlements, left_out=(), today=today))
            self.keep()

    def lines(self, until: date = LATE) -> tuple[Line, ...]:
        return lines_of(self.case.state, self.beside.versions, LISTED, until)


def walked(data: st.DataObject, ruleset: Ruleset) -> Walk:
    """A case that goes some way of an ordinary one, and on by acts at random; months are settled now and then."""
    walk, today = Walk(ruleset, trust=data.draw(st.booleans())), OPENED
    for act in ORDINARY[: data.draw(st.integers(0, len(ORDINARY)))]:
        act(walk.case)
        walk.keep()
        today = max(today, walk.case.state.latest_on)
    for _ in range(data.draw(st.integers(1, 15))):
        today += timedelta(days=data.draw(st.sampled_from([0, 1, 7, 35])))
        for _ in range(data.draw(st.integers(0, 3))):
            walk.settle(today)
        command = data.draw(commands(today, possible(ruleset, position(ruleset, walk.case.state))))
        try:
            walk.case.do(command, today, agreement_ends_on=ends_on(walk.case.state))
        except Refusal:
            continue
        walk.keep()
    return walk


ORDINARY: Sequence[Callable[[Led], object]] = (
    lambda case: case.classify(),
    lambda case: case.send(),
    lambda case: case.sanction(date(2025, 4, 14)),
    lambda case: case.receive(date(2025, 5, 2)),
    lambda case: case.approve(date(2025, 5, 9), date(2025, 7, 21)),
    lambda case: case.follow_up(date(2025, 7, 21)),
)


# --- by hand --------------------------------------------------------------------------------------------------------


def plans_by_hand(events: Sequence[CaseEvent]) -> Counter[tuple[str, bool]]:
    """Plans by the month of their day, and whether one that came by it stands approved."""
    due: dict[int, date] = {}
    came: dict[int, list[bool]] = {}
    verdicts: dict[tuple[int, int], str] = {}
    for event in events:
        match event:
            case ActionPlanRequested() | CorrectionRequestSent():
                due[event.number], came[event.number] = event.plan_due_on, []
            case PlanDueExtended():
                due[event.request] = event.plan_due_on
            case PlanReceived():
                came[event.request].append(event.in_time)
            case PlanDecided():
                verdicts[event.request, event.plan] = event.verdict
    gone = gone_by_hand(events)
    found: Counter[tuple[str, bool]] = Counter()
    for number, day in due.items():
        if came[number] or gone.get(number, date.max) > day:
            approved = [verdicts.get((number, plan)) == "APPROVED" for plan in range(1, len(came[number]) + 1)]
            in_time = any(one and other for one, other in zip(came[number], approved, strict=True))
            found[str(Month.of(day)), in_time] += 1
    return found


def gone_by_hand(events: Sequence[CaseEvent]) -> dict[int, date]:
    """Since when nobody waits for the plans of the requests: for good, or for as long as the case is closed."""
    gone: dict[int, date] = {}
    meanwhile: dict[int, date] = {}
    numbers: list[int] = []
    for event in events:
        match event:
            case ActionPlanRequested() | CorrectionRequestSent():
                numbers.append(event.number)
            case InDepthStarted():
                gone = {number: gone.get(number, event.started_on) for number in numbers}
            case CaseClosed():
                meanwhile = dict.fromkeys(numbers, event.closed_on)
                if event.ground == "NO_FURTHER_MEASURE":
                    gone = {number: gone.get(number, event.closed_on) for number in numbers}
            case CaseReopened():
                meanwhile = {}
    return meanwhile | gone


def corrected_by_hand(events: Sequence[CaseEvent]) -> dict[str, tuple[Decimal, int]]:
    approved = [one.decided_on for one in events if isinstance(one, FollowUpRecorded) and one.approved]
    sent = [one.sent_on for one in events if isinstance(one, CorrectionRequestSent)]
    if not approved or not sent or Month.of(approved[-1]) not in SHOWN:
        return {}
    return {str(Month.of(approved[-1])): (Decimal((approved[-1] - min(sent)).days), 1)}


def running_by_hand(walk: Walk) -> dict[str, int]:
    """The months on whose last day the lines count one day more."""
    return {
        str(month): 1
        for month in SHOWN
        if _days(walk.lines(month.end), month) > _days(walk.lines(month.end - timedelta(days=1)), month)
    }


def _days(lines: Sequence[Line], month: Month) -> int:
    return sum(line.days for line in lines if line.month == month)


def kronor_by_hand(walk: Walk) -> dict[str, object]:
    """What was settled, month by month, and of which months not all of it."""
    found: dict[str, object] = {}
    frozen = lines_of_case(walk.settlements, CASE)
    for month in map(str, SHOWN):
        own = {line.rate_ore: line.days for line in frozen if line.month == month}
        settled, owed = any(own.values()), any(str(line.month) == month for line in walk.lines())
        if owed and not settled:
            found[month] = "NOT_REPORTED"
        elif settled:
            ore = sum(line.amount_ore for line in frozen if line.month == month)
            found[month] = (Decimal(ore) / 100, 1)
    return found


def check(walk: Walk) -> None:
    events = walk.case.events
    decoded: list[CaseEvent] = [decode(encode(event)) for event in events]  # type: ignore[misc]
    assert walk.kept == contributions(RULES, decoded, walk.beside)
    plans = plans_by_hand(events)
    by_hand: dict[str, Mapping[str, object]] = {
        "PLANS_IN_TIME": {
            month: (plans[month, True], plans[month, True] + plans[month, False])
            for month in sorted({month for month, _ in plans})
            if Month.parse(month) in SHOWN
        },
        "DAYS_TO_CORRECTION": corrected_by_hand(events),
        "RUNNING_SANCTIONS": running_by_hand(walk),
        "SANCTIONED_SEK": kronor_by_hand(walk),
    }
    figures = made(walk.kept, "2025", *by_hand)
    ladder = walk.case.state.ladder or ""
    for computed, expected in by_hand.items():
        for chosen in ({}, {"LADDER": ladder}, {"LADDER": ladder, "AGREEMENT_FORM": "LOV"}):
            assert read(figures, computed, **chosen) == expected


@pytest.mark.requirement("IN-24")
@given(st.data())
def test_whatever_happens_in_a_case_its_sums_are_what_its_events_come_to(data: st.DataObject) -> None:
    check(walked(data, KALMAR))


@pytest.mark.requirement("IN-24")
@given(st.data())
def test_so_they_are_where_a_table_allows_everything(data: st.DataObject) -> None:
    check(walked(data, DISORDERLY))


@pytest.mark.requirement("IN-24")
@given(st.data())
def test_so_they_are_where_sanctions_run_beside_each_other_and_count_the_last_day(data: st.DataObject) -> None:
    check(walked(data, OTHERWISE))


def test_what_is_counted_by_hand_is_the_worked_case() -> None:
    """What the random walks are held against finds something to count."""
    walk = Walk(KALMAR, trust=False)
    for act in ORDINARY:
        if act is ORDINARY[-1]:
            for _ in range(4):
                walk.settle(date(2025, 6, 1))
        act(walk.case)
        walk.keep()
    check(walk)
    assert plans_by_hand(walk.case.events) == {("2025-04", False): 1}
    assert corrected_by_hand(walk.case.events) == {"2025-07": (Decimal(132), 1)}
    assert list(running_by_hand(walk)) == ["2025-03", "2025-04", "2025-05", "2025-06"]
    kronor = kronor_by_hand(walk)
    assert (kronor["2025-03"], kronor["2025-06"]) == ((Decimal("207.29"), 1), "NOT_REPORTED")
