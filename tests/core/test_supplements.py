"""A supplement of a plan (komplettering): its own day, what its absence costs, and what no longer fits a decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.case import replay
from service.domain.dates import Month
from service.domain.errors import Refusal
from service.domain.events import SanctionDecided, SupplementReceived, SupplementRequested, audience, decode, encode
from service.rules.deadlines import PARTY_KINDS, Obligation, breaches, obligations
from service.rules.settle import Facts
from service.rules.threat import threatened
from tests.core.acts import DUE, SENT, Led, led, refusal
from tests.core.kalmar import KALMAR, varied
from tests.core.play import LATE, lines_of, named

ASKED, ASKED_DUE, OVER = date(2025, 4, 14), date(2025, 4, 28), date(2025, 4, 29)
AGAIN, AGAIN_DUE = date(2025, 5, 5), date(2025, 5, 19)
ASSESSED = "2b. Bedömning och eventuella kompletteringar"


def asked() -> Led:
    """A yellow case whose plan came on its last day and is to be supplemented by 28 April."""
    case = led("YELLOW", sent=True)
    case.receive(DUE)
    case.ask(ASKED, ASKED_DUE)
    return case


def supplied(on: date = ASKED_DUE) -> Led:
    case = asked()
    case.supply(on)
    return case


def sanctioned() -> Led:
    case = asked()
    case.sanction(OVER)
    return case


def grounds(case: Led, on: date) -> list[str]:
    assert case.state.request is not None
    return [breach.ground for breach in breaches(KALMAR, case.state.request, on)]


def duties(case: Led, today: date) -> list[Obligation]:
    return obligations({case.adopted.id: case.adopted.ruleset}, case.state, today)


def code(act: Callable[[], object]) -> str:
    return refusal(act).code


# --- the track ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("HV-09", "SM-3")
def test_a_supplement_is_asked_for_with_a_day_of_its_own_and_leads_back_when_it_came() -> None:
    case = asked()
    assert case.position == "SUPPLEMENT_REQUESTED"
    event = case.events[-1]
    assert isinstance(event, SupplementRequested)
    assert (event.request, event.plan, event.number, event.requested_on, event.due_on) == (1, 1, 1, ASKED, ASKED_DUE)
    case.supply(ASKED_DUE)
    assert case.position == "PLAN_RECEIVED"
    assert case.events[-1] == SupplementReceived(request=1, number=1, received_on=ASKED_DUE, in_time=True)
    assert {audience(one) for one in case.events[-2:]} == {"party"}


@pytest.mark.requirement("HV-09", "SM-3")
def test_several_supplements_are_asked_for_in_turn_and_never_two_at_once() -> None:
    case = asked()
    assert code(lambda: case.ask(ASKED, ASKED_DUE)) == "OUT_OF_ORDER"
    case.supply(ASKED_DUE)
    case.ask(AGAIN, AGAIN_DUE)
    case.supply(AGAIN_DUE)
    assert case.state.request is not None
    assert [(one.requested.number, one.in_time) for one in case.state.request.supplements] == [(1, True), (2, True)]
    assert grounds(case, LATE) == []


@pytest.mark.requirement("HV-09", "HV-10", "SM-3")
@pytest.mark.parametrize("late", [False, True])
def test_the_plan_may_be_decided_on_a_new_letter_sent_or_a_sanction_decided_while_it_is_awaited(
    late: bool,  # noqa: FBT001 - parametrised
) -> None:
    day = OVER if late else ASKED
    approved, rejected, resent = asked(), asked(), sanctioned()
    approved.approve(day)
    rejected.reject(day)
    resent.send(AGAIN, AGAIN_DUE)
    assert [one.position for one in (approved, rejected, resent)] == ["PLAN_APPROVED", "PLAN_REJECTED", "REQUEST_SENT"]
    for case in (approved, rejected, resent):
        assert code(lambda case=case: case.supply(LATE)) == "OUT_OF_ORDER"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda: asked().supply(ASKED - timedelta(days=1)), "ACT_BEFORE_PREVIOUS"),
        (lambda: asked().supply(ASKED_DUE, today=ASKED), "ACT_IN_FUTURE"),
        (lambda: asked().supply(ASKED_DUE, today=OVER, by_party=True), "BACKDATED_BY_PARTY"),
        (lambda: asked().approve(ASKED - timedelta(days=1)), "ACT_BEFORE_PREVIOUS"),
        (lambda: supplied().approve(ASKED_DUE - timedelta(days=1)), "ACT_BEFORE_PREVIOUS"),
        (lambda: supplied().ask(ASKED_DUE - timedelta(days=1), AGAIN), "ACT_BEFORE_PREVIOUS"),
        (lambda: supplied().ask(AGAIN, AGAIN - timedelta(days=1)), "ACT_BEFORE_PREVIOUS"),
        (lambda: led("YELLOW", sent=True).ask(ASKED, ASKED_DUE), "OUT_OF_ORDER"),
        (lambda: supplied().supply(ASKED_DUE), "OUT_OF_ORDER"),
    ],
)
def test_its_days_follow_each_other_and_a_party_dates_it_today(act: Callable[[], object], expected: str) -> None:
    assert code(act) == expected


# --- the failure ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("AM-14", "HV-09", "HV-10")
def test_a_supplement_under_way_is_no_failure_until_its_own_day_has_passed() -> None:
    case = asked()
    assert grounds(case, ASKED_DUE) == []
    assert code(lambda: case.sanction(ASKED_DUE)) == "NO_BREACH"
    assert grounds(case, OVER) == ["SUPPLEMENT_NOT_RECEIVED"]
    assert case.state.request is not None
    (found,) = breaches(KALMAR, case.state.request, OVER)
    source = found.explanation.source
    assert source is not None
    assert (found.since, source.clause) == (OVER, ASSESSED)
    assert source.quote is not None
    assert source.quote.startswith("andra begärda handlingar inte inkomma")


SETTLED: dict[str, tuple[Callable[[], Led], list[str]]] = {
    "came on its last day": (supplied, []),
    "came the day after": (lambda: supplied(OVER), ["SUPPLEMENT_NOT_RECEIVED"]),
    "never came": (asked, ["SUPPLEMENT_NOT_RECEIVED"]),
    "the plan was approved without it": (lambda: decided("approve", ASKED_DUE), []),
    "the plan was approved after its day": (lambda: decided("approve", OVER), ["SUPPLEMENT_NOT_RECEIVED"]),
    "the plan was rejected before its day": (lambda: decided("reject", ASKED), ["PLAN_REJECTED"]),
    "the plan was rejected after its day": (
        lambda: decided("reject", AGAIN),
        ["SUPPLEMENT_NOT_RECEIVED", "PLAN_REJECTED"],
    ),
    "the second came late": (lambda: second(AGAIN_DUE + timedelta(days=1)), ["SUPPLEMENT_NOT_RECEIVED"]),
    "the first came late, the second in time": (
        lambda: second(AGAIN_DUE, first=OVER),
        ["SUPPLEMENT_NOT_RECEIVED"],
    ),
    "both came late": (lambda: second(LATE, first=OVER), ["SUPPLEMENT_NOT_RECEIVED"]),
}


def decided(verdict: str, on: date) -> Led:
    case = asked()
    getattr(case, verdict)(on)
    return case


def second(on: date, first: date = ASKED_DUE) -> Led:
    case = supplied(first)
    case.ask(AGAIN, AGAIN_DUE)
    case.supply(on)
    return case


@pytest.mark.requirement("AM-14", "AM-19", "HV-10")
@pytest.mark.parametrize("name", SETTLED)
def test_a_supplement_that_was_late_stays_a_failure_and_one_that_was_not_is_none(name: str) -> None:
    case, expected = SETTLED[name]
    assert grounds(case(), LATE) == expected


@pytest.mark.requirement("HV-10", "HV-20", "HV-21", "HV-23", "AM-01", "SM-3")
@pytest.mark.parametrize(("colour", "rate", "then"), [("YELLOW", 300, "RED"), ("RED", 600, "BLACK")])
def test_its_failure_costs_the_colours_rate_from_the_request_once_decided(colour: str, rate: int, then: str) -> None:
    case = led(colour, sent=True)
    case.receive(DUE)
    case.ask(ASKED, ASKED_DUE)
    versions = {case.adopted.id: KALMAR}
    facts = Facts(versions, {Month(2025, 3): 8000, Month(2025, 4): 8000}, date(2025, 5, 1))
    threat = [entry.line for entry in threatened(named("case"), case.state, facts)]
    (event,) = case.sanction(OVER).events
    assert isinstance(event, SanctionDecided)
    assert (event.ground, event.starts_on, event.rate_ore) == ("SUPPLEMENT_NOT_RECEIVED", SENT, rate)
    assert (case.state.colour, case.position) == (then, "SUPPLEMENT_REQUESTED")
    lines = lines_of(case.state, versions, facts.listed, facts.until)
    assert [(str(line.month), line.days, line.rate_ore) for line in lines] == [
        ("2025-03", 21, rate),
        ("2025-04", 30, rate),
    ]
    assert list(lines) == threat


@pytest.mark.requirement("AM-19", "HV-26")
def test_a_late_supplement_of_a_plan_that_is_then_approved_costs_until_correction() -> None:
    case = sanctioned()
    case.supply(date(2025, 5, 2))
    case.approve(date(2025, 5, 6), follow_up_on=date(2025, 7, 1))
    case.follow_up(date(2025, 7, 1))
    assert (case.position, case.state.sanction_runs, case.state.corrected_on) == ("CORRECTED", False, date(2025, 7, 1))


@pytest.mark.requirement("HV-10")
def test_what_is_a_failure_is_the_rulesets_choice() -> None:
    rules = [one.model_dump(mode="json") for one in KALMAR.breaches if one.ground != "SUPPLEMENT_NOT_RECEIVED"]
    case = led("YELLOW", sent=True, ruleset=varied(breaches=rules))
    case.receive(DUE)
    case.ask(ASKED, ASKED_DUE)
    assert code(lambda: case.sanction(OVER)) == "NO_BREACH"


# --- what contradicts a decided sanction ----------------------------------------------------------------------------


@pytest.mark.requirement("AM-14", "HV-10")
@pytest.mark.parametrize(
    "act",
    [
        lambda case: case.supply(ASKED_DUE, today=OVER),
        lambda case: case.approve(ASKED_DUE),
        lambda case: case.reject(ASKED),
    ],
    ids=["it came in time after all", "the plan was approved without it", "the plan was rejected without it"],
)
def test_what_would_leave_the_sanction_without_its_ground_is_refused(act: Callable[[Led], object]) -> None:
    case = sanctioned()
    before = case.state
    with pytest.raises(Refusal) as refused:
        act(case)
    assert (refused.value.code, refused.value.params["due"]) == ("SUPPLEMENT_CONTRADICTS_SANCTION", "2025-04-28")
    assert refused.value.source == KALMAR.breaches[2].source.source
    assert case.state is before
    case.supply(OVER)
    case.approve(OVER)


@pytest.mark.requirement("AM-14")
def test_a_second_supplement_in_time_does_not_contradict_a_sanction_for_the_first() -> None:
    case = supplied(OVER)
    case.ask(AGAIN, AGAIN_DUE)
    case.sanction(AGAIN_DUE + timedelta(days=1))
    case.supply(AGAIN_DUE, today=LATE)
    assert grounds(case, LATE) == ["SUPPLEMENT_NOT_RECEIVED"]


def test_a_sanction_on_another_ground_leaves_the_supplement_free() -> None:
    case = led("YELLOW", sent=True)
    case.receive(DUE + timedelta(days=1))
    case.ask(ASKED, ASKED_DUE)
    case.sanction(ASKED)
    case.supply(ASKED_DUE)
    assert case.position == "PLAN_RECEIVED"


# --- duties ---------------------------------------------------------------------------------------------------------

AWAITED = ("SUPPLEMENT_DUE", "RECEIVE_SUPPLEMENT", ASKED, ASKED_DUE, ASSESSED)
OWED: dict[str, tuple[Callable[[], Led], date, list[tuple[str, str, date, date | None, str]]]] = {
    "awaited": (asked, ASKED_DUE, [AWAITED]),
    "overdue": (
        asked,
        OVER,
        [
            AWAITED,
            ("DECIDE_PLAN", "DECIDE_PLAN", OVER, None, ASSESSED),
            ("DECIDE_SANCTION", "SUPPLEMENT_NOT_RECEIVED", OVER, None, ASSESSED),
        ],
    ),
    "supplied": (supplied, OVER, [("DECIDE_PLAN", "DECIDE_PLAN", ASKED_DUE, None, ASSESSED)]),
    "supplied late": (
        lambda: supplied(AGAIN),
        AGAIN,
        [
            ("DECIDE_PLAN", "DECIDE_PLAN", AGAIN, None, ASSESSED),
            ("DECIDE_SANCTION", "SUPPLEMENT_NOT_RECEIVED", OVER, None, ASSESSED),
        ],
    ),
    "approved without it": (
        lambda: decided("approve", ASKED_DUE),
        OVER,
        [
            (
                "FOLLOW_UP",
                "RECORD_FOLLOW_UP",
                ASKED_DUE,
                date(2025, 7, 1),
                "3. Uppföljning av åtgärderna i handlingsplan",
            )
        ],
    ),
}


@pytest.mark.requirement("HV-09", "AM-13", "AM-14")
@pytest.mark.parametrize("name", OWED)
def test_the_region_waits_for_the_supplement_and_decides_when_it_came_or_its_day_passed(name: str) -> None:
    case, today, expected = OWED[name]
    found = duties(case(), today)
    assert [(one.kind, one.rule, one.raised_on, one.due_on, one.source.clause) for one in found] == expected
    for one in found:
        assert one.overdue == (one.kind == "SUPPLEMENT_DUE" and today > ASKED_DUE)
        assert one.label_sv != one.label_en


@pytest.mark.requirement("AM-01")
@pytest.mark.parametrize("name", OWED)
def test_the_unit_sees_the_supplement_it_owes_and_nothing_of_what_is_considered(name: str) -> None:
    whole, today, expected = OWED[name]
    case = whole()
    seen = Led(case.adopted, [event for event in case.events if audience(event) == "party"])
    shown = [one.kind for one in duties(seen, today) if one.kind in PARTY_KINDS]
    assert shown == [kind for kind, *_ in expected if kind in {"SUPPLEMENT_DUE", "FOLLOW_UP"}]


# --- any number of them, whenever they come -------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.integers(0, 10), st.integers(0, 20), st.integers(0, 40)), min_size=1, max_size=5),
    st.integers(0, 60),
)
def test_the_failure_is_the_first_that_was_late_and_is_established_from_the_day_after_its_own(
    turns: list[tuple[int, int, int]], later: int
) -> None:
    """Each turn: days until the supplement is asked for, days it is given, days it takes."""
    case, day = led("YELLOW", sent=True), DUE
    case.receive(day)
    late: list[date] = []
    for wait, allowed, taken in turns:
        requested = day + timedelta(days=wait)
        case.ask(requested, requested + timedelta(days=allowed))
        day = requested + timedelta(days=taken)
        case.supply(day)
        if taken > allowed:
            late.append(requested + timedelta(days=allowed + 1))
    assert case.state == replay(decode(encode(event)) for event in case.events)  # type: ignore[misc]
    assert case.state.request is not None
    on = day + timedelta(days=later)
    found = [one.since for one in breaches(KALMAR, case.state.request, on)]
    assert found == late[:1]
    if late:
        assert grounds(case, late[0] - timedelta(days=1)) == []
    assert [one.kind for one in duties(case, on)] == ["DECIDE_PLAN", *["DECIDE_SANCTION"] * bool(late)]
