"""The routine of Region Kronoberg and its municipalities (S2), played from its package through the pure rules."""

from __future__ import annotations

import pytest

from service.rules.stated import Given
from tenants.counterparts import counterparts
from tests.core.declared import Played, package, refused

KR = package("kronoberg-kommuner")
DAY = "2026-03-02"
SEVERE: dict[str, Given] = {"SEVERITY": ("SERIOUS_HARM",), "COLLABORATION_DEFICIENCY": True, "COHERENT_CARE": True}
MILD: dict[str, Given] = {"SEVERITY": ("NEITHER",), "COLLABORATION_DEFICIENCY": True, "COHERENT_CARE": True}
MISSION: dict[str, Given] = {"MISSION": "Utred utskrivning på fredagar.", "PATIENT_SAFETY_NOTE": "Läkemedel följs upp."}
GROUP: dict[str, Given] = {"REPRESENTED": ("LJUNGBY", "ALMHULT"), "PURPOSE": "Flera liknande händelser."}


def opened(outcome: str = "GENERAL", role: str = "municipal_nurse") -> Played:
    played = Played(KR)
    played.open(role, DAY, outcome, unit=None, SYNERGI="2026-004711", MUNICIPALITY=("VAXJO",))
    return played


def categorised(outcome: str = "GENERAL", **weighed: Given) -> Played:
    played = opened(outcome)
    played.take("process_leader", DAY, "CATEGORISE", CATEGORY="Utskrivning", **(weighed or MILD))
    return played


def reported(**weighed: Given) -> Played:
    played = categorised(**weighed)
    played.take("process_leader", DAY, "INCLUDE", YEAR=2026, HALF_YEAR=("FIRST",))
    played.take("process_leader", "2026-09-30", "REPORT")
    return played


@pytest.mark.requirement("SM-2", "KR-04", "KR-06", "RM-10")
def test_a_deviation_is_registered_categorised_included_reported_and_closed() -> None:
    played = opened()
    assert played.state == "REGISTERED"
    with refused("OUT_OF_ORDER"):
        played.take("process_leader", DAY, "INCLUDE", YEAR=2026, HALF_YEAR=("FIRST",))
    with refused("MANDATE_MISSING") as found:
        played.take("municipal_nurse", DAY, "CATEGORISE", CATEGORY="Utskrivning", **MILD)
    assert found[0].allowed == ("process_leader",)
    played.take("process_leader", DAY, "CATEGORISE", CATEGORY="Utskrivning", **MILD)
    assert (played.state, played.tracks) == ("CATEGORISED", {})
    played.take("process_leader", DAY, "INCLUDE", YEAR=2026, HALF_YEAR=("FIRST",))
    assert (played.state, played.case.values["YEAR"], played.case.values["HALF_YEAR"]) == ("INCLUDED", 2026, "FIRST")
    played.take("process_leader", "2026-09-30", "REPORT")
    assert played.state == "REPORTED"
    played.take("process_leader", "2026-09-30", "CLOSE")
    assert played.state == "CLOSED"


@pytest.mark.requirement("KR-04")
def test_what_is_not_about_coherent_care_is_not_compiled_and_ends_once_it_is_categorised() -> None:
    apart, together = categorised(**MILD | {"COHERENT_CARE": False}), categorised()
    with refused("STEP_NOT_NOW"):
        apart.take("process_leader", DAY, "INCLUDE", YEAR=2026, HALF_YEAR=("FIRST",))
    with refused("STEP_NOT_NOW"):
        together.take("process_leader", DAY, "CLOSE")
    apart.take("process_leader", DAY, "CLOSE")
    assert apart.state == "CLOSED"


@pytest.mark.requirement("KR-03", "SM-2")
@pytest.mark.parametrize("deficiency", [True, False])
@pytest.mark.parametrize("severity", ["SERIOUS_HARM", "RISK_OF_SERIOUS_HARM", "NEITHER"])
def test_a_joint_analysis_is_called_for_by_serious_harm_and_a_possible_deficiency_together(
    *, severity: str, deficiency: bool
) -> None:
    weighed: dict[str, Given] = {"SEVERITY": (severity,), "COLLABORATION_DEFICIENCY": deficiency, "COHERENT_CARE": True}
    called_for = severity != "NEITHER" and deficiency
    assert categorised(**weighed).tracks == ({"JOINT_ANALYSIS": "CALLED_FOR"} if called_for else {})


