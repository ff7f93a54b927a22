"""Shipped packages over the API: counterparts report and handle with the region, and each sees what is theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import date

import pytest

from service.rules.stated import Given
from tests.api.caller import Api, Json
from tests.api.parties import Parties, Who
from tests.core.declared import package

DAY, NEXT = "2025-09-01", "2025-09-02"
LEADER, GROUP = Who("process_leader"), Who("steering_group")
OFFICER = Who("collaboration_officer", counterpart="forsakringskassan")
FK_HEAD = Who("counterpart_head", counterpart="forsakringskassan")
VAXJO = Who("municipal_nurse", counterpart="vaxjo")
LJUNGBY = Who("analysis_group_member", counterpart="ljungby")
REPORT: dict[str, Given] = {
    "WHAT_HAPPENED": "Ett läkarintyg saknade uppgifter.",
    "HAPPENED_ON": date(2025, 8, 20),
    "TRIED_TO_SOLVE": True,
    "HOW_TRIED": "Vi ringde vårdenheten.",
    "CONTACT": "Handläggare, telefon 0480-000 00",
}


@pytest.fixture(scope="module")
async def fk(api: Api) -> AsyncIterator[Parties]:
    with ExitStack() as servers:
        yield await Parties.of(api, "kalmar-forsakringskassan", servers)


@pytest.fixture(scope="module")
async def kommuner(api: Api) -> AsyncIterator[Parties]:
    with ExitStack() as servers:
        yield await Parties.of(api, "kronoberg-kommuner", servers)


@pytest.fixture(scope="module")
async def rounds(api: Api) -> AsyncIterator[Parties]:
    with ExitStack() as servers:
        yield await Parties.of(api, "kronoberg-analysgrupp", servers)


def told(entries: list[Json]) -> dict[str, str | None]:
    return {one["field"]["id"]: one["text"] for one in entries if one["value"] is None}


def tracks(case: Json) -> dict[str, str]:
    return {one["track"]["id"]: one["state"]["id"] for one in case["sideTracks"]}


@pytest.mark.requirement("FK-01", "FK-02", "FK-03", "FK-04", "FK-09", "FK-10", "FK-11", "PV-05", "SM-1")
async def test_a_mixed_deviation_from_the_counterpart_is_handled_by_head_and_process_leader(fk: Parties) -> None:
    unit = await fk.region.unit()
    head, other = Who("unit_head", unit), Who("unit_head", await fk.region.unit("Annan"))
    case = await fk.opened(OFFICER, DAY, "FK_TO_REGION", unit, CATEGORIES=("TREATMENT", "COOPERATION"), **REPORT)
    assert tracks(case) == {"HEAD_AT_REGION": "ROUTED", "COLLABORATION_AT_REGION": "ROUTED"}
    for who in (LEADER, head, OFFICER, FK_HEAD):
        seen = await fk.sees(who, case, DAY)
        assert told(seen["openingEntries"])["WHAT_HAPPENED"] == REPORT["WHAT_HAPPENED"]
    assert await fk.sees(other, case, DAY) is None
    await fk.taken(LEADER, DAY, case, "NOTE", INTERNAL_NOTE="Ring enheten.")
    refused = await fk.taken(OFFICER, DAY, case, "ASSESS", track="HEAD_AT_REGION")
    assert refused["code"] == "MANDATE_MISSING"
    for track, who in (("COLLABORATION_AT_REGION", LEADER), ("HEAD_AT_REGION", head)):
        for act in ("ASSESS", "MAP", "ANALYSE", "DEAL_WITH"):
            case = await fk.taken(who, NEXT, case, act, track=track)
    case = await fk.taken(OFFICER, NEXT, case, "CONFIRM_HANDLED")
    case = await fk.taken(GROUP, NEXT, case, "FOLLOW_UP")
    case = await fk.taken(LEADER, NEXT, case, "CLOSE")
    assert case["state"]["id"] == "CLOSED"
    assert [one["act"]["id"] for one in case["steps"] if not one["shared"]] == ["NOTE"]
    for who in (OFFICER, head):
        seen = await fk.sees(who, case, NEXT)
        assert [one["act"]["id"] for one in seen["steps"]] == [
            one["act"]["id"] for one in case["steps"] if one["shared"]
        ]
        assert "Ring enheten." not in str(seen)


@pytest.mark.requirement("PV-09")
async def test_the_unit_does_not_see_what_was_reported_on_it_to_the_process_leader(fk: Parties) -> None:
    unit = await fk.region.unit()
    case = await fk.opened(FK_HEAD, DAY, "FK_TO_REGION", unit, CATEGORIES=("IRREGULARITY",), **REPORT)
    assert tracks(case) == {"COLLABORATION_AT_REGION": "ROUTED"}
    assert await fk.sees(Who("unit_head", unit), case, DAY) is None
    assert (await fk.sees(LEADER, case, DAY))["id"] == case["id"]


@pytest.mark.requirement("FK-01", "FK-06")
async def test_a_unit_reports_to_the_counterpart_and_follows_its_report(fk: Parties) -> None:
    unit = await fk.region.unit()
    head = Who("unit_head", unit)
    case = await fk.opened(head, DAY, "REGION_TO_FK", unit, CATEGORIES=("QUALITY_OF_DOCUMENTS",), **REPORT)
    assert tracks(case) == {"COLLABORATION_AT_FK": "ROUTED"}
    await fk.taken(OFFICER, DAY, case, "ASSESS")
    case = await fk.taken(OFFICER, DAY, case, "DEAL_WITH", reason="Löst på telefon.", RESULT="Rättat.")
    assert tracks(await fk.sees(head, case, DAY)) == {"COLLABORATION_AT_FK": "DEALT_WITH"}


@pytest.mark.requirement("EX-19", "FK-06", "FK-08", "PV-01", "XC-08")
@pytest.mark.parametrize("field", ["WHAT_HAPPENED", "HOW_TRIED", "CONTACT"])
async def test_no_field_of_a_report_takes_a_personal_number(fk: Parties, field: str) -> None:
    unit = await fk.region.unit()
    stated = {**REPORT, field: "Den försäkrade är 19121212-1212."}
    async with fk.region.api.nothing_written():
        refused = await fk.opened(LEADER, DAY, "REGION_TO_FK", unit, CATEGORIES=("TREATMENT",), **stated)
    assert refused["code"] == "PERSONAL_NUMBER_IN_TEXT"


@pytest.mark.requirement("EX-19", "RM-02", "PV-01", "AM-34")
async def test_that_the_number_was_handed_over_is_said_of_those_who_may_have_it_alone(fk: Parties) -> None:
    unit = await fk.region.unit()
    case = await fk.opened(OFFICER, DAY, "FK_TO_REGION", unit, CATEGORIES=("TREATMENT",), **REPORT)
    why = "Avvikelsen gäller ett enskilt ärende."
    async with fk.region.api.nothing_written():
        for outcome, code in (("TO_PROCESS_LEADER", "INVALID_INPUT"), ("TO_HEAD_AT_FK", "STEP_NOT_NOW")):
            refused = await fk.taken(OFFICER, DAY, case, "HAND_OVER_IDENTITY", outcome=outcome, NECESSITY=why)
            assert refused["code"] == code
    case = await fk.taken(OFFICER, DAY, case, "HAND_OVER_IDENTITY", outcome="TO_HEAD_OF_UNIT", NECESSITY=why)
    assert told(case["steps"][0]["entries"]) == {"NECESSITY": why}


@pytest.mark.requirement("KR-01", "KR-02", "KR-03", "KR-07", "RM-11", "AM-33", "PV-03", "SM-2")
async def test_a_municipality_registers_and_is_heard_and_the_group_is_let_in_on_need(kommuner: Parties) -> None:
    case = await kommuner.opened(VAXJO, DAY, "GENERAL", SYNERGI="2025-004711", MUNICIPALITY=("VAXJO",))
    assert await kommuner.sees(LJUNGBY, case, DAY) is None
    case = await kommuner.taken(
        LEADER,
        DAY,
        case,
        "CATEGORISE",
        CATEGORY="Utskrivning",
        SEVERITY=("SERIOUS_HARM",),
        COLLABORATION_DEFICIENCY=True,
        COHERENT_CARE=True,
    )
    assert tracks(case) == {"JOINT_ANALYSIS": "CALLED_FOR"}
    refused = await kommuner.taken(LEADER, DAY, case, "JOINT_EVENT_ANALYSIS", outcome="JOINTLY")
    assert refused["code"] == "CONSULTATION_MISSING"
    said = {"caseId": case["id"], "act": "JOINT_EVENT_ANALYSIS", "consultedOn": DAY, "standpoint": "SUPPORTS"}
    await kommuner.command(VAXJO, "recordConsultation", said, day=DAY)
    case = await kommuner.taken(LEADER, DAY, case, "JOINT_EVENT_ANALYSIS", outcome="JOINTLY")
    assert tracks(case) == {"JOINT_ANALYSIS": "ANALYSED"}
    await kommuner.taken(LEADER, DAY, case, "OPEN_TO_ANALYSIS_GROUP", REPRESENTED=("LJUNGBY",), PURPOSE="Mönster.")
    assert (await kommuner.sees(LJUNGBY, case, DAY))["state"] == {"id": "CATEGORISED"}
    assert (await kommuner.sees(VAXJO, case, DAY))["state"] == {"id": "CATEGORISED"}


@pytest.mark.requirement("KR-01", "XC-08")
async def test_a_municipality_registers_nothing_of_anothers(kommuner: Parties) -> None:
    async with kommuner.region.api.nothing_written():
        refused = await kommuner.opened(VAXJO, DAY, "GENERAL", SYNERGI="2025-004713", MUNICIPALITY=("LJUNGBY",))
    assert refused == {"__typename": "RuleRefused", "code": "OPENER_NO_PARTY", "path": "declared.entries"}


@pytest.mark.requirement("KR-14", "PV-04")
async def test_a_suicide_stays_with_the_region_and_the_municipality_concerned(kommuner: Parties) -> None:
    case = await kommuner.opened(LEADER, DAY, "SUICIDE", SYNERGI="2025-004712", MUNICIPALITY=("VAXJO",))
    weighed: dict[str, Given] = {"SEVERITY": ("NEITHER",), "COLLABORATION_DEFICIENCY": False, "COHERENT_CARE": False}
    case = await kommuner.taken(LEADER, DAY, case, "CATEGORISE", CATEGORY="Övrigt", **weighed)
    given: dict[str, Given] = {"REPRESENTED": ("LJUNGBY",), "PURPOSE": "Mönster."}
    assert (await kommuner.taken(LEADER, DAY, case, "OPEN_TO_ANALYSIS_GROUP", **given))["code"] == "ACT_BARRED"
    assert (await kommuner.taken(LEADER, DAY, case, "CLOSE"))["code"] == "TASKS_OPEN"
    assert await kommuner.sees(LJUNGBY, case, DAY) is None
    assert (await kommuner.sees(VAXJO, case, DAY))["id"] == case["id"]


@pytest.mark.requirement("KR-05", "KR-08", "KR-09", "KR-12", "RP-01", "EX-26", "AM-33")
async def test_a_half_year_is_reported_presented_and_reviewed(rounds: Parties) -> None:
    case = await rounds.opened(LEADER, DAY, "SEPTEMBER", YEAR=2025)
    assert (await rounds.sees(LJUNGBY, case, DAY))["state"] == {"id": "BEGUN"}
    case = await rounds.taken(LEADER, DAY, case, "COMPILE", REGISTERED=41, COMPILATION="Utskrivning 41.")
    refused = await rounds.taken(LJUNGBY, DAY, case, "CONVENE", MEETING_ON=date(2025, 9, 15))
    assert refused["code"] == "MANDATE_MISSING"
    case = await rounds.taken(LEADER, DAY, case, "CONVENE", MEETING_ON=date(2025, 9, 15))
    present = {one.id: one.least for one in package(rounds.package).groups[0].members}
    both_from_the_east = {**present, "MAS_EAST": 2, "MAS_WEST": 0}
    refused = await rounds.taken(LEADER, DAY, case, "MEET", ATTENDANCE=both_from_the_east)
    assert refused["code"] == "GROUP_INCOMPLETE"
    case = await rounds.taken(LEADER, DAY, case, "MEET", ATTENDANCE={**present, "PSYCHIATRY_PHYSICIAN": 0})
    assert case["steps"][-1]["lacking"] == [{"id": "PSYCHIATRY_PHYSICIAN"}]
    texts = dict.fromkeys(("DESCRIPTION", "OVERALL_ANALYSIS", "MOST_COMMON", "MOST_SEVERE"), "Som bilagt.")
    case = await rounds.taken(LJUNGBY, DAY, case, "WRITE_REPORT", **texts)
    case = await rounds.taken(LJUNGBY, DAY, case, "SEND_REPORT")
    assert tracks(case) == {"REVISION": "TO_REVIEW"}
    for task, who in (
        ("MAS_MAR_NETWORK", LJUNGBY),
        ("SAS_NETWORK", LJUNGBY),
        ("PATIENT_SAFETY_COUNCIL", LEADER),
        ("TRANSITION_OFFICE", LEADER),
    ):
        assert (await rounds.taken(LEADER, DAY, case, "CLOSE"))["code"] == "TRACKS_OPEN"
        done = {"caseId": case["id"], "checklist": "PRESENTATIONS", "task": task, "doneOn": DAY, "outcome": "DONE"}
        assert (await rounds.command(who, "completeTask", done, day=DAY))["id"] == case["id"]
    await rounds.taken(Who("county_management_group"), DAY, case, "REVIEW_ROUTINE", outcome="KEEP")
    assert (await rounds.taken(LEADER, DAY, case, "CLOSE"))["state"] == {"id": "CLOSED"}


@pytest.mark.requirement("EX-13", "AM-32", "KR-08", "RP-01")
async def test_the_half_yearly_report_has_its_days_and_its_period(rounds: Parties) -> None:
    asked = "{ rulesets { reports { id dueIn(year: 2026) { dueOn coversFrom coversUntil } recipients { id } } } }"
    found = await rounds.region.api.ask(rounds.region.person("process_leader"), asked)
    reports = {one["id"]: one for one in found["rulesets"][0]["reports"]}
    assert reports["HALF_YEAR_REPORT"]["dueIn"] == [
        {"dueOn": "2026-02-27", "coversFrom": "2025-07-01", "coversUntil": "2026-01-01"},
        {"dueOn": "2026-09-30", "coversFrom": "2026-01-01", "coversUntil": "2026-07-01"},
    ]
    assert reports["HALF_YEAR_REPORT"]["recipients"][0] == {"id": "county_management_group"}
    assert reports["COMPILATION"]["dueIn"] == []
