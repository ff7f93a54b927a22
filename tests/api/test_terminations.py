"""Termination over the API: position, right, the end of agreement and sanction, and cases that end with it."""

from __future__ import annotations

import json

import pytest

from schema.ids import own_id
from tests.api.caller import Api, Json, noon
from tests.api.region import NO_CASE, Region, option, untouched
from tests.api.serving import package

TERMINATED = {
    "decidedOn": "2025-04-16",
    "endsOn": "2025-07-01",
    "ground": {"id": "FAILED_PLAN", "label": "Handlingsplanen har brustit vid svart"},
    "externalReference": "Bilaga 15",
}
AFTER = noon("2025-04-17")


async def black(kalmar: Region, unit: str) -> str:
    """A black case whose plan never came."""
    return await kalmar.until("sendCorrectionRequest", unit, score=(4, 4))


async def terminated(kalmar: Region, unit: str) -> str:
    case = await black(kalmar, unit)
    for name in ("takeTerminationPosition", "terminateAgreement"):
        await kalmar.act(name, case)
    return case


@pytest.mark.requirement("HV-24", "RM-07", "RM-08", "SM-3", "HV-34")
async def test_black_is_answered_by_a_position_and_the_region_terminates_on_it(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await black(kalmar, unit)
    seen = await kalmar.sight(kalmar.office, case, now=noon("2025-04-14"))
    assert "TERMINATION_POSITION" in [one["rule"] for one in seen["obligations"]]
    given = {**kalmar.usual("terminateAgreement"), "caseId": case}
    found = await kalmar.api.refused(kalmar.principal, "terminateAgreement", given, now=AFTER)
    assert (found["code"], found["allowed"], found["source"]["clause"]) == (
        "TERMINATION_WITHOUT_POSITION",
        ["TAKE_TERMINATION_POSITION"],
        "Svart färgklassificering",
    )
    changed = await kalmar.act("takeTerminationPosition", case)
    assert changed["terminationPositions"] == [
        {
            "outcome": "TERMINATE",
            "decidedOn": "2025-04-14",
            "request": 1,
            "reason": "Förtroendet är förbrukat.",
            "actedAs": {"id": "coordination_office"},
        }
    ]
    assert "TERMINATION_POSITION" not in [one["rule"] for one in changed["obligations"]]
    principal = await kalmar.sight(kalmar.principal, case, now=AFTER)
    assert option(principal, "terminateAgreement")["allowed"] is True
    changed = await kalmar.act("terminateAgreement", case)
    assert (changed["state"], changed["termination"]) == (
        {"id": "AGREEMENT_TERMINATED", "label": "Avtalet hävt"},
        TERMINATED,
    )
    (agreement,) = await kalmar.agreements(unit)
    assert (agreement["validUntil"], agreement["endReason"]) == ("2025-07-01", "TERMINATED")


@pytest.mark.requirement("AM-37", "HV-24")
async def test_the_sanction_ends_with_the_agreement_and_the_case_is_closed_then(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {f"2025-{month:02}": 8000 for month in range(3, 10)})
    case = await terminated(kalmar, unit)
    early = {"caseId": case, "closedOn": "2025-06-30"}
    found = await kalmar.api.refused(kalmar.handler, "closeCase", early, now=noon("2025-06-30"))
    assert found["code"] == "SANCTION_RUNS"
    seen = await kalmar.sight(kalmar.handler, case, now=noon("2025-09-01"))
    sanction = seen["sanction"]
    # 21 of 31 days of March, April, May and June, at 6 kronor for 8000.
    assert (sanction["total"], sanction["endedOn"], sanction["endReason"], sanction["runs"]) == (
        "176516.13",
        "2025-07-01",
        "AGREEMENT_ENDED",
        False,
    )
    assert [one["kind"] for one in seen["obligations"]] == ["CLOSE"]
    assert option(seen, "closeCase")["allowed"] is True
    closed = await kalmar.act("closeCase", case, now=noon("2025-07-01"), closedOn="2025-07-01")
    assert (closed["state"]["id"], closed["closingGround"], closed["sanctionRuns"]) == (
        "AGREEMENT_ENDED",
        "AGREEMENT_ENDED",
        False,
    )
    assert closed["sanction"]["total"] == "176516.13"
    last = closed["timeline"][-1]
    assert last["text"] == "Ärendet avslutades: enhetens avtal har upphört."
    assert "Första dag utan avtal: 2025-07-01" in last["explanation"]["text"]


@pytest.mark.requirement("AM-37")
async def test_another_case_of_the_unit_ends_with_the_agreement_though_its_sanction_ran(kalmar: Region) -> None:
    unit = await kalmar.unit()
    other = await kalmar.sanctioned(unit)
    await terminated(kalmar, unit)
    asked = """query($unit: ID!) { cases(filter: {unitId: $unit}, first: 50) { nodes {
      id availableActions { command allowed } obligations { kind } sanction { runs endReason }
    } } }"""
    async with kalmar.api.statements() as sent:
        found = (await kalmar.api.ask(kalmar.handler, asked, {"unit": unit}, now=noon("2025-07-01")))["cases"]["nodes"]
    assert len([one for one in sent if "answer" in one]) == 1, "a page with its agreements is one statement"
    (seen,) = [one for one in found if one["id"] == other]
    assert seen["sanction"] == {"runs": False, "endReason": "AGREEMENT_ENDED"}
    assert {"command": "closeCase", "allowed": True} in seen["availableActions"]
    assert seen["obligations"][-1] == {"kind": "CLOSE"}
    closed = await kalmar.act("closeCase", other, now=noon("2025-07-02"), closedOn="2025-07-02")
    assert (closed["state"]["id"], closed["closedOn"]) == ("AGREEMENT_ENDED", "2025-07-02")


@pytest.mark.requirement("AM-37")
async def test_an_agreement_that_ends_by_its_terms_ends_its_cases_too(kalmar: Region) -> None:
    unit = await kalmar.unit(until="2025-06-01")
    case = await kalmar.until("classifyCase", unit)
    for day, allowed in (("2025-05-31", False), ("2025-06-01", True)):
        seen = await kalmar.sight(kalmar.handler, case, now=noon(day))
        assert option(seen, "closeCase")["allowed"] is allowed
    closed = await kalmar.act("closeCase", case, now=noon("2025-06-01"), closedOn="2025-06-01")
    assert closed["closingGround"] == "AGREEMENT_ENDED"


@pytest.mark.requirement("HV-24")
async def test_termination_is_foreseen_with_what_falls_away(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {f"2025-{month:02}": 8000 for month in range(3, 10)})
    case = await black(kalmar, unit)
    await kalmar.act("takeTerminationPosition", case)
    given = {"caseId": case, "decidedOn": "2025-07-10", "endsOn": "2025-07-11"}
    async with kalmar.api.nothing_written():
        found = await kalmar.api.preview(kalmar.principal, "terminateAgreement", given, now=noon("2025-07-20"))
    assert found["case"]["state"]["id"] == "AGREEMENT_TERMINATED"
    assert [one["kind"] for one in found["case"]["obligations"]] == ["CLOSE"]
    # Ten days of July at 6 kronor for 8000, where nineteen are owed by the day it is asked.
    assert [(one["month"], one["days"], one["amount"]) for one in found["lines"]] == [("2025-07", 10, "15483.87")]
    assert (found["totalBefore"], found["totalAfter"]) == ("205935.48", "192000.00")
    assert "«Om handlingsplanen inte efterlevs eller godkänns" in found["explanation"]["text"]


@pytest.mark.requirement("HV-08", "HV-12", "HV-28", "AM-17")
async def test_a_recurring_deficiency_is_flagged_for_the_staff_and_gives_the_right_directly(kalmar: Region) -> None:
    unit = await kalmar.unit()
    earlier, case = await kalmar.earlier(unit), await kalmar.until("classifyCase", unit)
    before = await kalmar.sight(kalmar.head(unit), case, now=AFTER)
    staff = await kalmar.sight(kalmar.finance, case, now=AFTER)
    changed = await kalmar.act("flagRecurrence", case, earlier=[earlier])
    assert changed["recurrences"] == [
        {
            "flaggedOn": "2025-04-14",
            "earlier": [earlier],
            "reason": "Samma brist som förra året.",
            "actedAs": {"id": "coordination_office"},
        }
    ]
    assert (changed["state"], changed["obligations"], changed["sanction"]) == (
        staff["state"],
        staff["obligations"],
        None,
    )
    await kalmar.act("takeTerminationPosition", case)
    after = await kalmar.sight(kalmar.head(unit), case, now=AFTER)
    assert after == before, "the unit sees no sign of it"
    told = await kalmar.sight(kalmar.finance, case, now=AFTER)
    assert [(one["kind"], one["text"]) for one in told["timeline"] if one["on"] == "2025-04-14"] == [
        ("FLAG", "Återkommande brist flaggades, med 1 tidigare ärende."),
        ("DECISION", "Ställningstagande till hävning: avtalet ska hävas."),
    ]
    changed = await kalmar.act("terminateAgreement", case)
    assert changed["termination"]["ground"]["id"] == "RECURRING_DEFICIENCY"


@pytest.mark.requirement("AM-01", "HV-24")
async def test_the_unit_is_told_of_the_termination_and_of_no_position(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await terminated(kalmar, unit)
    seen = await kalmar.sight(kalmar.head(unit), case, now=AFTER)
    assert (seen["state"]["id"], seen["termination"]) == ("AGREEMENT_TERMINATED", TERMINATED)
    assert (seen["terminationPositions"], seen["recurrences"], seen["obligations"]) == ([], [], [])
    assert "Ställningstagande" not in json.dumps(seen["timeline"], ensure_ascii=False)
    assert "Grund: Handlingsplanen har brustit vid svart" in seen["timeline"][-1]["explanation"]["text"]
    audiences = await kalmar.api.admin.fetch(
        "select type, audience from trappa.event where stream_id = any($1::uuid[])",
        [own_id("Case", case), own_id("CareUnit", unit)],
    )
    told = {row["type"]: row["audience"] for row in audiences}
    assert (told["TerminationPositionTaken"], told["AgreementTerminated"], told["AgreementEnded"]) == (
        "staff",
        "party",
        "party",
    )
    assert await kalmar.sight(kalmar.head(await kalmar.unit()), case, now=AFTER) is None


async def _refused(kalmar: Region, case: str, command: str, **changed: Json) -> Json:
    person = kalmar.principal if command == "terminateAgreement" else kalmar.office
    given = {**kalmar.usual(command), "caseId": case, **changed}
    async with kalmar.api.nothing_written():
        return await kalmar.api.refused(person, command, given, now=noon("2025-04-20"))


@pytest.mark.requirement("HV-24", "HV-28", "XC-07")
async def test_what_gives_no_right_is_refused_with_the_grounds_that_would(kalmar: Region) -> None:
    case = await kalmar.until("sendCorrectionRequest", await kalmar.unit())
    await kalmar.act("takeTerminationPosition", case)
    found = await _refused(kalmar, case, "terminateAgreement")
    assert (found["code"], len(found["allowed"])) == ("NO_RIGHT_TO_TERMINATE", 3)
    assert found["allowed"][-1] == "Vårdenheten har uppvisat återkommande brister"


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"endsOn": "2025-04-15"}, "ACT_BEFORE_PREVIOUS", "endsOn"),
        ({"endsOn": "2025-12-02"}, "AGREEMENT_ENDS_BEFORE", "endsOn"),
        ({"decidedOn": "2025-04-13"}, "ACT_BEFORE_PREVIOUS", "decidedOn"),
        ({"decidedOn": "2025-04-21"}, "ACT_IN_FUTURE", "decidedOn"),
        ({"externalReference": "19811218-9876"}, "INVALID_INPUT", "externalReference"),
    ],
    ids=str,
)
async def test_a_termination_that_cannot_be_names_its_field(
    kalmar: Region, changed: Json, code: str, path: str
) -> None:
    case = await black(kalmar, await kalmar.unit(until="2025-12-01"))
    await kalmar.act("takeTerminationPosition", case)
    found = await _refused(kalmar, case, "terminateAgreement", **changed)
    assert (found["code"], found["path"]) == (code, path)


