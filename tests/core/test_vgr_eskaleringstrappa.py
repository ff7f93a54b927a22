"""VGR's ladder of ongoing follow-up and its register of measures, played from the package."""

from __future__ import annotations

import pytest

from tests.core.declared import refused
from tests.core.lopande import A_MEASURE, LOPANDE, STRATEGY, ask_for_plan, climbed, confirmed, jumped, propose


@pytest.mark.requirement("VG-53", "VG-59", "SM-4", "RM-15", "RM-16")
def test_a_deviation_climbs_the_ladder_step_by_step_and_comes_back_to_the_normal_state() -> None:
    played = confirmed()
    states = [played.state]
    played.take("handler", "2026-01-14", "START_DIALOGUE", DIALOGUE="")
    states.append(played.state)
    ask_for_plan(played)
    states.append(played.state)
    played.take("handler", "2026-04-15", "FOLLOW_UP_ACTION_PLAN", "NOT_CARRIED_OUT", FOLLOW_UP_RESULT="")
    states.append(played.state)
    played.take("team_lead", "2026-04-20", "FORM_STRATEGY", **STRATEGY)
    states.append(played.state)
    assert states == ["STEP_0", "STEP_1", "STEP_2A", "STEP_2B", "STEP_3"]
    assert all(not step.skipped for step in played.case.steps)
    played.take("handler", "2026-06-01", "RESOLVE_DEVIATION", FOLLOW_UP_RESULT="")
    assert played.state == "STEP_0"
    played.take("handler", "2026-06-02", "CONCLUDE")
    assert played.state == "CONCLUDED"
    criteria = {one.action: one.criterion.sv for one in LOPANDE.track.steps if one.criterion is not None}
    assert criteria["START_DIALOGUE"] == "När avvikelser upptäcks"
    assert criteria["ASK_FOR_ACTION_PLAN"] == "Om avvikelsen kvarstår och inte åtgärdats enligt vad som överenskommit"
    assert criteria["FORM_STRATEGY"] == "Om handlingsplanen inte genomförts"


@pytest.mark.requirement("VG-58", "SM-4")
def test_steps_of_the_ladder_are_passed_over_for_a_reason_only() -> None:
    played = confirmed()
    with refused("SKIP_WITHOUT_REASON"):
        ask_for_plan(played)
    ask_for_plan(played, reasoned=True)
    assert (played.state, played.case.steps[-1].skipped) == ("STEP_2A", ("STEP_1",))
    with refused("SKIP_WITHOUT_REASON"):
        played.take("team_lead", "2026-02-01", "FORM_STRATEGY", **STRATEGY)
    assert jumped().case.steps[-1].skipped == ("STEP_1", "STEP_2A", "STEP_2B")


@pytest.mark.requirement("EX-17", "VG-54", "AM-36")
def test_a_plan_has_a_deadline_and_is_followed_up_within_one_to_six_months() -> None:
    played = confirmed()
    played.take("handler", "2026-01-14", "START_DIALOGUE", DIALOGUE="")
    with refused("FIELD_MISSING"):
        ask_for_plan(played, months=1, deadline=None)
    with refused("DUE_MISSING"):
        ask_for_plan(played, months=None)
    with refused("DUE_OUTSIDE_FRAME") as found:
        ask_for_plan(played, months=7)
    assert found[0].source is not None
    assert "(normal inom 1 – 6 månader)" in str(found[0].source.quote)
    ask_for_plan(played, months=1)
    assert str(played.case.steps[-1].due_on) == "2026-02-16"  # the 15th is a Sunday
    ask_for_plan(played, months=7, reasoned=True)
    assert str(played.case.steps[-1].due_on) == "2026-08-17"  # the 15th is a Saturday


@pytest.mark.requirement("VG-18")
def test_a_strategy_states_purpose_way_and_measures_each_with_its_question() -> None:
    played = jumped()
    for lacking in STRATEGY:
        stated = {name: text for name, text in STRATEGY.items() if name != lacking}
        with refused("FIELD_MISSING"):
            played.take("team_lead", "2026-02-01", "FORM_STRATEGY", **stated)
        assert LOPANDE.field(lacking).help is not None


