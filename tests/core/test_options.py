"""What may be done now: `decide` itself is asked, and what it allows is what a command then does."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain.errors import MandateMissing
from service.rules.commands import Classify, CloseCase, DecideSanction
from service.usecases.deciding import Option, decided, options
from tests.core.acts import DUE, LEVELS, SENT, Led, led
from tests.core.play import actor, at, named

UNIT = named("unit")
AFTER = date(2025, 4, 14)
POSITION = ["TAKE_TERMINATION_POSITION TERMINATE", "TAKE_TERMINATION_POSITION CONTINUE", "FLAG_RECURRENCE"]
OFFICE = {
    None: ["RECORD_SIGNAL", "REQUEST_PLAN", "START_IN_DEPTH", "CLASSIFY", "DECIDE_NO_MEASURE", "FLAG_RECURRENCE"],
    "CLASSIFY": [
        "RECORD_SIGNAL",
        "START_IN_DEPTH",
        "CLASSIFY",
        "SEND_CORRECTION_REQUEST",
        "DECIDE_NO_MEASURE",
        *POSITION,
    ],
    "SEND": ["EXTEND_PLAN_DUE", "RECEIVE_PLAN", "DECIDE_NO_MEASURE", *POSITION],
    "LATE": [
        "EXTEND_PLAN_DUE",
        "RECEIVE_PLAN",
        "DECIDE_SANCTION",
        "REFRAIN_FROM_SANCTION",
        "DECIDE_NO_MEASURE",
        *POSITION,
    ],
    "RECEIVE": ["REQUEST_SUPPLEMENT", "DECIDE_PLAN APPROVED", "DECIDE_PLAN REJECTED", "DECIDE_NO_MEASURE", *POSITION],
    "SUPPLEMENT": [
        "RECEIVE_SUPPLEMENT",
        "DECIDE_PLAN APPROVED",
        "DECIDE_PLAN REJECTED",
        "DECIDE_NO_MEASURE",
        *POSITION,
    ],
    "APPROVE": ["RECORD_FOLLOW_UP APPROVED", "RECORD_FOLLOW_UP NOT_APPROVED", "DECIDE_NO_MEASURE", *POSITION],
    "CORRECTED": ["CLOSE_CASE", "FLAG_RECURRENCE"],
    "CLOSED": ["REOPEN_CASE"],
}
"""What Regionstab may do in a yellow case, by where it stands; a table written by hand, from SM-3."""
DESK = {"RECORD_SIGNAL", "RECORD_IMPULSE", "REQUEST_PLAN", "RECEIVE_PLAN", "RECEIVE_SUPPLEMENT", "CLOSE_CASE"}
"""What a handler has a mandate for."""
OTHERS = {
    "RECORD_CONSULTATION": ("legal_counsel", "medical_adviser"),
    **dict.fromkeys(("WITHHOLD_PAYMENT", "RELEASE_PAYMENT", "TERMINATE_AGREEMENT"), ("region_principal",)),
}
"""What is neither the handler's nor the office's."""


def brought(to: str | None) -> tuple[Led, date]:
    """A yellow case brought to a point of the procedure, and the day it is looked at."""
    if to is None:
        return led(None), SENT
    case = led("YELLOW", sent=to != "CLASSIFY")
    if to in {"CLASSIFY", "SEND"}:
        return case, SENT
    if to == "LATE":
        return case, AFTER
    case.receive(DUE)
    if to == "RECEIVE":
        return case, DUE
    if to == "SUPPLEMENT":
        case.ask(DUE, AFTER)
        return case, DUE
    case.approve(DUE, DUE)
    if to == "APPROVE":
        return case, DUE
    case.follow_up(DUE)
    if to == "CLOSED":
        case.do(CloseCase(DUE), DUE)
    return case, DUE


def open_to(role: str, case: Led, today: date) -> list[Option]:
    return [one for one in asked(role, case, today) if one.refusal is None]


def asked(role: str, case: Led, today: date) -> list[Option]:
    return options(case.state, {case.adopted.id: case.adopted.ruleset}, actor(role, UNIT), at(today))


@pytest.mark.requirement("C8", "SM-3")
@pytest.mark.parametrize("to", OFFICE)
def test_the_office_may_do_what_the_procedure_allows_where_the_case_stands(to: str | None) -> None:
    case, today = brought(to)
    found = [" ".join(filter(None, (one.action, one.outcome))) for one in open_to("coordination_office", case, today)]
    assert found == OFFICE[to]


@pytest.mark.parametrize("to", OFFICE)
def test_what_is_not_open_says_why_and_who_may(to: str | None) -> None:
    case, today = brought(to)
    for one in asked("handler", case, today):
        if isinstance(one.refusal, MandateMissing):
            assert one.action not in DESK
            assert one.refusal.allowed == OTHERS.get(one.action, ("coordination_office",))
            assert one.refusal.source is not None
    assert {one.action for one in open_to("handler", case, today)} <= DESK


def test_a_unit_head_may_send_the_plan_also_where_the_colour_is_hidden() -> None:
    case = led("YELLOW", sent=True)
    seen = Led(case.adopted, [event for event in case.events if event.type != "CaseClassified"])
    assert [one.action for one in open_to("unit_head", seen, SENT)] == ["RECEIVE_PLAN"]


def test_a_unit_head_may_send_what_is_asked_for_and_nobody_else_of_the_unit() -> None:
    case, today = brought("SUPPLEMENT")
    assert [one.action for one in open_to("unit_head", case, today)] == ["RECEIVE_SUPPLEMENT"]
    assert open_to("external_party", case, today) == []


@pytest.mark.parametrize("role", ["legal_counsel", "medical_adviser"])
@pytest.mark.parametrize("to", OFFICE)
def test_whoever_advises_may_be_heard_in_any_open_case(role: str, to: str | None) -> None:
    case, today = brought(to)
    found = [one.action for one in open_to(role, case, today)]
    assert found == ([] if to == "CLOSED" else ["RECORD_CONSULTATION"])


@pytest.mark.parametrize("role", ["auditor", "finance_officer", "platform_operator"])
def test_roles_without_a_mandate_may_do_nothing(role: str) -> None:
    case, today = brought("LATE")
    assert open_to(role, case, today) == []


def test_an_option_that_is_open_is_decided_the_same_by_the_command() -> None:
    case, today = brought("LATE")
    versions = {case.adopted.id: case.adopted.ruleset}
    assert "DECIDE_SANCTION" in [one.action for one in open_to("coordination_office", case, today)]
    found = decided(case.state, DecideSanction(today), versions, actor("coordination_office", UNIT), at(today))
    assert [event.acted_as for event in found.events] == ["coordination_office"]
    with pytest.raises(MandateMissing):
        decided(case.state, Classify(LEVELS["YELLOW"], today), versions, actor("handler", UNIT), at(today))
