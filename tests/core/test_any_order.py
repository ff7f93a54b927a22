"""Acts at random: each is done or refused, and whatever is done leaves a case that holds together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.authorize import actor_from
from service.domain.case import CaseState, replay
from service.domain.dates import Month
from service.domain.errors import Refusal
from service.domain.events import CaseDecision, Impulse, PersonalRef, Standpoint, decode, encode, for_party
from service.domain.messages import message
from service.domain.request_events import DirectGround
from service.rules.accrue import total_ore
from service.rules.classify import choose_ladder
from service.rules.commands import (
    ACTIONS,
    CaseCommand,
    Classify,
    CloseCase,
    CompleteTask,
    DecideNoMeasure,
    DecidePlan,
    DecideSanction,
    EndingCommand,
    ExtendPlanDue,
    FlagRecurrence,
    MoveToVersion,
    OpenCase,
    ReceivePlan,
    ReceiveSupplement,
    RecordConsultation,
    RecordFollowUp,
    RecordImpulse,
    RecordSignal,
    RefrainFromSanction,
    ReleasePayment,
    ReopenCase,
    RequestPlan,
    RequestSupplement,
    SendCorrectionRequest,
    SplitCase,
    StartInDepth,
    TakeTerminationPosition,
    TerminateAgreement,
    WithholdPayment,
)
from service.rules.deadlines import breaches, obligations
from service.rules.procedure import Track
from service.rules.project import project
from service.rules.ruleset import Ruleset
from service.rules.settle import Facts
from service.rules.threat import threatened
from service.rules.track import position, possible
from service.usecases.deciding import options
from tests.core.acts import OPENED, Led, led, signalled
from tests.core.kalmar import KALMAR, adopted
from tests.core.play import at, catalogue, ends_on, lines_of, named

OPEN_STATES = [state.id for state in KALMAR.track.states if not state.closed]
PERMISSIVE = Track.model_validate(
    KALMAR.track.model_dump()
    | {
        "steps": [
            step.model_dump() | ({} if step.action == "OPEN_CASE" else {"states": OPEN_STATES})
            for step in KALMAR.track.steps
        ]
    }
)
DISORDERLY: Ruleset = KALMAR.model_copy(update={"track": PERMISSIVE})
"""A ruleset whose table lets every act through until the case is closed: what the acts need must hold all the same."""

OF_THE_END = (
    "START_IN_DEPTH",
    "DECIDE_SANCTION",
    "REFRAIN_FROM_SANCTION",
    "DECIDE_NO_MEASURE",
    "CLOSE_CASE",
    "REOPEN_CASE",
    "MOVE_TO_VERSION",
)
DECISIONS, STANDPOINTS = get_args(CaseDecision), get_args(Standpoint)
ANYBODY = actor_from(named("anybody"), KALMAR.region, frozenset(catalogue()), None, catalogue())
"""Somebody with every role of the region's staff."""
ENDINGS = {action for command, action in ACTIONS.items() if command in get_args(EndingCommand)}
ACTS = tuple(action for command, action in ACTIONS.items() if command not in {OpenCase, CompleteTask})
near = st.integers(-3, 40)


@st.composite
def of_plan(draw: st.DrawFn, action: str, day: date, later: st.SearchStrategy[date | None]) -> CaseCommand:
    match action:
        case "RECEIVE_PLAN":
            good = st.sampled_from([True, True, True, False])
            signed = draw(st.sampled_from([day, day, None, day + timedelta(days=1)]))
            return ReceivePlan(day, draw(good), draw(good), signed, draw(good))
        case "REQUEST_SUPPLEMENT":
            return RequestSupplement(day, day + timedelta(days=draw(near)))
        case "RECEIVE_SUPPLEMENT":
            return ReceiveSupplement(day)
        case "DECIDE_PLAN":
            verdict = draw(st.sampled_from(["APPROVED", "REJECTED"]))
            return DecidePlan(verdict, day, draw(later))  # type: ignore[arg-type]
        case "RECORD_FOLLOW_UP":
            return RecordFollowUp(draw(st.booleans()), draw(st.booleans()), day)
        case "EXTEND_PLAN_DUE":
            return ExtendPlanDue(day, day + timedelta(days=draw(near)))
        case _:
            raise AssertionError(action)