@pytest.mark.requirement("EX-18", "RM-15", "RM-16", "RM-20", "VG-50")
def test_who_has_no_mandate_is_told_who_has() -> None:
    played = climbed()
    propose(played, "TERMINATION")
    for role, act, stated, decider in (
        ("team_lead", "RESCIND_CONTRACT", A_MEASURE, "board_secretary"),
        ("handler", "FORM_STRATEGY", STRATEGY, "team_lead"),
        ("handler", "ISSUE_FORMAL_NOTICE", A_MEASURE, "follow_up_team"),
        ("handler", "REPORT_TO_IVO", A_MEASURE, "medical_adviser"),
        ("handler", "REPORT_TO_POLICE", A_MEASURE, "responsible_official"),
    ):
        with refused("MANDATE_MISSING") as found:
            played.take(role, "2026-04-24", act, **stated)
        assert found[0].allowed == (decider,)
    ask_for_plan(played, "2026-04-24")
    assert played.state == "STEP_2A"


# --- the register of measures --------------------------------------------------------------------------------


@pytest.mark.requirement("RM-17", "RM-19", "VG-50", "VG-51")
@pytest.mark.parametrize(
    ("role", "act"), [("follow_up_team", "ISSUE_FORMAL_NOTICE"), ("responsible_official", "REPORT_TO_POLICE")]
)
def test_a_formal_notice_and_a_report_to_the_police_wait_for_the_legal_counsel(role: str, act: str) -> None:
    played = climbed()
    with refused("CONSULTATION_MISSING") as found:
        played.take(role, "2026-04-24", act, MEASURE_TEXT="")
    assert found[0].allowed == ("legal_counsel",)
    played.consult("legal_counsel", "2026-04-23", act, "SUPPORTS")
    played.take(role, "2026-04-24", act, MEASURE_TEXT="")
    assert (played.case.steps[-1].act, played.state) == (act, "STEP_3")
    (report,) = [one for one in LOPANDE.reports if one.id == "FORMAL_NOTICE_REPORT"]
    assert (report.cadence.act, report.recipients) == ("ISSUE_FORMAL_NOTICE", ("PRESIDIUM",))


@pytest.mark.requirement("RM-18")
def test_the_medical_adviser_reports_to_the_inspectorate_by_a_decision_of_their_own() -> None:
    played = confirmed()
    played.take("medical_adviser", "2026-01-14", "REPORT_TO_IVO", MEASURE_TEXT="")
    assert played.state == "STEP_0"


@pytest.mark.requirement("VG-52", "RM-20")
def test_the_board_decides_on_a_proposal_made_with_jurist_economist_and_medical_adviser() -> None:
    played = climbed()
    with refused("STEP_NOT_NOW"):
        played.take("board_secretary", "2026-04-24", "DECIDE_CONTROL_PLAN", MEASURE_TEXT="")
    with refused("CONSULTATION_MISSING") as found:
        played.take("handler", "2026-04-23", "PROPOSE_DECISION", "CONTROL_PLAN", MEASURE_TEXT="")
    assert found[0].allowed == ("legal_counsel", "finance_officer", "medical_adviser")
    propose(played, "CONTROL_PLAN")
    with refused("STEP_NOT_NOW"):
        played.take("board_secretary", "2026-04-24", "DECIDE_RECLAIM", MEASURE_TEXT="")
    played.take("board_secretary", "2026-04-24", "DECIDE_CONTROL_PLAN", MEASURE_TEXT="")
    played.take("handler", "2026-05-24", "CARRY_OUT_DECISION", FOLLOW_UP_RESULT="")
    (report,) = [one for one in LOPANDE.reports if one.id == "DECISION_REPORT"]
    assert (report.cadence.act, report.recipients) == ("CARRY_OUT_DECISION", ("BOARD",))


@pytest.mark.requirement("AM-25", "VG-58", "VG-59")
@pytest.mark.parametrize(
    ("measure", "act"),
    [("RECLAIM", "DECIDE_RECLAIM"), ("PENALTY", "DECIDE_PENALTY"), ("TERMINATION", "RESCIND_CONTRACT")],
)
def test_what_takes_the_right_order_waits_for_the_steps_below_or_for_the_jurists_word(measure: str, act: str) -> None:
    ordered, hasty = climbed(), jumped()
    for played in (ordered, hasty):
        propose(played, measure)
    ordered.take("board_secretary", "2026-04-24", act, MEASURE_TEXT="")

    with refused("NOT_DONE_BEFORE") as found:
        hasty.take("board_secretary", "2026-04-24", act, MEASURE_TEXT="")
    assert found[0].source is not None
    assert "görs i rätt ordning" in str(found[0].source.quote)
    assert found[0].allowed[-1] == "legal_counsel"
    hasty.consult("legal_counsel", "2026-04-24", act, "OBJECTS")
    hasty.take("board_secretary", "2026-04-24", act, MEASURE_TEXT="")
    assert hasty.state == ordered.state == ("RESCINDED" if act == "RESCIND_CONTRACT" else "STEP_3")
