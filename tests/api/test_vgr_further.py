"""VGR's in-depth follow-up and sudden ends over the API: what the unit is shown of them, and the lists of an end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import date

import pytest

from service.rules.stated import Given
from tests.api.caller import Api, Json
from tests.api.parties import Parties, Who
from tests.core.in_depth import ASKED, GRADES, IN_DEPTH, graded, least

DAY, NEXT = "2025-09-01", "2025-09-02"
HANDLER, TEAM, HEAD = Who("handler"), Who("in_depth_team"), Who("department_head")
LEAD, BOARD, DEVELOPER = Who("case_lead"), Who("board_secretary"), Who("regional_developer")
FINISHED = "mutation($given: CompleteTaskInput!) { completeTask(input: $given) { __typename ... on Refusal { code } } }"
LISTED = "query($id: ID!) { case(id: $id) { tasks { task { id } checklist { id } status dueOn owners { id } } } }"


@pytest.fixture(scope="module")
async def in_depth(api: Api) -> AsyncIterator[Parties]:
    with ExitStack() as servers:
        yield await Parties.of(api, "vgr-fordjupad", servers)


@pytest.fixture(scope="module")
async def sudden(api: Api) -> AsyncIterator[Parties]:
    with ExitStack() as servers:
        yield await Parties.of(api, "vgr-plotsligt-avslut", servers)


async def plan_of(parties: Parties, who: Who, case: Json, day: str) -> dict[str, Json]:
    """The steps of the plan as they are shown, by id."""
    told = (await parties.send(who, LISTED, {"id": case["id"]}, day)).data["case"]["tasks"]
    return {one["task"]["id"]: one for one in told if one["checklist"]["id"] == "PLAN"}


@pytest.mark.requirement("VG-31", "VG-40", "VG-42", "RM-21", "SM-7")
async def test_the_unit_sees_of_an_in_depth_follow_up_what_is_sent_to_it_and_nothing_else(in_depth: Parties) -> None:
    unit = await in_depth.region.unit()
    own, other = Who("unit_head", unit), Who("unit_head", await in_depth.region.unit("Annan"))
    case = await in_depth.opened(HANDLER, DAY, "FROM_ONGOING", unit, **ASKED)

    async def done(who: Who, act: str, outcome: str | None = None) -> None:
        nonlocal case
        stated = graded() if act == "PRIORITISE" else least(IN_DEPTH, act)
        chosen = {} if outcome is None else {"outcome": outcome}
        case = await in_depth.taken(who, DAY, case, act, **chosen, **stated)

    await done(TEAM, "HOLD_CASE_REVIEW")
    await done(TEAM, "PRIORITISE")
    grades = case["steps"][-1]["entries"]
    assert [one["field"]["id"] for one in grades] == list(GRADES)
    await done(TEAM, "DECIDE_ON_REQUEST", "MOTIVATED_AND_PRIORITISED")
    await done(HANDLER, "RECORD_BASIC_INVESTIGATION")
    await done(HANDLER, "DRAFT_ASSIGNMENT")
    refused = await in_depth.taken(HEAD, DAY, case, "ADOPT_ASSIGNMENT")
    assert refused["code"] == "CONSULTATION_MISSING"
    said = {"caseId": case["id"], "act": "ADOPT_ASSIGNMENT", "consultedOn": DAY, "standpoint": "SUPPORTS"}
    await in_depth.command(TEAM, "recordConsultation", said, day=DAY)
    await done(HEAD, "ADOPT_ASSIGNMENT")
    await done(HANDLER, "PLAN_REVIEW")
    async with in_depth.region.api.nothing_written():
        conflicted = {**least(IN_DEPTH, "ASSIGN_REVIEWER"), "REVIEWER_CONFLICTED": True}
        refused = await in_depth.taken(HANDLER, DAY, case, "ASSIGN_REVIEWER", **conflicted)
    assert refused["code"] == "ACT_BARRED"
    await done(HANDLER, "ASSIGN_REVIEWER")
    await done(HANDLER, "START_REVIEW", "STARTED")
    await done(HANDLER, "LOG_REVIEW")
    assert await in_depth.sees(own, case, DAY) is None
    await done(HANDLER, "SUMMON_PROVIDER")
    await done(own, "REPLY_TO_SUMMONS")
    seen = await in_depth.sees(own, case, DAY)
    assert [one["act"]["id"] for one in seen["steps"]] == ["SUMMON_PROVIDER", "REPLY_TO_SUMMONS"]
    assert seen["openingEntries"] == []
    assert ASKED["BACKGROUND"] not in str(seen)
    assert await in_depth.sees(other, case, DAY) is None


@pytest.mark.requirement("C12", "SM-8", "VG-62", "VG-65", "AM-28", "AM-29")
async def test_the_board_of_a_sudden_end_follows_its_kind_and_the_closing(sudden: Parties) -> None:
    unit = await sudden.region.unit()
    stated: dict[str, Given] = {"KIND": ("CLOSURE",), "CIRCUMSTANCES": "Nämnden väntas säga upp avtalet."}
    case = await sudden.opened(LEAD, DAY, "FORESEEN", unit, **stated)
    assert (await sudden.taken(LEAD, DAY, case, "ACTIVATE"))["code"] == "ACT_BARRED"
    entries = [{"field": "BOARD_MINUTES", "reference": "HSN 14"}]
    decided: Json = {"caseId": case["id"], "act": "RECORD_BOARD_DECISION", "outcome": "TERMINATE", "takenOn": DAY}
    late = {**decided, "entries": entries, "dueOn": "2025-09-08"}
    assert (await sudden.command(BOARD, "takeStep", late, day=DAY))["code"] == "DUE_OUTSIDE_FRAME"
    await sudden.command(BOARD, "takeStep", {**late, "dueOn": NEXT}, day=DAY)
    await sudden.taken(LEAD, DAY, case, "ACTIVATE")
    own = Who("unit_head", unit)
    assert await sudden.sees(own, case, DAY) is None
    await sudden.taken(DEVELOPER, DAY, case, "DELIVER_TERMINATION", CHANNEL=("MESSENGER",))
    shown = await sudden.sees(own, case, DAY)
    assert [one["act"]["id"] for one in shown["steps"]] == ["RECORD_BOARD_DECISION", "DELIVER_TERMINATION"]
    before = await plan_of(sudden, LEAD, case, DAY)
    assert {"STEP_8", "STEP_11", "STEP_13", "STEP_18"} & set(before) == {"STEP_11", "STEP_13"}
    assert before["STEP_13"]["owners"] == []
    done = {"caseId": case["id"], "checklist": "PLAN", "task": "STEP_13", "doneOn": DAY}
    found = (await sudden.send(Who("contract_manager"), FINISHED, {"given": done}, DAY)).data["completeTask"]
    assert found == {"__typename": "CaseChanged"}
    refused = (await sudden.send(LEAD, FINISHED, {"given": {**done, "task": "STEP_10"}}, DAY)).data["completeTask"]
    assert refused == {"__typename": "MandateMissing", "code": "MANDATE_MISSING"}
    received: dict[str, Given] = {"RECEIVED_ON": date.fromisoformat(DAY), "RECEIPT": "HSN 2025-15"}
    await sudden.taken(DEVELOPER, DAY, case, "RECORD_RECEIPT", **received)
    case = await sudden.taken(LEAD, NEXT, case, "CLOSE_UNIT")
    assert case["state"]["id"] == "UNIT_CLOSED"
    after = await plan_of(sudden, LEAD, case, NEXT)
    assert (after["STEP_18"]["status"], after["STEP_18"]["dueOn"]) == ("OPEN", NEXT)
    assert after["STEP_13"]["status"] == "DONE"
    assert (await sudden.taken(LEAD, NEXT, case, "CONCLUDE"))["code"] == "TASKS_OPEN"
