"""Simulations as jobs over the API: asked for, run by a worker's own process, read page by page, cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from schema.ids import global_id, own_id
from schema.types.simulation_jobs import SimulationState
from tenants.catalog import roles
from tests.api import drafts
from tests.api.caller import Json, Person, noon
from tests.api.documents import JOB, MUTATIONS, command_document
from tests.api.everything import objects_at, ways
from tests.api.fields import contract
from tests.api.region import NO_CASE, NO_RULESET, Region, untouched
from tests.api.test_simulation import COUNTS, MAY, at_four, draft, simulated
from tests.cli.command_line import PATIENCE
from tests.cli.test_worker import ended, working

pytestmark = pytest.mark.requirement("C1")
SCHEMA = contract()
NOW = noon("2025-06-01")
NO_SIMULATION = global_id("SimulationJob", UUID(int=0))
NO_DRAFT = global_id("RulesetDraft", UUID(int=0))
CASE = """
  caseId unitId openedOn before after difference cause { text nodes { rule value } }
  changes { kind on before after explanation { text } } refusal { code }
"""
PAGE = f"""
query($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {{
  simulatedCases(simulationId: $id, first: $first, after: $after, last: $last, before: $before) {{
    edges {{ cursor node {{ caseId }} }} nodes {{ {CASE} }} pageInfo {{ hasNextPage hasPreviousPage endCursor }}
  }}
}}
"""
WIDER = {"lowest: 1\n      highest: 2": "lowest: 1\n      highest: 4", "lowest: 3\n": "lowest: 6\n"}


async def asked(region: Region, by: Person | None = None, now: str = NOW, **given: Json) -> Json:
    what = given if {"draftId", "rulesetId", "content"} & given.keys() else {"content": at_four(region), **given}
    return await region.api.done(by or region.office, "startSimulation", what, now=now)


async def job(region: Region, own: str, by: Person | None = None) -> Json:
    document = f"query($id: ID!) {{ simulationJob(id: $id) {{ {JOB} }} }}"
    return (await region.api.ask(by or region.office, document, {"id": own}, now=NOW))["simulationJob"]


async def cases(region: Region, own: str, by: Person | None = None, **page: Json) -> Json:
    given = {"id": own, **(page or {"first": 100})}
    return (await region.api.ask(by or region.office, PAGE, given, now=NOW))["simulatedCases"]


async def worked(region: Region, place: Path, *own: str) -> list[Json]:
    """The jobs once a worker has run them."""
    with working(place, region.api.served.urls) as process:
        async with asyncio.timeout(PATIENCE):
            for one in own:
                while (await job(region, one))["state"] in {"QUEUED", "RUNNING"}:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.1)
        assert ended(process) == (0, [])
    return [await job(region, one) for one in own]


async def refused(region: Region, name: str, given: Mapping[str, Json], by: Person | None = None) -> Json:
    """A command's refusal, of which nothing was written."""
    async with region.api.nothing_written():
        outcome = await region.api.command(by or region.office, name, given, now=NOW)
    assert outcome["__typename"] != MUTATIONS[name].success, outcome
    return outcome


@pytest.fixture
async def costing(alone: Region) -> Region:
    """A region with two cases that cost three kronor, the second of half as many listed persons."""
    await alone.sanctioned_with(COUNTS)
    await alone.sanctioned_with({month: listed // 2 for month, listed in COUNTS.items()}, "Öjebyns hälsocentral")
    return alone


async def test_it_finds_what_asking_at_once_finds(costing: Region, tmp_path: Path) -> None:
    first = await asked(costing)
    assert (first["state"], first["progress"], first["result"]) == ("QUEUED", {"done": 0, "of": None}, None)
    assert await cases(costing, first["id"]) == {
        "edges": [],
        "nodes": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "endCursor": None},
    }
    second = await asked(costing, content=draft(costing, **WIDER))
    done, wider = await worked(costing, tmp_path, first["id"], second["id"])
    assert (done["state"], done["progress"], done["refusal"]) == ("DONE", {"done": 2, "of": 2}, None)
    assert done["endedAt"] is not None
    at_once = await simulated(costing, at_four(costing))
    assert (await cases(costing, first["id"]))["nodes"] == at_once.pop("largest")
    assert done["result"] == at_once
    assert at_once["differing"] == 2
    at_once = await simulated(costing, draft(costing, **WIDER))
    found = at_once.pop("largest")
    assert (await cases(costing, second["id"]))["nodes"] == found
    assert wider["result"] == at_once
    assert {"COLOUR", "PLAN_REQUIRED"} <= {one["kind"] for one in found[0]["changes"]}


async def test_a_draft_and_a_version_of_the_regions_can_be_asked_about(costing: Region, tmp_path: Path) -> None:
    begun = await drafts.begun(costing, content=at_four(costing), now=NOW)
    adopted = (await costing.api.ask(costing.office, "{ rulesets { id } }"))["rulesets"][0]["id"]
    period = {"from": "2025-01-01", "until": "2025-03-03"}
    ids = [
        (await asked(costing, draftId=begun["id"]))["id"],
        (await asked(costing, rulesetId=adopted))["id"],
        (await asked(costing, content=at_four(costing), **period))["id"],
    ]
    of_draft, of_version, of_period = await worked(costing, tmp_path, *ids)
    assert of_draft["result"]["differing"] == 2
    assert (of_version["result"]["differing"], of_version["result"]["difference"]) == (0, "0.00")
    assert (of_period["from"], of_period["until"], of_period["result"]["outside"]) == ("2025-01-01", "2025-03-03", 2)


async def test_the_cases_are_read_page_by_page_the_largest_first(costing: Region, tmp_path: Path) -> None:
    own = (await asked(costing))["id"]
    await worked(costing, tmp_path, own)
    whole = await cases(costing, own)
    assert [one["difference"] for one in whole["nodes"]] == ["21419.36", "10709.68"]
    page = await cases(costing, own, first=1)
    assert page["nodes"] == whole["nodes"][:1]
    assert page["pageInfo"]["hasNextPage"] is True
    following = await cases(costing, own, first=1, after=page["pageInfo"]["endCursor"])
    assert following["nodes"] == whole["nodes"][1:]
    assert (following["pageInfo"]["hasNextPage"], following["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert (await cases(costing, own, last=1))["nodes"] == whole["nodes"][1:]
    async with costing.api.statements() as sent:
        await cases(costing, own)
    assert len(sent) == 1


async def test_the_cases_that_an_auditor_is_shown_are_noted(costing: Region, tmp_path: Path) -> None:
    own = (await asked(costing))["id"]
    await worked(costing, tmp_path, own)
    auditor = costing.person("auditor")
    shown = await cases(costing, own, auditor)
    log = await costing.api.ask(auditor, "{ readLog(first: 50) { nodes { caseId roles { id } } } }", now=NOW)
    noted = [one["caseId"] for one in log["readLog"]["nodes"] if one["roles"] == [{"id": "auditor"}]]
    assert len(noted) == 2
    assert sorted(noted) == sorted(one["caseId"] for one in shown["nodes"])


async def test_who_may_ask_at_once_may_ask_for_a_job_and_nobody_else_sees_one(
    costing: Region, api_other: Region
) -> None:
    unit = (await costing.api.ask(costing.office, "{ units(first: 1) { nodes { id } } }"))["units"]["nodes"][0]["id"]
    own = (await asked(costing))["id"]
    for role in sorted(roles()):
        person = costing.person(role, unit=unit if roles()[role].side == "party" else None)
        seen = await job(costing, own, person)
        assert (seen is not None) == (role in MAY), role
        if role in MAY:
            continue
        assert (await cases(costing, own, person))["nodes"] == []
        for name, given in (("startSimulation", {"content": ""}), ("cancelSimulation", {"simulationId": own})):
            assert (await refused(costing, name, given, person))["code"] == "MANDATE_MISSING", (role, name)
    assert await job(api_other, own) is None
    assert (await refused(api_other, "cancelSimulation", {"simulationId": own}))["code"] == "NOT_FOUND"


@pytest.fixture
async def api_other(costing: Region) -> Region:
    return await untouched(costing.api)


async def test_one_that_waits_is_cancelled_by_anybody_who_may_ask(costing: Region) -> None:
    own = (await asked(costing))["id"]
    given = {"simulationId": own, "commandId": "0198f3a0-0000-7000-8000-000000000001"}
    ended_at = noon("2025-06-02")
    cancelled = await costing.api.done(costing.finance, "cancelSimulation", given, now=ended_at)
    assert (cancelled["state"], cancelled["endedAt"]) == ("CANCELLED", "2025-06-02T11:00:00+00:00")
    again = await costing.api.done(costing.finance, "cancelSimulation", given, now=noon("2025-06-03"))
    assert again == cancelled


async def test_a_command_that_is_sent_again_starts_nothing_more(costing: Region) -> None:
    given = {"content": at_four(costing), "commandId": "0198f3a0-0000-7000-8000-000000000002"}
    first, second = await asked(costing, **given), await asked(costing, **given)
    assert first == second
    queued = "select count(*) from trappa.pgqueuer where payload = $1"
    payload = f"{costing.code}/{own_id('SimulationJob', first['id'])}".encode()
    assert await costing.api.admin.fetchval(queued, payload) == 1
    reused = await refused(costing, "startSimulation", {**given, "until": "2025-05-01"})
    assert reused["code"] == "COMMAND_REUSED"


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({}, "INVALID_INPUT", "content"),
        ({"draftId": NO_DRAFT}, "NOT_FOUND", "draftId"),
        ({"rulesetId": NO_RULESET}, "NOT_FOUND", "rulesetId"),
        ({"rulesetId": NO_CASE}, "NOT_FOUND", "rulesetId"),
        ({"content": "a: b"}, "INVALID_INPUT", "content"),
    ],
)
async def test_what_cannot_be_asked_about_is_refused(
    kalmar: Region, given: Mapping[str, Json], code: str, path: str
) -> None:
    seen = await refused(kalmar, "startSimulation", given)
    assert (seen["code"], seen["path"]) == (code, path)


async def test_what_else_cannot_be_asked_about_is_refused(costing: Region, without_ruleset: Region) -> None:
    both = {"content": at_four(costing), "rulesetId": NO_RULESET}
    assert (await refused(costing, "startSimulation", both))["code"] == "INVALID_INPUT"
    period = {"from": "2025-03-03", "until": "2025-03-03"}
    assert (await refused(costing, "startSimulation", {"content": at_four(costing), **period}))["path"] == "until"
    assert (await refused(costing, "startSimulation", {"content": at_four(without_ruleset)}))["code"] == "WRONG_REGION"
    unadopted = {"content": at_four(without_ruleset)}
    assert (await refused(without_ruleset, "startSimulation", unadopted))["code"] == "NO_RULESET_IN_FORCE"
    started = await drafts.begun(costing, content="procedure: halsoval-uppfoljning", now=NOW)
    incomplete = await refused(costing, "startSimulation", {"draftId": started["id"]})
    assert (incomplete["code"], incomplete["path"]) == ("INVALID_INPUT", "draftId")
    assert (await refused(costing, "cancelSimulation", {"simulationId": NO_SIMULATION}))["code"] == "NOT_FOUND"


async def test_a_document_reads_one_page_of_them(kalmar: Region) -> None:
    one = f'simulatedCases(simulationId: "{NO_SIMULATION}", first: 1) {{ __typename }}'
    answer = await kalmar.api.send(kalmar.office, f"{{ a: {one} b: {one} }}")
    assert answer.body["errors"][0]["extensions"]["code"] == "DOCUMENT_TOO_COSTLY"


async def test_an_id_of_something_else_is_no_id_of_a_simulation(kalmar: Region) -> None:
    for document in (
        f'{{ simulationJob(id: "{NO_CASE}") {{ id }} }}',
        f'{{ simulatedCases(simulationId: "{NO_CASE}", first: 1) {{ nodes {{ caseId }} }} }}',
    ):
        answer = await kalmar.api.send(kalmar.office, document)
        assert answer.body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_every_field_of_a_job_resolves_when_asked_for_alone(costing: Region, tmp_path: Path) -> None:
    own = (await asked(costing, content=draft(costing, **WIDER)))["id"]
    broken = (await asked(costing))["id"]
    by_nobody = "update trappa.simulation set roles = '' where simulation_id = $1"
    await costing.api.admin.execute(by_nobody, own_id("SimulationJob", broken))
    _, without = await worked(costing, tmp_path, own, broken)
    assert (without["state"], without["refusal"]) == ("REFUSED", {"code": "MANDATE_MISSING"})
    reached: set[str] = set()
    for one in (own, broken):
        roots = {"simulationJob": f'(id: "{one}")', "simulatedCases": f'(simulationId: "{one}", first: 9)'}
        asking = [*ways(SCHEMA, roots, "Query")]
        asking += [
            way
            for way in ways(SCHEMA, {"node": f'(id: "{one}")'}, "Query")
            if "... on SimulationJob {" in way.document and len(way.path) <= 2
        ]
        for way in asking:
            if len(way.path) > 3:
                continue
            answer = await costing.api.send(costing.office, f"{{ {way.document} }}", now=NOW)
            assert answer.body.get("errors") is None, (str(way), answer.body)
            if objects_at(answer.data, (way.root, *way.path[:-1])):
                reached.add(way.field)
    types: Any = SCHEMA.type_map
    names = {"SimulationJob", "SimulationTotals", "SimulationProgress", "SimulatedCaseConnection", "SimulatedCaseEdge"}
    assert {f"{name}.{field}" for name in names for field in types[name].fields} - reached == set()


async def test_the_simulation_is_read_back_with_what_is_selected_of_it(costing: Region) -> None:
    document = command_document("startSimulation", "simulation { state }")
    answer = await costing.api.ask(costing.office, document, {"given": {"content": at_four(costing)}}, now=NOW)
    assert answer["startSimulation"]["simulation"] == {"state": "QUEUED"}


async def test_the_states_are_those_that_the_database_knows(costing: Region) -> None:
    constraint = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'simulation_state_check'"
    known = await costing.api.admin.fetchval(constraint)
    assert {one.name for one in SimulationState} == {word for word in known.split("'") if word.isupper()}
