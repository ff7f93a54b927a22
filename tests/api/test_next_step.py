"""The next step over the API: a command nearly written, with its preview, for each who looks."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull

from tests.api.caller import Api, Json, Person, noon
from tests.api.documents import COMMANDS
from tests.api.fields import contract
from tests.api.region import Region, levels, untouched
from tests.api.serving import package

SCHEMA = contract()
STEP = """
  obligation { kind dueOn overdue source { clause } } command input missing deciders { id label } consult { id }
  available { command outcome allowed refusal { code } }
  preview {
    __typename
    ... on Preview {
      events { type on text } case { state { id } colour { id } obligations { kind } }
      lines { month amount } totalBefore totalAfter explanation { text }
    }
    ... on Refusal { code }
  }
"""
NEXT = f"query Next($id: ID!) {{ case(id: $id) {{ version nextStep {{ {STEP} }} }} }}"


async def step(region: Region, person: Person, case: str, day: str) -> Any:
    return (await region.api.ask(person, NEXT, {"id": case}, now=noon(day)))["case"]["nextStep"]


# What a person says where the step cannot know: everything goes well, on the yellow ladder.
SAID: dict[str, Json] = {
    "levels": levels(2, 2),
    "channel": "LETTER",
    "receipt": "SIGNED_RECEIPT",
    "planDueOn": "2025-04-11",
    "onTemplate": True,
    "timetable": True,
    "signedOn": "2025-04-01",
    "signedByUnitHead": True,
    "verdict": "APPROVED",
    "followUpOn": "2025-07-21",
    "carriedOut": True,
    "intendedEffect": True,
}
DAYS = ("2025-03-05", "2025-03-11", "2025-04-02", "2025-05-09", "2025-07-21", "2025-07-25")


@pytest.mark.requirement("SM-3", "C8")
async def test_a_case_is_led_from_opening_to_closing_by_its_next_steps_alone(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit())
    done: list[str] = []
    for day in DAYS:
        found = await step(kalmar, kalmar.office, case, day)
        command, given = found["command"], dict(found["input"])
        type_of = SCHEMA.type_map[COMMANDS[command].given]
        assert isinstance(type_of, GraphQLInputObjectType)
        required = {name for name, one in type_of.fields.items() if isinstance(one.type, GraphQLNonNull)}
        assert required <= {*given, *found["missing"]} <= set(type_of.fields)
        assert any(one["allowed"] for one in found["available"])
        assert "coordination_office" in [one["id"] for one in found["deciders"]]
        given |= {name: SAID[name] for name in found["missing"]}
        await kalmar.api.done(kalmar.office, command, given, now=noon(day))
        done.append(command)
    assert done == [
        "classifyCase",
        "sendCorrectionRequest",
        "receivePlan",
        "decidePlan",
        "recordFollowUp",
        "closeCase",
    ]
    assert await step(kalmar, kalmar.office, case, DAYS[-1]) is None


@pytest.mark.requirement("HV-21", "C8")
async def test_a_sanction_to_decide_is_proposed_with_what_it_would_cost(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 8000, "2025-04": 8000})
    case = await kalmar.until("sendCorrectionRequest", unit)
    found = await step(kalmar, kalmar.office, case, "2025-04-14")
    assert (found["command"], found["missing"]) == ("decideSanction", [])
    assert found["input"] == {"caseId": case, "expectedVersion": 3, "decidedOn": "2025-04-14"}
    assert found["available"] == [{"command": "decideSanction", "outcome": None, "allowed": True, "refusal": None}]
    foreseen = found["preview"]
    assert [one["type"] for one in foreseen["events"]] == ["SanctionDecided"]
    assert (foreseen["case"]["state"]["id"], foreseen["case"]["colour"]["id"]) == ("REQUEST_SENT", "RED")
    # 8000 listed at 3 kronor: 21 of March's 31 days, 13 of April's 30.
    assert foreseen["lines"] == [
        {"month": "2025-03", "amount": "16258.06"},
        {"month": "2025-04", "amount": "10400.00"},
    ]
    assert (foreseen["totalBefore"], foreseen["totalAfter"]) == ("0.00", "26658.06")

    bodies = NEXT.replace("events { type on text }", "events { type on text body }")
    signed = (await kalmar.api.ask(kalmar.office, bodies, {"id": case}, now=noon("2025-04-14")))["case"]["nextStep"]
    asked = f"query P($given: DecideSanctionInput!) {{ preview {{ decideSanction(input: $given) {{ {BARE} }} }} }}"
    alone = await kalmar.api.ask(kalmar.office, asked, {"given": found["input"]}, now=noon("2025-04-14"))
    assert alone["preview"]["decideSanction"] == foreseen
    changed = await kalmar.api.done(kalmar.office, "decideSanction", found["input"], now=noon("2025-04-14"))
    assert changed["sanction"]["total"] == foreseen["totalAfter"]
    assert signed["preview"]["events"][0]["body"] == changed["events"][-1]["body"]


BARE = STEP[STEP.index("preview {") + len("preview {") : STEP.rindex("}")]


@pytest.mark.requirement("AM-01", "C8")
async def test_each_sees_the_step_from_their_own_side(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.until("sendCorrectionRequest", unit)
    handler = await step(kalmar, kalmar.handler, case, "2025-04-14")
    assert (handler["command"], [one["id"] for one in handler["deciders"]]) == (
        "decideSanction",
        ["coordination_office"],
    )
    assert [one["refusal"]["code"] for one in handler["available"]] == ["MANDATE_MISSING"]
    assert handler["preview"]["__typename"] == "Preview"
    head = await step(kalmar, kalmar.head(unit), case, "2025-04-14")
    assert (head["command"], head["obligation"]["overdue"], head["preview"]) == ("receivePlan", True, None)
    assert head["input"] == {"caseId": case, "expectedVersion": 2, "receivedOn": "2025-04-14"}
    assert head["available"][0]["allowed"] is True
    sent = {**head["input"], **{name: SAID[name] for name in head["missing"]}}
    changed = await kalmar.api.done(kalmar.head(unit), "receivePlan", sent, now=noon("2025-04-14"))
    assert changed["requests"][0]["plans"][0]["inTime"] is False


async def test_a_unit_is_foretold_no_more_of_its_step_than_it_will_see(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.until("receivePlan", unit)
    await kalmar.act("requestSupplement", case)
    head = await step(kalmar, kalmar.head(unit), case, "2025-05-12")
    assert head["command"] == "receiveSupplement"
    assert [one["type"] for one in head["preview"]["events"]] == ["SupplementReceived"]
    assert head["preview"]["case"] == {"state": {"id": "PLAN_RECEIVED"}, "colour": {"id": "YELLOW"}, "obligations": []}
    staff = await step(kalmar, kalmar.office, case, "2025-05-12")
    assert staff["command"] == "decideSanction", "the plan itself came late"
    assert [one["kind"] for one in staff["preview"]["case"]["obligations"]] == ["SEND_REQUEST", "SUPPLEMENT_DUE"]


@pytest.mark.requirement("RM-17")
async def test_a_step_that_waits_for_counsel_says_whom(api: Any) -> None:
    row = "  - action: DECIDE_SANCTION\n    roles: [coordination_office]\n"
    region = await untouched(api, package().replace(row, f"{row}    consult: [legal_counsel]\n"))
    case = await region.until("sendCorrectionRequest", await region.unit())
    found = await step(region, region.office, case, "2025-04-14")
    assert found["consult"] == [{"id": "legal_counsel"}]
    assert found["available"][0]["refusal"] == {"code": "CONSULTATION_MISSING"}
    await region.act("recordConsultation", case, by=region.person("legal_counsel"))
    after = await step(region, region.office, case, "2025-04-14")
    assert (after["consult"], after["available"][0]["allowed"]) == ([], True)


async def test_without_leave_to_read_the_ledger_a_step_is_foretold_without_money(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 8000, "2025-04": 8000})
    case = await kalmar.until("sendCorrectionRequest", unit)
    found = await step(kalmar, kalmar.person("medical_adviser"), case, "2025-04-14")
    assert found["preview"]["case"]["colour"] == {"id": "RED"}
    assert (found["preview"]["lines"], found["preview"]["totalBefore"], found["preview"]["totalAfter"]) == (
        [],
        None,
        None,
    )


@pytest.mark.requirement("XC-03")
async def test_the_next_steps_of_a_page_are_one_statement_and_write_nothing(kalmar: Region) -> None:
    unit = await kalmar.unit()
    for last in (None, "classifyCase", "sendCorrectionRequest", "receivePlan", "decidePlan"):
        await kalmar.until(last, unit)
    document = (
        f"query($u: ID) {{ cases(first: 50, filter: {{unitId: $u}}) {{ nodes {{ id nextStep {{ {STEP} }} }} }} }}"
    )
    async with kalmar.api.nothing_written(), kalmar.api.statements() as sent:
        page = await kalmar.api.ask(kalmar.office, document, {"u": unit}, now=noon("2025-06-01"))
    ours = [one for one in sent if "case_file" in one]
    assert len(ours) == 1
    assert [one["nextStep"]["command"] for one in page["cases"]["nodes"]] == [
        "decideSanction",
        "decideSanction",
        "decideSanction",
        "sendCorrectionRequest",
        "classifyCase",
    ]


async def test_a_step_is_told_in_the_language_asked_for(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit())
    for language, label in (("sv", "Regionstab Samordning hälso- och sjukvård"), ("en", "Regional office")):
        answer = await kalmar.api.ask(kalmar.office, NEXT, {"id": case}, now=noon("2025-03-04"), language=language)
        (decider,) = answer["case"]["nextStep"]["deciders"]
        assert decider["label"].startswith(label)


async def test_a_next_step_has_the_names_of_the_cases_own_procedure(api: Api) -> None:
    region, text = await untouched(api), package()
    changes = {
        "procedure: halsoval-uppfoljning": "procedure: annan-rutin",
        "sv: Begäran om rättelse skickad,": "sv: Annat,",
    }
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    await region.api.served.adopt(region.code, text)
    case = await region.until("sendCorrectionRequest", await region.unit())
    shown = "state { id label } ladder { label }"
    preview = f"preview {{ ... on Preview {{ case {{ {shown} }} }} }}"
    ask = f"query($id: ID!) {{ case(id: $id) {{ {shown} nextStep {{ {preview} }} }} }}"
    found = (await region.api.ask(region.office, ask, {"id": case}, now=noon("2025-04-14")))["case"]
    foretold = found["nextStep"]["preview"]["case"]
    assert foretold["state"] == found["state"] == {"id": "REQUEST_SENT", "label": "Begäran om rättelse skickad"}
    assert foretold["ladder"] == found["ladder"]
