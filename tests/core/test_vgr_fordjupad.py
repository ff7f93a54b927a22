"""VGR's in-depth follow-up, played from its package: the chain from request to close."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain.events import for_party
from service.domain.steps import StepTaken
from tests.core.declared import Played, refused
from tests.core.in_depth import (
    ASKED,
    DAY,
    GRADES,
    IN_DEPTH,
    INVOICING,
    adopted,
    do,
    drafted,
    graded,
    in_review,
    least,
    met,
    requested,
    reviewed,
)


@pytest.mark.requirement("SM-7", "VG-30", "VG-31", "VG-32")
def test_a_request_goes_the_whole_chain_and_is_returned_to_the_ongoing_follow_up() -> None:
    played = requested()
    states = [played.state]
    for role, act, outcome in (
        ("in_depth_team", "HOLD_CASE_REVIEW", None),
        ("in_depth_team", "PRIORITISE", None),
        ("in_depth_team", "DECIDE_ON_REQUEST", "MOTIVATED_AND_PRIORITISED"),
        ("handler", "RECORD_BASIC_INVESTIGATION", None),
        ("handler", "DRAFT_ASSIGNMENT", None),
        ("in_depth_team", "RECORD_CONSULTATION", None),
        ("department_head", "ADOPT_ASSIGNMENT", None),
        ("communicator", "WRITE_COMMUNICATION_PLAN", "WRITTEN"),
        ("handler", "PLAN_REVIEW", None),
        ("handler", "ASSIGN_REVIEWER", None),
        ("handler", "START_REVIEW", "STARTED"),
        ("finance_officer", "LOG_REVIEW", None),
        ("handler", "SUMMON_PROVIDER", None),
        ("handler", "HOLD_DIALOGUE", None),
        ("in_depth_team", "DECIDE_MEASURES", "MEASURES"),
        ("handler", "TAKE_OVER_STEPS", "DIALOGUE_HELD"),
        ("handler", "REQUEST_ACTION_PLAN", None),
        ("handler", "FOLLOW_UP_ACTION_PLAN", "CARRIED_OUT"),
        ("handler", "REPORT_PROGRESS", None),
        ("handler", "END_HANDLING", "BACK_TO_NORMAL"),
    ):
        if act == "RECORD_CONSULTATION":
            played.consult(role, DAY, "ADOPT_ASSIGNMENT", "SUPPORTS")
        else:
            do(played, role, act, outcome)
        if played.state != states[-1]:
            states.append(played.state)
    do(played, "handler", "WRITE_FINAL_REPORT", REPORT_OF_PLAN="Genomförd.")
    do(played, "handler", "RETURN_TO_ONGOING")

    assert states == [
        "REQUESTED",
        "CASE_REVIEW",
        "BASIC_INVESTIGATION",
        "ASSIGNMENT_DRAFT",
        "ASSIGNMENT_ADOPTED",
        "PLANNING",
        "REVIEW",
        "DIALOGUE_MEETING",
        "DECISION",
        "MEASURES",
    ]
    assert (played.state, played.tracks) == ("RETURNED", {"LADDER": "HANDLED"})
    with refused("CASE_CLOSED"):
        do(played, "handler", "REPORT_PROGRESS")


@pytest.mark.requirement("VG-32")
@pytest.mark.parametrize("outcome", ["POLITICAL_MISSION", "OTHER_SOURCE"])
def test_what_does_not_come_from_the_ongoing_follow_up_is_assessed_there_first(outcome: str) -> None:
    played = requested(outcome)
    assert played.state == "ONGOING_ASSESSMENT"
    with refused("OUT_OF_ORDER"):
        do(played, "in_depth_team", "HOLD_CASE_REVIEW")
    with refused("MANDATE_MISSING") as found:
        do(played, "in_depth_team", "ASSESS_IN_ONGOING", "REQUEST")
    assert found[0].allowed == ("handler", "team_lead", "follow_up_team")
    do(played, "follow_up_team", "ASSESS_IN_ONGOING", "REQUEST", CRITERIA=("JOURNAL_REVIEW", "LEGALLY_COMPLEX"))
    assert played.state == "REQUESTED"
    assert played.case.values["CRITERIA"] == ("JOURNAL_REVIEW", "LEGALLY_COMPLEX")


@pytest.mark.requirement("VG-30", "VG-33")
def test_a_request_states_its_grounds_and_may_state_the_criteria_for_handing_over() -> None:
    played = Played(IN_DEPTH)
    with refused("FIELD_MISSING"):
        played.open("handler", DAY, "FROM_ONGOING", BACKGROUND="Kort.")
    assert played.events == []
    played.open("team_lead", DAY, "FROM_ONGOING", CRITERIA=("TERMINATION",), **ASKED)
    assert played.case.values == {"GROUNDS": ("COMPLIANCE",), "CRITERIA": ("TERMINATION",)}
    assert [one.id for one in IN_DEPTH.field("CRITERIA").options] == [
        "JOURNAL_REVIEW",
        "TERMINATION",
        "LEGALLY_COMPLEX",
        "EXTRA_RESOURCES",
        "RELATION_AT_RISK",
    ]
    with refused("MANDATE_MISSING"):
        Played(IN_DEPTH).open("handler", DAY, "OWN_INITIATIVE", **ASKED)


@pytest.mark.requirement("VG-34")
def test_the_case_review_is_minuted_and_its_minutes_are_to_be_sent_to_all_involved() -> None:
    played = requested()
    with refused("FIELD_MISSING"):
        played.take("in_depth_team", DAY, "HOLD_CASE_REVIEW")
    do(played, "in_depth_team", "HOLD_CASE_REVIEW")
    played.tick("in_depth_team", DAY, "CASE_REVIEW_MINUTES", "SEND_MINUTES")
    with refused("TASK_ALREADY_DONE"):
        played.tick("handler", DAY, "CASE_REVIEW_MINUTES", "SEND_MINUTES")


@pytest.mark.requirement("VG-35", "VG-36", "EX-27")
def test_five_dimensions_are_graded_each_by_itself_and_no_sum_is_made() -> None:
    played = reviewed()
    stated = played.case.steps[-1].values
    assert stated == INVOICING
    assert {IN_DEPTH.field(one).kind for one in GRADES} == {"CHOICE"}
    assert {tuple(option.id for option in IN_DEPTH.field(one).options) for one in GRADES} == {("HIGH", "MEDIUM", "LOW")}
    assert [one.id for one in IN_DEPTH.field("PRIORITY_AREA").options] == [
        "SAFE_CARE",
        "GOOD_CARE",
        "COMPLIANCE",
        "RIGHT_PAYMENT",
    ]
    for dimension in GRADES:
        lacking = {field: grade for field, grade in INVOICING.items() if field != dimension}
        with refused("FIELD_MISSING"):
            played.take("in_depth_team", DAY, "PRIORITISE", **graded(lacking))


@pytest.mark.requirement("VG-35", "VG-37")
def test_motivated_and_not_prioritised_waits_with_somebody_responsible_and_is_still_watched() -> None:
    played = requested()
    do(played, "in_depth_team", "HOLD_CASE_REVIEW")
    with refused("NOT_DONE_BEFORE"):
        do(played, "in_depth_team", "DECIDE_ON_REQUEST", "MOTIVATED_NOT_PRIORITISED")
    played.take("in_depth_team", DAY, "PRIORITISE", **graded())
    with refused("FIELD_MISSING"):
        played.take("in_depth_team", DAY, "DECIDE_ON_REQUEST", "MOTIVATED_NOT_PRIORITISED")
    do(played, "in_depth_team", "DECIDE_ON_REQUEST", "MOTIVATED_NOT_PRIORITISED")
    for role in ("follow_up_team", "handler"):
        do(played, role, "MONITOR")
        assert played.state == "WAITING_LIST"
    with refused("OUT_OF_ORDER"):
        do(played, "handler", "RECORD_BASIC_INVESTIGATION")
    do(played, "department_head", "DECIDE_ON_REQUEST", "MOTIVATED_AND_PRIORITISED")
    assert played.state == "BASIC_INVESTIGATION"


@pytest.mark.requirement("VG-37")
def test_what_is_not_motivated_is_declined_and_closed() -> None:
    played = reviewed()
    do(played, "in_depth_team", "DECIDE_ON_REQUEST", "NOT_MOTIVATED")
    assert played.state == "DECLINED"
    with refused("CASE_CLOSED"):
        do(played, "handler", "MONITOR")


@pytest.mark.requirement("VG-38", "VG-39")
def test_the_assignment_is_drafted_on_an_investigation_of_every_area_and_states_all_its_parts() -> None:
    played = reviewed()
    do(played, "in_depth_team", "DECIDE_ON_REQUEST", "MOTIVATED_AND_PRIORITISED")
    with refused("NOT_DONE_BEFORE"):
        do(played, "handler", "DRAFT_ASSIGNMENT")
    for act in ("RECORD_BASIC_INVESTIGATION", "DRAFT_ASSIGNMENT"):
        whole = least(IN_DEPTH, act)
        for left_out in whole:
            with refused("FIELD_MISSING"):
                played.take("handler", DAY, act, **{name: value for name, value in whole.items() if name != left_out})
        do(played, "handler", act)
    areas = {"PRODUCTION", "OWNERS_AND_MANAGEMENT", "FINANCES", "EARLIER_FOLLOW_UP", "STAFFING", "QUALITY_OF_CARE"}
    assert areas < set(least(IN_DEPTH, "RECORD_BASIC_INVESTIGATION"))
    assert played.state == "ASSIGNMENT_DRAFT"


@pytest.mark.requirement("RM-21", "RM-23", "AM-21")
def test_the_head_of_department_adopts_the_assignment_once_the_team_stands_behind_it() -> None:
    played = drafted()
    for role in ("section_head", "handler", "in_depth_team"):
        with refused("MANDATE_MISSING") as found:
            do(played, role, "ADOPT_ASSIGNMENT")
        assert found[0].allowed == ("department_head",)
    with refused("CONSULTATION_MISSING") as waits:
        do(played, "department_head", "ADOPT_ASSIGNMENT")
    assert waits[0].allowed == ("in_depth_team",)
    played.consult("in_depth_team", DAY, "ADOPT_ASSIGNMENT", "SUPPORTS")
    do(played, "department_head", "ADOPT_ASSIGNMENT")
    assert played.state == "ASSIGNMENT_ADOPTED"
    row = next(one for one in IN_DEPTH.mandates if one.action == "ADOPT_ASSIGNMENT")
    assert row.inform == ("STAFF_OFFICE_MANAGEMENT", "PRESIDIUM")
    assert [one.roles for one in row.otherwise] == [("section_head",)]


@pytest.mark.requirement("VG-40")
def test_whoever_has_a_conflict_of_interest_is_not_assigned_as_reviewer() -> None:
    played = adopted()
    do(played, "handler", "PLAN_REVIEW", CONFLICT_RISK=True, EXTERNAL_REVIEWERS=True)
    before = played.events[:]
    with refused("ACT_BARRED"):
        do(played, "handler", "ASSIGN_REVIEWER", REVIEWER_CONFLICTED=True)
    assert played.events == before
    with refused("NOT_DONE_BEFORE"):
        do(played, "handler", "START_REVIEW", "STARTED")
    do(played, "handler", "ASSIGN_REVIEWER", REVIEWER_CONFLICTED=False)
    do(played, "handler", "START_REVIEW", "STARTED")
    assert played.state == "REVIEW"


@pytest.mark.requirement("VG-41", "RM-24")
def test_the_review_log_is_kept_by_the_core_group_and_stands_before_the_dialogue_meeting() -> None:
    played = adopted()
    do(played, "handler", "PLAN_REVIEW")
    do(played, "handler", "ASSIGN_REVIEWER")
    do(played, "handler", "START_REVIEW", "STARTED")
    with refused("NOT_DONE_BEFORE"):
        do(played, "handler", "SUMMON_PROVIDER")
    group = ("handler", "legal_counsel", "finance_officer", "medical_adviser", "communicator")
    for role in group:
        do(played, role, "LOG_REVIEW")
    assert played.state == "REVIEW"
    assert [one.acted_as for one in played.case.steps if one.act == "LOG_REVIEW"] == list(group)
    assert {one.id for one in IN_DEPTH.field("CORE_GROUP").options} == {
        "HANDLER",
        "LAWYER",
        "ECONOMIST",
        "MEDICAL_ADVISER",
        "DATA_ANALYST",
        "COMMUNICATOR",
    }


@pytest.mark.requirement("VG-42")
def test_the_provider_sees_the_case_once_it_is_summoned_and_replies_by_the_day_stated() -> None:
    played = in_review()
    assert played.parties == set()
    whole = least(IN_DEPTH, "SUMMON_PROVIDER")
    assert set(whole) == {"PLACE", "REGISTRY_NUMBER"}
    assert [one.id for one in IN_DEPTH.field("PLACE").options] == ["OWN_PREMISES", "TEAMS"]
    played.take("handler", DAY, "SUMMON_PROVIDER", due_on="2026-03-16", **whole)
    assert (played.parties, played.case.steps[-1].due_on) == ({"UNIT"}, date(2026, 3, 16))
    do(played, "unit_head", "REPLY_TO_SUMMONS")
    do(played, "handler", "HOLD_DIALOGUE")
    shared = [one for one in played.case.steps if one.shared]
    assert [one.act for one in shared] == ["SUMMON_PROVIDER", "REPLY_TO_SUMMONS"]
    assert [one.act for one in for_party(played.events) if isinstance(one, StepTaken)] == [one.act for one in shared]
    with refused("MANDATE_MISSING"):
        do(played, "unit_head", "DECIDE_MEASURES", "NO_MEASURE")


@pytest.mark.requirement("VG-43")
def test_a_decision_on_measures_states_purpose_and_what_can_and_should_be_done() -> None:
    played = met()
    whole = least(IN_DEPTH, "DECIDE_MEASURES")
    assert set(whole) == {"MEASURE_PURPOSE", "STRATEGY_CAN", "STRATEGY_SHOULD"}
    for left_out in whole:
        with refused("FIELD_MISSING"):
            stated = {name: value for name, value in whole.items() if name != left_out}
            played.take("in_depth_team", DAY, "DECIDE_MEASURES", "MEASURES", **stated)
    with refused("OUT_OF_ORDER"):
        do(played, "handler", "TAKE_OVER_STEPS", "NONE_TAKEN")
    do(played, "in_depth_team", "DECIDE_MEASURES", "MEASURES")
    assert (played.state, played.tracks) == ("MEASURES", {"LADDER": "NOT_PLACED"})


@pytest.mark.requirement("VG-44", "VG-45")
def test_without_measures_the_case_is_reported_and_returned() -> None:
    played = met()
    with refused("STEP_NOT_NOW"):
        do(played, "handler", "WRITE_FINAL_REPORT")
    do(played, "in_depth_team", "DECIDE_MEASURES", "NO_MEASURE")
    with refused("OUT_OF_ORDER"):
        do(played, "handler", "RETURN_TO_ONGOING")
    with refused("NOT_DONE_BEFORE"):
        do(played, "handler", "WRITE_FINAL_REPORT")
    do(played, "communicator", "WRITE_COMMUNICATION_PLAN", "WRITTEN")
    do(played, "handler", "WRITE_FINAL_REPORT")
    with refused("NOT_DONE_BEFORE"):
        do(played, "handler", "CLOSE_AS_TERMINATED")
    do(played, "handler", "RETURN_TO_ONGOING")
    assert (played.state, played.tracks) == ("RETURNED", {})


@pytest.mark.requirement("VG-31")
def test_review_and_dialogue_are_taken_up_again_where_information_is_lacking() -> None:
    played = met()
    do(played, "handler", "START_REVIEW", "RESUMED")
    assert played.state == "REVIEW"
    do(played, "handler", "SUMMON_PROVIDER")
    do(played, "handler", "HOLD_DIALOGUE")
    assert played.state == "DECISION"
