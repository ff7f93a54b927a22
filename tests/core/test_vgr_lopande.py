"""VGR's ongoing follow-up, played from its package: indications, the ladder, the register of measures, the note."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.domain.errors import Refusal
from service.domain.events import for_party
from service.domain.steps import StepTaken
from service.rules.checklists import tasks
from service.rules.commands import TakeStep, action_of
from service.rules.lint import lint
from tests.core.declared import Played, package, refused

LOPANDE = package("vgr-lopande")
STRATEGY: dict[str, Any] = {"PURPOSE": "", "STRATEGY": "", "MEASURES": ""}
A_MEASURE: dict[str, Any] = {"MEASURE_TEXT": ""}
SOURCES = (
    "PATIENT_BOARD",
    "POLITICIANS",
    "NEIGHBOURING_PROVIDER",
    "PATIENT",
    "PROVIDER_ITSELF",
    "WHISTLEBLOWER",
    "SIGNAL_REPORT",
    "PROVIDER_TIP",
)
MEASURES = {
    "START_DIALOGUE",
    "ASK_FOR_ACTION_PLAN",
    "FOLLOW_UP_ACTION_PLAN",
    "FORM_STRATEGY",
    "ISSUE_FORMAL_NOTICE",
    "REPORT_TO_IVO",
    "REPORT_TO_POLICE",
    "PROPOSE_DECISION",
    "DECIDE_CONTROL_PLAN",
    "DECIDE_RECLAIM",
    "DECIDE_PENALTY",
    "RESCIND_CONTRACT",
    "CARRY_OUT_DECISION",
}
HANDLING = ("COMPLETE_INFORMATION", "VALUE_INFORMATION", "PRIORITISE", "CHECK_AGREEMENT_AND_LAW")


def opened(outcome: str = "ORDINARY_FOLLOW_UP", form: str = "LOU_RS") -> Played:
    played = Played(LOPANDE)
    played.open("handler", "2026-01-05", outcome, CONTRACT_FORM=(form,))
    return played


def received(source: str = "PATIENT") -> Played:
    played = opened("INDICATION")
    played.take("handler", "2026-01-05", "REGISTER_INDICATION", INDICATION_SOURCE=(source,), DESCRIPTION="")
    return played


def sorted_in(severity: str = "MINOR", source: str = "PATIENT") -> Played:
    """An indication under assessment."""
    played = received(source)
    played.take("handler", "2026-01-07", "SORT_INDICATION", severity)
    return played


def handled() -> Played:
    """One whose handling is done, and on which it can be decided."""
    played = sorted_in()
    played.take("handler", "2026-01-08", "CONTACT_PROVIDER", PROVIDER_COMMENT="")
    for task in HANDLING:
        played.tick("handler", "2026-01-09", "HANDLING_OF_INDICATION", task)
    return played


def decided_on(outcome: str) -> Played:
    played = handled()
    played.take("handler", "2026-01-12", "DECIDE_ON_INDICATION", outcome, GROUNDS="")
    return played


def confirmed() -> Played:
    """A confirmed deviation at the foot of the ladder."""
    played = decided_on("FOLLOW_UP_CLOSER")
    played.take("handler", "2026-01-13", "CONFIRM_DEVIATION", DEVIATION="")
    return played


def ask_for_plan(
    played: Played,
    day: str = "2026-01-15",
    months: int | None = 3,
    deadline: date | None = date(2026, 2, 15),
    *,
    reasoned: bool = False,
) -> None:
    command = TakeStep(
        "ASK_FOR_ACTION_PLAN",
        date.fromisoformat(day),
        values={} if deadline is None else {"PLAN_DUE_ON": deadline},
        told=("DEVIATION",),
        reasoned=reasoned,
        due_months=months,
    )
    played.decide("handler", day, command)


def climbed() -> Played:
    """At step 3, each step below having been taken."""
    played = confirmed()
    played.take("handler", "2026-01-14", "START_DIALOGUE", DIALOGUE="")
    ask_for_plan(played)
    played.take("unit_head", "2026-02-10", "SUBMIT_ACTION_PLAN", ACTION_PLAN="")
    played.take("handler", "2026-04-15", "FOLLOW_UP_ACTION_PLAN", "NOT_CARRIED_OUT", FOLLOW_UP_RESULT="")
    played.take("team_lead", "2026-04-20", "FORM_STRATEGY", **STRATEGY)
    return played


def jumped() -> Played:
    """At step 3 for a reason, straight from the normal state."""
    played = confirmed()
    played.take("team_lead", "2026-01-14", "FORM_STRATEGY", reasoned=True, **STRATEGY)
    return played


def propose(played: Played, measure: str) -> None:
    for role in ("legal_counsel", "finance_officer", "medical_adviser"):
        played.consult(role, "2026-04-22", "PROPOSE_DECISION", "SUPPORTS")
    played.take("handler", "2026-04-23", "PROPOSE_DECISION", measure, MEASURE_TEXT="")


# --- the package ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("C9", "VG-12")
def test_the_package_is_whole_but_for_the_two_things_that_its_document_leaves_to_people() -> None:
    found = lint(LOPANDE)
    assert [(one.severity, one.code) for one in found] == [
        ("WARNING", "CRITERION_TWICE"),  # AM-42
        ("WARNING", "DECIDERS_DIFFER"),  # AM-41
    ]
    assert found[0].problem.startswith("FINANCIAL_IRREGULARITIES speaks for YELLOW and for RED")
    assert found[1].problem == "handler may ASK_FOR_ACTION_PLAN; elsewhere the document names follow_up_team"


@pytest.mark.requirement("VG-01", "VG-02")
def test_each_form_of_contract_can_be_followed_up_but_the_partnership_that_has_its_reference_group() -> None:
    forms = [one.id for one in LOPANDE.field("CONTRACT_FORM").options]
    assert forms == ["LOL", "LOF", "LOU_RS", "LOU_OSN", "IOP", "VARDVAL_VARDCENTRAL", "VARDVAL_REHAB"]
    for form in forms:
        if form == "IOP":
            with refused("ACT_BARRED") as found:
                opened(form=form)
            assert found[0].source is not None
            assert found[0].source.quote == "Idéburna offentliga partnerskap (IOP) följs inte upp."
        else:
            assert opened(form=form).state == "STEP_0"
    (group,) = [one for one in LOPANDE.reports if one.id == "IOP_REFERENCE_GROUP"]
    assert (group.cadence.kind, group.cadence.every) == ("MONTHLY", 6)
    assert [one.id for one in LOPANDE.references] == ["basis-lol-lof", "basis-lou", "basis-vardval"]


@pytest.mark.requirement("VG-06", "VG-07", "VG-08", "VG-21")
@pytest.mark.parametrize(("report", "headings"), [("PLANNING", 6), ("DATA_ORDER", 6), ("TEAM_SUMMARY", 6)])
def test_yearly_planning_data_orders_and_summaries_keep_the_headings_of_the_handbook(
    report: str, headings: int
) -> None:
    (found,) = [one for one in LOPANDE.reports if one.id == report]
    assert (found.cadence.kind, len(found.contents)) == ("YEARLY", headings)


# --- indications ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("VG-13")
@pytest.mark.parametrize("source", SOURCES)
def test_an_indication_from_whichever_source_is_received(source: str) -> None:
    unregistered = opened("INDICATION")
    with refused("NOT_DONE_BEFORE"):
        unregistered.take("handler", "2026-01-07", "SORT_INDICATION", "MINOR")
    assert received(source).state == unregistered.state == "RECEIVED"


@pytest.mark.requirement("VG-14")
def test_a_serious_indication_has_the_provider_contacted_at_once() -> None:
    assert not [one for one in tasks(LOPANDE, sorted_in("MINOR").case) if one.checklist.id == "SERIOUS_INDICATION"]
    (own,) = [one for one in tasks(LOPANDE, sorted_in("SERIOUS").case) if one.checklist.id == "SERIOUS_INDICATION"]
    assert (own.task.id, own.status, own.since.isoformat()) == ("CONTACT_AT_ONCE", "OPEN", "2026-01-07")
    assert own.task.timing is not None
    assert own.task.timing.sv == "Omedelbart"


@pytest.mark.requirement("VG-16")
def test_a_decision_on_an_indication_waits_for_each_step_of_its_handling() -> None:
    played = sorted_in()
    with refused("NOT_DONE_BEFORE"):
        played.take("handler", "2026-01-12", "DECIDE_ON_INDICATION", "MONITOR", GROUNDS="")
    played.take("handler", "2026-01-08", "CONTACT_PROVIDER")
    for task in HANDLING:
        with refused("TASKS_OPEN"):
            played.take("handler", "2026-01-12", "DECIDE_ON_INDICATION", "MONITOR", GROUNDS="")
        played.tick(
            "medical_adviser" if task == "VALUE_INFORMATION" else "handler",
            "2026-01-09",
            "HANDLING_OF_INDICATION",
            task,
        )
    played.take("handler", "2026-01-12", "DECIDE_ON_INDICATION", "MONITOR", GROUNDS="")
    assert played.state == "MONITORED"


@pytest.mark.requirement("VG-17", "SM-6")
def test_an_indication_comes_to_nothing_to_monitoring_to_a_closer_look_or_to_a_request_for_depth() -> None:
    nothing = decided_on("NO_MEASURE")
    assert nothing.state == "NO_MEASURE"
    with refused("CASE_CLOSED"):
        nothing.take("handler", "2026-01-20", "CONTACT_PROVIDER")

    monitored = decided_on("MONITOR")
    monitored.take("handler", "2026-03-01", "DECIDE_ON_INDICATION", "FOLLOW_UP_CLOSER", GROUNDS="")
    assert monitored.state == "CLOSER_FOLLOW_UP"
    monitored.take(
        "team_lead", "2026-03-02", "REQUEST_IN_DEPTH", HANDOVER_GROUNDS=("MEDICAL_RECORDS",), HANDOVER_BACKGROUND=""
    )
    assert monitored.state == "IN_DEPTH_REQUESTED"


@pytest.mark.parametrize(
    ("answer", "state"),
    [("ACCEPTED", "HANDED_OVER"), ("WAITING_LIST", "MONITORED"), ("DECLINED", "CLOSER_FOLLOW_UP")],
)
@pytest.mark.requirement("VG-17")
def test_what_depth_does_not_take_on_stays_watched(answer: str, state: str) -> None:
    played = handled()
    grounds = ("LEGALLY_COMPLEX", "TERMINATION")
    played.take("handler", "2026-01-12", "REQUEST_IN_DEPTH", HANDOVER_GROUNDS=grounds, HANDOVER_BACKGROUND="")
    played.take("in_depth_team", "2026-01-19", "ANSWER_IN_DEPTH", answer)
    assert played.state == state


@pytest.mark.requirement("VG-15")
def test_before_a_deviation_is_confirmed_nobody_can_take_any_measure() -> None:
    stages = [opened("INDICATION"), sorted_in(), decided_on("MONITOR"), decided_on("FOLLOW_UP_CLOSER"), opened()]
    for played in stages:
        for role in (
            "handler",
            "team_lead",
            "follow_up_team",
            "medical_adviser",
            "responsible_official",
            "board_secretary",
        ):
            assert not MEASURES & {action_of(one) for one in played.open_to(role, "2026-02-01")}, (played.state, role)
    with refused("OUT_OF_ORDER"):
        stages[3].take("handler", "2026-02-01", "START_DIALOGUE", DIALOGUE="")
    with refused("NOT_DONE_BEFORE") as found:
        stages[4].take("handler", "2026-02-01", "START_DIALOGUE", DIALOGUE="")
    assert found[0].source is not None
    assert str(found[0].source.quote).startswith("Innan en avvikelse är bekräftad")
    stages[4].take("handler", "2026-02-01", "CONFIRM_DEVIATION", DEVIATION="")
    stages[4].take("handler", "2026-02-01", "START_DIALOGUE", DIALOGUE="")
    assert stages[4].state == "STEP_1"


@pytest.mark.requirement("PV-09", "VG-16")
def test_the_provider_sees_nothing_of_an_indication_before_it_is_contacted() -> None:
    played = sorted_in(source="WHISTLEBLOWER")
    assert played.parties == set()
    played.take("handler", "2026-01-08", "CONTACT_PROVIDER")
    assert played.parties == {"UNIT"}
    assert opened().parties == {"UNIT"}
    told = for_party(played.events)
    assert [one.act for one in told if isinstance(one, StepTaken)] == ["CONTACT_PROVIDER"]
    assert not any("WHISTLEBLOWER" in one.model_dump_json() for one in told)


# --- the ladder ----------------------------------------------------------------------------------------------


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
def test_the_medical_adviser_reports_to_the_inspectorate_by_his_own_decision() -> None:
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


# --- follow-up over the year ---------------------------------------------------------------------------------


@pytest.mark.requirement("VG-03", "VG-04")
def test_ordinary_follow_up_plans_carries_out_and_reports_back() -> None:
    own = [one for one in tasks(LOPANDE, opened().case) if one.checklist.id == "ORDINARY_FOLLOW_UP"]
    assert [one.task.id for one in own] == ["PLAN", "CARRY_OUT", "REPORT_BACK"]
    assert own[0].task.timing is not None
    assert own[0].task.timing.sv == "Påbörjas året innan nytt uppföljningsår"


@pytest.mark.requirement("VG-20")
@pytest.mark.parametrize("reason", ["NEW_PROVIDER", "NEW_AGREEMENT", "CHANGED_OWNERSHIP", "CHANGED_ADDRESS"])
def test_a_new_provider_agreement_owner_or_address_is_followed_up_by_checklist_before_the_end(reason: str) -> None:
    played = opened(reason)
    for task in ("GATHER_INFORMATION", "BASIC_DEMANDS", "TEAM_CHECKLIST"):
        with refused("TASKS_OPEN"):
            played.take("handler", "2026-03-01", "CONCLUDE")
        played.tick("handler", "2026-02-01", "NEW_PROVIDER", task)
    played.take("handler", "2026-03-01", "CONCLUDE")
    assert played.state == "CONCLUDED"


@pytest.mark.requirement("VG-05", "VG-19")
def test_a_meeting_note_is_registered_once_the_provider_has_approved_it_and_not_before() -> None:
    played = opened()
    played.take(
        "handler",
        "2026-02-01",
        "HOLD_DIALOGUE",
        AGENDA_PURPOSE="",
        AGENDA_EARLIER="",
        AGENDA_RESULTS="",
        AGENDA_NEXT="",
    )
    assert played.tracks == {"MEETING_NOTE": "TO_BE_SENT"}
    played.take("handler", "2026-02-02", "SEND_NOTE", NOTE="")
    with refused("OUT_OF_ORDER"):
        played.take("handler", "2026-02-03", "REGISTER_NOTE", REGISTRY_NUMBER="2026-00001")
    with refused("MANDATE_MISSING") as found:
        played.take("handler", "2026-02-03", "REVIEW_NOTE", "APPROVED")
    assert found[0].allowed == ("unit_head",)
    with refused("TRACKS_OPEN"):
        played.take("handler", "2026-02-03", "CONCLUDE")
    played.take("unit_head", "2026-02-03", "REVIEW_NOTE", "NOT_APPROVED", NOTE_OBJECTION="")
    assert played.tracks == {"MEETING_NOTE": "TO_BE_SENT"}
    played.take("handler", "2026-02-04", "SEND_NOTE", NOTE="")
    played.take("unit_head", "2026-02-05", "REVIEW_NOTE", "APPROVED")
    played.take("handler", "2026-02-06", "REGISTER_NOTE", REGISTRY_NUMBER="2026-00001")
    played.take("handler", "2026-03-06", "SEND_NOTE", NOTE="")
    assert played.tracks == {"MEETING_NOTE": "UNDER_REVIEW"}
    played.take("team_lead", "2026-03-20", "WITHDRAW_NOTE")
    played.take("handler", "2026-03-21", "CONCLUDE")
    assert (played.state, played.tracks) == ("CONCLUDED", {"MEETING_NOTE": "WITHDRAWN"})


@pytest.mark.requirement("VG-09", "VG-10", "VG-11", "VG-12", "PV-02")
def test_the_assessment_of_a_provider_stays_with_the_staff_and_gives_what_is_to_be_done() -> None:
    played, found = opened(), []
    for colour in ("GREEN", "YELLOW", "RED"):
        played.take("handler", "2026-02-01", "ASSESS_PROVIDER", PROVIDER_ASSESSMENT=(colour,))
        assert not played.case.steps[-1].shared
        assert played.case.values["PROVIDER_ASSESSMENT"] == colour
        found.append({one.task.id for one in tasks(LOPANDE, played.case)} - {"PLAN", "CARRY_OUT", "REPORT_BACK"})
    assert found[0] == {"YEARLY_FOLLOW_UP"}
    assert found[1] >= {"MEETINGS_AS_NEEDED", "WATCH_NEARBY"}
    assert found[2] >= {"DENSE_FOLLOW_UP", "FURTHER_PLAN", "CONSIDER_FORMAL_NOTICE", "STRATEGY_AND_RELATION"}
    with pytest.raises(Refusal):
        played.take("unit_head", "2026-02-02", "ASSESS_PROVIDER", PROVIDER_ASSESSMENT=("GREEN",))
    assert LOPANDE.act("ASSESS_PROVIDER").audience == "STAFF"
    criteria = {one.id: [each.id for each in one.criteria] for one in LOPANDE.field("PROVIDER_ASSESSMENT").options}
    assert {colour for colour, ids in criteria.items() if "FINANCIAL_IRREGULARITIES" in ids} == {"YELLOW", "RED"}
