"""A consultation over the API: for the region alone, and what waits for it where a ruleset says so."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from schema.ids import own_id
from tests.api.caller import Api, noon
from tests.api.region import Region, option, untouched
from tests.api.serving import package

SAID = {
    "on": "DECIDE_SANCTION",
    "consultedOn": "2025-04-14",
    "standpoint": "SUPPORTS",
    "request": 1,
    "actedAs": {"id": "legal_counsel", "label": "Regionjurist"},
    "note": "Inget att invända.",
}
ROW = "  - action: DECIDE_SANCTION\n    roles: [coordination_office]\n"


@pytest.fixture(scope="module")
async def consulting(api: Api) -> Region:
    """A region whose ruleset lets no sanction be decided before its legal counsel has been heard."""
    text = package()
    assert text.count(ROW) == 1
    return await untouched(api, text.replace(ROW, f"{ROW}    consult: [legal_counsel]\n"))


@pytest.mark.requirement("C8", "RM-17", "RM-19")
async def test_a_sanction_waits_for_the_counsel_that_the_delegation_names(consulting: Region) -> None:
    unit = await consulting.unit()
    case = await consulting.until("sendCorrectionRequest", unit)
    given = {**consulting.usual("decideSanction"), "caseId": case}
    found = await consulting.api.refused(consulting.office, "decideSanction", given, now=noon("2025-04-14"))
    assert (found["__typename"], found["code"], found["allowed"]) == (
        "RuleRefused",
        "CONSULTATION_MISSING",
        ["legal_counsel"],
    )
    assert found["source"]["clause"] == "Fördjupad förklaring"
    seen = await consulting.sight(consulting.office, case, now=noon("2025-04-14"))
    refusal = option(seen, "decideSanction")["refusal"]
    assert (refusal["code"], refusal["allowed"]) == ("CONSULTATION_MISSING", ["legal_counsel"])

    counsel = consulting.person("legal_counsel")
    changed = await consulting.act("recordConsultation", case, by=counsel)
    assert changed["consultations"] == [SAID]
    assert option(changed, "recordConsultation")["allowed"] is True
    after = await consulting.sight(consulting.office, case, now=noon("2025-04-14"))
    assert option(after, "decideSanction")["allowed"] is True
    assert (await consulting.act("decideSanction", case))["sanctionRuns"] is True


@pytest.mark.requirement("C8")
async def test_the_delegation_says_whom_a_decision_waits_for(consulting: Region, kalmar: Region) -> None:
    document = '{ ruleset(procedure: "halsoval-uppfoljning", at: "2025-03-01") { mandates { action consult { id } } } }'
    for region, expected in ((consulting, {"DECIDE_SANCTION": ["legal_counsel"]}), (kalmar, {})):
        found = (await region.api.ask(region.office, document))["ruleset"]["mandates"]
        assert {row["action"]: [one["id"] for one in row["consult"]] for row in found if row["consult"]} == expected


@pytest.mark.requirement("C8", "AM-01")
async def test_what_was_said_is_for_the_staff_and_the_unit_sees_no_sign_of_it(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.until("sendCorrectionRequest", unit)
    before = await kalmar.sight(kalmar.head(unit), case, now=noon("2025-04-15"))
    await kalmar.act("recordConsultation", case, by=kalmar.person("legal_counsel"))
    after = await kalmar.sight(kalmar.head(unit), case, now=noon("2025-04-15"))
    assert after == before
    assert after["consultations"] == []
    assert "Samråd" not in json.dumps(after["timeline"], ensure_ascii=False)
    staff = await kalmar.sight(kalmar.finance, case, now=noon("2025-04-15"))
    assert staff["consultations"] == [SAID]
    (told,) = [one for one in staff["timeline"] if one["kind"] == "CONSULTATION"]
    assert (told["on"], told["text"], told["actedAs"]["id"]) == (
        "2025-04-14",
        "Samråd om sanktion: tillstyrks.",
        "legal_counsel",
    )
    sealed = await kalmar.api.admin.fetch(
        "select audience from trappa.event_personal where stream_id = $1", own_id("Case", case)
    )
    assert [row["audience"] for row in sealed] == ["staff"]


@pytest.mark.parametrize("standpoint", ["SUPPORTS", "OBJECTS", "COMMENTS"])
async def test_each_standpoint_is_kept_with_or_without_words(kalmar: Region, standpoint: str) -> None:
    case = await kalmar.opened(await kalmar.unit())
    given = {"on": "CLASSIFY", "consultedOn": "2025-03-04", "standpoint": standpoint, "note": None}
    adviser = kalmar.person("medical_adviser")
    changed = await kalmar.act("recordConsultation", case, by=adviser, now=noon("2025-03-04"), **given)
    assert changed["consultations"] == [
        {**given, "request": None, "actedAs": {"id": "medical_adviser", "label": "Medicinsk rådgivare"}}
    ]


REFUSED = {
    "before the request": ({"consultedOn": "2025-03-10"}, "ACT_BEFORE_PREVIOUS", "consultedOn"),
    "tomorrow": ({"consultedOn": "2025-04-16"}, "ACT_IN_FUTURE", "consultedOn"),
    "at any length": ({"note": "x" * 4001}, "INVALID_INPUT", "note"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_consultation_is_not_recorded(kalmar: Region, name: str) -> None:
    changed, code, path = REFUSED[name]
    case = await kalmar.until("sendCorrectionRequest", await kalmar.unit())
    given = {**kalmar.usual("recordConsultation"), "caseId": case, **changed}
    counsel = kalmar.person("legal_counsel")
    found = await kalmar.api.refused(counsel, "recordConsultation", given, now=noon("2025-04-15"))
    assert (found["code"], found["path"]) == (code, path)


@pytest.mark.parametrize("on", ["OPEN_CASE", "RECEIVE_PLAN", "RECORD_CONSULTATION", "LUNCH"])
async def test_nobody_is_consulted_on_what_the_region_does_not_decide(kalmar: Region, on: str) -> None:
    given = {**kalmar.usual("recordConsultation"), "caseId": str(uuid4()), "on": on}
    document = "mutation($given: RecordConsultationInput!) { recordConsultation(input: $given) { __typename } }"
    answer = await kalmar.api.send(kalmar.person("legal_counsel"), document, {"given": given})
    assert answer.codes == ["GRAPHQL_INVALID"]
