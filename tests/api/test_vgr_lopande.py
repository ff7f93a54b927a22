"""VGR's ongoing follow-up over the API: what the provider sees and does, and what stays with the region's staff."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import date

import pytest

from service.rules.stated import Given
from tests.api.caller import Api, Json
from tests.api.parties import Parties, Who

DAY, NEXT = "2026-01-15", "2026-01-16"
HANDLER, COUNSEL, LEAD = Who("handler"), Who("legal_counsel"), Who("team_lead")
TOLD = "En anställd uppger att läkare saknas på kvällarna."


@pytest.fixture(scope="module")
async def vgr(api: Api) -> AsyncIterator[Parties]:
    with ExitStack() as servers:
        yield await Parties.of(api, "vgr-lopande", servers)


async def indicated(vgr: Parties, unit: str) -> Json:
    case = await vgr.opened(HANDLER, DAY, "INDICATION", unit, CONTRACT_FORM=("VARDVAL_VARDCENTRAL",))
    await vgr.taken(HANDLER, DAY, case, "REGISTER_INDICATION", INDICATION_SOURCE=("WHISTLEBLOWER",), DESCRIPTION=TOLD)
    return await vgr.taken(HANDLER, DAY, case, "SORT_INDICATION", outcome="SERIOUS")


async def followed_up(vgr: Parties, unit: str) -> Json:
    return await vgr.opened(HANDLER, DAY, "ORDINARY_FOLLOW_UP", unit, CONTRACT_FORM=("LOU_OSN",))


@pytest.mark.requirement("PV-09", "VG-13", "VG-14", "VG-16")
async def test_the_provider_is_let_in_when_contacted_and_never_sees_who_told_the_region(vgr: Parties) -> None:
    unit = await vgr.region.unit()
    head, case = Who("unit_head", unit), await indicated(vgr, unit)
    assert case["state"]["id"] == "UNDER_ASSESSMENT"
    assert await vgr.sees(head, case, DAY) is None
    await vgr.taken(HANDLER, DAY, case, "CONTACT_PROVIDER")
    commented = await vgr.taken(head, DAY, case, "COMMENT_AS_PROVIDER", PROVIDER_COMMENT="Bemanningen är löst.")
    assert [one["act"]["id"] for one in commented["steps"]] == ["CONTACT_PROVIDER", "COMMENT_AS_PROVIDER"]
    assert TOLD not in str(commented)
    assert "WHISTLEBLOWER" not in str(commented)
    assert TOLD in str(await vgr.sees(HANDLER, case, DAY))


@pytest.mark.requirement("VG-15", "VG-16")
async def test_no_measure_and_no_decision_comes_before_the_handling_of_the_indication(vgr: Parties) -> None:
    case = await indicated(vgr, await vgr.region.unit())
    await vgr.taken(HANDLER, DAY, case, "CONTACT_PROVIDER")
    async with vgr.region.api.nothing_written():
        early = await vgr.taken(
            HANDLER, NEXT, case, "DECIDE_ON_INDICATION", outcome="FOLLOW_UP_CLOSER", GROUNDS="Skäl."
        )
        measure = await vgr.taken(HANDLER, NEXT, case, "START_DIALOGUE", DIALOGUE="Samtal.")
    assert (early["code"], measure["code"]) == ("TASKS_OPEN", "OUT_OF_ORDER")


@pytest.mark.requirement("VG-05", "VG-19")
async def test_the_unit_head_approves_the_meeting_note_before_it_is_registered(vgr: Parties) -> None:
    unit = await vgr.region.unit()
    head, case = Who("unit_head", unit), await followed_up(vgr, unit)
    await vgr.taken(HANDLER, DAY, case, "HOLD_DIALOGUE", AGENDA_RESULTS="Tillgängligheten.")
    await vgr.taken(HANDLER, DAY, case, "SEND_NOTE", NOTE="Vi talade om tillgängligheten.")
    async with vgr.region.api.nothing_written():
        early = await vgr.taken(HANDLER, DAY, case, "REGISTER_NOTE", REGISTRY_NUMBER="2026-00042")
        own = await vgr.taken(HANDLER, DAY, case, "REVIEW_NOTE", outcome="APPROVED")
    assert (early["code"], own["code"]) == ("OUT_OF_ORDER", "MANDATE_MISSING")
    seen = await vgr.taken(head, DAY, case, "REVIEW_NOTE", outcome="APPROVED")
    assert "Vi talade om tillgängligheten." in str(seen)
    done = await vgr.taken(HANDLER, NEXT, case, "REGISTER_NOTE", REGISTRY_NUMBER="2026-00042")
    assert [(one["track"]["id"], one["state"]["id"]) for one in done["sideTracks"]] == [("MEETING_NOTE", "REGISTERED")]


@pytest.mark.requirement("VG-10", "PV-02")
async def test_the_assessment_of_the_provider_is_not_shown_to_it(vgr: Parties) -> None:
    unit = await vgr.region.unit()
    head, case = Who("unit_head", unit), await followed_up(vgr, unit)
    red = await vgr.taken(HANDLER, DAY, case, "ASSESS_PROVIDER", PROVIDER_ASSESSMENT=("RED",), GROUNDS="Skatteskulder.")
    assert [one["act"]["id"] for one in red["steps"]] == ["ASSESS_PROVIDER"]
    seen = await vgr.sees(head, case, DAY)
    assert seen["steps"] == []
    assert "RED" not in str(seen)
    assert (await vgr.taken(head, DAY, case, "ASSESS_PROVIDER", PROVIDER_ASSESSMENT=("GREEN",)))[
        "code"
    ] == "MANDATE_MISSING"


@pytest.mark.requirement("EX-17", "EX-18", "VG-54", "VG-58")
async def test_a_plan_is_asked_for_within_its_frame_by_the_handler_and_strategy_is_the_team_leads(vgr: Parties) -> None:
    case = await followed_up(vgr, await vgr.region.unit())
    await vgr.taken(HANDLER, DAY, case, "CONFIRM_DEVIATION", DEVIATION="Läkare saknas.")
    await vgr.taken(HANDLER, DAY, case, "START_DIALOGUE", DIALOGUE="Samtal.")
    plan: dict[str, Given] = {"DEVIATION": "Läkare saknas.", "PLAN_DUE_ON": date(2026, 2, 15)}
    async with vgr.region.api.nothing_written():
        long = await vgr.taken(HANDLER, DAY, case, "ASK_FOR_ACTION_PLAN", dueMonths=7, **plan)
        strategy = await vgr.taken(HANDLER, DAY, case, "FORM_STRATEGY", PURPOSE="A", STRATEGY="B", MEASURES="C")
        skipped = await vgr.taken(LEAD, DAY, case, "FORM_STRATEGY", PURPOSE="A", STRATEGY="B", MEASURES="C")
    assert [one["code"] for one in (long, strategy, skipped)] == [
        "DUE_OUTSIDE_FRAME",
        "MANDATE_MISSING",
        "SKIP_WITHOUT_REASON",
    ]
    asked = await vgr.taken(HANDLER, DAY, case, "ASK_FOR_ACTION_PLAN", dueMonths=1, **plan)
    assert asked["state"]["id"] == "STEP_2A"
