"""The next step: of all that a case owes, what to see to first, and as which command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta

import pytest

from service.domain.case import replay
from service.domain.errors import RuleRefused
from service.domain.events import for_party
from service.rules.commands import (
    ACTIONS,
    CloseCase,
    DecidePlan,
    DecideSanction,
    ReceivePlan,
    ReceiveSupplement,
    RecordConsultation,
    ReleasePayment,
    TakeTerminationPosition,
)
from service.rules.deadlines import PARTY_KINDS, obligations
from service.usecases.proposing import Proposal, proposal
from tests.core.acts import CLASSIFIED, DUE, SENT, Led, led
from tests.core.kalmar import KALMAR, varied
from tests.core.play import at, play, scenarios
from tests.core.points import (
    AFTER,
    FOLLOW_UP_ON,
    LATER,
    approved,
    closed,
    corrected,
    failed,
    received,
    rejected,
    requested,
    resent,
    sanctioned,
)
from tests.core.stories import STORIES

OFFICE = ("coordination_office",)
ANYONE = ("unit_head", "handler", "coordination_office")


def supplementing() -> Led:
    case = received()
    case.ask(AFTER, date(2025, 4, 28))
    return case


def deepened() -> Led:
    case = led("YELLOW")
    case.deepen(SENT)
    return case


def proposed(case: Led, today: date, *, party: bool = False) -> Proposal | None:
    versions = {case.adopted.id: case.adopted.ruleset}
    state = replay(for_party(case.events)) if party else case.state
    duties = obligations(versions, state, today)
    if party:
        duties = [one for one in duties if one.kind in PARTY_KINDS]
    return proposal(state, duties, versions, at(today))


Expected = tuple[str, str, date | None, tuple[str, ...], tuple[str, ...]]
STEPS: dict[str, tuple[Callable[[], Led], date, Expected | None]] = {
    "opened": (led, SENT, ("CLASSIFY", "CLASSIFY", None, ("levels",), OFFICE)),
    "deepened": (deepened, SENT, ("CLASSIFY", "CLASSIFY", None, ("levels",), OFFICE)),
    "green": (lambda: led("GREEN"), SENT, ("CLOSE", "CLOSE_CASE", None, (), ("handler", *OFFICE))),
    "yellow": (
        lambda: led("YELLOW"),
        SENT,
        ("SEND_REQUEST", "SEND_CORRECTION_REQUEST", None, ("channel", "receipt", "plan_due_on"), OFFICE),
    ),
    "requested": (
        requested,
        DUE,
        (
            "PLAN_DUE",
            "RECEIVE_PLAN",
            DUE,
            ("on_template", "timetable", "signed_on", "signed_by_unit_head"),
            ANYONE,
        ),
    ),
    "late": (requested, AFTER, ("DECIDE_SANCTION", "DECIDE_SANCTION", None, (), OFFICE)),
    "received": (received, AFTER, ("DECIDE_PLAN", "DECIDE_PLAN", None, ("verdict", "follow_up_on"), OFFICE)),
    "supplementing": (
        supplementing,
        AFTER,
        ("SUPPLEMENT_DUE", "RECEIVE_SUPPLEMENT", date(2025, 4, 28), (), ANYONE),
    ),
    "rejected": (rejected, LATER, ("DECIDE_SANCTION", "DECIDE_SANCTION", None, (), OFFICE)),
    "approved": (
        approved,
        AFTER,
        ("FOLLOW_UP", "RECORD_FOLLOW_UP", FOLLOW_UP_ON, ("carried_out", "intended_effect"), OFFICE),
    ),
    "failed": (failed, LATER, ("DECIDE_SANCTION", "DECIDE_SANCTION", None, (), OFFICE)),
    "sanctioned": (
        sanctioned,
        LATER,
        ("SEND_REQUEST", "SEND_CORRECTION_REQUEST", None, ("channel", "receipt", "plan_due_on"), OFFICE),
    ),
    "requested again": (
        resent,
        LATER,
        (
            "PLAN_DUE",
            "RECEIVE_PLAN",
            date(2025, 6, 5),
            ("on_template", "timetable", "signed_on", "signed_by_unit_head"),
            ANYONE,
        ),
    ),
    "corrected": (corrected, LATER, ("CLOSE", "CLOSE_CASE", None, (), ("handler", *OFFICE))),
    "closed": (closed, LATER, None),
}


@pytest.mark.requirement("SM-3")
@pytest.mark.parametrize("name", STEPS)
def test_the_next_step_is_the_duty_that_can_be_done_now_as_its_command(name: str) -> None:
    point, today, expected = STEPS[name]
    found = proposed(point(), today)
    shown = None
    if found is not None:
        shown = (found.duty.kind, found.action, found.duty.due_on, found.missing, found.deciders)
    assert shown == expected


@pytest.mark.requirement("AM-01")
@pytest.mark.parametrize("name", STEPS)
def test_a_party_is_proposed_its_own_duties_and_never_the_regions(name: str) -> None:
    point, today, _ = STEPS[name]
    found = proposed(point(), today, party=True)
    expected = {
        "requested": "PLAN_DUE",
        "late": "PLAN_DUE",
        "rejected": "PLAN_DUE",
        "sanctioned": "PLAN_DUE",
        "requested again": "PLAN_DUE",
        "supplementing": "SUPPLEMENT_DUE",
        "approved": "FOLLOW_UP",
    }
    assert (found.duty.kind if found else None) == expected.get(name)


def test_what_is_awaited_is_proposed_only_where_the_region_can_do_nothing_itself() -> None:
    case = requested()
    kinds = [one.kind for one in obligations({case.adopted.id: KALMAR}, case.state, AFTER)]
    assert kinds == ["PLAN_DUE", "DECIDE_SANCTION"]
    found = proposed(case, AFTER)
    assert found is not None
    assert found.duty.kind == "DECIDE_SANCTION"


def test_a_complete_step_says_what_it_comes_to_and_an_incomplete_one_does_not() -> None:
    case = requested()
    found = proposed(case, AFTER)
    assert found is not None
    assert found.given == {"decided_on": AFTER}
    case.sanction(AFTER)
    assert found.comes_to == tuple(case.events[-1:])
    waiting = proposed(received(), AFTER)
    assert waiting is not None
    assert (waiting.given, waiting.comes_to) == ({"decided_on": AFTER}, None)


def test_a_region_with_a_period_of_its_own_has_it_filled_in() -> None:
    found = proposed(led("YELLOW", ruleset=varied(plan__default_months=2)), CLASSIFIED)
    assert found is not None
    assert found.given == {"sent_at": at(CLASSIFIED), "plan_due_months": 2}
    assert found.missing == ("channel", "receipt")


@pytest.mark.requirement("RM-17")
def test_who_has_to_be_heard_stands_with_the_step_until_it_has_been() -> None:
    rows = [one.action for one in KALMAR.mandates]
    place = rows.index("DECIDE_SANCTION")
    case = led("YELLOW", sent=True, ruleset=varied(**{f"mandates__{place}__consult": ["legal_counsel"]}))
    before = proposed(case, AFTER)
    assert before is not None
    assert before.consult == ("legal_counsel",)
    case.do(RecordConsultation("DECIDE_SANCTION", AFTER, "SUPPORTS"), AFTER)
    case.events[-1] = case.events[-1].model_copy(update={"acted_as": "legal_counsel"})
    after = proposed(Led(case.adopted, case.events), AFTER)
    assert after is not None
    assert after.consult == ()


def test_a_clock_set_back_gets_the_refusal_and_no_failure() -> None:
    found = proposed(corrected(), FOLLOW_UP_ON - timedelta(days=30))
    assert found is not None
    assert isinstance(found.comes_to, RuleRefused)
    assert (found.comes_to.code, found.action) == ("ACT_BEFORE_PREVIOUS", "CLOSE_CASE")


@pytest.mark.requirement("SM-3")
def test_whatever_was_done_next_in_a_story_its_input_is_what_a_step_gives_or_asks_for() -> None:
    met: set[str] = set()
    for played in (play(STORIES.get(name, name)) for name in (*scenarios(), *STORIES)):
        for events in played.events.values():
            for length in range(1, len(events) + 1):
                state = replay(events[:length])
                for day in ("2025-03-12", "2025-06-01", "2026-12-01"):
                    duties = obligations(played.versions, state, date.fromisoformat(day))
                    found = proposal(state, duties, played.versions, at(day))
                    if found is None:
                        continue
                    met.add(found.action)
                    command = next(one for one, action in ACTIONS.items() if action == found.action)
                    named = {one.name for one in fields(command)} - {"personal"}
                    if found.action == "TAKE_TERMINATION_POSITION":
                        named.add("note")  # which is sealed, and has to be there
                    optional = {"plan_due_on", "plan_due_months", "override", "direct", "happenings"}
                    assert {*found.given, *found.missing} - optional == named - optional
                    assert (found.comes_to is None) == bool(found.missing)
    complete = {ACTIONS[one] for one in (CloseCase, DecideSanction, ReceiveSupplement, ReleasePayment)}
    assert met >= complete | {ACTIONS[one] for one in (DecidePlan, ReceivePlan, TakeTerminationPosition)}
