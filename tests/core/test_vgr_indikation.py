"""VGR's indications of deviations, played from the package: from receipt to what they come to."""

from __future__ import annotations

import pytest

from service.domain.events import for_party
from service.domain.steps import StepTaken
from service.rules.checklists import tasks
from service.rules.commands import action_of
from tests.core.declared import refused
from tests.core.lopande import HANDLING, LOPANDE, decided_on, handled, opened, received, sorted_in

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
    played, grounds = handled(), ("LEGALLY_COMPLEX", "TERMINATION")
    with refused("TASKS_OPEN"):
        sorted_in().take("handler", "2026-01-12", "REQUEST_IN_DEPTH", HANDOVER_GROUNDS=grounds, HANDOVER_BACKGROUND="")
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
