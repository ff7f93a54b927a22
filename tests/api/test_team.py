"""What the team alone may read (VG-10, PV-02): to everybody else the case is one in which it never was."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.cli.replay import read_stored, replayed
from schema.ids import own_id
from tenants.catalog import roles
from tests.api.caller import Api, Json, Person, noon
from tests.api.declared import Staged, adopted, of_region, package_text
from tests.api.documents import ONE_CASE
from tests.api.region import BLIND, Region, untouched
from tests.api.test_certificates import fetched
from tests.api.test_simulation import simulated
from tests.core.test_certificate import verified

pytestmark = pytest.mark.requirement("PV-02", "VG-10")
TEAM = {"handler", "team_lead", "follow_up_team", "in_depth_team", "medical_adviser"}
DAY, NEXT = "2026-01-15", "2026-01-16"
GROUNDS, NOTE = "Skatteskulder hos Kronofogden.", "Möten varannan vecka."
THEN = ONE_CASE.replace("query Case($id: ID!)", "query Then($id: ID!, $at: DateTime)").replace(
    "case(id: $id)", "case(id: $id, knownAt: $at)"
)
SECRETS = ("ASSESS_PROVIDER", "Verksamhetsbedömning", GROUNDS, NOTE, "PROVIDER_ASSESSMENT", "SERIOUS_DEVIATIONS")


async def followed_up(region: Region) -> Staged:
    """Followed up in the ordinary way, with the provider as a party, and a case with rates of the same unit beside."""
    ruleset = await adopted(region, package_text("vgr-lopande"))
    unit = await region.unit()
    await region.counted(unit, {f"2025-{month:02}": 8000 for month in range(3, 13)})
    await region.sanctioned(unit)
    case = Staged(region, ruleset, unit)
    await case.open("handler", DAY, "ORDINARY_FOLLOW_UP", CONTRACT_FORM=("LOU_OSN",))
    return case


async def assess(case: Staged) -> Json:
    """Assessed as red, with a task that follows from that."""
    await case.take("handler", DAY, "ASSESS_PROVIDER", PROVIDER_ASSESSMENT=("RED",), GROUNDS=GROUNDS)
    return await case.tick("handler", DAY, "SERIOUS_DEVIATIONS", "DENSE_FOLLOW_UP", reason=NOTE)


async def answers(case: Staged) -> dict[str, Json]:
    """What each role of the catalogue sees of the case and of its past, and is told where it would assess or tick."""
    found = {}
    for role in roles():
        person = case.person(role)
        sent: list[Any] = [
            (await case.region.api.send(person, document, variables, now=noon(NEXT))).body
            for document, variables in (
                (ONE_CASE, {"id": case.case}),
                (THEN, {"id": case.case, "at": noon(NEXT)}),
            )
        ]
        if role not in TEAM:
            step = case.step(NEXT, "ASSESS_PROVIDER", PROVIDER_ASSESSMENT=("GREEN",))
            sent.append(await case.region.api.refused(person, "takeStep", step, now=noon(NEXT)))
            given = {"checklist": "SERIOUS_DEVIATIONS", "task": "DENSE_FOLLOW_UP", "doneOn": NEXT}
            tick = {"caseId": case.case, **given}
            sent.append(await case.region.api.refused(person, "completeTask", tick, now=noon(NEXT)))
        found[role] = sent
    return found


@dataclass
class Told:
    """A case before and after it was assessed, as each role is shown it."""

    case: Staged
    before: dict[str, Json]
    after: dict[str, Json]


@pytest.fixture(scope="module")
async def told(api: Api) -> Told:
    case = await followed_up(await untouched(api))
    before = await answers(case)
    await assess(case)
    return Told(case, before, await answers(case))


@pytest.mark.parametrize("role", sorted({*roles()} - TEAM))
def test_to_whoever_is_not_of_the_team_nothing_has_happened(told: Told, role: str) -> None:
    assert told.after[role] == told.before[role]
    shown = json.dumps(told.after[role][0].get("data"), ensure_ascii=False)
    assert (shown in {"null", '{"case": null}'}) == (role in BLIND)
    assert not {word for word in (GROUNDS, NOTE, "RED") if word in shown}


@pytest.mark.parametrize("role", sorted(TEAM))
def test_the_team_sees_step_event_timeline_tasks_and_texts(told: Told, role: str) -> None:
    was, then = (one["data"]["case"] for one in told.before[role]), (one["data"]["case"] for one in told.after[role])
    for earlier, seen in zip(was, then, strict=True):
        step = seen["steps"][-1]
        assert (step["act"]["id"], step["audience"]) == ("ASSESS_PROVIDER", "TEAM")
        assert [one["text"] for one in step["entries"] if one["text"]] == [GROUNDS]
        assert {"RED"} == {one["value"] for one in step["entries"] if one["value"]}
        done = [one for one in seen["tasks"] if one["status"] == "DONE"]
        assert [(one["task"]["id"], one["note"]) for one in done] == [("DENSE_FOLLOW_UP", NOTE)]
        assert [one["type"] for one in seen["events"]] == ["CaseOpened", "StepTaken", "StepTaken", "TaskDone"]
        assert "Verksamhetsbedömning" in seen["timelineText"]
        assert (earlier["version"], seen["version"]) == (2, 4)
        assert seen["state"] == earlier["state"]


async def test_a_simulation_is_the_same_whoever_asks(told: Told) -> None:
    case = told.case
    text = of_region(package_text("vgr-lopande"), case.region.code)
    task = "      - id: FURTHER_PLAN\n"
    assert text.count(task) == text.count("    audience: TEAM\n") == 1
    daily = text.replace("    audience: TEAM\n", "").replace(task, task + "        every: DAY\n")
    found = [await simulated(case.region, daily, case.person(role)) for role in ("handler", "auditor")]
    assert found[0] == found[1]
    assert (found[0]["cases"], found[0]["differing"]) == (1, 0)


async def test_everybody_counts_the_events_that_they_see(alone: Region) -> None:
    case = await followed_up(alone)
    await assess(case)
    given = {"caseId": case.case, "act": "PROPOSE_DECISION", "consultedOn": NEXT, "standpoint": "COMMENTS"}
    counsel, handler = case.person("legal_counsel"), case.person("handler")
    ahead = await alone.api.refused(
        counsel, "recordConsultation", {**given, "note": "Hört.", "expectedVersion": 4}, now=noon(NEXT)
    )
    assert (ahead["code"], ahead["current"]) == ("VERSION_CONFLICT", 2)
    changed = await alone.api.done(
        counsel, "recordConsultation", {**given, "note": "Hört.", "expectedVersion": 2}, now=noon(NEXT)
    )
    assert changed["version"] == 3
    assert [event["version"] for event in changed["events"]] == [1, 2, 3]
    step = case.step(NEXT, "ASSESS_PROVIDER", PROVIDER_ASSESSMENT=("GREEN",))
    behind = await alone.api.refused(handler, "takeStep", {**step, "expectedVersion": 3}, now=noon(NEXT))
    assert (behind["code"], behind["current"]) == ("VERSION_CONFLICT", 5)
    assert (await alone.api.done(handler, "takeStep", {**step, "expectedVersion": 5}, now=noon(NEXT)))["version"] == 6
    listed = "{ cases(first: 9) { nodes { id version } } }"
    for person, version in ((counsel, 3), (handler, 6), (case.person("unit_head"), 1)):
        nodes = (await alone.api.ask(person, listed, {}, now=noon(NEXT)))["cases"]["nodes"]
        assert [one["version"] for one in nodes if one["id"] == case.case] == [version]


async def test_who_is_not_of_the_team_may_act_on_a_day_before_what_the_team_did(alone: Region) -> None:
    case = await followed_up(alone)
    await case.take("handler", NEXT, "ASSESS_PROVIDER", PROVIDER_ASSESSMENT=("RED",))
    step = case.step(DAY, "CONFIRM_DEVIATION", DEVIATION="Läkare saknas.")
    changed = await alone.api.done(case.person("handler"), "takeStep", step, now=noon(NEXT))
    assert changed["steps"][-1]["takenOn"] == DAY


async def test_what_is_sealed_for_the_team_is_in_rows_of_its_own(told: Told) -> None:
    rows = await told.case.region.api.admin.fetch(
        "select type, audience, body from trappa.event where stream_id = $1 order by version",
        own_id("Case", told.case.case),
    )
    assert [(row["type"], row["audience"]) for row in rows] == [
        ("CaseOpened", "party"),
        ("StepTaken", "staff"),
        ("StepTaken", "team"),
        ("TaskDone", "team"),
    ]
    assert not any(secret in row["body"] for row in rows for secret in (GROUNDS, NOTE))
    sealed = await told.case.region.api.admin.fetch(
        "select audience from trappa.event_personal where stream_id = $1", own_id("Case", told.case.case)
    )
    assert [row["audience"] for row in sealed] == ["team", "team"]


async def test_the_projections_follow_from_the_events(told: Told) -> None:
    region = told.case.region
    stored = await read_stored(region.api.served.where.database_url, region.code)
    assert replayed(region.code, stored).findings == ()


@pytest.mark.parametrize("held", [("auditor",), ("finance_officer",), ("auditor", "handler")])
async def test_a_certificate_holds_and_tells_nothing_of_the_team(
    told: Told, tmp_path: Path, held: tuple[str, ...]
) -> None:
    region = told.case.region
    person: Person = region.person(*held)
    period = {"from": "2025-03", "until": "2025-12"}
    got = await fetched(region, person, f"{told.case.unit}.json", now=noon("2026-02-01"), **period)
    assert got.status_code == 200, got.text
    assert not [word for word in SECRETS if word in got.text]
    content = got.json()["content"]
    assert {one["audience"] for one in content["events"]} == {"party", "staff"}
    assert f"case/{own_id('Case', told.case.case)}" not in content["streams"]
    path = tmp_path / "certificate.json"
    path.write_bytes(got.content)
    code, out, err = await asyncio.to_thread(verified, path)
    assert (code, err) == (0, ""), out
