"""Sudden ends of agreements in VGR, played from their package: two scenarios, and the lists that live with the case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.rules.checklists import OwnTask, tasks
from service.rules.procedure import Task
from tests.core.declared import Played, package, refused

SUDDEN = package("vgr-plotsligt-avslut")
DAY, NEXT, LATER, CLOSED = "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-06"
LEAD, BOARD = "case_lead", "board_secretary"
STEPS = tuple(f"STEP_{number}" for number in range(1, 20))


def opened(outcome: str, kind: str) -> Played:
    played = Played(SUDDEN)
    played.open(LEAD, DAY, outcome, KIND=(kind,), CIRCUMSTANCES="Kort.")
    return played


def terminated(played: Played, due_on: str = NEXT, *, reasoned: bool = False) -> None:
    played.take(
        BOARD, DAY, "RECORD_BOARD_DECISION", "TERMINATE", due_on=due_on, reasoned=reasoned, BOARD_MINUTES="HSN 14"
    )


def delivered(played: Played) -> None:
    played.take("regional_developer", DAY, "DELIVER_TERMINATION", CHANNEL=("MESSENGER",))


def received(played: Played) -> None:
    stated: dict[str, Any] = {"RECEIVED_ON": date.fromisoformat(DAY), "RECEIPT": "HSN 2026-15"}
    played.take("regional_developer", DAY, "RECORD_RECEIPT", **stated)


def closing() -> Played:
    """A closure that the board decided on, under way."""
    played = opened("FORESEEN", "CLOSURE")
    terminated(played)
    played.take(LEAD, DAY, "ACTIVATE")
    delivered(played)
    received(played)
    return played


def bankrupt() -> Played:
    played = opened("UNFORESEEN", "BANKRUPTCY")
    played.take(LEAD, DAY, "ACTIVATE")
    return played


def shown(played: Played, checklist: str = "PLAN") -> dict[str, OwnTask]:
    """The tasks of the list that the case has, in the order in which they are shown."""
    return {one.task.id: one for one in tasks(SUDDEN, played.case) if one.checklist.id == checklist}


def listed(checklist: str) -> dict[str, Task]:
    found = next(one for one in SUDDEN.checklists if one.id == checklist)
    return {one.id: one for one in found.tasks}


def finish(played: Played, day: str) -> None:
    """Every open task of the plan, by an owner of it; one that has none by anybody of the staff."""
    for name, own in shown(played).items():
        if own.status == "OPEN":
            played.tick((*own.task.owners, "contract_manager")[0], day, "PLAN", name)


@pytest.mark.requirement("SM-8", "VG-60")
def test_a_foreseen_end_is_prepared_and_set_going_by_the_boards_decision() -> None:
    played = opened("FORESEEN", "CLOSURE")
    assert (played.state, len(shown(played, "PREPARATIONS")), shown(played)) == ("PREPARED", 9, {})
    with refused("ACT_BARRED"):
        played.take(LEAD, DAY, "ACTIVATE")
    terminated(played)
    assert played.state == "TRIGGERED"
    played.take(LEAD, DAY, "ACTIVATE")
    assert played.state == "ACTIVE"


@pytest.mark.requirement("SM-8", "VG-60")
def test_an_unforeseen_end_has_no_preparations_and_goes_straight_to_the_plan() -> None:
    played = opened("UNFORESEEN", "BANKRUPTCY")
    assert (played.state, shown(played, "PREPARATIONS")) == ("TRIGGERED", {})
    played.take("regional_developer", DAY, "ACTIVATE")
    assert played.state == "ACTIVE"


@pytest.mark.requirement("VG-60")
def test_a_bankruptcy_during_the_preparations_sets_the_plan_going_without_the_board() -> None:
    played = opened("FORESEEN", "CLOSURE")
    played.take("legal_counsel", DAY, "STATE_KIND", KIND=("BANKRUPTCY",))
    played.take(LEAD, DAY, "ACTIVATE")
    assert played.state == "ACTIVE"


@pytest.mark.requirement("VG-62")
def test_a_decision_not_to_close_calls_the_case_off() -> None:
    played = opened("FORESEEN", "CLOSURE")
    with refused("MANDATE_MISSING") as found:
        played.take(LEAD, DAY, "RECORD_BOARD_DECISION", "KEEP", BOARD_MINUTES="HSN 14")
    assert found[0].allowed == (BOARD,)
    played.take(BOARD, DAY, "RECORD_BOARD_DECISION", "KEEP", BOARD_MINUTES="HSN 14")
    assert (played.state, played.case.steps[-1].due_on) == ("CALLED_OFF", None)
    with refused("CASE_CLOSED"):
        played.take(LEAD, DAY, "ACTIVATE")


@pytest.mark.requirement("AM-28", "VG-62")
@pytest.mark.parametrize("due_on", [DAY, "2026-03-05"])
def test_notice_takes_effect_one_or_two_days_after_the_decision_unless_there_is_a_reason(due_on: str) -> None:
    played = opened("FORESEEN", "CLOSURE")
    with refused("DUE_OUTSIDE_FRAME"):
        terminated(played, due_on)
    with refused("DUE_MISSING"):
        played.take(BOARD, DAY, "RECORD_BOARD_DECISION", "TERMINATE", BOARD_MINUTES="HSN 14")
    terminated(played, due_on, reasoned=True)
    assert played.case.steps[-1].due_on == date.fromisoformat(due_on)
    for allowed in (NEXT, LATER):
        plain = opened("FORESEEN", "CLOSURE")
        terminated(plain, allowed)
        assert plain.case.steps[-1].due_on == date.fromisoformat(allowed)


@pytest.mark.requirement("VG-62")
def test_the_notice_is_delivered_after_the_decision_and_its_receipt_is_documented_before_the_closing() -> None:
    played = opened("UNFORESEEN", "CLOSURE")
    with refused("NOT_DONE_BEFORE"):
        delivered(played)
    terminated(played)
    played.take(LEAD, DAY, "ACTIVATE")
    with refused("ACT_BARRED"):
        played.take(LEAD, CLOSED, "CLOSE_UNIT")
    with refused("NOT_DONE_BEFORE"):
        received(played)
    assert played.parties == set()
    delivered(played)
    assert played.parties == {"UNIT"}
    with refused("ACT_BARRED"):
        played.take(LEAD, CLOSED, "CLOSE_UNIT")
    with refused("FIELD_MISSING"):
        played.take("regional_developer", DAY, "RECORD_RECEIPT", RECEIVED_ON=date.fromisoformat(DAY))
    received(played)
    played.take(LEAD, CLOSED, "CLOSE_UNIT")
    assert played.state == "UNIT_CLOSED"


@pytest.mark.requirement("VG-60")
def test_an_unforeseen_end_is_acted_upon_before_anybody_has_decided_and_a_bankrupt_unit_closes_without_notice() -> None:
    hasty = opened("UNFORESEEN", "CLOSURE")
    hasty.take(LEAD, DAY, "ACTIVATE")
    assert hasty.state == "ACTIVE"
    played = bankrupt()
    played.take(LEAD, CLOSED, "CLOSE_UNIT")
    assert played.state == "UNIT_CLOSED"


@pytest.mark.requirement("VG-62")
def test_the_unit_reads_the_decision_and_its_notice_and_nothing_of_the_work_on_it() -> None:
    shared = {one.id for one in SUDDEN.acts if one.audience == "PARTY"}
    assert shared == {"RECORD_BOARD_DECISION", "DELIVER_TERMINATION", "RECORD_RECEIPT"}
    assert [one.act for one in closing().case.steps if one.shared] == [
        "RECORD_BOARD_DECISION",
        "DELIVER_TERMINATION",
        "RECORD_RECEIPT",
    ]


@pytest.mark.requirement("VG-65", "C12")
def test_a_bankruptcy_hides_the_relisting_and_opens_the_contact_with_the_receiver() -> None:
    told, closure = shown(bankrupt()), shown(closing())
    assert "STEP_8" in told
    assert "STEP_11" not in told
    assert "STEP_8" not in closure
    assert "STEP_11" in closure
    assert set(told) ^ set(closure) == {"STEP_8", "STEP_11"}


@pytest.mark.requirement("VG-65", "C12")
def test_the_lists_follow_the_kind_of_end_when_it_changes() -> None:
    played = closing()
    played.take(LEAD, NEXT, "STATE_KIND", KIND=("BANKRUPTCY",))
    assert {"STEP_8", "STEP_11"} & set(shown(played)) == {"STEP_8"}
    assert {"RECEIVER_FIRST", "RECEIVER_FURTHER"} < set(shown(played, "DUTIES"))


@pytest.mark.requirement("VG-65", "AM-29", "C12")
def test_the_emergency_line_opens_with_the_letters_or_at_a_bankruptcy_with_the_information() -> None:
    closure = closing()
    closure.take("regional_developer", NEXT, "INFORM_RESIDENTS", CHANNELS_USED=("WEBSITE",))
    assert not {"STEP_17", "STEP_17_BANKRUPTCY"} & set(shown(closure))
    closure.take("communicator", LATER, "RECORD_LETTERS_RECEIVED")
    assert {"STEP_17", "STEP_17_BANKRUPTCY"} & set(shown(closure)) == {"STEP_17"}
    told = bankrupt()
    with refused("ACT_BARRED"):
        told.take("communicator", NEXT, "RECORD_LETTERS_RECEIVED")
    assert not {"STEP_17", "STEP_17_BANKRUPTCY"} & set(shown(told))
    told.take("communicator", NEXT, "INFORM_RESIDENTS", CHANNELS_USED=("HEALTH_LINE", "DOOR"))
    assert {"STEP_17", "STEP_17_BANKRUPTCY"} & set(shown(told)) == {"STEP_17_BANKRUPTCY"}


@pytest.mark.requirement("VG-65", "C12")
def test_the_closing_shows_the_workplace_code_for_the_same_day() -> None:
    played = closing()
    assert "STEP_18" not in shown(played)
    played.take(LEAD, CLOSED, "CLOSE_UNIT")
    own = shown(played)["STEP_18"]
    assert (own.due_on, own.status, own.task.owners) == (
        date.fromisoformat(CLOSED),
        "OPEN",
        ("finance_officer", "pharmacy_unit"),
    )


@pytest.mark.requirement("VG-65", "SM-8")
def test_the_case_is_concluded_once_every_step_of_the_plan_is_done_or_found_needless() -> None:
    played = closing()
    played.take(LEAD, CLOSED, "CLOSE_UNIT")
    with refused("TASKS_OPEN"):
        played.take(LEAD, CLOSED, "CONCLUDE")
    played.tick("medical_adviser", CLOSED, "PLAN", "STEP_7", "NOT_NEEDED")
    finish(played, CLOSED)
    assert {one.status for one in shown(played).values()} == {"DONE", "NOT_NEEDED"}
    played.take(LEAD, CLOSED, "CONCLUDE")
    assert played.state == "CONCLUDED"


@pytest.mark.requirement("VG-64", "C12")
def test_the_work_group_checks_in_each_day_until_the_unit_is_closed() -> None:
    played = closing()
    assert shown(played, "CHECK_IN")["DAILY"].due_on == date.fromisoformat(DAY)
    for day, due in ((DAY, NEXT), (NEXT, LATER)):
        played.tick("regional_developer", day, "CHECK_IN", "DAILY")
        with refused("TASK_ALREADY_DONE"):
            played.tick(LEAD, day, "CHECK_IN", "DAILY")
        assert shown(played, "CHECK_IN")["DAILY"].due_on == date.fromisoformat(due)
    assert shown(played, "CHECK_IN")["DAILY"].open_on(date.fromisoformat(LATER))
    played.take(LEAD, CLOSED, "CLOSE_UNIT")
    assert shown(played, "CHECK_IN") == {}


@pytest.mark.requirement("VG-60")
def test_an_operation_that_goes_on_after_a_bankruptcy_ends_the_case() -> None:
    with refused("STEP_NOT_NOW"):
        closing().take(LEAD, NEXT, "CONTINUE_OPERATION", OUTCOME_NOTE="Kort.")
    played = bankrupt()
    played.take("legal_counsel", NEXT, "CONTINUE_OPERATION", OUTCOME_NOTE="Kort.")
    assert played.state == "CALLED_OFF"


@pytest.mark.requirement("VG-65", "VG-66", "AM-29")
def test_the_plan_has_nineteen_steps_and_each_but_the_thirteenth_has_the_owners_that_the_handbook_names() -> None:
    owners = {name: task.owners for name, task in listed("PLAN").items()}
    line = owners.pop("STEP_17_BANKRUPTCY")
    assert tuple(owners) == STEPS
    assert line == owners["STEP_17"]
    assert [name for name, those in owners.items() if not those] == ["STEP_13"]
    assert owners["STEP_1"] == ("legal_counsel", "regional_developer", "medical_adviser")
    assert owners["STEP_3"] == ("in_depth_team", "follow_up_team")
    assert owners["STEP_7"] == ("case_lead", "medical_adviser")
    assert owners["STEP_15"] == owners["STEP_16"] == ("department_head",)
    assert owners["STEP_19"] == ("legal_counsel",)


@pytest.mark.requirement("AM-29")
def test_a_step_that_nobody_owns_is_for_anybody_of_the_staff_and_another_only_for_its_owners() -> None:
    played = closing()
    with refused("MANDATE_MISSING") as found:
        played.tick(LEAD, DAY, "PLAN", "STEP_10")
    assert found[0].allowed == ("communicator",)
    with refused("MANDATE_MISSING"):
        played.tick("unit_head", DAY, "PLAN", "STEP_13")
    played.tick("contract_manager", DAY, "PLAN", "STEP_13")
    assert shown(played)["STEP_13"].status == "DONE"


@pytest.mark.requirement("VG-61", "C12")
def test_the_steps_are_shown_in_the_five_lines_of_priority() -> None:
    played = closing()
    played.take("finance_officer", DAY, "RECORD_LETTERS_RECEIVED")
    ranked = [(one.task.priority, name) for name, one in shown(played).items() if one.task.priority is not None]
    assert ranked == [
        (1, "STEP_1"),
        (1, "STEP_3"),
        (3, "STEP_9"),
        (3, "STEP_11"),
        (3, "STEP_17"),
        (4, "STEP_12"),
        (4, "STEP_13"),
        (5, "STEP_15"),
        (5, "STEP_16"),
    ]
    assert shown(bankrupt())["STEP_8"].task.priority == 2
    assert listed("PLAN")["STEP_17_BANKRUPTCY"].priority == 3
    assert list(shown(played))[: len(ranked)] == [name for _, name in ranked]


@pytest.mark.requirement("VG-63", "RM-22", "RM-24")
def test_the_duties_of_each_role_are_those_of_the_handbook() -> None:
    played = opened("UNFORESEEN", "BANKRUPTCY")
    held = [one.task.owners for one in shown(played, "DUTIES").values()]
    assert {owners: held.count(owners) for owners in held} == {
        ("case_lead",): 7,
        ("medical_adviser",): 5,
        ("communicator",): 3,
        ("legal_counsel",): 2,
        ("finance_officer",): 2,
        ("section_head",): 1,
    }
    assert not {"RECEIVER_FIRST", "RECEIVER_FURTHER"} & set(shown(closing(), "DUTIES"))
    with refused("MANDATE_MISSING"):
        played.tick("department_head", DAY, "DUTIES", "INFORM_MANAGEMENT")
    played.tick("section_head", DAY, "DUTIES", "INFORM_MANAGEMENT")


@pytest.mark.requirement("VG-62")
def test_nine_preparations_are_made_by_those_whom_the_handbook_names() -> None:
    played = opened("FORESEEN", "CLOSURE")
    for name, own in shown(played, "PREPARATIONS").items():
        played.tick(own.task.owners[0], DAY, "PREPARATIONS", name)
    assert {one.status for one in shown(played, "PREPARATIONS").values()} == {"DONE"}
    prepared = listed("PREPARATIONS")
    assert prepared["MAILING"].owners == ("communicator", "finance_officer")
    assert prepared["NEIGHBOURS"].owners == ("contract_manager",)
    assert prepared["NOTICE_DOCUMENT"].owners == ("case_lead", "legal_counsel")
