"""A fourth region's made-up procedure over the API: one file, no code, and every refusal with its field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.caller import Json, noon
from tests.api.declared import Staged, adopted
from tests.api.region import Region
from tests.core.fourth import DAY, OPENING, PANEL, TEXT

pytestmark = pytest.mark.requirement("XC-01", "C8")


async def staged(region: Region) -> Staged:
    ruleset = await adopted(region, TEXT)
    return Staged(region, ruleset, await region.unit())


async def test_a_made_up_region_adopts_one_file_and_works_by_it(alone: Region) -> None:
    case = await staged(alone)
    opened = await case.open("handler", DAY, "VISIT", **(OPENING | {"SUBJECT": ("HYGIENE", "STAFFING")}))
    assert (opened["state"], opened["opening"]) == ({"id": "NEW", "label": "Ny"}, {"id": "VISIT", "label": "Besök"})
    assert (opened["ladder"], opened["origin"], opened["colour"]) == (None, None, None)
    assert {one["field"]["id"]: (one["value"], one["text"]) for one in opened["openingEntries"]} == {
        "SUBJECT": (["STAFFING", "HYGIENE"], None),
        "ACCOUNT": (None, "Smutsigt golv."),
        "KNOWN": (False, None),
    }
    await case.take("handler", DAY, "TELL_UNIT", FILE_NUMBER="RK 2025-17")
    weighed = await case.take("handler", DAY, "WEIGH", "HIGH", reason="Patienter drabbas nu.", GRAVITY=("GRAVE",))
    step = weighed["steps"][-1]
    assert (step["act"]["label"], step["outcome"], step["reason"]) == (
        "Väg allvaret",
        {"id": "HIGH", "label": "Högt"},
        "Patienter drabbas nu.",
    )
    assert [one["id"] for one in step["skipped"]] == ["LOW", "MIDDLE"]
    assert "Hoppade över: Steg 1, Steg 2." in weighed["timelineText"]
    assert [one["task"]["id"] for one in weighed["tasks"]] == ["LOOK", "CALL"]
    convened = await case.take("handler", DAY, "CONVENE", PRESENT=PANEL)
    assert convened["steps"][-1]["lacking"] == [{"id": "GUEST"}]
    await case.take("handler", DAY, "ORDER_PLAN", due_months=1)
    due = (await case.standing("handler", DAY))["obligations"]
    assert {"kind": "ACT_DUE", "rule": "ORDER_PLAN", "dueOn": "2025-04-03", "overdue": False} in due
    await case.take("unit_head", "2025-03-10", "RECEIVE")
    await case.consult("medical_adviser", "2025-03-10", "FORBID")
    await case.take("department_head", "2025-03-10", "FORBID")
    for track, role in (("OF_STAFFING", "handler"), ("OF_HYGIENE", "medical_adviser")):
        await case.take(role, "2025-03-11", "ANSWER", track=track)
    for task in ("CALL", "SIGN"):
        await case.tick("team_lead", "2025-03-11", "GRAVE_CASE", task)
    for day in ("2025-03-11", "2025-03-12"):
        await case.tick("handler", day, "GRAVE_CASE", "LOOK")
    ended = await case.take("handler", "2025-03-12", "END")
    assert (ended["state"]["id"], ended["closedOn"], ended["obligations"]) == ("ENDED", "2025-03-12", [])
    assert ended["timeline"][-1]["kind"] == "STEP"


async def test_the_unit_sees_the_case_from_the_act_that_tells_it_and_nothing_of_what_came_before(alone: Region) -> None:
    case = await staged(alone)
    await case.open("handler", DAY, "VISIT", **OPENING)
    head = case.person("unit_head")
    assert await alone.sight(head, case.case, now=noon(DAY)) is None
    await case.take("handler", DAY, "TELL_UNIT", FILE_NUMBER="RK 2025-17")
    seen = await alone.sight(head, case.case, now=noon(DAY))
    assert [one["act"]["id"] for one in seen["steps"]] == ["TELL_UNIT"]
    assert (seen["openingEntries"], seen["tasks"], seen["unit"]["id"]) == ([], [], case.unit)
    assert [one["type"] for one in seen["events"]] == ["CaseOpened", "StepTaken"]
    assert "Smutsigt" not in str(seen)


async def test_what_may_be_done_is_told_with_tracks_and_outcomes(alone: Region) -> None:
    case = await staged(alone)
    await case.open("handler", DAY, "VISIT", **(OPENING | {"SUBJECT": ("HYGIENE", "STAFFING")}))
    assert await case.open_to("handler", DAY) == {"ANSWER", "CONVENE", "COUNT", "TELL_UNIT", "WEIGH"}
    asked = """query($id: ID!) { case(id: $id) { availableActions {
      action label command outcome stepOutcome { id } stepTrack { id } task { id } allowed refusal { code } } } }"""
    found = (await alone.api.ask(case.person("handler"), asked, {"id": case.case}, now=noon(DAY)))["case"]
    weigh = [one for one in found["availableActions"] if one["action"] == "WEIGH"]
    assert [(one["label"], one["command"], one["stepOutcome"]["id"], one["outcome"]) for one in weigh] == [
        ("Väg allvaret: lågt", "takeStep", "LOW", None),
        ("Väg allvaret: högt", "takeStep", "HIGH", None),
    ]
    answer = {one["stepTrack"]["id"]: one for one in found["availableActions"] if one["action"] == "ANSWER"}
    assert (answer["OF_STAFFING"]["allowed"], answer["OF_HYGIENE"]["refusal"]["code"]) == (True, "MANDATE_MISSING")


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"ACCOUNT": "Hon heter 19121212-1212."}, "PERSONAL_NUMBER_IN_TEXT", "declared.entries[1].text"),
        ({"SUBJECT": ("FOOD",)}, "INVALID_INPUT", "declared.entries[0]"),
        ({"HOW_KNOWN": "Ett brev."}, "FIELD_NOT_ASKED", "declared.entries[3]"),
        ({"KNOWN": True}, "FIELD_MISSING", "declared.entries"),
        ({"ACCOUNT": " "}, "INVALID_INPUT", "declared.entries[1].text"),
        ({"ACCOUNT": "x" * 4001}, "INVALID_INPUT", "declared.entries[1].text"),
    ],
)
async def test_a_refused_opening_names_the_entry(alone: Region, changed: dict[str, Any], code: str, path: str) -> None:
    case = await staged(alone)
    given = case.opening(DAY, "VISIT", **(OPENING | changed))
    refusal = await case.refused(code, "handler", "openCase", given, DAY)
    assert refusal["path"] == path


async def test_openings_that_are_none_are_refused(alone: Region, beside: Region) -> None:
    case = await staged(alone)
    good = case.opening(DAY, "VISIT", **OPENING)

    async def refused(code: str, given: Json, role: str = "handler") -> Json:
        return await case.refused(code, role, "openCase", given, DAY)

    assert (await refused("INVALID_INPUT", {**good, "declared": {**good["declared"], "outcome": None}}))["path"] == (
        "declared.outcome"
    )
    assert (await refused("ACT_IN_FUTURE", {**good, "declared": {**good["declared"], "openedOn": "2025-03-04"}}))[
        "path"
    ] == "declared.openedOn"
    impulse = {"knownOn": DAY, "kind": "OTHER"}
    await refused("INVALID_INPUT", {**good, "impulse": impulse})
    await refused("MANDATE_MISSING", good, "team_lead")
    await refused("NOT_FOUND", {**good, "unitId": await beside.unit()})
    twice = [*good["declared"]["entries"], good["declared"]["entries"][0]]
    await refused("INVALID_INPUT", {**good, "declared": {**good["declared"], "entries": twice}})
    empty = [{"field": "SUBJECT"}, *good["declared"]["entries"][1:]]
    await refused("INVALID_INPUT", {**good, "declared": {**good["declared"], "entries": empty}})
    plain = {"procedure": "halsoval-uppfoljning", "unitId": good["unitId"], "declared": good["declared"]}
    await refused("SIGNAL_OR_IMPULSE_MISSING", plain)


async def test_refused_steps_and_tasks_name_what_is_wrong(alone: Region) -> None:
    case = await staged(alone)
    await case.open("handler", DAY, "VISIT", **(OPENING | {"SUBJECT": ("HYGIENE", "STAFFING")}))
    step = case.refused_step
    assert (await step("INVALID_INPUT", "handler", DAY, "WEIGH", GRAVITY=("LIGHT",)))["path"] == "outcome"
    assert (await step("SKIP_WITHOUT_REASON", "handler", DAY, "WEIGH", "HIGH", GRAVITY=("LIGHT",)))["path"] == "reason"
    assert (await step("FIELD_MISSING", "handler", DAY, "WEIGH", "LOW"))["path"] == "entries"
    await step("TRACKS_OPEN", "handler", DAY, "END")
    assert (await step("TRACK_UNNAMED", "handler", DAY, "ANSWER"))["path"] == "track"
    await step("ACT_BARRED", "team_lead", DAY, "APPOINT", PARTIAL=True)
    await step("GROUP_INCOMPLETE", "handler", DAY, "CONVENE", PRESENT={"EAST": 2})
    await case.take("handler", DAY, "WEIGH", "LOW", GRAVITY=("LIGHT",))
    await step("DUE_OUTSIDE_FRAME", "handler", DAY, "ORDER_PLAN", due_months=7)
    await step("DUE_MISSING", "handler", DAY, "ORDER_PLAN")
    await step("DUE_BEFORE_ACT", "handler", DAY, "ORDER_PLAN", due_on="2025-03-02")
    await step("DUE_STATED_TWICE", "handler", DAY, "ORDER_PLAN", due_on="2025-04-04", due_months=1)
    assert (await step("ACT_SETS_NO_DAY", "handler", DAY, "TELL_UNIT", due_months=1))["path"] == "dueMonths"
    numbers = {"BEFORE": 120, "ADDED": 6, "ENDED": 4, "AFTERWARDS": 121}
    assert (await step("BALANCE_WRONG", "handler", DAY, "COUNT", **numbers))["path"] == "entries[3]"
    await case.consult("medical_adviser", DAY, "FORBID")
    await case.consult("legal_counsel", DAY, "FORBID")
    await step("STEPS_SKIPPED", "department_head", DAY, "FORBID")
    await case.take("handler", DAY, "WEIGH", "HIGH", reason="Värre.", GRAVITY=("GRAVE",))
    for track, role in (("OF_STAFFING", "handler"), ("OF_HYGIENE", "medical_adviser")):
        await case.take(role, DAY, "ANSWER", track=track)
    await step("TASKS_OPEN", "handler", DAY, "END")
    task = {"caseId": case.case, "checklist": "GRAVE_CASE", "task": "CALL", "doneOn": DAY}
    await case.refused("REASON_MISSING", "handler", "completeTask", {**task, "outcome": "NOT_NEEDED"}, DAY)
    await case.tick("handler", DAY, "GRAVE_CASE", "CALL")
    await case.refused("TASK_ALREADY_DONE", "handler", "completeTask", task, DAY)
    await case.refused("INVALID_INPUT", "team_lead", "completeTask", {**task, "task": "SIGN"}, DAY)


async def test_conditions_and_units_are_as_the_ruleset_has_them(alone: Region) -> None:
    case = await staged(alone)
    await case.open("handler", DAY, "VISIT", **OPENING)
    numbers = {"BEFORE": 0, "ADDED": 0, "ENDED": 0, "AFTERWARDS": 0}
    await case.refused_step("STEP_NOT_NOW", "handler", DAY, "COUNT", reason="Ändå.", **numbers)
    of_none = TEXT.replace("unit: OPTIONAL", "unit: REQUIRED").replace("lokal-tillsyn", "annan-tillsyn")
    other = Staged(alone, await adopted(alone, of_none), None)
    refusal = await case.refused(
        "UNIT_NOT_AS_RULED", "handler", "openCase", other.opening(DAY, "VISIT", **OPENING), DAY
    )
    assert refusal["path"] == "unitId"


async def test_a_case_about_no_unit_is_read_as_any_other(alone: Region) -> None:
    case = await staged(alone)
    case.unit = None
    await case.open("handler", DAY, "LETTER", **OPENING)
    seen = await alone.sight(case.person("handler"), case.case, now=noon(DAY))
    assert (seen["unit"], seen["sanction"], seen["withholdings"], seen["requests"]) == (None, None, [], [])
    listed = await alone.api.ask(
        case.person("handler"), "{ cases(first: 50) { edges { node { id unit { id } state { id } } } } }"
    )
    assert {"id": case.case, "unit": None, "state": {"id": "NEW"}} in [one["node"] for one in listed["cases"]["edges"]]


async def test_the_ruleset_tells_its_acts_and_when_its_reports_are_due(alone: Region) -> None:
    await staged(alone)
    asked = """{ rulesets { procedure acts { id label audience due outcomes { id }
      asks { field { id } kind required conditional options { id } members { id } longest help source { clause } } }
      checklists { id tasks { task { id } owners { id } } }
      reports { id recipients { id label } contents dueIn(year: 2026) { dueOn coversFrom coversUntil } } } }"""
    found = (await alone.api.ask(alone.handler, asked))["rulesets"]
    rules = next(one for one in found if one["procedure"] == "lokal-tillsyn")
    acts = {one["id"]: one for one in rules["acts"]}
    how = next(one for one in acts["OPEN_CASE"]["asks"] if one["field"]["id"] == "HOW_KNOWN")
    assert (how["kind"], how["conditional"], how["longest"]) == ("TEXT", True, 4000)
    assert acts["CONVENE"]["asks"][0]["members"] == [{"id": "EAST"}, {"id": "WEST"}, {"id": "GUEST"}]
    assert (acts["ORDER_PLAN"]["due"], acts["TELL_UNIT"]["audience"]) == ("Planen ska finnas", "PARTY")
    (report,) = rules["reports"]
    assert report["recipients"] == [{"id": "COUNCIL", "label": "Rådet"}, {"id": "auditor", "label": "Revisor"}]
    assert report["dueIn"] == [
        {"dueOn": "2026-02-27", "coversFrom": "2025-07-01", "coversUntil": "2026-01-01"},
        {"dueOn": "2026-09-30", "coversFrom": "2026-01-01", "coversUntil": "2026-07-01"},
    ]


@pytest.mark.requirement("C8", "RM-17")
async def test_a_case_tells_who_may_decide_and_who_has_not_been_heard(alone: Region) -> None:
    case = await staged(alone)
    await case.open("handler", DAY, "VISIT", **OPENING)
    asked = """query($id: ID!, $act: String!, $outcome: String, $track: String) { case(id: $id) {
      deciders(action: $act, outcome: $outcome, track: $track) {
        roles { id } outcomes missing { id } coDeciders { id } source { clause } } } }"""

    async def deciders(act: str, **of: str) -> Json:
        variables = {"id": case.case, "act": act, **of}
        return (await alone.api.ask(case.person("handler"), asked, variables, now=noon(DAY)))["case"]["deciders"]

    (row,) = await deciders("FORBID")
    assert (row["roles"], row["missing"]) == ([{"id": "department_head"}], [{"id": "medical_adviser"}])
    await case.consult("medical_adviser", DAY, "FORBID")
    (row,) = await deciders("FORBID", outcome="DONE")
    assert (row["missing"], row["coDeciders"], row["source"]) == ([], [{"id": "medical_adviser"}], {"clause": "1"})
    (row,) = await deciders("ANSWER", outcome="DONE", track="OF_HYGIENE")
    assert row["roles"] == [{"id": "medical_adviser"}]
    assert await deciders("FLY") == []