async def test_an_agreement_is_terminated_once(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case, other = await black(kalmar, unit), await black(kalmar, unit)
    for one in (case, other):
        await kalmar.act("takeTerminationPosition", one)
    await kalmar.act("terminateAgreement", case)
    assert (await _refused(kalmar, case, "terminateAgreement"))["code"] == "OUT_OF_ORDER"
    # By another case it can end sooner, and never later.
    found = await _refused(kalmar, other, "terminateAgreement", endsOn="2025-07-02")
    assert (found["code"], found["allowed"]) == ("AGREEMENT_ENDS_BEFORE", ["<= 2025-07-01"])
    await kalmar.act("terminateAgreement", other, endsOn="2025-06-01")
    assert [one["validUntil"] for one in await kalmar.agreements(unit)] == ["2025-06-01"]


@pytest.mark.requirement("HV-28")
async def test_only_earlier_cases_of_the_unit_are_flagged_and_a_strangers_is_as_one_there_is_not(
    kalmar: Region,
) -> None:
    unit, stranger = await kalmar.unit(), await kalmar.earlier(await kalmar.unit())
    earlier, case = await kalmar.earlier(unit), await kalmar.opened(unit)
    same_day = await kalmar.opened(unit)
    answers = [await _refused(kalmar, case, "flagRecurrence", earlier=[earlier, one]) for one in (stranger, NO_CASE)]
    assert answers[0] == answers[1]
    assert (answers[0]["__typename"], answers[0]["path"]) == ("NotFound", "earlier[1]")
    for one in (case, same_day):
        found = await _refused(kalmar, case, "flagRecurrence", earlier=[one])
        assert (found["code"], found["path"], found["allowed"]) == (
            "INVALID_INPUT",
            "earlier[0]",
            ["ett ärende som öppnades före 2025-03-03"],
        )
    for given in ([], [earlier, earlier]):
        found = await _refused(kalmar, case, "flagRecurrence", earlier=given)
        assert (found["code"], found["path"]) == ("INVALID_INPUT", "earlier")


@pytest.mark.requirement("HV-24", "C8")
async def test_a_region_may_hear_its_counsel_before_it_terminates(api: Api) -> None:
    row = "  - action: TERMINATE_AGREEMENT\n    roles: [region_principal]\n"
    assert package().count(row) == 1
    region = await untouched(api, package().replace(row, f"{row}    consult: [legal_counsel]\n"))
    case = await black(region, await region.unit())
    await region.act("takeTerminationPosition", case)
    given = {**region.usual("terminateAgreement"), "caseId": case}
    found = await region.api.refused(region.principal, "terminateAgreement", given, now=AFTER)
    assert (found["code"], found["allowed"]) == ("CONSULTATION_MISSING", ["legal_counsel"])
    heard = {"on": "TERMINATE_AGREEMENT", "consultedOn": "2025-04-16"}
    await region.act("recordConsultation", case, by=region.person("legal_counsel"), now=AFTER, **heard)
    assert (await region.act("terminateAgreement", case, now=AFTER))["termination"] == TERMINATED
