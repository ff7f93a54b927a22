"""The routine between Försäkringskassan and Region Kalmar (S0), played from its package through the pure rules."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from service.rules.ruleset import Ruleset
from service.rules.stated import Given
from service.rules.yaml_text import read_yaml
from tests.core.declared import Played, package, refused

FK = package("kalmar-forsakringskassan")
DAY = "2025-09-01"
REPORT: dict[str, Given] = {
    "CATEGORIES": ("QUALITY_OF_DOCUMENTS",),
    "WHAT_HAPPENED": "Ett läkarintyg saknade uppgift om funktionsnedsättning.",
    "HAPPENED_ON": date(2025, 8, 20),
    "TRIED_TO_SOLVE": False,
    "CONTACT": "Handläggare, telefon 0480-000 00",
}
OPENERS = {"REGION_TO_FK": "process_leader", "FK_TO_REGION": "collaboration_officer"}
HANDLERS = {
    "HEAD_AT_REGION": "unit_head",
    "COLLABORATION_AT_REGION": "process_leader",
    "HEAD_AT_FK": "counterpart_head",
    "COLLABORATION_AT_FK": "collaboration_officer",
}
WAY = ("ASSESS", "MAP", "ANALYSE", "DEAL_WITH")


def opened(direction: str, *categories: str, ruleset: Ruleset = FK, **stated: Given) -> Played:
    played = Played(ruleset)
    report = REPORT | ({"CATEGORIES": categories} if categories else {}) | stated
    played.open(OPENERS[direction], DAY, direction, **report)
    return played


def handled(played: Played) -> None:
    """Every track of it is gone through, by the role whose track it is."""
    for track in played.tracks:
        for act in WAY:
            played.take(HANDLERS[track], DAY, act, track=track)


@pytest.mark.requirement("EX-19", "FK-01", "FK-02", "FK-03", "FK-04", "FK-05", "RM-01", "RM-02", "RM-03", "AM-35")
@pytest.mark.parametrize(
    ("direction", "categories", "tracks"),
    [
        ("FK_TO_REGION", ("TREATMENT",), {"HEAD_AT_REGION"}),
        ("FK_TO_REGION", ("QUALITY_OF_DOCUMENTS",), {"COLLABORATION_AT_REGION"}),
        ("FK_TO_REGION", ("IRREGULARITY", "TREATMENT"), {"HEAD_AT_REGION", "COLLABORATION_AT_REGION"}),
        ("REGION_TO_FK", ("TREATMENT",), {"HEAD_AT_FK"}),
        ("REGION_TO_FK", ("COOPERATION",), {"COLLABORATION_AT_FK"}),
        ("REGION_TO_FK", ("COOPERATION", "QUALITY_OF_DOCUMENTS", "IRREGULARITY"), {"COLLABORATION_AT_FK"}),
        ("REGION_TO_FK", ("TREATMENT", "COOPERATION"), {"HEAD_AT_FK", "COLLABORATION_AT_FK"}),
    ],
)
def test_a_deviation_goes_to_those_who_receive_its_categories(
    direction: str, categories: tuple[str, ...], tracks: set[str]
) -> None:
    played = opened(direction, *categories)

    assert played.tracks == dict.fromkeys(tracks, "ROUTED")
    for track in tracks:
        for other in set(HANDLERS.values()) - {HANDLERS[track]}:
            with refused("MANDATE_MISSING") as found:
                played.take(other, DAY, "ASSESS", track=track)
            assert found[0].allowed == (HANDLERS[track],)
    handled(played)
    assert played.tracks == dict.fromkeys(tracks, "DEALT_WITH")


@pytest.mark.requirement("SM-1", "FK-09", "FK-11", "RM-05")
@pytest.mark.parametrize("direction", OPENERS)
def test_a_deviation_is_handled_followed_up_in_the_steering_group_and_closed(direction: str) -> None:
    played = opened(direction, "TREATMENT", "IRREGULARITY")
    assert played.state == "RECEIVED"
    handled(played)
    played.take("process_leader", DAY, "CONFIRM_HANDLED")
    assert played.state == "HANDLED"
    with refused("OUT_OF_ORDER"):
        played.take("process_leader", DAY, "CLOSE")
    with refused("MANDATE_MISSING") as found:
        played.take("process_leader", DAY, "FOLLOW_UP")
    assert found[0].allowed == ("steering_group",)
    played.take("steering_group", "2025-10-01", "FOLLOW_UP")
    assert played.state == "FOLLOWED_UP"
    played.take("steering_group", "2025-10-01", "CLOSE")
    assert played.state == "CLOSED"
    with refused("CASE_CLOSED"):
        played.take("process_leader", "2025-10-02", "NOTE", INTERNAL_NOTE="Ringt.")


@pytest.mark.requirement("FK-12", "RM-06", "SM-1")
def test_a_system_fault_becomes_a_mission_of_the_committee_and_the_case_waits_for_its_report() -> None:
    played = opened("FK_TO_REGION")
    handled(played)
    played.take("collaboration_officer", DAY, "CONFIRM_HANDLED")
    given: dict[str, Given] = {"SYSTEM_FAULT": True, "MISSION": "Se över mallen."}
    with refused("OUT_OF_ORDER"):
        played.take("steering_group", DAY, "GIVE_MISSION", **given)
    played.take("steering_group", DAY, "FOLLOW_UP")
    played.take("steering_group", DAY, "GIVE_MISSION", **given)
    assert (played.state, played.tracks["MISSION"]) == ("FOLLOWED_UP", "GIVEN")
    with refused("STEP_NOT_NOW"):
        played.take("steering_group", DAY, "GIVE_MISSION", **given)
    with refused("TRACKS_OPEN"):
        played.take("steering_group", DAY, "CLOSE")
    with refused("MANDATE_MISSING"):
        played.take("steering_group", DAY, "REPORT_MISSION", MISSION_RESULT="Klart.")
    played.take("insurance_medicine_committee", "2025-11-03", "REPORT_MISSION", MISSION_RESULT="Mallen är ändrad.")
    assert played.tracks["MISSION"] == "REPORTED"
    played.take("steering_group", "2025-11-03", "CLOSE")
    assert played.state == "CLOSED"


@pytest.mark.requirement("FK-04")
def test_a_mixed_deviation_is_handled_only_when_both_tracks_are() -> None:
    played = opened("FK_TO_REGION", "TREATMENT", "COOPERATION")
    with refused("TRACK_UNNAMED"):
        played.take("process_leader", DAY, "ASSESS")
    for act in WAY:
        played.take("process_leader", DAY, act, track="COLLABORATION_AT_REGION")
    with refused("TRACKS_OPEN") as found:
        played.take("process_leader", DAY, "CONFIRM_HANDLED")
    assert [one.sv for one in found[0].params["tracks"]] == ["Chefsnivå, Region Kalmar län"]
    for act in WAY:
        played.take("unit_head", DAY, act)
    played.take("process_leader", DAY, "CONFIRM_HANDLED")
    assert played.state == "HANDLED"


@pytest.mark.requirement("FK-09")
def test_what_is_not_needed_is_passed_over_for_a_reason_but_nothing_is_handled_unassessed() -> None:
    played = opened("REGION_TO_FK")
    with refused("OUT_OF_ORDER"):
        played.take("collaboration_officer", DAY, "DEAL_WITH")
    played.take("collaboration_officer", DAY, "ASSESS")
    with refused("SKIP_WITHOUT_REASON") as found:
        played.take("collaboration_officer", DAY, "DEAL_WITH")
    assert [one.sv for one in found[0].params["skipped"]] == ["Kartlagd", "Analyserad"]
    played.take("collaboration_officer", DAY, "DEAL_WITH", reasoned=True, RESULT="Intyget är kompletterat.")
    assert played.tracks == {"COLLABORATION_AT_FK": "DEALT_WITH"}
    assert played.case.steps[-1].skipped == ("MAPPED", "ANALYSED")


@pytest.mark.requirement("FK-06", "FK-07")
@pytest.mark.parametrize("direction", OPENERS)
def test_both_directions_ask_the_same_five_things(direction: str) -> None:
    asked = {one.field for one in FK.act("OPEN_CASE").asks}
    assert asked == {*REPORT, "HOW_TRIED"}
    assert FK.subject.unit == "REQUIRED"
    what = FK.field("WHAT_HAPPENED")
    assert (what.longest, what.help is None) == (4000, False)
    assert {one.id for one in FK.fields if one.id in asked and one.kind == "TEXT"} == {
        "WHAT_HAPPENED",
        "HOW_TRIED",
        "CONTACT",
    }
    played = Played(FK)
    for left_out in REPORT:
        stated = {name: value for name, value in REPORT.items() if name != left_out}
        with refused("FIELD_MISSING"):
            played.open(OPENERS[direction], DAY, direction, **stated)
    with refused("UNIT_NOT_AS_RULED"):
        played.open(OPENERS[direction], DAY, direction, unit=None, **REPORT)
    assert played.events == []


@pytest.mark.requirement("FK-06")
def test_how_one_has_tried_is_told_if_one_has_tried_and_else_not() -> None:
    played, how = Played(FK), "Vi har ringt vårdenheten."
    with refused("FIELD_MISSING"):
        played.open("process_leader", DAY, "REGION_TO_FK", **REPORT | {"TRIED_TO_SOLVE": True})
    with refused("FIELD_NOT_ASKED"):
        played.open("process_leader", DAY, "REGION_TO_FK", **REPORT | {"HOW_TRIED": how})
    played.open("process_leader", DAY, "REGION_TO_FK", **REPORT | {"TRIED_TO_SOLVE": True, "HOW_TRIED": how})
    assert set(played.case.opened.told) == {"WHAT_HAPPENED", "HOW_TRIED", "CONTACT"}


@pytest.mark.requirement("FK-01", "RM-01", "RM-02")
@pytest.mark.parametrize(
    ("direction", "openers"),
    [
        ("REGION_TO_FK", ("process_leader", "unit_head")),
        ("FK_TO_REGION", ("collaboration_officer", "counterpart_head")),
    ],
)
def test_each_party_reports_for_itself(direction: str, openers: tuple[str, ...]) -> None:
    everybody = {*HANDLERS.values(), "steering_group", "insurance_medicine_committee", "handler", "external_party"}
    for role in everybody - set(openers):
        with refused("MANDATE_MISSING") as found:
            Played(FK).open(role, DAY, direction, **REPORT)
        assert found[0].allowed == openers
    for role in openers:
        played = Played(FK)
        played.open(role, DAY, direction, **REPORT)
        assert played.state == "RECEIVED"


@pytest.mark.requirement("EX-19", "FK-08", "PV-01", "AM-34", "RM-02", "RM-04")
def test_the_personal_number_goes_to_those_named_and_never_to_the_process_leader() -> None:
    towards_region, towards_fk = opened("FK_TO_REGION"), opened("REGION_TO_FK")
    why: dict[str, Given] = {"NECESSITY": "Avvikelsen gäller ett enskilt beslut."}
    with refused("INVALID_INPUT") as found:
        towards_region.take("collaboration_officer", DAY, "HAND_OVER_IDENTITY", "TO_PROCESS_LEADER", **why)
    assert found[0].allowed == ("TO_HEAD_AT_FK", "TO_COLLABORATION_OFFICER", "TO_HEAD_OF_UNIT")
    with refused("FIELD_MISSING"):
        towards_region.take("collaboration_officer", DAY, "HAND_OVER_IDENTITY", "TO_HEAD_OF_UNIT")
    towards_region.take("collaboration_officer", DAY, "HAND_OVER_IDENTITY", "TO_HEAD_OF_UNIT", **why)
    with refused("STEP_NOT_NOW"):
        towards_region.take("process_leader", DAY, "HAND_OVER_IDENTITY", "TO_HEAD_AT_FK", **why)
    for recipient in ("TO_HEAD_AT_FK", "TO_COLLABORATION_OFFICER"):
        towards_fk.take("process_leader", DAY, "HAND_OVER_IDENTITY", recipient, **why)
    with refused("STEP_NOT_NOW"):
        towards_fk.take("collaboration_officer", DAY, "HAND_OVER_IDENTITY", "TO_HEAD_OF_UNIT", **why)


@pytest.mark.requirement("FK-10", "PV-05")
def test_an_internal_note_is_for_the_regions_staff_and_the_counterpart_makes_none_here() -> None:
    played = opened("FK_TO_REGION")
    played.take("process_leader", DAY, "NOTE", INTERNAL_NOTE="Ring enheten.")
    played.take("process_leader", DAY, "ASSESS")
    assert [(step.act, step.shared) for step in played.case.steps] == [("NOTE", False), ("ASSESS", True)]
    assert [act.id for act in FK.acts if act.audience == "STAFF"] == ["NOTE"]
    for role in ("collaboration_officer", "counterpart_head", "unit_head"):
        with refused("MANDATE_MISSING"):
            played.take(role, DAY, "NOTE", INTERNAL_NOTE="Egen.")


@pytest.mark.requirement("PV-09", "RM-03")
@pytest.mark.parametrize(
    ("direction", "categories", "parties"),
    [
        ("FK_TO_REGION", ("QUALITY_OF_DOCUMENTS",), {"forsakringskassan"}),
        ("FK_TO_REGION", ("TREATMENT",), {"forsakringskassan", "UNIT"}),
        ("REGION_TO_FK", ("QUALITY_OF_DOCUMENTS",), {"forsakringskassan", "UNIT"}),
    ],
)
def test_the_unit_sees_what_its_head_handles_or_what_it_reported(
    direction: str, categories: tuple[str, ...], parties: set[str]
) -> None:
    assert opened(direction, *categories).parties == parties


@pytest.mark.requirement("FK-13", "FK-14", "RP-04")
def test_the_routine_has_its_own_day_and_neither_deadline_nor_cadence() -> None:
    assert FK.validity.valid_from == FK.documents["S0"].dated == date(2025, 6, 17)
    assert [act.id for act in FK.acts if act.due is not None] == []
    assert [(one.recipients, one.cadence.kind, one.covers) for one in FK.reports] == [
        (("steering_group",), "PER_DECISION", "UNSTATED")
    ]
    assert FK.plan.default_months is None


@pytest.mark.requirement("FK-15", "AM-35")
def test_another_regions_routing_is_other_data_and_no_other_code() -> None:
    """What is not solved by the heads goes to the committee at once, as in region W (S3)."""
    text = (files("tenants") / "packages" / "kalmar-forsakringskassan.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = read_yaml(text).value
    for one in content["side_tracks"]:
        for when in one["opened_by"]:
            if "TREATMENT" in when.get("any_of", ()):
                when["any_of"] = ["TREATMENT", "COOPERATION", "QUALITY_OF_DOCUMENTS", "IRREGULARITY"]
            elif "any_of" in when:
                when["any_of"] = ["IRREGULARITY"]
    for step in content["track"]["steps"]:
        if step["action"] == "GIVE_MISSION":
            step["states"] = ["RECEIVED"]
    for mandate in content["mandates"]:
        if mandate["action"] == "GIVE_MISSION":
            mandate["roles"] = ["unit_head"]
    other = Ruleset.model_validate(content)
    played = opened("FK_TO_REGION", ruleset=other)
    assert played.tracks == {"HEAD_AT_REGION": "ROUTED"}
    played.take("unit_head", DAY, "GIVE_MISSION", SYSTEM_FAULT=False, MISSION="Kan inte lösas på chefsnivå.")
    assert played.tracks == {"HEAD_AT_REGION": "ROUTED", "MISSION": "GIVEN"}
