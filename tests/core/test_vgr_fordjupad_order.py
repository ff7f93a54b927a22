"""VGR's in-depth follow-up, played from its package: what has to be there before a measure, each lacking alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.domain.errors import RuleRefused
from tests.core.declared import Played, refused
from tests.core.in_depth import (
    DAY,
    IN_DEPTH,
    PROPOSED,
    controlled,
    demanded,
    do,
    ended,
    in_review,
    least,
    on_ladder,
    proposed,
)

LEGAL = ("DECIDE_RECLAIM", "IMPOSE_SANCTION", "DECIDE_TERMINATION")


def jump(played: Played, role: str, act: str) -> None:
    """The act, for a reason where it passes over steps."""
    due = "2026-04-02" if IN_DEPTH.act(act).due is not None else None
    played.take(role, DAY, act, due_on=due, reasoned=True, **least(IN_DEPTH, act))


def lacking(played: Played, act: str) -> list[str]:
    """What the board's decision still waits for, by the acts' Swedish names."""
    with refused("NOT_DONE_BEFORE") as found:
        jump(played, "board_secretary", act)
    assert isinstance(found[0], RuleRefused)
    return [one if isinstance(one, str) else one.sv for one in found[0].allowed]


@pytest.mark.requirement("AM-25", "VG-56", "VG-59")
@pytest.mark.parametrize("act", LEGAL)
def test_a_legal_measure_waits_for_a_demand_that_was_followed_up(act: str) -> None:
    played = on_ladder("PLAN_FOLLOWED_UP")
    proposed(played, act)
    first = ["3a Anmodan om rättelse", "3b Uppföljning av anmodan"]
    assert lacking(played, act)[:2] == first
    assert lacking(played, act)[-1] == "legal_counsel"
    played.consult("legal_counsel", DAY, "DEMAND_CORRECTION", "SUPPORTS")
    do(played, "in_depth_team", "DEMAND_CORRECTION")
    assert lacking(played, act)[0] == first[1]


@pytest.mark.requirement("AM-25", "VG-59")
@pytest.mark.parametrize("act", LEGAL)
def test_a_legal_measure_waits_for_an_action_plan_that_was_followed_up(act: str) -> None:
    played = on_ladder("PLAN_REQUESTED")
    played.consult("legal_counsel", DAY, "DEMAND_CORRECTION", "SUPPORTS")
    jump(played, "in_depth_team", "DEMAND_CORRECTION")
    played.consult("legal_counsel", DAY, "FOLLOW_UP_DEMAND", "SUPPORTS")
    do(played, "handler", "FOLLOW_UP_DEMAND", "NOT_CORRECTED")
    proposed(played, "ADOPT_CONTROL_PLAN")
    do(played, "board_secretary", "ADOPT_CONTROL_PLAN")
    do(played, "handler", "FOLLOW_UP_CONTROL_PLAN")
    proposed(played, act)
    assert lacking(played, act) == ["2b Uppföljning av handlingsplan", "legal_counsel"]
    do(played, "handler", "FOLLOW_UP_ACTION_PLAN", "NOT_CARRIED_OUT")
    do(played, "board_secretary", act)
    assert played.tracks == {"LADDER": "STEP_5"}


@pytest.mark.requirement("AM-25", "VG-57", "RM-20")
def test_a_termination_waits_for_a_control_plan_that_was_followed_up() -> None:
    played = demanded()
    proposed(played, "DECIDE_TERMINATION")
    steps = ["4a Kontrollplanen fastställs", "4b Uppföljning av kontrollplan", "legal_counsel"]
    assert lacking(played, "DECIDE_TERMINATION") == steps
    proposed(played, "ADOPT_CONTROL_PLAN")
    do(played, "board_secretary", "ADOPT_CONTROL_PLAN")
    assert lacking(played, "DECIDE_TERMINATION") == steps[1:]
    do(played, "handler", "FOLLOW_UP_CONTROL_PLAN")
    do(played, "board_secretary", "DECIDE_TERMINATION")
    assert played.tracks == {"LADDER": "STEP_5"}


@pytest.mark.requirement("VG-52")
@pytest.mark.parametrize("act", PROPOSED)
def test_a_proposal_of_another_kind_is_no_proposal_for_the_boards_decision(act: str) -> None:
    played = demanded() if act == "ADOPT_CONTROL_PLAN" else controlled()
    other = next(one for one in PROPOSED if one not in {act, "ADOPT_CONTROL_PLAN"})
    proposed(played, other)
    with refused("ACT_BARRED"):
        do(played, "board_secretary", act)
    proposed(played, act)
    do(played, "board_secretary", act)


@pytest.mark.requirement("VG-55", "AM-43")
def test_a_plan_is_submitted_and_followed_up_where_one_was_asked_for_here_or_in_the_ongoing_follow_up() -> None:
    for taken_over, asked in (("DIALOGUE_HELD", False), ("PLAN_REQUESTED", True)):
        played = on_ladder(taken_over)
        played.consult("legal_counsel", DAY, "DEMAND_CORRECTION", "SUPPORTS")
        jump(played, "in_depth_team", "DEMAND_CORRECTION")
        for role, act, outcome in (
            ("handler", "SUBMIT_ACTION_PLAN", None),
            ("handler", "FOLLOW_UP_ACTION_PLAN", "CARRIED_OUT"),
        ):
            if asked:
                do(played, role, act, outcome)
            else:
                with refused("NOT_DONE_BEFORE"):
                    do(played, role, act, outcome)


@pytest.mark.requirement("VG-55", "VG-57")
@pytest.mark.parametrize(
    ("act", "outcome", "reached_by"),
    [
        ("FOLLOW_UP_DEMAND", "CORRECTED", "ADOPT_CONTROL_PLAN"),
        ("FOLLOW_UP_CONTROL_PLAN", None, "DECIDE_TERMINATION"),
        ("DECIDE_ON_CONTROL_RESULT", "APPROVED", "DECIDE_TERMINATION"),
    ],
)
def test_nothing_is_followed_up_that_was_not_there(act: str, outcome: str | None, reached_by: str) -> None:
    played = on_ladder()
    proposed(played, reached_by)
    for decision in (reached_by, "FOLLOW_UP_DEMAND"):
        played.consult("legal_counsel", DAY, decision, "SUPPORTS")
    jump(played, "board_secretary", reached_by)
    with refused("NOT_DONE_BEFORE"):
        do(played, "board_secretary" if act == "DECIDE_ON_CONTROL_RESULT" else "handler", act, outcome)


@pytest.mark.requirement("VG-55")
def test_the_lawyer_takes_part_in_following_a_demand_up() -> None:
    played = on_ladder()
    played.consult("legal_counsel", DAY, "DEMAND_CORRECTION", "SUPPORTS")
    do(played, "in_depth_team", "DEMAND_CORRECTION")
    with refused("CONSULTATION_MISSING") as waits:
        do(played, "handler", "FOLLOW_UP_DEMAND", "CORRECTED")
    assert waits[0].allowed == ("legal_counsel",)


def plan_asked(played: Played) -> None:
    do(played, "handler", "REQUEST_ACTION_PLAN")


def correction_demanded(played: Played) -> None:
    played.consult("legal_counsel", DAY, "DEMAND_CORRECTION", "SUPPORTS")
    do(played, "in_depth_team", "DEMAND_CORRECTION")


def control_adopted(played: Played) -> None:
    proposed(played, "ADOPT_CONTROL_PLAN")
    jump(played, "board_secretary", "ADOPT_CONTROL_PLAN")


@pytest.mark.requirement("VG-45")
@pytest.mark.parametrize("measure", [plan_asked, correction_demanded, control_adopted])
def test_what_was_asked_of_a_provider_need_not_be_followed_up_once_its_agreement_is_terminated(
    measure: Callable[[Played], None],
) -> None:
    played = on_ladder()
    measure(played)
    with refused("ACT_BARRED"):
        do(played, "handler", "END_HANDLING", "FOR_ONGOING")
    proposed(played, "DECIDE_TERMINATION")
    played.consult("legal_counsel", DAY, "DECIDE_TERMINATION", "SUPPORTS")
    jump(played, "board_secretary", "DECIDE_TERMINATION")
    do(played, "handler", "END_HANDLING", "AGREEMENT_TERMINATED")
    assert played.tracks == {"LADDER": "HANDLED"}


@pytest.mark.requirement("VG-44", "VG-45")
def test_a_decision_to_take_no_further_measure_ends_no_handling_by_itself() -> None:
    played = on_ladder()
    do(played, "handler", "START_REVIEW", "RESUMED")
    do(played, "handler", "SUMMON_PROVIDER")
    do(played, "handler", "HOLD_DIALOGUE")
    do(played, "in_depth_team", "DECIDE_MEASURES", "NO_MEASURE")
    do(played, "communicator", "WRITE_COMMUNICATION_PLAN", "WRITTEN")
    with refused("TRACKS_OPEN"):
        do(played, "handler", "WRITE_FINAL_REPORT")
    do(played, "handler", "END_HANDLING", "BACK_TO_NORMAL")
    do(played, "handler", "WRITE_FINAL_REPORT")


@pytest.mark.requirement("VG-42", "VG-45")
def test_the_unit_reads_what_is_sent_to_it_what_it_sends_and_how_the_case_ends() -> None:
    assert {one.id for one in IN_DEPTH.acts if one.audience == "PARTY"} == {
        "SUMMON_PROVIDER",
        "REPLY_TO_SUMMONS",
        "REQUEST_ACTION_PLAN",
        "SUBMIT_ACTION_PLAN",
        "DEMAND_CORRECTION",
        "RETURN_TO_ONGOING",
        "CLOSE_AS_TERMINATED",
    }
    played = ended("FOR_ONGOING")
    do(played, "handler", "RETURN_TO_ONGOING")
    assert played.case.steps[-1].shared
    assert not in_review().case.steps[-1].shared
