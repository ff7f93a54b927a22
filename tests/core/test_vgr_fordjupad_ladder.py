"""VGR's in-depth follow-up, played from its package: the ladder, who decides each measure, what stands before it."""

from __future__ import annotations

from datetime import date

import pytest

from service.rules.commands import TakeStep, action_of
from tests.core.declared import refused
from tests.core.in_depth import (
    ADVISERS,
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


@pytest.mark.requirement("SM-5", "VG-55", "AM-43")
@pytest.mark.parametrize(
    ("taken_over", "state"),
    [
        ("NONE_TAKEN", "STEP_0"),
        ("DIALOGUE_HELD", "STEP_1"),
        ("PLAN_REQUESTED", "STEP_2A"),
        ("PLAN_FOLLOWED_UP", "STEP_2B"),
    ],
)
def test_the_ladder_is_entered_where_the_ongoing_follow_up_left_it(taken_over: str, state: str) -> None:
    played = on_ladder(taken_over)
    assert played.tracks == {"LADDER": state}
    assert played.case.steps[-1].skipped == ()
    with refused("OUT_OF_ORDER"):
        do(played, "handler", "TAKE_OVER_STEPS", taken_over)


@pytest.mark.requirement("SM-5", "VG-55", "VG-57")
def test_the_ladder_is_climbed_from_0_to_5_without_a_reason_where_no_step_is_left_out() -> None:
    played = on_ladder("NONE_TAKEN")
    seen = [played.tracks["LADDER"]]

    def climb(role: str, act: str, outcome: str | None = None) -> None:
        do(played, role, act, outcome)
        seen.append(played.tracks["LADDER"])

    climb("handler", "HANDLE_BY_DIALOGUE")
    climb("handler", "REQUEST_ACTION_PLAN")
    climb("handler", "FOLLOW_UP_ACTION_PLAN", "NOT_CARRIED_OUT")
    played.consult("legal_counsel", DAY, "DEMAND_CORRECTION", "SUPPORTS")
    climb("in_depth_team", "DEMAND_CORRECTION")
    played.consult("legal_counsel", DAY, "FOLLOW_UP_DEMAND", "SUPPORTS")
    climb("handler", "FOLLOW_UP_DEMAND", "NOT_CORRECTED")
    proposed(played, "ADOPT_CONTROL_PLAN")
    climb("board_secretary", "ADOPT_CONTROL_PLAN")
    climb("handler", "FOLLOW_UP_CONTROL_PLAN")
    climb("board_secretary", "DECIDE_ON_CONTROL_RESULT", "FURTHER_MEASURES")
    order = IN_DEPTH.side_tracks[0].order[0].states
    assert (tuple(seen), len(order)) == (order, 9)
    assert {one.skipped for one in played.case.steps} == {()}


@pytest.mark.requirement("VG-58", "VG-59", "VG-73", "AM-25")
def test_steps_are_passed_over_for_a_reason_and_the_case_says_which() -> None:
    played = on_ladder("NONE_TAKEN")
    played.consult("legal_counsel", DAY, "DEMAND_CORRECTION", "SUPPORTS")
    stated = least(IN_DEPTH, "DEMAND_CORRECTION")
    with refused("SKIP_WITHOUT_REASON"):
        played.take("in_depth_team", DAY, "DEMAND_CORRECTION", due_on="2026-04-02", **stated)
    played.take("in_depth_team", DAY, "DEMAND_CORRECTION", due_on="2026-04-02", reasoned=True, **stated)
    assert played.case.steps[-1].skipped == ("STEP_1", "STEP_2A", "STEP_2B")
    assert played.tracks == {"LADDER": "STEP_3A"}


@pytest.mark.requirement("VG-55")
@pytest.mark.parametrize("act", ["REQUEST_ACTION_PLAN", "DEMAND_CORRECTION"])
def test_a_request_for_a_plan_and_a_demand_set_the_day_of_their_follow_up(act: str) -> None:
    played, role = on_ladder("PLAN_FOLLOWED_UP"), "handler" if act == "REQUEST_ACTION_PLAN" else "in_depth_team"
    played.consult("legal_counsel", DAY, "DEMAND_CORRECTION", "SUPPORTS")
    with refused("DUE_MISSING"):
        played.take(role, DAY, act, **least(IN_DEPTH, act))
    played.take(role, DAY, act, due_on="2026-06-01", **least(IN_DEPTH, act))
    assert played.case.steps[-1].due_on == date(2026, 6, 1)


@pytest.mark.requirement("VG-54", "VG-55")
def test_an_action_plan_has_a_deadline_and_comes_from_the_unit_that_was_asked_for_it() -> None:
    played = on_ladder("DIALOGUE_HELD")
    with refused("OUT_OF_ORDER"):
        do(played, "unit_head", "SUBMIT_ACTION_PLAN")
    with refused("FIELD_MISSING"):
        played.take("handler", DAY, "REQUEST_ACTION_PLAN", due_on="2026-06-01", PLAN_REQUEST="Kort.")
    do(played, "handler", "REQUEST_ACTION_PLAN")
    assert played.case.values["PLAN_DUE_ON"] == "2026-03-16"
    do(played, "unit_head", "SUBMIT_ACTION_PLAN")
    assert [one.act for one in played.case.steps if one.shared][-2:] == ["REQUEST_ACTION_PLAN", "SUBMIT_ACTION_PLAN"]
    assert played.tracks == {"LADDER": "STEP_2A"}


@pytest.mark.requirement("RM-17", "VG-50", "VG-51", "RM-23")
def test_the_team_demands_correction_with_the_lawyer_and_the_presidium_is_told() -> None:
    played = on_ladder()
    with refused("MANDATE_MISSING") as found:
        do(played, "handler", "DEMAND_CORRECTION")
    assert found[0].allowed == ("in_depth_team",)
    with refused("CONSULTATION_MISSING") as waits:
        do(played, "in_depth_team", "DEMAND_CORRECTION")
    assert waits[0].allowed == ("legal_counsel",)
    played.consult("legal_counsel", DAY, "DEMAND_CORRECTION", "COMMENTS")
    do(played, "in_depth_team", "DEMAND_CORRECTION")
    report = next(one for one in IN_DEPTH.reports if one.cadence.act == "DEMAND_CORRECTION")
    assert report.recipients == ("PRESIDIUM",)


@pytest.mark.requirement("RM-18", "RM-19", "VG-50")
def test_the_medical_adviser_reports_to_ivo_and_the_official_to_the_police_with_the_lawyer() -> None:
    played = in_review()
    for act, may in (("REPORT_TO_IVO", "medical_adviser"), ("REPORT_TO_POLICE", "responsible_official")):
        for role in ("handler", "in_depth_team", "legal_counsel", "board_secretary"):
            with refused("MANDATE_MISSING") as found:
                do(played, role, act)
            assert found[0].allowed == (may,)
    do(played, "medical_adviser", "REPORT_TO_IVO")
    with refused("CONSULTATION_MISSING") as waits:
        do(played, "responsible_official", "REPORT_TO_POLICE")
    assert waits[0].allowed == ("legal_counsel",)
    played.consult("legal_counsel", DAY, "REPORT_TO_POLICE", "SUPPORTS")
    do(played, "responsible_official", "REPORT_TO_POLICE")
    assert played.state == "REVIEW"


@pytest.mark.requirement("RM-20", "EX-18", "VG-50")
@pytest.mark.parametrize("act", [*PROPOSED, "DECIDE_ON_CONTROL_RESULT"])
def test_what_is_the_boards_is_recorded_by_its_secretary_and_by_nobody_else(act: str) -> None:
    played = controlled()
    if act in PROPOSED:
        proposed(played, act)
    for role in ("team_lead", "handler", "in_depth_team", "legal_counsel", "department_head", "responsible_official"):
        with refused("MANDATE_MISSING") as found:
            do(played, role, act, "APPROVED" if act == "DECIDE_ON_CONTROL_RESULT" else None)
        assert found[0].allowed == ("board_secretary",)
    do(played, "board_secretary", act, "APPROVED" if act == "DECIDE_ON_CONTROL_RESULT" else None)


@pytest.mark.requirement("EX-18")
def test_the_handler_asks_for_an_action_plan() -> None:
    played = on_ladder("DIALOGUE_HELD")
    do(played, "handler", "REQUEST_ACTION_PLAN")
    assert played.tracks == {"LADDER": "STEP_2A"}


@pytest.mark.requirement("VG-52")
def test_the_board_decides_on_a_proposal_of_the_kind_made_with_lawyer_economist_and_medical_adviser() -> None:
    played = demanded()
    heard: list[str] = []
    for adviser in ADVISERS:
        with refused("CONSULTATION_MISSING") as waits:
            do(played, "handler", "PROPOSE_TO_BOARD", "RECLAIM")
        assert waits[0].allowed == tuple(one for one in ADVISERS if one not in heard)
        played.consult(adviser, DAY, "PROPOSE_TO_BOARD", "OBJECTS")
        heard.append(adviser)
    do(played, "handler", "PROPOSE_TO_BOARD", "RECLAIM")
    with refused("ACT_BARRED"):
        do(played, "board_secretary", "IMPOSE_SANCTION")
    do(played, "board_secretary", "DECIDE_RECLAIM")
    do(played, "in_depth_team", "CARRY_OUT_DECISION")
    report = next(one for one in IN_DEPTH.reports if one.cadence.act == "CARRY_OUT_DECISION")
    assert report.recipients == ("RESPONSIBLE_BOARD",)


@pytest.mark.requirement("AM-25", "VG-59", "VG-56")
@pytest.mark.parametrize("act", ["DECIDE_RECLAIM", "IMPOSE_SANCTION", "DECIDE_TERMINATION"])
def test_a_legal_measure_without_the_steps_before_it_waits_for_the_lawyers_word_on_it(act: str) -> None:
    played = on_ladder("NONE_TAKEN")
    proposed(played, act)
    stated = least(IN_DEPTH, act)
    before = played.events[:]
    with refused("NOT_DONE_BEFORE") as found:
        played.take("board_secretary", DAY, act, reasoned=True, **stated)
    assert "legal_counsel" in found[0].allowed
    assert played.events == before
    played.consult("legal_counsel", DAY, act, "COMMENTS")
    with refused("SKIP_WITHOUT_REASON"):
        played.take("board_secretary", DAY, act, **stated)
    played.take("board_secretary", DAY, act, reasoned=True, **stated)
    skipped = played.case.steps[-1].skipped
    assert skipped == IN_DEPTH.side_tracks[0].order[0].states[1 : len(skipped) + 1]


@pytest.mark.requirement("AM-25", "AM-43", "VG-56")
@pytest.mark.parametrize("act", ["DECIDE_RECLAIM", "IMPOSE_SANCTION"])
def test_steps_done_in_the_ongoing_follow_up_count_before_a_legal_measure(act: str) -> None:
    handed_over = demanded("PLAN_FOLLOWED_UP")
    proposed(handed_over, act)
    do(handed_over, "board_secretary", act)
    assert handed_over.tracks == {"LADDER": "STEP_3B"}
    for taken_over in ("DIALOGUE_HELD", "PLAN_REQUESTED"):
        lacking = on_ladder(taken_over)
        lacking.consult("legal_counsel", DAY, "DEMAND_CORRECTION", "SUPPORTS")
        stated = least(IN_DEPTH, "DEMAND_CORRECTION")
        lacking.take("in_depth_team", DAY, "DEMAND_CORRECTION", due_on="2026-04-02", reasoned=True, **stated)
        lacking.consult("legal_counsel", DAY, "FOLLOW_UP_DEMAND", "SUPPORTS")
        do(lacking, "handler", "FOLLOW_UP_DEMAND", "NOT_CORRECTED")
        proposed(lacking, act)
        with refused("NOT_DONE_BEFORE"):
            do(lacking, "board_secretary", act)


@pytest.mark.requirement("VG-57")
def test_the_board_adopts_a_control_plan_that_was_proposed_and_decides_on_its_result() -> None:
    played = demanded()
    with refused("ACT_BARRED"):
        do(played, "board_secretary", "ADOPT_CONTROL_PLAN")
    with refused("OUT_OF_ORDER"):
        do(played, "in_depth_team", "FOLLOW_UP_CONTROL_PLAN")
    played = controlled()
    assert played.tracks == {"LADDER": "STEP_4B"}
    do(played, "board_secretary", "DECIDE_ON_CONTROL_RESULT", "APPROVED")
    assert played.tracks == {"LADDER": "STEP_4B"}


@pytest.mark.requirement("SM-7", "VG-45", "RM-20")
def test_an_agreement_that_was_terminated_ends_the_case_as_such_and_it_is_not_returned() -> None:
    decided = controlled()
    do(decided, "board_secretary", "DECIDE_ON_CONTROL_RESULT", "FURTHER_MEASURES")
    with refused("STEP_NOT_NOW"):
        do(decided, "handler", "END_HANDLING", "AGREEMENT_TERMINATED")
    played = ended("AGREEMENT_TERMINATED")
    assert played.tracks == {"LADDER": "HANDLED"}
    with refused("ACT_BARRED"):
        do(played, "handler", "RETURN_TO_ONGOING")
    do(played, "handler", "CLOSE_AS_TERMINATED")
    assert played.state == "TERMINATED"


@pytest.mark.requirement("VG-44", "RP-10")
def test_the_final_report_waits_for_the_measures_and_tells_the_result_of_plan_and_demand() -> None:
    played = controlled()
    do(played, "communicator", "WRITE_COMMUNICATION_PLAN", "WRITTEN")
    do(played, "communicator", "WRITE_COMMUNICATION_PLAN", "UPDATED")
    with refused("TRACKS_OPEN"):
        do(played, "handler", "WRITE_FINAL_REPORT", REPORT_OF_DEMAND="Inte rättad.")
    do(played, "handler", "END_HANDLING", "FOR_ONGOING")
    with refused("FIELD_MISSING"):
        do(played, "handler", "WRITE_FINAL_REPORT")
    with refused("FIELD_NOT_ASKED"):
        do(played, "handler", "WRITE_FINAL_REPORT", REPORT_OF_DEMAND="Kort.", REPORT_OF_PLAN="Ingen plan följdes upp.")
    do(played, "handler", "WRITE_FINAL_REPORT", REPORT_OF_DEMAND="Inte rättad.")
    assert played.state == "FINAL_REPORT"


@pytest.mark.requirement("VG-45", "VG-59")
@pytest.mark.parametrize("measure", ["REQUEST_ACTION_PLAN", "DEMAND_CORRECTION", "ADOPT_CONTROL_PLAN"])
def test_no_measure_is_left_without_follow_up(measure: str) -> None:
    played = on_ladder()
    if measure == "REQUEST_ACTION_PLAN":
        do(played, "handler", measure)
    elif measure == "DEMAND_CORRECTION":
        played.consult("legal_counsel", DAY, measure, "SUPPORTS")
        do(played, "in_depth_team", measure)
    else:
        played = demanded()
        proposed(played, measure)
        do(played, "board_secretary", measure)
    with refused("ACT_BARRED"):
        do(played, "handler", "END_HANDLING", "BACK_TO_NORMAL")


@pytest.mark.requirement("VG-44", "RP-09", "RP-10", "RP-11")
def test_the_reports_go_to_whom_the_handbook_names() -> None:
    told = {one.id: (one.cadence.kind, one.cadence.act, one.recipients) for one in IN_DEPTH.reports}
    board, office = "RESPONSIBLE_BOARD", "STAFF_OFFICE_MANAGEMENT"
    assert told == {
        "START": ("ON_EVENT", "ADOPT_ASSIGNMENT", (office, "PRESIDIUM")),
        "PROGRESS": ("PER_DECISION", None, (board, "follow_up_team", "department_head", office)),
        "DEMAND": ("ON_EVENT", "DEMAND_CORRECTION", ("PRESIDIUM",)),
        "CARRIED_OUT": ("ON_EVENT", "CARRY_OUT_DECISION", (board,)),
        "FINAL": ("ON_CLOSE", None, (board,)),
    }


@pytest.mark.requirement("VG-55", "RM-15")
def test_what_is_open_on_the_ladder_follows_the_role() -> None:
    played = on_ladder("DIALOGUE_HELD")
    open_to = {
        role: {action_of(one) for one in played.open_to(role, DAY) if isinstance(one, TakeStep)}
        for role in ("handler", "medical_adviser", "section_head", "unit_head")
    }
    assert {"HANDLE_BY_DIALOGUE", "REQUEST_ACTION_PLAN", "END_HANDLING"} < open_to["handler"]
    assert not {"DEMAND_CORRECTION", "DECIDE_TERMINATION", "REPORT_TO_IVO"} & open_to["handler"]
    assert open_to["medical_adviser"] == {"REPORT_TO_IVO"}
    assert open_to["section_head"] == open_to["unit_head"] == set()
