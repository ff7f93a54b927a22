"""A command sent again, and two at once: what was done is done once, and who came second hears of it."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from tests.api.caller import Json, noon
from tests.api.region import PROCEDURE, SIGNAL, Region, registration

KINDS = ("registerUnit", "recordListedCounts", "openCase", "classifyCase", "settleMonth")


async def _given(region: Region, name: str) -> Json:
    if name == "registerUnit":
        return registration("Ängö", f"SE2321000073-R{uuid4().hex[:8].upper()}")
    if name == "settleMonth":
        return {"month": "2025-03"}
    unit = await region.unit()
    match name:
        case "recordListedCounts":
            return {"unitId": unit, "counts": [{"month": "2025-03", "listed": 8000}]}
        case "openCase":
            return {"procedure": PROCEDURE, "unitId": unit, "signal": SIGNAL, "happening": "Kö"}
        case _:
            return {**region.usual(name), "caseId": await region.opened(unit)}


async def _asked(region: Region, name: str, command_id: str | None = None) -> Json:
    return {**await _given(region, name), "commandId": command_id or str(uuid4())}


@pytest.fixture
async def region(alone: Region) -> Region:
    return alone


@pytest.mark.requirement("XC-04")
async def test_the_same_command_again_has_the_same_outcome_and_writes_nothing(region: Region) -> None:
    who = region.person("handler", "coordination_office", "finance_officer", name="one person")
    for name in KINDS:
        given = await _asked(region, name)
        first = await region.api.command(who, name, given, now=noon("2025-12-01"))
        async with region.api.nothing_written():
            again = await region.api.command(who, name, given, now=noon("2025-12-02"))
        assert first == again, name


@pytest.mark.requirement("XC-04")
async def test_a_known_id_with_other_content_is_refused(region: Region) -> None:
    given = await _asked(region, "classifyCase")
    await region.api.done(region.office, "classifyCase", given, now=noon("2025-03-05"))
    changed = [
        ("classifyCase", {**given, "classifiedOn": "2025-03-04"}),
        ("classifyCase", {**given, "note": "Something more"}),
        ("classifyCase", {**given, "expectedVersion": 1}),
        ("closeCase", {"caseId": given["caseId"], "closedOn": "2025-03-05", "commandId": given["commandId"]}),
    ]
    for name, other in changed:
        found = await region.api.refused(region.office, name, other, now=noon("2025-03-05"))
        assert (found["__typename"], found["code"], found["path"]) == ("InvalidInput", "COMMAND_REUSED", "commandId")


@pytest.mark.requirement("XC-04")
async def test_another_actors_id_is_an_unknown_one(region: Region) -> None:
    given = await _asked(region, "classifyCase")
    await region.api.done(region.office, "classifyCase", given, now=noon("2025-03-05"))
    other = region.person("coordination_office", name="a colleague")
    case = await region.api.done(other, "classifyCase", given, now=noon("2025-03-05"))
    assert case["version"] == 3


async def test_a_refused_command_is_not_remembered(region: Region) -> None:
    given = {**await _asked(region, "classifyCase"), "classifiedOn": "2025-03-06"}
    found = await region.api.refused(region.office, "classifyCase", given, now=noon("2025-03-05"))
    assert found["code"] == "ACT_IN_FUTURE"
    case = await region.api.done(region.office, "classifyCase", given, now=noon("2025-03-06"))
    assert case["version"] == 2


async def test_a_repeat_answers_only_what_its_sender_may_still_see(region: Region) -> None:
    unit, other = await region.unit(), await region.unit()
    given = {"procedure": PROCEDURE, "unitId": unit, "signal": SIGNAL, "commandId": str(uuid4())}
    await region.api.done(region.head(unit, "a person"), "openCase", given, now=noon("2025-03-03"))
    moved = region.head(other, "a person")
    found = await region.api.refused(moved, "openCase", given, now=noon("2025-03-03"))
    assert (found["__typename"], found["code"]) == ("NotFound", "NOT_FOUND")


async def test_a_version_that_has_passed_is_a_conflict(kalmar: Region) -> None:
    case = await kalmar.until("classifyCase", await kalmar.unit())
    for expected in (0, 1, 3):
        given = {**kalmar.usual("classifyCase"), "caseId": case, "expectedVersion": expected}
        found = await kalmar.api.refused(kalmar.office, "classifyCase", given, now=noon("2025-03-05"))
        assert (found["__typename"], found["code"], found["current"]) == ("VersionConflict", "VERSION_CONFLICT", 2)
        assert found["path"] == "expectedVersion"
        assert f"version {expected}" in found["message"]
    await kalmar.act("classifyCase", case, expectedVersion=2)


async def test_of_two_who_start_from_one_version_one_wins(kalmar: Region) -> None:
    case = await kalmar.until("classifyCase", await kalmar.unit())
    given = {**kalmar.usual("classifyCase"), "caseId": case, "expectedVersion": 2}
    people = [kalmar.person("coordination_office", name=f"number {number}") for number in range(4)]
    outcomes = await asyncio.gather(
        *(kalmar.api.command(one, "classifyCase", given, now=noon("2025-03-05")) for one in people)
    )
    assert sorted(one["__typename"] for one in outcomes) == ["CaseChanged", *["VersionConflict"] * 3]
    assert {one["current"] for one in outcomes if one["__typename"] == "VersionConflict"} == {3}
    seen = await kalmar.sight(kalmar.office, case, now=noon("2025-03-05"))
    assert [event["version"] for event in seen["events"]] == [1, 2, 3]


async def test_of_two_sanctions_at_once_one_is_decided(kalmar: Region) -> None:
    case = await kalmar.until("sendCorrectionRequest", await kalmar.unit())
    given = {**kalmar.usual("decideSanction"), "caseId": case}
    people = [kalmar.person("coordination_office", name=f"number {number}") for number in range(2)]
    outcomes = await asyncio.gather(
        *(kalmar.api.command(one, "decideSanction", given, now=noon("2025-04-14")) for one in people)
    )
    assert sorted(one.get("code", "done") for one in outcomes) == ["NEW_REQUEST_REQUIRED", "done"]


async def test_one_command_sent_twice_at_once_is_done_once(kalmar: Region) -> None:
    given = await _asked(kalmar, "openCase")
    outcomes = await asyncio.gather(
        *(kalmar.api.command(kalmar.handler, "openCase", given, now=noon("2025-03-03")) for _ in range(3))
    )
    assert len({one["case"]["id"] for one in outcomes}) == 1
    found = await kalmar.api.ask(
        kalmar.handler, "query($u:ID){cases(first:9,filter:{unitId:$u}){nodes{id}}}", {"u": given["unitId"]}
    )
    assert len(found["cases"]["nodes"]) == 1
