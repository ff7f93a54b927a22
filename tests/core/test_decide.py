"""How a case goes: the plan track and the sanction track, and what holds after any acts in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.domain.case import evolve, replay
from service.domain.dates import Month, local_date
from service.domain.errors import RuleRefused
from service.domain.events import CaseClassified, Impulse, SanctionDecided, Signal, audience
from service.rules.commands import (
    CloseCase,
)
from service.rules.deadlines import obligations
from service.rules.project import project
from service.rules.settle import Facts
from service.rules.threat import threatened
from tests.core.acts import DUE, LEVELS, OPENED, SENT, Led, led, opening
from tests.core.kalmar import KALMAR, adopted, varied
from tests.core.play import LATE, lines_of, named, play

AFTER_DUE, RESENT, REDUE = date(2025, 4, 14), date(2025, 5, 5), date(2025, 6, 5)


def duties(case: Led, today: date) -> list[str]:
    found = obligations({case.adopted.id: case.adopted.ruleset}, case.state, today)
    return [f"{one.kind} {one.rule}" for one in found]


# --- opening --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("HV-04", "SM-3")
def test_a_signal_or_an_impulse_opens_a_case_for_follow_up() -> None:
    assert led().position == "FOLLOW_UP"
    assert led(trust=True).position == "FOLLOW_UP"
    assert led().state.opened.impulse is not None
    assert led(trust=True).state.opened.signal is not None


@pytest.mark.requirement("AM-11", "C11")
def test_the_earlier_of_signal_and_impulse_opens_the_case_and_both_dates_are_kept() -> None:
    signal = Signal(signalled_on=OPENED, on_template=True, risk_of_deviation=True, party_at_risk=True)
    impulse = Impulse(known_on=date(2025, 3, 1), kind="OTHER")
    (event,) = opening(signal, impulse).events
    case = replay([event])
    assert case.opened.opened_on == date(2025, 3, 1)
    assert (case.opened.signal, case.opened.impulse) == (signal, impulse)
    assert case.opened.ladder == "STANDARD"
    assert case.opened.retrospective


@pytest.mark.requirement("C11", "HV-31")
def test_a_unit_cannot_get_trust_by_dating_its_signal_back() -> None:
    signal = Signal(signalled_on=date(2025, 3, 1), on_template=True, risk_of_deviation=True, party_at_risk=True)
    with pytest.raises(RuleRefused, match="BACKDATED_BY_PARTY"):
        opening(signal, by_party=True)


def test_a_case_recorded_later_than_its_signal_is_marked_as_such() -> None:
    (late,) = opening(None, Impulse(known_on=OPENED, kind="OTHER"), today=date(2025, 3, 4)).events
    (same,) = opening(None, Impulse(known_on=OPENED, kind="OTHER")).events
    assert [replay([one]).opened.retrospective for one in (late, same)] == [True, False]


# --- colours --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("HV-19", "SM-3")
def test_green_needs_no_request_costs_nothing_and_may_be_closed() -> None:
    case = led("GREEN")
    assert case.position == "NO_MEASURE"
    with pytest.raises(RuleRefused, match="OUT_OF_ORDER"):
        case.send()
    assert threatened(named("case"), case.state, Facts({case.adopted.id: KALMAR}, {}, LATE)) == []
    case.do(CloseCase(date(2025, 3, 6)), date(2025, 3, 6))
    assert (case.position, case.state.pieces) == ("CLOSED", ())


@pytest.mark.requirement("SM-3")
def test_a_case_may_be_classified_again_until_a_request_is_sent() -> None:
    case = led("GREEN")
    case.classify("RED", date(2025, 3, 7))
    assert (case.position, case.state.colour) == ("CLASSIFIED", "RED")
    case.send()
    with pytest.raises(RuleRefused, match="OUT_OF_ORDER"):
        case.classify("GREEN", date(2025, 3, 12))


@pytest.mark.requirement("AM-01")
def test_what_staff_classify_before_a_request_is_not_for_the_party_to_see() -> None:
    case = led("YELLOW", sent=True)
    assert [audience(event) for event in case.events] == ["party", "staff", "party"]
    assert isinstance(case.events[1], CaseClassified)
    versions = {case.adopted.id: KALMAR}
    assert project(led("RED").events, versions).colour is None
    assert project(case.events, versions).colour == "YELLOW"


def test_a_case_has_one_colour_and_one_sanction_for_each_request() -> None:
    case = led("YELLOW", sent=True)
    case.sanction(AFTER_DUE)
    assert len(case.state.pieces) == 1
    with pytest.raises(RuleRefused):
        case.sanction(AFTER_DUE)
    assert len(case.state.pieces) == 1


# --- the request and its deadline -----------------------------------------------------------------------------------


@pytest.mark.requirement("HV-07", "HV-18", "HV-23")
def test_a_request_states_its_colour_its_day_and_when_the_plan_is_due() -> None:
    case = led("YELLOW", sent=True)
    assert case.state.request is not None
    sent = case.state.request.sent
    assert (sent.number, sent.colour, sent.sent_on, sent.plan_due_on) == (1, "YELLOW", SENT, DUE)
    assert (sent.channel, sent.receipt) == ("LETTER", "SIGNED_RECEIPT")
    assert duties(case, DUE) == ["PLAN_DUE plan"]


@pytest.mark.requirement("AM-36", "EX-13")
def test_the_day_the_plan_is_due_and_the_day_of_follow_up_are_two() -> None:
    case = led("YELLOW")
    case.send(date(2025, 5, 6), due=None, months=1)
    assert case.state.request is not None
    assert case.state.request.sent.plan_due_on == date(2025, 6, 9)
    case.receive(date(2025, 5, 20))
    case.approve(date(2025, 5, 22), follow_up_on=date(2025, 10, 1))
    (verdict,) = case.state.requests[0].plan_verdicts
    assert verdict.follow_up_on == date(2025, 10, 1)
    assert duties(case, date(2025, 6, 1)) == ["FOLLOW_UP RECORD_FOLLOW_UP"]


@pytest.mark.requirement("A10")
def test_a_rulesets_own_default_period_stands_where_the_request_names_none() -> None:
    case = led("YELLOW", ruleset=varied(plan__default_months=2))
    case.send(due=None)
    assert case.state.request is not None
    assert case.state.request.sent.plan_due_on == date(2025, 5, 12)


# --- the plan track -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("HV-09", "HV-11", "HV-26", "SM-3")
def test_a_plan_in_time_approved_and_followed_up_ends_in_correction_without_sanction() -> None:
    case = led("YELLOW", sent=True)
    case.receive(DUE)
    assert case.position == "PLAN_RECEIVED"
    case.approve(date(2025, 4, 15))
    assert case.position == "PLAN_APPROVED"
    case.follow_up(date(2025, 6, 30))
    assert (case.position, case.state.corrected_on) == ("CORRECTED", date(2025, 6, 30))
    with pytest.raises(RuleRefused, match="NO_BREACH"):
        case.sanction(date(2025, 7, 1))
    case.do(CloseCase(date(2025, 7, 1)), date(2025, 7, 1))
    assert (case.position, case.state.pieces) == ("CLOSED", ())


@pytest.mark.requirement("HV-09")
def test_a_plan_that_was_not_good_enough_may_be_sent_again() -> None:
    case = led("YELLOW", sent=True)
    case.receive(date(2025, 3, 20))
    case.reject(date(2025, 3, 25))
    assert case.position == "PLAN_REJECTED"
    case.receive(date(2025, 4, 1))
    case.approve(date(2025, 4, 3))
    assert case.position == "PLAN_APPROVED"


@pytest.mark.requirement("HV-11")
@pytest.mark.parametrize(
    ("carried_out", "effect", "approved"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_correction_is_approved_only_where_the_plan_was_carried_out_and_had_its_effect(
    carried_out: bool,  # noqa: FBT001 - parametrised
    effect: bool,  # noqa: FBT001 - parametrised
    approved: bool,  # noqa: FBT001 - parametrised
) -> None:
    case = led("YELLOW", sent=True)
    case.receive(DUE)
    case.approve(date(2025, 4, 15))
    case.follow_up(date(2025, 6, 30), carried_out=carried_out, effect=effect)
    assert (case.state.corrected_on is not None) == approved
    assert case.position == ("CORRECTED" if approved else "FOLLOW_UP_FAILED")
    (follow_up,) = case.state.requests[0].follow_ups
    assert (follow_up.carried_out, follow_up.intended_effect) == (carried_out, effect)


def test_a_plan_approved_after_a_failed_follow_up_is_to_be_followed_up_again() -> None:
    case = led("YELLOW", sent=True)
    case.receive(DUE)
    case.approve(date(2025, 4, 15), follow_up_on=date(2025, 5, 15))
    assert duties(case, date(2025, 5, 1)) == ["FOLLOW_UP RECORD_FOLLOW_UP"]
    case.follow_up(date(2025, 5, 15), effect=False)
    assert duties(case, date(2025, 5, 16)) == ["DECIDE_SANCTION FOLLOW_UP_NOT_APPROVED"]
    case.receive(date(2025, 5, 20))
    case.approve(date(2025, 5, 22), follow_up_on=date(2025, 6, 15))
    (first, _) = obligations({case.adopted.id: KALMAR}, case.state, date(2025, 5, 23))
    assert (first.kind, first.due_on, first.overdue) == ("FOLLOW_UP", date(2025, 6, 15), False)


# --- failure and sanction -------------------------------------------------------------------------------------------


@pytest.mark.requirement("HV-10", "HV-20", "HV-23", "AM-01", "AM-13", "SM-3")
def test_a_plan_that_is_not_in_time_is_a_duty_to_decide_and_costs_only_once_decided() -> None:
    case = led("YELLOW", sent=True)
    versions, listed = {case.adopted.id: KALMAR}, {Month(2025, 3): 8000, Month(2025, 4): 8000}
    assert duties(case, DUE) == ["PLAN_DUE plan"]
    assert duties(case, AFTER_DUE) == ["PLAN_DUE plan", "DECIDE_SANCTION PLAN_NOT_RECEIVED"]
    assert lines_of(case.state, versions, listed, AFTER_DUE) == ()
    facts = Facts(versions, listed, AFTER_DUE)
    lines = tuple(entry.line for entry in threatened(named("case"), case.state, facts) if entry.line is not None)
    assert [(line.month, line.rate_ore, line.days) for line in lines] == [
        (Month(2025, 3), 300, 21),
        (Month(2025, 4), 300, 13),
    ]
    case.sanction(AFTER_DUE)
    assert lines_of(case.state, versions, listed, AFTER_DUE) == lines
    assert threatened(named("case"), case.state, facts) == []
    assert (case.state.colour, case.state.sanction_runs) == ("RED", True)
    assert duties(case, AFTER_DUE) == ["SEND_REQUEST RED", "PLAN_DUE plan"]


@pytest.mark.requirement("HV-10", "HV-12", "HV-20", "HV-21", "AM-14")
@pytest.mark.parametrize("colour", ["YELLOW", "RED"])
@pytest.mark.parametrize("ground", ["PLAN_NOT_RECEIVED", "PLAN_REJECTED", "FOLLOW_UP_NOT_APPROVED"])
def test_each_kind_of_failure_costs_the_colours_rate_from_the_request_and_raises_the_colour(
    colour: str, ground: str
) -> None:
    case = led(colour, sent=True)
    if ground != "PLAN_NOT_RECEIVED":
        case.receive(DUE)
    if ground == "PLAN_REJECTED":
        case.reject(AFTER_DUE)
    if ground == "FOLLOW_UP_NOT_APPROVED":
        case.approve(AFTER_DUE)
        case.follow_up(AFTER_DUE, carried_out=False)
    (event,) = case.sanction(AFTER_DUE).events
    assert isinstance(event, SanctionDecided)
    assert (event.ground, event.starts_on) == (ground, SENT)
    assert event.rate_ore == {"YELLOW": 300, "RED": 600}[colour]
    assert case.state.colour == {"YELLOW": "RED", "RED": "BLACK"}[colour]


@pytest.mark.requirement("AM-02", "HV-20", "SM-3")
def test_the_next_colour_costs_nothing_without_a_request_of_its_own() -> None:
    case = led("YELLOW", sent=True)
    case.sanction(AFTER_DUE)
    with pytest.raises(RuleRefused) as refused:
        case.sanction(REDUE + timedelta(days=1))
    assert (refused.value.code, refused.value.params["colour"].en) == ("NEW_REQUEST_REQUIRED", "Red")
    case.send(RESENT, REDUE)
    assert len(case.state.pieces) == 1
    with pytest.raises(RuleRefused, match="NO_BREACH"):
        case.sanction(REDUE)
    case.sanction(REDUE + timedelta(days=1))
    assert [(piece.start, piece.rate_ore) for piece in case.state.pieces] == [(SENT, 300), (RESENT, 600)]


@pytest.mark.requirement("HV-22", "AM-04", "AM-12", "SM-3")
@pytest.mark.parametrize(("trust", "rate"), [(False, 600), (True, 200)])
def test_a_black_request_is_the_decision_and_raises_the_position_on_termination(
    trust: bool,  # noqa: FBT001 - parametrised
    rate: int,
) -> None:
    case = led("BLACK", trust=trust)
    decision = case.send()
    assert [event.type for event in decision.events] == ["CorrectionRequestSent", "SanctionDecided"]
    assert [(piece.start, piece.rate_ore) for piece in case.state.pieces] == [(SENT, rate)]
    assert (case.state.colour, case.state.sanction_runs) == ("BLACK", True)
    assert duties(case, SENT) == ["PLAN_DUE plan", "ON_REQUEST TERMINATION_POSITION"]
    with pytest.raises(RuleRefused, match="SANCTION_ALREADY_DECIDED"):
        case.sanction(AFTER_DUE)


@pytest.mark.requirement("AM-04", "HV-21")
def test_red_that_becomes_black_goes_on_at_six_without_a_gap() -> None:
    case = led("RED", sent=True)
    case.sanction(AFTER_DUE)
    case.send(RESENT, REDUE)
    assert [(piece.start, piece.rate_ore, piece.colour) for piece in case.state.pieces] == [
        (SENT, 600, "RED"),
        (RESENT, 600, "BLACK"),
    ]
    listed = {Month(2025, number): 1000 for number in range(3, 7)}
    lines = lines_of(case.state, {case.adopted.id: KALMAR}, listed, date(2025, 7, 1))
    assert [line.days for line in lines] == [21, 30, 31, 30]
    assert {line.rate_ore for line in lines} == {600}


@pytest.mark.requirement("SM-3", "AM-19", "HV-26")
def test_a_late_plan_is_followed_up_and_approved_while_the_sanction_runs() -> None:
    case = led("YELLOW", sent=True)
    case.sanction(AFTER_DUE)
    case.receive(date(2025, 5, 2))
    assert case.state.sanction_runs
    case.approve(date(2025, 5, 9))
    with pytest.raises(RuleRefused, match="SANCTION_RUNS") as refused:
        case.do(CloseCase(date(2025, 5, 10)), date(2025, 5, 10))
    assert refused.value.allowed == ("RECORD_FOLLOW_UP",)
    case.follow_up(date(2025, 7, 21))
    after = case.state
    assert (after.sanction_runs, after.corrected_on, after.colour) == (False, date(2025, 7, 21), "RED")


@pytest.mark.requirement("AM-19", "AM-01")
def test_a_sanction_may_still_be_decided_after_correction_and_covers_the_time_until_it() -> None:
    case = led("YELLOW", sent=True)
    case.receive(date(2025, 4, 15))
    case.approve(date(2025, 4, 20))
    case.follow_up(date(2025, 5, 1))
    case.sanction(date(2025, 5, 6))
    assert not case.state.sanction_runs
    listed = {Month(2025, 3): 1000, Month(2025, 4): 1000}
    lines = lines_of(case.state, {case.adopted.id: KALMAR}, listed, LATE)
    assert [(line.month, line.days) for line in lines] == [(Month(2025, 3), 21), (Month(2025, 4), 30)]
    with pytest.raises(RuleRefused, match="ACT_BEFORE_PREVIOUS"):
        case.do(CloseCase(date(2025, 5, 2)), date(2025, 5, 6))


@pytest.mark.requirement("EX-05b", "SM-3")
def test_a_second_request_by_itself_changes_no_amount() -> None:
    before, after = play("EX-05b", before="2025-05-05"), play("EX-05b", before="2025-08-18")
    assert len(after.cases["A"].requests) == 2
    assert after.cases["A"].pieces == before.cases["A"].pieces


@pytest.mark.requirement("HV-27", "EX-06")
def test_approving_one_case_ends_that_cases_sanction_only() -> None:
    played = play("EX-06", before="2025-07-02")
    assert [played.cases[letter].sanction_runs for letter in "AB"] == [False, True]


@pytest.mark.requirement("AM-17")
def test_no_number_of_failures_costs_anything_without_a_decision_on_a_request() -> None:
    case = led("BLACK")
    with pytest.raises(RuleRefused, match="OUT_OF_ORDER"):
        case.sanction(date(2025, 3, 6))
    assert case.state.pieces == ()
    again = led("YELLOW", sent=True)
    again.receive(DUE)
    again.approve(DUE)
    for day in range(12, 16):
        again.follow_up(date(2025, 4, day), effect=False)
    assert (again.state.pieces, again.state.colour) == ((), "YELLOW")


# --- the case and its events ------------------------------------------------------------------------------------------


def test_a_case_begins_once_and_with_its_opening() -> None:
    case = led("YELLOW")
    with pytest.raises(ValueError, match="begins with CaseOpened"):
        replay(case.events[1:])
    with pytest.raises(ValueError, match="opened once"):
        evolve(case.state, case.events[0])
    with pytest.raises(ValueError, match="at least one event"):
        replay([])


@pytest.mark.requirement("AM-39")
def test_every_act_that_sets_a_colour_pins_the_case_to_the_version_it_was_decided_by() -> None:
    second = adopted(varied(label="2"))
    case = led("YELLOW")
    assert case.state.ruleset_id == adopted().id
    case.adopted = second
    case.send()
    assert case.state.ruleset_id == second.id
    assert case.state.request is not None
    assert case.state.request.sent.ruleset_id == second.id


@pytest.mark.requirement("EX-14")
def test_the_instant_a_request_was_sent_is_kept_and_its_day_is_stockholms() -> None:
    (request,) = play("EX-14").cases["A"].requests
    assert request.sent.sent_at.isoformat() == "2025-03-30T22:30:00+00:00"
    assert request.sent.sent_on == local_date(request.sent.sent_at) == date(2025, 3, 31)
    assert replace(request).sent is request.sent


def test_the_levels_of_these_tests_have_the_colours_they_are_named_for() -> None:
    assert {colour: led(colour).state.colour for colour in LEVELS} == {colour: colour for colour in LEVELS}