def of_the_end(action: str, day: date) -> CaseCommand:
    match action:
        case "START_IN_DEPTH":
            return StartInDepth(day)
        case "DECIDE_SANCTION":
            return DecideSanction(day)
        case "REFRAIN_FROM_SANCTION":
            return RefrainFromSanction(day)
        case "DECIDE_NO_MEASURE":
            return DecideNoMeasure(day)
        case "REOPEN_CASE":
            return ReopenCase(day)
        case "MOVE_TO_VERSION":
            return MoveToVersion(adopted(KALMAR).id, day)
        case _:
            return CloseCase(day)


@st.composite
def of_ending(draw: st.DrawFn, action: str, day: date) -> CaseCommand:
    amount = draw(st.sampled_from([100, 100, 40, 250, 0, -1]))
    match action:
        case "WITHHOLD_PAYMENT":
            return WithholdPayment(draw(st.sampled_from(["2025-03", "2025-05", "2025-05", "2024-12"])), amount, day)
        case "RELEASE_PAYMENT":
            return ReleasePayment(draw(st.integers(0, 3)), amount, day)
        case "TAKE_TERMINATION_POSITION":
            return TakeTerminationPosition(draw(st.sampled_from(["TERMINATE", "CONTINUE"])), day)  # type: ignore[arg-type]
        case "TERMINATE_AGREEMENT":
            return TerminateAgreement(day, day + timedelta(days=draw(near)))
        case "FLAG_RECURRENCE":
            return FlagRecurrence(draw(st.sampled_from([(named("first"),), (named("first"),) * 2, ()])), day)
        case _:
            raise AssertionError(action)


@st.composite
def classifications(draw: st.DrawFn, day: date) -> CaseCommand:
    level = st.integers(1, 4)
    override = draw(st.sampled_from([None, None, None, "RED", "BLACK"]))
    number = draw(st.sampled_from([1, 1, 3]))
    several = [{"severity": draw(level), "deviation": draw(level)} for _ in range(number)]
    if len(several) > 1:
        return Classify({}, day, override=override, happenings=tuple(several))
    return Classify(several[0], day, override=override)


@st.composite
def commands(draw: st.DrawFn, today: date, actions: tuple[str, ...]) -> CaseCommand:
    """Some act, dated around today, mostly one that the table allows now."""
    action = draw(st.sampled_from(actions * 4 + ACTS))
    day = today - timedelta(days=draw(st.sampled_from([0, 0, 0, 0, 0, 1, 30, -1])))
    later = st.none() | near.map(lambda offset: today + timedelta(days=offset))
    match action:
        case "RECORD_SIGNAL":
            return RecordSignal(signalled(day, on_template=draw(st.booleans())))
        case "RECORD_IMPULSE":
            told = draw(st.sampled_from([None, PersonalRef(record_id=named("record"), digest="0" * 64)]))
            return RecordImpulse(Impulse(known_on=day, kind="OTHER"), told)
        case "CLASSIFY":
            return draw(classifications(day))
        case "SPLIT_CASE":
            return SplitCase(tuple(draw(st.sets(st.integers(1, 3), max_size=3))), day, into=named("other"))
        case "REQUEST_PLAN":
            return RequestPlan(at(day), "EMAIL", "READ_RECEIPT", draw(later))
        case "SEND_CORRECTION_REQUEST":
            months = draw(st.none() | st.integers(-1, 30))
            direct: DirectGround | None = draw(st.sampled_from([None, None, "PARTICULARLY_SERIOUS"]))
            return SendCorrectionRequest(at(day), "EMAIL", "READ_RECEIPT", draw(later), months, direct=direct)
        case _ if action in OF_THE_END:
            return of_the_end(action, day)
        case "RECORD_CONSULTATION":
            return RecordConsultation(draw(st.sampled_from(DECISIONS)), day, draw(st.sampled_from(STANDPOINTS)))
        case _ if action in ENDINGS:
            return draw(of_ending(action, day))
        case _:
            return draw(of_plan(action, day, later))


def leads_on(state: CaseState, versions: Mapping[UUID, Ruleset], today: date) -> bool:
    """Whether the case is closed, or somebody can act in it now, or it waits for a day that is stated."""
    until = ends_on(state)
    offered = options(state, versions, ANYBODY, at(today), until)
    open_ones = [one.action for one in offered if one.refusal is None]
    duties = obligations(versions, state, today, until)
    awaited = [day for day in (until, *(duty.due_on for duty in duties)) if day is not None]
    return (
        state.closed is not None or bool({*open_ones} - {"RECORD_CONSULTATION"}) or max(awaited, default=today) > today
    )


