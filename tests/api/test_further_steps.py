"""What the annex allows beside the ladder of colours, over the API: by whom, in which words, at what cost."""

from __future__ import annotations

import pytest

from tests.api.caller import Json, noon
from tests.api.region import Region, levels

NOTES = "query($id: ID!) { case(id: $id) { timeline { text note } } }"
DIRECT = {"ground": "PARTICULARLY_SERIOUS", "reason": "Enheten saknar läkare."}
RAISED = {"colour": "RED", "reason": "Följderna är allvarliga."}


def duties(case: Json) -> list[tuple[str, str | None]]:
    return [(one["kind"], one["dueOn"]) for one in case["obligations"]]


async def notes(kalmar: Region, who: str, case: str, unit: str) -> list[str]:
    person = kalmar.head(unit) if who == "unit_head" else kalmar.person(who)
    seen = await kalmar.api.ask(person, NOTES, {"id": case}, now=noon("2025-09-01"))
    return [one["note"] for one in seen["case"]["timeline"] if one["note"] is not None]


@pytest.mark.requirement("HV-05", "HV-06", "SM-3")
async def test_a_plan_asked_for_early_costs_nothing_and_its_failure_leads_to_in_depth_follow_up(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.opened(unit)
    await kalmar.act("requestPlan", case, by=kalmar.handler)
    seen = await kalmar.sight(kalmar.head(unit), case, now=noon("2025-03-05"))
    (request,) = seen["requests"]
    assert (request["kind"], request["colour"], request["planDueOn"]) == ("ACTION_PLAN", None, "2025-04-04")
    assert (seen["state"]["label"], seen["colour"]) == ("Handlingsplan begärd", None)
    assert [one["command"] for one in seen["availableActions"] if one["allowed"]] == ["recordSignal", "receivePlan"]
    assert duties(seen) == [("PLAN_DUE", "2025-04-04")]

    late = await kalmar.sight(kalmar.office, case, now=noon("2025-04-05"))
    assert duties(late) == [("PLAN_DUE", "2025-04-04"), ("START_IN_DEPTH", None)]
    assert late["sanction"] is None
    deep = await kalmar.act("startInDepth", case, now=noon("2025-04-05"), startedOn="2025-04-05")
    assert (deep["state"]["id"], duties(deep)) == ("IN_DEPTH", [("CLASSIFY", None)])
    told = ["En plan för telefonköerna.", "Hela bemanningen ses över."]
    assert await notes(kalmar, "unit_head", case, unit) == told == await notes(kalmar, "auditor", case, unit)


@pytest.mark.requirement("AM-06")
async def test_a_colour_is_raised_with_a_reason_that_the_unit_does_not_read(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.opened(unit)
    hinted = await kalmar.act("classifyCase", case, levels=levels(4, 1))
    assert hinted["classification"]["hints"] == [
        "Allvarlighetsgraden är 4 men färgen ligger under röd; överväg en högre färg med motivering."
    ]
    raised = await kalmar.act("classifyCase", case, levels=levels(4, 1), override=RAISED)
    found = raised["classification"]
    assert (found["computed"]["id"], found["colour"]["id"], found["hints"]) == ("YELLOW", "RED", [])
    assert await notes(kalmar, "handler", case, unit) == ["Följderna är allvarliga."]
    assert await notes(kalmar, "unit_head", case, unit) == []
    async with kalmar.api.nothing_written():
        lower = {"caseId": case, "classifiedOn": "2025-03-05", "levels": levels(4, 4)}
        given = {**lower, "override": {**RAISED, "colour": "YELLOW"}}
        found = await kalmar.api.refused(kalmar.office, "classifyCase", given, now=noon("2025-03-05"))
        assert (found["code"], found["path"], found["allowed"]) == ("COLOUR_NOT_OVERRIDDEN", "override.colour", [])
        given = {**lower, "override": {"colour": "RED", "reason": " "}}
        found = await kalmar.api.refused(kalmar.office, "classifyCase", given, now=noon("2025-03-05"))
        assert (found["code"], found["path"]) == ("INVALID_INPUT", "override.reason")


@pytest.mark.requirement("HV-08", "AM-15")
async def test_a_direct_sanction_runs_from_the_letter_and_the_unit_reads_why(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 8000})
    case = await kalmar.opened(unit)
    await kalmar.act("classifyCase", case, levels=levels(3, 3))
    async with kalmar.api.nothing_written():
        given = {**kalmar.usual("sendCorrectionRequest"), "caseId": case, "directSanction": DIRECT}
        found = await kalmar.api.refused(kalmar.office, "sendCorrectionRequest", given, now=noon("2025-03-11"))
    assert (found["code"], found["path"]) == ("DIRECT_SANCTION_UNFOUNDED", "directSanction.ground")
    assert found["allowed"] == ["START_IN_DEPTH"]
    assert found["source"]["clause"] == "2a. Begäran om rättelse och handlingsplan"

    other = await kalmar.opened(unit)
    await kalmar.act("startInDepth", other)
    await kalmar.act("classifyCase", other, levels=levels(3, 3))
    sent = await kalmar.act("sendCorrectionRequest", other, directSanction=DIRECT)
    (piece,) = sent["sanction"]["pieces"]
    assert (piece["rate"], piece["startsOn"], piece["ground"]) == ("6.00", "2025-03-11", "PARTICULARLY_SERIOUS")
    seen = await kalmar.sight(kalmar.head(unit), other, now=noon("2025-04-01"))
    # 21 of 31 days, 8 000 listed at 6 kr.
    assert seen["sanction"]["total"] == "32516.13"
    assert "Enheten saknar läkare." in await notes(kalmar, "unit_head", other, unit)


@pytest.mark.requirement("HV-10", "AM-13", "AM-36")
async def test_more_time_is_agreed_and_a_failure_after_it_is_refrained_from_with_a_reason(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.until("sendCorrectionRequest", unit)
    more = await kalmar.act("extendPlanDue", case)
    (request,) = more["requests"]
    assert (request["statedDueOn"], request["planDueOn"]) == ("2025-04-11", "2025-04-25")
    assert request["extensions"] == [{"agreedOn": "2025-04-10", "planDueOn": "2025-04-25"}]
    assert more["planDueOn"] == "2025-04-25"
    async with kalmar.api.nothing_written():
        given = {"caseId": case, "decidedOn": "2025-04-25", "reason": "För tidigt."}
        found = await kalmar.api.refused(kalmar.office, "refrainFromSanction", given, now=noon("2025-04-25"))
        assert found["code"] == "NO_BREACH"
        given = {"caseId": case, "agreedOn": "2025-04-25", "planDueOn": "2025-04-25"}
        found = await kalmar.api.refused(kalmar.office, "extendPlanDue", given, now=noon("2025-04-25"))
        assert (found["code"], found["allowed"]) == ("EXTENSION_NOT_LATER", [">= 2025-04-26"])
    told = await kalmar.act("refrainFromSanction", case, now=noon("2025-04-26"), decidedOn="2025-04-26")
    assert told["requests"][0]["refrained"] == [{"ground": "PLAN_NOT_RECEIVED", "decidedOn": "2025-04-26"}]
    assert duties(told) == [("PLAN_DUE", "2025-04-25")]
    assert "Brevet låg kvar på posten." in await notes(kalmar, "unit_head", case, unit)


@pytest.mark.requirement("SM-3", "C8")
async def test_a_case_is_ended_without_measure_and_reopened_for_reasons_that_both_sides_read(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.until("classifyCase", unit)
    ended = await kalmar.act("decideNoMeasure", case)
    assert (ended["state"]["id"], ended["closedOn"], ended["obligations"]) == ("CLOSED", "2025-03-06", [])
    again = await kalmar.act("reopenCase", case)
    assert (again["state"]["id"], again["closedOn"]) == ("IN_DEPTH", None)
    reasons = ["Enheten har redan rättat sig.", "Avslutades av misstag."]
    assert await notes(kalmar, "unit_head", case, unit) == reasons == await notes(kalmar, "handler", case, unit)


async def test_the_next_step_proposes_in_depth_follow_up_where_an_early_plan_failed(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit())
    await kalmar.act("requestPlan", case)
    document = "query($id: ID!) { case(id: $id) { nextStep { command input missing preview { __typename } } } }"
    seen = await kalmar.api.ask(kalmar.office, document, {"id": case}, now=noon("2025-04-05"))
    step = seen["case"]["nextStep"]
    assert (step["command"], step["missing"], step["preview"]["__typename"]) == ("startInDepth", [], "Preview")
    assert step["input"] == {"caseId": case, "expectedVersion": 2, "startedOn": "2025-04-05"}


@pytest.mark.requirement("AM-16", "HV-18", "HV-25")
async def test_several_events_are_classified_each_and_split_into_cases_with_sanctions_of_their_own(
    kalmar: Region,
) -> None:
    unit = await kalmar.unit()
    case = await kalmar.several(unit)
    seen = await kalmar.sight(kalmar.office, case, now=noon("2025-03-06"))
    found = seen["classification"]
    assert (found["score"], found["colour"]["id"]) == (9, "RED")
    assert [(one["number"], one["score"], one["colour"]["id"], one["description"]) for one in found["happenings"]] == [
        (1, 4, "YELLOW", "Telefonen svarar inte."),
        (2, 9, "RED", "Provsvar har kommit bort."),
    ]
    async with kalmar.api.nothing_written():
        given = {"caseId": case, "splitOn": "2025-03-06", "happenings": [1, 2]}
        refused = await kalmar.api.refused(kalmar.office, "splitCase", given, now=noon("2025-03-06"))
        assert (refused["code"], refused["path"], refused["allowed"]) == ("NOTHING_TO_SPLIT", "happenings", ["1", "2"])
    split = await kalmar.act("splitCase", case)
    (other,) = split["splitInto"]
    assert (split["classification"]["colour"]["id"], split["classification"]["happenings"]) == ("YELLOW", [])
    new = await kalmar.sight(kalmar.office, other, now=noon("2025-03-06"))
    assert (new["classification"]["colour"]["id"], new["splitFrom"], new["version"]) == ("RED", case, 2)
    for one in (case, other):
        await kalmar.act("sendCorrectionRequest", one)
        await kalmar.act("decideSanction", one)
    head = kalmar.head(unit)
    rates = [
        piece["rate"]
        for one in (case, other)
        for piece in (await kalmar.sight(head, one, now=noon("2025-04-15")))["sanction"]["pieces"]
    ]
    assert rates == ["3.00", "6.00"]
    told = await kalmar.sight(head, case, now=noon("2025-04-15"))
    assert (told["splitInto"], told["classification"]) == ([], None)
    assert (await kalmar.sight(head, other, now=noon("2025-04-15")))["splitFrom"] == case


async def test_levels_are_given_once_for_the_case_or_for_each_event_and_bad_ones_are_named_where_they_stand(
    kalmar: Region,
) -> None:
    case = await kalmar.opened(await kalmar.unit())
    base = {"caseId": case, "classifiedOn": "2025-03-05"}
    one = {"levels": levels(2, 2)}
    asked: list[tuple[Json, str, str]] = [
        ({"levels": levels(2, 2), "happenings": [one]}, "INVALID_INPUT", "happenings"),
        ({}, "SCALE_MISSING", "levels"),
        ({"happenings": [one, {"levels": levels(2, 5)}]}, "LEVEL_OUTSIDE_SCALE", "happenings[1].levels[1].value"),
        ({"happenings": [{"levels": levels(2, 2)[:1]}]}, "SCALE_MISSING", "happenings[0].levels"),
        ({"happenings": [one] * 21}, "INVALID_INPUT", "happenings"),
        ({"happenings": [{**one, "description": "x" * 4001}]}, "INVALID_INPUT", "happenings[0].description"),
    ]
    async with kalmar.api.nothing_written():
        for given, code, path in asked:
            found = await kalmar.api.refused(kalmar.office, "classifyCase", {**base, **given}, now=noon("2025-03-05"))
            assert (found["code"], found["path"]) == (code, path)
