"""VGR's ongoing follow-up over the year, played from the package: contracts, notes, checklists, the assessment."""

from __future__ import annotations

import pytest

from service.domain.errors import Refusal
from service.domain.events import audience
from service.rules.checklists import tasks
from service.rules.lint import lint
from tests.core.declared import refused
from tests.core.lopande import LOPANDE, opened


@pytest.mark.requirement("C9", "VG-12")
def test_the_package_is_whole_but_for_the_two_things_that_its_document_leaves_to_people() -> None:
    found = lint(LOPANDE)
    assert [(one.severity, one.code) for one in found] == [
        ("WARNING", "CRITERION_TWICE"),  # AM-42
        ("WARNING", "DECIDERS_DIFFER"),  # AM-41
    ]
    assert found[0].problem.startswith("FINANCIAL_IRREGULARITIES speaks for YELLOW and for RED")
    assert found[1].problem == "handler may ASK_FOR_ACTION_PLAN; elsewhere the document names follow_up_team"


@pytest.mark.requirement("VG-01", "VG-02", "AM-27", "RP-12")
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


@pytest.mark.requirement("VG-06", "VG-07", "VG-08", "VG-21", "RP-08")
@pytest.mark.parametrize(("report", "headings"), [("PLANNING", 6), ("DATA_ORDER", 6), ("TEAM_SUMMARY", 6)])
def test_yearly_planning_data_orders_and_summaries_keep_the_headings_of_the_handbook(
    report: str, headings: int
) -> None:
    (found,) = [one for one in LOPANDE.reports if one.id == report]
    assert (found.cadence.kind, len(found.contents)) == ("YEARLY", headings)


@pytest.mark.requirement("RP-06")
def test_what_was_found_is_reported_to_the_head_of_the_unit_after_each_dialogue() -> None:
    (found,) = [one for one in LOPANDE.reports if one.id == "PROVIDER_REPORT"]
    assert (found.cadence.kind, found.cadence.act, found.recipients) == ("ON_EVENT", "HOLD_DIALOGUE", ("unit_head",))


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


@pytest.mark.requirement("VG-09", "VG-10", "VG-11", "VG-12", "PV-02", "AM-26")
def test_the_assessment_of_a_provider_stays_with_the_team_and_gives_what_is_to_be_done() -> None:
    played, found = opened(), []
    for colour in ("GREEN", "YELLOW", "RED"):
        played.take("handler", "2026-02-01", "ASSESS_PROVIDER", PROVIDER_ASSESSMENT=(colour,))
        assert audience(played.events[-1]) == "team"
        assert played.case.values["PROVIDER_ASSESSMENT"] == colour
        found.append({one.task.id for one in tasks(LOPANDE, played.case)} - {"PLAN", "CARRY_OUT", "REPORT_BACK"})
    assert found[0] == {"YEARLY_FOLLOW_UP"}
    assert found[1] >= {"MEETINGS_AS_NEEDED", "WATCH_NEARBY"}
    assert found[2] >= {"DENSE_FOLLOW_UP", "FURTHER_PLAN", "CONSIDER_FORMAL_NOTICE", "STRATEGY_AND_RELATION"}
    with pytest.raises(Refusal):
        played.take("unit_head", "2026-02-02", "ASSESS_PROVIDER", PROVIDER_ASSESSMENT=("GREEN",))
    assert LOPANDE.act("ASSESS_PROVIDER").audience == "TEAM"
    criteria = {one.id: [each.id for each in one.criteria] for one in LOPANDE.field("PROVIDER_ASSESSMENT").options}
    assert {colour for colour, ids in criteria.items() if "FINANCIAL_IRREGULARITIES" in ids} == {"YELLOW", "RED"}