@pytest.mark.requirement("KR-03")
def test_what_calls_for_a_joint_analysis_is_not_closed_without_it() -> None:
    played = reported(**SEVERE)
    with refused("TRACKS_OPEN"):
        played.take("process_leader", "2026-09-30", "CLOSE")
    with refused("CONSULTATION_MISSING") as found:
        played.take("process_leader", "2026-09-30", "JOINT_EVENT_ANALYSIS", "JOINTLY")
    assert found[0].allowed == ("municipal_nurse",)
    played.consult("municipal_nurse", "2026-09-30", "JOINT_EVENT_ANALYSIS", "SUPPORTS")
    played.take("process_leader", "2026-09-30", "JOINT_EVENT_ANALYSIS", "JOINTLY")
    assert played.tracks == {"JOINT_ANALYSIS": "ANALYSED"}
    played.take("process_leader", "2026-09-30", "CLOSE")
    assert played.state == "CLOSED"


@pytest.mark.requirement("KR-03")
def test_in_consultation_the_municipality_is_heard_and_jointly_it_agrees() -> None:
    played = categorised(**SEVERE)
    played.consult("municipal_nurse", DAY, "JOINT_EVENT_ANALYSIS", "OBJECTS")
    with refused("CONSULTATION_MISSING"):
        played.take("process_leader", DAY, "JOINT_EVENT_ANALYSIS", "JOINTLY")
    played.take("process_leader", DAY, "JOINT_EVENT_ANALYSIS", "IN_CONSULTATION")
    assert played.tracks == {"JOINT_ANALYSIS": "ANALYSED"}


@pytest.mark.requirement("KR-03")
def test_whoever_refrains_from_a_joint_analysis_gives_the_reason_and_hears_the_municipality() -> None:
    played = categorised(**SEVERE)
    with refused("FIELD_MISSING"):
        played.take("process_leader", DAY, "REFRAIN_FROM_JOINT_ANALYSIS")
    why: dict[str, Given] = {"WHY_NOT_TOGETHER": "Redan utredd av kommunen."}
    with refused("CONSULTATION_MISSING"):
        played.take("process_leader", DAY, "REFRAIN_FROM_JOINT_ANALYSIS", **why)
    played.consult("municipal_nurse", DAY, "REFRAIN_FROM_JOINT_ANALYSIS", "SUPPORTS")
    played.take("process_leader", DAY, "REFRAIN_FROM_JOINT_ANALYSIS", **why)
    assert played.tracks == {"JOINT_ANALYSIS": "REFRAINED"}


@pytest.mark.requirement("KR-10", "KR-11", "RM-13", "RM-14", "RP-03", "SM-2")
def test_a_mission_has_the_perspective_of_patient_safety_and_comes_back() -> None:
    played = reported()
    with refused("MANDATE_MISSING") as found:
        played.take("process_leader", "2026-10-01", "GIVE_MISSION", PATIENT_SAFETY=True, **MISSION)
    assert found[0].allowed == ("county_management_group",)
    with refused("FIELD_MISSING"):
        played.take("county_management_group", "2026-10-01", "GIVE_MISSION", **MISSION)
    with refused("ACT_BARRED"):
        played.take("county_management_group", "2026-10-01", "GIVE_MISSION", PATIENT_SAFETY=False, **MISSION)
    played.take("county_management_group", "2026-10-01", "GIVE_MISSION", PATIENT_SAFETY=True, **MISSION)
    with refused("TRACKS_OPEN"):
        played.take("process_leader", "2026-10-01", "CLOSE")
    with refused("MANDATE_MISSING"):
        played.take("county_management_group", "2026-12-01", "REPORT_MISSION", MISSION_RESULT="Klart.")
    played.take("cross_group", "2026-12-01", "REPORT_MISSION", MISSION_RESULT="Ny rutin för fredagar.")
    assert played.tracks == {"MISSION": "REPORTED_BACK"}
    assert [(one.recipients, one.cadence.act) for one in KR.reports] == [
        (("county_management_group",), "REPORT_MISSION")
    ]
    played.take("process_leader", "2026-12-01", "CLOSE")
    assert played.state == "CLOSED"


