"""What a unit is told of its case: nothing that follows from what the region's staff have done among themselves."""

from __future__ import annotations

import pytest

from tests.api.caller import Json, noon
from tests.api.everything import ways
from tests.api.fields import contract
from tests.api.region import SIGNAL, Region

SCHEMA = contract()
DEEP = 4

NOW = noon("2025-03-20")
PAGE = "query($state: String) { cases(filter: {state: $state}, first: 50) { nodes { id state { id } version } } }"


async def listed(region: Region, unit: str, state: str, *, staff: bool) -> list[Json]:
    person = region.office if staff else region.head(unit)
    return list((await region.api.ask(person, PAGE, {"state": state}, now=NOW))["cases"]["nodes"])


@pytest.mark.requirement("AM-01")
async def test_a_classification_changes_nothing_for_the_unit_until_it_is_told(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.opened(unit)
    before = await kalmar.sight(kalmar.head(unit), case, now=NOW)
    await kalmar.act("classifyCase", case)
    assert await kalmar.sight(kalmar.head(unit), case, now=NOW) == before
    assert (before["state"]["id"], before["version"], before["colour"]) == ("FOLLOW_UP", 1, None)
    staff = await kalmar.sight(kalmar.office, case, now=NOW)
    assert (staff["state"]["id"], staff["version"]) == ("CLASSIFIED", 2)

    told = await kalmar.act("sendCorrectionRequest", case)
    assert (told["state"]["id"], told["version"]) == ("REQUEST_SENT", 3)
    seen = await kalmar.sight(kalmar.head(unit), case, now=NOW)
    assert (seen["state"]["id"], seen["version"], seen["colour"]["id"]) == ("REQUEST_SENT", 2, "YELLOW")
    assert [(one["version"], one["type"]) for one in seen["events"]] == [
        (1, "CaseOpened"),
        (2, "CorrectionRequestSent"),
    ]


@pytest.mark.requirement("AM-01", "PV-09")
async def test_no_field_of_the_contract_tells_the_unit_of_what_the_staff_do_among_themselves(kalmar: Region) -> None:
    """Every way to every field that leads from the case, asked by the unit's head before and after."""
    unit = await kalmar.unit()
    case = await kalmar.opened(unit, signal=SIGNAL, happening="Kö till telefonen")
    asked = [one for one in ways(SCHEMA, {"case": f'(id: "{case}")'}, "Query") if len(one.path) <= DEEP]

    async def all_told() -> dict[str, Json]:
        found = {}
        for one in asked:
            answer = await kalmar.api.send(kalmar.head(unit), f"{{ {one.document} }}", now=NOW)
            assert answer.body.get("errors") is None, str(one)
            found[f"{one} {one.document}"] = answer.data
        return found

    before = await all_told()
    await kalmar.act("classifyCase", case)
    counsel = kalmar.person("legal_counsel")
    consulted = {"on": "CLASSIFY", "consultedOn": "2025-03-06"}
    await kalmar.act("recordConsultation", case, by=counsel, now=noon("2025-03-06"), **consulted)
    after = await all_told()
    assert {way for way in before if before[way] != after[way]} == set()
    assert len(asked) > 200
    staff = await kalmar.sight(kalmar.office, case, now=NOW)
    assert staff["version"] == 3


async def test_cases_are_found_by_the_state_that_the_viewer_is_shown(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.until("classifyCase", unit)
    found = {
        (state, staff): [one for one in await listed(kalmar, unit, state, staff=staff) if one["id"] == case]
        for state in ("FOLLOW_UP", "CLASSIFIED")
        for staff in (True, False)
    }
    assert found == {
        ("FOLLOW_UP", True): [],
        ("FOLLOW_UP", False): [{"id": case, "state": {"id": "FOLLOW_UP"}, "version": 1}],
        ("CLASSIFIED", True): [{"id": case, "state": {"id": "CLASSIFIED"}, "version": 2}],
        ("CLASSIFIED", False): [],
    }


@pytest.mark.requirement("AM-01")
async def test_a_refusal_tells_the_unit_no_more_than_it_sees(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.opened(unit)
    given = {**kalmar.usual("receivePlan"), "caseId": case, "receivedOn": "2025-03-20", "signedOn": "2025-03-19"}
    before = await kalmar.api.refused(kalmar.head(unit), "receivePlan", given, now=NOW)
    await kalmar.act("classifyCase", case)
    assert await kalmar.api.refused(kalmar.head(unit), "receivePlan", given, now=NOW) == before
    assert before["code"] == "OUT_OF_ORDER"
    assert "Uppföljning" in before["message"]
    staff = await kalmar.api.refused(kalmar.handler, "receivePlan", given, now=NOW)
    assert "Klassificerad" in staff["message"]


async def test_a_unit_locks_by_the_version_that_it_is_shown(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.until("sendCorrectionRequest", unit)
    given = {**kalmar.usual("receivePlan"), "caseId": case, "receivedOn": "2025-03-20", "signedOn": "2025-03-19"}
    found = await kalmar.api.refused(kalmar.head(unit), "receivePlan", {**given, "expectedVersion": 3}, now=NOW)
    assert (found["code"], found["current"]) == ("VERSION_CONFLICT", 2)
    sent = await kalmar.api.done(kalmar.head(unit), "receivePlan", {**given, "expectedVersion": 2}, now=NOW)
    assert (sent["version"], sent["state"]["id"]) == (3, "PLAN_RECEIVED")
    staff = await kalmar.sight(kalmar.office, case, now=NOW)
    assert (staff["version"], len(staff["events"])) == (4, 4)
