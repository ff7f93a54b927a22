"""Who told the region (uppgiftslämnare): for those who handle the case, and in no way for the unit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from schema.ids import own_id
from tenants.catalog import roles
from tests.api.caller import Api, Json, noon
from tests.api.documents import ONE_CASE
from tests.api.region import BLIND, IMPULSE, SIGNAL, Region
from tests.core.matrix import ROLES

CONTACT = "Anställd vid enheten, 010-123 45 67"
TOLD = {**IMPULSE, "informant": CONTACT}
TODAY = noon("2025-03-05")

pytestmark = pytest.mark.requirement("PV-09")


async def opened_with(region: Region, unit: str, impulse: Json) -> str:
    return await region.opened(unit, impulse=impulse, happening="Lång väntetid.")


async def joined_with(region: Region, unit: str, impulse: Json) -> str:
    case = await region.opened(unit, signal=SIGNAL, happening="Lång väntetid.")
    await region.act("recordImpulse", case, impulse=impulse)
    return case


@pytest.fixture(scope="module", params=[opened_with, joined_with])
async def told(request: pytest.FixtureRequest, api: Api) -> tuple[str, str]:
    """A unit and its case, of which somebody told."""
    region = Region(api)
    unit = await region.unit()
    return unit, await request.param(region, unit, TOLD)


@pytest.mark.parametrize("role", ROLES)
async def test_who_told_is_read_by_those_who_handle_the_case_and_by_nobody_else(
    kalmar: Region, told: tuple[str, str], role: str
) -> None:
    unit, case = told
    person = kalmar.person(role, unit=unit if roles()[role].side == "party" else None)
    seen = await kalmar.sight(person, case, now=TODAY)
    if role in BLIND:
        assert seen is None
    else:
        assert seen["informant"] == (CONTACT if role in {"handler", "coordination_office"} else None)
        staff = roles()[role].side == "staff"
        assert ("InformantRecorded" in {event["type"] for event in seen["events"]}) == staff
        assert ("Uppgiftslämnarens kontaktuppgifter registrerades." in seen["timelineText"]) == staff


def unlike(one: Json, other: Json, path: str = "") -> set[str]:
    """Where two answers differ, as paths without positions."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return {found for key in one for found in unlike(one[key], other[key], f"{path}.{key}")}
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return {found for pair in zip(one, other, strict=True) for found in unlike(*pair, path)}
    return set() if one == other else {path}


@pytest.mark.parametrize("made", [opened_with, joined_with])
async def test_the_unit_sees_the_same_whether_somebody_told_or_not(kalmar: Region, made: Any) -> None:
    unit = await kalmar.unit()
    told, untold = await made(kalmar, unit, TOLD), await made(kalmar, unit, IMPULSE)
    answers = [await kalmar.api.send(kalmar.head(unit), ONE_CASE, {"id": one}, now=TODAY) for one in (told, untold)]
    ids = {".case.id", ".case.events.body.personal.record_id", ".case.events.body.personal.digest"}
    assert unlike(answers[0].data, answers[1].data) == ids
    for word in (CONTACT, "Informant", "ppgiftslämnar"):
        assert word not in json.dumps(answers[0].body["data"], ensure_ascii=False)


async def test_who_told_is_sealed_for_the_staff_apart_from_what_the_unit_may_read(kalmar: Region) -> None:
    case = await opened_with(kalmar, await kalmar.unit(), TOLD)
    records = await kalmar.api.admin.fetch(
        "select audience, ciphertext from trappa.event_personal where stream_id = $1 order by audience",
        own_id("Case", case),
    )
    assert [row["audience"] for row in records] == ["party", "staff"]
    events = await kalmar.api.admin.fetch(
        "select type, audience, body from trappa.event where stream_id = $1 order by version", own_id("Case", case)
    )
    assert [(row["type"], row["audience"]) for row in events] == [
        ("CaseOpened", "party"),
        ("InformantRecorded", "staff"),
    ]
    assert not any("010-123" in row["body"] for row in events)
    assert not any(CONTACT.encode() in row["ciphertext"] for row in records)


async def test_where_nobody_told_there_is_nothing_to_read(kalmar: Region) -> None:
    for blank in (None, " \n"):
        case = await opened_with(kalmar, await kalmar.unit(), {**IMPULSE, "informant": blank})
        seen = await kalmar.sight(kalmar.handler, case, now=TODAY)
        assert (seen["informant"], [event["type"] for event in seen["events"]]) == (None, ["CaseOpened"])


async def test_an_informant_is_told_of_in_a_thousand_characters(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit(), signal=SIGNAL)
    given = {"caseId": case, "impulse": {**IMPULSE, "informant": "å" * 1001}}
    found = await kalmar.api.refused(kalmar.handler, "recordImpulse", given, now=TODAY)
    assert (found["code"], found["path"], found["allowed"]) == ("INVALID_INPUT", "impulse.informant", ["<= 1000"])
    changed = await kalmar.act("recordImpulse", case, impulse={**IMPULSE, "informant": "å" * 1000}, by=kalmar.handler)
    assert changed["informant"] == "å" * 1000