def check_requests(state: CaseState, ruleset: Ruleset) -> None:
    decided = [piece.request for piece in state.pieces]
    assert len(decided) == len(set(decided))
    assert [piece.start for piece in state.pieces] == [state.requests[number - 1].sent.sent_on for number in decided]
    assert [request.sent.number for request in state.requests] == list(range(1, len(state.requests) + 1))
    colours = [request.colour for request in state.current]
    assert len(colours) == len(set(colours))
    for request in state.requests:
        if request.colour is None:
            assert request.sanction is None
            assert request.refrained == ()
            continue
        on_request = ruleset.colour(request.colour).sanction
        if on_request is not None and on_request.due == "ON_REQUEST":
            assert request.sanction is not None
        if request.failure_decided and request.sanction is not None and request.sanction.ground != "ON_REQUEST":
            grounds = [found.ground for found in breaches(ruleset, request, request.sanction.decided_on)]
            assert request.sanction.ground == "PLAN_REJECTED" or request.sanction.ground in grounds
        assert sum(one.awaited for one in request.supplements) <= 1


def check(case: Led, today: date) -> None:
    """What holds of every case at any time."""
    state, ruleset = case.state, case.adopted.ruleset
    versions, listed = {case.adopted.id: ruleset}, {Month(2025, number): 100 for number in range(1, 13)}
    assert state == replay(decode(encode(event)) for event in case.events)  # type: ignore[misc]
    assert state.version == len(case.events)
    assert len(state.acts) == sum(event.type != "InformantRecorded" for event in case.events)
    check_requests(state, ruleset)
    assert state.ladder == choose_ladder(ruleset, state.signal, state.impulse).value
    for said in state.consultations:
        assert said.request is None or said.consulted_on >= state.requests[said.request - 1].sent.sent_on
    for held in state.withholdings:
        assert 0 <= held.balance_ore <= held.withheld.amount_ore
        assert all(one.decided_on >= held.withheld.decided_on for one in held.releases)
    assert state.withheld_ore == sum(held.balance_ore for held in state.withholdings)
    if state.terminated is not None:
        assert any(one.outcome == "TERMINATE" for one in state.positions)
        assert state.terminated.decided_on <= state.terminated.ends_on
    if state.closed is not None:
        assert not state.sanction_runs
        assert state.withheld_ore == 0
        assert (state.closed.ground == "AGREEMENT_ENDED") == (state.closed.agreement_ended_on is not None)
    shown, told = project(case.events, versions), replay(for_party(case.events))
    assert (shown.internal.state, shown.internal.version) == (position(ruleset, state).id, len(case.events))
    assert (shown.state, shown.version) == (position(ruleset, told).id, told.version)
    for duty in obligations(versions, state, today, ends_on(state)):
        assert duty.raised_on <= today
        assert duty.source.clause
    assert leads_on(state, versions, today) or ruleset is DISORDERLY
    lines = lines_of(state, versions, listed, today)
    assert lines == lines_of(replace(state, withholdings=()), versions, listed, today)
    assert bool(lines) <= bool(state.pieces)
    assert all(amount is None or amount >= 0 for amount in (line.amount_ore for line in lines))
    if state.pieces and state.corrected_on is not None:
        assert total_ore(lines) == total_ore(lines_of(state, versions, listed, max(today, state.corrected_on)))
    threatened(named("case"), state, Facts(versions, listed, today))


def walk(data: st.DataObject, ruleset: Ruleset) -> None:
    """A case led by random acts over some months; refused acts leave it as it was."""
    case, today = led(trust=data.draw(st.booleans()), ruleset=ruleset), OPENED
    for _ in range(data.draw(st.integers(5, 40))):
        today += timedelta(days=data.draw(st.sampled_from([0, 1, 7, 35])))
        command = data.draw(commands(today, possible(ruleset, position(ruleset, case.state))))
        before, decided, said = case.state, None, list[str]()
        try:
            by_party = data.draw(st.sampled_from([False, False, False, True]))
            decided = case.do(command, today, by_party=by_party, agreement_ends_on=ends_on(case.state))
        except Refusal as refusal:
            said = [message(refusal, language) for language in ("sv", "en")]
        if decided is None:
            assert case.state is before
            assert said
            assert all(text and "{" not in text for text in said)
        else:
            assert decided.events
            assert decided.explanation.source is not None
        check(case, today)


@pytest.mark.requirement("SM-3", "AM-02")
@given(st.data())
def test_random_acts_are_done_or_refused_and_the_case_is_always_the_replay_of_its_events(data: st.DataObject) -> None:
    walk(data, KALMAR)


@given(st.data())
def test_a_table_that_allows_everything_cannot_make_an_act_fail_other_than_by_refusal(data: st.DataObject) -> None:
    walk(data, DISORDERLY)