@pytest.mark.requirement("KR-01", "RM-11", "KR-07", "PV-03", "AM-33")
def test_the_municipality_concerned_sees_its_deviation_and_the_groups_members_one_they_need() -> None:
    played = categorised()
    assert played.parties == {"vaxjo"}
    with refused("FIELD_MISSING"):
        played.take("process_leader", DAY, "OPEN_TO_ANALYSIS_GROUP", REPRESENTED=("LJUNGBY",))
    with refused("MANDATE_MISSING"):
        played.take("analysis_group_member", DAY, "OPEN_TO_ANALYSIS_GROUP", **GROUP)
    played.take("process_leader", DAY, "OPEN_TO_ANALYSIS_GROUP", **GROUP)
    assert played.parties == {"vaxjo", "ljungby", "almhult"}


@pytest.mark.requirement("KR-14", "PV-04")
def test_a_suicide_is_not_opened_to_the_group_and_waits_for_its_own_annex() -> None:
    played = categorised("SUICIDE", **MILD | {"COHERENT_CARE": False})
    with refused("ACT_BARRED"):
        played.take("process_leader", DAY, "OPEN_TO_ANALYSIS_GROUP", **GROUP)
    assert played.parties == {"vaxjo"}
    with refused("TASKS_OPEN"):
        played.take("process_leader", DAY, "CLOSE")
    with refused("MANDATE_MISSING"):
        played.tick("county_management_group", DAY, "SUICIDE_ANNEX", "HANDLE_BY_ANNEX")
    played.tick("process_leader", DAY, "SUICIDE_ANNEX", "HANDLE_BY_ANNEX")
    played.take("process_leader", DAY, "CLOSE")
    assert played.state == "CLOSED"
    assert [one.id for one in KR.references] == ["suicide-annex"]


@pytest.mark.requirement("KR-02")
def test_only_the_reference_and_how_it_is_weighed_come_over_from_the_deviation_system() -> None:
    played = Played(KR)
    with refused("FIELD_MISSING"):
        played.open("process_leader", DAY, "GENERAL", unit=None, MUNICIPALITY=("VAXJO",))
    told = {one.field for act in KR.acts for one in act.asks if KR.field(one.field).kind == "TEXT"}
    weighed = {one.field for name in ("OPEN_CASE", "CATEGORISE") for one in KR.act(name).asks}
    assert weighed == {"SYNERGI", "MUNICIPALITY", "CATEGORY", "SEVERITY", "COLLABORATION_DEFICIENCY", "COHERENT_CARE"}
    assert not weighed & told


@pytest.mark.requirement("KR-02", "RM-11")
@pytest.mark.parametrize("role", ["process_leader", "municipal_nurse"])
def test_a_deviation_is_registered_by_those_with_access_to_the_deviation_system(role: str) -> None:
    assert opened(role=role).state == "REGISTERED"
    for other in ("analysis_group_member", "county_management_group", "handler"):
        with refused("MANDATE_MISSING") as found:
            opened(role=other)
        assert found[0].allowed == ("process_leader", "municipal_nurse")


@pytest.mark.requirement("KR-01")
def test_every_municipality_that_can_be_concerned_is_a_counterpart_that_then_is_a_party() -> None:
    options = [one.id for one in KR.field("MUNICIPALITY").options]
    assert len(options) == 8
    seen = set[str]()
    for option in options:
        played = Played(KR)
        played.open("process_leader", DAY, "GENERAL", unit=None, SYNERGI="1", MUNICIPALITY=(option,))
        seen |= played.parties
    assert len(seen) == len(options)
    assert seen <= set(counterparts())


@pytest.mark.requirement("KR-15")
def test_the_routine_says_who_owns_its_facts_and_names_no_person() -> None:
    assert KR.documents["S2"].owner == "Faktaägare i Region Kronoberg och i kommunerna i Kronobergs län"
